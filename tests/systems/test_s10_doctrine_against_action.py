"""S10: the declared doctrine and the conduct in equilibrium, their gap, what the gap does to belief, where it fails."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from deterrence.doctrines.instantiate import candidates, stated
from deterrence.doctrines.reading import library
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.beliefs import DoctrineGap
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.compliance_cost import belief_at_end, following
from deterrence.stress.doctrines import compare, given
from shipped import compiled, crisis

LADDER = "ladder"
NAMES = [c.id for d in library().doctrines for c in candidates(d, compiled(LADDER), "row")]


def called(name: str, case: Crisis, actor: str):
    game = case.compile()
    return next(c for d in library().doctrines for c in candidates(d, game, actor) if c.id == name)


def shortened(case: Crisis, moves: int) -> Crisis:
    return case.changed(window=case.record.window.model_copy(update={"moves": moves}))


def solved(case: Crisis, actor: str, name: str, changes=None, points: int = 13, tremble: float | None = None):
    """(game, pusher) with the actor's commitment carrying a library doctrine out."""
    candidate = called(name, case, actor)
    candidate = candidate if tremble is None else replace(candidate, tremble=tremble)
    game = given(case, {**case.parameters.defaults, **(changes or {})}, actor, candidate)
    return game, Pusher(solve_grid(game.game, Grid(points=points, tolerance=1e-9)))


@cache
def on_the_ladder(name: str, actor: str = "row"):
    return solved(crisis(LADDER), actor, name)


def gaps(game, pusher):
    watcher = DoctrineGap(game)
    pusher.finish(watch=watcher)
    return watcher.values()


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_type_has_no_gap(name):
    found = gaps(*on_the_ladder(name))
    assert found[Key("declared_operational_gap", "row", "committed")] == pytest.approx(0.0, abs=1e-7)
    assert found[Key("declared_operational_gap", "row", "strategic")] > 0.01


@pytest.mark.parametrize("precision", [1e-6, 1.0])
def test_gap_and_posterior_move_together(precision):
    """The less the rule trembles towards what the strategic type does, the wider the gap and the more is learnt."""
    found = []
    for tremble in (1.0, 0.3, 0.1, 0.01):
        changes = {"row.precision": precision, "row.committed.tremble": tremble}
        game, pusher = solved(crisis(LADDER), "row", "in-kind", changes)
        gap = gaps(game, pusher)[Key("declared_operational_gap", "row", "strategic")]
        found.append((gap, 0.2 - belief_at_end(pusher, 0, [1], truth=0)))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found)), found
    if precision < 1e-3:
        assert found[0] == pytest.approx((0.0, 0.0), abs=1e-4), "both play by base weight: no gap, nothing learnt"


def test_loss_of_one_move_is_that_of_the_payoffs():
    """With one move left, the loss is the payoffs' own: worked out again from the game's arrays."""
    compiled, pusher = solved(shortened(crisis(LADDER), 1), "row", "random")
    game, s = pusher.game, compiled.structure
    n = game.numbers
    worth = []
    for j, at in enumerate(s.joint_state):
        if at == s.initial:
            total = n.payoff[j][0]
            for b, row in enumerate(s.branches):
                if row.joint == j:
                    ahead = end_worth(compiled, n, s.outcome_next[row.outcome])
                    total += n.branch_probability[b] * n.discount[0] * ahead
            worth.append(total)
    moves = list(s.moves_at[s.initial][0])
    weight = np.asarray(n.base_weight)[moves]
    (found,) = following(compiled, pusher, "row")
    (step,) = found.steps
    assert step.loss == pytest.approx(max(worth) - weight @ np.array(worth), abs=1e-8)
    assert s.moves[moves[int(np.argmax(worth))]].label == step.better


def end_worth(compiled, numbers, state):
    """Worth to Row's strategic type of stopping at a state, after the chance that follows an act."""
    s = compiled.structure
    ahead = [(b, row) for b, row in enumerate(s.branches) if s.joint_state[row.joint] == state]
    if not ahead or s.movers[state]:
        return numbers.ending[state][0]
    return sum(numbers.branch_probability[b] * numbers.ending[s.outcome_next[row.outcome]][0] for b, row in ahead)


@pytest.mark.parametrize("name", ["in-kind", "massive", "restraint", "grim"])
def test_losses_add_up_to_what_following_it_throughout_costs(name):
    """Losses read off strategies, against payoffs gathered along the play in which the doctrine is carried out."""
    compiled, pusher = solved(shortened(crisis(LADDER), 8), "row", name, points=49)
    s, n = compiled.structure, pusher.game.numbers
    discount = float(n.discount[0])
    got = 0.0

    def visit(flow):
        nonlocal got
        chosen, joints = flow.move_mass(), s.joints_at[flow.state]
        got += discount**flow.stage * sum(float(chosen[k]) * float(n.payoff[j][0]) for k, j in enumerate(joints))

    ended: dict[int, float] = {}
    masses = pusher.run(visit=visit, truth={0: 1})
    for t, mass in enumerate(masses):
        for x, tagged in mass.items():
            if t == s.horizon or (s.endings[x] and not s.movers[x]):
                fresh = float(tagged.push.sum()) - ended.get(x, 0.0)
                got += discount**t * fresh * float(n.ending[x][0])
                ended[x] = float(tagged.push.sum())
    start = pusher.assessment.values[0][s.initial][0]
    equilibrium = float(start[tuple(lattice.origin for lattice in pusher.assessment.lattices)])
    (found,) = following(compiled, pusher, "row")
    assert found.whole == pytest.approx(equilibrium - got, abs=0.02)


def test_a_doctrine_nobody_would_carry_out_is_flagged_with_its_move():
    """One rung higher is general war where the crisis stands at the highest rung short of it."""
    compiled, pusher = on_the_ladder("massive")
    (found,) = following(compiled, pusher, "row")
    worst = max(found.steps, key=lambda step: step.loss)
    assert worst.state.startswith("row/high/attacked") and worst.does == "climb" and worst.better != "climb"
    assert worst.loss > 1.0


def test_it_does_not_fail_there_where_war_costs_no_more_than_giving_in():
    """The condition under which the sign reverses: war and ruin cheap, against a dear concession."""
    cheap = {f"{a}.stakes.{k}": 0.0 for a in ("row", "column") for k in ("war", "catastrophe")}
    free = {f"{a}.acts.war.{k}": 0.0 for a in ("row", "column") for k in ("cost", "harm")}
    compiled, pusher = solved(crisis(LADDER), "row", "massive", {**cheap, **free})
    (found,) = following(compiled, pusher, "row")
    top = [step for step in found.steps if step.state.startswith("row/high/attacked")]
    assert top and max(step.loss for step in top) < 0.5


def small_library(*names: str):
    full = library()
    kept = tuple(d for d in full.doctrines if d.id in names)
    return full.model_copy(update={"doctrines": kept})


@cache
def compared():
    case = shortened(crisis(LADDER), 8)
    return compare(case, case.parameters.defaults, doctrines=small_library("massive", "random", "graduated"))


def test_comparison_has_every_actor_and_doctrine_in_order():
    found = compared()
    rows = [(case.actor, case.doctrine, case.own) for case in found.cases]
    each = [("answer-higher", True), ("massive", False), ("random", False)]
    assert rows == [(actor, *row) for actor in ("row", "column") for row in each]
    assert {(x.actor, x.doctrine) for x in found.left_out} == {("row", "graduated"), ("column", "graduated")}


def test_the_scenario_as_stated_differs_from_itself_by_nothing():
    for case in compared().cases:
        if case.own:
            assert set(case.difference.values()) == {0.0} and set(case.error.values()) == {0.0}


def test_the_yardstick_is_not_credible_and_fails_at_the_first_move():
    random = [case for case in compared().cases if case.doctrine == "random"]
    assert [case.credible for case in random] == [False, False]
    assert random[0].types[0].fails.step.move == 1 and random[1].types[0].fails.step.move == 2


def test_a_doctrine_equal_to_the_stated_one_changes_nothing():
    """'Massive' is the ladder's own doctrine in other words."""
    own = stated(crisis(LADDER).brief, "row")
    assert own.id == "answer-higher"
    massive = next(case for case in compared().cases if (case.actor, case.doctrine) == ("row", "massive"))
    assert max(abs(d) for d in massive.difference.values()) < 1e-6


def test_a_larger_margin_never_fails_more():
    case = shortened(crisis(LADDER), 8)
    values, few = case.parameters.defaults, small_library("massive")
    strict = compare(case, values, actors=["row"], margin=0.0, doctrines=few)
    loose = compare(case, values, actors=["row"], margin=100.0, doctrines=few)
    assert all(losses.fails is None for found in loose.cases for losses in found.types)
    assert any(losses.fails is not None for found in strict.cases for losses in found.types)


@pytest.mark.slow
def test_both_sides_are_treated_alike():
    """Every actor of the shipped crisis is given the same doctrines, and 'massive' fails for each of them."""
    case = crisis("south-asia-window")
    found = compare(case, case.parameters.defaults, doctrines=small_library("massive", "restraint"))
    by_actor = {a.id: [c.doctrine for c in found.cases if c.actor == a.id and not c.own] for a in case.brief.actors}
    assert len({tuple(names) for names in by_actor.values()}) == 1
    assert [c.credible for c in found.cases if c.doctrine == "massive" and not c.own] == [False, False]


# scenarios written turn by turn, with more actors than two


@cache
def on_two_fronts():
    case = crisis("two-fronts-window")
    return compare(case, case.parameters.defaults, doctrines=small_library("massive", "restraint", "in-kind"), points=9)


@pytest.mark.slow
def test_more_actors_than_two_are_compared_as_far_as_they_are_committed():
    found = on_two_fronts()
    assert [(c.actor, c.doctrine, c.own) for c in found.cases] == [
        ("defender", "answer_everywhere", True),
        ("defender", "restraint", False),
        ("defender", "massive", False),
    ]
    why = {(x.actor, x.doctrine): x.why for x in found.left_out}
    assert why["defender", "in-kind"] == "it has no move for 'match'"
    assert all("no commitment left at a prior of 0" in why[actor, ""] for actor in ("west", "east"))
    case = crisis("two-fronts-window")
    with pytest.raises(ArgumentError, match="west has no commitment left"):
        compare(case, case.parameters.defaults, actors=["west"])


def test_headlines_are_those_of_the_scenario():
    """Endings, a challenge and the events that the file calls headlines; and 'massive' is its own doctrine."""
    found = on_two_fronts()
    own, restraint, massive = found.cases
    brief = crisis("two-fronts-window").brief
    wanted = {e.id for e in brief.endings} | {f"event:{e.id}" for e in brief.events if e.headline} | {"challenge"}
    assert set(own.headlines) == wanted
    assert sum(own.headlines[e.id] for e in brief.endings) == pytest.approx(1.0, abs=1e-9)
    assert max(abs(d) for d in massive.difference.values()) < 1e-9
    assert restraint.difference["challenge"] > 0.1, "who is known to hold is challenged more"
    assert own.types_absent == "" and [losses.type for losses in own.types] == ["strategic"]


@pytest.mark.slow
def test_losses_add_up_with_three_actors():
    """The same identity as on the ladder, where two others move between."""
    case = crisis("two-fronts-window")
    game, pusher = solved(case, "defender", "massive", points=25)
    s, n = game.structure, pusher.game.numbers
    i = s.actors.index("defender")
    column, committed = s.columns.index((i, 0)), 1
    assert [label.strategic for label in s.types[i]] == [True, False]
    discount, got, ended = float(n.discount[i]), 0.0, {}

    def visit(flow):
        nonlocal got
        paid = np.array([float(n.payoff[j][column]) for j in flow.joints])
        got += discount**flow.stage * float(flow.move_mass() @ paid)

    for t, mass in enumerate(pusher.run(visit=visit, truth={i: committed})):
        for x, tagged in mass.items():
            if t == s.horizon or (s.endings[x] and not s.movers[x]):
                fresh = float(tagged.push.sum()) - ended.get(x, 0.0)
                got += discount**t * fresh * float(n.ending[x][column])
                ended[x] = float(tagged.push.sum())
    start = pusher.assessment.values[0][s.initial][column]
    equilibrium = float(start[tuple(lattice.origin for lattice in pusher.assessment.lattices)])
    (found,) = following(game, pusher, "defender")
    assert found.whole == pytest.approx(equilibrium - got, abs=0.01)


@pytest.mark.slow
def test_a_type_that_may_be_drawn_anew_cannot_be_followed_throughout():
    """Leaders change between crises: headlines are compared all the same, and the reason is given for the rest."""
    case = crisis("south-asia-recurrent-window")
    game = case.compile()
    pusher = Pusher(solve_grid(game.game, Grid(points=5, tolerance=1e-7)))
    with pytest.raises(UnsupportedGame, match="redrawn"):
        following(game, pusher, "india")
    few = small_library("restraint")
    found = compare(case, case.parameters.defaults, actors=["india"], doctrines=few, points=5)
    assert [c.doctrine for c in found.cases] == ["firm", "restraint"]
    assert all(c.types == () and c.credible is None and c.types_absent for c in found.cases)
    assert found.cases[1].difference["event:strikes_first"] < -0.01

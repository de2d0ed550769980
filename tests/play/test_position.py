"""A walk gives histories the probability with which they are sampled, and beliefs and values that the solution has."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache

import jax.numpy as jnp
import numpy as np
import pytest

from clock_games import ClockGame, Lottery, Waits
from clock_games import standoff as clock_standoff
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_step import _corners, strategies
from deterrence.forecasting.rollout_tables import play_tables
from deterrence.play.position import Walk
from deterrence.play.records import Step
from deterrence.solvers.grid import Grid, solve_grid
from forecasting.random_play import GAMES, played_at_random
from forecasting.rollout_games import standoff
from joint_games import at_once
from renewal_games import two_crises
from shipped import SAMPLES, SHIPPED, compiled, crisis, lightly, solved

SAME = 1e-9
EVERY = ("standoff", "ladder")
LARGER = tuple(name for name in (*SHIPPED, *SAMPLES) if name not in EVERY)
SMALL = [
    pytest.param(name, marks=() if name == "renewal, three types" else pytest.mark.slow) for name in GAMES
]
"""Sampling compiles for every game: most of them are for `make test-all`."""


def with_values(assessment):
    """Of strategies drawn at random: nothing is worth anything."""
    s, sizes = assessment.game.structure, tuple(map(len, assessment.lattices))
    nothing = np.zeros((len(s.states), len(s.columns), *sizes))
    return replace(assessment, values=(nothing,) * ((s.horizon or 0) + 1))


def steps_of(walk, plays, k):
    """The steps of a sampled play."""
    steps = []
    for t in range(plays.stages + 1):
        if plays.chance[k, t] >= 0:
            steps.append(walk.step(int(plays.chance[k, t])))
        if t < plays.stages and plays.branch[k, t] >= 0:
            branch = int(plays.branch[k, t])
            x = plays.structure.branch_state[branch]
            clock = plays.day is not None and not plays.structure.movers[x]
            steps.append(walk.step(branch, float(plays.day[k, t + 1] - plays.day[k, t]) if clock else None))
    return steps


def likelihood(plays, k, game):
    """Public probability of a sampled play but for its waits: Π_i Σ_θ π_i e^ℓ_i, times what chance did on the way."""
    found = 1.0
    for i, ell in enumerate(plays.log_likelihood):
        found *= float(plays.prior[i, : ell.shape[1]] @ np.exp(ell[k]))
    s = plays.structure
    for b in (*plays.branch[k], *plays.chance[k]):
        if b >= 0 and not s.movers[s.branch_state[b]]:
            found *= float(game.numbers.branch_probability[b])
    return found


@pytest.mark.parametrize("name", SMALL)
def test_histories_have_the_probability_and_the_beliefs_with_which_they_are_sampled(name):
    assessment = with_values(played_at_random(GAMES[name](3), 7))
    plays, walk = rollout(assessment, 40, 5), Walk.over(assessment)
    for k in range(plays.n):
        at, chance = walk.start(), 1.0
        for step in steps_of(walk, plays, k):
            seen = walk.follow(at, replace(step, moves=()))
            chance, at = chance * seen.probability, seen.position
        assert at.index == plays.last[k]
        assert at.ended
        for i, actor in enumerate(walk.actors):
            assert list(at.belief[actor].values()) == pytest.approx(plays.beliefs(i)[k], abs=SAME)
        if assessment.game.renewal is None and "several" not in name:
            assert chance == pytest.approx(likelihood(plays, k, assessment.game), rel=SAME)


@pytest.mark.parametrize("name", SMALL)
def test_what_types_do_is_interpolated_as_sampling_does(name):
    assessment = with_values(played_at_random(GAMES[name](3), 7))
    tables, plays, walk = play_tables(assessment, 4), rollout(assessment, 6, 5), Walk.over(assessment)
    met = 0
    for k in range(plays.n):
        at = walk.start()
        for step in steps_of(walk, plays, k):
            ell = tuple(jnp.asarray(own)[:, None] for own in at.log_likelihood)
            for slot, (actor, moves) in enumerate(walk.moves(at).items()):
                stage, x = jnp.asarray(at.moves_made), jnp.asarray([at.index])
                logs = strategies(tables, assessment.lattices, stage, x, slot, _corners(assessment.lattices, ell))
                by_type = np.exp(np.array([log[:, 0] for log in logs]))
                for a, move in enumerate(moves):
                    own = list(move.chance_by_type.values())
                    assert own == pytest.approx(by_type[: len(own), a], abs=SAME)
                    mixed = sum(b * p for b, p in zip(at.belief[actor].values(), own, strict=True))
                    assert move.chance == pytest.approx(mixed, abs=1e-14)
                    met += 1
            at = walk.follow(at, step).position
    assert met > 10


def with_leaders_who_change() -> ClockGame:
    game = clock_standoff(prior=((0.7, 0.3), (1.0,)))
    tense = game.states["tense"]
    assert isinstance(tense, Waits)
    states = {**game.states, "tense": Waits([*tense.events, (0.3, "change")], tense.flow)}
    states["change"] = Lottery([(0.9, "tense"), (0.1, "faded")], [0.5, 0.0])
    return ClockGame(states, game.types, game.prior, game.precision, game.interest)


@pytest.mark.slow
@pytest.mark.parametrize("made", [clock_standoff, with_leaders_who_change])
def test_on_a_clock_too(made):
    assessment = solve_grid(made().build(), Grid(points=9))
    plays, walk = rollout(assessment, 60, 5, days=20.0), Walk.over(assessment, days=20.0)
    for k in range(plays.n):
        at, chance = walk.start(), 1.0
        for step in steps_of(walk, plays, k):
            seen = walk.follow(at, step if step.wait is not None else replace(step, moves=()))
            chance, at = chance * seen.probability, seen.position
        assert at.index == plays.last[k]
        if not at.ended:
            (closed,) = walk.after(at, wait=20.0)
            at = closed.position
        assert at.day == pytest.approx(plays.day[k, -1], abs=SAME)
        assert list(at.belief[walk.actors[0]].values()) == pytest.approx(plays.beliefs(0)[k], abs=SAME)
        if assessment.game.renewal is None:
            assert chance == pytest.approx(likelihood(plays, k, assessment.game), rel=SAME)


@pytest.mark.parametrize("name", [*EVERY, *lightly(LARGER, *LARGER)])
def test_every_crisis_can_be_walked(name):
    game, assessment = compiled(name), solved(name)
    walk, rng = Walk.over(assessment, game), np.random.default_rng(4)
    for _ in range(4):
        at = walk.start()
        for _ in range(25):
            if at.ended:
                break
            for actor, moves in walk.moves(at).items():
                assert sum(move.chance for move in moves) == pytest.approx(1.0, abs=1e-12)
                for kind in at.belief[actor]:
                    assert sum(move.chance_by_type[kind] for move in moves) == pytest.approx(1.0, abs=1e-12)
                    assert sum(move.in_fact_by_type[kind] for move in moves) == pytest.approx(1.0, abs=1e-12)
            events = walk.events(at)
            assert not events or sum(event.probability for event in events) == pytest.approx(1.0, abs=1e-12)
            open_ = walk.after(at)
            chances = [found.probability for found in open_]
            assert sum(chances) == pytest.approx(1.0, abs=1e-12)
            assert min(chances) > 0
            for actor, by_type in at.belief.items() if not walk.renewal(at) else ():
                for kind, b in by_type.items():  # Bayes: beliefs are a martingale
                    later = sum(found.probability * found.position.belief[actor][kind] for found in open_)
                    assert later == pytest.approx(b, abs=1e-12)
            assert all(found.seen.words and found.position.where for found in open_)
            at = open_[rng.choice(len(open_), p=np.array(chances) / sum(chances))].position
        again = walk.replay(json.loads(json.dumps(at.as_dict()))["steps"])
        assert again.as_dict() == at.as_dict()
        assert walk.at(walk.code(at)).as_dict() == at.as_dict()
        assert [position.state for position in walk.path(at)][-1] == at.state


def mixed(walk, at):
    """(actor, type) -> what its moves are worth to it, by how likely it makes them."""
    return {
        (actor, kind): sum(move.chance_by_type[kind] * move.value_by_type[kind] for move in moves)
        for actor, moves in walk.moves(at).items()
        for kind in moves[0].value_by_type
    }


@pytest.mark.parametrize(
    "game",
    [
        pytest.param(lambda: standoff(3), id="three types against two"),
        pytest.param(lambda: at_once(commitments=("firm",), errors=(0.1, 0.2)), id="at once"),
        pytest.param(lambda: two_crises((0.3, 0.6)), id="renewal"),
    ],
)
def test_moves_are_worth_what_the_state_is(game):
    assessment = solve_grid(game(), Grid(points=9))
    walk = Walk.over(assessment)
    at = walk.start()
    assert mixed(walk, at)
    for (actor, kind), value in mixed(walk, at).items():
        assert value == pytest.approx(walk.values(at)[actor][kind], abs=1e-8)


@pytest.mark.parametrize("name", EVERY)
def test_moves_are_worth_what_the_state_is_and_chosen_by_it(name):
    game, assessment = compiled(name), solved(name)
    walk = Walk.over(assessment, game)
    at = walk.start()
    if not at.movers:
        at = next(found.position for found in walk.after(at) if found.position.movers)
    (actor,) = at.movers
    i = walk.actors.index(actor)
    moves = walk.moves(at)[actor]
    for kind in moves[0].value_by_type:
        assert mixed(walk, at)[actor, kind] == pytest.approx(walk.values(at)[actor][kind], abs=1e-6)
        own = [m for m in game.structure.moves_at[at.index][i]]
        weight = np.log(np.asarray(game.game.numbers.base_weight)[own])
        z = weight + game.game.numbers.precision[i] * np.array([move.value_by_type[kind] for move in moves])
        chosen = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        assert [move.chance_by_type[kind] for move in moves] == pytest.approx(chosen, abs=1e-6)


def test_every_branch_followed_to_its_end_is_the_outlook():
    assessment = solve_grid(two_crises((0.3, 0.6)), Grid(points=49))
    walk, ended = Walk.over(assessment), {}

    def follow(at, chance):
        if at.ended:
            ended[at.state] = ended.get(at.state, 0.0) + chance
        else:
            for found in walk.after(at):
                follow(found.position, chance * found.probability)

    follow(walk.start(), 1.0)
    pushed = {assessment.game.structure.states[x]: p for x, p in assessment.stopped().items() if p > 0}
    assert ended == {state: pytest.approx(p, abs=5e-3) for state, p in pushed.items()}
    assert sum(ended.values()) == pytest.approx(1.0, abs=1e-12)


@cache
def symmetric():
    return Walk.over(solved("standoff"), compiled("standoff"))


def test_names_exchanged_exchange_what_is_found():
    walk, other = symmetric(), {"row": "column", "column": "row"}
    code = "row_acts,strike~2,column_acts,let_pass,column_acts,press,row_acts"
    mirrored = "column_acts,strike~2,row_acts,let_pass,row_acts,press,column_acts"
    one, two = walk.at(code), walk.at(mirrored)
    for actor, by_type in one.belief.items():
        assert by_type == pytest.approx(two.belief[other[actor]], abs=1e-9)
    for mine, yours in zip(walk.moves(one)["row"], walk.moves(two)["column"], strict=True):
        assert mine.name == yours.name
        assert mine.chance == pytest.approx(yours.chance, abs=1e-8)
        assert mine.value_by_type == pytest.approx(yours.value_by_type, abs=1e-8)


def test_the_window_closes_when_nothing_comes_before():
    walk = symmetric()
    start = walk.start()
    rate = sum(event.rate for event in walk.events(start))
    closes = next(found for found in walk.after(start) if found.position.ended and found.seen.name == "closes")
    assert closes.probability == pytest.approx(math.exp(-rate * 60))
    assert closes.position.day == 60
    assert closes.position.ending == "unresolved"
    (only,) = walk.after(start, wait=61.0)
    assert (only.probability, only.position.ended) == (1.0, True)
    assert all(not found.position.ended or found.seen.name != "closes" for found in walk.after(start, wait=59.0))


def test_a_type_that_would_never_do_so_is_ruled_out_by_it():
    walk = symmetric()
    at = next(found.position for found in walk.after(walk.start()) if found.position.movers == ("row",))
    struck = [found for found in walk.after(at, {"row": "strike"})]
    assert sum(found.probability for found in struck) == pytest.approx(1.0)
    assert all(found.position.belief["row"]["bound"] < at.belief["row"]["bound"] for found in struck)
    held = walk.after(at, {"row": "hold"})[0].position
    assert held.belief["row"]["bound"] > at.belief["row"]["bound"]
    assert held.belief["column"] == at.belief["column"]


def test_a_type_is_ruled_out_wholly_by_what_it_never_does():
    game = standoff(4)
    rule = np.array(game.numbers.rule)
    for m, row in enumerate(game.structure.moves):
        if row.actor == 0:
            rule[m, 2] = float(row.label == "press")
    assessment = solve_grid(replace(game, numbers=replace(game.numbers, rule=rule)), Grid(points=5))
    walk = Walk.over(assessment)
    at = next(found.position for found in walk.after(walk.start(), {"a": "yield"}))
    assert at.belief["a"]["zealot"] == 0.0
    at = next(found.position for found in walk.after(walk.start()) if found.seen.then == "lapse")
    assert at.belief["a"]["zealot"] == 0.0


def test_what_is_not_seen_is_not_shown():
    """A raid that is seen as an incident: beliefs are the same whoever caused it, and the code keeps the move apart."""
    walk = Walk.over(solved("corridor"), compiled("corridor"))
    at = walk.at("rival_acts")
    seen = {found.seen.name: found for found in walk.after(at)}
    chosen = {found.seen.name: found for found in walk.after(at, {"rival": "raid"})}
    assert len(seen["incident"].seen.ways) > 1
    assert sum(way.chance for way in seen["incident"].seen.ways) == pytest.approx(1.0)
    assert [way.moves for way in chosen["incident"].seen.ways] == [("raid",)]
    assert chosen["incident"].position.belief == seen["incident"].position.belief
    assert seen["incident"].position.steps[-1].moves == ()
    assert walk.code(chosen["incident"].position) == "rival_acts,raid:incident"
    assert walk.at("rival_acts,raid:incident").steps[-1].moves == ("raid",)
    assert "ways" not in seen["incident"].seen.as_dict()


def test_some_of_several_movers_may_be_left_to_the_public():
    walk = Walk.over(solve_grid(at_once(), Grid(points=9)))
    at = walk.start()
    mean = {actor: {move.name: move.chance for move in moves} for actor, moves in walk.moves(at).items()}
    for move, chance in mean["b"].items():
        both = walk.after(at, {"a": "move 1", "b": move})
        assert sum(found.probability for found in both) == pytest.approx(1.0)
        part = walk.after(at, {"a": "move 1"})
        told = next(found for found in part if found.position.steps[-1].moves == ("move 1", move))
        assert told.probability == pytest.approx(chance)


def test_conduct_that_is_locked_unannounced_is_not_what_is_believed():
    game = crisis("ladder").compile(lock="column: never-act, unannounced")
    walk = Walk.over(solve_grid(game.game, Grid(points=9)), game)
    at = walk.at("hold")
    moves = {move.name: move for move in walk.moves(at)["column"]}
    climb = moves["climb"]
    assert climb.chance > 0.05
    assert climb.in_fact_by_type == {"strategic": 0.0, "committed": 0.0}
    assert sum(move.in_fact_by_type["strategic"] for move in moves.values()) == pytest.approx(1.0)
    open_ = {move.name: move for move in walk.moves(walk.start())["row"]}
    assert all(move.in_fact_by_type == move.chance_by_type for move in open_.values())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda w: w.after(w.at("row_acts"), {"row": "answer"}), "is not open to row here"),
        (lambda w: w.after(w.at("row_acts"), {"column": "hold"}), "cannot move now"),
        (lambda w: w.after(w.start(), {"row": "hold"}), "leave choices out"),
        (lambda w: w.after(w.at("row_acts"), wait=1.0), "where a clock runs"),
        (lambda w: w.after(w.start(), wait=-1.0), "not negative"),
        (lambda w: w.after(w.at("faded")), "play has ended"),
        (lambda w: w.at("column_acts,nothing"), "cannot be seen"),
        (lambda w: w.at("row_acts@x"), "is no step"),
        (lambda w: w.at("row_acts@inf"), "is no step"),
        (lambda w: w.at(",".join(["row_acts", "hold"] * 300)), "at most 300"),
        (lambda w: w.replay([Step("row_acts"), Step("hold", ("hold", "hold"))]), "has 1 movers"),
        (lambda w: Walk.over(w.assessment, w.crisis, days=0.0), "above zero"),
        (lambda w: Walk.over(solved("ladder"), compiled("ladder"), days=3.0), "of a crisis on a clock"),
    ],
)
def test_what_cannot_be_says_why(wrong, message):
    with pytest.raises(ArgumentError, match=message):
        wrong(symmetric())


def test_a_solution_without_beliefs_is_refused():
    class Bare:
        assessment, crisis = object(), None

    with pytest.raises(UnsupportedGame, match="solve the crisis on a belief grid"):
        Walk(Bare())

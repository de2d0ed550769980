"""Conduct that nobody else knows to be locked: against other roads to the same numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from deterrence.forecasting.imposed import Imposed
from deterrence.forecasting.imposed_push import worth_under
from deterrence.forecasting.keys import Key
from deterrence.forecasting.outlook import forecast
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.endings import worth_at_start
from deterrence.forecasting.registry import definitions, measure
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap
from deterrence.scenario.crisis import load
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.solving import solve
from doctrines.lock_games import ANSWERS, PRECISION, read, with_locks
from endings import ending_probabilities
from shipped import crisis

HIDDEN = "column: never-respond, unannounced"


def outcomes(values) -> dict[str, float]:
    return {k.of: p for k, p in values.items() if k.name == "outcome"}


def nobody_committed() -> dict[str, float]:
    return {t.prior: 0.0 for a in crisis("ladder").brief.actors for t in a.types if not t.strategic and t.prior}


def clocked(values=None, lock=()):
    return load(Path(__file__).parents[1] / "scenario" / "campaign" / "standoff.yaml").compile(values, lock=lock)


def by_hand(game, assessment):
    """The solution with the locked moves taken out of its strategies, by hand; for actors of one type each."""
    s, weight = game.structure, np.asarray(game.game.numbers.base_weight)
    changed = []
    for stage in assessment.strategies:
        rows = {}
        for x, log in stage.items():
            moves = s.moves_at[x][s.movers[x][0]]
            closed = [a for a, m in enumerate(moves) if m in game.unannounced]
            left = [a for a in range(len(moves)) if a not in closed]
            sigma = np.exp(log[:, : len(moves)]).copy()
            if closed:
                kinds = {s.moves[moves[a]].kind for a in left}
                for a in left:
                    kind = s.moves[moves[a]].kind
                    of_kind = [b for b, m in enumerate(moves) if s.moves[m].kind == kind]
                    kept = [b for b in of_kind if b in left]
                    own = sum(weight[moves[b]] for b in of_kind) / sum(
                        weight[m] for m in moves if s.moves[m].kind in kinds
                    )
                    new = own * weight[moves[a]] / sum(weight[moves[b]] for b in kept)
                    sigma[:, a] *= new / weight[moves[a]]
                sigma[:, closed] = 1e-300
                sigma[:, left] /= sigma[:, left].sum(1, keepdims=True)
            rows[x] = np.log(sigma)
        changed.append(rows)
    return replace(assessment, strategies=tuple(changed))


@pytest.mark.parametrize("lock", ["column: never-respond", "column: restraint", "row: answer-higher"])
def test_it_is_the_push_with_strategies_replaced_by_hand(lock):
    """Where nobody has private types there is nothing to believe, and every number is the same to rounding."""
    values = nobody_committed()
    free = crisis("ladder").compile(values)
    game = crisis("ladder").compile(values, lock=f"{lock}, unannounced")
    assessment = solve_grid(free.game, Grid())
    found, _ = measure(game, assessment)
    names = [n for n, d in definitions().items() if n not in ("worth", "locked") and not d.lacks(game)]
    expected, _ = measure(free, by_hand(game, assessment), names)
    assert {k for k in found if k.name in names} == expected.keys()
    for key, value in expected.items():
        assert abs(found[key] - value) < 1e-12, key


def test_by_hand_with_private_types():
    """First raids as it would; Second passes, whatever its type; the public takes that for what it would tell."""
    free, game = read().compile(), read().compile(lock="second: restraint, unannounced")
    assessment = solve_grid(game.game, Grid(points=13))
    base, _ = measure(free, assessment)
    found, gap = measure(game, assessment)
    raid = base[Key("event", of="act")]
    ended = outcomes(found)
    assert_allclose([ended["peace"], ended["passed"], ended["talks"], ended["war"]], [1 - raid, raid, 0, 0], atol=1e-12)
    s = free.structure
    (reply,) = [x for x, label in enumerate(s.states) if label == "reply"]
    moves = [s.moves[m].label for m in s.moves_at[reply][1]]
    at = assessment.lattices[1].origin
    strategic = float(np.exp(assessment.strategy(1, reply)[0, moves.index("pass"), at, 0]))
    committed = 0.1 / 3
    posterior = 0.25 * committed / (0.25 * committed + 0.75 * strategic)
    believed = (1 - raid) * 0.25 + raid * posterior
    for truth in ("s", "firm"):
        assert_allclose(found[Key("reputation", "second", "firm", f"true type: {truth}", 2)], believed, atol=1e-12)
    assert_allclose(found[Key("worth", "first", "s")], raid * 1.0, atol=1e-12)
    assert_allclose(found[Key("worth", "second", "s")], -0.75 * raid, atol=1e-12)
    assert gap < 1e-12


@pytest.mark.slow
def test_locked_to_its_own_doctrine_it_is_as_if_it_were_committed():
    """A second road: the push given that the true type is the committed one, without tremble; up to grid error."""
    sure = {name: 0.0 for name in crisis("ladder").parameters if name.endswith("tremble")}
    assert sure
    free = crisis("ladder").compile(sure)
    game = crisis("ladder").compile(sure, lock="column: answer-higher, unannounced")
    i = free.structure.actors.index("column")
    k = next(k for k, t in enumerate(free.structure.types[i]) if not t.strategic)

    def apart(points):
        assessment = solve_grid(free.game, Grid(points=points))
        pusher = Pusher(assessment)
        given = ending_probabilities(pusher, pusher.finish(truth={i: k}))
        found = outcomes(measure(game, assessment, ("outcome",))[0])
        return max(abs(given.get(e, 0.0) - p) for e, p in found.items())

    assert apart(25) < 0.5 * apart(7) and apart(25) < 0.02


def test_nothing_closed_is_worth_what_the_solver_says():
    """What play is worth, added up along the push, is the solver's own value where nothing in fact is closed."""
    games = (crisis("ladder").compile(nobody_committed()), read().compile({"firm": 0.0}), clocked({"eager": 0.0}))
    for game in games:
        assessment = solve_grid(game.game, Grid())
        weight = np.asarray(game.game.numbers.base_weight)
        idle = Imposed((0,), weight, np.ones_like(weight))
        for key, value in worth_at_start(game, assessment).items():
            exact = 1e-12 if game.structure.horizon is not None else 1e-8  # the solver's own sweeps end there
            assert_allclose(worth_under(game, assessment, idle)[key], value, rtol=exact, atol=exact)


@pytest.mark.slow
def test_worth_counts_what_chance_pays_when_it_comes():
    """The same with states of chance, for three actors; one type each."""
    case = crisis("western-front-window")
    zero = {t.prior: 0.0 for a in case.brief.actors for t in a.types if not t.strategic and t.prior}
    game = case.compile(zero)
    assert all(len(kinds) == 1 for kinds in game.structure.types)
    assessment = solve_grid(game.game, Grid())
    weight = np.asarray(game.game.numbers.base_weight)
    found = worth_under(game, assessment, Imposed((0,), weight, np.ones_like(weight)))
    for key, value in worth_at_start(game, assessment).items():
        assert_allclose(found[key], value, rtol=1e-11)


@cache
def drawn():
    game = crisis("ladder").compile(lock=HIDDEN)
    fine, coarse = (solve_grid(game.game, Grid(points=points)) for points in (25, 13))
    return game, fine, coarse, rollout(fine, 50_000, 7, imposed=Imposed.of(game))


@pytest.mark.slow
def test_sampled_histories_agree_with_the_push():
    """Within four standard errors and the grid error, ending by ending; and beliefs are those of the others."""
    game, fine, coarse, plays = drawn()
    at, rough = (outcomes(measure(game, a, ("outcome",))[0]) for a in (fine, coarse))
    for ending, p in at.items():
        allowed = 4 * np.sqrt(max(p * (1 - p), 1 / plays.n) / plays.n) + abs(p - rough[ending])
        assert abs(plays.endings().get(ending, 0) / plays.n - p) <= allowed, ending
    assert posterior_gap(plays, fine) < 1e-10


@pytest.mark.slow
def test_no_sampled_history_has_a_closed_move():
    game, _, _, plays = drawn()
    i = game.structure.actors.index("column")
    made = np.unique(plays.moves_of(i))
    assert not set(made.tolist()) & game.unannounced
    assert set(made.tolist()) - {-1}


def test_a_commitment_without_tremble_takes_what_is_left_by_base_weight():
    """Its rule has none of what is left. By hand, and sampled."""
    game = read(ANSWERS.replace('tremble: "0.1"', 'tremble: "0"')).compile(lock="second: never-respond, unannounced")
    assessment = solve_grid(game.game, Grid(points=13))
    found, _ = measure(game, assessment, ("outcome",))
    talk = np.exp(0.1 * PRECISION) / (1 + np.exp(0.1 * PRECISION))
    ended = outcomes(found)
    assert_allclose(ended["talks"] / (ended["talks"] + ended["passed"]), 0.75 * talk + 0.25 * 0.5, rtol=1e-9)
    plays = rollout(assessment, 20_000, 3, imposed=Imposed.of(game))
    for ending, count in plays.endings().items():
        p = ended[ending]
        assert abs(count / plays.n - p) <= 4 * np.sqrt(p * (1 - p) / plays.n), ending


def test_announced_and_not_together():
    """Everybody knows that First raids; nobody that Second then makes no act."""
    game = with_locks("  - {actor: first, always: [raid]}\n").compile(lock="second: never-respond, unannounced")
    assert [lock.announced for lock in game.locks] == [True, False]
    values, _ = measure(game, solve_grid(game.game, Grid(points=13)))
    ended = outcomes(values)
    assert ended["war"] == 0.0 and 0 < ended["talks"] < 1


@pytest.mark.slow
def test_the_outlook_of_a_solution_is_under_the_lock():
    """solve() gives what everybody knows, forecast() what in fact happens, with grid errors."""
    found = forecast(solve(read().compile(lock="second: restraint, unannounced"), Grid(points=13)))
    assert found["outcome", "", "war"].value == 0.0
    assert "declared_operational_gap" in found.absent
    assert found["locked", "second", "restraint", "share of its moves"].value == pytest.approx(1.0)


def test_on_a_clock():
    """In days too it is the push with strategies replaced by hand."""
    free, game = clocked({"eager": 0.0}), clocked({"eager": 0.0}, "row: never-act, unannounced")
    assessment = solve_grid(free.game, Grid())
    found, _ = measure(game, assessment)
    names = {k.name for k in found} - {"locked", "worth"}
    expected, _ = measure(free, by_hand(game, assessment), names)
    assert {k for k in found if k.name in names} == expected.keys()
    assert max(abs(found[k] - v) for k, v in expected.items()) < 1e-12
    assert found[Key("challenge", "row")] == 0.0
    announced = clocked(lock="row: never-act")
    assert measure(announced, solve_grid(announced.game, Grid(points=7)))[0][Key("challenge", "row")] == 0.0

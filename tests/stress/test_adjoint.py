"""Derivatives by every number of small games, of all shapes that the grid takes, against full re-solves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.adjoint.target import Target
from deterrence.stress.gradient import differentiate
from joint_games import at_once
from renewal_games import two_crises
from stress.differences import between, direction, fields, moved, pushed
from typed_games import in_turn

STEP = 1e-5
GRID = Grid(points=5, tolerance=1e-13)



def different_ends(game: StochasticGame) -> StochasticGame:
    """A game of simultaneous moves whose last outcomes each lead to an end of their own, worth what is drawn."""
    s = game.structure
    last = len(s.states) - 2
    ends = np.flatnonzero(s.outcome_state == last)
    following = s.outcome_next.copy()
    following[ends] = last + 1 + np.arange(len(ends))
    names = tuple(f"end {k + 1}" for k in range(len(ends)))
    structure = replace(
        s,
        states=(*s.states[:-1], *names),
        standing=np.array([Standing.DECISION] * (last + 1) + [Standing.TERMINAL] * len(ends)),
        endings=(*("",) * (last + 1), *names),
        outcome_next=following,
    )
    worth = np.random.default_rng(5).normal(size=(len(structure.states), game.numbers.ending.shape[1]))
    return StochasticGame(structure, replace(game.numbers, ending=worth))


def contrary(game: StochasticGame) -> StochasticGame:
    """The third type of the first actor, of two moves, does what the first does not: types that do the same have the
    same likelihood after all histories, so that every posterior lies on the wall between two cells."""
    rule = np.array(game.numbers.rule)
    mine = [m for m, row in enumerate(game.structure.moves) if row.actor == 0]
    rule[mine, 2] = 0.9 - 0.8 * rule[mine, 0]
    return StochasticGame(game.structure, replace(game.numbers, rule=rule))


SEEN_BADLY = {"noise": 0.1, "seed": 3}
FIRM = {"commitments": ("firm",), "errors": (0.1, 0.2)}
GAMES: dict[str, Callable[[], StochasticGame]] = {
    "two types each": lambda: in_turn((("s", "c"), ("s", "c")), rounds=2, **SEEN_BADLY),
    "two types each, moves seen": lambda: in_turn((("s", "c"), ("s", "c")), rounds=2, seed=3),
    "two strategic types, one type": lambda: in_turn((("s1", "s2"), ("s",)), rounds=2, **SEEN_BADLY),
    "no private types": lambda: in_turn((("s",), ("s",)), rounds=2, **SEEN_BADLY),
    "three actors": lambda: in_turn((("s", "c"), ("s",), ("s", "c")), **SEEN_BADLY),
    "four actors": lambda: in_turn((("s", "c"), ("s",), ("s1", "s2"), ("s",)), **SEEN_BADLY),
    "three types": lambda: in_turn((("s1", "s2", "c"), ("s", "c")), **SEEN_BADLY),
    "three types, one strategic": lambda: contrary(in_turn((("c1", "s", "c2"), ("s",)), rounds=2, noise=0.05, seed=2)),
    "four types": lambda: in_turn((("s1", "s2", "s3", "c"), ("s",)), rounds=2, **SEEN_BADLY),
    "renewal": lambda: two_crises((0.3, 0.4), commitments=("tough", "firm")),
    "renewal, strategic types": lambda: two_crises((0.3, 0.0)),
    "renewal, three types": lambda: two_crises(
        (0.3, 0.4), types=(("soft", "mid", "tough"), ("weak", "firm")), commitments=("tough",)
    ),
    "at once": lambda: different_ends(at_once(seed=2)),
    "at once, seen badly": lambda: different_ends(at_once(seed=2, **FIRM)),
    "at once, three types": lambda: different_ends(
        at_once(
            seed=2, types=(("soft", "tough"), ("weak", "mid", "firm")), errors=(0.1, 0.2), commitments=("firm", "mid")
        )
    ),
    "three at once": lambda: different_ends(
        at_once(
            seed=2, types=(("soft", "tough"), ("weak", "firm"), ("x",)), moves=(2, 3, 2), errors=(0.1, 0.0, 0.2),
            prior=(0.6, 0.45, 1.0),
        )
    ),
}
SLOW = {
    "at once", "at once, seen badly", "two strategic types, one type", "four actors", "four types", "three types",
    "renewal, three types", "at once, three types", "three at once",
}  # fmt: skip


def targets(game: StochasticGame) -> list[Target]:
    """One of every sort, drawn."""
    s, rng = game.structure, np.random.default_rng(0)
    some, more = rng.random((2, len(s.branches))) < 0.3
    half = np.where(rng.random(len(s.branches)) < 0.4, 0.0, 1.0)
    return [
        Target("an ending", final=rng.random(len(s.states))),
        Target.once("at least once", some),
        Target.first("which first", some, some | more),
        Target.total("an amount", rng.random(len(s.branches))),
        Target("all of it", final=rng.random(len(s.states)), gain=rng.normal(size=len(s.branches)), keep=half),
        Target("worth", worth=rng.random(len(s.columns))),
    ]


def by_differences(game: StochasticGame, names: Sequence[str]) -> None:
    """Derivatives along one drawn way of moving some arrays at once."""
    asked, rng = targets(game), np.random.default_rng(1)
    assessment = solve_grid(game, GRID)
    found, here = differentiate(assessment, asked), pushed(assessment, asked)
    np.testing.assert_allclose(found.value, here, atol=1e-12)
    ways = {name: direction(game, name, rng) for name in names}
    up, down = (
        pushed(solve_grid(moved(game, ways, step), GRID, assessment.strategies), asked) for step in (STEP, -STEP)
    )
    slope = sum(np.tensordot(way, getattr(found.numbers, name), way.ndim) for name, way in ways.items())
    left, right = (here - down) / STEP, (up - here) / STEP
    for h, target in enumerate(asked):
        exact = slope[h] == pytest.approx((left[h] + right[h]) / 2, rel=1e-4, abs=2e-6)
        assert exact or between(slope[h], left[h], right[h]), (names, target.name, slope[h], left[h], right[h])


def movable(game: StochasticGame) -> list[str]:
    """Arrays that can be moved at will. Where several actors move at once, probabilities of branches cannot: outcomes
    would no longer inform about each mover separately."""
    several = any(len(movers) > 1 for movers in game.structure.movers)
    return [name for name in fields(game) if not (several and name == "branch_probability")]


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if n in SLOW else ()) for n in GAMES])
def test_all_numbers_of_a_game_at_once(name: str) -> None:
    game = GAMES[name]()
    by_differences(game, movable(game))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(GAMES))
def test_every_array_by_itself(name: str) -> None:
    game = GAMES[name]()
    for array in movable(game):
        by_differences(game, [array])


@pytest.mark.parametrize("name", ["two types each", "renewal", "at once, seen badly"])
def test_targets_are_linear_in_gains_and_worths(name: str) -> None:
    game = GAMES[name]()
    asked = targets(game)
    assessment = solve_grid(game, GRID)
    found, here = differentiate(assessment, asked), pushed(assessment, asked)
    rng = np.random.default_rng(2)
    for part, by in (("gain", found.gain), ("final", found.final)):
        more = rng.random(len(by))
        raised = [replace(t, **{part: more + (0.0 if getattr(t, part) is None else getattr(t, part))}) for t in asked]
        np.testing.assert_allclose(pushed(assessment, raised) - here, more @ by, atol=1e-12)


def test_errors_of_what_is_seen_where_several_move() -> None:
    errors = np.array([0.1, 0.2])

    def make(by: float) -> StochasticGame:
        return different_ends(at_once(seed=2, commitments=("firm",), errors=tuple(errors + by)))

    game, up, down = make(0.0), make(STEP), make(-STEP)
    asked = targets(game)
    assessment = solve_grid(game, GRID)
    found = differentiate(assessment, asked)
    slope = (up.numbers.branch_probability - down.numbers.branch_probability) / (2 * STEP)
    ends = [pushed(solve_grid(g, GRID, assessment.strategies), asked) for g in (up, down)]
    np.testing.assert_allclose(
        slope @ found.numbers.branch_probability, (ends[0] - ends[1]) / (2 * STEP), rtol=1e-5, atol=1e-7
    )


@pytest.mark.slow
def test_one_who_has_but_one_move_may_as_well_not_move() -> None:
    """States of several movers against states of one: the same game, by different equations."""
    both = different_ends(at_once(seed=4, moves=(3, 1), errors=(0.1, 0.0), commitments=("tough",)))
    s, n = both.structure, both.numbers
    mine = [m for m, row in enumerate(s.moves) if row.actor == 0]
    renumbered = {m: k for k, m in enumerate(mine)}
    joints = np.array([[renumbered[m], -1] for m in s.joint_moves[:, 0]])
    alone = StochasticGame(
        replace(s, moves=tuple(s.moves[m] for m in mine), joint_moves=joints),
        replace(n, base_weight=n.base_weight[mine], rule=n.rule[mine]),
    )
    asked = targets(both)
    one, other = (differentiate(solve_grid(game, GRID), asked) for game in (both, alone))
    np.testing.assert_allclose(one.value, other.value, atol=1e-11)
    for array in ("payoff", "ending", "prior", "precision", "discount"):
        np.testing.assert_allclose(getattr(one.numbers, array), getattr(other.numbers, array), atol=1e-9)
    np.testing.assert_allclose(one.numbers.rule[mine], other.numbers.rule, atol=1e-9)
    np.testing.assert_allclose(one.gain, other.gain, atol=1e-11)


def test_lots_of_targets_are_what_they_are_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    game = GAMES["two types each"]()
    asked = targets(game)
    assessment = solve_grid(game, GRID)
    whole = differentiate(assessment, asked)
    monkeypatch.setattr("deterrence.stress.gradient.MOST_BYTES", 1)
    each = differentiate(assessment, asked)
    np.testing.assert_allclose(each.value, whole.value, atol=1e-13)
    np.testing.assert_allclose(each.numbers.payoff, whole.numbers.payoff, atol=1e-12)
    np.testing.assert_allclose(each.gain, whole.gain, atol=1e-13)


def test_at_a_kink_the_derivative_is_one_sided() -> None:
    """A posterior exactly on a belief node: the strategic type, at precision zero, makes either move with ½, whatever
    belief, and the commitment the last one with 0.8, so that it raises the log odds by log 1.6, one spacing here."""
    game = in_turn((("c", "s"), ("s",)), rounds=2, tremble=0.2, seed=2)
    game = game.with_precision(np.array([1e-12, 40.0]))
    asked = [Target("an ending", final=np.random.default_rng(0).random(len(game.structure.states)))]
    mine = [m for m, row in enumerate(game.structure.moves) if row.actor == 0]
    way = np.zeros_like(game.numbers.rule)
    way[mine, 0] = np.where(np.arange(len(mine)) % 2, 1.0, -1.0)

    def slopes(cut: float) -> tuple[float, float, float]:
        grid = Grid(points=9, cut=cut, tolerance=1e-13)
        assessment = solve_grid(game, grid)
        here = pushed(assessment, asked)[0]
        up, down = (
            pushed(solve_grid(moved(game, {"rule": way}, step), grid, assessment.strategies), asked)[0]
            for step in (STEP, -STEP)
        )
        found = differentiate(assessment, asked).numbers.rule[..., 0]
        return float((way * found).sum()), (here - down) / STEP, (up - here) / STEP

    derivative, left, right = slopes(4 * np.log(1.6))
    assert abs(left - right) > 0.02
    assert derivative == pytest.approx(right, rel=1e-3)  # towards the upper cell
    derivative, left, right = slopes(4.1 * np.log(1.6))
    assert left == pytest.approx(right, rel=1e-3)
    assert derivative == pytest.approx((left + right) / 2, rel=1e-5)


def test_refuses_an_endless_game_and_targets_that_do_not_fit() -> None:
    game = GAMES["no private types"]()
    assessment = solve_grid(game, GRID)
    endless = replace(assessment, game=game.with_horizon(None))
    with pytest.raises(UnsupportedGame, match="horizon"):
        differentiate(endless, targets(game))
    with pytest.raises(ArgumentError, match="target 'short': gain needs one number per branch"):
        differentiate(assessment, [Target("short", gain=np.zeros(2))])

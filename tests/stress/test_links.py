"""What derivatives on a clock are made of, each against the plain way: sums over ticks, and values round the clock."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from deterrence.forecasting.expansion import SHAPES, Expansion, Unsteady
from deterrence.forecasting.ticks import Ticks
from deterrence.solvers.blocks import Block
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.leader_turnover import value_columns
from deterrence.stress.adjoint import circuit
from deterrence.stress.adjoint.axes import Axes
from deterrence.stress.adjoint.chance import Chance
from deterrence.stress.adjoint.circuit import Circuit
from deterrence.stress.adjoint.cotangent import nothing
from deterrence.stress.adjoint.links import Links
from deterrence.stress.adjoint.parts import Parts
from deterrence.stress.adjoint.target import Target, Targets
from deterrence.stress.adjoint.window import Ground, quadrature, through_window
from joint_games import at_once
from renewal_games import two_crises
from typed_games import in_turn

PLACES, FIRST = 9, 5  # those where it is waited come first


def drawn(seed: int, targets: int) -> tuple[Ground, np.ndarray]:
    """Places with links of some weight, of none and twice to the same place; two rules, one of which drops a part."""
    rng = np.random.default_rng(seed)
    keeps = np.array([[1.0, 1.0], [1.0, 0.0]])

    def links(starts: np.ndarray, ends: np.ndarray, whole: float) -> Links:
        weight = rng.random(len(starts)) * (rng.random(len(starts)) < 0.8)
        weight *= whole / np.maximum(np.bincount(starts, weight, PLACES)[starts], 1e-9)
        rule = rng.integers(0, 2, len(starts))
        return Links.each(starts, ends, weight, keeps, rule)

    stay = np.arange(FIRST)
    leaving = [
        Links.each(stay, stay, np.full(FIRST, 0.6), np.ones((1, 2)), np.zeros(FIRST, int)),
        links(np.repeat(stay, 4), rng.integers(0, PLACES, 4 * FIRST), 0.4),
    ]
    instant = [links(np.full(6, x), rng.integers(0, x, 6), 1.0) for x in range(PLACES - 1, FIRST - 1, -1)]
    gained, final = rng.normal(size=(2, PLACES, targets))
    ground = Ground(leaving, instant, gained, final, np.arange(PLACES) < FIRST, PLACES - 1)
    return ground, np.arange(targets) % 2


def by_tick(ground: Ground, group: np.ndarray, ticks: Ticks) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    """Targets, and products of links, added up tick by tick."""
    keep = [[lot.kept[lot.rule] for lot in lots] for lots in (ground.leaving, ground.instant)]

    def along(mass: np.ndarray) -> np.ndarray:
        for lot, kept in zip(ground.instant, keep[1], strict=True):
            np.add.at(mass, lot.end, lot.weight[:, None] * kept * mass[lot.start])
        return mass

    masses = [along(np.eye(PLACES)[ground.origin][:, None] * np.ones(2))]
    for _ in range(len(ticks.stands) - 1):
        after = np.zeros((PLACES, 2))
        for lot, kept in zip(ground.leaving, keep[0], strict=True):
            np.add.at(after, lot.end, lot.weight[:, None] * kept * masses[-1][lot.start])
        masses.append(along(after))
    products = [[np.zeros((len(lot.end), len(group))) for lot in lots] for lots in (ground.leaving, ground.instant)]
    later = np.zeros((PLACES, len(group)))
    for k in reversed(range(len(ticks.stands))):
        here = np.where(ground.waits[:, None], ticks.stands[k] * ground.final, ticks.within[k] * ground.gained)
        if k < len(ticks.stands) - 1:
            here[ground.waits] += ticks.within[k + 1] * ground.gained[ground.waits]
            for lot, kept, product in zip(ground.leaving, keep[0], products[0], strict=True):
                np.add.at(here, lot.start, lot.weight[:, None] * kept[:, group] * later[lot.end])
                product += masses[k][lot.start][:, group] * later[lot.end]
        for lot, kept, product in reversed(list(zip(ground.instant, keep[1], products[1], strict=True))):
            product += masses[k][lot.start][:, group] * here[lot.end]
            np.add.at(here, lot.start, lot.weight[:, None] * kept[:, group] * here[lot.end])
        later = here
    return later[ground.origin], *products


@pytest.mark.parametrize("days", [0.0, 3.0, 60.0])
@pytest.mark.parametrize(("targets", "shape"), [(1, 0), (5, 0), (5, 1), (5, len(SHAPES) - 1)])
def test_window_is_the_sum_over_its_ticks(days: float, targets: int, shape: int) -> None:
    ground, group = drawn(int(days), targets)
    window = Expansion.of(days, 2.5, 2.5, shape)
    found = through_window(ground, group, window, 2.5)
    value, leaving, instant = by_tick(ground, group, Ticks.of(days, 2.5))
    np.testing.assert_allclose(found.value, value, rtol=1e-10, atol=1e-10)
    come = set(np.flatnonzero(found.mass.any(1)).tolist())
    for lots, mine, plain in (ground.leaving, found.leaving, leaving), (ground.instant, found.instant, instant):
        for lot, one, other in zip(lots, mine, plain, strict=True):
            here = np.isin(lot.start, list(come))
            np.testing.assert_allclose(one[here], other[here], rtol=1e-10, atol=1e-10)
            assert not other[~here].any()


def test_an_expansion_whose_vectors_grow_is_refused() -> None:
    """Four places in a circle that are never waited at: the tick has eigenvalues ±i, off the line."""
    here, none = np.arange(4), np.zeros(4, int)
    circle = Links.each(here, (here + 1) % 4, np.ones(4), np.ones((1, 1)), none)
    nothing_more = Links.each(here[:0], here[:0], np.zeros(0), np.ones((1, 1)), none[:0])
    ground = Ground([circle], [nothing_more], np.zeros((4, 1)), np.eye(4)[:, :1], np.ones(4, bool), 0)
    with pytest.raises(Unsteady):
        through_window(ground, none[:1], Expansion.of(200.0, 1.0, 1.0, 0), 1.0)
    found = through_window(ground, none[:1], Expansion.of(200.0, 1.0, 1.0, len(SHAPES) - 1), 1.0)
    assert found.value == pytest.approx([0.25], abs=1e-12)


@pytest.mark.parametrize("mean", [0.3, 30.0, 3000.0])
def test_quadrature_of_what_ticks_can_make(mean: float) -> None:
    """∫ Pois(j; Λt) Pois(k; Λ(D − t)) Λ dt = Pois(j + k + 1; ΛD), whatever j and k."""
    from scipy.stats import poisson

    times, weights = quadrature(mean)
    assert len(times) < 8 * np.sqrt(mean) + 40
    assert weights.sum() == pytest.approx(1.0, rel=1e-13)
    for j, k in (0, 0), (3, 1), (int(mean), 2), (int(mean) // 2, int(mean) // 2):
        whole = mean * weights @ (poisson.pmf(j, mean * times) * poisson.pmf(k, mean * (1 - times)))
        assert whole == pytest.approx(poisson.pmf(j + k + 1, mean), rel=1e-11, abs=1e-14)


@pytest.mark.parametrize("together", [1, 1000])
@pytest.mark.parametrize("apart", [False, True])
def test_circuit_solves_for_all_values(apart: bool, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit, "TOGETHER", together)
    rng = np.random.default_rng(2)
    states, width = 6, 3  # clocks 0 and 1; 2 and 3 lead to 4, 5 and to clocks, and those to clocks

    def piece(here: list[int], there: list[int]) -> tuple[list[int], list[int], sparse.csr_array]:
        slopes = 0.4 * rng.normal(size=(len(here) * width, len(there) * width))
        return here, there, sparse.csr_array(slopes * (rng.random(slopes.shape) < 0.6))

    if apart:  # from the second clock play does not come back to the first
        leaving, levels = [piece([0], [2, 2]), piece([1], [3])], [[piece([2], [0, 5, 1]), piece([3], [4, 1])]]
        levels.append([piece([4], [1]), piece([5], [1])])
        order = [Block(((4,), (3,)), (1,)), Block(((5,),), ()), Block(((2,),), (0,))]
    else:
        leaving = [piece([0], [1, 2, 3, 2]), piece([1], [3])]  # a state may follow twice
        levels = [[piece([2, 3], [4, 5, 0])], [piece([4], [1]), piece([5], [0, 1])]]
        order = [Block(((4, 5), (2, 3)), (0, 1))]
    whole = np.zeros((states * width, states * width))
    for here, there, slopes in [*leaving, *(p for level in levels for p in level)]:
        place = [np.concatenate([np.arange(x * width, (x + 1) * width) for x in some]) for some in (here, there)]
        np.add.at(whole, np.ix_(*place), slopes.toarray())
    begun = rng.normal(size=(states * width, 2))
    found = Circuit(states, width, [0, 1], leaving, levels, order).round(begun)
    np.testing.assert_allclose(found, np.linalg.solve(np.eye(len(whole)) - whole.T, begun), rtol=1e-9)


PARTS = {
    "two types each": lambda: in_turn((("s", "c"), ("s", "c")), rounds=2, noise=0.1, seed=3),
    "three types": lambda: in_turn((("s1", "s2", "c"), ("s",)), noise=0.1, seed=3),
    "at once": lambda: at_once(seed=2, commitments=("firm",), errors=(0.1, 0.2)),
}


@pytest.mark.parametrize(
    "name", ["two types each", "three types", pytest.param("at once", marks=pytest.mark.slow)]
)
def test_slopes_of_values_are_those_that_cotangents_go_by(name: str) -> None:
    game = PARTS[name]()
    assessment, columns = solve_grid(game, Grid(points=5)), value_columns(game)
    axes, targets = Axes(assessment.lattices, np.asarray(game.numbers.prior)), Targets.of(game.structure, [Target("")])
    rng = np.random.default_rng(4)
    first = [x for x in game.structure.reachable[0] if game.structure.movers[x]]
    for part in Parts(assessment, axes, game.numbers, columns, targets).of(first):
        met = part.at(0, rng.normal(size=(len(part.targets), len(columns), axes.count)))
        bar = rng.normal(size=(len(columns), len(part.states), axes.count, 1))
        ahead = met.resolve(nothing(game.numbers, 1), bar.copy(), met.push.nothing(1))
        mine = met.slopes().T @ np.swapaxes(bar, 0, 1).ravel()
        np.testing.assert_allclose(mine, np.swapaxes(ahead, 0, 1).ravel(), rtol=1e-9, atol=1e-12)


def test_slopes_through_changes_of_types() -> None:
    game = two_crises((0.3, 0.4), commitments=("tough", "firm"))
    assessment, columns = solve_grid(game, Grid(points=5)), value_columns(game)
    axes, target = Axes(assessment.lattices, np.asarray(game.numbers.prior)), Target("none")
    assert game.renewal is not None
    state = int(np.flatnonzero(game.renewal.all(1))[0])
    chance = Chance(game, game.numbers, axes, columns, Targets.of(game.structure, [target]), state)
    rng = np.random.default_rng(5)
    values = rng.normal(size=(len(chance.branches), len(columns), axes.count))
    bar = rng.normal(size=(len(columns), axes.count, 1))
    assert len(chance.values) == 2
    there = chance.pull_values(nothing(game.numbers, 1), values, bar)
    np.testing.assert_allclose(chance.slopes().T @ bar.ravel(), there.ravel(), rtol=1e-10, atol=1e-13)
    flat = chance.slopes() @ values.ravel()
    np.testing.assert_allclose(chance.payoff[:, None] + flat.reshape(bar.shape[:2]), chance.value(values), atol=1e-12)

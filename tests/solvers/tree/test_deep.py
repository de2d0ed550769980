"""Deep, narrow trees: solved in time near linear in their depth, or refused with their size before any work."""

import time

import numpy as np
import pytest

from deterrence.errors import UnsupportedGame
from deterrence.solvers.tree import continuation, solve_tree
from deterrence.solvers.tree import equations as module
from deterrence.solvers.tree import linear_solve as factors
from deterrence.solvers.tree.equations import Equations
from deterrence.solvers.tree.extended import Extended
from deterrence.solvers.tree.linear_solve import factored
from deterrence.trees.builder import TreeBuilder
from random_trees import gap, seeded_sketch, strategies
from tree_games import chain


def rough_chain(length, lotteries=False, seed=0):
    """Two players in turn take or pass, payoffs drawn at random; a lottery after every pass if wanted."""
    rng = np.random.default_rng(seed)
    g = TreeBuilder("take or pass", ("A", "B"))
    part = g.end(*rng.random(2))
    for t in reversed(range(length)):
        if lotteries:
            part = g.chance(f"c{t}", {"stop": (0.05, g.end(*rng.random(2))), "on": (0.95, part)})
        part = g.move("AB"[t % 2], f"{t}", {"take": g.end(*rng.random(2)), "pass": part})
    return g.tree(part)


def typed_chain(length, seed=0):
    """The same, A of one of two types that B cannot tell apart."""
    rng = np.random.default_rng(seed)
    g = TreeBuilder("take or pass, types", ("A", "B"))
    pay, more = rng.random((length + 1, 2)), rng.random(length + 1)

    def part(kind):
        rest = g.end(pay[-1, 0] + kind * more[-1], pay[-1, 1])
        for t in reversed(range(length)):
            label = f"{t}" if t % 2 else f"{t} {kind}"
            end = g.end(pay[t, 0] + kind * more[t], pay[t, 1] - kind * more[t])
            rest = g.move("AB"[t % 2], label, {"take": end, "pass": rest})
        return rest

    return g.tree(g.chance("type", {"0": (0.4, part(0)), "1": (0.6, part(1))}))


def seconds(tree, precision=None):
    """Of the processor, to solve."""
    began = time.process_time()
    solve_tree(tree, precision)
    return time.process_time() - began


@pytest.mark.parametrize("lotteries", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("precision", [None, 2.0])
def test_time_is_near_linear_in_depth(lotteries, precision):
    short, long = (min(seconds(rough_chain(n, lotteries), precision) for _ in range(2)) for n in (400, 1600))
    assert short < 5.0
    assert long < 8 * short + 0.5  # four times as deep


@pytest.mark.parametrize("precision", [None, 2.0])
def test_three_thousand_moves_in_a_row(precision):
    solution = solve_tree(rough_chain(3000), precision)
    c = solution.certificate
    assert c.concept == ("sequential equilibrium" if precision is None else "agent quantal response equilibrium")


def test_three_thousand_moves_with_hidden_types_at_a_precision():
    c = solve_tree(typed_chain(3000), 1.0).certificate
    assert c.concept == "agent quantal response equilibrium" and c.residual <= 1e-9


@pytest.mark.parametrize("precision", [None, 1e6])
def test_what_would_take_too_long_is_refused_before_any_work(precision, monkeypatch):
    def worked(*_, **__):
        raise AssertionError("work was done")

    monkeypatch.setattr(continuation, "follow", worked)
    monkeypatch.setattr(continuation, "read", worked)
    with pytest.raises(UnsupportedGame, match=r"12,003 nodes and depth 3,001, .* 4,500 actions .*precision up to"):
        solve_tree(typed_chain(3000), precision)


@pytest.mark.parametrize("precision", [1.0, 6.0, None])
def test_values_and_reach_as_unknowns_change_nothing(precision, monkeypatch):
    """A chain with types, a game of stages, and random trees, with either form of the equations."""
    cases = [lambda: typed_chain(30), *(lambda seed=seed: seeded_sketch(seed, nodes=40).tree() for seed in (2, 5, 8))]
    for make in cases:
        monkeypatch.setattr(module, "DEEP", 10**6)
        plain = solve_tree(make(), precision)
        monkeypatch.setattr(module, "DEEP", -1)
        extended = solve_tree(make(), precision)
        assert gap(strategies(plain), strategies(extended)) <= 1e-7
        np.testing.assert_allclose(plain.folds, extended.folds, rtol=1e-4)
        assert plain.certificate.concept == extended.certificate.concept


@pytest.mark.parametrize("seed", range(25))
def test_the_extended_matrix_has_the_solutions_and_the_sign_of_the_plain_one(seed):
    tree = seeded_sketch(seed, players=1 + seed % 4).tree()
    equations = Equations(tree, tree.numbers())
    if not equations.size:
        pytest.skip("a game without choices")
    rng = np.random.default_rng(seed)
    x = equations.offset + rng.normal(size=equations.size)
    row, right = rng.normal(size=(2, equations.size + 1))
    plain = equations.jacobian(x, 1.7)
    equations.__dict__["pattern"] = Extended.of(tree.layout, equations.unknowns)
    extended = equations.jacobian(x, 1.7)
    last, columns = rng.normal(size=equations.size), 0.5 + rng.random(equations.size + 1)
    for one, other in (
        (plain, extended),
        (plain.with_column(last), extended.with_column(last)),
        (plain.scaled(columns), extended.scaled(columns)),
    ):
        dense = np.vstack([one.data, row])
        found = factored(other, row)
        np.testing.assert_allclose(found.solve(right), np.linalg.solve(dense, right), rtol=1e-8, atol=1e-9)
        assert found.sign() == np.linalg.slogdet(dense)[0]


def test_factors_of_a_deep_tree_fill_in_little():
    entries = []
    for length in (200, 400):
        tree = typed_chain(length)
        equations = Equations(tree, tree.numbers())
        border = equations.jacobian(equations.offset, 1.0)
        assert border.places is not None
        entries.append(factored(border, np.ones(equations.size + 1))._factors.nnz)
    assert entries[1] < 2.2 * entries[0] < 2.2 * 20_000
    assert equations.size > factors.DENSE


def test_a_chain_agrees_with_its_closed_form_at_any_depth():
    solution = solve_tree(chain(700), 2.0)
    value = 1.0
    for t in reversed(range(700)):
        p = 1 / (1 + np.exp(-2.0 * value))
        assert solution.assessment.strategy(str(1 + t % 2), f"t{t}")["on"] == pytest.approx(p, abs=1e-12)
        value *= p

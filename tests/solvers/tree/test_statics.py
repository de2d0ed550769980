"""Derivatives by the implicit function theorem against differences of solved games."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.solvers.tree import derivatives, solve_tree
from deterrence.trees.builder import TreeBuilder
from small_trees import signalling

STEP = 1e-5


def difference(tree, parameter, quantity, precision):
    base = tree.defaults[parameter]
    ahead, behind = (
        np.asarray(quantity(solve_tree(tree, precision, {parameter: base + sign * STEP}).assessment))
        for sign in (1, -1)
    )
    return (ahead - behind) / (2 * STEP)


@pytest.mark.parametrize("precision", [2.0, (1.0, 4.0)])
@pytest.mark.parametrize("parameter", ["q", "w", "c", "a"])
def test_everything_moves_as_differences_say(parameter, precision):
    tree = signalling()
    d = derivatives(solve_tree(tree, precision), parameter)
    assert d.policy == pytest.approx(difference(tree, parameter, lambda a: a.policy, precision), abs=1e-7)
    assert d.motion.belief == pytest.approx(difference(tree, parameter, lambda a: a.belief, precision), abs=1e-7)
    assert d.reach == pytest.approx(difference(tree, parameter, lambda a: a.reach, precision), abs=1e-7)
    for player in tree.players:
        assert d.value(player) == pytest.approx(
            difference(tree, parameter, lambda a, who=player: a.value(who), precision), abs=1e-7
        )
    chosen = difference(tree, parameter, lambda a: a.strategy("D", "resist?")["yield"], precision)
    assert d.probability("D", "resist?", "yield") == pytest.approx(chosen, abs=1e-7)
    believed = difference(tree, parameter, lambda a: a.belief_at("D", "resist?"), precision)
    assert d.belief_at("D", "resist?") == pytest.approx(believed, abs=1e-7)


@pytest.mark.parametrize("parameter", ["q", "w"])
def test_any_smooth_quantity(parameter):
    tree = signalling()

    def odds(a):
        p = a.strategy("D", "resist?")
        return np.log(p["resist"] / p["yield"]) * a.values["w"] + a.value("C") ** 2

    d = derivatives(solve_tree(tree, 2.0), parameter)
    assert d.of(odds) == pytest.approx(float(difference(tree, parameter, odds, 2.0)), abs=1e-6)


def test_precision_is_a_parameter_too():
    tree = signalling()
    d = derivatives(solve_tree(tree, 2.0), "λ")
    ahead, behind = (solve_tree(tree, 2.0 + sign * STEP).assessment.policy for sign in (1, -1))
    assert d.policy == pytest.approx((ahead - behind) / (2 * STEP), abs=1e-7)


def test_the_limit_moves_as_its_closed_form():
    g = TreeBuilder("inspection", ("A", "B"))
    v = g.parameter("v", 2.0, "prize of A where unmatched")
    second = {
        a: g.move("B", "b", dict(zip("lr", ends, strict=True)))
        for a, ends in {"u": (g.end(0, 1), g.end(v, 0)), "d": (g.end(1, 0), g.end(0, 1))}.items()
    }
    tree = g.tree(g.move("A", "a", second))  # B makes A indifferent: l·0 + r·v = l, so r = 1/(1+v)
    solution = solve_tree(tree)
    assert solution.assessment.strategy("B", "b")["r"] == pytest.approx(1 / 3, abs=1e-7)
    assert derivatives(solution, "v").probability("B", "b", "r") == pytest.approx(-1 / 9, abs=1e-4)


def test_a_precision_in_parameters_moves_play():
    g = TreeBuilder("one choice", ("A",))
    k = g.parameter("k", 1.5, "precision")
    tree = g.tree(g.move("A", "act?", {"wait": g.end(0), "act": g.end(1)}), precision=[k * 2])
    d = derivatives(solve_tree(tree, tree.numbers().precision), "k")
    p = 1 / (1 + np.exp(-3.0))
    assert d.probability("A", "act?", "act") == pytest.approx(2 * p * (1 - p), abs=1e-12)


def test_unknown_names_are_reported():
    d = derivatives(solve_tree(signalling(), 1.0), "q")
    with pytest.raises(ArgumentError, match="'z' is no parameter; there are q, w, c, a, λ"):
        derivatives(solve_tree(signalling(), 1.0), "z")
    with pytest.raises(ArgumentError, match="no action 'fly'"):
        d.probability("D", "resist?", "fly")

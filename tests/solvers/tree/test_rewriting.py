"""Trees written otherwise that are the same game: the solution is the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.solvers.tree import solve_tree
from deterrence.trees.builder import Part
from deterrence.trees.gambit import read_efg, write_efg
from random_trees import Sketch, gap, paid, resketched, seeded_sketch, sketches, strategies

PRECISIONS = st.sampled_from((0.5, 2.0, 5.0))
MANY = settings(max_examples=25, deadline=None)


def same(one: Sketch, other: Sketch, precision, tolerance: float = 1e-9):
    first, second = strategies(solve_tree(one.tree(), precision)), strategies(solve_tree(other.tree(), precision))
    assert gap(first, {k: second[k] for k in first}) <= tolerance


@given(sketches(nodes=30), PRECISIONS, st.sampled_from((1e-3, 0.1, 7.0, 1e4)))
@MANY
def test_payoffs_and_precision_in_other_units(sketch, precision, c):
    lam = np.full(len(sketch.players), precision)
    lam[0] /= c
    changed = paid(sketch, lambda pay: (c * pay[0], *pay[1:]))
    one, other = solve_tree(sketch.tree(), precision), solve_tree(changed.tree(), lam)
    assert gap(strategies(one), strategies(other)) <= 1e-9
    assert one.certificate.worst_regret == pytest.approx(other.certificate.worst_regret, abs=1e-7)


@given(sketches(nodes=30), PRECISIONS, st.sampled_from((-3.0, 1e3)))
@MANY
def test_a_constant_added_to_payoffs(sketch, precision, c):
    payoffs = sketch.root.payoffs or (0.0,) * len(sketch.players)
    moved = replace(sketch, root=replace(sketch.root, payoffs=(payoffs[0] + c, *payoffs[1:])))
    same(sketch, moved, precision)

    def at_the_ends(part: Part) -> Part:
        if part.branches:
            return part
        pay = part.payoffs or (0.0,) * len(sketch.players)
        return replace(part, payoffs=(*pay[:-1], pay[-1] + c))

    same(sketch, resketched(sketch, at_the_ends), precision)


@given(sketches(nodes=30), PRECISIONS)
@MANY
def test_payoffs_on_the_way_or_at_the_ends(sketch, precision):
    def pushed(part: Part, collected: np.ndarray) -> Part:
        total = collected + (np.zeros(len(sketch.players)) if part.payoffs is None else part.payoffs)
        if not part.branches:
            return replace(part, payoffs=tuple(total.tolist()))
        return replace(part, payoffs=None, branches=tuple((n, pushed(c, total)) for n, c in part.branches))

    same(sketch, replace(sketch, root=pushed(sketch.root, np.zeros(len(sketch.players)))), precision)


@given(sketches(nodes=24), PRECISIONS)
@MANY
def test_a_lottery_split_in_two_that_look_alike(sketch, precision):
    def split(part: Part) -> Part:
        if not part.probabilities:
            return part
        (name, first), *rest = part.branches
        p, *others = part.probabilities
        return replace(
            part, branches=((name, first), (name + "'", first), *rest), probabilities=(0.3 * p, 0.7 * p, *others)
        )

    same(sketch, resketched(sketch, split), precision)


@given(sketches(nodes=24), PRECISIONS)
@MANY
def test_lotteries_with_one_outcome_and_sets_with_one_action(sketch, precision):
    """The one action is somebody else's: one's own would reveal where one is."""
    count = iter(range(10_000))

    def padded(part: Part) -> Part:
        part = replace(part, payoffs=None if part.payoffs is None else (*part.payoffs, 0.0))
        k = next(count)
        if k % 3 == 0:
            return Part((("on", part),), label=f"sure {k}", probabilities=(1.0,))
        if k % 3 == 1:
            return Part((("on", part),), len(sketch.players), f"no choice {k}")
        return part

    other = replace(resketched(sketch, padded), players=(*sketch.players, "Eve"), precision=(*sketch.precision, 1.0))
    same(sketch, other, precision)


@pytest.mark.parametrize("seed", range(10))
def test_lottery_before_everything_is_an_average(seed):
    """Two games distinguished at the start do not touch each other."""
    one, two = seeded_sketch(seed, 2, 24), seeded_sketch(seed + 50, 2, 24)
    marked = resketched(two, lambda p: replace(p, label=p.label + "*"))
    both = replace(one, root=Part((("l", one.root), ("r", marked.root)), label="which", probabilities=(0.25, 0.75)))
    joint = solve_tree(both.tree(), 2.0)
    apart = [solve_tree(x.tree(), 2.0) for x in (one, marked)]
    found = strategies(joint)
    for part in apart:
        own = strategies(part)
        assert gap(own, {k: found[k] for k in own}) <= 1e-9
    for name in one.players:
        value = 0.25 * apart[0].assessment.value(name) + 0.75 * apart[1].assessment.value(name)
        assert joint.assessment.value(name) == pytest.approx(value, abs=1e-9)


def movers(part: Part) -> set[int]:
    """Who moves from here on."""
    return {part.player}.union(*(movers(child) for _, child in part.branches))


@pytest.mark.parametrize("seed", range(10))
def test_base_weights_count_copies_of_an_action(seed):
    """An action listed twice, with equal weights, is one with twice the weight (where its player moves no more)."""
    sketch = seeded_sketch(seed, nodes=24, weighted=False)
    last: dict[str, bool] = {}

    def mark(part: Part) -> Part:
        if part.player >= 0:
            below = set().union(*(movers(child) for _, child in part.branches))
            last[part.label] = last.get(part.label, True) and part.player not in below
        return part

    resketched(sketch, mark)

    def twice(part: Part) -> Part:
        if not last.get(part.label):
            return part
        (name, first), *rest = part.branches
        return replace(part, branches=((name, first), *rest, (name + "'", first)))

    def heavy(part: Part) -> Part:
        n = len(part.branches) + 1
        return replace(part, weights=(2 / n, *(1 / n for _ in part.branches[1:]))) if last.get(part.label) else part

    doubled = strategies(solve_tree(resketched(sketch, twice).tree(), 2.0))
    weighed = strategies(solve_tree(resketched(sketch, heavy).tree(), 2.0))
    for key, chosen in weighed.items():
        for action, p in chosen.items():
            assert p == pytest.approx(doubled[key][action] + doubled[key].get(action + "'", 0.0), abs=1e-9)


@given(sketches(nodes=30, weighted=False), PRECISIONS)
@MANY
def test_written_read_and_solved_is_solved(sketch, precision):
    """Gambit's format has no base weights: none are drawn."""
    tree = sketch.tree()
    one, other = solve_tree(tree, precision), solve_tree(read_efg(write_efg(tree)), precision)
    assert gap(strategies(one), strategies(other)) <= 1e-9
    assert one.assessment.tree.title == other.assessment.tree.title
    for name in tree.players:
        assert one.assessment.value(name) == pytest.approx(other.assessment.value(name), abs=1e-9)

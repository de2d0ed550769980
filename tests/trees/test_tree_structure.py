"""What is a game tree and what is not: shape, perfect recall, lotteries, weights, parameters."""

from dataclasses import fields, replace

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.solvers.tree import solve_tree
from deterrence.trees.builder import TreeBuilder
from deterrence.trees.perfect_recall import ImperfectRecall
from deterrence.trees.tree import GameTree
from random_trees import seeded_sketch
from tree_games import entry, horse


def changed(tree: GameTree, **changes) -> GameTree:
    return GameTree(**({f.name: getattr(tree, f.name) for f in fields(tree)} | changes))


def remembers_all(tree: GameTree, sets: np.ndarray) -> bool:
    """Perfect recall by its definition: all nodes of a set have the same history of own sets and actions."""
    known: dict[int, tuple] = {}
    for node in range(len(tree)):
        h = int(sets[node])
        if h < 0:
            continue
        player, history, at = tree.sets[h].player, [], node
        while at:
            above = int(tree.parent[at])
            if sets[above] >= 0 and tree.sets[sets[above]].player == player:
                history.append((int(sets[above]), int(tree.slot[at])))
            at = above
        if known.setdefault(h, tuple(history)) != tuple(history):
            return False
    return True


def test_merged_sets_against_the_definition():
    """Two sets of one player made one: accepted where it still remembers all, refused by name elsewhere."""
    outcomes = {True: 0, False: 0}
    for seed in range(60):
        tree = seeded_sketch(seed, nodes=30, weighted=False).tree()
        rng = np.random.default_rng(seed)
        pairs = [
            (a, b)
            for b in range(len(tree.sets))
            for a in range(b)
            if tree.sets[a].player == tree.sets[b].player and len(tree.sets[a].actions) == len(tree.sets[b].actions)
        ]
        for a, b in rng.permutation(pairs)[:4].tolist() if pairs else []:
            place = np.array([a if h == b else h - (h > b) for h in range(len(tree.sets))] + [-1])
            sets = place[tree.information_set]
            kept = tuple(s for h, s in enumerate(tree.sets) if h != b)
            fine = remembers_all(replace_sets(tree, kept), sets)
            outcomes[fine] += 1
            if fine:
                assert changed(tree, sets=kept, information_set=sets)
            else:
                with pytest.raises(ImperfectRecall, match="information set"):
                    changed(tree, sets=kept, information_set=sets)
    assert min(outcomes.values()) > 5


def replace_sets(tree, sets):
    """A stand-in that only carries what the definition reads."""
    stand_in = object.__new__(GameTree)
    stand_in.__dict__.update(tree.__dict__, sets=sets)
    return stand_in


def test_absent_minded_driver():
    g = TreeBuilder("driver", ("D",))
    second = g.move("D", "exit?", {"exit": g.end(4), "on": g.end(1)})
    with pytest.raises(ImperfectRecall, match="'exit\\?' of D"):
        g.tree(g.move("D", "exit?", {"exit": g.end(0), "on": second}))


def test_forgetting_what_one_knew():
    """Chance is seen at first and not later."""
    g = TreeBuilder("forgets", ("A",))

    def then(k):
        later = g.move("A", "later", {"x": g.end(k), "y": g.end(1 - k)})
        return g.move("A", f"saw {k}", {"on": later})

    with pytest.raises(ImperfectRecall, match="later"):
        g.tree(g.chance("c", {"0": (0.5, then(0)), "1": (0.5, then(1))}))


@pytest.mark.parametrize(
    ("what", "name", "message"),
    [
        (lambda t: {"parent": np.array([-1, 0, 0, 0, 2])}, "a parent too many", "do not match"),
        (lambda t: {"parent": np.array([0, 0, 0, 2, 2])}, "no root", "preorder"),
        (lambda t: {"parent": np.array([-1, 0, 3, 2, 2])}, "a loop", "preorder"),
        (lambda t: {"slot": np.array([-1, 1, 0, 0, 1])}, "slots out of order", "do not match"),
        (lambda t: {"slot": t.slot[:-1]}, "too short", "one entry a node"),
        (lambda t: {"outcome": np.array([-1, 0, -1, 1, 9])}, "no such outcome", "outcome"),
        (lambda t: {"information_set": np.array([0, -1, 7, -1, -1])}, "no such set", "set that is not there"),
        (lambda t: {"precision": (1.0,)}, "too few precisions", "one number a player"),
        (lambda t: {"sets": (*t.sets, t.sets[0])}, "a set without nodes", "has no node"),
        (lambda t: {"sets": (replace(t.sets[0], player=5), t.sets[1])}, "no such player", "player"),
        (lambda t: {"sets": (replace(t.sets[0], weights=(0.5, 0.6)), t.sets[1])}, "weights over one", "weights"),
        (lambda t: {"sets": (replace(t.sets[0], weights=(1.0, 0.0)), t.sets[1])}, "a weight of zero", "weights"),
        (lambda t: {"sets": (replace(t.sets[0], weights=(np.nan, 1.0)), t.sets[1])}, "no number", "weights"),
        (lambda t: {"sets": (replace(t.sets[0], sharpness=-1.0), t.sets[1])}, "negative sharpness", "sharpness"),
        (lambda t: {"sets": (replace(t.sets[0], sharpness=np.nan), t.sets[1])}, "no number", "sharpness"),
    ],
)
def test_what_is_no_tree(what, name, message):
    tree = entry()
    with pytest.raises(ArgumentError, match=message):
        changed(tree, **what(tree))


@pytest.mark.parametrize("p", [(0.5, 0.6), (-0.1, 1.1), (np.nan, 1.0), (0.5, 0.5 + 1e-6)])
def test_no_lottery(p):
    g = TreeBuilder("lottery", ("A",))
    tree = g.tree(g.chance("c", {"x": (p[0], g.end(0)), "y": (p[1], g.end(1))}))
    with pytest.raises(ArgumentError, match=r"lottery|finite"):
        solve_tree(tree, 1.0)


@pytest.mark.parametrize("pay", [np.nan, np.inf])
def test_payoffs_that_are_no_numbers(pay):
    g = TreeBuilder("payoffs", ("A",))
    tree = g.tree(g.move("A", "a", {"x": g.end(0), "y": g.end(pay)}))
    for precision in (1.0, None):
        with pytest.raises(ArgumentError, match="finite"):
            solve_tree(tree, precision)


@pytest.mark.parametrize("seed", range(5))
def test_nodes_in_any_order_with_parents_first(seed):
    """Level by level instead of branch by branch: the same game."""
    tree = seeded_sketch(seed, nodes=30).tree()
    order = tree.layout.preorder
    place = np.argsort(order)
    parent = tree.parent[order]
    other = changed(
        tree,
        parent=np.where(parent >= 0, place[parent], -1),
        slot=tree.slot[order],
        information_set=tree.information_set[order],
        chance_set=tree.chance_set[order],
        outcome=tree.outcome[order],
    )
    one, two = solve_tree(tree, 2.0), solve_tree(other, 2.0)
    np.testing.assert_allclose(one.assessment.policy, two.assessment.policy, atol=1e-10)
    np.testing.assert_allclose(one.assessment.reach[order], two.assessment.reach, atol=1e-12)


def test_parameters():
    g = TreeBuilder("one choice", ("A",))
    p = g.parameter("p", 0.5, low=0, high=1)
    tree = g.tree(g.move("A", "a", {"x": g.end(p), "y": g.end(0)}))
    assert solve_tree(tree, 2.0, {"p": 1.0}).assessment.value("A") == pytest.approx(1 / (1 + np.exp(-2.0)))
    moved = tree.with_values(p=1.0)
    assert solve_tree(moved, 2.0).assessment.value("A") == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert solve_tree(tree, 2.0).assessment.value("A") == pytest.approx(0.5 / (1 + np.exp(-1.0)))
    for wrong in ({"p": 1.5}, {"q": 1.0}, {"p": float("nan")}):
        with pytest.raises(ArgumentError):
            solve_tree(tree, 2.0, wrong)


def test_reading_and_finding():
    tree = horse()
    assert [tree.find(p, p) for p in ("1", "2", "3")] == [0, 1, 2] and tree.find(0, 1) == 0
    with pytest.raises(ArgumentError, match="has no information set 'x'; it has 1 '1'"):
        tree.find("1", "x")
    with pytest.raises(ArgumentError):
        tree.find("nobody", "x")

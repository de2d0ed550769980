"""Words for problems and counts."""

import pytest

from deterrence.files.messages import amount
from deterrence.trees.builder import TreeBuilder


@pytest.mark.parametrize(
    ("n", "words", "said"),
    [
        (0, ("node",), "0 nodes"),
        (1, ("node",), "1 node"),
        (2, ("node",), "2 nodes"),
        (1, ("other equilibrium", "other equilibria"), "1 other equilibrium"),
        (3, ("other equilibrium", "other equilibria"), "3 other equilibria"),
    ],
)
def test_one_is_in_the_singular(n, words, said):
    assert amount(n, *words) == said


def test_a_tree_of_one_choice_is_counted_so():
    g = TreeBuilder("Alone", players=("One",))
    assert str(g.tree(g.move("One", "act?", {"act": g.end(1)}))) == (
        "Alone: players One; 2 nodes, 1 of them an end; 1 information set"
    )

"""Against Gambit 17's logit correspondence (pygambit): random trees, and the games of its catalogue.

Gambit has no setting for the tolerance of its path, and lands near the λ asked for, not on it: strategies are compared
at the λ that it reports, and each program's equations are evaluated at the other's solution.
"""

from io import BytesIO

import numpy as np
import pytest

from deterrence.solvers.tree import solve_tree
from deterrence.solvers.tree.equations import Equations
from deterrence.trees.gambit import read_efg, write_efg
from deterrence.trees.perfect_recall import ImperfectRecall
from random_trees import seeded_sketch

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed: pip install '.[dev]'")
pytest.importorskip("pygambit.qre")

PRECISIONS = [0.5, 2.0, 5.0]
AGREEMENT = 1e-8
SLUGS = [
    "books/myerson1991/fig2_1",
    "books/myerson1991/fig4_2",
    "books/shohamleytonbrown2008/fig5_1",
    "books/shohamleytonbrown2008/fig5_2",
    "books/vonstengel2022/fig10.1",
    "books/vonstengel2022/fig10.12",
    "books/watson2013/exercise29_6",
    "books/watson2013/fig29_1",
    "journals/geb/bagwell1995",
    "journals/ijgt/selten1975/fig1",
    "journals/ijgt/selten1975/fig2",
    "journals/ijgt/selten1975/fig3",
    "journals/mor/vonstengelforges2008/fig1",
    "journals/other/reiley2008/fig1",
]


def played(profile) -> np.ndarray:
    """Probabilities of every action, player by player and set by set."""
    return np.array([float(p) for mixed in profile for _, behaviour in mixed for _, p in behaviour])


def ordered(tree) -> np.ndarray:
    """Our actions in Gambit's order: by player, then by number of the set."""
    sets = sorted(range(len(tree.sets)), key=lambda h: (tree.sets[h].player, tree.sets[h].number))
    return np.concatenate([np.arange(*tree.layout.first[h : h + 2]) for h in sets]) if sets else np.zeros(0, int)


def compare(tree, game, tolerance=AGREEMENT):
    """Solutions at the λ that Gambit came to, and Gambit's under our equations."""
    order = ordered(tree)
    for found in gambit.qre.logit_solve_lambda(game, PRECISIONS):
        ours = solve_tree(tree, found.lam)
        theirs = played(found.profile)
        np.testing.assert_allclose(ours.assessment.policy[order], theirs, atol=tolerance)
        policy = np.empty_like(theirs)
        policy[order] = theirs
        equations = Equations(tree, tree.with_precision(1.0).numbers())
        x = equations.log_odds(np.log(policy))
        assert np.abs(equations.residual(x, found.lam)).max(initial=0.0) <= 1e-6
        assert ours.certificate.residual <= 1e-10
        payoffs = [ours.assessment.value(name) for name in tree.players]
        np.testing.assert_allclose(payoffs, [float(found.profile.payoffs[p]) for p in game.players], atol=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_random_trees(seed):
    tree = seeded_sketch(seed, 1 + seed % 4, weighted=False).tree().with_precision(1.0)
    compare(tree, gambit.read_efg(BytesIO(write_efg(tree).encode())))


@pytest.mark.parametrize("slug", SLUGS)
def test_catalogue(slug):
    try:
        game = gambit.catalog.load(slug)
    except FileNotFoundError:
        pytest.skip(f"this release of pygambit has no {slug}")
    try:
        tree = read_efg(game.to_efg())
    except ImperfectRecall:
        pytest.fail("no game on the list has imperfect recall")
    compare(tree, game)

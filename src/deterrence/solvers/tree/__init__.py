"""Agent quantal response and sequential equilibria of game trees, with certificates."""

from ..certify.tree_certificate import certify_tree
from .assessment import TreeAssessment
from .search import find_equilibria
from .solving import TreeSolution, solve_tree
from .statics import Derivatives, derivatives
from .sweep import Sweep, sweep

__all__ = [
    "Derivatives",
    "Sweep",
    "TreeAssessment",
    "TreeSolution",
    "certify_tree",
    "derivatives",
    "find_equilibria",
    "solve_tree",
    "sweep",
]

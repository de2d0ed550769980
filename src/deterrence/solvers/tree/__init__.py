"""Agent quantal response and sequential equilibria of game trees, with certificates."""

from ..certify.treewise import certify_tree
from .assessment import TreeAssessment
from .search import find_equilibria
from .solving import TreeSolution, solve_tree

__all__ = ["TreeAssessment", "TreeSolution", "certify_tree", "find_equilibria", "solve_tree"]

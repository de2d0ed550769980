"""Formal models of deterrence and crisis escalation: solve, forecast, stress, report.

>>> from deterrence import from_arrays, solve            # doctest: +SKIP
>>> solve(game, precision=2.0).strategies                   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Names are imported when first asked for: --help and check must not wait for JAX.
_HOMES = {
    "StochasticGame": "deterrence.games.stochastic",
    "from_arrays": "deterrence.games.from_arrays",
    "unroll": "deterrence.trees.unrolling",
    "Crisis": "deterrence.scenario.crisis",
    "load": "deterrence.scenario.crisis",
    "scenarios": "deterrence.catalogue",
    "CrisisGame": "deterrence.games.crisis_game",
    "History": "deterrence.coded_crises.record",
    "read_history": "deterrence.coded_crises.reading",
    "GameTree": "deterrence.trees.tree",
    "TreeBuilder": "deterrence.trees.builder",
    "read_efg": "deterrence.trees.gambit",
    "read_nfg": "deterrence.trees.gambit",
    "write_efg": "deterrence.trees.gambit",
    "write_nfg": "deterrence.trees.gambit",
    "solve": "deterrence.solvers.solving",
    "TreeAssessment": "deterrence.solvers.tree",
    "TreeSolution": "deterrence.solvers.tree",
    "certify_tree": "deterrence.solvers.tree",
    "find_equilibria": "deterrence.solvers.tree",
    "derivatives": "deterrence.solvers.tree",
    "sweep": "deterrence.solvers.tree",
    "find_model": "deterrence.models.gallery",
    "Solver": "deterrence.solvers.solver",
    "Solution": "deterrence.solvers.solution",
    "Grid": "deterrence.solvers.grid",
    "Markov": "deterrence.solvers.markov",
    "Resolution": "deterrence.solvers.refine",
    "forecast": "deterrence.forecasting.outlook",
    "Outlook": "deterrence.forecasting.outlook",
    "Key": "deterrence.forecasting.keys",
    "study": "deterrence.notebook",
    "Study": "deterrence.notebook",
    "rollout": "deterrence.forecasting.rollout",
    "draw": "deterrence.report.drawing",
}

# What is imported with a name: notebooks show a model as its tree, which the layer above the models draws.
_ALONG = {"find_model": "deterrence.report.drawing"}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'deterrence' has no attribute '{name}'")
    if name in _ALONG:
        import_module(_ALONG[name])
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)

"""Draws in place of a sampler's: as a posterior's tree has them, and figures of a coefficient."""

from types import SimpleNamespace

import numpy as np

FIGURES = {"mean": 0.1, "sd": 0.2, "low": -0.3, "high": 0.5, "ess": 900.0, "rhat": 1.001}


def made_up_draws(share: float) -> dict:
    """What is read of a tree of 2 chains of 200 draws, of which a share diverged."""
    return {"sample_stats": {"diverging": SimpleNamespace(values=np.arange(400).reshape(2, 200) < 400 * share)}}

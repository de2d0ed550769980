"""Against sgamesolver 1.0.2, an independent solver of the same equations.

It runs in its own environment. To make one: ``tools/sgamesolver-env.sh``; to use another, set
DETERRENCE_SGAMESOLVER_PYTHON to its Python. Without either these tests are skipped.
"""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bank import random_arrays
from deterrence.games.from_arrays import from_arrays
from deterrence.solvers.markov import solve_markov

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(os.environ.get("DETERRENCE_SGAMESOLVER_PYTHON", ROOT / ".tools" / "sgamesolver" / "bin" / "python"))
PEER = Path(__file__).with_name("peer_sgamesolver.py")

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason=f"no sgamesolver at {PYTHON}: run tools/sgamesolver-env.sh")

AGREEMENT = 1e-6


SIZES = [(actors, states) for actors in (2, 3) for states in (2, 3, 4)]
WITH_FOLDS = [(5, 3, 2, 15.0), (131, 3, 2, 15.0), (112, 2, 3, 15.0)]  # two folds each


def problems():
    """Random games of 2-3 actors, 2-4 states, 2-3 moves, δ of 0.8 to 0.95; and some with folds."""
    draws = [
        (100 * seed + 10 * actors + states, actors, states, precision)
        for seed in range(2)
        for actors, states in SIZES
        for precision in (0.5, 2.0, 5.0)
    ]
    for seed, actors, states, precision in draws + WITH_FOLDS:
        payoffs, transitions = random_arrays(seed, actors, states, (2, 3))
        discount = np.linspace(0.8, 0.95, actors) if precision <= 5 else np.full(actors, 0.9)
        yield {
            "payoffs": [u.tolist() for u in payoffs],
            "transitions": [k.tolist() for k in transitions],
            "discount": discount.tolist(),
            "precision": precision,
        }


def test_strategies_and_values_agree():
    posed = list(problems())
    run = subprocess.run(
        [PYTHON, PEER], input=json.dumps(posed), capture_output=True, text=True, check=True, timeout=240
    )
    strategies, values = [], []
    for problem, theirs in zip(posed, json.loads(run.stdout), strict=True):
        assert theirs is not None, "sgamesolver did not converge"
        game = from_arrays(
            problem["payoffs"], problem["transitions"], problem["discount"], precision=problem["precision"]
        )
        ours = solve_markov(game)
        flat = np.concatenate([p for state in theirs["strategy"] for p in state])
        strategies.append(np.abs(ours.probability - flat).max())
        values.append(np.abs(ours.value - np.array(theirs["value"])).max())
    print(f"{len(posed)} games: strategies within {max(strategies):.1e}, values within {max(values):.1e}")
    assert max(strategies) <= AGREEMENT
    assert max(values) <= AGREEMENT

"""How long dynamic games take, in one process: ``OPENBLAS_NUM_THREADS=1 python benchmarks/dynamic_games.py [FOLDER]``.

FOLDER holds ``dynamic/`` of the public data (``../shared/data``). Times are of the processor, with one thread of linear
algebra, for threads that wait for one another count as at work. It takes some minutes. Where the R packages that
estimate strategic models (``games``, ``sigInt``) are installed that says nothing here: they know no dynamic games.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from deterrence.estimation.dynamic.building import build_dynamic
from deterrence.estimation.dynamic.constrained import constrained
from deterrence.estimation.dynamic.pseudo import pseudo_estimate
from deterrence.estimation.dynamic.replies import Replies
from deterrence.estimation.dynamic.solving import solve, values_of
from deterrence.estimation.estimating import read_specification
from deterrence.estimation.maximise import maximise
from deterrence.estimation.table import read_table

ROOT = Path(__file__).parents[1]
AWAY = 0.5  # of a standard error: how far from the published point a climb begins
NEAR = 100.0  # weight of the constraint to begin with
REPEATS = 3


def timed(run):
    began = time.process_time()
    found = run()
    return time.process_time() - began, found


def climb(name, model, theta, values) -> None:
    """From near a published point, in coefficients and values together, then Newton's method in the values."""
    there = solve(model.game, model.payoffs(theta), values)
    model.solutions.add(theta, there.values, end=True)
    derivative = model.derivative(theta)
    seconds = min(timed(lambda: model.derivative(theta))[0] for _ in range(REPEATS))
    away = AWAY * np.sqrt(np.abs(np.diag(np.linalg.inv(derivative.hessian))))
    start = theta + away * np.random.default_rng(0).choice((-1.0, 1.0), model.size)
    spent, found = timed(lambda: constrained(model, start, there.values, NEAR))
    ended = solve(model.game, model.payoffs(found.theta), found.values)
    value = float((model.tally * Replies(model.game, model.payoffs(found.theta), ended.values).logs).sum())
    print(
        f"{name}: n = {model.n}, {model.size} parameters; published {derivative.value:.6f}; likelihood with "
        f"both derivatives {seconds:.3f} s; constrained likelihood from {AWAY} standard errors away {spent:.1f} s to "
        f"{value:.6f}, {int(ended.found.sum())} of {len(ended.found)} games in equilibrium"
    )


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data").resolve()
    if not (folder / "dynamic").is_dir():
        sys.exit(f"there is no {folder / 'dynamic'}: give the folder of the public data")
    os.environ["DETERRENCE_DATA"] = str(folder)
    sys.path.insert(0, str(ROOT / "tests"))
    from dynamic_data import audience_costs, published_audience_costs, published_tug_of_war

    with tempfile.TemporaryDirectory() as scratch:
        table = read_table(audience_costs(Path(scratch)))
        seconds, model = timed(lambda: build_dynamic(read_specification("audience-costs"), table))
    two_step = timed(lambda: pseudo_estimate(model))[0]
    print(f"audience costs: read and built in {seconds:.2f} s; two-step {two_step:.2f} s")
    climb("audience costs", model, *published_audience_costs(model))
    table = read_table(folder / "dynamic" / "tugofwar_months.csv")
    model = build_dynamic(read_specification("tug-of-war"), table)
    climb("tug of war", model, *published_tug_of_war(model))
    seconds, start = timed(lambda: pseudo_estimate(model))
    print(f"tug of war: two-step {seconds:.2f} s", end="; ")
    values = values_of(model.game, model.payoffs(start), model.beliefs)
    seconds, found = timed(lambda: constrained(model, start, values))
    there = solve(model.game, model.payoffs(found.theta), found.values)
    model.solutions.add(found.theta, there.values, end=True)
    further, end = timed(lambda: maximise(model.derivative, found.theta, model.scales))
    print(
        f"from there constrained likelihood {seconds:.1f} s to a gap of {found.gap:.1e}, nested fixed point "
        f"{further:.1f} s to {end.at.value:.6f}"
    )


if __name__ == "__main__":
    main()

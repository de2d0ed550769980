"""How long maximum likelihood takes, in one process, after its first fit: ``python benchmarks/estimation.py [FOLDER]``.

FOLDER holds ``strategic/`` of the public data (``../shared/data``). Where ``Rscript`` and its packages ``games`` and
``sigInt`` are installed, the same fits are timed there; elsewhere that is said.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import numpy as np

from deterrence.estimation.beliefs import nested, pseudo_estimate
from deterrence.estimation.estimating import folder, read_specification
from deterrence.estimation.estimators import estimator_of
from deterrence.estimation.maximise import maximise
from deterrence.estimation.table import read_table

REPEATS = 5
CASES = (
    ("war1800", "war1800.csv"),
    ("leblang2003", "leblang2003.csv"),
    ("sanctions", "sanctionsData.csv"),
    ("ultimatum", "student_offers.csv"),
)


def best(run):
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
    return min(times)


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data") / "strategic"
    if not data.is_dir():
        sys.exit(f"there is no {data}: give the folder of the public data")
    for name, file in CASES:
        loaded = read_specification(folder() / f"{name}.yaml")
        estimator, table = estimator_of(loaded.record), read_table(data / file)
        model = estimator.build(loaded, table)
        guess = estimator.first_guess(model)
        end = maximise(model.derivative, guess, model.scales)
        seconds = best(lambda m=model, e=estimator: maximise(m.derivative, e.first_guess(m), m.scales))
        print(
            f"{name:12} n = {model.n:6d}, {model.size:2d} parameters: {seconds:8.4f} s of processor time "
            f"from first guess to mode at {end.at.value:.6f}, gradient {np.abs(end.at.gradient).max():.1e}"
        )
        if name == "sanctions":
            print(f"{'':12} pseudo-likelihood {best(lambda m=model: pseudo_estimate(m)):.4f} s", end=", ")
            print(f"nested pseudo-likelihood {best(lambda m=model: nested(m)):.4f} s")
    if shutil.which("Rscript") is None:
        print("R is not here: its packages games and sigInt are not timed")


if __name__ == "__main__":
    main()

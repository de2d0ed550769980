"""How often 95 % intervals hold what made the data.

    python benchmarks/interval_coverage.py MODEL METHOD [REPLICATIONS]

MODEL is ``signalling`` (the crisis of ``tests/signalling_crisis.py``: 50 rows of 400 months, seven coefficients) or
``dynamic`` (the games of ``tests/dynamic_games.py``: 20 of 40 months, four coefficients), METHOD as ``deterrence fit
--method`` has it. 400 replications where no number is given. Printed: bias, spread and coverage of each coefficient,
with exact intervals, and seconds of processor time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from deterrence.estimation.recovery import recover

REPLICATIONS = 400


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from dynamic_games import played
    from signalling_crisis import signalling

    models = {"signalling": signalling, "dynamic": played}
    if len(sys.argv) < 3 or sys.argv[1] not in models:
        sys.exit(__doc__)
    replications = int(sys.argv[3]) if len(sys.argv) > 3 else REPLICATIONS
    with tempfile.TemporaryDirectory() as scratch:
        model, truth = models[sys.argv[1]](Path(scratch))
    began = time.process_time()
    print(recover(model, truth, replications, method=sys.argv[2]).text())
    print(f"{time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()

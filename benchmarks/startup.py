"""How long the light verbs take, a small Gambit file among them: median and range over ten processes, start-up and all.

make bench NAME=startup

Processor time stands beside it: on a busy machine that is the figure to look at.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 10
MODEL = "zagare_kilgour2000_rudimentary"
VERBS = (["--help"], ["check", "south-asia-2025"], ["scenarios"], ["solve", "small.efg"], ["models", MODEL])


def seconds(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Wall time and processor time of one run."""
    began, before = time.perf_counter(), os.times()
    command = [sys.executable, "-m", "deterrence", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    wall, after = time.perf_counter() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print a line for each verb."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds(["export", MODEL, "-o", "small.efg"], folder)
        for arguments in VERBS:
            wall, work = zip(*(seconds(arguments, folder) for _ in range(REPEATS)), strict=True)
            print(
                f"deterrence {' '.join(arguments):40} median {statistics.median(wall):.2f} s, "
                f"{min(wall):.2f} to {max(wall):.2f}; processor {statistics.median(work):.2f} s; n = {REPEATS}"
            )


if __name__ == "__main__":
    main()

"""How fast histories are sampled: moves made per second, whole plays with beliefs, causes and all that is recorded.

    make bench NAME=rollouts                  # a table
    make bench NAME=rollouts ARGS=--json      # one JSON object

Times cover ``rollout`` alone: not solving, and not compiling, which a first run before the clock has done.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import time

from deterrence import load
from deterrence.forecasting.rollout import WORKERS, rollout
from deterrence.solvers.grid import Assessment, Grid, solve_grid

SCENARIOS = ("south-asia-2025", "ladder", "western-front")
PLAYS, REPEATS, FEWEST_REPEATS, POINTS = 1_000_000, 5, 5, 25


def solved(name: str, points: int) -> Assessment:
    return solve_grid(load(name).compile().game, Grid(points=points))


def measure(assessment: Assessment, plays: int, repeats: int) -> dict[str, float | int | list[float]]:
    """Moves per second over repeats with different seeds, after one run that is not counted."""
    rollout(assessment, plays, seed=0)
    seconds, speeds, moves = [], [], 0
    for seed in range(1, repeats + 1):
        begun = time.perf_counter()
        histories = rollout(assessment, plays, seed)
        seconds.append(time.perf_counter() - begun)
        made = int(histories.moved.sum())
        speeds.append(made / seconds[-1])
        moves += made
    return {
        "plays": plays,
        "moves a play": moves / repeats / plays,
        "seconds": [round(s, 3) for s in seconds],
        "moves/s median": statistics.median(speeds),
        "moves/s lowest": min(speeds),
        "moves/s highest": max(speeds),
    }


def machine() -> dict[str, str | int]:
    """What the figures were measured on, and with."""
    versions = {name: importlib.metadata.version(name) for name in ("deterrence", "jax", "jaxlib", "numpy")}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": cores,
        "threads sampling": WORKERS,
        "python": platform.python_version(),
        **versions,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", "--plays", type=int, default=PLAYS)
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"at least {FEWEST_REPEATS}")
    parser.add_argument("--points", type=int, default=POINTS, help="belief nodes a side of the solution")
    parser.add_argument("--scenarios", nargs="+", default=list(SCENARIOS), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.repeats < FEWEST_REPEATS:
        parser.error(f"--repeats: at least {FEWEST_REPEATS}")
    found = {name: measure(solved(name, asked.points), asked.plays, asked.repeats) for name in asked.scenarios}
    if asked.json:
        print(json.dumps({"machine": machine(), "points": asked.points, "rollouts": found}))
        return
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(f"{asked.plays:,} plays, {asked.repeats} repeats, {asked.points} belief nodes a side\n")
    print(f"{'scenario':18}{'moves a play':>14}{'million moves/s: median':>26}{'lowest':>9}{'highest':>9}")
    for name, row in found.items():
        median, low, high = (row[f"moves/s {k}"] / 1e6 for k in ("median", "lowest", "highest"))
        print(f"{name:18}{row['moves a play']:14.2f}{median:26.2f}{low:9.2f}{high:9.2f}")


if __name__ == "__main__":
    main()

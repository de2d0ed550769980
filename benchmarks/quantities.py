"""What it takes to read every quantity of a scenario off its solution, beside its headlines alone.

    make bench NAME=quantities                  # a table
    make bench NAME=quantities ARGS=--json      # one JSON object

The headlines are one push; all quantities one push with everything that travels along, and a pass backward (two on a
clock), over the same solution, in the same process, in turn. Times are processor time, so that what else
the machine does matters little; solving and compiling are not part of them, and neither is a first run of both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

from rollouts import machine
from threadpoolctl import threadpool_limits

from deterrence import load
from deterrence.catalogue import names
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.solvers.grid import Assessment, Grid, solve_grid

HEADLINES = ("outcome", "general_deterrence")
POINTS = {1: 25, 2: 13, 3: 7}
"""Belief nodes a side, by the number of log-odds axes."""
REPEATS, FEWEST_REPEATS = 7, 5


def solved(name: str, points: int | None) -> tuple[CrisisGame, Assessment, int]:
    """The game, its solution, and its belief nodes a side."""
    game = load(name).compile()
    nodes = points or POINTS[sum(len(kinds) - 1 for kinds in game.structure.types)]
    return game, solve_grid(game.game, Grid(points=nodes)), nodes


def timed(game: CrisisGame, assessment: Assessment, quantities: tuple[str, ...] | None) -> tuple[float, int]:
    """Seconds that reading some quantities takes, or all of them, and how many numbers they are."""
    begun = time.process_time()
    found, _ = measure(game, assessment, quantities)
    return time.process_time() - begun, len(found)


def compared(name: str, points: int | None, repeats: int) -> dict[str, object]:
    """All quantities beside the headlines, over repeats in turn."""
    game, assessment, nodes = solved(name, points)
    seconds: dict[str, list[float]] = {"headlines": [], "all": []}
    numbers = {}
    for repeat in range(repeats + 1):
        for what, quantities in (("headlines", HEADLINES), ("all", None)):
            taken, numbers[what] = timed(game, assessment, quantities)
            if repeat:
                seconds[what].append(taken)
    median = {what: statistics.median(runs) for what, runs in seconds.items()}
    return {
        "points": nodes,
        "numbers": numbers["all"],
        "seconds": {what: [round(s, 4) for s in runs] for what, runs in seconds.items()},
        "median": median,
        "ratio": median["all"] / median["headlines"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"at least {FEWEST_REPEATS}")
    parser.add_argument("--points", type=int, help="belief nodes a side; by the number of axes if absent")
    parser.add_argument("--scenarios", nargs="+", default=names(), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.repeats < FEWEST_REPEATS:
        parser.error(f"--repeats: at least {FEWEST_REPEATS}")
    with threadpool_limits(1):
        found = {name: compared(name, asked.points, asked.repeats) for name in asked.scenarios}
    if asked.json:
        print(json.dumps({"machine": machine(), "repeats": asked.repeats, "quantities": found}))
        return
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(f"{asked.repeats} repeats; seconds of processor time: median (lowest to highest)\n")
    print(f"{'scenario':22}{'nodes':>6}{'numbers':>9}{'headlines':>25}{'all quantities':>25}{'ratio':>7}")
    for name, row in found.items():
        shown = "".join(_shown(row, what) for what in ("headlines", "all"))
        print(f"{name:22}{row['points']:6}{row['numbers']:9}{shown}{row['ratio']:7.2f}")


def _shown(row: dict, what: str) -> str:
    runs = row["seconds"][what]
    return f"{f'{row["median"][what]:.3f} ({min(runs):.3f} to {max(runs):.3f})':>25}"


if __name__ == "__main__":
    main()

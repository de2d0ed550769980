"""What a world of an ensemble costs: processor time of solving it and of reading its outlook, on several grids.

>>> make bench NAME=ensembles ARGS="south-asia-2025 --points 5 7 13 --worlds 3"      # doctest: +SKIP
"""

from __future__ import annotations

import argparse
import time

from deterrence.scenario.crisis import load
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.resolve import Change


def main() -> None:
    """Seconds of processor time per world; the first world, with which all is laid out, is not counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="ladder")
    parser.add_argument("--points", type=int, nargs="+", default=[5, 7, 13])
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="leave out whether events happen")
    given = parser.parse_args()
    crisis = load(given.scenario)
    print(f"{given.scenario}, {given.worlds} worlds, seconds of processor time each")
    print("points  solving  reading  together")
    for points in given.points:
        plan = planned(
            crisis, crisis.parameters.defaults, draws=given.worlds + 1, points=points, quick=given.quick
        )
        resolver, solving, reading = Workplace(plan).resolver(), 0.0, 0.0
        for number, world in enumerate(plan.sample.worlds(0, plan.worlds)):
            change = Change.of(world.values)
            began = time.process_time()
            resolver.solved(change)
            solved = time.process_time()
            plan.reader.read(resolver, change)
            if number:
                solving, reading = solving + solved - began, reading + time.process_time() - solved
        each = solving / given.worlds, reading / given.worlds
        print(f"{points:6}  {each[0]:7.2f}  {each[1]:7.2f}  {sum(each):8.2f}", flush=True)


if __name__ == "__main__":
    main()

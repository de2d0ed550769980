"""How long a crisis on a clock takes to solve: by nodes a side, by threads, and from the solution of one nearby.

    make bench NAME=endless                                   # a table
    make bench NAME=endless ARGS="standoff --points 13 25 49"  # of another crisis
    make bench NAME=endless ARGS=--json                       # one JSON object

Seconds are those of the processor, all threads together, and of the clock on the wall; a belief node is solved once in
every round of its block. What is done once (reading, compiling) is outside both. Warm solutions begin from the file's.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rollouts import machine

from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Assessment, Grid
from deterrence.solvers.mover_states import MoverStates

PROTOTYPE = Path(__file__).parent.parent / "tests" / "scenario" / "campaign" / "standing.yaml"
MILLION = 1e6
CHANGES = {"tempo": 2.0, "grievance": 1.1}  # by what a number is multiplied


@contextmanager
def counted() -> Iterator[list[int]]:
    """Belief nodes solved, in a list of one."""
    count, plain = [0], MoverStates.solve

    def solve(self, states, following, before, log_strategy, residual, *, steps, tolerance):  # type: ignore[no-untyped-def]
        count[0] += residual.size if steps else 0
        plain(self, states, following, before, log_strategy, residual, steps=steps, tolerance=tolerance)

    MoverStates.solve = solve  # type: ignore[method-assign]
    try:
        yield count
    finally:
        MoverStates.solve = plain  # type: ignore[method-assign]


Row = dict[str, object]


def timed(crisis: Crisis, grid: Grid, near: Assessment | None, changed: str | None) -> tuple[Assessment, Row]:
    """One solution, and what it took."""
    values = dict(crisis.parameters.defaults)
    if changed is not None:
        values[changed] *= CHANGES[changed]
    game = crisis.game_at(values).game
    with counted() as count:
        wall, processor = time.perf_counter(), time.process_time()
        found = grid.solve(game, near)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return found, {
        "states": len(game.structure.states),
        "points": grid.points,
        "threads": grid.threads,
        "start": "cold" if near is None else "warm",
        "changed": changed or "",
        "nodes": count[0],
        "processor": processor,
        "wall": wall,
        "per_million": processor / count[0] * MILLION,
        "residual": found.residual,
    }


def measured(asked: argparse.Namespace) -> list[Row]:
    """A row for each solution."""
    crisis = load(str(asked.scenario))
    Grid(points=5).solve(crisis.compile().game)  # compiles
    rows = []
    for points in asked.points:
        grid = Grid(points=points, threads=1)
        base, row = timed(crisis, grid, None, None)
        rows += [row, timed(crisis, replace(grid, threads=2), None, None)[1]]
        for name in CHANGES:
            if name in crisis.parameters.defaults and points == asked.points[0]:
                rows += [timed(crisis, grid, near, name)[1] for near in (None, base)]
    return rows


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default=PROTOTYPE)
    parser.add_argument("--points", type=int, nargs="+", default=[13, 25, 49])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = measured(asked)
    if asked.json:
        print(json.dumps({"machine": machine(), "rows": rows}))
        return
    print(machine())
    print("states points threads  start  changed     belief nodes  processor    wall  a million")
    for r in rows:
        print(
            f"{r['states']:6} {r['points']:6} {r['threads']:7}  {r['start']:5}  {r['changed']:10} {r['nodes']:13,}"
            f" {r['processor']:8.1f} s {r['wall']:6.1f} s {r['per_million']:8.2f} s"
        )


if __name__ == "__main__":
    main()

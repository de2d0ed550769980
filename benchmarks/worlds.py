"""How many worlds a second are solved and read: one crisis, each world with numbers of its own.

    make bench NAME=worlds                                # a table
    make bench NAME=worlds ARGS="--scenario tests/scenario/samples/south-asia-window.yaml \\
        --before bd1cc87 --as south-asia-2025"            # and by an earlier program, one by one, by its name for it
    make bench NAME=worlds ARGS=--json                    # one JSON object

A world is evaluated, solved from the base world's strategies, pushed and read for its headlines. What is done once (the
base world, compiling) is outside the clock. The earlier program is taken out of the repository's history and runs in a
process of its own, in turn with this one; what it makes of the worlds is compared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from rollouts import machine

from deterrence import load
from deterrence.forecasting.keys import Key
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.resolve import QUICK_TOLERANCE, points_for
from deterrence.stress.worlds import solve_worlds

HEADLINES = ("outcome", "general_deterrence")
CHANGED = 12  # numbers changed in a world, each within a tenth of its plausible range
REPEATS, WORLDS = 5, 16
BEFORE = {"one by one": "cold", "one by one, warm": "warm"}
EARLIER = """
import json, sys, time
from deterrence.catalogue import locate
from deterrence.forms import load_any, parameters_of
from deterrence.solvers.grid import Grid
from deterrence.stress.resolving import Change, Resolver, headlines

name, points, tolerance, worlds = json.loads(sys.stdin.readline())
scenario = load_any(locate(name)).scenario
base = {n: p.value for n, p in parameters_of(scenario).items()}
resolver = Resolver(scenario, base, Grid(points=points, tolerance=tolerance))
resolver.solved()
for line in sys.stdin:
    begun = time.perf_counter()
    start = resolver.solved()[1] if line.strip() == "warm" else None
    found = [headlines(*resolver._solve(Change.of(world), start)) for world in worlds]
    print(json.dumps([time.perf_counter() - begun, found]), flush=True)
"""


def draw(crisis: Crisis, count: int, seed: int) -> list[dict[str, float]]:
    """Worlds near the file's own: a few numbers moved a little."""
    rng = np.random.default_rng(seed)
    table = crisis.parameters
    free = [name for name, row in table.rows.items() if row.range and row.range[0] < row.range[1]]
    worlds = []
    for _ in range(count):
        names = rng.choice(free, min(CHANGED, len(free)), replace=False).tolist()
        worlds.append({name: moved(table.defaults[name], table.rows[name].range, rng.uniform()) for name in names})
    return worlds


def moved(value: float, ends: tuple[float, float], share: float) -> float:
    """A tenth of the way, at most, to the farther end."""
    far = max(ends, key=lambda end: abs(end - value))
    return value + 0.1 * share * (far - value)


class Earlier:
    """The program as it was at a revision, in a process of its own."""

    def __init__(self, revision: str, question: object):
        self.folder = tempfile.TemporaryDirectory()
        root = Path(__file__).resolve().parent.parent
        archive = subprocess.run(["git", "archive", revision, "src"], cwd=root, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(self.folder.name, filter="data")
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {self.folder.name + '/src'!r})\n{EARLIER}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(json.dumps(question))

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def run(self, how: str) -> tuple[float, list[dict[str, float]]]:
        """Seconds for all worlds, and their headlines; each solved ``cold`` or ``warm``, from the base world."""
        self._say(how)
        assert self.process.stdout is not None
        seconds, found = json.loads(self.process.stdout.readline())
        return seconds, found

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def compared(asked: argparse.Namespace) -> dict[str, object]:
    """Seconds a world by every way, repeats in turn, after one that is not counted."""
    crisis = load(asked.scenario)
    points = asked.points or points_for(crisis.compile())
    grid = Grid(points=points, tolerance=QUICK_TOLERANCE)
    worlds = draw(crisis, asked.worlds, seed=1)
    question = [asked.known or asked.scenario, points, QUICK_TOLERANCE, worlds]
    earlier = Earlier(asked.before, question) if asked.before else None
    ways = ("one thread", "two threads", *(BEFORE if earlier else ()))
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    largest = dict.fromkeys(BEFORE, 0.0)
    for repeat in range(asked.repeats + 1):
        taken = {}
        for threads, name in ((1, "one thread"), (2, "two threads")):
            found, taken[name] = timed(crisis, worlds, grid, threads)
        for way, how in BEFORE.items() if earlier else ():
            taken[way], then = earlier.run(how)
            largest[way] = max(
                largest[way],
                *(
                    abs(now[Key("outcome", of=k)] - p)
                    for now, was in zip(found, then, strict=True)
                    for k, p in was.items()
                    if Key("outcome", of=k) in now
                ),
            )
        if repeat:
            for name, run in taken.items():
                seconds[name].append(run / len(worlds))
    if earlier:
        earlier.close()
    median = {name: statistics.median(runs) for name, runs in seconds.items()}
    result: dict[str, object] = {"scenario": asked.scenario, "points": points, "worlds": len(worlds)}
    result |= {"seconds": seconds, "median": median, "scaling": scaling(crisis, asked.repeats)}
    if earlier:
        times = {way: median[way] / median["two threads"] for way in BEFORE}
        result |= {"times_as_many": times, "largest_difference": largest}
    return result


def timed(
    crisis: Crisis, worlds: list[dict[str, float]], grid: Grid, threads: int
) -> tuple[list[Mapping[Key, float]], float]:
    """Headlines of all worlds, and the seconds that they take beyond what the base world takes."""
    begun = time.perf_counter()
    solve_worlds(crisis, [], HEADLINES, grid=grid, threads=threads)
    base = time.perf_counter() - begun
    begun = time.perf_counter()
    found = solve_worlds(crisis, worlds, HEADLINES, grid=grid, threads=threads)
    return found, time.perf_counter() - begun - base


def scaling(crisis: Crisis, repeats: int) -> dict[str, float]:
    """Seconds per million belief-node solves in one thread, cold, by nodes a side."""
    game, found = crisis.compile().game, {}
    for points in (7, 13, 25):
        grid = replace(Grid(points=points), threads=1)
        runs = []
        for _ in range(repeats):
            begun = time.perf_counter()
            assessment = solve_grid(game, grid)
            runs.append(time.perf_counter() - begun)
        each = int(np.prod([len(lattice) for lattice in assessment.lattices]))
        solved = sum(len(stage) for stage in assessment.strategies)
        found[str(points)] = 1e6 * statistics.median(runs) / (each * solved)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="south-asia-2025")
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--points", type=int, help="belief nodes a side; by the number of axes if absent")
    parser.add_argument("--before", metavar="REVISION", help="an earlier program to run beside")
    parser.add_argument("--as", dest="known", metavar="SCENARIO", help="what the earlier program calls the crisis")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = compared(asked)
    if asked.json:
        print(json.dumps({"machine": machine(), "repeats": asked.repeats, **found}))
        return
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(f"{found['scenario']}, {found['points']} nodes a side, {found['worlds']} worlds, {asked.repeats} repeats")
    for name, runs in found["seconds"].items():
        print(f"  {name:16} {statistics.median(runs):.3f} s a world ({min(runs):.3f} to {max(runs):.3f})")
    if "times_as_many" in found:
        for way, times in found["times_as_many"].items():
            print(f"  {times:.2f} times as many worlds a second as {way} ({asked.before})")
        for way, most in found["largest_difference"].items():
            print(f"  endings differ from those {way} by at most {most:.1e}")
    for points, each in found["scaling"].items():
        print(f"  {points} a side: {each:.2f} s per million belief nodes solved")


if __name__ == "__main__":
    main()

"""Write tests/golden/outlooks.json.gz again: every number of the outlook of every shipped scenario,
and of the samples in tests/scenario/samples, on a small grid.

    .venv/bin/python tools/golden_outlooks.py

Do this only for a change that is meant to change numbers, and say in the commit which of them and why. Prints, by
scenario and quantity, the largest change from the file as it was, and what is new or gone.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

from deterrence import load
from deterrence.catalogue import names
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.registry import measure
from deterrence.solvers.grid import Grid, solve_grid

SAMPLES = sorted((Path(__file__).parents[1] / "tests" / "scenario" / "samples").glob("*.yaml"))
FILE = Path(__file__).parents[1] / "tests" / "golden" / "outlooks.json.gz"
POINTS = {1: 25, 2: 9, 3: 5}
"""Belief nodes a side, by the number of log-odds axes."""
ENDLESS = {1: 13, 2: 5, 3: 5}
"""The same without a horizon."""


def outlook(name: str) -> dict[str, object]:
    """A scenario's numbers, each with the parts of its key."""
    game = load(name).compile()
    s = game.structure
    points = (POINTS if s.horizon is not None else ENDLESS)[sum(len(kinds) - 1 for kinds in s.types)]
    values, _ = measure(game, solve_grid(game.game, Grid(points=points)))
    return {"points": points, "values": [[k.name, k.actor, k.of, k.given, k.stage, x] for k, x in values.items()]}


def by_key(outlook: dict) -> Values:
    """The numbers of a scenario in the file."""
    return {Key(*row[:5]): row[5] for row in outlook["values"]}


def changes(before: Values, after: Values) -> list[str]:
    """What differs, in words, by quantity."""
    moved: dict[str, float] = defaultdict(float)
    for key in before.keys() & after.keys():
        moved[key.name] = max(moved[key.name], abs(before[key] - after[key]))
    found = [f"{name} by up to {change:.1e}" for name, change in sorted(moved.items()) if change > 1e-12]
    for word, keys in (("new", after.keys() - before.keys()), ("gone", before.keys() - after.keys())):
        if keys:
            found.append(f"{word}: {len(keys)} of {', '.join(sorted({key.name for key in keys}))}")
    return found


def main() -> None:
    """Write the file."""
    before = json.loads(gzip.decompress(FILE.read_bytes())) if FILE.exists() else {}
    after = {Path(name).stem: outlook(name) for name in (*names(), *map(str, SAMPLES))}
    for name, found in after.items():
        said = changes(by_key(before[name]), by_key(found)) if name in before else ["new"]
        print(f"{name}: {'; '.join(said) or 'as it was'}")
    text = json.dumps(after, separators=(",", ":"))
    FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()

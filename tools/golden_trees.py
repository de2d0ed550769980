"""Freeze what the gallery's trees solve to, or say what has changed since they were frozen.

    python tools/golden_trees.py            list the entries that differ from tests/golden/trees.json
    python tools/golden_trees.py --write    freeze again, after having looked at that list

Every published model is solved at its default size, at a few precisions and in the limit. Kept are the strategies of
the assessment, set by set, in twelve significant digits. The numbers are no claim of any paper: they are there so that
a change of the solver cannot pass unseen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deterrence.models.gallery import find_model, gallery
from deterrence.solvers.tree import solve_tree
from deterrence.trees.perfect_recall import set_name

FILE = Path(__file__).parents[1] / "tests" / "golden" / "trees.json"
PRECISIONS: dict[str, float | None] = {"1": 1.0, "10": 10.0, "limit": None}
DIGITS = 12
CLOSE = 10.0**-DIGITS  # relative: what rounding to so many digits leaves

Strategies = dict[str, list[float]]  # name of an information set -> a probability an action


def strategies(key: str, precision: float | None) -> Strategies:
    """What everybody does at every information set of a model, in twelve digits."""
    tree = find_model(key).build()
    held = solve_tree(tree, precision).assessment
    first = tree.layout.first
    return {
        set_name(tree, h): [float(f"{p:.{DIGITS}g}") for p in held.policy[first[h] : first[h + 1]].tolist()]
        for h in range(len(tree.sets))
    }


def solved() -> dict[str, dict[str, Strategies]]:
    """Model -> precision -> strategies, of the whole gallery."""
    return {key: {name: strategies(key, value) for name, value in PRECISIONS.items()} for key in gallery()}


def frozen() -> dict[str, dict[str, Strategies]]:
    """What the file holds."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def changes(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Where two of these differ, and by how much at most; infinitely where one has what the other has not."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() | new.keys():
            yield from changes(old.get(name), new.get(name), f"{path} / {name}" if path else name)
    elif not (isinstance(old, list) and isinstance(new, list) and len(old) == len(new)):
        yield path, float("inf")
    elif any(abs(a - b) > CLOSE * max(abs(a), abs(b)) for a, b in zip(old, new, strict=True)):
        yield path, max(abs(a - b) for a, b in zip(old, new, strict=True))


def main() -> None:
    """Compare, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="freeze again")
    if not parser.parse_args().write:
        for path, gap in sorted(changes(frozen(), solved())):
            print(f"{gap:.1e}  {path}")
        return
    lines = []
    for key, by_precision in solved().items():
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in by_precision.items())
        lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

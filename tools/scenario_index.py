"""Rewrite the index of the shipped scenarios, which ``deterrence scenarios`` and the local page list.

    python tools/scenario_index.py

A test compares it with the files, so that it cannot fall behind.
"""

from __future__ import annotations

import json

from deterrence.catalogue import INDEX, folder, names
from deterrence.scenario.crisis import Crisis, load


def row(crisis: Crisis) -> dict[str, object]:
    """A line of the index."""
    b = crisis.brief
    return {"name": b.name, "title": b.title, "actors": [a.name for a in b.actors], "systems": list(b.systems)}


def written() -> str:
    """The index as it should be."""
    return json.dumps([row(load(name)) for name in names()], indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (folder() / INDEX).write_text(written(), encoding="utf-8")

"""A small ensemble, for tests of several files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deterrence.stress.ensemble.plan import Plan, planned
from deterrence.stress.ensemble.working import Workplace
from shipped import crisis

POINTS = 7
WORLDS = 18


@cache
def plan(draws: int = WORLDS, **wanted) -> Plan:
    """Of the ladder, on a small grid."""
    return planned(crisis("ladder"), crisis("ladder").parameters.defaults, draws=draws, seed=1, points=POINTS, **wanted)


@cache
def parts():
    """Its parts, solved."""
    place = Workplace(plan())
    return [place.part(k) for k in range(plan().parts)]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of parts, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "parts").iterdir())}

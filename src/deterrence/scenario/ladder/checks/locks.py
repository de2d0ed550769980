"""Locks: whose conduct is fixed, to what, where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ....files.diagnostics import Fault
from ...lock_rule import lock_faults
from ..public_state import LAST
from ..record import Scenario, Tag
from ..words import STEPS, WORDS


def locks(scenario: Scenario) -> Iterator[Fault]:
    """Every lock says one thing, of moves, public variables and doctrines that there are."""
    rungs = [r.id for r in scenario.ladder]
    yes_no = (True, False)
    yield from lock_faults(
        scenario.locks,
        {"rung": rungs, "last": LAST, "mediated": yes_no, "challenged": yes_no},
        {*(m.id for m in scenario.moves), *(m.kind for m in scenario.moves if m.kind), *get_args(Tag),
         *WORDS.values(), *STEPS.values()},
        [d.id for d in scenario.doctrines],
        rungs,
    )  # fmt: skip

"""Walks of solved crises, kept as long as the solutions are, and coded crises beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ...coded_crises.record import History
    from ...play.ahead import Ahead
    from ...scenario.crisis import Crisis
    from ..crises import Solved

_AHEAD: WeakKeyDictionary[Solved, Ahead] = WeakKeyDictionary()
_LOCK = threading.Lock()


def ahead_of(solved: Solved, turn: Callable[[], object]) -> Ahead:
    """What lies ahead on walks of a solved crisis; its one pass backward is made by whoever asks first.

    Args:
        solved: the solution.
        turn: the server's turn for numerical work, a context.
    """
    from ...play.ahead import Ahead
    from ...play.position import Walk

    with _LOCK:
        found = _AHEAD.get(solved)
        if found is None:
            found = Ahead(Walk.over(solved.assessment, solved.game))
            with turn():  # type: ignore[attr-defined]
                found.endings(found.walk.start())
            _AHEAD[solved] = found
    return found


@cache
def history(name: str) -> History:
    """A coded crisis that ships. Raises ``ArgumentError`` where there is none of that name."""
    from ...coded_crises import catalogue
    from ...coded_crises.reading import read_history
    from ...errors import ArgumentError

    if name not in catalogue.names():
        raise ArgumentError(f"there is no coded crisis '{name[:80]}': {', '.join(catalogue.names())}")
    return read_history(catalogue.locate(name))


def beside(crisis: Crisis) -> list[History]:
    """The coded crises beside a scenario."""
    return [history(name) for name in crisis.brief.coded.crises] if crisis.brief.coded else []

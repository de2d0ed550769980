"""Walks of solved crises, kept as long as the solutions are, and coded crises beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ...coded_crises.record import History
    from ...play.ahead import Ahead
    from ...play.coded import CodedWalk
    from ...scenario.crisis import Crisis
    from ..solved import Solved


class Kept:
    """What is worked out once of a solved crisis.

    Attributes:
        ahead: its walk, and what lies ahead on it.
    """

    def __init__(self, ahead: Ahead):
        self.ahead = ahead
        self._coded: dict[tuple[str, bool], CodedWalk] = {}

    def coded(self, name: str, disputed: bool) -> CodedWalk:
        """A coded crisis as a walk; what is raised as by :func:`deterrence.play.coded.coded_walk`."""
        from ...play.coded import coded_walk

        if (name, disputed) not in self._coded:
            self._coded[name, disputed] = coded_walk(self.ahead.walk, history(name), disputed=disputed)
        return self._coded[name, disputed]


_KEPT: WeakKeyDictionary[Solved, Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def kept_of(solved: Solved, turn: Callable[[], AbstractContextManager[None]]) -> Kept:
    """What is kept of a solved crisis; its one pass backward is made when first asked for.

    Args:
        solved: the solution.
        turn: the server's turn for numerical work.
    """
    from ...play.ahead import Ahead
    from ...play.position import Walk

    with _LOCK:
        found = _KEPT.get(solved)
        if found is None:
            ahead = Ahead(Walk.over(solved.assessment, solved.game))
            with turn():
                ahead.endings(ahead.walk.start())
            found = _KEPT[solved] = Kept(ahead)
    return found


@cache
def history(name: str) -> History:
    """A coded crisis that ships. Raises ``ArgumentError`` where there is none of that name."""
    from ...coded_crises import catalogue
    from ...coded_crises.reading import read_history
    from ...errors import ArgumentError

    if name not in catalogue.names():
        raise ArgumentError(f"there is no coded crisis '{name}': {', '.join(catalogue.names())}")
    return read_history(catalogue.locate(name))


def beside(crisis: Crisis) -> list[History]:
    """The coded crises beside a scenario."""
    return [history(name) for name in crisis.brief.coded.crises] if crisis.brief.coded else []

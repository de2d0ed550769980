"""Whose turn it is: solvers use several threads themselves, so that one solve at a time is at work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turn:
    """One piece of numerical work at a time; what a reader waits for goes before slow work."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._count = threading.Condition()
        self._waiting = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn of something that a reader waits for."""
        with self._count:
            self._waiting += 1
        try:
            with self._lock:
                yield
        finally:
            with self._count:
                self._waiting -= 1
                self._count.notify_all()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The turn of one step of slow work: only while nobody else waits."""
        with self._count:
            self._count.wait_for(lambda: self._waiting == 0)
        with self._lock:
            yield

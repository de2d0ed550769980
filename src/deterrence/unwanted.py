"""Long work that ends early once nobody wants its result.

The caller says how to ask whether it is still wanted (:func:`while_wanted`); a solver asks between two of
its rounds (:func:`go_on`), in the thread in which it was called. Where nobody said anything, everything is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .errors import DeterrenceError

_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("wanted", default=None)


class Unwanted(DeterrenceError):
    """The work was stopped before it was done, since nobody wanted its result any more."""

    def __init__(self) -> None:
        super().__init__("this was stopped before it was solved: ask for it again")


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within this, in this thread, :func:`go_on` raises once ``wanted`` gives False. Where one is within another, the
    inner one alone is asked."""
    before = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(before)


def go_on() -> None:
    """Go on, where the work of this thread is still wanted.

    Raises:
        Unwanted: it is not.
    """
    wanted = _wanted.get()
    if wanted is not None and not wanted():
        raise Unwanted

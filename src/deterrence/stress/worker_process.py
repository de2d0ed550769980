"""A worker process from its first step: it ends when its parent does, however that ends.

Nothing heavy is imported here, so that this holds before the first import that takes seconds.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from ..threads import one_thread_from_now_on

if TYPE_CHECKING:
    from ..scenario.crisis import Crisis
    from .desk import Desk, Task

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

_desk: Desk | None = None


def end_with_parent() -> None:
    """End this process when the one that started it ends, be it by a signal that cannot be caught.

    Linux's kernel kills it at once, whatever it is doing. Elsewhere a thread waits for the parent's end, and gets its
    turn when the step of Python that is under way is done.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_outlast, args=(parent.sentinel,), name="parent", daemon=True).start()


def _outlast(sentinel: int) -> None:
    wait([sentinel])  # at once where the parent has ended already
    os._exit(1)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Processes started within this do not hear Ctrl-C, which the terminal sends to all: their parent ends them.

    The signal is kept back here and delivered afterwards; what is started inherits that it is kept back, for good.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its own start would lift what is set here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(crisis: Crisis, values: Mapping[str, float], precision: float | None) -> None:
    """In a worker, once: a desk from what the team starts from; one thread, for the processes share the cores."""
    global _desk
    end_with_parent()
    one_thread_from_now_on()
    from .desk import Desk

    _desk = Desk(crisis, values, precision, threads=1)


def ready() -> None:
    """In a worker: nothing; it has begun once this is done."""


def perform(task: Task, points: int, arguments: tuple[Any, ...]) -> Any:
    """In a worker: a task's result."""
    assert _desk is not None
    return _desk.perform(task, points, arguments)

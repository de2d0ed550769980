"""Independent re-solves side by side: a few processes, each with its own small solved base.

A single solve uses little more than one core, and there are dozens of them. With no workers the same tasks
run here, one after the other; results are the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Any

from ..scenario.crisis import Crisis
from .desk import Desk, Later, Task
from .resolve import QUICK_POINTS
from .worker_process import begin, deaf_to_interrupts, perform


class Team:
    """Hands out tasks ``task(resolver, *arguments)`` (functions at the top of a module).

    Its processes end with the work, with an error in it, and with this process, however it ends
    (:mod:`.worker_process`).

    Args:
        crisis, values: what every worker starts from.
        workers: processes; zero for none.
        precision: λ in place of every actor's own, if given.
    """

    def __init__(self, crisis: Crisis, values: Mapping[str, float], workers: int, precision: float | None = None):
        self._desk = Desk(crisis, values, precision)
        self._pool = (
            ProcessPoolExecutor(
                workers, multiprocessing.get_context("spawn"), begin, (crisis, dict(values), precision)
            )
            if workers
            else None
        )

    def submit(self, task: Task, *arguments: Any, points: int = QUICK_POINTS) -> Future[Any] | Later:
        """A promise of the task's result, on a grid of ``points`` a side."""
        if self._pool is None:
            return Later(self._desk, task, points, arguments)
        with deaf_to_interrupts():  # a process is started where none is idle
            return self._pool.submit(perform, task, points, arguments)

    def __enter__(self) -> Team:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        processes = list(self._pool._processes.values())  # forgotten by shutdown
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        if error is not None:  # nobody waits for what they are at, and Python's exit must not either
            for process in processes:
                process.kill()

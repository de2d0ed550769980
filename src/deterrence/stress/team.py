"""Independent re-solves side by side: a few processes, each with its own small solved base.

A single solve uses little more than one core, and there are dozens of them. With no workers the same tasks
run here, one after the other; results are the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ..crisis import Crisis
from ..solvers.grid import Grid
from .resolving import QUICK_POINTS, QUICK_TOLERANCE, Resolver
from .workers import begin, deaf_to_interrupts, perform

Task = Callable[..., Any]


class Desk:
    """Re-solvers of one crisis, one for each grid asked for."""

    def __init__(self, crisis: Crisis, values: Mapping[str, float], precision: float | None = None):
        self._crisis, self._values, self._precision = crisis, values, precision
        self._known: dict[int, Resolver] = {}

    def perform(self, task: Task, points: int, arguments: tuple[Any, ...]) -> Any:
        """The task's result on a grid of that many points a side."""
        if points not in self._known:
            grid = Grid(points=points, tolerance=QUICK_TOLERANCE)
            self._known[points] = Resolver(self._crisis, self._values, grid, self._precision)
        return task(self._known[points], *arguments)


@dataclass
class Later:
    """A task that is done when its result is asked for."""

    desk: Desk
    task: Task
    points: int
    arguments: tuple[Any, ...]

    def result(self) -> Any:
        """Do it now."""
        return self.desk.perform(self.task, self.points, self.arguments)


class Team:
    """Hands out tasks ``task(resolver, *arguments)`` (functions at the top of a module).

    Its processes end with the work, with an error in it, and with this process, however it ends (:mod:`.workers`).

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

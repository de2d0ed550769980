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
from ..solvers import sweep
from ..solvers.grid import Grid
from .resolving import QUICK_POINTS, QUICK_TOLERANCE, Resolver

Task = Callable[..., Any]

_desk: Desk | None = None


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


def _begin(crisis: Crisis, values: Mapping[str, float], precision: float | None) -> None:
    """In a worker: one thread, for the processes share the cores."""
    global _desk
    sweep.WORKERS = 1
    _desk = Desk(crisis, values, precision)


def _perform(task: Task, points: int, arguments: tuple[Any, ...]) -> Any:
    assert _desk is not None
    return _desk.perform(task, points, arguments)


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

    Args:
        crisis, values: what every worker starts from.
        workers: processes; zero for none.
        precision: λ in place of every actor's own, if given.
    """

    def __init__(self, crisis: Crisis, values: Mapping[str, float], workers: int, precision: float | None = None):
        self._desk = Desk(crisis, values, precision)
        self._pool = (
            ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (crisis, dict(values), precision))
            if workers
            else None
        )

    def submit(self, task: Task, *arguments: Any, points: int = QUICK_POINTS) -> Future[Any] | Later:
        """A promise of the task's result, on a grid of ``points`` a side."""
        if self._pool is None:
            return Later(self._desk, task, points, arguments)
        return self._pool.submit(_perform, task, points, arguments)

    def __enter__(self) -> Team:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

"""What a task is worked out with: the re-solvers of one crisis, in this process or in a worker's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..scenario.crisis import Crisis
from ..solvers.grid import Grid
from .resolve import QUICK_TOLERANCE, Resolver

Task = Callable[..., Any]


class Desk:
    """Re-solvers of one crisis, one for each grid asked for, with so many threads each."""

    def __init__(
        self, crisis: Crisis, values: Mapping[str, float], precision: float | None = None, threads: int = Grid.threads
    ):
        self._crisis, self._values, self._precision, self._threads = crisis, values, precision, threads
        self._known: dict[int, Resolver] = {}

    def perform(self, task: Task, points: int, arguments: tuple[Any, ...]) -> Any:
        """The task's result on a grid of that many points a side."""
        if points not in self._known:
            self._known[points] = self._resolver(points)
        return task(self._known[points], *arguments)

    def _resolver(self, points: int) -> Resolver:
        """One more, which has in common with those that there are what has been compiled."""
        for known in self._known.values():
            return known.on(points)
        grid = Grid(points=points, tolerance=QUICK_TOLERANCE, threads=self._threads)
        return Resolver(self._crisis, self._values, grid, self._precision)


@dataclass
class Later:
    """A task that is done when its result is first asked for."""

    desk: Desk
    task: Task
    points: int
    arguments: tuple[Any, ...]
    _done: list[Any] = field(default_factory=list, init=False)

    def result(self) -> Any:
        """Do it now, or report what came of it."""
        if not self._done:
            self._done.append(self.desk.perform(self.task, self.points, self.arguments))
        return self._done[0]

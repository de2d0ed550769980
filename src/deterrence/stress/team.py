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

from ..game.scenario import Scenario
from .resolving import Resolver

Task = Callable[..., Any]

_resolver: Resolver | None = None


def _begin(scenario: Scenario, values: Mapping[str, float]) -> None:
    """In a worker: solve the base once, with one thread."""
    global _resolver
    from ..solvers import sweep

    sweep.WORKERS = 1
    _resolver = Resolver(scenario, values)


def _perform(task: Task, arguments: tuple[Any, ...]) -> Any:
    assert _resolver is not None
    return task(_resolver, *arguments)


@dataclass
class Later:
    """A task that is done when its result is asked for."""

    resolver: Resolver
    task: Task
    arguments: tuple[Any, ...]

    def result(self) -> Any:
        """Do it now."""
        return self.task(self.resolver, *self.arguments)


class Team:
    """Hands out tasks ``task(resolver, *arguments)`` (functions at the top of a module).

    Args:
        scenario, values: what every worker starts from.
        workers: processes; nought for none.
    """

    def __init__(self, scenario: Scenario, values: Mapping[str, float], workers: int):
        self._resolver = Resolver(scenario, values)
        self._pool = (
            ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (scenario, dict(values)))
            if workers
            else None
        )

    def submit(self, task: Task, *arguments: Any) -> Future[Any] | Later:
        """A promise of the task's result."""
        if self._pool is None:
            return Later(self._resolver, task, arguments)
        return self._pool.submit(_perform, task, arguments)

    def __enter__(self) -> Team:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

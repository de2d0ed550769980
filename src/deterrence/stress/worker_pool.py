"""Independent re-solves side by side: a few processes, each with its own small solved base.

A single solve uses little more than one core, and there are dozens of them. With no workers the same tasks
run here, one after the other; results are the same. Where names may be exchanged (:mod:`.exchange`), of two tasks that
differ in them alone the first is done, and the second read off it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any

from ..scenario.crisis import Crisis
from ..threads import one_thread
from .desk import Desk, Later, Task
from .exchange import Exchange, exchange_of, form, speaks_by_names
from .resolve import QUICK_POINTS
from .worker_process import begin, deaf_to_interrupts, perform, ready


@dataclass
class ExchangedResult:
    """The result of a task, read off another that differs from it in names alone."""

    other: Future[Any] | Later
    exchange: Exchange

    def result(self) -> Any:
        """The other's result, with names exchanged."""
        return self.exchange.of(self.other.result())


Promise = Future[Any] | Later | ExchangedResult


class Team:
    """Hands out tasks ``task(resolver, *arguments)`` (functions at the top of a module).

    Its processes end with the work, with an error in it, and with this process, however it ends
    (:mod:`.worker_process`). While it stands, linear algebra is done by one thread (:mod:`deterrence.threads`).

    Args:
        crisis, values: what every worker starts from.
        workers: processes; zero for none.
        precision: λ in place of every actor's own, if given.
    """

    def __init__(self, crisis: Crisis, values: Mapping[str, float], workers: int, precision: float | None = None):
        self._crisis, self._values = crisis, dict(values)
        self._desk = Desk(crisis, values, precision)
        self._submitted: dict[Any, Future[Any] | Later] = {}
        self._within = ExitStack()
        self._pool = (
            ProcessPoolExecutor(
                workers, multiprocessing.get_context("spawn"), begin, (crisis, dict(values), precision)
            )
            if workers
            else None
        )
        if self._pool is not None:
            with deaf_to_interrupts():  # all begin at once, and import what they need while this process goes on
                for _ in range(workers):
                    self._pool.submit(ready)

    def submit(self, task: Task, *arguments: Any, points: int = QUICK_POINTS) -> Promise:
        """A promise of the task's result, on a grid of ``points`` a side."""
        exchange = self._exchange if speaks_by_names(task) else None
        if exchange is None:
            return self._begun(task, points, arguments)
        other = self._submitted.get((task, points, *map(form, exchange.of(arguments))))
        if other is not None:
            return ExchangedResult(other, exchange)
        return self._submitted.setdefault((task, points, *map(form, arguments)), self._begun(task, points, arguments))

    @cached_property
    def _exchange(self) -> Exchange | None:
        return exchange_of(self._crisis, self._values)

    def _begun(self, task: Task, points: int, arguments: tuple[Any, ...]) -> Future[Any] | Later:
        if self._pool is None:
            return Later(self._desk, task, points, arguments)
        with deaf_to_interrupts():  # a process is started where one has ended
            return self._pool.submit(perform, task, points, arguments)

    def __enter__(self) -> Team:
        self._within.enter_context(one_thread())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._within.close()
        if self._pool is None:
            return
        processes = list(self._pool._processes.values())  # forgotten by shutdown
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        if error is not None:  # nobody waits for what they are at, and Python's exit must not either
            for process in processes:
                process.kill()

"""Who solves the parts of an ensemble: this process, or processes of it. (Other machines: :mod:`.cluster`.)"""

from __future__ import annotations

import multiprocessing
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from ...errors import DeterrenceError
from ..worker_process import deaf_to_interrupts
from . import worker
from .plan import Plan
from .store import Part
from .working import Workplace

AHEAD = 1
"""Parts handed out for each worker beside the one that it is at: memory does not grow with the number of worlds."""


class Crew(Protocol):
    """Takes parts by number and gives them back solved, in any order."""

    @property
    def workers(self) -> int:
        """That work at once."""

    def try_out(self) -> tuple[float, int]:
        """What a row takes: seconds of processor time, and the memory of a worker; see :meth:`.Workplace.try_out`."""

    def submit(self, part: int) -> None:
        """Hand out a part."""

    def finished(self) -> list[Part]:
        """Wait until some part is solved; all that are."""

    def close(self) -> None:
        """Let go of the workers, whatever they are at."""


class Alone:
    """This process solves the parts, one after the other."""

    workers = 1

    def __init__(self, plan: Plan):
        self._workplace = Workplace(plan)
        self._parts: deque[int] = deque()

    def try_out(self) -> tuple[float, int]:
        """See :class:`Crew`."""
        return self._workplace.try_out()

    def submit(self, part: int) -> None:
        """See :class:`Crew`."""
        self._parts.append(part)

    def finished(self) -> list[Part]:
        """Solve the next."""
        return [self._workplace.part(self._parts.popleft())]

    def close(self) -> None:
        """Nothing to let go of."""


class Processes:
    """Processes of this one, which end when it does (:mod:`..worker_process`).

    Args:
        plan: of the ensemble.
        workers: processes.
    """

    def __init__(self, plan: Plan, workers: int):
        self.workers = workers
        self._pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), worker.begin, (plan,))
        self._jobs: set[Future[Part]] = set()

    def try_out(self) -> tuple[float, int]:
        """The slowest worker's; all are asked, so that all get ready."""
        with deaf_to_interrupts():  # processes are started
            jobs = [self._pool.submit(worker.try_out) for _ in range(self.workers)]
        found = [_result(job) for job in jobs]
        return max(seconds for seconds, _ in found), max(memory for _, memory in found)

    def submit(self, part: int) -> None:
        """See :class:`Crew`."""
        with deaf_to_interrupts():
            self._jobs.add(self._pool.submit(worker.part, part))

    def finished(self) -> list[Part]:
        """See :class:`Crew`. Raises ``DeterrenceError`` where a worker was killed."""
        done, self._jobs = wait(self._jobs, return_when=FIRST_COMPLETED)
        return [_result(job) for job in done]

    def close(self) -> None:
        """End the processes."""
        processes = list((self._pool._processes or {}).values())  # forgotten by shutdown
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def _result[T](job: Future[T]) -> T:
    try:
        return job.result()
    except BrokenProcessPool as error:
        raise DeterrenceError(
            "a worker process was killed, perhaps for lack of memory: the same command goes on from here, and fewer "
            "--workers need less"
        ) from error

"""Slow work that a reader asked for: one at a time, with its progress, and cancelled when it is not wanted any more.

Work is done in steps. Between two of them it lets those who wait for a page go first; between two rounds of a solve
it looks whether it is still wanted.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import ArgumentError, DeterrenceError
from ..stopping import undone_if_stopped
from ..stress.desk import Desk, Later, Task
from ..unwanted import Unwanted, while_wanted
from .crises import Crises
from .setting import Setting
from .settings import Settings

State = Literal["waiting", "running", "done", "failed", "cancelled"]


class Cancelled(Exception):
    """The work is not wanted any more."""


@dataclass(eq=False)
class Job:
    """A piece of slow work.

    Attributes:
        id: by which it is asked for; nobody can guess it.
        kind: claims, worlds, report, …
        setting: what it is about.
        expected: seconds that it takes, about.
        state: where it stands. done, of: steps; of which there may be more than are known yet.
        result: what came of it. error: why it failed, in words.
        readers: who has it kept up to date with a setting that is moved; "" for whoever asked for it once.
    """

    kind: str
    setting: Setting
    expected: float
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: State = "waiting"
    done: int = 0
    of: int = 0
    result: Any = None
    error: str = ""
    began: float = 0.0
    readers: set[str] = field(default_factory=set)
    _wanted: threading.Event = field(default_factory=threading.Event, init=False)

    def __post_init__(self) -> None:
        self._wanted.set()

    @property
    def over(self) -> bool:
        """Does nothing more happen?"""
        return self.state in ("done", "failed", "cancelled")

    @property
    def seconds(self) -> float:
        """That it has been at work."""
        return time.monotonic() - self.began if self.began else 0.0

    @property
    def wanted(self) -> bool:
        """Is it still wanted?"""
        return self._wanted.is_set()

    def go_on(self) -> None:
        """Raises :class:`Cancelled` where it is not wanted any more."""
        if not self.wanted:
            raise Cancelled

    def cancel(self) -> None:
        """It is not wanted any more; it ends before its next step, or its solver's next round."""
        self._wanted.clear()
        if self.state == "waiting":
            self.state = "cancelled"


class Jobs:
    """Slow work by id. All methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._limits = settings.limits
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="slow")
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def begin(
        self, kind: str, setting: Setting, expected: float, work: Callable[[Job], Any], reader: str = ""
    ) -> Job:
        """Have work done; the same work of the same setting is done once, unless it failed or was cancelled.

        Args:
            kind, setting, expected, work: as in a job.
            reader: for whom it follows a setting that is moved: what it was for before, and nobody else waits for, is
                cancelled.

        Raises:
            ArgumentError: there is too much to do already.
        """
        with self._lock:
            if reader:
                self._leave(reader, kind, setting)
            for job in self._jobs.values():
                alike = (job.kind, job.setting) == (kind, setting)
                if alike and (job.state == "done" or (job.wanted and not job.over)):
                    if not job.over:
                        job.readers.add(reader)
                    return job
            if sum(not job.over for job in self._jobs.values()) >= self._limits.jobs:
                raise ArgumentError("slow work is waiting already: let it end, or cancel it")
            job = Job(kind, setting, expected, readers={reader})
            self._jobs[job.id] = job
            over = [j.id for j in self._jobs.values() if j.over]
            for id in over[: max(len(self._jobs) - self._limits.kept_jobs, 0)]:
                del self._jobs[id]
        self._pool.submit(self._perform, job, work)
        return job

    def get(self, id: str) -> Job | None:
        """The work of an id; None where there is none, or it is forgotten."""
        with self._lock:
            return self._jobs.get(id)

    def found(self, kind: str, setting: Setting) -> Job | None:
        """The last work of a kind for a setting, whatever became of it."""
        with self._lock:
            return next((j for j in reversed(self._jobs.values()) if (j.kind, j.setting) == (kind, setting)), None)

    def close(self) -> None:
        """Cancel everything."""
        with self._lock:
            for job in self._jobs.values():
                job.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _leave(self, reader: str, kind: str, setting: Setting) -> None:
        for job in self._jobs.values():
            if job.kind == kind and job.setting != setting and reader in job.readers and not job.over:
                job.readers.discard(reader)
                if not job.readers:
                    job.cancel()

    @staticmethod
    def _perform(job: Job, work: Callable[[Job], Any]) -> None:
        if job.over:
            return
        job.state, job.began = "running", time.monotonic()
        try:
            with undone_if_stopped(job.cancel), while_wanted(lambda: job.wanted):
                job.result = work(job)
            job.state = "done"
        except (Cancelled, Unwanted):
            job.state = "cancelled"
        except DeterrenceError as error:
            job.error, job.state = str(error), "failed"
        except BaseException:
            job.error, job.state = "", "failed"
            raise


class Steps:
    """Hands out tasks as :class:`deterrence.stress.worker_pool.Team` does, each a step of a job in this process."""

    def __init__(self, job: Job, crises: Crises, desk: Desk):
        self._job, self._crises, self._desk = job, crises, desk

    def submit(self, task: Task, *arguments: Any, points: int) -> Promised:
        """A promise of the task's result, on a grid of ``points`` a side."""
        self._job.of += 1
        return Promised(self._job, self._crises, Later(self._desk, task, points, arguments))


@dataclass
class Promised:
    """A step that is done when its result is first asked for; between others' turns, and while it is wanted."""

    job: Job
    crises: Crises
    later: Later
    _done: bool = False

    def result(self) -> Any:
        """Do it now, or report what came of it."""
        if not self._done:
            self.job.go_on()
            with self.crises.turn.lent():
                found = self.later.result()
            self.job.done += 1
            self._done = True
            return found
        return self.later.result()

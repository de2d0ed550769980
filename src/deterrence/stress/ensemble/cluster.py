"""Parts solved by a Dask cluster that runs already: on this machine, under SLURM, on Kubernetes.

Parts come back over the network and are written here, so that workers need neither the folder nor a file of the
scenario, only the same version of this package. Where a worker is lost, Dask gives its parts to another.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from typing import TYPE_CHECKING, Any

from ...errors import ArgumentError, DeterrenceError
from .working import Workplace

if TYPE_CHECKING:
    from .plan import Plan
    from .store import Part

PATIENCE = 20  # seconds within which the scheduler answers, and has a worker
_here = threading.local()


class Cluster:
    """A Dask scheduler's workers.

    Args:
        plan: of the ensemble.
        address: of the scheduler, as in ``tcp://10.0.0.1:8786``, or of a file that it wrote.

    Raises:
        ArgumentError: Dask is not installed, or no scheduler with workers answers.
    """

    def __init__(self, plan: Plan, address: str):
        try:
            from distributed import Client, as_completed
        except ImportError as error:
            raise ArgumentError(
                "--scheduler needs the package distributed: install deterrence[cluster], or leave it out to work here"
            ) from error
        try:
            where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
            self._client = Client(**where, timeout=PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError) as error:  # a time-out is an OSError
            raise ArgumentError(f"--scheduler {address}: no scheduler with a worker answers: {error}") from error
        self._plan = pickle.dumps(plan)
        self._jobs = as_completed(loop=self._client.loop)

    @property
    def workers(self) -> int:
        """Threads of all workers now."""
        return max(1, sum(self._client.nthreads().values()))

    def try_out(self) -> tuple[float, int]:
        """The slowest worker's; all are asked, so that all get ready."""
        jobs = [
            self._client.submit(try_out, self._plan, pure=False, workers=[worker], allow_other_workers=True)
            for worker in self._client.nthreads()
        ]
        found: list[tuple[float, int]] = [self._result(job) for job in jobs]
        return max(seconds for seconds, _ in found), max(memory for _, memory in found)

    def submit(self, part: int) -> None:
        """See :class:`.Crew`."""
        self._jobs.add(self._client.submit(solve, self._plan, part, pure=False))  # no result stands for another's

    def finished(self) -> list[Part]:
        """See :class:`.Crew`. Raises ``DeterrenceError`` where Dask gives a part up."""
        return [self._result(next(self._jobs))]

    def close(self) -> None:
        """Let go of the cluster, which goes on."""
        self._client.close()

    @staticmethod
    def _result(job: Any) -> Any:
        try:
            return job.result()
        except DeterrenceError:
            raise
        except Exception as error:
            raise DeterrenceError(
                f"the cluster gave a part up ({type(error).__name__}: {error}): the same command goes on from here"
            ) from error


def try_out(plan: bytes) -> tuple[float, int]:
    """On a worker: what a row takes."""
    return _workplace(plan).try_out()


def solve(plan: bytes, part: int) -> Part:
    """On a worker: a part, solved."""
    return _workplace(plan).part(part)


def _workplace(plan: bytes) -> Workplace:
    """Of this thread, for the last plan that it worked for."""
    key = hashlib.sha256(plan).digest()
    if getattr(_here, "key", None) != key:
        _here.key, _here.workplace = key, Workplace(pickle.loads(plan))
    found: Workplace = _here.workplace
    return found

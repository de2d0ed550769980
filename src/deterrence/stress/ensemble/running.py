"""An ensemble run, or gone on with: what is whole is kept, what is not is solved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ArgumentError, DeterrenceError
from .crews import AHEAD, Alone, Crew, Processes
from .plan import Plan
from .store import Store

BYTES_OF_A_NUMBER = 8
BYTES_OF_A_COLUMN = 300
"""What a column of a part takes beside its numbers: its name, its type, its least and largest."""


@dataclass(frozen=True)
class Estimate:
    """What is to come, reported before it begins.

    Attributes:
        worlds, rows: to be solved: worlds, and worlds times policies.
        kept: rows that are there already.
        row_seconds: processor time of one row.
        seconds: how long all will take.
        memory: bytes, of all workers together.
        disk: bytes, at most.
        workers: that work at once.
    """

    worlds: int
    rows: int
    kept: int
    row_seconds: float
    seconds: float
    memory: int
    disk: int
    workers: int


@dataclass(frozen=True)
class Standing:
    """How far it has come.

    Attributes:
        done, rows: rows solved, of how many to be solved.
        failed: of those solved, without numbers.
        left: seconds that the rest will take; None before anything is done.
    """

    done: int
    rows: int
    failed: int
    left: float | None


@dataclass(frozen=True, eq=False)
class Finished:
    """An ensemble, or a share of one, that is whole on disk.

    Attributes:
        plan, store: what it is, and where.
        parts: of this share.
        fresh: parts that were solved now; the others were there.
        damages: what was found damaged and solved again, by name.
        failed: rows without numbers.
        seconds: processor time of the parts that were solved now.
        memory: bytes that a worker had at most.
        missing: parts of other shares that are not there yet.
    """

    plan: Plan
    store: Store
    parts: int
    fresh: int
    damages: tuple[str, ...]
    failed: int
    seconds: float
    memory: int
    missing: int


def run(
    plan: Plan,
    folder: Path,
    *,
    share: tuple[int, int] = (1, 1),
    workers: int = 1,
    scheduler: str = "",
    forecast: Callable[[Estimate], None] = lambda estimate: None,
    tell: Callable[[Standing], None] = lambda standing: None,
) -> Finished:
    """Solve what is not there yet of an ensemble, or of a share of it.

    Stop it at any time and in any way: the same call goes on, and ends with the same bytes. What is lost is what was
    being solved.

    Args:
        plan: what the ensemble is.
        folder: where it is kept.
        share: (k, n), for the k-th of n runs that share the work and the folder.
        workers: processes; with 1, this one.
        scheduler: address of a Dask cluster to work in their place; "" for none.
        forecast: called before the work begins.
        tell: called when a part is done.

    Raises:
        ArgumentError: another ensemble is in the folder, or a run of the same share is at work in it.
        DeterrenceError: the crisis as stated could not be solved; every row failed; a part could not be written; a
            worker was lost.
    """
    wanted = plan.share(*share)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, share):
        store = Store(folder, plan.as_dict())
        store.clear(wanted)
        whole = store.whole(wanted)
        missing = [part for part in wanted if part not in whole]
        seconds, memory, failed = 0.0, 0, sum(line["failed"] for line in whole.values())
        if missing:
            crew = _crew(plan, min(workers, len(missing)), scheduler)
            try:
                forecast(_estimate(plan, crew, missing, whole))
                seconds, memory, fresh_failed = _solve(plan, store, crew, missing, tell)
                failed += fresh_failed
            finally:
                crew.close()
        mended, others = tuple(store.damages), set(range(plan.parts)) - set(wanted)
        absent = store.missing(others) or len(others) - len(store.whole(others))  # the one that ends last checks all
        return Finished(plan, store, len(wanted), len(missing), mended, failed, seconds, memory, absent)


def _crew(plan: Plan, workers: int, scheduler: str) -> Crew:
    if scheduler:
        from .cluster import Cluster

        return Cluster(plan, scheduler)
    if workers < 1:
        raise ArgumentError(f"{workers} workers are too few: one at least")
    return Processes(plan, workers) if workers > 1 else Alone(plan)


def _rows(plan: Plan, part: int) -> int:
    start, stop = plan.range_of(part)
    return (stop - start) * len(plan.policies)


def _estimate(plan: Plan, crew: Crew, missing: list[int], whole: Mapping[int, Mapping[str, Any]]) -> Estimate:
    each, memory = crew.try_out()
    rows = sum(_rows(plan, part) for part in missing)
    return Estimate(
        worlds=rows // len(plan.policies),
        rows=rows,
        kept=sum(line["rows"] for line in whole.values()),
        row_seconds=each,
        seconds=rows * each / crew.workers,
        memory=memory * crew.workers,
        disk=len(plan.columns) * (rows * BYTES_OF_A_NUMBER + len(missing) * BYTES_OF_A_COLUMN),
        workers=crew.workers,
    )


def _solve(
    plan: Plan, store: Store, crew: Crew, missing: list[int], tell: Callable[[Standing], None]
) -> tuple[float, int, int]:
    """Parts handed out as workers come free, and written as they come back: (seconds, memory, failed rows)."""
    rows = sum(_rows(plan, part) for part in missing)
    began, seconds, memory, done, failed, out = time.monotonic(), 0.0, 0, 0, 0, 0
    waiting = iter(missing)
    tell(Standing(0, rows, 0, None))
    while done < rows:
        while out < (1 + AHEAD) * crew.workers and (part := next(waiting, None)) is not None:
            crew.submit(part)
            out += 1
        for found in crew.finished():
            store.write(found)
            out -= 1
            done, failed = done + found.rows, failed + found.failed
            seconds, memory = seconds + found.seconds, max(memory, found.memory)
        tell(Standing(done, rows, failed, (time.monotonic() - began) * (rows - done) / done))
    return seconds, memory, failed


@contextmanager
def _alone(folder: Path, share: tuple[int, int]) -> Iterator[None]:
    """No other run is at the same share, where the system can check it."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(folder / f".run-{share[0]}-of-{share[1]}", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # given back when the process ends, however that is
        except OSError as error:
            raise DeterrenceError(f"another run is at work in '{folder}': wait for it, or stop it") from error
        yield

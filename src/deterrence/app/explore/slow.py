"""What takes long: plausible worlds, the claims board, what decides, the report. How long, and the work itself."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...claims.board import Board, board_of
from ...errors import ArgumentError, DeterrenceError
from ...stopping import undone_if_stopped
from ...stress.desk import Desk
from ...stress.ensemble.beside import Worlds, worlds_later
from ...stress.ranked import Ranked, ranked_effects
from ..jobs import Cancelled, Job, Steps
from ..services import Services
from ..setting import Setting
from ..solved import Solved
from .glance import QUICK, glance

if TYPE_CHECKING:
    from ...stress.study import Study
    from ...stress.worker_pool import Team

WORLDS, CLAIMS, RANKING, REPORT = "worlds", "claims", "ranking", "report"
KINDS = (RANKING, WORLDS, CLAIMS, REPORT)
FOLLOWING = (WORLDS, CLAIMS)
"""What can be kept up to date while settings are moved."""
DRAWS, SEED = 40, 0
"""Plausible worlds, and the seed that they are drawn with, as everywhere in the program."""
PER_NODE = {RANKING: 1.4e-3, WORLDS: 6e-5 * DRAWS, CLAIMS: 4e-3, REPORT: 9e-3}
"""Seconds for each belief node of the small grid, about: of the flagship, in one process, on two cores."""
LEAST = {RANKING: 1.0, WORLDS: 2.0, CLAIMS: 2.0, REPORT: 20.0}
"""Seconds that the smallest crisis takes."""
POLL = 0.25
LAST_WORDS = 2_000
"""Characters of what a process said that are kept."""


def expected(services: Services, kind: str, setting: Setting) -> float:
    """Seconds that slow work takes, about."""
    return max(LEAST[kind], PER_NODE[kind] * services.crises.size(setting).nodes)


def begin(services: Services, kind: str, setting: Setting, reader: str = "") -> Job:
    """Have it done, for a reader as :meth:`.Jobs.begin` has it. Raises ``ArgumentError`` where there is too much to do
    already."""
    work: dict[str, Callable[[Services, Job], Any]] = {
        WORLDS: worlds,
        CLAIMS: claims,
        RANKING: ranking,
        REPORT: report,
    }
    about = expected(services, kind, setting)
    return services.jobs.begin(kind, setting, about, partial(work[kind], services), reader)


def follow(services: Services, setting: Setting, reader: str) -> None:
    """Have worlds and claims of a setting worked out for a reader, in place of those of the setting before. Where there
    is too much to do, they are left to be begun by hand."""
    for kind in FOLLOWING:
        try:
            begin(services, kind, setting, reader)
        except ArgumentError:
            return


def worlds(services: Services, job: Job) -> Worlds | str:
    """The main numbers in plausible worlds around a setting; in words why there are none."""
    solved, team = _at_work(services, job)
    return worlds_later(
        team,
        solved.crisis,
        solved.values,
        solved.game,
        draws=DRAWS,
        seed=SEED,
        points=solved.resolver.grid.points,
        held=tuple(name for name, _ in job.setting.changes),
    )()


def claims(services: Services, job: Job) -> Board:
    """Every claim about a setting with its verdict."""
    solved, team = _at_work(services, job)
    return board_of(cast("Study", glance(solved, QUICK)), team=team)


def ranking(services: Services, job: Job) -> Ranked | str:
    """What moves the headlines most; in words why it cannot be said."""
    solved, team = _at_work(services, job)
    found: Ranked | str = team.submit(ranked_effects, points=solved.resolver.grid.points).result()
    return found


def report(services: Services, job: Job) -> Path:
    """The report of a setting, written by a process of its own; its path.

    Raises:
        DeterrenceError: the process failed; with what it said.
    """
    folder = services.settings.data / "reports" / job.id
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "deterrence", *arguments(services, job.setting), "-o", str(folder)]
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        with undone_if_stopped(process.kill):
            while process.poll() is None:
                if not job.wanted:
                    process.kill()
                    process.wait()
                    raise Cancelled
                time.sleep(POLL)
    path = folder / "report.html"
    if process.returncode or not path.is_file():
        raise DeterrenceError(said.read_text(encoding="utf-8", errors="replace")[-LAST_WORDS:].strip())
    return path


def arguments(services: Services, setting: Setting) -> list[str]:
    """What the command line is given to do the main job for a setting."""
    found = ["run", services.crises.library.path(setting.scenario)]
    for name, value in setting.changes:
        found += ["--set", f"{name}={value!r}"]
    for lock in setting.locks:
        found += ["--lock", lock]
    return found


def _at_work(services: Services, job: Job) -> tuple[Solved, Team]:
    solved = services.crises.solved(job.setting)
    return solved, cast("Team", Steps(job, services.crises, Desk(solved.crisis, solved.values)))

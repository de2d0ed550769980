"""The addresses of Explore."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import TimeoutError as NotYet
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException

from ...report.pictures import Picture
from ...scenario.crisis import Crisis
from ...stress.ensemble.beside import Worlds
from ...stress.ranked import Ranked
from ...unwanted import Unwanted
from ..jobs import Job
from ..pages import page, services_of
from ..setting import Setting, Size
from . import downloads, slow
from .chosen import Chosen
from .controls import controls
from .drawings import bars
from .results import Reading, Table

router = APIRouter()

PATIENCE = 2.5
"""Seconds that an answer waits for a solve before it says that it goes on."""
KEYS = 40
"""Characters of an id in an address, at most."""


class State:
    """What an address of Explore is about.

    Args:
        request: that asks for it.
        chosen: in place of what its address says, if given.

    Raises:
        ArgumentError: it is about something that is not there.
    """

    def __init__(self, request: Request, chosen: Chosen | None = None):
        self.services = services_of(request)
        found = chosen or Chosen.read(request.query_params.multi_items())
        first = self.services.settings.first
        self.stated: Crisis = self.services.crises.library.crisis(found.scenario or first)
        self.chosen = found.settled(self.stated, first)
        self.setting = self.chosen.setting(self.stated)
        self.other = self._beside()

    def _beside(self) -> Setting | None:
        """What it is set beside; None where that is the same."""
        if self.chosen.against:
            pinned = replace(Chosen.parsed(self.chosen.against), scenario=self.chosen.scenario, against="")
            other = pinned.settled(self.stated, self.chosen.scenario).setting(self.stated)
        else:
            other = self.setting.stated
        return None if other == self.setting else other

    def reading(self, *, errors: bool = False) -> Reading:
        """What is read off it, with the error of the grid where that is asked for; waits for it. Raises as
        :meth:`.Crises.solved`."""
        crises = self.services.crises
        beside = crises.solved(self.other) if self.other else None
        return Reading(crises.solved(self.setting), beside, self.worlds, errors=errors)

    def waits_for(self) -> Setting | None:
        """What is still to be solved after a little patience; None where all is there. What is slow is not begun."""
        crises = self.services.crises
        for wanted in filter(None, (self.other, self.setting)):
            if not crises.asked(wanted) and crises.size(wanted).slow:
                return wanted
            try:
                crises.result(crises.later(wanted), PATIENCE)
            except (NotYet, Unwanted):
                return wanted
        return None

    @property
    def worlds(self) -> Worlds | None:
        """Worlds solved for it; None where they were not."""
        found = self._result(slow.WORLDS, self.setting)
        return found if isinstance(found, Worlds) else None

    @property
    def ranked(self) -> list[str]:
        """Names of the parameters that move the headlines of the scenario most, where that was worked out."""
        found = self._result(slow.RANKING, self.setting.stated)
        if not isinstance(found, Ranked):
            return []
        first = [[e.parameter for e in effects] for effects in found.effects.values()]
        most = max(map(len, first), default=0)
        return list(dict.fromkeys(names[k] for k in range(most) for names in first if k < len(names)))

    def _result(self, kind: str, setting: Setting) -> object:
        job = self.services.jobs.found(kind, setting)
        return job.result if job is not None and job.state == "done" else None

    @staticmethod
    def bars(shown: Table) -> Picture:
        """A table as a drawing."""
        return bars(shown.bars)

    def values(self) -> dict[str, Any]:
        """What every template of Explore gets."""
        return {
            "area": "explore",
            "state": self,
            "chosen": self.chosen,
            "crisis": self.stated,
            "brief": self.stated.brief,
            "offers": self.offers(),
        }

    def offers(self) -> list[tuple[str, float, Job | None]]:
        """Slow work: its kind, seconds that it takes, and where it stands if it was asked for."""
        found = []
        for kind in slow.KINDS:
            about = self.setting.stated if kind == slow.RANKING else self.setting
            found.append((kind, slow.expected(self.services, kind, about), self.services.jobs.found(kind, about)))
        return found


@router.get("/", include_in_schema=False)
def home() -> Response:
    """The page that is opened first."""
    return RedirectResponse("/explore", 303)


@router.get("/explore")
def explore(request: Request) -> Response:
    """A crisis at the settings that the address says; all else is as its file says."""
    state = State(request)
    more = {
        "entries": state.services.crises.library.entries(),
        "controls": controls(state.stated, state.chosen, state.ranked),
        "behind": sum(slow.expected(state.services, kind, state.setting) for kind in slow.FOLLOWING),
    }
    return page(request, "explore/explore.html", {**state.values(), **_main(state), **more})


@router.get("/explore/results")
def results(request: Request) -> Response:
    """What follows from the settings, first part, for a page that is open; where its reader has worlds and claims kept
    up to date, these are begun."""
    state = State(request)
    values = _main(state)
    reader = request.query_params.get("reader", "")
    if request.query_params.get("follow") and 0 < len(reader) <= KEYS and values["reading"] is not None:
        slow.follow(state.services, state.setting, reader)
    return page(
        request,
        "explore/main_part.html",
        {**state.values(), **values},
        headers={"HX-Replace-Url": state.chosen.address},
    )


def _main(state: State) -> dict[str, Any]:
    waiting = state.waits_for()
    if waiting is not None:
        crises = state.services.crises
        size: Size = crises.size(waiting)
        return {"size": size, "begun": crises.asked(waiting), "reading": None}
    return {"reading": state.reading(), "size": state.services.crises.size(state.setting), "begun": True}


@router.get("/explore/further")
def further(request: Request) -> Response:
    """What follows from the settings, second part: red lines, the flow, and how exact all of it is."""
    state = State(request)
    reading = state.reading(errors=True)
    other = Reading(reading.other) if reading.other is not None and state.chosen.against else None
    values = {"reading": reading, "lines": reading.lines(), "flow": reading.flow(), "other": other}
    return page(request, "explore/further_part.html", {**state.values(), **values})


@router.post("/explore/solve")
def solve(request: Request, address: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Begin what takes long enough to be announced first."""
    state = State(request, Chosen.parsed(address))
    for wanted in filter(None, (state.other, state.setting)):
        state.services.crises.later(wanted)
    return page(request, "explore/main_part.html", {**state.values(), **_main(state)})


@router.post("/explore/leave")
def leave(request: Request, address: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Do not wait for a solve: it is not begun where it was not, and stopped where it was. What is done is shown."""
    state = State(request, Chosen.parsed(address))
    crises, about = state.services.crises, [x for x in (state.other, state.setting) if x]
    for wanted in about:
        crises.leave(wanted)
    left = {"reading": None, "size": crises.size(state.setting), "begun": False}
    values = _main(state) if all(map(crises.known, about)) else left
    return page(request, "explore/main_part.html", {**state.values(), **values})


@router.post("/explore/open")
def open_file(request: Request, file: UploadFile) -> Response:
    """Put a scenario file on the list, and show it."""
    content = file.file.read(services_of(request).settings.limits.scenario + 1)
    name = services_of(request).crises.library.open(content, file.filename or "file")
    return RedirectResponse(Chosen(name).address, 303)


@router.post("/explore/slow/{kind}")
def begin(request: Request, kind: str, address: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Begin slow work for a state."""
    if kind not in slow.KINDS:
        raise HTTPException(404)
    state = State(request, Chosen.parsed(address))
    about = state.setting.stated if kind == slow.RANKING else state.setting
    return _job(request, slow.begin(state.services, kind, about), state)


@router.get("/explore/slow/{kind}")
def progress(request: Request, kind: str) -> Response:
    """Where slow work for a state stands."""
    state = State(request)
    about = state.setting.stated if kind == slow.RANKING else state.setting
    job = state.services.jobs.found(kind, about) if kind in slow.KINDS else None
    if job is None:
        raise HTTPException(404)
    return _job(request, job, state)


@router.post("/explore/cancel/{id}")
def cancel(request: Request, id: str, address: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Do not go on with slow work."""
    state = State(request, Chosen.parsed(address))
    job = _known(request, id)
    job.cancel()
    return _job(request, job, state)


@router.get("/explore/report/{id}")
def report(request: Request, id: str) -> Response:
    """A report that is finished, as a file."""
    job = _known(request, id)
    if job.kind != slow.REPORT or job.state != "done":
        raise HTTPException(404)
    return FileResponse(job.result, filename=f"{job.setting.scenario}.html", media_type="text/html")


@router.get("/explore/scenario.yaml")
def changed_scenario(request: Request) -> Response:
    """The changed scenario as a file."""
    state = State(request)
    path = state.services.crises.library.path(state.setting.scenario)
    return _file(downloads.scenario(path, state.setting), f"{state.setting.scenario}-changed.yaml", "application/yaml")


@router.get("/explore/data.csv")
def data(request: Request) -> Response:
    """Every number of the outlook."""
    state = State(request)
    reading = state.reading()
    return _file(downloads.data(reading.solved, reading.other), f"{state.setting.scenario}.csv", "text/csv")


@router.get("/explore/figure/{name}.svg")
def figure(request: Request, name: str) -> Response:
    """A drawing as a file."""
    state = State(request)
    text = downloads.figure(state.reading(), name)
    return _file(text, f"{state.setting.scenario}-{name}.svg", "image/svg+xml")


def _known(request: Request, id: str) -> Job:
    job = services_of(request).jobs.get(id) if len(id) <= KEYS else None
    if job is None:
        raise HTTPException(404)
    return job


def _job(request: Request, job: Job, state: State) -> Response:
    solved = job.kind == slow.WORLDS and state.worlds is not None
    reading = state.reading(errors=True) if solved else None
    values: Mapping[str, Any] = {**state.values(), "job": job, "fresh": True, "reading": reading}
    return page(request, "explore/job_part.html", values)


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), media_type=f"{kind}; charset=utf-8", headers=headers)

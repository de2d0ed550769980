"""What the pages of play share: the store of sessions, and the walks of the crises that they are about."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import make_url

from ...errors import ArgumentError
from ...play.ahead import Ahead
from ...play.draws import new_seed
from ...play.host import Host, Opened
from ...play.learning import Question, questions
from ...play.position import Walk
from ...play.setup import Refused, Seat, Setup
from ...play.store import Store
from ..crises import Crises
from ..setting import Setting
from ..settings import Settings

GUIDED = "standoff"
"""The crisis of the guided game: small, and on a clock."""
DAILY = ("standoff", "ladder")
"""Crises of the day, in turn."""
WALKS = 16
"""Walks that are held."""


class Known:
    """A crisis that is played.

    Attributes:
        walk: of it.
        ahead: what lies ahead on the walk.
        questions: what players are asked before and after.
    """

    def __init__(self, walk: Walk):
        self.walk, self.ahead = walk, Ahead(walk)
        self.questions: tuple[Question, ...] = questions(self.ahead)


class Tables:
    """Sessions on this server. All methods may be called from any thread."""

    def __init__(self, settings: Settings, crises: Crises) -> None:
        self.settings, self.crises = settings, crises
        self._lock = threading.Lock()
        self._known: OrderedDict[Setting, Known] = OrderedDict()

    @cached_property
    def host(self) -> Host:
        """Of the sessions; the store is opened when it is first asked for."""
        with self._lock:
            database = make_url(self.settings.database_url).database
            if database and make_url(self.settings.database_url).get_backend_name() == "sqlite":
                Path(database).parent.mkdir(parents=True, exist_ok=True)
            return Host(Store(self.settings.database_url), lambda setup: self.known(setup).walk)

    def close(self) -> None:
        """Let go of the store, if it was opened."""
        if "host" in vars(self):
            self.host.store.close()

    def setting(self, scenario: str, settings: Mapping[str, object] | None = None) -> Setting:
        """The setting of a scenario, with changed values and locks. Raises ``ArgumentError`` where there is none."""
        given: dict[str, object] = dict(settings or {})
        changes, locks = given.get("changes", {}), given.get("locks", ())
        assert isinstance(changes, Mapping) and isinstance(locks, list | tuple)
        return self.crises.setting(scenario, changes, locks)

    def known(self, setup: Setup) -> Known:
        """The crisis of a session; waits until it is solved.

        Raises:
            ArgumentError: its file is not the one with which the session began.
        """
        setting = self.setting(setup.scenario, setup.settings)
        found = self._of(setting)
        crisis = found.walk.crisis
        if crisis is None or crisis.sha256 != setup.sha256:
            raise ArgumentError(f"'{setup.scenario}' is not what it was when this session began: put its file back")
        return found

    def _of(self, setting: Setting) -> Known:
        with self._lock:
            found = self._known.get(setting)
        if found is None:
            solved = self.crises.solved(setting)
            found = Known(Walk.over(solved.assessment, solved.game))
            with self._lock:
                self._known[setting] = found
                while len(self._known) > WALKS:
                    self._known.popitem(last=False)
        return found

    def ready(self, setting: Setting) -> bool:
        """Is a crisis solved, or solved so soon that a reader may wait for it? Begins to solve it where it is not."""
        if self.crises.known(setting):
            return True
        slow = self.crises.size(setting).slow
        self.crises.later(setting)
        return not slow

    # Sessions

    def setup(self, scenario: str, seats: Mapping[str, Seat], *, forecasts: bool, purpose: str) -> Setup:
        """Of a new session.

        Args:
            scenario: its name.
            seats: {actor: seat}; of actors left out, bots'.
            forecasts, purpose: as in a setup.
        """
        known = self._of(self.setting(scenario))
        assert known.walk.crisis is not None
        every = tuple(seats.get(actor, Seat(actor, "bot")) for actor in known.walk.actors)
        return Setup(scenario, known.walk.crisis.sha256, every, new_seed(), forecasts=forecasts, purpose=purpose)

    def alone(self, scenario: str, actor: str, purpose: str) -> Opened:
        """A new session of one person against the solution. Raises ``Refused`` where there is no such actor."""
        self._require_actor(scenario, actor)
        seat = Seat(actor, "person", "strategic")
        return self.host.open_alone(self.setup(scenario, {actor: seat}, forecasts=True, purpose=purpose))

    def daily(self) -> tuple[Opened, str]:
        """A new session of today's crisis, and the day."""
        today = datetime.now(UTC).date()
        scenario = DAILY[today.toordinal() % len(DAILY)]
        known = self._of(self.setting(scenario))
        assert known.walk.crisis is not None
        setup = self.host.daily(scenario, known.walk.crisis.sha256, known.walk.actors, today.isoformat())
        return self.host.open_alone(setup), today.isoformat()

    def of_class(self, scenario: str, persons: list[str], forecasts: bool, purpose: str) -> Opened:
        """A new session with a facilitator. Raises ``Refused`` where there is no such actor."""
        for actor in persons:
            self._require_actor(scenario, actor)
        seats = {actor: Seat(actor, "person") for actor in persons}
        return self.host.open_class(self.setup(scenario, seats, forecasts=forecasts, purpose=purpose))

    def actors(self, scenario: str) -> dict[str, str]:
        """{id: name} of a scenario's actors, nothing solved for it."""
        brief = self.crises.crisis(self.setting(scenario)).brief
        return {actor.id: actor.name for actor in brief.actors}

    def _require_actor(self, scenario: str, actor: str) -> None:
        if actor not in self.actors(scenario):
            raise Refused("this crisis has no such actor")

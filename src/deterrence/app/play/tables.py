"""What the pages of play share: the store of sessions, and the walks of the crises that they are about."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property

from ...errors import ArgumentError
from ...play.ahead import Ahead
from ...play.doctrines import Doctrines
from ...play.draws import new_seed
from ...play.host import Host, Opened
from ...play.learning import Gain, Question, gain, questions
from ...play.position import Walk
from ...play.session import OVER
from ...play.setup import PRIOR, Deal, Refused, Seat, Setup
from ...play.store import Store
from ..crises import Crises
from ..explore.chosen import Chosen, number
from ..explore.controls import doctrine_choices
from ..setting import Setting
from ..settings import Settings
from ..solved import Solved
from .conduct import Conduct, conduct_of, kinds_of

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
        conduct: what is locked of anybody's.
        kinds: what everybody may privately be.
        doctrines: (id, name) of those that a bot may follow.
        questions: what players are asked before and after.
    """

    def __init__(self, walk: Walk):
        assert walk.crisis is not None
        self.walk, self.ahead = walk, Ahead(walk)
        self.conduct = conduct_of(walk.crisis.brief, walk.crisis.locks)
        self.kinds = kinds_of(walk.crisis.brief)
        self.doctrines = doctrine_choices(walk.crisis.brief)
        self.questions: tuple[Question, ...] = questions(self.ahead)


class Tables:
    """Sessions on this server. All methods may be called from any thread."""

    def __init__(self, settings: Settings, crises: Crises) -> None:
        self.settings, self.crises = settings, crises
        self._lock = threading.Lock()
        self._known: OrderedDict[Setting, Known] = OrderedDict()

    @cached_property
    def host(self) -> Host:
        """Of the sessions; the store is opened when it is first asked for. Raises ``ArgumentError`` if it cannot be."""
        with self._lock:
            if not self.settings.database:
                self.settings.data.mkdir(parents=True, exist_ok=True)
            return Host(Store(self.settings.database_url), lambda setup: self.known(setup).walk)

    def close(self) -> None:
        """Let go of the store, if it was opened."""
        if "host" in vars(self):
            self.host.store.close()

    def chosen(self, asked: Chosen) -> tuple[Chosen, Setting]:
        """What a form of the lobby, or its address, says, in its one form; and what is to be solved for it. Raises
        ``ArgumentError`` where it is about something that is not there."""
        crisis = self.crises.library.crisis(asked.scenario or GUIDED)
        settled = asked.settled(crisis, GUIDED)
        return settled, settled.setting(crisis)

    def setting(self, setup: Setup) -> Setting:
        """What is to be solved for a session. Raises ``ArgumentError`` where it cannot be."""
        changes, locks = (setup.settings.get(name, empty) for name, empty in (("changes", {}), ("locks", ())))
        sound = isinstance(changes, Mapping) and isinstance(locks, list | tuple)
        if not sound or not all(isinstance(x, str) for x in (setup.scenario, *changes, *locks)):
            raise ArgumentError("this session is of no setting of a scenario: copy its code again, whole")
        return self.crises.setting(setup.scenario, {name: number(name, str(x)) for name, x in changes.items()}, locks)

    def known(self, setup: Setup) -> Known:
        """The crisis of a session; waits until it is solved.

        Raises:
            ArgumentError: its file is not the one with which the session began.
        """
        found = self._of(self.setting(setup))
        crisis = found.walk.crisis
        if crisis is None or crisis.sha256 != setup.sha256:
            raise ArgumentError(f"'{setup.scenario}' is not what it was when this session began: put its file back")
        return found

    def _of(self, setting: Setting) -> Known:
        with self._lock:
            found = self._known.get(setting)
        if found is None:
            solved = self.crises.solved(setting)
            found = Known(Walk.over(solved.assessment, solved.game, doctrines=_doctrines(solved)))
            with self._lock:
                self._known[setting] = found
                while len(self._known) > WALKS:
                    self._known.popitem(last=False)
        return found

    def ready(self, setting: Setting) -> bool:
        """Is a crisis solved, or solved so soon that a reader may wait for it?"""
        size = self.crises.size(setting)
        return self.crises.known(setting) or (size.admitted and not size.slow)

    # Sessions

    def setup(self, setting: Setting, seats: Mapping[str, Seat], *, forecasts: bool, purpose: str) -> Setup:
        """Of a new session.

        Args:
            setting: the crisis, and what bots do in it.
            seats: {actor: seat}; of actors left out, bots'.
            forecasts, purpose: as in a setup.
        """
        known = self._of(setting)
        assert known.walk.crisis is not None
        every = tuple(seats.get(actor, Seat(actor, "bot")) for actor in known.walk.actors)
        of, settings = known.walk.crisis.sha256, {"changes": dict(setting.changes), "locks": list(setting.locks)}
        kept = {name: value for name, value in settings.items() if value}
        return Setup(setting.scenario, of, every, new_seed(), kept, forecasts=forecasts, purpose=purpose)

    def alone(self, setting: Setting, actor: str, purpose: str) -> Opened:
        """A new session of one person against bots. Raises ``Refused`` where no person may lead the actor."""
        self._require_free(setting, [actor])
        seat = Seat(actor, "person", "strategic")
        return self.host.open_alone(self.setup(setting, {actor: seat}, forecasts=True, purpose=purpose))

    def daily(self) -> tuple[Opened, str]:
        """A new session of today's crisis, and the day."""
        today = datetime.now(UTC).date()
        scenario = DAILY[today.toordinal() % len(DAILY)]
        known = self._of(Setting(scenario))
        assert known.walk.crisis is not None
        setup = self.host.daily(scenario, known.walk.crisis.sha256, known.walk.actors, today.isoformat())
        return self.host.open_alone(setup), today.isoformat()

    def of_class(
        self,
        setting: Setting,
        persons: list[str],
        forecasts: bool,
        purpose: str,
        stand_ins: Mapping[str, str],
        deal: Deal = PRIOR,
    ) -> Opened:
        """A new session with a facilitator; persons' types are dealt as a seat says.

        Raises as :meth:`alone` and :meth:`stand_ins`.
        """
        self._require_free(setting, persons)
        empty = self.stand_ins(setting, {actor: stand_ins.get(actor, "") for actor in persons})
        seats = {actor: Seat(actor, "person", deal, empty.get(actor, "")) for actor in persons}
        return self.host.open_class(self.setup(setting, seats, forecasts=forecasts, purpose=purpose))

    def learned(self, session: str) -> tuple[Gain | None, int]:
        """What the class of a session has learned, over all its sessions of the same crisis that are over; and how many
        those are. None and 0 where it is of no class."""
        state = self.host.state(session)
        mates = [self.host.state(other) for other in self.host.store.classmates(session)]
        alike = [
            mate
            for mate in mates
            if mate.phase == OVER and self.setting(mate.setup) == self.setting(state.setup)
            and mate.setup.sha256 == state.setup.sha256
        ]
        return gain(self.known(state.setup).questions, alike) if alike else None, len(alike)

    def conduct(self, setting: Setting) -> tuple[Conduct, ...]:
        """What is locked of anybody's conduct, nothing solved for it."""
        crisis = self.crises.crisis(setting)
        return conduct_of(crisis.brief, crisis.locks)

    def actors(self, setting: Setting) -> dict[str, str]:
        """{id: name} of the actors that persons may lead, nothing solved for it: of those whose conduct is not
        locked."""
        crisis = self.crises.crisis(setting)
        bound = {rule.actor for rule in crisis.locks}
        return {actor.id: actor.name for actor in crisis.brief.actors if actor.id not in bound}

    def stand_ins(self, setting: Setting, chosen: Mapping[str, str]) -> dict[str, str]:
        """{actor: the doctrine that a bot follows where nobody takes its seat}. Raises ``ArgumentError`` where one
        cannot be followed."""
        followed = {actor: doctrine for actor, doctrine in chosen.items() if doctrine}
        for actor, doctrine in followed.items():
            self._of(setting).walk.doctrines.imposed(actor, doctrine)
        return followed

    def _require_free(self, setting: Setting, actors: list[str]) -> None:
        if not self.actors(setting).keys() >= set(actors):
            raise Refused("this crisis has no such actor, or what it does is locked: a person cannot lead it")


def _doctrines(solved: Solved) -> Doctrines:
    """That bots may follow at a solved setting, unknown to others."""
    return Doctrines(solved.game, lambda lock: solved.crisis.locked(lock).game_at(solved.values))

"""Sessions kept in a store and played: the holder of a seat commands, and sees what the seat may see."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from ..errors import ArgumentError
from .draws import derived_seed
from .position import Walk
from .rules import Command, decide, require_no_part
from .session import GATHERING, OVER, State, folded
from .setup import FACILITATOR, PERSON, Event, Refused, Seat, Setup
from .store import Conflict, Holder, Repeated, Store

TRIES = 20
REMEMBERED = 512
SEEDS = 100
MOST_OPEN = 2000
"""Sessions that may be under way at once, those left out that were opened more than :data:`DAYS_KEPT` days ago."""
DAYS_KEPT = 14.0

Walks = Callable[[Setup], Walk]
"""The walk of the crisis that a session is about."""


@dataclass(frozen=True)
class Opened:
    """A new session.

    Attributes:
        session: id.
        code: to join by.
        tokens: {role: token} of roles that were given out at once.
    """

    session: str
    code: str
    tokens: dict[str, str]


class Host:
    """Args: store: where sessions are kept. walks: finds the walk of a setup. most_open: sessions at once."""

    def __init__(self, store: Store, walks: Walks, most_open: int = MOST_OPEN):
        self.store, self.walks, self.most_open = store, walks, most_open
        self._known: OrderedDict[str, tuple[int, State]] = OrderedDict()
        self._lock = Lock()

    # Opening

    def open_class(self, setup: Setup) -> Opened:
        """A session with a facilitator, whose token comes back. Raises ``Refused`` where too many are under way, or an
        actor is called as facilitators are.

        Crises that end before any person has a move to choose are passed over, for the next seed derived; where there
        are no persons at the table none is."""
        self._require_place(setup)
        session, code = self.store.create(self._that_asks(setup))
        return Opened(session, code, {FACILITATOR: self.store.give(session, FACILITATOR)})

    def open_alone(self, setup: Setup) -> Opened:
        """A session of one person, begun at once; nobody facilitates. Raises as :meth:`open_class`."""
        persons = [seat.actor for seat in setup.seats if seat.player == PERSON]
        if len(persons) != 1:
            raise ArgumentError("a session alone has one person's seat")
        self._require_place(setup)
        session, code = self.store.create(self._that_asks(setup))
        token = self.store.give(session, persons[0])
        self.command(Holder(session, persons[0]), Command("join", persons[0]))
        self.command(Holder(session, FACILITATOR), Command("start", FACILITATOR))
        return Opened(session, code, {persons[0]: token})

    def daily(self, scenario: str, sha256: str, actors: Sequence[str], date: str) -> Setup:
        """The crisis of a day: everybody who plays it here has the same seat, the same types and the same chances.

        Args:
            scenario, sha256: as in a setup.
            actors: ids.
            date: as 2026-11-30.
        """
        seed = derived_seed(self.store.secret, "daily", scenario, date)
        mine = actors[int(seed[:8], 16) % len(actors)]
        seats = tuple(Seat(a, "person", "strategic") if a == mine else Seat(a, "bot") for a in actors)
        return Setup(scenario, sha256, seats, seed, purpose="daily")

    # Playing

    def join(self, code: str, actor: str) -> tuple[str, str]:
        """Take a seat.

        Returns:
            the session's id, and the seat's token.

        Raises:
            Refused: no session has this code, or the seat is taken or is no person's.
        """
        session = self.store.find(code)
        if session is None:
            raise Refused("no session has this code: look at it again")
        state = self.state(session)
        if actor not in state.persons:
            raise Refused("this seat is not a person's")
        token = self.store.give(session, actor)
        if actor not in state.joined:
            self.command(Holder(session, actor), Command("join", actor))
        return session, token

    def release(self, holder: Holder, actor: str) -> None:
        """Free a seat whose player is lost, for the next to join. Raises ``Refused`` but to the facilitator; and to one
        who plays too once the crisis has begun, who could take the seat and see what it knows."""
        if holder.role != FACILITATOR:
            raise Refused("only the facilitator may do that")
        state = self.state(holder.session)
        if actor not in state.persons:
            raise Refused("there is no person's seat of that name to free")
        if state.phase != GATHERING:
            require_no_part(state)
        self.store.release(holder.session, actor)

    def command(self, holder: Holder, command: Command, key: str | None = None) -> State:
        """Do what a holder commands; the same key a second time does nothing.

        Raises:
            Refused: the rules do not allow it, or the command is in another's name.
        """
        if command.by != holder.role:
            raise Refused("a seat commands in its own name")
        for _ in range(TRIES):
            number, state = self._now(holder.session)
            try:
                events, after = decide(self.walks(state.setup), state, command)
            except Refused:
                if key is not None and self.store.used(holder.session, key):
                    return state
                raise
            try:
                self.store.append(holder.session, number, events, key, after.phase == OVER)
            except Conflict:
                continue
            except Repeated:
                return self.state(holder.session)
            self._remember(holder.session, number + len(events), after)
            return after
        raise Refused("too many commands at once; try again")

    def state(self, session: str) -> State:
        """Where a session stands. Raises ``Refused`` where there is none of that id."""
        return self._now(session)[1]

    def number(self, session: str) -> int:
        """Events so far, by which a page knows that there is something new."""
        return self.store.count(session)

    def remembered(self, session: str) -> int:
        """Events of a session as far as this host knows without looking into the store."""
        with self._lock:
            return self._known.get(session, (0, None))[0]

    def now(self, session: str) -> tuple[int, State]:
        """Events so far, and where they lead. Raises as :meth:`state`."""
        return self._now(session)

    def events(self, session: str) -> tuple[Event, ...]:
        """All of a session's."""
        return self.store.events(session)

    def walk(self, state: State) -> Walk:
        """Of the crisis that a session is about."""
        return self.walks(state.setup)

    def _that_asks(self, setup: Setup) -> Setup:
        """The setup with the first seed, derived from its own in turn, with which a person has a move to choose: what
        comes before does not depend on what persons forecast."""
        walk, seed = self.walks(setup), setup.seed
        persons = [seat.actor for seat in setup.seats if seat.player == PERSON]
        if not persons:
            return setup
        for k in range(SEEDS):
            setup = replace(setup, seed=derived_seed(seed, "again", str(k)) if k else seed)
            state = folded(walk, [Event("created", data={"setup": setup.as_dict()})])
            for command in (*(Command("join", actor) for actor in persons), Command("start", FACILITATOR)):
                state = decide(walk, state, command)[1]
            while state.phase != OVER and not set(persons) & {*state.moving}:
                silent = Command("forecast", state.waits[0], {"turn": state.turn})
                state = decide(walk, state, silent)[1]
            if state.phase != OVER:
                return setup
        raise Refused("this crisis is over before anybody has a move: choose another")

    def _require_place(self, setup: Setup) -> None:
        if any(seat.actor == FACILITATOR for seat in setup.seats):
            raise Refused(f"no actor of a crisis that is played may have the id '{FACILITATOR}': give it another")
        if self.store.under_way(DAYS_KEPT) >= self.most_open:
            raise Refused("too many sessions are under way; try later")

    def _now(self, session: str) -> tuple[int, State]:
        """Events and state, what is remembered brought up to date from the store."""
        with self._lock:
            number, state = self._known.get(session, (0, None))
        new = self.store.events(session, number)
        if not new:
            if state is None:
                raise Refused("there is no such session")
            return number, state
        setup = Setup.of(new[0].data["setup"]) if state is None else state.setup
        walk = self.walks(setup)
        found = folded(walk, new, state)
        for actor, doctrine in found.doctrines.items():
            walk.doctrines.imposed(actor, doctrine)  # now, and not when its bot moves: that would be seen by the time
        self._remember(session, number + len(new), found)
        return number + len(new), found

    def _remember(self, session: str, number: int, state: State) -> None:
        with self._lock:
            if self._known.get(session, (0, None))[0] <= number:
                self._known[session] = (number, state)
                self._known.move_to_end(session)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)



"""A session of a crisis that is played: a state that is a fold over events, and nothing else.

:func:`fold` takes a state and an event to the next state; :mod:`.rules` says which events a command makes. Neither
reads a clock or draws a number that does not come from the seed (:mod:`.draws`), so that the same commands make the
same session, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .draws import drawn, uniform
from .position import Walk
from .records import Position, Seen, Step
from .setup import BOT, PERSON, STRATEGIC, Event, Seat, Setup

FILLED, RULED = "filled", "ruled"
"""A bot stands in for a person: it plays as solved, or follows a doctrine."""
GATHERING, RUNNING, PAUSED, OVER = "gathering", "running", "paused", "over"
Forecast = Mapping[str, Mapping[str, float]]
"""{mover: {move: probability}}."""


@dataclass(frozen=True)
class Passed:
    """A step that was made.

    Attributes:
        before, after: positions.
        chosen: {mover: move}.
        types: {actor: its type} while it was made. Hidden.
        players: {mover: ``person``, ``bot``; or, where a bot stood in for a person, ``filled``, or ``ruled`` where it
            followed a doctrine}.
        forecasts: {actor: what it said of the movers before it saw}.
        seen: what was seen.
        injected: did the facilitator choose it?
    """

    before: Position
    after: Position
    chosen: Mapping[str, str]
    types: Mapping[str, str]
    players: Mapping[str, str]
    forecasts: Mapping[str, Forecast]
    seen: Seen
    injected: bool


@dataclass(frozen=True)
class State:
    """Of a session.

    Attributes:
        setup: what it was set up with.
        phase: gathering, running, paused or over.
        position: where play stands.
        types: {actor: its type}; empty until the start. Hidden.
        joined: actors whose seats are taken.
        filled: actors for whom a bot plays in a person's place to the end.
        doctrines: {actor: the doctrine that the bot in its place follows}; those without one play as solved. Hidden.
        chosen: {mover: move}, sealed until all have chosen.
        players: as in :class:`Passed`, of those who have chosen.
        forecasts: {actor: forecast} of this turn; None where it let the question pass.
        pushed: does the facilitator wait for nobody at this turn?
        injected: the event that is to come next if it can.
        passed: steps so far.
        answers: {(actor, "before" or "after"): {question: percent}}; those after the crisis are empty where the actor
            let them pass.
    """

    setup: Setup
    phase: str
    position: Position
    types: Mapping[str, str] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    doctrines: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    players: Mapping[str, str] = field(default_factory=dict)
    forecasts: Mapping[str, Forecast | None] = field(default_factory=dict)
    pushed: bool = False
    injected: str = ""
    passed: tuple[Passed, ...] = ()
    answers: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)

    @property
    def turn(self) -> int:
        """Steps made so far; commands say the turn that they are about."""
        return len(self.passed)

    @property
    def persons(self) -> tuple[str, ...]:
        """Actors whose seats are a person's still."""
        return tuple(s.actor for s in self.setup.seats if s.player == PERSON and s.actor not in self.filled)

    def seat(self, actor: str) -> Seat:
        """The seat of an actor that has one."""
        return next(seat for seat in self.setup.seats if seat.actor == actor)

    @property
    def moving(self) -> tuple[str, ...]:
        """Persons whose move is waited for."""
        return tuple(a for a in self.position.movers if a in self.persons and a not in self.chosen)

    @property
    def forecasting(self) -> tuple[str, ...]:
        """Persons who are asked what others will do, and have not said."""
        asked = self.setup.forecasts and self.phase != OVER
        return tuple(
            a for a in self.persons if asked and a not in self.forecasts and set(self.position.movers) - {a}
        )

    @property
    def waits(self) -> tuple[str, ...]:
        """Persons on whom play waits."""
        if self.phase not in (RUNNING, PAUSED) or self.pushed:
            return ()
        return tuple(dict.fromkeys((*self.moving, *self.forecasting)))


def fold(walk: Walk, state: State | None, event: Event) -> State:
    """The state after an event.

    Args:
        walk: of the crisis that the session is about.
        state: before; None before a session is created.
        event: the next one.
    """
    data = event.data
    if event.kind == "created":
        return State(Setup.of(data["setup"]), GATHERING, walk.start())
    assert state is not None, "a session begins with its creation"
    match event.kind:
        case "joined":
            return replace(state, joined=state.joined | {data["actor"]})
        case "filled":
            doctrine = {data["actor"]: data["doctrine"]} if data.get("doctrine") else {}
            filled = state.filled | {data["actor"]}
            return replace(state, filled=filled, doctrines={**state.doctrines, **doctrine})
        case "answered":
            answers = {**state.answers, (event.by, data["when"]): dict(data["answers"])}
            return replace(state, answers=answers)
        case "started":
            return replace(state, phase=RUNNING, types=dealt(walk, state.setup))
        case "paused":
            return replace(state, phase=PAUSED)
        case "resumed":
            return replace(state, phase=RUNNING)
        case "chose":
            actor = data["actor"]
            return replace(
                state,
                chosen={**state.chosen, actor: data["move"]},
                players={**state.players, actor: data["player"]},
            )
        case "forecast":
            return replace(state, forecasts={**state.forecasts, event.by: data["chances"]})
        case "pushed":
            return replace(state, pushed=True)
        case "injected":
            return replace(state, injected=data["seen"])
        case "lapsed":
            return replace(state, injected="")
        case "came":
            return _came(walk, state, data)
    raise AssertionError(f"an event of the unknown kind '{event.kind}'")


def folded(walk: Walk, events: Iterable[Event], state: State | None = None) -> State:
    """The state after events, from the creation on or from a state."""
    for event in events:
        state = fold(walk, state, event)
    assert state is not None, "a session has one event at least"
    return state


def dealt(walk: Walk, setup: Setup) -> dict[str, str]:
    """{actor: its type}, drawn from the seed."""
    return {seat.actor: _drawn_type(walk, setup, seat.actor, "type", seat.actor) for seat in setup.seats}


def _drawn_type(walk: Walk, setup: Setup, actor: str, *about: str | int) -> str:
    chances = dict(walk.prior[actor])
    if any(seat.actor == actor and seat.deal == STRATEGIC for seat in setup.seats):
        strategic = walk.values(walk.start())[actor]
        chances = {kind: chance for kind, chance in chances.items() if kind in strategic}
    kinds = list(chances)
    return kinds[drawn(list(chances.values()), uniform(setup.seed, *about))]


def _renewed(walk: Walk, state: State) -> Mapping[str, str]:
    """Types after a step, where some may be redrawn, which nobody else learns."""
    shares = walk.renewal(state.position)
    seed, turn = state.setup.seed, state.turn
    anew = {a for a, share in shares.items() if uniform(seed, "renewed", a, turn) < share}
    return {**state.types, **{a: _drawn_type(walk, state.setup, a, "type", a, turn) for a in sorted(anew)}}


def _came(walk: Walk, state: State, data: Mapping[str, Any]) -> State:
    after = walk.follow(state.position, Step.of(data["step"]))
    step = Passed(
        state.position,
        after.position,
        dict(state.chosen),
        state.types,
        dict(state.players),
        {actor: given for actor, given in state.forecasts.items() if given is not None},
        after.seen,
        data["injected"],
    )
    return replace(
        state,
        position=after.position,
        types=_renewed(walk, state),
        phase=OVER if after.position.ended else state.phase,
        chosen={},
        players={},
        forecasts={},
        pushed=False,
        injected="" if not state.position.movers else state.injected,
        passed=(*state.passed, step),
    )


def played_by(state: State, actor: str) -> str:
    """Who plays an actor now, as in :attr:`Passed.players`."""
    seat = state.seat(actor)
    if seat.player == BOT or actor not in state.filled:
        return BOT if seat.player == BOT else PERSON
    return RULED if actor in state.doctrines else FILLED

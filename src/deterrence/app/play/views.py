"""What each role may see of a session. Pages are made of this and of nothing else: nothing hidden gets out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ...play.learning import AFTER, BEFORE, Question
from ...play.records import OpenMove
from ...play.rules import may_come, open_to
from ...play.session import GATHERING, OVER, Passed, State
from ...play.setup import PAIR, PERSON, STRATEGIC
from .conduct import Conduct, Kind, stood_in
from .tables import Known

KEY_BYTES = 12


@dataclass(frozen=True)
class Belief:
    """What the public believes: of whom, that it is of which type, how likely, and how likely before its last act."""

    actor: str
    type: str
    chance: float
    before: float


@dataclass(frozen=True)
class Card:
    """An event on the ribbon: its number, day, actor ("" for chance), words, and who brought it about."""

    turn: int
    day: float | None
    actor: str
    words: str
    mine: bool
    injected: bool


@dataclass(frozen=True)
class Asked:
    """Of whom a forecast is asked: ids and words of the mover and of its moves."""

    actor: str
    words: str
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Situation:
    """What is public.

    Attributes:
        title, summary, kinds: of the crisis. code: to join by. purpose: of the session.
        weigh: are sides that persons lead such as weigh costs?
        phase, turn, number: of the session; events so far.
        day, moves: what the crisis counts; the day is None where moves are counted.
        where: what is going on. facts: public variables, name and value.
        ending: words, once it is over.
        beliefs: of everybody.
        cards: the ribbon.
        waits: names of those for whose move play waits. expects: of those for whose forecast it waits.
        conduct: what is locked of anybody's, and announced.
        key: of the next command from this page.
    """

    title: str
    summary: str
    kinds: tuple[Kind, ...]
    code: str
    purpose: str
    weigh: bool
    phase: str
    turn: int
    number: int
    day: float | None
    moves: int
    where: str
    facts: tuple[tuple[str, str], ...]
    ending: str
    beliefs: tuple[Belief, ...]
    cards: tuple[Card, ...]
    waits: tuple[str, ...]
    expects: tuple[str, ...]
    conduct: tuple[Conduct, ...]
    key: str


@dataclass(frozen=True)
class SeatView:
    """What a player sees.

    Attributes:
        actor, name, type: id, name, and its type in words; "" before the start.
        bound: is it bound to a doctrine?
        moves: what it may choose now. sealed: what it has chosen, in words.
        asked: forecasts asked of it now.
        digest: cards since its own last choice.
        questions: asked now; afterwards of those who answered before. when: before or after.
        decided: choices it has made.
        led: does a bot lead it to the end?
    """

    actor: str
    name: str
    type: str
    bound: bool
    moves: tuple[OpenMove, ...]
    sealed: str
    asked: tuple[Asked, ...]
    digest: tuple[Card, ...]
    questions: tuple[Question, ...]
    when: str
    decided: int
    led: bool


@dataclass(frozen=True)
class SeatRow:
    """A seat as the facilitator sees it: id, name, who plays, joined, its type in words, its sealed move, what is
    locked of its conduct or followed in its place, and the doctrine that is followed if nobody takes it."""

    actor: str
    name: str
    player: str
    joined: bool
    type: str
    sealed: str
    conduct: tuple[Conduct, ...]
    stand_in: str


@dataclass(frozen=True)
class FacilitatorView:
    """What a facilitator sees beside what is public: seats, doctrines that a bot may follow in a person's place (id and
    name), and events that may be brought about. One who plays too sees nothing hidden before the end."""

    seats: tuple[SeatRow, ...]
    doctrines: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str], ...]
    injected: str


def new_key() -> str:
    """Of a command that a page may send."""
    return secrets.token_hex(KEY_BYTES)


def situation(known: Known, state: State, code: str, number: int, viewer: str = "") -> Situation:
    """What is public, as a viewer's page shows it."""
    walk, position = known.walk, state.position
    others = [actor for actor in state.waits if actor != viewer]
    assert walk.crisis is not None
    return Situation(
        title=walk.crisis.brief.title,
        summary=walk.crisis.brief.summary,
        kinds=known.kinds,
        code=code,
        purpose=state.setup.purpose,
        weigh=any(seat.player == PERSON and seat.deal == STRATEGIC for seat in state.setup.seats),
        phase=state.phase,
        turn=state.turn,
        number=number,
        day=position.day,
        moves=position.moves_made,
        where=position.where,
        facts=tuple((fact.name, fact.words) for fact in position.facts),
        ending=position.ending_words if state.phase == OVER else "",
        beliefs=tuple(_beliefs(known, state)),
        cards=cards(known, state, viewer),
        waits=tuple(walk.words.actors[a] for a in others if a in state.moving),
        expects=tuple(walk.words.actors[a] for a in others if a not in state.moving),
        conduct=tuple(each for each in known.conduct if each.announced),
        key=new_key(),
    )


def seat_view(known: Known, state: State, actor: str) -> SeatView:
    """What the player of an actor sees."""
    walk, begun = known.walk, state.phase != GATHERING
    kind = state.types.get(actor, "")
    open_ = open_to(walk, state.position, actor, kind) if actor in state.moving and actor in state.waits else ()
    every = walk.moves(state.position) if actor in state.forecasting or actor in state.chosen else {}
    words = {m.name: m.words for m in every.get(actor, ())}
    asked = tuple(
        Asked(mover, walk.words.actors[mover], tuple((m.name, m.words) for m in moves))
        for mover, moves in every.items()
        if mover != actor and actor in state.forecasting and state.phase != OVER
    )
    mine = [turn for turn, step in enumerate(state.passed) if actor in step.chosen]
    when = AFTER if state.phase == OVER else BEFORE
    asked_now = (actor, BEFORE) in state.answers if when == AFTER else not mine
    wanted = asked_now and (actor, when) not in state.answers
    return SeatView(
        actor=actor,
        name=walk.words.actors[actor],
        type=walk.words.types[actor][kind] if begun else "",
        bound=begun and kind not in walk.values(walk.start())[actor],
        moves=open_,
        sealed=words.get(state.chosen.get(actor, ""), ""),
        asked=asked,
        digest=tuple(c for c in cards(known, state, actor) if c.turn >= (mine[-1] if mine else 0)),
        questions=known.questions if wanted else (),
        when=when,
        decided=len(mine),
        led=actor in state.filled,
    )


def facilitator_view(known: Known, state: State) -> FacilitatorView:
    """What a facilitator sees."""
    walk, blind = known.walk, state.setup.purpose == PAIR and state.phase != OVER
    assert walk.crisis is not None
    words, moves, rows = walk.words, walk.moves(state.position), []
    for seat in state.setup.seats:
        player = seat.player if seat.player != PERSON or seat.actor not in state.filled else "filled"
        kind = state.types.get(seat.actor, "")
        sealed = {m.name: m.words for m in moves.get(seat.actor, ())}.get(state.chosen.get(seat.actor, ""), "")
        name = words.types[seat.actor][kind] if kind else ""
        conduct = (*known.conduct, *stood_in(walk.crisis.brief, state.doctrines))
        joined, locks = seat.actor in state.joined, tuple(c for c in conduct if c.actor == seat.actor)
        if blind:
            name, sealed, locks = "", "", tuple(c for c in locks if c.announced)
        rows.append(SeatRow(seat.actor, words.actors[seat.actor], player, joined, name, sealed, locks, seat.stand_in))
    events = may_come(walk, state.position) if state.phase not in (GATHERING, OVER) else {}
    return FacilitatorView(tuple(rows), known.doctrines, tuple(events.items()), state.injected)


def cards(known: Known, state: State, viewer: str = "") -> tuple[Card, ...]:
    """The ribbon: what was done and what chance brought; that somebody may act is shown by what it does."""
    return tuple(
        _card(known, turn, step, viewer)
        for turn, step in enumerate(state.passed)
        if step.chosen or step.injected or not step.after.movers
    )


def _card(known: Known, turn: int, step: Passed, viewer: str) -> Card:
    names = known.walk.words.actors
    return Card(
        turn=turn,
        day=step.after.day,
        actor=" + ".join(names[mover] for mover in step.chosen),
        words=step.seen.words,
        mine=viewer in step.chosen,
        injected=step.injected,
    )


def _beliefs(known: Known, state: State) -> list[Belief]:
    words, found = known.walk.words, []
    for actor, now in state.position.belief.items():
        acts = [step for step in state.passed if actor in step.chosen]
        then = acts[-1].before.belief[actor] if acts else now
        found += [Belief(actor, words.types[actor][kind], p, then[kind]) for kind, p in now.items() if len(now) > 1]
    return found

"""The rules of a session: which events a command makes, and what is refused.

Movers are sealed until all have chosen; where forecasts are asked, the others say (or let pass) what the movers will do
before it is shown. Bots, chance and clocks then go on by themselves until a person is waited for. Nothing can be taken
back: what a move shows would reveal a type.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import ArgumentError
from .course import by_itself
from .position import Walk
from .records import OpenMove, Position
from .session import GATHERING, OVER, PAUSED, RUNNING, State, fold
from .setup import FACILITATOR, PAIR, PERSON, Event, Refused

BOUND_SHARE = 0.5
"""A commitment's prescribed moves are those that it makes at least half as often as its likeliest: slips are rarer."""
MOST_STEPS = 5000
MOST_ANSWERS = 20
LONGEST_NAME = 200
SHOWN = 400
"""Characters of a reason that are shown."""


@dataclass(frozen=True)
class Command:
    """What somebody wants.

    Attributes:
        kind: join, fill, answer, start, pause, resume, choose, forecast, push or inject.
        by: the actor whose seat it comes from, or ``facilitator``.
        data: what the kind needs; ``turn``, the turn it is about, of choose, forecast and push.
    """

    kind: str
    by: str
    data: Mapping[str, Any] = field(default_factory=dict)


def decide(walk: Walk, state: State, command: Command) -> tuple[tuple[Event, ...], State]:
    """The events that a command makes, with everything that follows by itself, and the state after them.

    Raises:
        Refused: the rules do not allow it.
    """
    rule = _RULES.get(command.kind)
    if rule is None:
        raise Refused(f"there is no command '{command.kind}'")
    events = list(rule(walk, state, command))
    for event in events:
        state = fold(walk, state, event)
    for _ in range(MOST_STEPS):
        if state.phase != RUNNING or state.waits:
            break
        for event in by_itself(walk, state):
            events.append(event)
            state = fold(walk, state, event)
    return tuple(events), state


def open_to(walk: Walk, position: Position, actor: str, kind: str) -> tuple[OpenMove, ...]:
    """The moves that a person of a type may choose from: of a commitment, what it is bound to do."""
    moves = walk.moves(position).get(actor, ())
    if not moves or kind in moves[0].value_by_type:
        return tuple(move for move in moves if move.in_fact_by_type[kind] > 0)
    most = max(move.chance_by_type[kind] for move in moves)
    return tuple(move for move in moves if move.chance_by_type[kind] >= BOUND_SHARE * most)


def may_come(walk: Walk, position: Position) -> dict[str, str]:
    """{event: words}, what chance or a clock may bring when next it has its say, which a facilitator may choose."""
    if position.ended:
        return {}
    places = [position] if not position.movers else [after.position for after in walk.after(position)]
    found: dict[str, str] = {}
    for place in places:
        found.update((event.seen.name, event.seen.words) for event in walk.events(place))
    return found


# Commands


def _join(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    actor = command.by
    if actor not in state.persons:
        raise Refused("this seat is not a person's")
    if actor in state.joined:
        raise Refused("this seat is taken")
    yield Event("joined", actor, {"actor": actor})


def _fill(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    actor, doctrine = command.data["actor"], command.data.get("doctrine", "")
    if actor not in state.persons or state.phase == OVER:
        raise Refused("there is no person's seat of that name to fill")
    if doctrine and state.phase != GATHERING:
        require_no_part(state)
    yield _filled(walk, actor, doctrine)


def _answer(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    when, answers = command.data["when"], command.data["answers"]
    if command.by not in state.joined:
        raise Refused("only players answer")
    if when not in ("before", "after") or (when == "after") != (state.phase == OVER):
        raise Refused("questions are asked before the crisis ends, and after it")
    if (command.by, when) in state.answers:
        raise Refused("these questions are answered already")
    passed = not answers and when == "after"
    if any(len(name) > LONGEST_NAME for name in answers):
        raise Refused("that is no question that was asked")
    if (not passed and not 0 < len(answers) <= MOST_ANSWERS) or not all(_percent(x) for x in answers.values()):
        raise Refused("answers are percentages, from 0 to 100")
    yield Event("answered", command.by, {"when": when, "answers": {k: float(x) for k, x in answers.items()}})


def _start(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    if state.phase != GATHERING:
        raise Refused("the crisis has begun already")
    for actor in state.persons:
        if actor not in state.joined:
            yield _filled(walk, actor, state.seat(actor).stand_in)
    yield Event("started", FACILITATOR)


def _filled(walk: Walk, actor: str, doctrine: str) -> Event:
    if not doctrine:
        return Event("filled", FACILITATOR, {"actor": actor})
    try:
        walk.doctrines.imposed(actor, doctrine)
    except ArgumentError as error:
        raise Refused(f"a bot cannot follow that doctrine here: {str(error)[:SHOWN]}") from error
    return Event("filled", FACILITATOR, {"actor": actor, "doctrine": doctrine})


def _pause(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    if state.phase != RUNNING:
        raise Refused("only a crisis that is under way can be paused")
    yield Event("paused", FACILITATOR)


def _resume(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    if state.phase != PAUSED:
        raise Refused("the crisis is not paused")
    yield Event("resumed", FACILITATOR)


def _choose(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _in_play(state, command)
    actor, move = command.by, command.data["move"]
    if actor not in state.position.movers or actor not in state.persons:
        raise Refused("it is not your turn")
    if actor in state.chosen:
        raise Refused("you have chosen already, and the move is sealed")
    if move not in {m.name for m in open_to(walk, state.position, actor, state.types[actor])}:
        raise Refused("that move is not open to you here")
    yield Event("chose", actor, {"actor": actor, "move": move, "player": PERSON})


def _forecast(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _in_play(state, command)
    if command.by not in state.forecasting:
        raise Refused("no forecast is asked of you now")
    chances = command.data.get("chances")
    if chances is None:
        yield Event("forecast", command.by, {"chances": None})
        return
    asked = {a: [m.name for m in m_] for a, m_ in walk.moves(state.position).items() if a != command.by}
    if chances.keys() != asked.keys():
        raise Refused("a forecast says how likely each move of each mover is")
    yield Event("forecast", command.by, {"chances": {a: _shares(chances[a], asked[a]) for a in asked}})


def _push(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    if state.phase != RUNNING:
        raise Refused("only a crisis that is under way can be pushed on")
    require_no_part(state)
    _this_turn(state, command)
    yield Event("pushed", FACILITATOR)


def _inject(walk: Walk, state: State, command: Command) -> Iterator[Event]:
    _facilitates(command)
    if state.phase not in (RUNNING, PAUSED):
        raise Refused("events can be brought about while a crisis is under way")
    require_no_part(state)
    if command.data["seen"] not in may_come(walk, state.position):
        raise Refused("the game has no such event where play stands")
    yield Event("injected", FACILITATOR, {"seen": command.data["seen"]})


_RULES: dict[str, Callable[[Walk, State, Command], Iterator[Event]]] = {
    "join": _join,
    "fill": _fill,
    "answer": _answer,
    "start": _start,
    "pause": _pause,
    "resume": _resume,
    "choose": _choose,
    "forecast": _forecast,
    "push": _push,
    "inject": _inject,
}


def require_no_part(state: State) -> None:
    """Raises ``Refused`` where whoever facilitates plays too: luck, the other side's move and seat are not theirs."""
    if state.setup.purpose == PAIR:
        raise Refused("whoever facilitates this session plays too, and may not do that: let a bot lead the seat")


def _facilitates(command: Command) -> None:
    if command.by != FACILITATOR:
        raise Refused("only the facilitator may do that")


def _in_play(state: State, command: Command) -> None:
    if state.phase == PAUSED:
        raise Refused("the facilitator has paused the crisis")
    if state.phase != RUNNING:
        raise Refused("the crisis is not under way")
    _this_turn(state, command)


def _this_turn(state: State, command: Command) -> None:
    if command.data["turn"] != state.turn:
        raise Refused("that turn is over; look at the page again")


def _percent(x: Any) -> bool:
    return isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x) and 0 <= x <= 100


def _shares(weights: Mapping[str, float], moves: list[str]) -> dict[str, float]:
    """Weights as probabilities."""
    if set(weights) != set(moves) or not all(map(_percent, weights.values())) or not sum(weights.values()) > 0:
        raise Refused("a forecast gives every open move a weight from 0 to 100, and one at least more than 0")
    total = math.fsum(weights.values())
    return {move: float(weights[move]) / total for move in moves}

"""What follows by itself in a session: bots choose, what was sealed is shown, chance and clocks have their say."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .draws import drawn, uniform, waited
from .position import Walk
from .records import CLOCK, CLOSES, OpenMove, Step
from .session import FILLED, State, played_by
from .setup import PERSON, Event


def by_itself(walk: Walk, state: State) -> Iterator[Event]:
    """Bots choose and what was sealed is shown; or chance has its say."""
    position, seed = state.position, state.setup.seed
    if not position.movers:
        yield from _chance(walk, state)
        return
    open_ = walk.moves(position, state.doctrines)
    chosen = dict(state.chosen)
    for actor in position.movers:
        if actor not in chosen:
            player = played_by(state, actor)
            player = FILLED if player == PERSON else player
            move = bot_move(open_[actor], state.types[actor], uniform(seed, "move", actor, state.turn))
            chosen[actor] = move
            yield Event("chose", data={"actor": actor, "move": move, "player": player})
    after = walk.after(position, chosen)
    k = drawn([each.probability for each in after], uniform(seed, "outcome", state.turn))
    step = Step(after[k].seen.name, tuple(chosen[actor] for actor in position.movers))
    yield Event("came", data={"step": step.as_dict(), "injected": False})


def bot_move(moves: tuple[OpenMove, ...], kind: str, u: float) -> str:
    """What a bot of a type does. All types' chances are worked out before, and looked at in full, whatever its own."""
    by_type = {each: [move.in_fact_by_type[each] for move in moves] for each in moves[0].in_fact_by_type}
    found = {each: drawn(chances, u) for each, chances in by_type.items()}
    return moves[found[kind]].name


def _chance(walk: Walk, state: State) -> Iterator[Event]:
    position, seed = state.position, state.setup.seed
    events = walk.events(position)
    if state.injected and state.injected not in {event.seen.name for event in events}:
        yield Event("lapsed", data={"seen": state.injected})
    names = [event.seen.name for event in events]
    injected = state.injected in names
    k = names.index(state.injected) if injected else drawn(
        [event.probability for event in events], uniform(seed, "event", state.turn)
    )  # fmt: skip
    wait = None
    if position.standing == CLOCK:
        rate = math.fsum(event.rate or 0.0 for event in events)
        wait = waited(rate, uniform(seed, "wait", state.turn))
        open_ = {after.seen.name for after in walk.after(position, wait=wait)}
        if injected and names[k] not in open_:
            wait = 0.0
        elif names[k] not in open_:
            yield Event("came", data={"step": Step(CLOSES, (), wait).as_dict(), "injected": False})
            return
    yield Event("came", data={"step": Step(names[k], (), wait).as_dict(), "injected": injected})

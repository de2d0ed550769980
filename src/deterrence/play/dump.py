"""Sessions as data: one row for each decision, nobody's name in it, for ``deterrence fit``.

Sessions and players are numbered in an order that a secret draw decides, times of day are left out, and sessions
that are not over are not there: their types are hidden still. A player is one seat of one
session; who comes back is not known.

Of sessions with one seed, which are those of a day's crisis, the first that was begun is there alone: types and chance
are one draw for all of them, and whoever plays a later one may have seen it before.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from .decisions import Decision, decisions
from .position import Walk
from .session import OVER, RULED, State

COLUMNS = (
    "session", "player", "play", "kind", "scenario", "sha256", "purpose", "turn", "day", "actor", "type", "precision",
    "state", "belief", "moves", "values", "chances", "chosen", "cost", "types", "prior", "conduct",
)  # fmt: skip
MISSING = "NA"


def rows(sessions: Iterable[tuple[Walk, State]]) -> Iterator[dict[str, Any]]:
    """Every decision of sessions that are over, with :data:`COLUMNS`. Sessions come in the order of their beginning.

    ``play`` numbers stretches of one actor in one session with one type; ``moves`` are names, ``values`` (in the
    actor's stake, of its own type; missing where it is bound) and ``chances`` (as solved at ``precision``) are in
    their order; ``conduct`` has the chances of every type in the order of ``types``, set apart by bars. Only moves that
    were open to the type are there. What a bot did that followed a doctrine in a person's place is left out: no type
    chose it.
    """
    over = [(walk, state) for walk, state in _first_of_each_seed(sessions) if state.phase == OVER]
    secrets.SystemRandom().shuffle(over)
    players: dict[tuple[int, str], int] = {}
    plays: dict[tuple[int, str, int], int] = {}
    for number, (walk, state) in enumerate(over, 1):
        precision = dict(zip(walk.actors, walk.assessment.game.numbers.precision, strict=True))
        for each in (d for d in decisions(walk, state) if d.player != RULED):
            player = players.setdefault((number, each.actor), len(players) + 1)
            play = plays.setdefault((number, each.actor, _changes(state, each)), len(plays) + 1)
            yield {
                "session": number,
                "player": player,
                "play": play,
                "kind": each.player,
                "scenario": state.setup.scenario,
                "sha256": state.setup.sha256,
                "purpose": state.setup.purpose,
                "precision": _number(float(precision[each.actor])),
                "prior": _numbers(walk.prior[each.actor].values()),
                **_row(each),
            }


def _first_of_each_seed(sessions: Iterable[tuple[Walk, State]]) -> Iterator[tuple[Walk, State]]:
    seen: set[str] = set()
    for walk, state in sessions:
        if state.setup.seed not in seen:
            seen.add(state.setup.seed)
            yield walk, state


def _changes(state: State, each: Decision) -> int:
    """How often the actor's type was redrawn before."""
    own = [step.types[each.actor] for step in state.passed[: each.turn + 1]]
    return sum(one != other for one, other in pairwise(own))


def _row(each: Decision) -> dict[str, Any]:
    belief = {kind: pair[0] for kind, pair in each.beliefs.items()}
    return {
        "turn": each.turn,
        "day": MISSING if each.before.day is None else _number(each.before.day),
        "actor": each.actor,
        "type": each.type,
        "state": each.before.state,
        "belief": _numbers(belief.values()),
        "moves": " ".join(move.name for move in each.open),
        "values": _numbers(each.values.values()) if each.strategic else MISSING,
        "chances": _numbers(move.chance_by_type[each.type] for move in each.open),
        "chosen": each.chosen.name,
        "cost": MISSING if each.cost is None else _number(each.cost),
        "types": " ".join(belief),
        "conduct": "|".join(_numbers(move.chance_by_type[kind] for move in each.open) for kind in belief),
    }


def as_csv(records: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def _numbers(values: Iterable[float]) -> str:
    return " ".join(_number(x) for x in values)


def _number(x: float) -> str:
    return repr(float(x))

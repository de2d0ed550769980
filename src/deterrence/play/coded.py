"""A coded crisis as a walk: its acts in turn, each by the likeliest way from where the one before it left play.

The scenario says which rung of the shared ladder is which of its own (:class:`..parameters.evidence.CodedCrises`); an
act is a move meant on that rung that is seen on it, after which play goes on. Between two acts nothing is done on any
rung: the clock brings somebody's opportunity, and others who must choose make no act. Days are those of the record.
Nothing is fitted; what has no place in the scenario is named, and why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import count

from ..coded_crises.playing import CEASEFIRE, DISPUTED
from ..coded_crises.record import CodedMove, History
from ..errors import ArgumentError, UnsupportedGame
from .position import Walk
from .records import CLOCK, After, Position

DEEPEST = 6
"""Steps from one act to the next, at most."""
MOST_TRIED = 60
"""Positions looked at on the way from one act to the next."""


@dataclass(frozen=True)
class LeftOut:
    """A coded act that the walk leaves out, and why: ``alike``, ``late`` or ``closed``."""

    move: CodedMove
    why: str


@dataclass(frozen=True)
class CodedWalk:
    """A coded crisis as a walk.

    Attributes:
        position: after its last act; its steps are the walk.
        acts: {number of a step: the coded act that it is}, counted from zero.
        left_out: acts that are not in it.
    """

    position: Position
    acts: dict[int, CodedMove]
    left_out: tuple[LeftOut, ...]


def coded_walk(walk: Walk, history: History, *, disputed: bool = True) -> CodedWalk:
    """Walk a coded crisis.

    Args:
        walk: of a scenario that names the history among its coded crises.
        history: the coded crisis.
        disputed: take acts that one side denies, or whose author is contested; without them the crisis is as
            the side that denies them describes it.

    Raises:
        UnsupportedGame: the scenario names no coded crises.
        ArgumentError: it names others.
    """
    coded = walk.crisis.brief.coded if walk.crisis else None
    if coded is None or walk.crisis is None:
        raise UnsupportedGame("this scenario names no coded crises: walk one that does, such as south-asia-2025")
    if history.name not in coded.crises:
        raise ArgumentError(f"'{history.name}' is not among the crises beside this scenario: {', '.join(coded.crises)}")
    parties = {there: here for here, there in coded.actors.items()}
    rungs = walk.crisis.structure.rungs
    at, opened = walk.start(), _day(history.moves[0].date)
    acts: dict[int, CodedMove] = {}
    left_out: list[LeftOut] = []
    last: tuple[str, str] | None = None
    for move in history.moves:
        if move.rung == CEASEFIRE and move.actor in parties:
            break
        if move.actor not in parties or move.rung not in coded.rungs:
            continue
        if move.attribution in DISPUTED and not disputed:
            continue
        act = (parties[move.actor], coded.rungs[move.rung])
        if act == last:
            left_out.append(LeftOut(move, "alike"))
            continue
        day = float((_day(move.date) - opened).days)
        if walk.days is not None and day >= walk.days:
            left_out.append(LeftOut(move, "late"))
            continue
        found = _likeliest(walk, at, act[0], rungs.index(act[1]), day)
        if found is None:
            left_out.append(LeftOut(move, "closed"))
            continue
        at, last = found, act
        acts[len(at.steps) - 1] = move
    return CodedWalk(at, acts, tuple(left_out))


def _day(text: str) -> date:
    """The first day of a date that may be a month or a year."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def _likeliest(walk: Walk, begin: Position, actor: str, rung: int, day: float) -> Position | None:
    """Where the likeliest way to an act leads; None where there is none so near."""
    order = count()
    waiting: list[tuple[float, int, Position, bool]] = [(0.0, next(order), begin, False)]
    for _ in range(MOST_TRIED):
        if not waiting:
            return None
        cost, _, at, done = heappop(waiting)
        if done:
            return at
        if at.ended or len(at.steps) - len(begin.steps) >= DEEPEST:
            continue
        wait = max(day - (at.day or 0.0), 0.0) if at.standing == CLOCK else None
        for found in walk.after(at, wait=wait):
            meant = _meant(walk, at, found)
            is_act = at.movers == (actor,) and rung in meant and found.seen.level == walk.words.rung(rung)
            if found.position.ended or (meant and not is_act):
                continue
            further = cost - math.log(found.probability)
            heappush(waiting, (further, next(order), found.position, is_act))
    return None


def _meant(walk: Walk, at: Position, found: After) -> set[int]:
    """The rungs that may have been meant by what was seen; none where no act was made."""
    s = walk.assessment.game.structure
    rung = {
        (s.actors[i], s.moves[m].label): s.moves[m].rung for i, own in enumerate(s.moves_at[at.index]) for m in own
    }
    made = {rung[pair] for way in found.seen.ways for pair in zip(at.movers, way.moves, strict=True)}
    return made - {-1}

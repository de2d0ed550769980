"""The acts of a coded crisis with the days on which they may have been made, and how long it was watched.

Day 0 begins with the first day of the coding's span. An act coded by its day is made within that day; of one coded by
its month or year nothing is known but that, and the order in which the coding lists the acts. Watching ends with the
day of the first ceasefire between the parties, with the last day of the span, or after as many days as are asked for,
whichever comes first: that nothing more was done until then is known as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from .acts import CodedAct
from .dates import bounds
from .playing import CEASEFIRE
from .record import History


@dataclass(frozen=True)
class DatedAct:
    """An act of a past crisis.

    Attributes:
        actor, rung: of the scenario.
        first, last: the days between which it was made: numbers with 0 the beginning of the first day.
    """

    actor: str
    rung: str
    first: float
    last: float


@dataclass(frozen=True)
class DatedCrisis:
    """The acts of a past crisis, in a scenario's terms, by day.

    Attributes:
        history, account: its name, and what is counted of it, in words.
        acts: in order, those that may have been made before watching ended.
        days: how long it was watched.
    """

    history: str
    account: str
    acts: tuple[DatedAct, ...]
    days: float


def dated(
    history: History, account: str, acts: Sequence[CodedAct], parties: Collection[str], most: float
) -> DatedCrisis:
    """A crisis by day.

    Args:
        history: the coding. account: what ``acts`` counts of it, in words.
        acts: from :func:`.acts.coded_acts`.
        parties: ids, in the coding, of those whose ceasefire ends it.
        most: days that are watched at most.
    """
    begin = _days(history.span.first)[0]
    ceasefire = next((n for n, m in enumerate(history.moves) if m.rung == CEASEFIRE and m.actor in parties), None)
    before = {m.id for m in history.moves[:ceasefire]}
    ends = [begin.toordinal() + most, float(_days(history.span.last)[1].toordinal() + 1)]
    if ceasefire is not None:
        ends.append(float(_days(history.moves[ceasefire].date)[1].toordinal() + 1))
    days = min(ends) - begin.toordinal()
    found: list[DatedAct] = []
    for act in acts:
        first, last = _days(act.move.date)
        dated_act = DatedAct(
            act.actor,
            act.rung,
            float(max((first - begin).days, 0)),
            float((last - begin).days + 1),
        )
        if act.move.id in before and dated_act.first < days:
            found.append(dated_act)
    return DatedCrisis(history.name, account, tuple(found), days)


def _days(text: str) -> tuple[date, date]:
    found = bounds(text)
    assert found is not None  # checked when the history was read
    return found

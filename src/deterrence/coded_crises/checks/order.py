"""Dates are dates and in order; answers follow what they answer; causes fit what came out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...files.diagnostics import Fault
from ...files.messages import shown
from ...files.positions import Path
from ..dates import bounds
from ..record import CHANCE, History


def dates(history: History) -> Iterator[Fault]:
    """Dates are dates; what ends does not end before it begins; moves stand in order and within the span."""
    places: list[tuple[Path, str]] = [(("span", "first"), history.span.first), (("span", "last"), history.span.last)]
    for i, move in enumerate(history.moves):
        places += [(("moves", i, "date"), move.date)]
        places += [(("moves", i, "until"), move.until)] if move.until is not None else []
    wrong = [(path, text) for path, text in places if bounds(text) is None]
    for path, text in wrong:
        yield Fault(path, f"{shown(text)} is no date", "write 1999-05-26, 1999-05 or '1999'")
    if not wrong:
        yield from _order(history)


def _order(history: History) -> Iterator[Fault]:
    first, last = _first(history.span.first), _last(history.span.last)
    if last < first:
        yield Fault(("span", "last"), "the span ends before it begins", "exchange 'first' and 'last'")
    latest: tuple[date, str] = (date.min, "")
    for i, move in enumerate(history.moves):
        begins = _first(move.date)
        if move.until is not None and _last(move.until) < begins:
            yield Fault(("moves", i, "until"), f"{shown(move.id)} ends before it begins", "exchange 'date' and 'until'")
        if _last(move.date) < latest[0]:
            what = f"{shown(move.id)} stands after {shown(latest[1])}, which came later"
            yield Fault(("moves", i, "date"), what, "put the moves in order of date")
        elif begins > latest[0]:
            latest = (begins, move.id)
        if _last(move.date) < first or begins > last or (move.until is not None and _first(move.until) > last):
            what = f"{shown(move.id)} lies outside the span, {history.span.first} to {history.span.last}"
            yield Fault(("moves", i, "date"), what, "mend the date, or widen 'span'")


def _first(text: str) -> date:
    found = bounds(text)
    assert found is not None  # checked before
    return found[0]


def _last(text: str) -> date:
    found = bounds(text)
    assert found is not None  # checked before
    return found[1]


def actors(history: History) -> Iterator[Fault]:
    """No actor is called chance."""
    for k, actor in enumerate(history.actors):
        if actor.id == CHANCE:
            yield Fault(("actors", k, "id"), "'chance' stands for what nobody chose", "give the actor another id")


def answers(history: History) -> Iterator[Fault]:
    """A move answers moves that stand before it."""
    place = {move.id: k for k, move in reversed(list(enumerate(history.moves)))}
    for i, move in enumerate(history.moves):
        for k, name in enumerate(move.in_response_to):
            if place.get(name, -1) >= i:
                what = f"{shown(move.id)} answers {shown(name)}, which does not come before it"
                yield Fault(("moves", i, "in_response_to", k), what, "name a move that stands above")


def causes(history: History) -> Iterator[Fault]:
    """What came out otherwise than meant says how; what answered in kind says what it answered."""
    for i, move in enumerate(history.moves):
        here: Path = ("moves", i)
        unwanted = move.cause in ("misperceived", "accident")
        if move.intended == move.rung:
            yield Fault((*here, "intended"), "'intended' is the rung itself", "leave it out, or name the rung meant")
        if move.intended is not None and not unwanted:
            what = f"{shown(move.id)} came out on another rung than was meant, and its cause is {shown(move.cause)}"
            yield Fault((*here, "intended"), what, "write 'cause: misperceived' or 'cause: accident', or leave it out")
        if move.cause == "matched" and not move.in_response_to:
            remedy = "add 'in_response_to', or write 'cause: chosen'"
            yield Fault((*here, "cause"), f"{shown(move.id)} is said to match, and not what", remedy)
        if move.actor == CHANCE and (not unwanted or move.intended is not None):
            what = f"{shown(move.id)} is a chance event, and its cause or intention is somebody's"
            yield Fault(here, what, "write 'cause: accident' without 'intended', or name the actor")

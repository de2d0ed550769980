"""The sense of a history: rules that need more than one section at a time, or more than the shape of a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any

from ..game.faults import Fault
from ..game.positions import Path
from ..game.wording import did_you_mean, listed, shown
from .dates import bounds
from .ladder import ladder
from .record import CHANCE, Account, History

_COORDINATES = re.compile(r"\d\s*°|\b\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")
_TOLL = re.compile(r"\b(kill|kills|killed|dead|deaths?|died|wounded|injured|casualties|toll)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?)\b", re.IGNORECASE
)


def unique_ids(history: History) -> Iterator[Fault]:
    """Ids are given once in their section."""
    sections: list[tuple[str, Sequence[Any]]] = [
        ("actors", history.actors),
        ("fronts", history.fronts),
        ("moves", history.moves),
    ]
    for section, items in sections:
        first: dict[str, int] = {}
        for k, item in enumerate(items):
            if item.id in first:
                what = f"{shown(item.id)} is the id of items {first[item.id] + 1} and {k + 1} of {section!r}"
                yield Fault((section, k, "id"), what, "change or remove one of them")
            first.setdefault(item.id, k)


def known_references(history: History) -> Iterator[Fault]:
    """Whatever names an actor, a front, a rung, a move or a source names one that exists."""
    known: dict[str, Collection[str]] = {
        "actor": [*(a.id for a in history.actors), CHANCE],
        "side": [a.id for a in history.actors],
        "front": [f.id for f in history.fronts],
        "rung": ladder().ids,
        "move": [m.id for m in history.moves],
        "source": list(history.sources),
    }
    for path, name, noun in _references(history):
        if name not in known[noun]:
            near = did_you_mean(name, known[noun])
            remedy = near or f"name one of {listed(known[noun])}" + ("" if noun == "rung" else ", or add it")
            yield Fault(path, f"there is no {'actor' if noun == 'side' else noun} {shown(name)}", remedy)


def _references(history: History) -> Iterator[tuple[Path, str, str]]:
    for i, move in enumerate(history.moves):
        here: Path = ("moves", i)
        yield (*here, "actor"), move.actor, "actor"
        yield (*here, "front"), move.front, "front"
        yield (*here, "rung"), move.rung, "rung"
        if move.intended is not None:
            yield (*here, "intended"), move.intended, "rung"
        for k, name in enumerate(move.in_response_to):
            yield (*here, "in_response_to", k), name, "move"
        yield from _evidence(here, move.accounts, move.sources)
    for i, loss in enumerate(history.losses):
        yield from _evidence(("losses", i), loss.accounts, loss.sources)


def _evidence(here: Path, accounts: Sequence[Account], sources: Sequence[str]) -> Iterator[tuple[Path, str, str]]:
    for k, account in enumerate(accounts):
        yield (*here, "accounts", k, "by"), account.by, "side"
    for k, name in enumerate(sources):
        yield (*here, "sources", k), name, "source"


def nothing_unused(history: History) -> Iterator[Fault]:
    """Actors, fronts and sources are used somewhere."""
    used: dict[str, set[str]] = {"actor": set(), "front": set(), "source": set()}
    for _, name, noun in _references(history):
        used.setdefault({"side": "actor"}.get(noun, noun), set()).add(name)
    declared = {"actor": [a.id for a in history.actors], "front": [f.id for f in history.fronts]}
    for noun, names in declared.items():
        for k, name in enumerate(names):
            if name not in used[noun]:
                yield _unused((f"{noun}s", k, "id"), noun, name)
    for name in history.sources:
        if name not in used["source"]:
            yield _unused(("sources", name), "source", name)


def _unused(path: Path, noun: str, name: str) -> Fault:
    return Fault(path, f"the {noun} {shown(name)} is declared but never used", "use it, or remove it", at="key")


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


def accounts(history: History) -> Iterator[Fault]:
    """Accounts come from two sides or more; a move that is denied or contested has them."""
    for i, move in enumerate(history.moves):
        sides = {account.by for account in move.accounts}
        if move.accounts and len(sides) < 2:
            what = f"{shown(move.id)} gives one side's account only"
            yield Fault(("moves", i, "accounts"), what, "add the other's, if only to say that none was seen")
        if not move.accounts and move.attribution in ("denied", "contested"):
            what = f"{shown(move.id)} is {move.attribution}, and gives no accounts"
            yield Fault(("moves", i, "attribution"), what, "add 'accounts' by different sides")


def sources(history: History) -> Iterator[Fault]:
    """What was opened says when and where; what was not says nothing of the kind."""
    for name, source in history.sources.items():
        here: Path = ("sources", name)
        if (source.read == "not opened") != (source.opened is None):
            what = f"the source {shown(name)} is read: {source.read}, which does not fit 'opened'"
            remedy = "give the date of reading in 'opened', or write 'read: not opened' and leave it out"
            yield Fault((*here, "read"), what, remedy)
        if source.opened is not None and bounds(source.opened) is None:
            yield Fault((*here, "opened"), f"{shown(source.opened)} is no date", "write 2026-11-22 or 2026-11")
        if source.read != "not opened" and source.address is None:
            what = f"the source {shown(name)} was opened, and has no address"
            yield Fault(here, what, "add 'address', or write 'read: not opened'", at="key")
        if source.kind == "recollection" and source.read != "not opened":
            what = f"the source {shown(name)} is a recollection, and was opened"
            yield Fault((*here, "kind"), what, "name its kind, or write 'read: not opened'")


def confidence(history: History) -> Iterator[Fault]:
    """High confidence needs an opened source that is no aggregator; what rests on nothing opened is low."""
    for i, move in enumerate(history.moves):
        found = [history.sources[name] for name in move.sources if name in history.sources]
        opened = [source for source in found if source.read != "not opened"]
        level, here = move.confidence.level, ("moves", i, "confidence", "level")
        if level == "high" and all(source.kind == "aggregator" for source in opened):
            what = f"{shown(move.id)} is held sure, and rests on no opened source but aggregators"
            yield Fault(here, what, "write 'level: medium', or add a better source")
        if level != "low" and found and not opened:
            what = f"{shown(move.id)} rests on no source that was opened"
            yield Fault(here, what, "write 'level: low'")


def contents(history: History) -> Iterator[Fault]:
    """No coordinates anywhere; losses stand under 'losses' only, and not in moves."""
    for path, text in _texts(history.model_dump(by_alias=True, exclude={"sources"}), ()):
        if _COORDINATES.search(text):
            yield Fault(path, "this text has coordinates", "remove them: a history names fronts only")
        if path[0] == "moves" and _TOLL.search(text) and _NUMBER.search(text):
            yield Fault(path, "this move counts losses", "put published totals under 'losses', by who states them")


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from _texts(item, (*path, key))
    elif isinstance(data, list | tuple):
        for k, item in enumerate(data):
            yield from _texts(item, (*path, k))


RULES: tuple[Callable[[History], Iterator[Fault]], ...] = (
    unique_ids,
    known_references,
    nothing_unused,
    dates,
    answers,
    causes,
    accounts,
    sources,
    confidence,
    contents,
)


def check(history: History) -> list[Fault]:
    """Every fault that the rules find, all together."""
    return [fault for rule in RULES for fault in rule(history)]

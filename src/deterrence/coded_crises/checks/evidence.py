"""Disputed moves give both sides' accounts; sources say what was read; nothing stands where it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...files.diagnostics import Fault
from ...files.messages import shown
from ...files.positions import Path
from ..dates import bounds
from ..record import History

_COORDINATES = re.compile(r"\d\s*°|\b\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")
_TOLL = re.compile(r"\b(kill|kills|killed|dead|deaths?|died|wounded|injured|casualties|toll)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?)\b", re.IGNORECASE
)


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

"""Names that may be exchanged: of two tasks that differ in names alone, one is done, and the other is read off it.

Where a file says of two actors the same, word for word and number for number, whatever follows for one follows for the
other. That is found out from what the file says, not from results: exchanging the names must leave every state, move,
formula, value, range, doctrine and event of it as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from ..scenario.crisis import Crisis

WORDS = frozenset({"format", "name", "title", "label", "summary", "text", "declares", "note", "says", "what", "why"})
BESIDE = frozenset({"facts", "sources", "source", "coded_crises", "base_rates"})
IN_ORDER = frozenset({"ladder", "rules", "do", "range"})
"""Lists whose order says something; that of others, such as turns or outcomes, is how they happen to be written."""

_marked: set[Callable[..., Any]] = set()


def by_names[T: Callable[..., Any]](task: T) -> T:
    """Marks a task whose arguments and result speak of actors, parameters and quantities by their names alone, the
    order of what an argument holds having no meaning."""
    _marked.add(task)
    return task


def speaks_by_names(task: Callable[..., Any]) -> bool:
    """Is it marked so?"""
    return task in _marked


@dataclass(frozen=True)
class Exchange:
    """Names, each of which may stand for the other.

    Attributes:
        names: both ways.
    """

    names: Mapping[str, str]

    @cached_property
    def _known(self) -> re.Pattern[str]:
        some = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
        return re.compile(f"(?<![A-Za-z])({some})(?![A-Za-z])")

    def of(self, thing: Any) -> Any:
        """The same with names exchanged, also where they are parts of an id.

        Raises:
            TypeError: there is something in it that may hold names, and of which it is not known how.
        """
        if isinstance(thing, str):
            return self._known.sub(lambda found: self.names[found.group()], thing)
        if thing is None or isinstance(thing, bool | int | float):
            return thing
        if isinstance(thing, Mapping):
            return {self.of(key): self.of(value) for key, value in thing.items()}
        if isinstance(thing, tuple | list):
            return type(thing)(self.of(part) for part in thing)
        if is_dataclass(thing) and not isinstance(thing, type):
            return type(thing)(**{f.name: self.of(getattr(thing, f.name)) for f in fields(thing) if f.init})
        raise TypeError(f"names cannot be exchanged in a {type(thing).__name__}")


def form(thing: Any) -> Any:
    """Something to know an argument by, whatever the order of what it holds."""
    if isinstance(thing, tuple):
        return tuple(sorted((form(part) for part in thing), key=repr))
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing).__name__, *(form(getattr(thing, f.name)) for f in fields(thing))
    return thing


def exchange_of(crisis: Crisis, values: Mapping[str, float]) -> Exchange | None:
    """Names of actors that may be exchanged in a crisis at some values; None where there are none."""
    said = crisis.record.model_dump(mode="json")
    said.update(added=[repr(lock) for lock in crisis.added], memory=dict(crisis.memory))
    names = {actor.id: actor.name for actor in crisis.brief.actors}
    plain = _written(said, Exchange({actor: actor for actor in names}))
    for pairs in _pairings(tuple(names)):
        ids = dict([*pairs, *((b, a) for a, b in pairs)])
        exchange = Exchange(ids)
        if any(values.get(exchange.of(name)) != value for name, value in values.items()):
            continue
        if _written(said, exchange) == plain:
            return Exchange({**ids, **{names[a]: names[b] for a, b in ids.items()}})
    return None


def _pairings(actors: Sequence[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every way to exchange one pair or more of some actors."""
    if len(actors) < 2:
        return
    first, rest = actors[0], actors[1:]
    for k, other in enumerate(rest):
        yield ((first, other),)
        yield from (((first, other), *more) for more in _pairings((*rest[:k], *rest[k + 1 :])))
    yield from _pairings(rest)


def _written(said: Any, exchange: Exchange) -> str:
    """What a file says, with names exchanged, in an order that depends on nothing but what it says."""
    return json.dumps(_ordered(exchange.of(_bare(said))), sort_keys=True)


def _bare(said: Any) -> Any:
    """Without what is there for readers."""
    if isinstance(said, dict):
        return {key: _bare(value) for key, value in said.items() if key not in WORDS | BESIDE}
    return [_bare(part) for part in said] if isinstance(said, list) else said


def _ordered(said: Any, keep: bool = False) -> Any:
    if isinstance(said, dict):
        ranked = {"values"} if said.get("ordered") else set()
        return {key: _ordered(value, key in IN_ORDER | ranked) for key, value in said.items()}
    if isinstance(said, list):
        parts = [_ordered(part) for part in said]
        return parts if keep else sorted(parts, key=lambda part: json.dumps(part, sort_keys=True))
    return _product(said) if isinstance(said, str) else said


def _product(formula: str) -> str:
    """A formula with its factors in order, if it is a product."""
    depth, factors = 0, [""]
    for sign in formula:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and sign in "+-/,<>=":
            return formula
        if depth == 0 and sign == "*":
            factors.append("")
        else:
            factors[-1] += sign
    return "*".join(sorted(factors)) if all(factors) else formula  # nothing stands between the stars of a power

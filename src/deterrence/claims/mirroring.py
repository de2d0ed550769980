"""The same claim made of the other side: its actors exchanged, where a scenario has the same part for both.

Two actors can be exchanged in a claim where every name in it that has the one's id in it has a counterpart with the
other's: ``row.bound`` and ``column.bound``, ``row_strikes`` and ``column_strikes``. Whose claim it is does not matter:
what somebody says of one side, and nobody of the other, is asked of the other here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from ..forecasting.keys import Key
from ..scenario.crisis import Crisis
from .reading import key_of, known_about
from .record import Claim, Claims, Parts, Quantity, Side

MARK = "--"
"""Between a claim's id and the actors exchanged, in the id of its mirror."""


def mirrored(claims: Claims, crisis: Crisis) -> tuple[Claims, Mapping[str, str]]:
    """The claims with those that are made of another actor in the same part and are not there, each after its own.

    Returns:
        The claims, and by id of a claim about an actor that has no mirror, why not.
    """
    known, authors = known_about(crisis)
    there = {_asked(c): c.id for c in claims.claims}
    out: list[Claim] = []
    alone: dict[str, str] = {}
    links = {c.id: c.mirrors for c in claims.claims}
    for claim in claims.claims:
        made, why = _mirrors(claim, crisis, known, authors)
        fresh = []
        for other in made:
            twin = there.get(_asked(other))
            if twin is None:
                fresh.append(other)
            elif links[claim.id] is None and twin != claim.id:
                links[claim.id] = twin
        out += [claim, *([] if claim.no_mirror or links[claim.id] else fresh)]
        if claim.no_mirror:
            alone[claim.id] = claim.no_mirror
        elif not made and why and not claim.mirrors:
            alone[claim.id] = why
    found = [c if c.id not in links else c.model_copy(update={"mirrors": links[c.id]}) for c in out]
    return claims.model_copy(update={"claims": tuple(found)}), alone


def partners(claims: Claims) -> dict[str, tuple[str, ...]]:
    """By claim, the same claim made of others."""
    found: dict[str, list[str]] = {c.id: [] for c in claims.claims}
    for c in claims.claims:
        if c.mirrors in found:
            found[c.id].append(c.mirrors)
            found[c.mirrors].append(c.id)
    return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def _asked(claim: Claim) -> tuple[object, ...]:
    """What is asked, regardless of who says it and in what words."""
    sides = (claim.contrast.a, claim.contrast.b)
    settings = tuple((tuple(sorted(x.set.items())), tuple(sorted(x.doctrine.items()))) for x in sides)
    allowed = (claim.within, claim.within_ratio, claim.at_least, claim.at_least_ratio)
    return settings, tuple(key_of(claim, x) for x in sides), claim.direction, allowed


def _mirrors(
    claim: Claim, crisis: Crisis, known: Collection[Key], authors: Mapping[Key, Collection[str]]
) -> tuple[list[Claim], str]:
    """The claim with actors exchanged, for every other that can be; and where none can, why not."""
    names = {a.id: a.name for a in crisis.brief.actors}
    words = list(_words(claim))
    named = [a for a in names if any(_has(word, a) for word in words)]
    found, why = [], "nothing that it sets or asks is one actor's by name" if not named else ""
    for one, other in combinations(names, 2):
        if not {one, other} & set(named):
            continue
        twin = _exchanged(claim, (one, other), (names[one], names[other]))
        if _asked(twin) == _asked(claim):
            continue
        missing = _missing(twin, crisis, known) or _same_act(claim, twin, (one, other), names, authors)
        if not missing:
            found.append(twin)
        elif not why:
            why = f"no other actor has the same part: {missing}"
    return found, why


def _words(claim: Claim) -> Iterator[str]:
    for side in (claim.contrast.a, claim.contrast.b):
        yield from side.set
        yield from (word for pair in side.doctrine.items() for word in pair)
        key = key_of(claim, side)
        yield from (key.actor, key.of, key.given)


def _pattern(id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(id)}(?![a-z0-9])")


def _has(word: str, id: str) -> bool:
    return bool(_pattern(id).search(word))


def _swap(word: str, pair: tuple[str, str], whole: bool = False) -> str:
    """A word, or with ``whole`` a text, with two names exchanged; names at the beginning of a sentence as well."""
    one, other = pair
    table = {one: other, other: one}
    if whole:
        table |= {_capital(one): _capital(other), _capital(other): _capital(one)}
    edge = r"(?<!\w)({})(?!\w)" if whole else r"(?<![a-z0-9])({})(?![a-z0-9])"
    some = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    return re.sub(edge.format(some), lambda found: table[found[1]], word)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _exchanged(claim: Claim, ids: tuple[str, str], names: tuple[str, str]) -> Claim:
    def part(text: str | None) -> str | None:
        return None if text is None else _swap(text, ids)

    def quantity[Q: (Quantity, Parts)](q: Q) -> Q:
        return q.model_copy(update={"actor": part(q.actor), "of": part(q.of), "given": part(q.given)})

    def side(x: Side) -> Side:
        new = {
            "set": {_swap(name, ids): value for name, value in x.set.items()},
            "doctrine": {_swap(actor, ids): _swap(name, ids) for actor, name in x.doctrine.items()},
            "quantity": quantity(x.quantity),
        }
        changed = any(getattr(x, name) != value for name, value in new.items())
        return x.model_copy(update={**new, "name": _said(x.name, names, changed)})

    contrast = claim.contrast.model_copy(update={"a": side(claim.contrast.a), "b": side(claim.contrast.b)})
    return claim.model_copy(
        update={
            "id": f"{claim.id}{MARK}{'-'.join(ids)}",
            "text": _said(claim.text, names, True),
            "scope": _swap(claim.scope, names, whole=True),
            "where": f"{claim.where}; the sides exchanged",
            "says": f"Not said there: the same sentence with {names[0]} and {names[1]} exchanged.",
            "contrast": contrast,
            "quantity": quantity(claim.quantity),
            "mirrors": claim.id,
            "against": (),
            "by_construction": claim.by_construction,
        }
    )


def _said(text: str, names: tuple[str, str], changed: bool) -> str:
    """A text with two names exchanged, or, where they do not stand in it as they are, with word of the exchange."""
    swapped = _swap(text, names, whole=True)
    return swapped if swapped != text or not changed else f"{text.rstrip('.')} ({names[0]} and {names[1]} exchanged)"


def _same_act(
    claim: Claim, twin: Claim, pair: tuple[str, str], names: Mapping[str, str], authors: Mapping[Key, Collection[str]]
) -> str:
    """That both claims are about one and the same act of one of the two; "" where they are not."""
    for side, other in zip(_sides(claim), _sides(twin), strict=True):
        key = key_of(claim, side)
        own = set(authors.get(key, ())) & set(pair)
        if key == key_of(twin, other) and len(own) == 1:
            return f"what it asks about is done by {names[own.pop()]} alone"
    return ""


def _sides(claim: Claim) -> tuple[Side, Side]:
    return claim.contrast.a, claim.contrast.b


def _missing(claim: Claim, crisis: Crisis, known: Collection[Key]) -> str:
    """The first name in a claim that the scenario does not have, in words; "" where it has all."""
    for side in (claim.contrast.a, claim.contrast.b):
        absent = [f"'{n}'" for n in side.set if n not in crisis.parameters or not _open(crisis, n, side.set[n])]
        odd = ((a, d) for a, d in side.doctrine.items() if d not in _own(crisis, a))
        absent += [f"'{d}' for {crisis.brief.actor(a).name}" for a, d in odd]
        key = key_of(claim, side)
        if absent:
            return f"there is no {absent[0]}"
        if key not in known:
            parts = [key.name, *filter(None, (key.actor, key.of, key.given))]
            return f"there is no '{' '.join(parts)}'"
    return ""


def _own(crisis: Crisis, actor: str) -> tuple[str, ...]:
    """Doctrines that an actor has, or that the scenario compares for it: others are written for somebody else."""
    brief = crisis.brief
    return (*(t.doctrine for t in brief.actor(actor).types if not t.strategic), *brief.comparisons.get(actor, ()))


def _open(crisis: Crisis, name: str, value: float) -> bool:
    return crisis.parameters[name].limits.admits(value)

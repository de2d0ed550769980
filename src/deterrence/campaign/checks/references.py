"""Ids are given once, every reference has its target, and nothing is declared in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ...files.diagnostics import Fault
from ...files.messages import did_you_mean, listed, shown
from ...files.positions import Path
from ..board import UNRESOLVED
from ..board import listed as several
from ..formula import FormulaError, names
from ..formulas import formulas
from ..record import REMAINDER, REST, Campaign, Outcome, When

RESERVED = (REST, REMAINDER, "own", UNRESOLVED)


def unique_ids(campaign: Campaign) -> Iterator[Fault]:
    """Ids are given once in their section; turns, lotteries and endings share one."""
    c = campaign
    nodes: list[tuple[Path, Any]] = [
        *((("turns", k), t) for k, t in enumerate(c.turns)),
        *((("lotteries", k), t) for k, t in enumerate(c.lotteries)),
        *((("endings", k), t) for k, t in enumerate(c.endings)),
    ]
    bearers: list[tuple[Path, Any]] = [
        *((("actors", k), t) for k, t in enumerate(c.actors)),
        *((("bystanders", k), t) for k, t in enumerate(c.bystanders)),
    ]
    told: list[tuple[Path, Any]] = [
        *((("events", k), t) for k, t in enumerate(c.events)),
        *((("sequences", k), t) for k, t in enumerate(c.sequences)),
        *((("precedents", k), t) for k, t in enumerate(c.precedents)),
    ]
    groups = [nodes, bearers, told]
    groups += [[((name, k), item) for k, item in enumerate(getattr(c, name))] for name in _SECTIONS]
    groups += [[(("turns", i, "moves", k), m) for k, m in enumerate(t.moves)] for i, t in enumerate(c.turns)]
    groups += [[(("actors", i, "types", k), m) for k, m in enumerate(a.types)] for i, a in enumerate(c.actors)]
    for group in groups:
        seen: set[str] = set()
        for path, item in group:
            if item.id in seen:
                yield Fault((*path, "id"), f"{shown(item.id)} is the id of two things here", "rename one of them")
            if item.id in RESERVED:
                yield Fault((*path, "id"), f"{shown(item.id)} is a word of the format", "choose another id")
            seen.add(item.id)
    for k, variable in enumerate(c.public):
        if len(set(variable.values)) < len(variable.values):
            yield Fault(("public", k, "values"), f"{shown(variable.id)} lists a value twice", "remove one")
        if variable.first not in variable.values:
            yield Fault(("public", k, "first"), f"{shown(variable.first)} is not among its values", "name one of them")


_SECTIONS = ("fronts", "ladder", "thresholds", "public", "lines", "doctrines")


def known_references(campaign: Campaign) -> Iterator[Fault]:
    """Whatever names something names one that exists."""
    c = campaign
    known: dict[str, Collection[Any]] = {
        "turn": [t.id for t in c.turns],
        "turn, lottery or ending": [x.id for x in (*c.turns, *c.lotteries, *c.endings)],
        "actor": [a.id for a in c.actors],
        "actor or bystander": [x.id for x in (*c.actors, *c.bystanders)],
        "rung": [r.id for r in c.ladder],
        "line": [x.id for x in c.lines],
        "front": [x.id for x in c.fronts],
        "doctrine": [d.id for d in c.doctrines],
        "move": sorted({m.id for t in c.turns for m in t.moves}),
        "tag": sorted({tag for t in c.turns for m in t.moves for tag in m.tags}),
        "event": [e.id for e in c.events],
        "event or ending": [x.id for x in (*c.events, *c.sequences, *c.endings)],
        "parameter": list(c.parameters),
        "source": [*c.sources, "judgement", "recollection"],
        "public variable": [v.id for v in c.public],
    }
    for path, name, noun in _references(c):
        if name not in known[noun]:
            remedy = did_you_mean(str(name), [str(k) for k in known[noun]]) or f"name one of {listed(known[noun])}"
            yield Fault(path, f"there is no {noun} {shown(name)}", remedy)
    values = {v.id: v.values for v in c.public}
    for path, when in _conditions(c):
        for name, wanted in when.items():
            for value in several(wanted):
                if name in values and value not in values[name]:
                    yield Fault(
                        (*path, name),
                        f"{shown(name)} is never {shown(value)}",
                        f"it is {listed([str(v) for v in values[name]])}",
                    )
    for path, outcome in _settings(c):
        for name, value in outcome.items():
            if name in values and value not in (*values[name], "+1", "-1"):
                yield Fault(
                    (*path, name),
                    f"{shown(name)} is never {shown(value)}",
                    f"it is {listed([str(v) for v in values[name]])}",
                )


def _conditions(c: Campaign) -> Iterator[tuple[Path, When]]:
    for i, turn in enumerate(c.turns):
        for k, move in enumerate(turn.moves):
            yield ("turns", i, "moves", k, "when"), move.when
    for i, doctrine in enumerate(c.doctrines):
        for k, rule in enumerate(doctrine.rules):
            yield ("doctrines", i, "rules", k, "when"), rule.when
    for i, event in enumerate(c.events):
        yield ("events", i, "when"), event.when
        yield ("events", i, "seen"), event.seen


def _all_outcomes(c: Campaign) -> Iterator[tuple[Path, Outcome]]:
    for i, turn in enumerate(c.turns):
        for k, move in enumerate(turn.moves):
            if move.to is not None:
                yield ("turns", i, "moves", k), Outcome(to=move.to, set=move.set)
            yield from ((("turns", i, "moves", k, "outcomes", n), o) for n, o in enumerate(move.outcomes))
    for i, lottery in enumerate(c.lotteries):
        yield from ((("lotteries", i, "outcomes", n), o) for n, o in enumerate(lottery.outcomes))


def _settings(c: Campaign) -> Iterator[tuple[Path, dict[str, Any]]]:
    yield from (((*path, "set"), outcome.set) for path, outcome in _all_outcomes(c))


def _references(c: Campaign) -> Iterator[tuple[Path, Any, str]]:
    yield ("window", "first"), c.window.first, "turn"
    yield from ((("window", "closing", who), who, "actor") for who in c.window.closing)
    for i, actor in enumerate(c.actors):
        for k, kind in enumerate(actor.types):
            if kind.doctrine is not None:
                yield ("actors", i, "types", k, "doctrine"), kind.doctrine, "doctrine"
    for i, threshold in enumerate(c.thresholds):
        yield ("thresholds", i, "below"), threshold.below, "rung"
    for i, turn in enumerate(c.turns):
        yield ("turns", i, "actor"), turn.actor, "actor"
        if turn.front is not None:
            yield ("turns", i, "front"), turn.front, "front"
        for k, move in enumerate(turn.moves):
            here: Path = ("turns", i, "moves", k)
            if move.rung is not None:
                yield (*here, "rung"), move.rung, "rung"
            yield from (
                ((*here, key, n), x, "line") for key in ("enforces", "leaves") for n, x in enumerate(getattr(move, key))
            )
            yield from (((*here, "pays", who), who, "actor") for who in move.pays)
            yield from (((*here, "loses", who), who, "actor or bystander") for who in move.loses)
    for path, outcome in _all_outcomes(c):
        yield (*path, "to"), outcome.to, "turn, lottery or ending"
        if outcome.rung is not None:
            yield (*path, "rung"), outcome.rung, "rung"
        yield from (((*path, "crosses", n), x, "line") for n, x in enumerate(outcome.crosses))
        yield from (((*path, "pays", who), who, "actor") for who in outcome.pays)
        yield from (((*path, "loses", who), who, "actor or bystander") for who in outcome.loses)
        yield from (((*path, "set", name), name, "public variable") for name in outcome.set)
    for path, when in _conditions(c):
        yield from (((*path, name), name, "public variable") for name in when)
    for i, lottery in enumerate(c.lotteries):
        yield from ((("lotteries", i, "renews", who), who, "actor") for who in lottery.renews)
    for i, ending in enumerate(c.endings):
        yield from ((("endings", i, "pays", who), who, "actor") for who in ending.pays)
    yield from _told(c)


def _told(c: Campaign) -> Iterator[tuple[Path, Any, str]]:
    for i, line in enumerate(c.lines):
        yield ("lines", i, "owner"), line.owner, "actor"
        yield ("lines", i, "rung"), line.rung, "rung"
        if line.front is not None:
            yield ("lines", i, "front"), line.front, "front"
    for i, doctrine in enumerate(c.doctrines):
        for k, rule in enumerate(doctrine.rules):
            here: Path = ("doctrines", i, "rules", k)
            yield from (((*here, "turn"), t, "turn") for t in (() if rule.turn is None else several(rule.turn)))
            yield from (((*here, "do", n), m, "move") for n, m in enumerate(rule.do))
    for i, comparison in enumerate(c.comparisons):
        yield ("comparisons", i, "actor"), comparison.actor, "actor"
        yield from ((("comparisons", i, "doctrines", n), d, "doctrine") for n, d in enumerate(comparison.doctrines))
    for i, event in enumerate(c.events):
        for key, noun in (("turns", "turn"), ("moves", "move"), ("tags", "tag")):
            yield from ((("events", i, key, n), x, noun) for n, x in enumerate(getattr(event, key)))
    for i, sequence in enumerate(c.sequences):
        yield ("sequences", i, "after"), sequence.after, "event"
        yield ("sequences", i, "event"), sequence.event, "event"
    for i, precedent in enumerate(c.precedents):
        yield ("precedents", i, "after"), precedent.after, "event"
        yield ("precedents", i, "challenge"), precedent.challenge, "event"
        if precedent.challenger is not None:
            yield ("precedents", i, "challenger"), precedent.challenger, "actor"
    for i, mechanism in enumerate(c.mechanisms):
        yield from ((("mechanisms", i, "levers", n), x, "parameter") for n, x in enumerate(mechanism.levers))
        yield from ((("mechanisms", i, "shows", n), x, "event or ending") for n, x in enumerate(mechanism.shows))
    for name, parameter in c.parameters.items():
        yield ("parameters", name, "source"), parameter.source, "source"
    for i, fact in enumerate(c.facts):
        yield from ((("facts", i, "sources", n), x, "source") for n, x in enumerate(fact.sources))


def nothing_unused(campaign: Campaign) -> Iterator[Fault]:
    """Parameters, public variables, lines, doctrines, lotteries and sources are used somewhere."""
    c = campaign
    read: set[str] = set()
    for placed in formulas(c):
        try:
            read |= names(placed.formula)
        except FormulaError:
            return
    used: dict[str, set[str]] = {}
    for _, name, noun in _references(c):
        used.setdefault(noun, set()).add(name)
    used["source"] = used.get("source", set()) | {p.source for p in c.parameters.values()}
    for name in c.parameters:
        if name not in read:
            yield _unused(("parameters", name), "parameter", name)
    for name in c.sources:
        if name not in used["source"]:
            yield _unused(("sources", name), "source", name)
    sections: list[tuple[str, Sequence[Any], str]] = [
        ("lines", c.lines, "line"),
        ("doctrines", c.doctrines, "doctrine"),
    ]
    for section, items, noun in sections:
        for k, item in enumerate(items):
            if item.id not in used.get(noun, set()):
                yield _unused((section, k, "id"), noun, item.id)


def _unused(path: Path, noun: str, name: str) -> Fault:
    return Fault(path, f"the {noun} {shown(name)} is declared but never used", "use it, or remove it", at="key")

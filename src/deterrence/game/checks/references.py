"""Every id is given once, every reference has its target, and nothing is declared in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ...files.diagnostics import Fault
from ...files.messages import did_you_mean, listed, shown
from ...files.positions import Path
from ...files.yaml_scalars import is_number
from ..scenario import Rule, Scenario
from ..sites import sites, walk

JUDGEMENT = "judgement"  # the one source that needs no entry


def unique_ids(scenario: Scenario) -> Iterator[Fault]:
    """Ids are given once in their section (types: once in their actor), comparisons once for an actor."""
    sections: list[tuple[Path, Sequence[Any], str]] = [
        (("actors",), scenario.actors, "id"),
        (("ladder",), scenario.ladder, "id"),
        (("thresholds",), scenario.thresholds, "id"),
        (("moves",), scenario.moves, "id"),
        (("doctrines",), scenario.doctrines, "id"),
        (("red_lines",), scenario.red_lines, "id"),
        (("facts",), scenario.facts, "id"),
        (("options",), scenario.options, "id"),
        (("postures",), scenario.postures, "id"),
        (("comparisons",), scenario.comparisons, "actor"),
    ]
    sections += [(("actors", i, "types"), actor.types, "id") for i, actor in enumerate(scenario.actors)]
    for path, items, key in sections:
        first: dict[str, int] = {}
        for k, item in enumerate(items):
            name = getattr(item, key)
            if name in first:
                what = f"{shown(name)} is the {key} of items {first[name] + 1} and {k + 1} of {path[-1]!r}"
                yield Fault((*path, k, key), what, "change or remove one of them")
            first.setdefault(name, k)


def known_references(scenario: Scenario) -> Iterator[Fault]:
    """Whatever names an actor, a rung, a move, a doctrine, a parameter or a source names one that exists."""
    known: dict[str, Collection[str]] = {
        "actor": [a.id for a in scenario.actors],
        "rung": [r.id for r in scenario.ladder],
        "move": [m.id for m in scenario.moves],
        "doctrine": [d.id for d in scenario.doctrines],
        "source": [*scenario.sources, JUDGEMENT],
    }
    for path, name, noun in _references(scenario):
        if name is not None and name not in known[noun]:
            remedy = did_you_mean(name, known[noun]) or f"name one of {listed(known[noun])}, or add it"
            yield Fault(path, f"there is no {noun} {shown(name)}", remedy)
    for site in sites(scenario):
        if isinstance(site.number, str) and site.number not in scenario.parameters:
            yield _unknown_parameter(site.path, site.number, scenario)


def _unknown_parameter(path: Path, name: str, scenario: Scenario) -> Fault:
    if is_number(name):
        what = f"the quoted number {shown(name)} is no parameter"
        return Fault(path, what, f"write {{value: {name}, unit: …, source: …}}")
    remedy = did_you_mean(name, scenario.parameters) or "add it under 'parameters', or write the number here"
    return Fault(path, f"there is no parameter {shown(name)}", remedy)


def _references(scenario: Scenario) -> Iterator[tuple[Path, str | None, str]]:
    """Every reference but those to parameters: (path, name, what it names)."""
    yield ("window", "first"), scenario.window.first, "actor"
    yield ("window", "challenge"), scenario.window.challenge, "rung"
    for i, actor in enumerate(scenario.actors):
        for k, kind in enumerate(actor.types):
            yield ("actors", i, "types", k, "doctrine"), kind.doctrine, "doctrine"
    for i, threshold in enumerate(scenario.thresholds):
        yield ("thresholds", i, "below"), threshold.below, "rung"
    for i, move in enumerate(scenario.moves):
        yield ("moves", i, "lowest"), move.lowest, "rung"
        yield ("moves", i, "highest"), move.highest, "rung"
    for i, doctrine in enumerate(scenario.doctrines):
        for k, rule in enumerate(doctrine.rules):
            yield from _rule_references(("doctrines", i, "rules", k), rule)
    for i, line in enumerate(scenario.red_lines):
        yield ("red_lines", i, "owner"), line.owner, "actor"
        yield ("red_lines", i, "rung"), line.rung, "rung"
    if scenario.mediator is not None:
        yield ("mediator", "presses_from"), scenario.mediator.presses_from, "rung"
    for i, comparison in enumerate(scenario.comparisons):
        yield ("comparisons", i, "actor"), comparison.actor, "actor"
        for k, name in enumerate(comparison.doctrines):
            yield ("comparisons", i, "doctrines", k), name, "doctrine"
    for _, parameter, path in walk(scenario):
        yield (*path, "source"), parameter.source, "source"
    for i, posture in enumerate(scenario.postures):
        yield ("postures", i, "source"), posture.source, "source"
    for i, rates in enumerate(scenario.base_rates):
        yield ("base_rates", i, "source"), rates.source, "source"
    for i, fact in enumerate(scenario.facts):
        for k, name in enumerate(fact.sources):
            yield ("facts", i, "sources", k), name, "source"
    for i, option in enumerate(scenario.options):
        yield ("options", i, "source"), option.source, "source"


def _rule_references(path: Path, rule: Rule) -> Iterator[tuple[Path, str | None, str]]:
    yield (*path, "when", "lowest"), rule.when.lowest, "rung"
    yield (*path, "when", "highest"), rule.when.highest, "rung"
    for k, name in enumerate(rule.do):
        yield (*path, "do", k), name, "move"


def nothing_unused(scenario: Scenario) -> Iterator[Fault]:
    """Shared parameters, sources and doctrines are used somewhere."""
    used: dict[str, set[str]] = {"parameter": {site.parameter for site in sites(scenario)}}
    for _, name, noun in _references(scenario):
        used.setdefault(noun, set()).add(name or "")
    for name in scenario.parameters:
        if name not in used["parameter"]:
            yield _unused(("parameters", name), "parameter", name)
    for name in scenario.sources:
        if name not in used["source"]:
            yield _unused(("sources", name), "source", name)
    for i, doctrine in enumerate(scenario.doctrines):
        if doctrine.id not in used.get("doctrine", ()):
            yield _unused(("doctrines", i), "doctrine", doctrine.id)


def _unused(path: Path, noun: str, name: str) -> Fault:
    remedy = {
        "parameter": "refer to it where a number stands, or remove it",
        "source": "give it as the source of a number or a fact, or remove it",
        "doctrine": "let a type or a comparison carry it out, or remove it",
    }[noun]
    return Fault(path, f"the {noun} {shown(name)} is declared but never used", remedy, at="key")

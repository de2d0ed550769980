"""Actors, their acts and types, and the tables that have an entry for each actor or rung."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ....files.diagnostics import Fault
from ....files.messages import did_you_mean, listed, shown
from ....files.positions import Path
from ..parameter_sites import REMAINDER
from ..record import Actor, ActorType, Scenario
from .ladder import acted_on


def acts(scenario: Scenario) -> Iterator[Fault]:
    """Each actor has an entry for every rung of acts, and for no other."""
    rungs = acted_on(scenario)
    for i, actor in enumerate(scenario.actors):
        yield from covers(("actors", i, "acts"), actor.acts, rungs, "a rung of acts")


def tables(scenario: Scenario) -> Iterator[Fault]:
    """Off-ramp, third parties and mediator speak of both actors; the mediator arrives at rungs of acts."""
    actors = [actor.id for actor in scenario.actors]
    if scenario.off_ramp is not None:
        for key in ("value", "inducement", "face_cost", "offer_cost"):
            yield from covers(("off_ramp", key), getattr(scenario.off_ramp, key), actors, "an actor")
    if scenario.third_parties is not None:
        for key in ("isolation", "outcry", "support"):
            yield from covers(("third_parties", key), getattr(scenario.third_parties, key), actors, "an actor")
    if scenario.mediator is not None:
        yield from covers(("mediator", "pressure"), scenario.mediator.pressure, actors, "an actor")
        yield from strays(("mediator", "arrival"), scenario.mediator.arrival, acted_on(scenario), "a rung of acts")


def covers(path: Path, table: Mapping[str, Any], wanted: Collection[str], noun: str) -> Iterator[Fault]:
    """A table has an entry for everything wanted, and for nothing else."""
    missing = [name for name in wanted if name not in table]
    if missing:
        yield Fault(path, f"{path[-1]!r} has no entry for {listed(missing)}", "add what is missing", at="key")
    yield from strays(path, table, wanted, noun)


def strays(path: Path, table: Mapping[str, Any], wanted: Collection[str], noun: str) -> Iterator[Fault]:
    """A table has entries for nothing but what is wanted."""
    for name in table:
        if name not in wanted:
            remedy = did_you_mean(name, wanted) or f"name one of {listed(wanted)}, or remove it"
            yield Fault((*path, name), f"{shown(name)} is not {noun}", remedy, at="key")


def types(scenario: Scenario) -> Iterator[Fault]:
    """A commitment carries out a doctrine, a strategic type has payoffs, and every actor has one of those."""
    for i, actor in enumerate(scenario.actors):
        path = ("actors", i, "types")
        for k, kind in enumerate(actor.types):
            yield from _type((*path, k), kind)
        if all(kind.kind != "strategic" for kind in actor.types):
            what = f"{shown(actor.id)} has no strategic type"
            yield Fault(path, what, "add a type with 'kind: strategic'", at="key")
        yield from _remainders(path, actor)


def _type(path: Path, kind: ActorType) -> Iterator[Fault]:
    if kind.kind == "commitment" and kind.doctrine is None:
        yield Fault(path, f"the commitment {shown(kind.id)} has no doctrine", "add 'doctrine: …' with its id")
    foreign = ("doctrine", "tremble") if kind.kind == "strategic" else ("resolve",)
    for key in foreign:
        if getattr(kind, key) is not None:
            what = f"{shown(kind.id)} is a {kind.kind} type, which has no {key}"
            yield Fault((*path, key), what, f"remove '{key}', or change the kind", at="key")


def _remainders(path: Path, actor: Actor) -> Iterator[Fault]:
    rest = [k for k, kind in enumerate(actor.types) if kind.prior == REMAINDER]
    for k in rest[1:]:
        yield Fault((*path, k, "prior"), "a second type takes the remainder", "state the prior of one of them")


def comparisons(scenario: Scenario) -> Iterator[Fault]:
    """A comparison is about an actor with a commitment, which could carry out other doctrines."""
    committed = {a.id for a in scenario.actors if any(kind.kind == "commitment" for kind in a.types)}
    known = {actor.id for actor in scenario.actors}
    for i, comparison in enumerate(scenario.comparisons):
        if comparison.actor in known - committed:
            what = f"{shown(comparison.actor)} has no commitment that could carry out a doctrine"
            yield Fault(("comparisons", i, "actor"), what, "give it a type with 'kind: commitment'")
        for k, name in enumerate(comparison.doctrines):
            if name in comparison.doctrines[:k]:
                path: Path = ("comparisons", i, "doctrines", k)
                yield Fault(path, f"{shown(name)} is listed twice", "remove one of them")

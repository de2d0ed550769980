"""Dynamic games as a kind of file: what must hold beyond their shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...files.diagnostics import Fault
from ...files.messages import did_you_mean, listed, shown
from ...files.positions import Path as Where
from ...files.reader import FileKind
from ..extensive import ALL
from ..formulas import PayoffFormula, WrongFormula
from .conditions import worked_out
from .record import SCHEMA, DynamicSpecification
from .words import RESERVED, STATE, Words

CERTAIN = 1e-9  # how far chances may be from summing to one
MOST = 20_000_000  # chances in a transition, and payoffs of one game


def names(spec: DynamicSpecification) -> Iterator[Fault]:
    """Actors, states and actions have names of their own that conditions can distinguish."""
    for k, actor in enumerate(spec.actors):
        if actor in spec.actors[:k]:
            yield Fault(("actors", k), f"two actors are called {shown(actor)}", "rename one")
        if not actor.isidentifier() or actor in (*RESERVED, ALL):
            what = f"{shown(actor)} cannot be an actor's name, which formulas use"
            yield Fault(("actors", k), what, f"write letters, digits and _; none of {listed([*RESERVED, ALL])}")
    for where in ("states", "actions"):
        listed_names = getattr(spec, where)
        if where == "actions" and len(listed_names) < 2 and not _by_actor(spec):
            yield Fault((where,), "one action is no choice", "name two at least")
        for k, name in enumerate(listed_names):
            at: Where = (where, name if isinstance(listed_names, dict) else k)
            if isinstance(listed_names, tuple) and name in listed_names[:k]:
                yield Fault(at, f"two {where} are called {shown(name)}", "rename one")
            if name in RESERVED or (name in spec.actors and not _by_actor(spec)):
                yield Fault(at, f"{shown(name)} stands for something else in conditions", "give it another name")
        if isinstance(listed_names, dict) and not (where == "actions" and _by_actor(spec)):
            numbers = list(listed_names.values())
            if len(set(numbers)) < len(numbers):
                yield Fault((where,), f"two {where} have one number", "give each a number of its own")
    if bool(spec.states) == (spec.grid is not None):
        yield Fault(("states",), "this should say in one way what states there are", "write 'states' or 'grid'")
    if isinstance(spec.actions, dict) and _by_actor(spec):
        if set(spec.actions) != set(spec.actors):
            yield Fault(("actions",), "these are not the actions of all", f"write those of {listed(spec.actors)}")
        for actor, theirs in spec.actions.items():
            if not isinstance(theirs, tuple) or not theirs or len(set(theirs)) < len(theirs):
                yield Fault(("actions", actor), "these are not the names of actions", "list them, each once")


def _by_actor(spec: DynamicSpecification) -> bool:
    return isinstance(spec.actions, dict) and any(isinstance(v, tuple) for v in spec.actions.values())


def people(spec: DynamicSpecification) -> Iterator[Fault]:
    """Who is named is an actor, and every actor's actions are seen."""
    mentioned: list[tuple[Where, str]] = [
        (("payoffs", term, "actors", k), actor)
        for term, part in spec.payoffs.items()
        for k, actor in enumerate(part.actors)
    ]
    mentioned += [(("covariates", name, actor), actor) for name, by in spec.covariates.items() for actor in by]
    mentioned += [(("observed", "actions", actor), actor) for actor in spec.observed.actions]
    for where, actor in mentioned:
        if actor not in spec.actors:
            remedy = did_you_mean(actor, spec.actors) or f"the actors are {listed(spec.actors)}"
            yield Fault(where, f"there is no actor {shown(actor)}", remedy, "key")
    for actor in spec.actors:
        if actor not in spec.observed.actions:
            what = f"no column says what {shown(actor)} does"
            yield Fault(("observed", "actions"), what, "name one; all actors' actions must be seen")
        for name, by in spec.covariates.items():
            if actor not in by:
                yield Fault(("covariates", name), f"{shown(name)} has no column for {shown(actor)}", "name one")
    for name in spec.covariates:
        if name in (*RESERVED, *spec.actors):
            yield Fault(("covariates", name), f"{shown(name)} stands for something else", "give it another name", "key")
    for term in spec.payoffs:
        if ":" in term:
            yield Fault(("payoffs", term), f"{shown(term)} has a colon", "write it without ':'", "key")


def ways(spec: DynamicSpecification) -> Iterator[Fault]:
    """Where states lead is said in one way, and rows sum to one."""
    moves = spec.transition
    if sum((moves.next is not None, bool(moves.table), moves.normal is not None)) != 1:
        what = "this should say in one way where states lead"
        yield Fault(("transition",), what, "write 'next', 'table' or 'normal'")
    if moves.normal is not None and spec.grid is None:
        what = "'normal' is about states on a grid"
        yield Fault(("transition", "normal"), what, "write 'grid: {start: …, step: …, number: …}'")
    for k, row in enumerate(moves.table):
        odds = list(row.to.values())
        if min(odds) < 0 or abs(sum(odds) - 1) > CERTAIN:
            what = f"the chances of this row sum to {sum(odds):g}" if min(odds) >= 0 else "a chance is below 0"
            yield Fault(("transition", "table", k, "to"), what, "write chances that sum to 1")
        known = tuple(spec.states)
        for name in row.to:
            if name not in known:
                remedy = did_you_mean(name, known) or f"the states are {listed(known)}"
                yield Fault(("transition", "table", k, "to", name), f"there is no state {shown(name)}", remedy, "key")


def size(spec: DynamicSpecification) -> Iterator[Fault]:
    """What has to be kept in memory fits."""
    words = Words(spec)
    states, many = len(words.state_numbers), len(words.profile_numbers)
    if states * many * max(states, len(spec.actors)) > MOST:
        what = f"{states} states and {many} profiles of actions are too many"
        yield Fault(("states",), what, f"states × profiles × states may be {MOST:,} at most")


def expressions(spec: DynamicSpecification) -> Iterator[Fault]:
    """Every formula and every condition can be read, and names what there is."""
    words = Words(spec)
    for term, part in spec.payoffs.items():
        try:
            if PayoffFormula(str(part.formula)).empty:
                yield Fault(("payoffs", term, "formula"), "this says nothing", "leave the part out, or write '1'")
        except WrongFormula as error:
            yield Fault(("payoffs", term, "formula"), error.what, error.remedy)
        if part.when is not None:
            yield from _condition(part.when, words.private(0), ("payoffs", term, "when"))
    if spec.transition.next is not None:
        yield from _condition(spec.transition.next, words.public(), ("transition", "next"))
    for k, row in enumerate(spec.transition.table):
        if row.when is not None:
            yield from _condition(row.when, words.public(), ("transition", "table", k, "when"))
    if spec.transition.normal is not None:
        where: Where = ("transition", "normal", "mean")
        try:
            formula = PayoffFormula(spec.transition.normal.mean)
            strange = [name for name in formula.variables if name not in (STATE, *spec.actors)]
            if strange:
                what = f"{shown(strange[0])} is neither 'state' nor an actor"
                yield Fault(where, what, f"use 'state' and {listed(spec.actors)}")
        except WrongFormula as error:
            yield Fault(where, error.what, error.remedy)
    known = {name for theirs in words.actions for name in theirs}
    for action, text in spec.unavailable.items():
        if action not in known:
            remedy = did_you_mean(action, known) or f"the actions are {listed(sorted(known))}"
            yield Fault(("unavailable", action), f"there is no action {shown(action)}", remedy, "key")
        yield from _condition(text, words.of_states(0), ("unavailable", action))


def _condition(text: str, names: dict[str, object], where: Where) -> Iterator[Fault]:
    try:
        value = worked_out(text, names)
        if not np.isfinite(value.astype(float)).all():
            yield Fault(where, f"{shown(text)} is not finite", "use smaller numbers")
    except WrongFormula as error:
        yield Fault(where, error.what, error.remedy)


DYNAMIC = FileKind(
    "dynamic game", SCHEMA, DynamicSpecification, rules=(names, people, ways), last=(size, expressions)
)

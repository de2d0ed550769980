"""Numbers of an ensemble, boxes and claims in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..claims.across import AcrossWorlds
from ..parameters.table import ParameterTable
from ..scenario.crisis import Crisis
from ..stress.across.boxes import Bound, Box
from ..stress.ensemble.reader import ANY_CHALLENGE
from .context import counted, joined, quoted
from .numbers import MINUS, interval, percent
from .sections.losses import SORTS

PROBABLE = ("challenge", "event", "ending")
"""Kinds of columns that are probabilities."""
SMALL = 0.001
"""A probability below which percentages have no digits left."""


def called(crisis: Crisis, column: str) -> str:
    """A column in words."""
    brief = crisis.brief
    kind, _, of = column.partition(":")
    actors = {a.id: a.name for a in brief.actors}
    if column == ANY_CHALLENGE:
        return "anybody's challenge is seen"
    if kind == "challenge":
        return f"{actors.get(of, of)} challenges first"
    if kind == "event":
        return next((e.name for e in brief.events if e.id == of), of)
    if kind == "ending":
        return next((e.name for e in brief.endings if e.id == of), of)
    if kind == "value":
        return f"payoff of {actors.get(of, of)}"
    if kind == "loss":
        who, _, what = of.partition(":")
        return f"{SORTS.get(what, what).lower()}, {brief.bearers.get(who, who)}"
    if kind == "duration":
        return f"length in {of}"
    return column


def chance_of(crisis: Crisis, column: str) -> str:
    """A column as what is more or less: the chance of something, or a number by its name."""
    name = quoted(called(crisis, column))
    return f"the chance of {name}" if column.split(":")[0] in PROBABLE else name


def figure(column: str, x: float) -> str:
    """A number of a column: probabilities as percentages."""
    return percent(min(max(x, 0.0), 1.0)) if column.split(":")[0] in PROBABLE else two_digits(x)


def level(column: str, x: float) -> str:
    """A level that a number of a column is above or below; a small one has digits: "above below 0.1%" says nothing."""
    small = column.split(":")[0] in PROBABLE and 0.0 < x < SMALL
    return f"{two_digits(100 * x)}%" if small else figure(column, x)


def two_digits(x: float) -> str:
    """A number of a model of judgements: its first two digits."""
    return f"{float(f'{x:.2g}'):g}".replace("-", MINUS)


def labelled(table: ParameterTable, name: str) -> str:
    """A parameter by its label, with its name."""
    return f"{table[name].label} ({name})" if table[name].label != name else name


def asked(table: ParameterTable, bounds: tuple[Bound, ...]) -> str:
    """What a box asks, as a clause."""
    return joined([_bound(table, bound) for bound in bounds])


def _bound(table: ParameterTable, bound: Bound) -> str:
    low, high = table[bound.name].range or (-math.inf, math.inf)
    name = labelled(table, bound.name)
    if bound.low <= low:
        return f"{name} is at most {bound.high:.3g}"
    if bound.high >= high:
        return f"{name} is at least {bound.low:.3g}"
    return f"{name} is within {bound.low:.3g} to {bound.high:.3g}"


def box_sentence(crisis: Crisis, what: str, box: Box) -> str:
    """Where something happens, with coverage, density and how stable that is."""
    if not box.bounds:
        return f"In {box.hits} of {counted(box.n, 'world')} {what}; no part of the ranges predicts which they are."
    steady = joined([f"{b.name} in {b.found:.0%}" for b in box.bounds])
    return (
        f"Where {what} ({box.hits} of {counted(box.n, 'world')}): {asked(crisis.parameters, box.bounds)}. There it is "
        f"so in {box.caught} of {box.inside} worlds (density {box.density:.0%}), {box.coverage:.0%} of all such worlds "
        f"(coverage). Drawn again, the same bounds are found: {steady}; in worlds left out density is "
        f"{box.kept_density:.0%}."
    )


def claim_sentence(crisis: Crisis, found: AcrossWorlds) -> str:
    """What a reader can quote of a claim."""
    said = quoted(found.claim.text.rstrip("."))
    if found.interval is None or found.share is None:
        return f"{said}: in no world could both sides be computed."
    unclear = f", undecided in {found.undecided}: within the error of the grid" if found.undecided else ""
    words = (
        f"{said} holds in {found.holds} of {counted(found.n, 'plausible world')} ({found.share:.0%}; 95%: "
        f"{interval(*found.interval)}{unclear})."
    )
    if found.box is not None and found.box.bounds:
        words += (
            f" It fails mostly where {asked(crisis.parameters, found.box.bounds)}: in {found.box.density:.0%} of the "
            f"worlds there, which are {found.box.coverage:.0%} of those where it fails."
        )
    words += decided_by(crisis.parameters, {x: i.value for x, i in found.decided.items()})
    if found.mark.by_construction:
        words += f" It is settled by how it is built, and supports nothing: {found.mark.by_construction}."
    return words


def decided_by(table: ParameterTable, shares: Mapping[str, float]) -> str:
    """The parameter that decides a claim most, as a sentence; "" for none."""
    if not shares:
        return ""
    name, share = next(iter(shares.items()))
    return f" What decides it most is {labelled(table, name)}: {share:.0%} of the variance of its margin."

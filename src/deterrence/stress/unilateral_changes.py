"""What an actor could choose instead, solved again: the doctrine of its commitment, its inducements, its posture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..forecasting.intervention import Consequences, restraint_and_response
from ..forecasting.keys import Values
from ..forecasting.push import Pusher
from ..forecasting.terms import Terms, terms
from ..games.brief import Alternative
from ..scenario.crisis import Crisis
from .exchange import by_names
from .frontier import DOCTRINE, INDUCEMENT, STATED, Choice, choice, frontier, worst_of
from .off_ramps import OffRampPrice, off_ramp_price
from .resolve import READ, Change, Resolver

PRICE_STEPS = 4


@dataclass(frozen=True)
class DoctrineCase:
    """What an actor's answers lead to under one doctrine that its commitment could carry out.

    Attributes:
        actor, doctrine: whose commitment carries out what.
        baseline: True for the doctrine the scenario itself states.
        values: headline quantities, solved again on the small grid.
        consequences: of restraint and of response, for this actor, on the same grid; empty where no line of the
            actor's is ever recognisably crossed.
        beside: other numbers of the same solution, read for those that ask for them later.
    """

    actor: str
    doctrine: str
    baseline: bool
    values: Values
    consequences: tuple[Consequences, ...]
    beside: Values = field(default_factory=dict)


def doctrine_cases(crisis: Crisis) -> list[tuple[str, str, bool]]:
    """(actor, doctrine, is it the scenario's own) to compare, the scenario's own first; of actors with a commitment
    that have a line to answer for, or doctrines to be compared."""
    brief, out = crisis.brief, []
    for actor in brief.actors:
        others = brief.comparisons.get(actor.id, ())
        if actor.doctrine and (others or any(line.owner == actor.id for line in brief.lines)):
            names = dict.fromkeys((actor.doctrine, *others))
            out += [(actor.id, name, name == actor.doctrine) for name in names]
    return out


@by_names
def doctrine_case(
    resolver: Resolver, actor: str, doctrine: str, baseline: bool, beside: Collection[str] = ()
) -> tuple[DoctrineCase, Terms]:
    """Solve with the actor's commitment carrying out a doctrine, see how crises end, and impose both answers.

    Args:
        resolver: of the crisis.
        actor, doctrine, baseline: see :class:`DoctrineCase`.
        beside: quantities to be read as well, by the same push.
    """
    change = Change() if baseline else Change(doctrines=((actor, doctrine),))
    game, assessment = resolver.solved(change)
    read = resolver.measured(change, {*READ, *beside})
    values = {key: value for key, value in read.items() if key.name in READ}
    others = {key: value for key, value in read.items() if key not in values}
    found = restraint_and_response(game, Pusher(assessment), actor)
    return DoctrineCase(actor, doctrine, baseline, values, tuple(found), others), terms(game, values)


def prices_to_try(crisis: Crisis) -> list[tuple[str, str, tuple[float, ...]]]:
    """(who offers, its inducement's name, values to try over the plausible range)."""
    return [
        (x.offerer, x.parameter, tuple(float(v) for v in np.linspace(x.low, x.high, PRICE_STEPS)))
        for x in crisis.brief.inducements
    ]


def price_of(
    resolver: Resolver, offerer: str, name: str, tried: tuple[float, ...]
) -> tuple[OffRampPrice, tuple[Terms, ...]]:
    """The off-ramp price of one actor's offers, and how crises end at each inducement."""
    return off_ramp_price(resolver, offerer, name, tried)


def choices(
    crisis: Crisis,
    stated: Terms,
    doctrines: Sequence[tuple[DoctrineCase, Terms]],
    prices: Sequence[tuple[OffRampPrice, Sequence[Terms]]],
    taken: Sequence[tuple[Alternative, Terms]],
) -> tuple[Choice, ...]:
    """Everything that was solved again, as each actor's choices, with the frontier marked.

    Nothing for an actor without a type that weighs costs: to it no end is better than another.
    """
    found = []
    for actor in (a.id for a in crisis.brief.actors if a.id in stated.own):
        found.append(choice(actor, STATED, "", stated))
        found += [choice(actor, DOCTRINE, c.doctrine, t) for c, t in doctrines if c.actor == actor and not c.baseline]
        for price, ends in prices:
            if price.offerer == actor:
                found += [choice(actor, INDUCEMENT, f"{x:g}", t) for (x, _), t in zip(price.tried, ends, strict=True)]
        found += [choice(actor, a.lever, a.id, t) for a, t in taken if a.actor == actor]
    return frontier(found, worst_of(crisis.brief))

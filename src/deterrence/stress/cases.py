"""What an actor could choose instead, solved again: the doctrine of its commitment, its inducements, its posture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ArgumentError
from ..forecast.intervention import Consequences, restraint_and_response
from ..forecast.push import Pusher
from ..forecast.terms import Terms, terms
from ..forecast.visitors import Duration
from ..forms import with_doctrine_any
from ..game.posture import taken
from ..game.scenario import Scenario
from .frontier import DOCTRINE, INDUCEMENT, POSTURE, STATED, Choice, choice, frontier
from .resolving import OffRampPrice, Resolver, ended, off_ramp_price

PRICE_STEPS = 4


@dataclass(frozen=True)
class DoctrineCase:
    """What an actor's answers lead to under one doctrine that its commitment could carry out.

    Attributes:
        actor, doctrine: whose commitment carries out what.
        baseline: True for the doctrine the scenario itself states.
        headlines: probabilities of the endings and of a challenge, solved again (see :class:`_Anchor`).
        consequences: of restraint and of response, for this actor, on the same grid.
    """

    actor: str
    doctrine: str
    baseline: bool
    headlines: Mapping[str, float]
    consequences: tuple[Consequences, ...]


def doctrine_cases(scenario: Scenario) -> list[tuple[str, str, bool]]:
    """(actor, doctrine, is it the scenario's own) to compare, the scenario's own first.

    Raises:
        ArgumentError: an actor without a commitment.
    """
    out = []
    for comparison in scenario.comparisons:
        actor = next(a for a in scenario.actors if a.id == comparison.actor)
        own = next((t.doctrine for t in actor.types if t.doctrine), None)
        if own is None:
            raise ArgumentError(f"{actor.id} has no commitment whose doctrine could be compared")
        out += [(actor.id, name, name == own) for name in dict.fromkeys((own, *comparison.doctrines))]
    return out


def doctrine_case(resolver: Resolver, actor: str, doctrine: str, baseline: bool) -> tuple[DoctrineCase, Terms]:
    """Solve with the actor's commitment carrying out a doctrine, see how crises end, and impose both answers."""
    if not baseline:
        resolver = Resolver(with_doctrine_any(resolver.scenario, actor, doctrine), resolver.base, resolver.grid)
    compiled, assessment = resolver.solved()
    pusher = Pusher(assessment)
    duration = Duration(compiled, pusher)
    final = pusher.finish(duration)
    found = restraint_and_response(compiled, pusher, actor)
    case = DoctrineCase(actor, doctrine, baseline, ended(compiled, pusher, final), tuple(found))
    return case, terms(compiled, pusher, final, duration)


def inducements(scenario: Scenario) -> list[tuple[int, str, tuple[float, ...]]]:
    """(who offers, its inducement's name, values to try over the plausible range)."""
    if scenario.off_ramp is None:
        return []
    out = []
    for i, actor in enumerate(scenario.actors):
        number = scenario.off_ramp.inducement.get(actor.id)
        if number is not None:
            name = number if isinstance(number, str) else f"off_ramp.inducement.{actor.id}"
            parameter = scenario.parameters[number] if isinstance(number, str) else number
            low, high = parameter.range or (0.0, 2 * parameter.value)
            out.append((i, name, tuple(float(x) for x in np.linspace(low, high, PRICE_STEPS))))
    return out


def price_of(
    resolver: Resolver, offerer: int, name: str, tried: tuple[float, ...]
) -> tuple[OffRampPrice, tuple[Terms, ...]]:
    """The off-ramp price of one actor's offers, and how crises end at each inducement."""
    return off_ramp_price(resolver, offerer, name, np.array(tried))


def postures(scenario: Scenario) -> list[tuple[str, str, dict[str, float]]]:
    """(actor, posture, what taking it changes), for every actor and posture."""
    return [(a.id, p.id, taken(scenario, a.id, p)) for a in scenario.actors for p in scenario.postures]


def choices(
    scenario: Scenario,
    stated: Terms,
    doctrines: Sequence[tuple[DoctrineCase, Terms]],
    prices: Sequence[tuple[OffRampPrice, Sequence[Terms]]],
    taken_up: Sequence[tuple[str, str, Terms]],
) -> tuple[Choice, ...]:
    """Everything that was solved again, as each actor's choices, with the frontier marked."""
    found = []
    for actor in (a.id for a in scenario.actors):
        found.append(choice(actor, STATED, "", stated))
        found += [choice(actor, DOCTRINE, c.doctrine, t) for c, t in doctrines if c.actor == actor and not c.baseline]
        for price, ends in prices:
            if price.offerer == actor:
                found += [choice(actor, INDUCEMENT, f"{x:g}", t) for (x, _), t in zip(price.tried, ends, strict=True)]
        found += [choice(actor, POSTURE, name, t) for owner, name, t in taken_up if owner == actor]
    return frontier(found)

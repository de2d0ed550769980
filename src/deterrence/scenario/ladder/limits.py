"""What values the places of a scenario admit: one by one, and together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ...files.positions import Path
from ...parameters.limits import EITHER_SIGN, MAGNITUDE, PROBABILITY, Limits
from ...parameters.parameter import Number
from .parameter_sites import REMAINDER, NumberNames, sites, walk
from .record import Actor, Scenario

TOLERANCE = 1e-9

_CHANCES = (
    *("prior", "tremble", "accident_up", "accident_down", "misperception", "hazard", "war_hazard", "arrival"),
    *("clarity", "visibility", "excusing"),
)
_SHARES = ("resilience", "face_saving", "discretion", "weight", "support", "second_strike")
_BY_FIELD = {
    **dict.fromkeys(_CHANCES + _SHARES, PROBABILITY),
    "discount": Limits(0.0, 1.0, open=True),
    "value": EITHER_SIGN,
    "guarantee": EITHER_SIGN,
    "sets": EITHER_SIGN,
    "attention": EITHER_SIGN,
}


def limits(scenario: Scenario) -> dict[str, Limits]:
    """Per parameter: what its unit and every place that uses it admit.

    Everything is a magnitude, zero or more (the model sets the signs), save where this module says
    otherwise.
    """
    found = {
        name: PROBABILITY if parameter.unit == "probability" else EITHER_SIGN for name, parameter, _ in walk(scenario)
    }
    for site in sites(scenario):
        if site.parameter in found:
            found[site.parameter] &= _BY_FIELD.get(site.field, MAGNITUDE)
    return found


@dataclass(frozen=True)
class Joint:
    """Numbers that must fit together: a sum or a product that is one, or at most one.

    Attributes:
        names: parameters, by name.
        path: where the file writes them.
        subject: what they are, in words, plural.
        by: added or multiplied.
        exact: must be one, rather than at most one.
    """

    names: tuple[str, ...]
    path: Path
    subject: str
    by: Literal["sum", "product"] = "sum"
    exact: bool = False

    def of(self, values: Mapping[str, float]) -> float:
        """The sum or product at parameter values."""
        terms = [values[name] for name in self.names]
        return math.fsum(terms) if self.by == "sum" else math.prod(terms)

    def said(self, values: Mapping[str, float]) -> str:
        """What they come to, in words."""
        return f"{self.subject} {'sum' if self.by == 'sum' else 'multiply'} to {self.of(values):g}"

    def holds(self, values: Mapping[str, float]) -> bool:
        """Do they fit, to within rounding?"""
        excess = self.of(values) - 1.0
        return abs(excess) <= TOLERANCE if self.exact else excess <= TOLERANCE

    @property
    def remedy(self) -> str:
        """What to do where they do not fit."""
        if self.exact:
            return "make them sum to 1, or give one type 'prior: remainder'"
        return "bring them down to 1 together" if self.by == "sum" else "bring their product down to 1"


@dataclass(frozen=True)
class Danger(Joint):
    """A product that is at most one, raised by a temptation: times 1 + preemption · (1 − second strike).

    Attributes:
        factors: how many of the names are plain factors; preemption and second strike follow, if any.
    """

    factors: int = 0

    def of(self, values: Mapping[str, float]) -> float:
        """The product, temptation included."""
        tempted = [values[name] for name in self.names[self.factors :]]
        raised = 1.0 + tempted[0] * (1.0 - tempted[1]) if tempted else 1.0
        return math.prod(values[name] for name in self.names[: self.factors]) * raised


def joint_limits(scenario: Scenario) -> Iterator[Joint]:
    """Every set of numbers of the scenario that must fit together.

    An actor's priors sum to one (or, beside a remainder, to at most one); accidents and misreading of
    an act leave room for what was meant; posture times a hazard, and times either side's danger, stays a probability.
    """
    for i, actor in enumerate(scenario.actors):
        yield _priors(actor, ("actors", i, "types"))
        for rung, act in actor.acts.items():
            keys = ("accident_up", "accident_down", "misperception")
            names = [_name(getattr(act, key), actor.id, "acts", rung, key) for key in keys]
            subject = f"accidents and misperception of {actor.id!r} at {rung!r}"
            yield Joint(tuple(filter(None, names)), ("actors", i, "acts", rung), subject)
    posture = _name(scenario.posture, "posture")
    for rung, hazard, path, called in _hazards(scenario):
        if posture:
            yield Joint((posture, hazard), path, f"posture and {called}", by="product")
        for actor, other in zip(scenario.actors, scenario.actors[::-1], strict=True):
            if actor.nuclear is not None:
                ready = _name(actor.nuclear.readiness.get(rung), actor.id, "nuclear", "readiness", rung)
                factors = tuple(filter(None, (posture, hazard, ready)))
                tempted = _tempted(actor, other)
                subject = f"posture, {called} and the readiness of {actor.id!r}"
                yield Danger(factors + tempted, path, subject, "product", factors=len(factors))


def _tempted(actor: Actor, other: Actor) -> tuple[str, ...]:
    """Names of the actor's preemption and of the second strike that it fears; none where the other has no section."""
    if actor.nuclear is None or other.nuclear is None:
        return ()
    return (
        _name(actor.nuclear.preemption, actor.id, "nuclear", "preemption"),
        _name(other.nuclear.second_strike, other.id, "nuclear", "second_strike"),
    )


def _hazards(scenario: Scenario) -> Iterator[tuple[str, str, Path, str]]:
    """(rung, name of its hazard, where it stands, in words) of every rung at which control may be lost."""
    for k, step in enumerate(scenario.ladder):
        if hazard := _name(step.hazard, "ladder", step.id, "hazard"):
            yield step.id, hazard, ("ladder", k, "hazard"), f"hazard at {step.id!r}"
        if step.standing == "war" and (hazard := _name(scenario.war_hazard, "war_hazard")):
            yield step.id, hazard, ("war_hazard",), "war_hazard"


def _priors(actor: Actor, path: Path) -> Joint:
    stated = [(t.id, t.prior) for t in actor.types if t.prior != REMAINDER]
    names = tuple(NumberNames().name(prior, (actor.id, kind, "prior")) for kind, prior in stated)
    return Joint(names, path, f"the priors of {actor.id!r}", exact=len(stated) == len(actor.types))


def _name(number: Number | None, *path: str) -> str:
    return "" if number is None else NumberNames().name(number, path)

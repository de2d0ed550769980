"""The frontier of Pr(a crisis ends on an actor's own terms) against Pr(catastrophe), over what the actor could choose.

Each point is the game solved again with one thing changed that is the actor's own: the doctrine of its commitment, what
it adds to its offers, its nuclear posture. The other side knows, and answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..forecast.terms import NAMES, Terms, terms
from .resolving import Change, Resolver

STATED, DOCTRINE, INDUCEMENT, POSTURE = "as stated", "doctrine", "inducement", "posture"


@dataclass(frozen=True)
class Choice:
    """What one choice of an actor leads to, all else as stated.

    Attributes:
        actor, lever, choice: who chooses what: a doctrine or a posture by id, an inducement as its number, or "".
        own_terms: Pr(ends on this actor's terms), see :class:`~deterrence.forecast.terms.Terms`.
        agreed, war, catastrophe: probabilities.
        moves, days: expected, until the end.
        efficient: no other choice of the actor has no less of its own terms at no more catastrophe, and differs.
    """

    actor: str
    lever: str
    choice: str
    own_terms: float
    agreed: float
    war: float
    catastrophe: float
    moves: float
    days: float
    efficient: bool = False


def terms_at(resolver: Resolver, changes: Mapping[str, float]) -> Terms:
    """How crises end with some parameters changed."""
    return terms(resolver.solved()[0], resolver.measured(Change.of(changes), NAMES))


def choice(actor: str, lever: str, name: str, found: Terms) -> Choice:
    """A point, not yet compared with others."""
    return Choice(
        actor, lever, name, found.own[actor], found.agreed, found.war, found.catastrophe, found.moves, found.days
    )


def frontier(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The choices, by actor in their order, with those marked that no other of the same actor improves on."""
    found = tuple(choices)
    return tuple(replace(c, efficient=not any(_improves(o, c) for o in found if o.actor == c.actor)) for c in found)


def _improves(other: Choice, on: Choice) -> bool:
    no_worse = other.own_terms >= on.own_terms and other.catastrophe <= on.catastrophe
    return no_worse and (other.own_terms, other.catastrophe) != (on.own_terms, on.catastrophe)


def edge(choices: Sequence[Choice], actor: str) -> list[Choice]:
    """An actor's efficient choices, from the safest: along them its own terms rise with the risk."""
    return sorted((c for c in choices if c.actor == actor and c.efficient), key=lambda c: (c.catastrophe, c.own_terms))

"""The frontier of Pr(a crisis ends on an actor's own terms, better than the status quo before it) against the risk of
the worst, over what it could choose.

The worst is catastrophe, or war in a scenario that has no such ending.

Each point is the game solved again with one thing changed that is the actor's own: the doctrine of its commitment, what
it adds to its offers, its nuclear posture. The other side knows, and answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..forecasting.terms import NAMES, Terms, terms
from ..games.brief import Brief
from ..games.crisis_game import CATASTROPHE
from .resolve import Change, Resolver

WAR = "war"

STATED, DOCTRINE, INDUCEMENT, POSTURE = "as stated", "doctrine", "inducement", "posture"


@dataclass(frozen=True)
class Choice:
    """What one choice of an actor leads to, all else as stated.

    Attributes:
        actor, lever, choice: who chooses what: a doctrine or a posture by id, an inducement as its number, or "".
        own_terms: Pr(ends better for this actor than the status quo before the crisis).
        proposed: Pr(ends by this actor's offer, or by the other side's giving in); zero where nothing can.
        agreed, war, catastrophe: probabilities.
        moves, days: expected, until the end.
        efficient: no other choice of the actor has no less of its own terms at no more risk, and differs.
    """

    actor: str
    lever: str
    choice: str
    own_terms: float
    proposed: float
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
    proposed = found.proposed.get(actor, 0.0)
    risks = (found.war, found.catastrophe)
    return Choice(actor, lever, name, found.own[actor], proposed, found.agreed, *risks, found.moves, found.days)


def worst_of(brief: Brief) -> str:
    """The worst ending that a scenario has, whose probability is the risk: catastrophe, or else war."""
    return CATASTROPHE if any(e.id == CATASTROPHE for e in brief.endings) else WAR


def risk(choice: Choice, worst: str = CATASTROPHE) -> float:
    """Probability of the worst ending, catastrophe or war."""
    return choice.catastrophe if worst == CATASTROPHE else choice.war


def frontier(choices: Iterable[Choice], worst: str = CATASTROPHE) -> tuple[Choice, ...]:
    """The choices, by actor in their order, with those marked that no other of the same actor improves on."""
    found = tuple(choices)
    return tuple(
        replace(c, efficient=not any(_improves(o, c, worst) for o in found if o.actor == c.actor)) for c in found
    )


def _improves(other: Choice, on: Choice, worst: str) -> bool:
    mine, theirs = (other.own_terms, risk(other, worst)), (on.own_terms, risk(on, worst))
    return mine[0] >= theirs[0] and mine[1] <= theirs[1] and mine != theirs


def edge(choices: Sequence[Choice], actor: str, worst: str = CATASTROPHE) -> list[Choice]:
    """An actor's efficient choices, from the safest: along them its own terms rise with the risk."""
    mine = (c for c in choices if c.actor == actor and c.efficient)
    return sorted(mine, key=lambda c: (risk(c, worst), c.own_terms))

"""The outlook: every quantity that a scenario can show, each with its grid error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..campaign.compiling import CompiledCampaign
from ..errors import UnsupportedGame
from ..game.compiling import CompiledScenario
from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from . import campaign_metrics
from .dominance import EscalationDominance
from .metrics import Key, Values, challenged, credibility, deterrence, lines, outcomes, peaks
from .precedent import enforcement_after
from .push import Pusher, consistency, ending_probabilities
from .visitors import DoctrineGap, Duration, Enforcement, Losses, Visitor

SPACING_DIVISOR = 3  # Richardson, second order

KINDS = {
    "outcome": "probability",
    "general_deterrence": "probability",
    "challenge": "probability",
    "immediate_deterrence": "conditional probability",
    "deterrence_failure": "probability",
    "enforcement": "conditional probability",
    "enforcement_after": "conditional probability",
    "line_stands_at": "rung index",
    "credibility": "expected belief",
    "declared_operational_gap": "distance",
    "peak_rung": "probability",
    "crossing": "probability",
    "escalation_dominance": "difference of conditional probabilities",
    "gives_way": "conditional probability",
    "loss": "stake",
    "duration": "expected value",
    "event": "probability",
    "event_count": "expected value",
    "follows": "conditional probability",
    "precedent": "conditional probability",
    "crossings": "expected value",
    "worth": "payoff",
}


@dataclass(frozen=True)
class Quantity:
    """One number of the outlook.

    Attributes:
        key: what it is.
        value: on the reported grid.
        kind: probability, conditional probability, expected belief, …
        error: grid error (spacing and edge); None where the coarser grid does not have it.
    """

    key: Key
    value: float
    kind: str
    error: float | None

    def as_dict(self) -> dict[str, object]:
        """For ``results.json``."""
        k = self.key
        return {
            "name": k.name,
            "actor": k.actor or None,
            "of": k.of or None,
            "given": k.given or None,
            "stage": k.stage if k.stage >= 0 else None,
            "value": self.value,
            "kind": self.kind,
            "grid_error": self.error,
            "n": None,
        }


@dataclass(frozen=True, eq=False)
class Outlook:
    """Quantities by key, and how consistently beliefs were pushed.

    Attributes:
        quantities: in a fixed order.
        consistency: max |E[b_t] − b_0| at the end of the window.
    """

    quantities: Mapping[Key, Quantity]
    consistency: float

    def __getitem__(self, key: Key) -> Quantity:
        return self.quantities[key]

    def get(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> Quantity | None:
        """The quantity of that description, or None if this scenario does not show it."""
        return self.quantities.get(Key(name, actor, of, given, stage))

    def named(self, name: str) -> list[Quantity]:
        """All quantities of one name."""
        return [q for key, q in self.quantities.items() if key.name == name]

    @property
    def outcomes(self) -> dict[str, Quantity]:
        """Ways of ending, by name; their probabilities sum to one."""
        return {q.key.of: q for q in self.named("outcome")}


def measure(compiled: CompiledScenario, assessment: Assessment) -> tuple[Values, float]:
    """Every quantity on one grid, and the consistency of the push."""
    if isinstance(compiled, CompiledCampaign):
        return campaign_metrics.measure(compiled, assessment)
    pusher = Pusher(assessment)
    visitors: list[Visitor] = [
        make(compiled, pusher) for make in (Enforcement, DoctrineGap, Losses, Duration, EscalationDominance)
    ]

    def visit(flow: object) -> None:
        for visitor in visitors:
            visitor(flow)  # type: ignore[arg-type]

    final = pusher.finish(visit)
    values = outcomes(compiled, pusher, final)
    values[Key("general_deterrence")] = 1.0 - challenged(compiled, final)
    for part in (deterrence(compiled, pusher), lines(compiled, pusher), peaks(compiled, pusher)):
        values.update(part)
    for visitor in visitors:
        values.update(visitor.values())
    values.update(enforcement_after(compiled, pusher))
    values.update(credibility(compiled, pusher))
    return values, consistency(pusher, final)


def headline_probabilities(assessment: Assessment) -> dict[str, float]:
    """Probabilities of the endings: what grid refinement is steered by."""
    pusher = Pusher(assessment, remember=False)
    final = pusher.finish()
    return ending_probabilities(pusher, final)


def forecast(compiled: CompiledScenario, solution: Solution) -> Outlook:
    """The outlook of a solved scenario.

    The error of a quantity is |Q_h − Q_2h| / 3, plus the largest edge error found for the endings.
    """
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("looking ahead takes solutions on a belief grid, and this game was solved without one")
    values, gap = measure(compiled, solution.assessment)
    coarse = solution.comparisons.get("coarse")
    other = measure(compiled, coarse)[0] if isinstance(coarse, Assessment) else {}
    edge = _edge(solution)
    return Outlook(dict(_quantities(values, other, edge)), gap)


def _edge(solution: Solution) -> float:
    error = solution.certificate.grid_error
    return max((edge for _, edge in error.probabilities.values()), default=0.0) if error else 0.0


def _quantities(values: Values, coarse: Values, edge: float) -> Iterable[tuple[Key, Quantity]]:
    for key, value in values.items():
        error = abs(value - coarse[key]) / SPACING_DIVISOR + edge if key in coarse else None
        yield key, Quantity(key, value, KINDS[key.name], error)

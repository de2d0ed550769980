"""What values the formulas of a campaign admit, at every public state where they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...files.messages import numeral, shown
from ...files.positions import Path
from ...parameters.expression import Evaluator, Expression, total
from ...parameters.limits import PROBABILITY, Limits
from .formula import expression
from .formulas import CHANCE, DAYS, DISCOUNT, INTEREST, LOSS, PRECISION, PRIOR, RATE, SHARE, TREMBLE, WEIGHT, formulas
from .play_records import Outcome
from .public_state import CampaignBoard, Place
from .record import Campaign
from .vocabulary import REMAINDER, REST

SLACK = 1e-9
AT_MOST_ONE = Limits(-SLACK, 1.0 + SLACK)

_LIMITS = {
    CHANCE: PROBABILITY,
    SHARE: PROBABILITY,
    PRIOR: PROBABILITY,
    TREMBLE: PROBABILITY,
    DAYS: Limits(0.0),
    RATE: Limits(0.0),
    INTEREST: Limits(0.0),
    LOSS: Limits(0.0),
    WEIGHT: Limits(0.0, open=True),
    PRECISION: Limits(0.0),
    DISCOUNT: Limits(0.0, 1.0, open=True),
}


@dataclass(frozen=True)
class Constraint:
    """A number that must lie in an interval.

    Attributes:
        path: where the file writes it.
        subject: what it is, in words.
        expression: the number.
        bounds: the interval.
        remedy: what to do where it lies outside.
    """

    path: Path
    subject: str
    expression: Expression
    bounds: Limits
    remedy: str

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Parameters that move it."""
        return self.expression.parameters()


def outcome_lists(campaign: Campaign) -> Iterator[tuple[Path, tuple[Outcome, ...]]]:
    """Every list of outcomes, of a move or a lottery, with where it stands."""
    for i, turn in enumerate(campaign.turns):
        for k, move in enumerate(turn.moves):
            yield ("turns", i, "moves", k), campaign.outcomes_of(move)
    for i, lottery in enumerate(campaign.lotteries):
        yield ("lotteries", i), lottery.outcomes


def constraints(campaign: Campaign, places: Iterable[Place]) -> list[Constraint]:
    """Every constraint on a campaign's numbers, over the places that play reaches."""
    board = CampaignBoard(campaign)
    at: dict[str, list[dict[str, str | int]]] = {"": [{}]}
    for place in places:
        at.setdefault(place.node, []).append(board.public(place))
    found: dict[tuple[Path, Expression], Constraint] = {}

    def add(path: Path, subject: str, number: Expression, bounds: Limits, remedy: str) -> None:
        if (path, number) not in found:
            found[path, number] = Constraint(path, subject, number, bounds, remedy)

    for placed in formulas(campaign):
        if placed.kind in _LIMITS:
            bounds = _LIMITS[placed.kind]
            subject, remedy = f"the {placed.kind} {shown(str(placed.formula))}", f"make it {bounds}"
            for public in at.get(placed.node, []):
                add(placed.path, subject, expression(placed.formula, public), bounds, remedy)
    for i, actor in enumerate(campaign.actors):
        given = total(expression(t.prior, {}) for t in actor.types if t.prior != REMAINDER)
        add(
            ("actors", i, "types"),
            f"the sum of the priors of '{actor.id}'",
            given,
            AT_MOST_ONE,
            "bring it to 1 at most",
        )
    for path, outcomes in outcome_lists(campaign):
        node = (campaign.turns if path[0] == "turns" else campaign.lotteries)[int(path[1])].id
        for public in at.get(node, []):
            spent = total(expression(o.chance, public) for o in outcomes if o.chance != REST)
            add(
                (*path, "outcomes"),
                "the sum of the chances of its outcomes",
                spent,
                AT_MOST_ONE,
                "bring it to 1 at most",
            )
    for k, clock in enumerate(campaign.clocks):
        for public in at.get(clock.id, []):
            pace = total(expression(event.rate, public) for event in clock.events)
            add(
                ("clocks", k, "events"),
                "the sum of the rates of its events",
                pace,
                Limits(0.0, open=True),
                "bring it above zero, or the clock never stops",
            )
    return list(found.values())


def broken(bounds: Iterable[Constraint], values: Mapping[str, float]) -> Iterator[tuple[Constraint, str]]:
    """The constraints that parameter values break, with what is wrong in words."""
    evaluate = Evaluator(values)
    for constraint in bounds:
        try:
            number = float(evaluate(constraint.expression))
        except ZeroDivisionError:
            yield constraint, f"{constraint.subject} divides by zero"
            continue
        if not constraint.bounds.admits(number):
            yield constraint, f"{constraint.subject} comes to {numeral(number)}"

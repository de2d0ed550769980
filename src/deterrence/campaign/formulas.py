"""Every formula of a campaign, with where it stands, what it is, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..files.positions import Path
from .record import REMAINDER, REST, Campaign, CampaignMove, Formula, Lottery, Outcome, Payments, Turn

CHANCE, SHARE, PAYMENT, LOSS, DAYS, PRECISION, DISCOUNT, PRIOR, TREMBLE, TRAIT = (
    "chance",
    "share",
    "payment",
    "loss",
    "days",
    "precision",
    "discount",
    "prior",
    "tremble",
    "trait",
)


@dataclass(frozen=True)
class Placed:
    """A formula and its place.

    Attributes:
        path: where it stands in the file.
        formula: the formula.
        kind: one of this module's words.
        actor: whom it is paid to, or whose it is ("" for nobody's).
        node: the turn or lottery where it is read ("" for none); an ending's id for what an ending pays.
    """

    path: Path
    formula: Formula
    kind: str
    actor: str = ""
    node: str = ""


def formulas(campaign: Campaign) -> Iterator[Placed]:
    """Every formula of a campaign, in file order of its sections."""
    yield from _payments(("window", "closing"), campaign.window.closing, "")
    for i, actor in enumerate(campaign.actors):
        here: Path = ("actors", i)
        yield Placed((*here, "precision"), actor.precision, PRECISION, actor.id)
        yield Placed((*here, "discount"), actor.discount, DISCOUNT, actor.id)
        for k, kind in enumerate(actor.types):
            there: Path = (*here, "types", k)
            if kind.prior != REMAINDER:
                yield Placed((*there, "prior"), kind.prior, PRIOR, actor.id)
            yield Placed((*there, "tremble"), kind.tremble, TREMBLE, actor.id)
            for name, formula in kind.traits.items():
                yield Placed((*there, "traits", name), formula, TRAIT, actor.id)
    for i, turn in enumerate(campaign.turns):
        yield Placed(("turns", i, "days"), turn.days, DAYS, "", turn.id)
        for k, move in enumerate(turn.moves):
            yield from _move(("turns", i, "moves", k), turn, move)
    for i, lottery in enumerate(campaign.lotteries):
        for name, share in lottery.renews.items():
            yield Placed(("lotteries", i, "renews", name), share, SHARE, name, lottery.id)
        yield from _outcomes(("lotteries", i), lottery, lottery.outcomes)
    for i, ending in enumerate(campaign.endings):
        yield from _payments(("endings", i, "pays"), ending.pays, ending.id)


def _move(here: Path, turn: Turn, move: CampaignMove) -> Iterator[Placed]:
    yield from _payments((*here, "pays"), move.pays, turn.id)
    yield from _losses((*here, "loses"), move.loses, turn.id)
    yield from _outcomes(here, turn, move.outcomes)


def _outcomes(here: Path, node: Turn | Lottery, outcomes: tuple[Outcome, ...]) -> Iterator[Placed]:
    for n, outcome in enumerate(outcomes):
        there: Path = (*here, "outcomes", n)
        if outcome.chance != REST:
            yield Placed((*there, "chance"), outcome.chance, CHANCE, "", node.id)
        yield from _payments((*there, "pays"), outcome.pays, node.id)
        yield from _losses((*there, "loses"), outcome.loses, node.id)


def _payments(here: Path, pays: Payments, node: str) -> Iterator[Placed]:
    yield from (Placed((*here, who), formula, PAYMENT, who, node) for who, formula in pays.items())


def _losses(here: Path, loses: Payments, node: str) -> Iterator[Placed]:
    yield from (Placed((*here, who), formula, LOSS, who, node) for who, formula in loses.items())

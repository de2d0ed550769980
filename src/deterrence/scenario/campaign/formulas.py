"""Every formula of a campaign, with where it stands, what it is, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...files.positions import Path
from ...files.references import marked
from .record import Campaign
from .vocabulary import REMAINDER, REST, Formula, IsFormula

CHANCE, RATE, SHARE, PAYMENT, LOSS, DAYS, PRECISION, DISCOUNT, INTEREST, PRIOR, TREMBLE, TRAIT, WEIGHT = (
    "chance",
    "rate",
    "share",
    "payment",
    "loss",
    "days",
    "precision",
    "discount",
    "interest",
    "prior",
    "tremble",
    "trait",
    "weight",
)
_BY_ACTOR = frozenset({SHARE, PAYMENT, LOSS})  # kinds that stand in tables by actor


@dataclass(frozen=True)
class Placed:
    """A formula and its place.

    Attributes:
        path: where it stands in the file.
        formula: the formula.
        kind: one of this module's words.
        actor: whom it is paid to, or whose it is ("" for nobody's).
        node: the turn, lottery or clock where it is read ("" for none); an ending's id for what an ending pays.
    """

    path: Path
    formula: Formula
    kind: str
    actor: str = ""
    node: str = ""


def formulas(campaign: Campaign) -> Iterator[Placed]:
    """Every formula of a campaign, in order of its sections."""
    for marker, path, _, formula in marked(campaign, IsFormula):
        if (marker.kind, formula) not in ((CHANCE, REST), (PRIOR, REMAINDER)):
            section, k = path[0], path[1]
            item = "" if section == "window" else getattr(campaign, str(section))[k].id
            actor = str(path[-1]) if marker.kind in _BY_ACTOR else item if section == "actors" else ""
            yield Placed(path, formula, marker.kind, actor, "" if section == "actors" else item)

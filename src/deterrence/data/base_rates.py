"""How often crises between two states were violent, how long they took and how they ended.

Counts only: a share needs its interval, which follows from ``k`` and ``n``. They are few, they are crises
(so selected), and one pair of states is not a sample of others.

Every figure of :data:`SOUTH_ASIA_BASE_RATES` is what these lines give, ``folder`` holding ICB v15::

    tally(two_sided_crises(folder, "IND", "PAK"))
    tally(two_sided_crises(folder, "IND", "PAK", since=1998))

Source: Brecher, Wilkenfeld, Beardsley, James and Quinn (2023), International Crisis Behavior Data
Codebook, Version 15 (VIOL, BREXIT, FOROUT, OUTESR, OUTCOM, NUCLEAR; who faced whom from the dyad file).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from types import MappingProxyType

from deterrence.data.icb import CrisisActor, TwoSidedCrisis
from deterrence.data.icb_codes import Form, Nuclear, Outcome, Tension, Violence


class Settlement(StrEnum):
    """How the two outcomes of a crisis go together; it does not say which side had which."""

    COMPROMISE = "compromise on both sides"
    STALEMATE = "stalemate on both sides"
    VICTORY_AND_DEFEAT = "victory and defeat"
    MIXED = "mixed"


@dataclass(frozen=True)
class Days:
    """Durations in days of the ``n`` crises whose duration is known."""

    n: int
    least: int
    median: float
    most: int


@dataclass(frozen=True)
class Tally:
    """Counts over ``n`` two-sided crises. A missing value is in no count, so a table may sum to less.

    Attributes:
        n: crises.
        violence: by the most violence there was.
        form: by the form in which the crisis ended.
        settlement: by the two sides' outcomes taken together.
        tension: by whether the same two had another crisis within five years.
        both_nuclear: crises in which both possessed nuclear weapons. ICB does not code their use.
        days: durations, None if none is known.
    """

    n: int
    violence: Mapping[Violence, int]
    form: Mapping[Form, int]
    settlement: Mapping[Settlement, int]
    tension: Mapping[Tension, int]
    both_nuclear: int
    days: Days | None


def settlement(found: TwoSidedCrisis) -> Settlement | None:
    """How the two sides' outcomes go together, None if one is missing."""
    first, second = ({part.outcome for part in side} for side in found.sides)
    if None in first | second:
        return None
    if first == second == {Outcome.COMPROMISE}:
        return Settlement.COMPROMISE
    if first == second == {Outcome.STALEMATE}:
        return Settlement.STALEMATE
    if len(first) == len(second) == 1 and first | second == {Outcome.VICTORY, Outcome.DEFEAT}:
        return Settlement.VICTORY_AND_DEFEAT
    return Settlement.MIXED


def tally(found: Sequence[TwoSidedCrisis]) -> Tally:
    """Count two-sided crises: see :class:`Tally`."""
    crises = [each.crisis for each in found]
    lengths = [crisis.days for crisis in crises if crisis.days is not None]
    return Tally(
        n=len(found),
        violence=_counted(Violence, (crisis.violence for crisis in crises)),
        form=_counted(Form, (crisis.form for crisis in crises)),
        settlement=_counted(Settlement, map(settlement, found)),
        tension=_counted(Tension, (crisis.tension for crisis in crises)),
        both_nuclear=sum(all(_possessed(side) for side in each.sides) for each in found),
        days=Days(len(lengths), min(lengths), median(lengths), max(lengths)) if lengths else None,
    )


def _possessed(side: Sequence[CrisisActor]) -> bool:
    return any(part.nuclear in (Nuclear.POSSESSED, Nuclear.SECOND_STRIKE) for part in side)


def _counted[T: StrEnum](kind: type[T], values: Iterable[T | None]) -> Mapping[T, int]:
    seen = Counter(values)
    return MappingProxyType({value: seen[value] for value in kind})


def _table[T: StrEnum](kind: type[T], **counts: int) -> Mapping[T, int]:
    return MappingProxyType({kind[name.upper()]: count for name, count in counts.items()})


SOUTH_ASIA_BASE_RATES: Mapping[str, Tally] = MappingProxyType(
    {
        "1947-2019": Tally(
            n=15,
            violence=_table(Violence, none=3, minor=6, serious=3, war=3),
            form=_table(Form, formal=3, semi_formal=1, tacit=2, unilateral=7, imposed=1, other=0, faded=1),
            settlement=_table(Settlement, compromise=4, stalemate=7, victory_and_defeat=3, mixed=1),
            tension=_table(Tension, recurred=8, subsided=6, recent=1),
            both_nuclear=8,
            days=Days(n=15, least=3, median=56, most=436),
        ),
        "1998-2019": Tally(
            n=7,
            violence=_table(Violence, none=1, minor=5, serious=1, war=0),
            form=_table(Form, formal=0, semi_formal=0, tacit=1, unilateral=5, imposed=0, other=0, faded=1),
            settlement=_table(Settlement, compromise=1, stalemate=4, victory_and_defeat=1, mixed=1),
            tension=_table(Tension, recurred=5, subsided=1, recent=1),
            both_nuclear=7,
            days=Days(n=7, least=3, median=30, most=156),
        ),
    }
)
"""India and Pakistan: crises that began in those years."""

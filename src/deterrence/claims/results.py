"""What a test of a claim shows: records only."""

from __future__ import annotations

from dataclasses import dataclass

from ..forecasting.keys import Key
from .record import Claim

HOLDS, FAILS, UNDECIDED, UNKNOWN = "holds", "fails", "undecided", "not computed"
SLOPE, ENDINGS, LEVERS, NONE = "slope", "endings", "levers", "none"
"""How parameters are screened; see :class:`Screen`."""


@dataclass(frozen=True)
class Baseline:
    """Both sides with every other parameter as the scenario has it.

    Attributes:
        a, b: the quantity on each side; None where the outlook leaves it out.
        difference: a − b.
        error: the largest error by the coarser grid, of the difference, of the margin or of a side; never below
            what the solver's tolerance may come to.
        margin: by how much the claim holds: the difference in the direction claimed, beyond what is asked for (and with
            what it is allowed the wrong way); for 'unchanged', what is left of the difference that counts as none.
            Where a ratio is asked for, it is b times the ratio that a is held against.
        ratio: a / b; None where a side is negative or next to nothing.
        small: is the effect below the least that the file calls one?
        verdict: holds, fails, undecided (the margin is within the error), or not computed.
        trouble: why it was not computed.
    """

    a: float | None
    b: float | None
    difference: float | None
    error: float | None
    margin: float | None
    verdict: str
    trouble: str = ""
    ratio: float | None = None
    small: bool = False

    @property
    def holds(self) -> bool | None:
        """Does it hold? None where that is not decided."""
        return {HOLDS: True, FAILS: False}.get(self.verdict)


@dataclass(frozen=True)
class Limit:
    """Where along one parameter's plausible range a claim stops holding, or begins to.

    Attributes:
        parameter, label, unit: which.
        value: where it stands.
        low, high: its plausible range.
        holds_from, holds_to: the part of the range in which the claim holds, as far as searched.
        at: where the verdict changes, between ``bracket``'s ends by a straight line.
        bracket: the two values between which it changes, solved.
        end: the end of the range that was solved.
        margin: of the claim at that end, on the finer grid.
        clear: is the verdict another one there on the finer grid too, by more than the two grids differ?
    """

    parameter: str
    label: str
    unit: str
    value: float
    low: float
    high: float
    holds_from: float
    holds_to: float
    at: float
    bracket: tuple[float, float]
    end: float
    margin: float
    clear: bool


@dataclass(frozen=True)
class Flip:
    """Where a straight line, by the margin's slope alone, changes the verdict along one parameter's plausible range.

    Attributes:
        parameter, label, unit: which.
        value: where it stands. at: where the line comes to zero.
        way: how much of the range lies between the two.
    """

    parameter: str
    label: str
    unit: str
    value: float
    at: float
    way: float


@dataclass(frozen=True)
class Tried:
    """An end of a range that was solved without a change of verdict; ``margin`` is None where there is none."""

    parameter: str
    label: str
    end: float
    margin: float | None
    trouble: str = ""


@dataclass(frozen=True)
class Screen:
    """How parameters to try were chosen.

    Attributes:
        method: ``slope`` (exact derivatives of the difference); ``endings`` (the levers that mechanisms name for the
            claim's systems, then others by how far they move the probabilities of the endings, for quantities that have
            no derivative); ``levers`` (those levers alone, for games that have none); or ``none``.
        parameters: how many there were.
        predicted: names of those whose slope predicts a change within the range, and which were not tried.
        trouble: why there was no screening, or no derivative at all.
    """

    method: str
    parameters: int
    predicted: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class InWorlds:
    """In how many plausible worlds a claim holds.

    Attributes:
        n: worlds in which both sides could be computed.
        holds, fails, undecided: how many.
        interval: 95 %, exact (Clopper and Pearson), of the share in which it holds; None where n is zero.
    """

    n: int
    holds: int
    fails: int
    undecided: int
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Answer:
    """Everything that the test of one claim shows.

    Attributes:
        claim, keys: what was asked. baseline: as the scenario has it.
        limits, tried, screen: where it stops holding, solved. worlds: in how many plausible worlds it holds.
        flips: where it would by slope alone, nearest first; None where that was not worked out.
        by_construction: why it comes out as it does whatever the numbers; "" where it need not. It is then no support.
        mirrors: ids of the same claim made of others. unmirrored: why there is none; "" where there is one.
    """

    claim: Claim
    keys: tuple[Key, Key]
    baseline: Baseline
    limits: tuple[Limit, ...] = ()
    tried: tuple[Tried, ...] = ()
    screen: Screen | None = None
    worlds: InWorlds | None = None
    flips: tuple[Flip, ...] | None = None
    by_construction: str = ""
    mirrors: tuple[str, ...] = ()
    unmirrored: str = ""

    @property
    def supports(self) -> bool:
        """Does the scenario speak for the claim? Not where it holds by construction."""
        return self.baseline.verdict == HOLDS and not self.by_construction

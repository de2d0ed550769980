"""A whole ledger: what was counted, what changed, what interventions changed, and how well it is forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from .change_points import Span, spans
from .changes import Change, Share, Trend, changes, disagreements, shares, trend
from .origins import FIRST_FIT, origin
from .record import WHAT, Ledger

if TYPE_CHECKING:
    from .effects import Effects
    from .interventions import Intervention
    from .paths import Paths
    from .scoring import Rolling

LEAST_SPANS = 12
LEAST_MODELLED = 60
"""Months that a ledger has to be complete for before it is modelled."""
AHEAD = 12


@dataclass(frozen=True)
class LedgerStudy:
    """What is found in a ledger; tuples are empty where it is too short, or too full of gaps.

    Attributes:
        ledger: the counts.
        changes, shares, trends, spans: what changed; spans by what is counted.
        rolling: forecasts against baselines.
        effects: the posterior, with every intervention.
        futures: by what is counted, the twelve periods after the last.
        left_out: what could not be done, with why.
    """

    ledger: Ledger
    changes: tuple[Change, ...]
    shares: tuple[Share, ...]
    trends: tuple[Trend, ...]
    spans: dict[str, tuple[Span, ...]]
    rolling: tuple[Rolling, ...]
    effects: tuple[Effects, ...]
    futures: dict[str, Paths]
    left_out: tuple[str, ...]

    @property
    def warnings(self) -> list[str]:
        """Where the table contradicts itself."""
        return disagreements(self.shares)


def study(
    ledger: Ledger,
    interventions: Sequence[Intervention] = (),
    *,
    before: str = "",
    after: str = "",
    scored_from: str = "",
    quick: bool = False,
    draws: int = 500,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> LedgerStudy:
    """Everything there is to say of a ledger.

    Args:
        ledger: counts.
        interventions: whose effects are asked for.
        before, after: years that are compared; the last two whole ones if empty.
        scored_from: the first period whose forecast is scored; empty for the last third.
        quick: leave out what takes a model: forecasts and effects.
        draws: of each of two chains of the posterior.
        seed: of all that is drawn.
        progress: called with what is being done.

    Raises:
        ArgumentError: years, periods or interventions that the ledger has not.
        NotConverged: a fit that stopped short, or chains that do not agree.
    """
    left_out: list[str] = []
    whole = [what for what in WHAT if _fit_for(ledger, what, LEAST_SPANS, left_out)]
    found_trends = (trend(ledger, what) for what in whole)
    long = [what for what in whole if len(ledger.complete(what)) >= LEAST_MODELLED]
    modelled = [] if quick or ledger.yearly else long
    if not quick and not modelled:
        left_out.append(f"No model, no forecasts and no effects: they take {LEAST_MODELLED} complete months.")
    for what in modelled:  # before the work, what is asked for is looked at
        counts = ledger.complete(what)
        origin(counts, scored_from, FIRST_FIT)
        for intervention in interventions:
            intervention.place(counts)
    progress("looking for changes of level")
    divided = {what: spans(ledger.complete(what)) for what in whole}
    rolled, answers, ahead = [], [], {}
    for what in modelled:
        from .effects import effects
        from .paths import futures
        from .scoring import rolling

        progress(f"forecasting {what}, refitted every January")
        if (one := rolling(ledger, what, scored_from, seed)) is not None:
            rolled.append(one)
        ahead[what] = futures(ledger.complete(what), AHEAD, seed=seed)
        progress(f"sampling the posterior of {what}")
        answers.append(effects(ledger, what, interventions, draws=draws, warmup=draws, seed=seed))
    return LedgerStudy(
        ledger=ledger,
        changes=changes(ledger, before, after),
        shares=shares(ledger, after),
        trends=tuple(t for t in found_trends if t is not None),
        spans=divided,
        rolling=tuple(rolled),
        effects=tuple(answers),
        futures=ahead,
        left_out=tuple(left_out),
    )


def _fit_for(ledger: Ledger, what: str, least: int, left_out: list[str]) -> bool:
    if not ledger.known(what):
        left_out.append(f"{what.capitalize()} are not in the file.")
        return False
    try:
        n = len(ledger.complete(what))
    except ArgumentError as error:
        left_out.append(f"{str(error).capitalize()}.")
        return False
    if n < least:
        left_out.append(f"{what.capitalize()}: {n} complete {ledger.unit}s, too few for levels and trends.")
    return n >= least

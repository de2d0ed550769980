"""Sentences about a ledger, for the terminal and for the page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..ledger.change_points import Span
    from ..ledger.changes import Change, Share, Trend
    from ..ledger.effects import Check, Effect, Effects
    from ..ledger.scoring import Rolling, Score

ODD = 0.025
SCORE_HEADS = ("Forecaster", "Log score", "Ignorance, bits", "CRPS", "Interval score, 90%", "Coverage")


def change(found: Change) -> str:
    """A count in one year and the next, with the difference in percent."""
    earlier, later = (_count(n) for n in (found.earlier, found.later))
    percent = "" if found.percent is None else f" ({found.percent:+.0f}%)"
    return f"{found.what} {earlier} in {found.before}, {later} in {found.after}{percent}"


def share(found: Share) -> str:
    """A group's part of a year's deaths."""
    who = found.group or "not known who"
    parts = []
    if found.computed is not None:
        parts.append(f"{found.computed:.0%} of the deaths of {found.year} ({_count(found.deaths)})")
    if found.published is not None:
        parts.append(f"{found.published:.0%} of the deaths of {found.year} as published")
    return f"{who}: {', '.join(parts) or 'deaths not stated'}"


def trend(found: Trend) -> str:
    """Growth by the year, with its interval."""
    growth, low, high = (f"{x:+.0%}" for x in (found.growth, found.low, found.high))
    return f"{found.what} {growth} a year from {found.first} to {found.last} (95% interval {low} to {high})"


def span(found: Span, unit: str) -> str:
    """A level, when it held, and how sure its beginning is."""
    sure = "" if found.chance == 1 else f"; a change about then has probability {_chance(found.chance)}"
    return f"{found.first} to {found.last}: {_number(found.mean)} a {unit} ({_range(found.low, found.high)}){sure}"


def latest(found: Span, what: str, unit: str) -> str:
    """The level that holds now."""
    return f"{what.capitalize()}: {_number(found.mean)} a {unit} since {found.first} ({_range(found.low, found.high)})"


def effect(found: Effect, what: str) -> str:
    """What an intervention changed."""
    return (
        f"{found.name} ({found.period}): {what} times {found.ratio:.2f} ({found.low:.2f} to {found.high:.2f}); "
        f"probability that they fell {_chance(found.fell)}. In the {found.months} months from then {found.observed:,}, "
        f"without it {_number(found.without)} ({_range(found.without_low, found.without_high)})"
    )


def check(found: Check) -> str:
    """A posterior predictive check, and whether it is passed."""
    verdict = "missed" if not ODD <= found.p <= 1 - ODD else "met"
    return (
        f"{found.name}: {_number(found.observed)}, replicated {_range(found.low, found.high)}; "
        f"{verdict} (p = {found.p:.2f})"
    )


def fit(found: Effects) -> str:
    """What the posterior rests on."""
    diverged = f", {found.posterior.divergences} divergent transitions" if found.posterior.divergences else ""
    return (
        f"{found.what}, {found.first} to {found.last}: a lasting rise by one is followed by {found.persistence:.2f} "
        f"({found.persistence_low:.2f} to {found.persistence_high:.2f}); R-hat {found.posterior.r_hat:.3f}, smallest "
        f"effective sample {found.posterior.effective:,.0f}{diverged}"
    )


def verdict(found: Rolling) -> str:
    """Whether the model beats the baselines by the log score."""
    others = [s.forecaster for s in found.scores[1:]]
    unbeaten = [name for name in others if name not in found.beaten]
    n = len(found.periods)
    said = f"{found.what}, {n} months {found.periods[0]} to {found.periods[-1]}, one month ahead: "
    if not unbeaten:
        return said + f"the model's log score is better than that of every baseline ({', '.join(others)})"
    return said + f"the model's log score is not better than that of {', '.join(unbeaten)}"


def score_row(found: Score) -> tuple[str, ...]:
    """The cells of a row of scores, as :data:`SCORE_HEADS` has them."""
    figures = f"{found.log_score:.3f}", f"{found.ignorance:.3f}", f"{found.crps:.2f}", f"{found.interval_score:.1f}"
    return found.forecaster, *figures, f"{found.coverage:.0%}"


def _count(n: int | None) -> str:
    return "missing" if n is None else f"{n:,}"


def _number(x: float) -> str:
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def _range(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"


def _chance(p: float) -> str:
    return "above 99%" if p > 0.99 else "below 1%" if p < 0.01 else f"{p:.0%}"

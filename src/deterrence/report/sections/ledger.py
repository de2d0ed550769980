"""The threat ledger that a user gave: counts, what changed, effects of interventions, forecasts with their scores."""

from __future__ import annotations

from ...ledger.change_points import Span
from ...ledger.study import LedgerStudy
from .. import charts
from .. import ledger_words as words
from ..blocks import Block, Bullets, Callout, Details, Figure, Paragraph, Table
from ..charts import Measure
from ..context import Context
from ..page import Section
from .tables import plain_table

KEPT = "ledger"
"""Where a study keeps the ledger that belongs to it."""


def ledger(context: Context) -> Section | None:
    """The section; None where no ledger was given."""
    found = context.study.kept.get(KEPT)
    return section(found) if isinstance(found, LedgerStudy) else None


def section(found: LedgerStudy) -> Section:
    """The section about a ledger: counts and models of them. The game is not in it, nor it in the game."""
    return Section("ledger", "The record of attacks", blocks(found))


def blocks(found: LedgerStudy) -> list[Block]:
    """What the section is made of, in order."""
    led = found.ledger
    parts: list[Block] = [
        Paragraph(
            f"{led.title}: {len(led.counts)} {led.unit}s, {led.counts.index[0]} to {led.counts.index[-1]}. Counts are "
            "the source's, of what it covers; a missing count is missing, not zero. The game does not rest on them."
        )
    ]
    if found.changes or found.shares:
        parts.append(Bullets([*map(words.change, found.changes), *map(words.share, found.shares)]))
    if found.warnings:
        parts.append(Callout("The table contradicts itself", [Bullets(found.warnings)], "caution"))
    parts += [_figure(found, what) for what in found.spans]
    for posterior in found.effects:
        if posterior.effects:
            said = [words.effect(e, posterior.what) for e in posterior.effects]
            parts += [Paragraph("What interventions changed, whatever else began with them included:"), Bullets(said)]
    parts += [_scores(found, k) for k in range(len(found.rolling))]
    folded: list[Block] = [Bullets([*map(words.trend, found.trends), *found.left_out, *led.notes])]
    for posterior in found.effects:
        folded.append(Bullets([words.fit(posterior), *map(words.check, posterior.checks)]))
    folded.append(Paragraph(f"Cite: {led.description.citation}. File: SHA-256 {led.description.sha256}."))
    return [*parts, Details("Trends, how well the model fits, what to bear in mind", folded)]


def _figure(found: LedgerStudy, what: str) -> Figure:
    counts, unit = found.ledger.counts[what], found.ledger.unit
    rows: list[charts.Row] = [
        {"period": str(period.start_time.date()), "value": int(value)} for period, value in counts.dropna().items()
    ]
    spans = found.spans[what]
    starts = {str(period): str(period.start_time.date()) for period in counts.index}
    ends = {str(period): str(period.end_time.date()) for period in counts.index}
    levels: list[charts.Row] = [
        {"from": starts[s.first], "to": ends[s.last], "value": s.mean, "low": s.low, "high": s.high} for s in spans
    ]
    latest = words.latest(spans[-1], what, unit)
    numbers = plain_table(
        f"ledger-{what}-levels",
        f"Levels of {what}, a {unit}",
        ("From", "To", "Mean", "Low", "High", "Chance of a change then"),
        [(s.first, s.last, *(f"{x:.1f}" for x in (s.mean, s.low, s.high)), _begins(s)) for s in spans],
        f"95% intervals. The counts of every {unit} are in counts.csv and ledger.json of 'deterrence data ledger'.",
        heads=2,
    )
    return Figure(
        f"ledger-{what}",
        latest,
        charts.counts(rows, levels, measure=Measure(f"{what.capitalize()} a {unit}", format=",d", lowest=0.0)),
        f"A line of {what} by {unit} with {len(spans)} levels drawn through it. {latest}.",
        f"The thin line is the count of each {unit}. A thick line is a level, its band the 95% interval of the level; "
        "where one ends and the next begins the level is likeliest to have changed.",
        numbers,
    )


def _begins(found: Span) -> str:
    return "" if found.chance == 1 else f"{found.chance:.0%}"


def _scores(found: LedgerStudy, k: int) -> Table:
    rolling = found.rolling[k]
    return plain_table(
        f"ledger-{rolling.what}-scores",
        words.verdict(rolling).capitalize(),
        words.SCORE_HEADS,
        [words.score_row(s) for s in rolling.scores],
        "Means over the months scored; each forecast knows the months before only, and models are fitted again each "
        "January. A log score is better the higher, the others are better the lower; coverage is of 90% intervals.",
    )

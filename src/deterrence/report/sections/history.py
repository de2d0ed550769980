"""Plausibility: the outlook beside counts of comparable crises, to which nothing was tuned."""

from __future__ import annotations

from ...parameters.evidence import BaseRates
from ...stats import clopper_pearson
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..context import Context, chance, crises, joined, part_of, sentence
from ..numbers import days, interval
from ..page import Section
from ..prose import Prose
from .tables import bar, plain_table

VIOLENCE = {"none": "No violence", "minor": "Minor clashes", "serious": "Serious clashes", "war": "Full-scale war"}
HERE = "This scenario"
FIGURE_ERROR = 0.0005


def history(context: Context) -> Section | None:
    """The section; None where the scenario names no comparable crises."""
    rates = context.brief.base_rates
    if not rates:
        return None
    return Section(
        "history",
        "Beside history",
        [
            Paragraph(
                "The outlook is set beside counts of what happened in comparable crises. Nothing in the scenario "
                "was tuned to these counts. They are few, they are crises that did occur, and their intervals are "
                "wide: they can show an outlook to be odd, not to be right."
            ),
            Bullets([_compared(context, rate) for rate in rates]),
            _figure(context),
            *_length(context),
            Subheading("What differs, and why"),
            Bullets(
                [f"{sentence(r.name)}: {r.note.strip()}" for r in rates if r.note]
                or ["The scenario does not say."]
            ),
            Paragraph(
                "Ways of ending are not among the counts that the scenario carries. Here some way out is agreed in "
                f"{crises(chance(*context.agreed))}."
                if context.agreed
                else "Ways of ending are not among the counts that the scenario carries."
            ),
        ],
    )


def outlook_by_violence(context: Context) -> dict[str, float]:
    """Probability of each level of peak violence, by the rung that was publicly reached."""
    level = {rung.id: rung.violence for rung in context.brief.rungs}
    found = dict.fromkeys(VIOLENCE, 0.0)
    for q in context.study.outlook.named("peak_rung"):
        if q.key.given == "seen":
            found[level[q.key.of]] += q.value
    return found


def _counted(rate: BaseRates, level: str) -> int:
    return next((k for name, k in rate.violence.items() if name == level), 0)


def _outside(context: Context, rate: BaseRates) -> list[str]:
    """Levels of violence whose probability lies outside the interval of the counts, in words."""
    found = []
    for level, p in outlook_by_violence(context).items():
        k = _counted(rate, level)
        low, high = clopper_pearson(k, rate.crises)
        if not low <= p <= high:
            there = f"{k} of {rate.crises} there, {interval(low, high)}"
            found.append(f"{VIOLENCE[level].lower()} ({_here(p)} here; {there})")
    return found


def _compared(context: Context, rate: BaseRates) -> Prose:
    opening = f"{sentence(rate.name)} (n = {rate.crises}): "
    outside = _outside(context, rate)
    if not outside:
        return f"{opening}every level of violence lies within the 95% interval of the counts."
    return f"{opening}outside the 95% interval of the counts are {joined(outside)}."


def _title(context: Context) -> str:
    rates = context.brief.base_rates
    within = sum(not _outside(context, rate) for rate in rates)
    if len(rates) == 1:
        return f"Peak violence lies {'within' if within else 'outside'} the intervals of past crises"
    return f"Peak violence lies within the intervals of {part_of(within, len(rates), 'sets of past crises')}"


def _here(p: float) -> str:
    return chance(p, FIGURE_ERROR)


def _figure(context: Context) -> Block:
    rows: list[Row] = []
    cells = []
    here = outlook_by_violence(context)
    for level, label in VIOLENCE.items():
        rows.append(bar(label, here[level], _here(here[level]), group=HERE))
        texts = [_here(here[level]) if here[level] > 0 else "none"]
        for rate in context.brief.base_rates:
            k = _counted(rate, level)
            low, high = clopper_pearson(k, rate.crises)
            texts.append(f"{k} of {rate.crises}: {interval(low, high)}")
            rows.append(bar(label, k / rate.crises, f"{k} of {rate.crises}", (low, high), group=sentence(rate.name)))
        cells.append((label, *texts))
    return Figure(
        "fig-history",
        _title(context),
        charts.grouped_bars(rows, measure=Measure("Share of crises", lowest=0, highest=1)),
        (
            "Grouped horizontal bars by level of peak violence: this scenario, and each set of past crises with "
            "its 95% interval."
        ),
        "Thin lines are exact 95% intervals (Clopper–Pearson) of the counts. A count of none proves little: its "
        "interval says how much remains possible.",
        plain_table(
            "numbers-history",
            "Peak violence here and in past crises, with exact 95% intervals",
            ("Peak violence", HERE, *(sentence(r.name) for r in context.brief.base_rates)),
            cells,
        ),
    )


def _length(context: Context) -> list[Block]:
    known = [r for r in context.brief.base_rates if r.days is not None]
    d = context.study.durations
    if not known or d is None or d.mean <= 0:
        return []
    q = d.quantiles
    rows = [(HERE, days(q["50%"]), f"{q['5%']:.0f} to {days(q['95%'])} (nine in ten)")]
    rows += [(sentence(r.name), days(r.days[1]), f"{r.days[0]:g} to {days(r.days[2])} (all)") for r in known if r.days]
    return [plain_table("history-days", "How long crises last", ("Crises", "Median", "Range"), rows)]

"""A page with one of every block and chart, from invented numbers."""

from __future__ import annotations

from deterrence.report import charts
from deterrence.report.blocks import Bullets, Callout, Column, Details, Facts, Figure, Paragraph, Subheading, Table
from deterrence.report.charts import Measure, Row, Spec
from deterrence.report.numbers import points
from deterrence.report.page import Page, Section
from deterrence.report.prose import Code, Emphasis, Link, Reference, Strong

CHANCE = Measure("Probability that the crisis ends in limited war")
RUNGS = ("Protest", "Sanctions", "Mobilisation", "Border clash", "Limited war", "General war")
DOCTRINES = ("Declared red line", "Calculated ambiguity", "Automatic retaliation with no warning given")
STEPS = range(1, 13)


def specimen(title: str = "Holding the strait: an invented crisis") -> Page:
    """The page; ``title`` can carry hostile text through every place a title reaches."""
    return Page(
        title=title,
        standfirst=(
            "Under the declared red line, limited war follows in ",
            Strong("about 1 in 8"),
            " crises. Ambiguity roughly doubles that. The ranking holds in nine of ten settings of what "
            "is not known; the level does not.",
        ),
        kicker="Scenario report",
        facts=(("Scenario", title), ("Histories", "exact, no sampling"), ("Version", Code("0.0.0"))),
        sections=(_findings(title), _time(), _assumptions(title), _method()),
    )


def figure(key: str, title: str, chart: Spec | tuple[charts.Panel, ...], rows: list[Row]) -> Figure:
    """A figure over ``rows`` whose table lists every field."""
    fields = list(rows[0])
    columns = [Column(name.capitalize(), "%" if name == "value" else "", name == "value") for name in fields]
    return Figure(
        id=f"fig-{key}",
        title=title,
        chart=chart,
        description=f"A chart by {fields[0]}. {title}",
        reading="Each mark is one case; the thin line shows the range that the numbers support.",
        numbers=Table(f"numbers-{key}", f"All numbers in the chart: {title}", columns, [_cells(row) for row in rows]),
    )


def _cells(row: Row) -> list[str]:
    return [f"{100 * x:.0f}" if isinstance(x, float) else str(x) for x in row.values()]


def _findings(title: str) -> Section:
    chance = [
        {"label": label, "value": value, "low": value - 0.03, "high": value + 0.04, "text": f"{value:.0%}"}
        for label, value in zip(DOCTRINES, (0.12, 0.26, 0.41), strict=True)
    ]
    causes = [
        {"label": label, "group": group, "value": value, "low": value - 0.02, "high": value + 0.02}
        for label, values in zip(DOCTRINES, ((0.07, 0.05, 0.02), (0.2, 0.06, 0.03), (0.3, 0.11, 0.06)), strict=True)
        for group, value in zip(("Chosen", "Misperceived", "Accident"), values, strict=True)
    ]
    ends = [
        {"label": label, "part": rung, "value": value, "text": f"{value:.0%}"}
        for label, values in zip(
            DOCTRINES,
            (
                (0.3, 0.25, 0.2, 0.13, 0.1, 0.02),
                (0.2, 0.2, 0.2, 0.14, 0.2, 0.06),
                (0.1, 0.1, 0.18, 0.21, 0.26, 0.15),
            ),
            strict=True,
        )
        for rung, value in zip(RUNGS, values, strict=True)
    ]
    return Section(
        "findings",
        "What was found",
        (
            Paragraph(
                (
                    "The three doctrines differ less in how often a crisis starts than in how it ends (",
                    Reference("fig-chance"),
                    " and ",
                    Reference("table-doctrines"),
                    "). A ",
                    Emphasis("red line"),
                    " is an act whose answer was announced beforehand.",
                )
            ),
            Callout(
                "In short",
                (Bullets(("The red line holds.", "Ambiguity costs more than it saves.", title)),),
                kind="finding",
            ),
            figure(
                "chance",
                "Limited war is least likely under a declared red line",
                charts.bars(chance, measure=CHANCE, emphasis={DOCTRINES[0]}),
                chance,
            ),
            figure(
                "ends",
                "Automatic retaliation moves whole crises up the ladder",
                charts.stacked_bars(ends, measure=Measure("Share of crises", highest=1), parts=RUNGS),
                ends,
            ),
            figure(
                "causes",
                "Most of the difference is chosen, not accidental",
                charts.grouped_bars(causes, measure=CHANCE),
                causes,
            ),
            Table(
                "table-doctrines",
                "The doctrines compared",
                (Column("Doctrine"), Column("Limited war", "%"), Column("Length", "days")),
                [(DOCTRINES[0], "12", "9"), (DOCTRINES[1], "26", "14"), (DOCTRINES[2], "41", "5")],
                note=("Invented. See ", Link("the method", "#method"), "."),
            ),
            Callout("Caution", (Paragraph("These numbers are invented."),), kind="caution"),
        ),
    )


def _time() -> Section:
    belief = [
        {
            "panel": panel,
            "series": doctrine,
            "step": step,
            "value": min(0.9, slope * step),
            "low": max(0.0, slope * step - 0.05),
            "high": min(1.0, slope * step + 0.06),
        }
        for panel, factor in (("If resolve is likely", 1.0), ("If resolve is unlikely", 0.55))
        for doctrine, slope in zip(DOCTRINES[:2], (0.02 * factor, 0.055 * factor), strict=True)
        for step in STEPS
    ]
    climb = [0, 0, 1, 2, 2, 3, 3, 4, 4, 3, 2, 2]
    moves = [
        {
            "step": step,
            "actor": actor,
            "rung": RUNGS[max(0, climb[step - 1] - lag)],
            "cause": "Accident" if step == 6 else "Chosen",
        }
        for actor, lag in (("Challenger", 0), ("Defender", 1))
        for step in STEPS
    ]
    first = [row for row in belief if row["panel"] == "If resolve is likely"]
    measure = Measure("Probability so far", highest=1)
    return Section(
        "time",
        "How it unfolds",
        (
            figure(
                "belief",
                "Ambiguity lets the risk build up earlier",
                charts.lines(first, measure=measure, step_title="Day"),
                first,
            ),
            figure(
                "panels",
                "The order does not depend on the first belief",
                charts.small_multiples(belief, chart=charts.lines, measure=measure, step_title="Day"),
                belief,
            ),
            Subheading("One history"),
            figure(
                "ladder",
                "An accident on day 6 brought the border clash",
                charts.ladder(moves, rungs=RUNGS, causes=("Chosen", "Accident"), step_title="Day"),
                moves,
            ),
        ),
    )


def _assumptions(title: str) -> Section:
    effects = [
        {
            "label": label,
            "value": value,
            "low": value - 0.03,
            "high": value + 0.03,
            "text": points(value, 0.004),
        }
        for label, value in (
            ("Cost of backing down before a domestic audience", -0.09),
            ("Chance of misreading a move", 0.14),
            ("Mediation", -0.02),
            (title, 0.01),
        )
    ]
    swings = [
        {"label": label, "at_low": low, "at_high": high}
        for label, low, high in (
            ("Audience cost", 0.22, 0.08),
            ("Misreading", 0.07, 0.25),
            ("Mediation", 0.13, 0.11),
        )
    ]
    return Section(
        "assumptions",
        "What it depends on",
        (
            figure(
                "effects",
                "Misreading matters most",
                charts.ranked_effects(effects, measure=Measure("Change in the probability of limited war", "+.0%")),
                effects,
            ),
            Details(
                "One assumption at a time",
                (
                    Paragraph("Each assumption is moved from its low to its high end while the others stay."),
                    figure(
                        "swings",
                        "Two assumptions can each double the risk",
                        charts.tornado(swings, measure=CHANCE, reference=0.12, ends=("At its low", "At its high")),
                        swings,
                    ),
                ),
            ),
        ),
    )


def _method() -> Section:
    return Section(
        "method",
        "Method and provenance",
        (
            Facts((("Seed", "none needed"), ("Command", Code("deterrence run strait.yaml")))),
            Paragraph(("After ", Link("Fearon (1997)", "https://doi.org/10.1177/0022002797041001004"), ".")),
        ),
    )

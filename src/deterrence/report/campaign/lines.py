"""The register of red lines, credibility after they are answered, and who loses what."""

from __future__ import annotations

from collections import defaultdict

from ...forecast.outlook import Quantity
from .. import charts
from ..blocks import Block, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..page import Section
from ..sections.tables import plain_table
from ..sections.told import believed, sentence
from .told import Telling


def lines(told: Telling) -> Section | None:
    """Crossings and enforcement by line, and what becomes of belief; None where no line is drawn."""
    c = told.campaign
    if not c.lines:
        return None
    fronts = {f.id: f.name for f in c.fronts}
    rows = []
    for line in c.lines:
        n = told.find("crossings", line.owner, line.id)
        rows.append(
            (
                sentence(line.name),
                told.bearers[line.owner],
                line.declares,
                fronts.get(line.front or "", "–"),
                told.tell("deterrence_failure", line.owner, line.id),
                f"{n.value:.2f}" if n else "–",
                told.tell("enforcement", line.owner, line.id),
            )
        )
    return Section(
        "lines",
        "Red lines, and what is believed of those who draw them",
        [
            plain_table(
                "register",
                "The register",
                ("Line", "Whose", "Declares", "Front", "Crossed", "Expected crossings", "Enforced, of answers given"),
                rows,
                heads=4,
            ),
            *_credibility(told),
        ],
    )


def _credibility(told: Telling) -> list[Block]:
    paths: dict[tuple[str, str, str], dict[int, Quantity]] = defaultdict(dict)
    for q in told.study.outlook.named("credibility"):
        paths[q.key.actor, q.key.of, q.key.given][q.key.stage] = q
    if not paths:
        return []
    rows: list[Row] = []
    for (actor, kind, event), path in paths.items():
        for stage, q in sorted(path.items()):
            error = q.error or 0.0
            rows.append(
                {
                    "panel": f"{told.bearers[actor]}: {told.kinds[actor, kind]}",
                    "series": sentence(event),
                    "step": stage + 1,
                    "value": q.value,
                    "low": max(q.value - error, 0.0),
                    "high": min(q.value + error, 1.0),
                }
            )
    stages = sorted({stage for path in paths.values() for stage in path})
    cells = [
        (str(t + 1), *(believed(p[t].value, p[t].error) if t in p else "–" for p in paths.values())) for t in stages
    ]
    labels = [f"{told.bearers[actor]}: {event}" for actor, _, event in paths]
    return [
        Subheading("Credibility"),
        Paragraph(
            "Credibility is a number: the public's belief that an actor is of the type that carries its doctrine out. "
            "It moves by Bayes' rule alone."
        ),
        Figure(
            "fig-credibility",
            "Belief that the owner of a line is committed, by what became of the first crossing answered",
            charts.small_multiples(
                rows, chart=charts.lines, measure=Measure("Average belief", lowest=0, highest=1), step_title="Move"
            ),
            "Lines by move, a panel for each committed type.",
            "Each line is the average belief before each move, over the courses in which that holds. What is compared "
            "differs by more than the answer, for a line is crossed where its owner is already thought weak or strong.",
            plain_table("numbers-credibility", "Average belief before each move", ("Move", *labels), cells),
        ),
    ]


def losses(told: Telling) -> Section:
    """Losses by who bears them, never netted, and what the window is worth to each strategic type."""
    blocks: list[Block] = []
    lost = {q.key.actor: q for q in told.study.outlook.named("loss") if q.value > 0}
    if lost:
        rows = [(name, f"{lost[id].value:.2f}") for id, name in told.bearers.items() if id in lost]
        blocks += [
            Paragraph("Expected losses, in units of what is at issue; never added up across bearers nor set off."),
            plain_table("losses-borne", "Expected losses by who bears them", ("Borne by", "Expected loss"), rows),
        ]
    worth = [
        (told.bearers[q.key.actor], told.kinds[q.key.actor, q.key.of], f"{q.value:.2f}".replace("-", "\N{MINUS SIGN}"))
        for q in told.study.outlook.named("worth")
    ]
    note = "In payoff units. Payoffs of different actors are not comparable."
    blocks.append(
        plain_table("worth", "What the window is worth at its start", ("Actor", "Kind", "Worth"), worth, note, heads=2)
    )
    return Section("losses", "Who bears what", blocks)

"""Escalation dominance by rung: who gives way after whose escalation, as play selects it and as imposed."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecast.outlook import Quantity
from .. import charts
from ..blocks import Bullets, Figure, Paragraph
from ..charts import Measure, Row
from ..numbers import points
from ..page import Section
from ..prose import Prose
from .tables import bar, plain_table, within
from ..context import Context, chance, joined, quoted, sentence

VERSIONS = {"observed": "As play selects it", "imposed": "Escalation imposed"}
DOWN, CONCEDES = "stands down", "concedes"
LEAST = 0.01


def dominance(context: Context) -> Section | None:
    """The section; None where nobody can escalate."""
    rungs = [rung for rung in context.rungs if len(_both(context, rung, "imposed", DOWN)) == 2]
    if not rungs:
        return None
    return Section(
        "dominance",
        "Escalation dominance",
        [
            Paragraph(_finding(context, rungs)),
            Bullets([_rung(context, rung) for rung in rungs]),
            _figure(context, rungs),
            Paragraph(
                "As play selects it, only a side that expects to gain climbs, so the two sides' climbs are not "
                "alike. With the escalation imposed wherever it is open, that selection is gone, and what remains "
                "is how the other side answers."
            ),
            _differences(context, rungs),
        ],
    )


def _both(context: Context, rung: str, version: str, name: str) -> list[Quantity]:
    """How often each side gives way after the other escalates to a rung, the one that does so more often first."""
    found = [q for id in context.actors if (q := context.find("gives_way", id, rung, f"{version}, {name}"))]
    return sorted(found, key=lambda q: -q.value)


def _clear(pair: Sequence[Quantity]) -> bool:
    return pair[0].value - pair[1].value > max(LEAST, sum(q.error or 0.0 for q in pair))


def _finding(context: Context, rungs: Sequence[str]) -> Prose:
    wins: dict[str, list[str]] = {}
    for rung in rungs:
        pair = _both(context, rung, "imposed", DOWN)
        if _clear(pair):
            wins.setdefault(context.actors[pair[1].key.actor], []).append(quoted(context.rungs[rung]))
    opening = (
        "A side dominates at a rung where the other stands down more often after its climb than it does after the "
        "other's. "
    )
    if not wins:
        return f"{opening}Neither side clearly dominates at any rung."
    ordered = sorted(wins.items(), key=lambda item: (-len(item[1]), rungs.index(_first(context, item[1]))))
    held = ". ".join(f"{who} does so at {joined(where)}" for who, where in ordered)
    return f"{opening}With escalation imposed: {held}."


def _title(context: Context, rungs: Sequence[str]) -> str:
    pairs = [pair for rung in rungs if _clear(pair := _both(context, rung, "imposed", DOWN))]
    winners = list(dict.fromkeys(context.actors[pair[1].key.actor] for pair in pairs))
    match winners:
        case []:
            return "Neither side clearly dominates at any rung"
        case [name]:
            return f"{name} dominates wherever there is a clear difference"
        case _:
            return "Dominance changes hands from rung to rung"


def _first(context: Context, where: Sequence[str]) -> str:
    return next(id for id, name in context.rungs.items() if quoted(name) == where[0])


def _rung(context: Context, rung: str) -> Prose:
    pair = _both(context, rung, "imposed", DOWN)
    gives, holds = (chance(q.value, q.error) for q in pair)
    who, other = (context.actors[q.key.actor] for q in pair)
    where = sentence(context.rungs[rung])
    if not _clear(pair):
        return f"{where}: no clear difference; either stands down in about {gives}."
    return (
        f"{where}: {who} stands down at once in {gives} after {other} climbs there, {other} in {holds} after {who} "
        "does."
    )


def _figure(context: Context, rungs: Sequence[str]) -> Figure:
    rows: list[Row] = []
    cells = []
    for version, title in VERSIONS.items():
        for rung in rungs:
            for id, name in context.actors.items():
                group = f"{name} stands down after {context.others(id)} climbs"
                q, given_in = (context.find("gives_way", id, rung, f"{version}, {way}") for way in (DOWN, CONCEDES))
                if q:
                    text = chance(q.value, q.error)
                    rows.append(
                        bar(
                            sentence(context.rungs[rung]),
                            q.value,
                            text,
                            within(q.value, q.error),
                            group=group,
                            panel=title,
                        )
                    )
                    conceded = chance(given_in.value, given_in.error) if given_in and given_in.value > 0 else "none"
                    cells.append((title, sentence(context.rungs[rung]), name, text, conceded))
    return Figure(
        "fig-dominance",
        _title(context, rungs),
        charts.small_multiples(
            rows,
            chart=charts.grouped_bars,
            measure=Measure("Probability of standing down at once", lowest=0, highest=1),
        ),
        "Grouped horizontal bars by rung, in two panels: as play selects it, and with the escalation imposed.",
        "For each rung, the side with the longer bar gives way more. Thin lines are the error of the grid. "
        "Standing down is any next move that is not an act, offering and conceding included.",
        plain_table(
            "numbers-dominance",
            "How often each side gives way after the other climbs to a rung",
            ("Version", "Rung", "Who gives way", "Stands down", "Concedes outright"),
            cells,
            heads=3,
        ),
    )


def _differences(context: Context, rungs: Sequence[str]) -> Paragraph:
    apart = [
        (rung, [q for id in context.actors if (q := context.find("escalation_dominance", id, rung, f"imposed, {CONCEDES}"))])
        for rung in rungs
    ]
    largest = max((max(pair, key=lambda q: q.value) for _, pair in apart if pair), key=lambda q: q.value, default=None)
    if largest is None or largest.value < LEAST:
        return Paragraph(
            "Counted by outright concession alone, the two sides differ by less than a percentage point at every rung."
        )
    return Paragraph(
        f"Counted by outright concession alone, the largest difference is at {quoted(context.rungs[largest.key.of])}, "
        f"in favour of {context.actors[largest.key.actor]}: {points(largest.value, largest.error)}."
    )

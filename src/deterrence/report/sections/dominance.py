"""Escalation dominance by rung: who gives way after whose escalation, as play selects it and as imposed."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecasting.outlook import Quantity
from ...forecasting.quantities.dominance import GIVING_WAY, IMPOSED, OBSERVED
from .. import charts
from ..blocks import Bullets, Figure, Paragraph
from ..charts import Measure, Row
from ..context import Context, chance, joined, quoted, sentence
from ..numbers import points
from ..page import Section
from ..prose import Prose
from .tables import bar, plain_table, within

VERSIONS = {OBSERVED: "As play selects it", IMPOSED: "Escalation imposed"}
DOWN, CONCEDES = "stands down", "concedes"
LEAST = 0.01
"""Differences below a percentage point are not reported as such."""


def dominance(context: Context) -> Section | None:
    """The section; None where fewer than two actors ever answer an escalation by giving way, or the scenario says of no
    move that it is standing down."""
    rungs = [rung for rung in context.rungs if len(_answers(context, rung)) > 1]
    if not rungs or not says_of_standing_down(context):
        return None
    return Section(
        "dominance",
        "Escalation dominance",
        [
            Paragraph(_finding(context, rungs)),
            Bullets([_rung(context, rung) for rung in rungs]),
            _figure(context, rungs),
            Paragraph(
                "As play selects it, only an actor that expects to gain climbs, so that climbs of different actors are "
                "not alike. With the escalation imposed whenever it is open, that selection is gone, and what remains "
                "is how it is answered."
            ),
            Paragraph(_by_concession(context, rungs)),
        ],
    )


def says_of_standing_down(context: Context) -> bool:
    """Is any move of the scenario marked as standing down?"""
    return any(GIVING_WAY[DOWN] in move.tags for move in context.study.game.structure.moves)


def _answers(context: Context, rung: str, version: str = IMPOSED, way: str = DOWN) -> list[Quantity]:
    """How often each actor that has a move of standing down gives way after another escalates to a rung."""
    given, able = f"{version}, {way}", _able(context)
    return [q for id in context.actors if id in able and (q := context.find("gives_way", id, rung, given))]


def _able(context: Context) -> set[str]:
    """Actors of which the scenario marks a move as standing down."""
    s = context.study.game.structure
    return {s.actors[move.actor] for move in s.moves if GIVING_WAY[DOWN] in move.tags}


def _meant(context: Context) -> str:
    """What counts as standing down: on a ladder all that is no act, elsewhere what the scenario marks."""
    moves = context.study.game.structure.moves
    if any("hold" in move.tags and GIVING_WAY[DOWN] not in move.tags for move in moves):
        return "Standing down is a next move that the scenario marks as that; waiting is none."
    return "Standing down is any next move that is not an act, offering and conceding included."


def _leads(context: Context, rung: str, way: str) -> list[Quantity]:
    """How much more often others give way to an actor than it does to them; the actor that leads most comes first."""
    given = f"{IMPOSED}, {way}"
    found = [q for id in context.actors if (q := context.find("escalation_dominance", id, rung, given))]
    return sorted(found, key=lambda q: -q.value)


def _dominant(context: Context, rung: str) -> str:
    """The actor that dominates at a rung, "" where none clearly does: by more than the error, and as figures print."""
    leads = _leads(context, rung, DOWN)
    clear = bool(leads) and leads[0].value > max(LEAST, leads[0].error or 0.0)
    differ = len({chance(q.value, q.error) for q in _answers(context, rung)}) > 1
    return leads[0].key.actor if clear and differ else ""


def _finding(context: Context, rungs: Sequence[str]) -> Prose:
    wins: dict[str, list[str]] = {}
    for rung in rungs:
        if who := _dominant(context, rung):
            wins.setdefault(who, []).append(rung)
    opening = (
        "An actor dominates at a rung where its climb there is answered by standing down more often than it stands "
        "down itself after the climb of another. "
    )
    if not wins:
        return f"{opening}Nobody clearly dominates at any rung."
    ordered = sorted(wins.items(), key=lambda item: (-len(item[1]), rungs.index(item[1][0])))
    held = [f"{context.actors[who]} does at {joined([quoted(context.rungs[r]) for r in rs])}" for who, rs in ordered]
    return f"{opening}With escalation imposed, {'; '.join(held)}."


def _title(context: Context, rungs: Sequence[str]) -> str:
    winners = list(dict.fromkeys(who for rung in rungs if (who := _dominant(context, rung))))
    match winners:
        case []:
            return "Nobody clearly dominates at any rung"
        case [who]:
            return f"{context.labels[who]} dominates where there is a clear difference"
        case _:
            return "Dominance changes hands from rung to rung"


def _rung(context: Context, rung: str) -> Prose:
    shares = [
        f"{context.actors[q.key.actor]} stands down at once in {chance(q.value, q.error)} of cases after "
        f"{context.rival(q.key.actor)} climbs there"
        for q in _answers(context, rung)
    ]
    clear = "" if _dominant(context, rung) else "; the difference is not clear"
    return f"{sentence(context.rungs[rung])}: {'; '.join(shares)}{clear}."


def _figure(context: Context, rungs: Sequence[str]) -> Figure:
    rows: list[Row] = []
    cells = []
    for version, title in VERSIONS.items():
        for rung in rungs:
            for q in _answers(context, rung, version):
                who, where, text = q.key.actor, sentence(context.rungs[rung]), chance(q.value, q.error)
                group = f"{context.labels[who]} stands down after {context.rival(who)} climbs"
                rows.append(bar(where, q.value, text, within(q.value, q.error), group=group, panel=title))
                gave = context.find("gives_way", who, rung, f"{version}, {CONCEDES}")
                conceded = chance(gave.value, gave.error) if gave and gave.value > 0 else "none"
                cells.append((title, where, context.labels[who], text, conceded))
    return Figure(
        "fig-dominance",
        _title(context, rungs),
        charts.small_multiples(
            rows,
            chart=charts.grouped_bars,
            measure=Measure("Probability of standing down at once", lowest=0, highest=1),
        ),
        "Grouped horizontal bars by rung, in two panels: as play selects it, and with the escalation imposed.",
        "For each rung, the actor with the longer bar gives way more. Thin lines are the error of the grid. "
        f"{_meant(context)}",
        plain_table(
            "numbers-dominance",
            "How often each actor gives way after another climbs to a rung",
            ("Version", "Rung", "Who gives way", "Stands down", "Concedes outright"),
            cells,
            heads=3,
        ),
    )


def _by_concession(context: Context, rungs: Sequence[str]) -> Prose:
    leads = [lead for rung in rungs for lead in _leads(context, rung, CONCEDES)[:1]]
    largest = max(leads, key=lambda q: q.value, default=None)
    opening = "Counted by outright concession alone, "
    if largest is None or largest.value < LEAST:
        return f"{opening}actors differ by less than a percentage point at every rung."
    return (
        f"{opening}the largest difference is at {quoted(context.rungs[largest.key.of])}, in favour of "
        f"{context.actors[largest.key.actor]}: {points(largest.value, largest.error)}."
    )

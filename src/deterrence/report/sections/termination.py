"""On whose terms a crisis ends, at what risk and after how long, by what each side could choose; nuclear postures."""

from __future__ import annotations

from ...stress.frontier import DOCTRINE, INDUCEMENT, POSTURE, STATED, Choice, edge
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Panel, Row
from ..prose import Prose
from .tables import plain_table
from .told import Told, joined, quoted

KINDS = {
    STATED: "As stated",
    DOCTRINE: "Another doctrine",
    INDUCEMENT: "Another inducement",
    POSTURE: "A nuclear posture",
}
MARGIN = 1.15
"""Of an axis beyond its last point."""
DECADES = 4.0
LEAST = 0.01
"""A difference in moves, relative, or in probability at risk, relative, below this is not told."""


def termination(told: Told) -> list[Block]:
    """The frontier by actor, pace and tail, and postures; nothing where nobody has anything to choose."""
    if len({(c.lever, c.choice) for c in told.study.choices}) < 2:
        return []
    return [
        Subheading("On whose terms, at what risk"),
        Paragraph(
            "A crisis ends on a side's own terms where the other side gives in, or accepts a way out that this side "
            "offered. Each side has things to choose: the doctrine of its commitment, what it adds to its offers, a "
            "nuclear posture. The game is solved again for each choice; the other side knows of it, and answers."
        ),
        Bullets([_side(told, actor) for actor in told.actors]),
        _figure(told),
        *_pace(told),
        *_postures(told),
    ]


def _name(told: Told, c: Choice) -> str:
    match c.lever:
        case "doctrine":
            return quoted(told.doctrines[c.choice])
        case "inducement":
            return f"an inducement of {float(c.choice):.2g}"
        case "posture":
            return quoted(next(p.name for p in told.scenario.postures if p.id == c.choice))
        case _:
            return "as stated"


def _of(told: Told, actor: str) -> list[Choice]:
    return [c for c in told.study.choices if c.actor == actor]


def _stated(told: Told, actor: str) -> Choice:
    return next(c for c in _of(told, actor) if c.lever == STATED)


def _side(told: Told, actor: str) -> Prose:
    best, stated = edge(told.study.choices, actor), _stated(told, actor)
    said = (
        f"{told.actors[actor]}: as stated, crises end on its own terms in {told.compared(stated.own_terms)} and in "
        f"catastrophe in {told.compared(stated.catastrophe)}. "
    )
    if stated.efficient:
        said += "No choice tried does better on one count and no worse on the other. "
    else:
        better = [c for c in best if c.own_terms >= stated.own_terms and c.catastrophe <= stated.catastrophe]
        said += f"Better on both counts: {joined([_name(told, c) for c in better])}. "
    safest, boldest = best[0], best[-1]
    if safest is boldest:
        return f"{said}One choice is best on both counts, {_name(told, safest)}."
    return (
        f"{said}Of {len(_of(told, actor))} choices, {len(best)} are on the frontier, from {_name(told, safest)} (own "
        f"terms {told.compared(safest.own_terms)}, catastrophe {told.compared(safest.catastrophe)}) to "
        f"{_name(told, boldest)} ({told.compared(boldest.own_terms)}, {told.compared(boldest.catastrophe)})."
    )


def _figure(told: Told) -> Figure:
    panels, cells = [], []
    kinds = [name for lever, name in KINDS.items() if any(c.lever == lever for c in told.study.choices)]
    wanted = Measure("Pr(ends on its own terms)", lowest=0, highest=min(1.0, MARGIN * _most(told, "own_terms")))
    risk = _risk([c.catastrophe for c in told.study.choices])
    for actor, name in told.actors.items():
        rows: list[Row] = []
        for k, c in enumerate(_of(told, actor), start=1):
            number = str(k)
            rows.append(
                {
                    "risk": c.catastrophe,
                    "value": c.own_terms,
                    "kind": KINDS[c.lever],
                    "number": number,
                    "best": c.efficient,
                }
            )
            numbers = (told.compared(p) for p in (c.own_terms, c.agreed, c.war, c.catastrophe))
            on = "yes" if c.efficient else "no"
            cells.append((f"{name} {number}", _name(told, c), *numbers, f"{c.moves:.1f}", on))
        panels.append(Panel(name, charts.frontier(rows, risk=risk, wanted=wanted, kinds=kinds)))
    best = sum(c.efficient for c in told.study.choices)
    return Figure(
        "fig-frontier",
        f"{best} of {len(told.study.choices)} choices are not improved on by another of the same side",
        tuple(panels),
        "Scatter plots, a panel for each side: the chance of catastrophe across, the chance of an end on the side's "
        "own terms upward, a numbered point for each choice; the frontier is joined by a broken line.",
        "Up is better for the side, left is safer for everybody. Filled points are on the frontier: no other choice of "
        "that side has no less of its own terms at no more risk. The points are what was tried, not all that could "
        "be; the numbers are those of the table. All on one small grid: what differs by less than its error may change "
        "places.",
        plain_table(
            "numbers-frontier",
            "What each side could choose, and how crises then end",
            ("Point", "Choice", "Own terms", "Agreed", "War", "Catastrophe", "Moves", "On the frontier"),
            cells,
            heads=2,
        ),
    )


def _most(told: Told, name: str) -> float:
    return max(float(getattr(c, name)) for c in told.study.choices)


def _risk(found: list[float]) -> Measure:
    """An axis for all panels: from nought, or logarithmic where the risks differ by more than ``DECADES``."""
    least, most = min(found), max(found)
    far = least > 0 and most > DECADES * least
    low = least / MARGIN if far else 0.0
    return Measure("Pr(catastrophe)", format=".2~%", lowest=low, highest=MARGIN * most)


def _pace(told: Told) -> list[Block]:
    """Whether the doctrine that makes crises shortest, and the one that makes them longest, pay for it in the tail."""
    said: list[Prose] = []
    for actor, name in told.actors.items():
        mine = [c for c in _of(told, actor) if c.lever in (STATED, DOCTRINE)]
        quick, slow = min(mine, key=lambda c: c.moves), max(mine, key=lambda c: c.moves)
        if slow.moves - quick.moves <= LEAST * slow.moves:
            continue
        tails = [c.war + c.catastrophe for c in (quick, slow)]
        fatter = tails[0] > tails[1] * (1 + LEAST)
        verdict = "the shorter crisis has the fatter tail" if fatter else "the shorter crisis has no fatter a tail"
        said.append(
            f"{name}: crises are shortest under {_under(told, quick)} ({quick.moves:.1f} moves on average) and longest "
            f"under {_under(told, slow)} ({slow.moves:.1f}). War or catastrophe follows in {told.compared(tails[0])} "
            f"and {told.compared(tails[1])}: {verdict}."
        )
    opening = Paragraph(
        "To climb fast in order to end a crisis is to trade time against the chance of losing control of it. By the "
        "doctrines compared:"
    )
    return [opening, Bullets(said)] if said else []


def _under(told: Told, c: Choice) -> str:
    return "its own doctrine" if c.lever == STATED else _name(told, c)


def _postures(told: Told) -> list[Block]:
    said: list[Prose] = []
    for actor, name in told.actors.items():
        stated = _stated(told, actor)
        for c in (c for c in _of(told, actor) if c.lever == POSTURE):
            said.append(
                f"{name} with {_name(told, c)}: war in {told.compared(c.war)} (as stated {told.compared(stated.war)}), "
                f"catastrophe in {told.compared(c.catastrophe)} ({told.compared(stated.catastrophe)}), an end on its "
                f"own terms in {told.compared(c.own_terms)} ({told.compared(stated.own_terms)})."
            )
    if not said:
        return []
    texts = joined([f"{quoted(p.name)}: {p.text.strip()}" for p in told.scenario.postures])
    return [
        Subheading("Nuclear postures"),
        Paragraph(f"Either side could take either posture, with the same numbers, which are judgements. {texts}"),
        Bullets(said),
    ]

"""On whose terms a crisis ends, at what risk and after how long, by what each side could choose; nuclear postures."""

from __future__ import annotations

from ...stress.frontier import DOCTRINE, INDUCEMENT, POSTURE, STATED, Choice, edge
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Panel, Row
from ..prose import Prose
from .tables import plain_table
from ..context import Context, joined, quoted

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
"""A difference in moves, relative, or in probability at risk, relative, below this is not context."""


def termination(context: Context) -> list[Block]:
    """The frontier by actor, pace and tail, and postures; nothing where nobody has anything to choose."""
    if len({(c.lever, c.choice) for c in context.study.choices}) < 2:
        return []
    return [
        Subheading("On whose terms, at what risk"),
        Paragraph(
            "A crisis ends on a side's own terms where the other side gives in, or accepts a way out that this side "
            "offered. Each side has things to choose: the doctrine of its commitment, what it adds to its offers, a "
            "nuclear posture. The game is solved again for each choice; the other side knows of it, and answers."
        ),
        Bullets([_side(context, actor) for actor in context.actors]),
        _figure(context),
        *_pace(context),
        *_postures(context),
    ]


def _name(context: Context, c: Choice) -> str:
    match c.lever:
        case "doctrine":
            return quoted(context.doctrines[c.choice])
        case "inducement":
            return f"an inducement of {float(c.choice):.2g}"
        case "posture":
            return quoted(next(a.name for a in context.brief.alternatives if a.id == c.choice))
        case _:
            return "as stated"


def _of(context: Context, actor: str) -> list[Choice]:
    return [c for c in context.study.choices if c.actor == actor]


def _stated(context: Context, actor: str) -> Choice:
    return next(c for c in _of(context, actor) if c.lever == STATED)


def _side(context: Context, actor: str) -> Prose:
    best, stated = edge(context.study.choices, actor), _stated(context, actor)
    said = (
        f"{context.actors[actor]}: as stated, crises end on its own terms in {context.compared(stated.own_terms)} and in "
        f"catastrophe in {context.compared(stated.catastrophe)}. "
    )
    if stated.efficient:
        said += "No choice tried does better on one count and no worse on the other. "
    else:
        better = [c for c in best if c.own_terms >= stated.own_terms and c.catastrophe <= stated.catastrophe]
        said += f"Better on both counts: {joined([_name(context, c) for c in better])}. "
    safest, boldest = best[0], best[-1]
    if safest is boldest:
        return f"{said}One choice is best on both counts, {_name(context, safest)}."
    return (
        f"{said}Of {len(_of(context, actor))} choices, {len(best)} are on the frontier, from {_name(context, safest)} (own "
        f"terms {context.compared(safest.own_terms)}, catastrophe {context.compared(safest.catastrophe)}) to "
        f"{_name(context, boldest)} ({context.compared(boldest.own_terms)}, {context.compared(boldest.catastrophe)})."
    )


def _figure(context: Context) -> Figure:
    panels, cells = [], []
    kinds = [name for lever, name in KINDS.items() if any(c.lever == lever for c in context.study.choices)]
    wanted = Measure("Pr(ends on its own terms)", lowest=0, highest=min(1.0, MARGIN * _most(context, "own_terms")))
    risk = _risk([c.catastrophe for c in context.study.choices])
    for actor, name in context.actors.items():
        rows: list[Row] = []
        for k, c in enumerate(_of(context, actor), start=1):
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
            numbers = (context.compared(p) for p in (c.own_terms, c.agreed, c.war, c.catastrophe))
            on = "yes" if c.efficient else "no"
            cells.append((f"{name} {number}", _name(context, c), *numbers, f"{c.moves:.1f}", on))
        panels.append(Panel(name, charts.frontier(rows, risk=risk, wanted=wanted, kinds=kinds)))
    best = sum(c.efficient for c in context.study.choices)
    return Figure(
        "fig-frontier",
        f"{best} of {len(context.study.choices)} choices are not improved on by another of the same side",
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


def _most(context: Context, name: str) -> float:
    return max(float(getattr(c, name)) for c in context.study.choices)


def _risk(found: list[float]) -> Measure:
    """An axis for all panels: from nought, or logarithmic where the risks differ by more than ``DECADES``."""
    least, most = min(found), max(found)
    far = least > 0 and most > DECADES * least
    low = least / MARGIN if far else 0.0
    return Measure("Pr(catastrophe)", format=".2~%", lowest=low, highest=MARGIN * most)


def _pace(context: Context) -> list[Block]:
    """Whether the doctrine that makes crises shortest, and the one that makes them longest, pay for it in the tail."""
    said: list[Prose] = []
    for actor, name in context.actors.items():
        mine = [c for c in _of(context, actor) if c.lever in (STATED, DOCTRINE)]
        quick, slow = min(mine, key=lambda c: c.moves), max(mine, key=lambda c: c.moves)
        if slow.moves - quick.moves <= LEAST * slow.moves:
            continue
        tails = [c.war + c.catastrophe for c in (quick, slow)]
        fatter = tails[0] > tails[1] * (1 + LEAST)
        verdict = "the shorter crisis has the fatter tail" if fatter else "the shorter crisis has no fatter a tail"
        said.append(
            f"{name}: crises are shortest under {_under(context, quick)} ({quick.moves:.1f} moves on average) and longest "
            f"under {_under(context, slow)} ({slow.moves:.1f}). War or catastrophe follows in {context.compared(tails[0])} "
            f"and {context.compared(tails[1])}: {verdict}."
        )
    opening = Paragraph(
        "To climb fast in order to end a crisis is to trade time against the chance of losing control of it. By the "
        "doctrines compared:"
    )
    return [opening, Bullets(said)] if said else []


def _under(context: Context, c: Choice) -> str:
    return "its own doctrine" if c.lever == STATED else _name(context, c)


def _postures(context: Context) -> list[Block]:
    said: list[Prose] = []
    for actor, name in context.actors.items():
        stated = _stated(context, actor)
        for c in (c for c in _of(context, actor) if c.lever == POSTURE):
            said.append(
                f"{name} with {_name(context, c)}: war in {context.compared(c.war)} (as stated {context.compared(stated.war)}), "
                f"catastrophe in {context.compared(c.catastrophe)} ({context.compared(stated.catastrophe)}), an end on its "
                f"own terms in {context.compared(c.own_terms)} ({context.compared(stated.own_terms)})."
            )
    if not said:
        return []
    texts = joined(list(dict.fromkeys(f"{quoted(a.name)}: {a.text.strip()}" for a in context.brief.alternatives if a.lever == POSTURE)))
    return [
        Subheading("Nuclear postures"),
        Paragraph(f"Either side could take either posture, with the same numbers, which are judgements. {texts}"),
        Bullets(said),
    ]

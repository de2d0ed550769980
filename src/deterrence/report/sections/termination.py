"""For whom a crisis ends better than before it, at what risk and after how long, by what each actor could choose."""

from __future__ import annotations

from collections.abc import Callable

from ...forecasting.quantities.own_terms import BETTER, no_worse
from ...stress.frontier import DOCTRINE, INDUCEMENT, POSTURE, STATED, Choice, edge, risk, worst_of
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure, Panel, Row
from ..context import Context, joined, numeral, quoted, sentence
from ..prose import Prose
from .tables import plain_table

LEVERS = {
    STATED: "As stated",
    DOCTRINE: "Another doctrine",
    INDUCEMENT: "Another inducement",
    POSTURE: "A nuclear posture",
}
FRONTIER = "On the frontier"
MARGIN = 1.15
"""Of an axis beyond its last point."""
DECADES = 4.0
LEAST = 0.01
"""A relative difference in length, or in the probability at risk, below this is not reported."""


def termination(context: Context) -> list[Block]:
    """The frontier by actor, pace and tail, and postures; nothing where nobody has anything to choose."""
    if len({(c.lever, c.choice) for c in context.study.choices}) < 2 or not any(
        c.catastrophe > 0 for c in context.study.choices
    ):
        return []
    return [
        Subheading("On whose terms, at what risk"),
        Paragraph(
            "A crisis ends on an actor's own terms where the end is worth more to it than the status quo before the "
            "crisis, regardless of who proposed it; both sides may gain. There are things to choose: the doctrine of a "
            "commitment, what is added to an offer, a nuclear posture. The game is solved again for each choice; the "
            "others know of it, and answer."
        ),
        Bullets([_side(context, actor) for actor in _choosers(context)]),
        *([_figure(context)] if any(_possible(context, actor) for actor in _choosers(context)) else []),
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


def _choosers(context: Context) -> list[str]:
    """Actors that weigh ends against the status quo and have something to choose, in the order of the file."""
    return [actor for actor in context.actors if len(_of(context, actor)) > 1]


def _of(context: Context, actor: str) -> list[Choice]:
    return [c for c in context.study.choices if c.actor == actor]


def _stated(context: Context, actor: str) -> Choice:
    return next(c for c in _of(context, actor) if c.lever == STATED)


def _possible(context: Context, actor: str) -> bool:
    """Is there an end that is worth more to the actor than the status quo?"""
    return bool(no_worse(context.study.game, actor, BETTER).any())


def _side(context: Context, actor: str) -> Prose:
    worst = worst_of(context.brief)
    best, stated = edge(context.study.choices, actor, worst), _stated(context, actor)
    at_risk = context.share(context.compared(risk(stated, worst)))
    if _possible(context, actor):
        own = context.share(context.compared(stated.own_terms))
        said = f"{context.labels[actor]}: as stated, {own} end on its own terms and {at_risk} in {worst}. "
    else:
        said = (
            f"{context.labels[actor]}: no end is by itself worth more to it than the status quo, so that none is on "
            "its own terms, whatever it chooses. What events and moves pay as they lead to an end, for peace, face or "
            "the last word, counts in what the crisis is worth to it, and not here. As stated, "
            f"{at_risk} end in {worst}"
        )
        least = context.share(context.compared(risk(best[0], worst)))
        other = f"; least with {_name(context, best[0])} ({least})" if least != at_risk else "; no choice leads to less"
        return f"{said}{other}."
    if stated.efficient:
        said += "No choice tried does better on one of the two and no worse on the other. "
    else:
        better = [c for c in best if c.own_terms >= stated.own_terms and risk(c, worst) <= risk(stated, worst)]
        said += f"Better on one and no worse on the other: {joined([_name(context, c) for c in better])}. "
    safest, boldest = best[0], best[-1]
    if safest is boldest:
        return f"{said}One choice is best on both, {_name(context, safest)}."
    return (
        f"{said}Of {numeral(len(_of(context, actor)))} choices, {numeral(len(best))} are on the frontier, from "
        f"{_name(context, safest)} (own terms {context.compared(safest.own_terms)}, {worst} "
        f"{context.compared(risk(safest, worst))}) to "
        f"{_name(context, boldest)} ({context.compared(boldest.own_terms)}, {context.compared(risk(boldest, worst))})."
    )


def _figure(context: Context) -> Figure:
    panels, cells = [], []
    long, unit = _length(context)
    groups = [name for lever, name in LEVERS.items() if any(c.lever == lever for c in context.study.choices)]
    gain = Measure("Pr(ends on its own terms)", lowest=0, highest=min(1.0, MARGIN * _most(context, "own_terms")))
    worst = worst_of(context.brief)
    across = _risk([risk(c, worst) for c in context.study.choices], worst)
    for actor in _choosers(context):
        name = context.labels[actor]
        rows: list[Row] = []
        for k, c in enumerate(_of(context, actor), start=1):
            number = str(k)
            rows.append(
                {
                    "risk": risk(c, worst),
                    "value": c.own_terms,
                    "group": LEVERS[c.lever],
                    "number": number,
                    "best": c.efficient,
                }
            )
            numbers = (context.compared(p) for p in (c.own_terms, c.proposed, c.agreed, c.war, c.catastrophe))
            on = "yes" if c.efficient else "no"
            cells.append((f"{name} {number}", _name(context, c), *numbers, f"{long(c):.0f}", on))
        panels.append(Panel(name, charts.frontier(rows, risk=across, gain=gain, groups=groups)))
    return Figure(
        "fig-frontier",
        _edges(context),
        tuple(panels),
        f"Scatter plots, a panel for each actor: the chance of {worst} across, the chance of an end on its own "
        "terms upward, a numbered point for each choice; the frontier is joined by a broken line.",
        "Up is better for the actor, left is safer for everybody. Filled points are on the frontier: no other choice "
        "of that actor has at least as much of its own terms at no more risk. The points are what was tried, not all "
        "that could be; their numbers are those of the table. All are on one small grid: what differs by less than "
        "its error may change places.",
        plain_table(
            "numbers-frontier",
            "What each actor could choose, and how crises then end",
            ("Point", "Choice", "Own terms", "Its offer", "Agreed", "War", "Catastrophe", sentence(unit), FRONTIER),
            cells,
            heads=2,
        ),
    )


def _edges(context: Context) -> str:
    """The safest choice that no other improves on, by actor."""
    worst, safest = worst_of(context.brief), dict[str, list[str]]()
    for actor in _choosers(context):
        name = _name(context, edge(context.study.choices, actor, worst)[0])
        safest.setdefault(name, []).append(context.actors[actor])
    said = [f"{name} for {joined(actors)}" for name, actors in safest.items()]
    return f"Safest of what no other choice improves on: {joined(said)}"


def _most(context: Context, name: str) -> float:
    return max(float(getattr(c, name)) for c in context.study.choices)


def _risk(found: list[float], worst: str) -> Measure:
    """An axis for all panels: from zero, or logarithmic where the risks differ by more than ``DECADES``."""
    least, most = min(found), max(found)
    far = least > 0 and most > DECADES * least
    low = least / MARGIN if far else 0.0
    return Measure(f"Pr({worst})", format=".2~%", lowest=low, highest=MARGIN * most)


def _pace(context: Context) -> list[Block]:
    """Whether the doctrine that makes crises shortest, and the one that makes them longest, pay for it in the tail."""
    said: list[Prose] = []
    long, unit = _length(context)
    for actor in _choosers(context):
        mine = [c for c in _of(context, actor) if c.lever in (STATED, DOCTRINE)]
        quick, slow = min(mine, key=long), max(mine, key=long)
        if long(slow) - long(quick) <= LEAST * long(slow):
            continue
        tails = [c.war + c.catastrophe for c in (quick, slow)]
        shown = [context.compared(tail) for tail in tails]
        fatter = tails[0] > tails[1] * (1 + LEAST) and shown[0] != shown[1]
        verdict = "haste costs safety" if fatter else "haste costs no safety"
        figures = f"{shown[0]} either way" if shown[0] == shown[1] else f"{shown[0]} and {shown[1]}"
        said.append(
            f"{context.labels[actor]}: crises are shortest under {_under(context, quick)} and longest under "
            f"{_under(context, slow)}, by {(long(slow) - long(quick)) / long(slow):.0%} of their {unit}. The chance of "
            f"war or catastrophe is {figures}: {verdict}."
        )
    opening = Paragraph(
        "To climb fast in order to end a crisis is to trade time against the chance of losing control of it. Under the "
        "doctrines compared:"
    )
    return [opening, Bullets(said)] if said else []


def _length(context: Context) -> tuple[Callable[[Choice], float], str]:
    """How long crises take after a choice, and in what: days on a clock, else moves."""
    return (lambda c: c.moves, "moves") if context.brief.days is None else (lambda c: c.days, "days")


def _under(context: Context, c: Choice) -> str:
    return "its own doctrine" if c.lever == STATED else _name(context, c)


def _postures(context: Context) -> list[Block]:
    said: list[Prose] = []
    for actor in _choosers(context):
        stated = _stated(context, actor)
        for c in (c for c in _of(context, actor) if c.lever == POSTURE):
            chances = (
                (name, context.compared(p), context.compared(before))
                for name, p, before in (
                    ("war", c.war, stated.war),
                    ("catastrophe", c.catastrophe, stated.catastrophe),
                    ("an end on its own terms", c.own_terms, stated.own_terms),
                )
            )
            said.append(
                f"{context.labels[actor]} with {_name(context, c)}: "
                f"{joined([f'{name} {p} (as stated {before})' for name, p, before in chances])}."
            )
    if not said:
        return []
    postures = {a.name: a.text.strip() for a in context.brief.alternatives if a.lever == POSTURE}
    texts = " ".join(f"{sentence(name)}: {text}" for name, text in postures.items())
    return [
        Subheading("Nuclear postures"),
        Paragraph(f"A posture has the same numbers for every actor that takes it; they are judgements. {texts}"),
        Bullets(said),
    ]

"""The flow of a crisis from act to act, with the path of a past one over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ...forecasting.acts import NOBODY, Act, Link
from ...stress.unfolding import ALL, Path, Unfolding
from .. import pictures
from ..blocks import Drawing, Figure, Sign
from ..context import WORST, Context, chance, joined, numeral, sentence
from ..pictures import Flow, Lane, Ribbon, Trace
from .tables import plain_table

LOOKS = ("one", "two", "three", "four")
WIDE, NARROW = 5, 3
"""Acts that are drawn on a wide and on a narrow page."""
SHOWN, LEAST_WORST = 0.005, 0.0005
DRAWN = 0.03
"""An act that fewer crises see has no column of its own."""
FURTHER = "further acts"
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")
ALIKE = 0.01


def looks(context: Context) -> dict[str, str]:
    """The look of every actor, in the order of the file, and of nobody."""
    return {**dict(zip(context.actors, LOOKS, strict=False)), NOBODY: "nobody"}


def own_path(context: Context) -> Path | None:
    """The acts of the past crisis that the scenario is about, as coded."""
    found, coded = context.study.unfolding, context.brief.coded
    if found is None or coded is None:
        return None
    return next((path for path in found.paths if path.history == coded.own and path.account == ALL), None)


def flow_figure(context: Context, found: Unfolding) -> Figure:
    """The figure."""
    path = own_path(context)
    acts = max(_acts_worth_drawing(found, path), 1)
    drawn = [_flow(context, found, min(most, acts), path) for most in (WIDE, NARROW)]
    by_nobody = any(x.act is not None and x.act.actor == NOBODY and x.probability >= SHOWN for x in found.links)
    legend = [Sign(look, context.labels[id]) for id, look in looks(context).items() if id != NOBODY]
    legend += [Sign("nobody", "Chance, or several at once")] if by_nobody else []
    legend += [Sign("ended", f"The {context.course} ends")]
    traced = ""
    if path:
        legend.append(Sign("trace", f"{path.title}, as coded"))
        traced = (
            f" The line with dots is {path.title}, as coded; the figures over it are the chance that a crisis in the "
            "model has begun like that."
        )
    return Figure(
        "fig-flow",
        _title(context, found),
        Drawing([("", pictures.flow(*drawn))], legend),
        "A flow from left to right, a column for each act: bands are as thick as they are likely, coloured by who "
        f"acts, in lanes for the rungs of the ladder and the ways of ending. {_title(context, found)}.",
        f"Each column is the next act. A band is as thick as the share of {context.courses} that go that way, in "
        "percent on the small grid; where nobody acts any more it ends in a lower lane. An act counts where another "
        "actor made the one before it, or where it goes higher than its author's last. What is rarer than 1 in 200 is "
        f"left out, wars excepted.{traced}",
        plain_table(
            "numbers-flow",
            f"Who makes which act, and how {context.courses} end, by the number of acts before",
            ("Acts before", "What comes next", f"Share of all {context.courses}"),
            _cells(context, found),
            heads=2,
        ),
    )


def _title(context: Context, found: Unfolding) -> str:
    first = {id: sum(x.probability for x in found.links if _begins(x, id)) for id in context.actors}
    most = max(first.values())
    alike = [id for id in context.actors if most - first[id] < ALIKE]
    if len(alike) == len(first):
        who = "Nobody is likelier than another to act first"
    else:
        each = " each" if len(alike) > 1 else ""
        names = joined([context.actors[id] for id in alike])
        who = f"First to act in {context.share(context.compared(most))}{each}: {names}"
    reached, ended = 0.0, 0
    for step in range(found.most + 1):
        reached += sum(x.probability for x in found.links if x.step == step and x.act is None)
        if reached >= 0.5:
            ended = step
            break
    else:
        return f"{who}; most {context.courses} see than {numeral(found.most)} acts"
    if ended == 0:
        return f"{who}; most {context.courses} see no act at all"
    return f"{who}; half of all {context.courses} see no more than {numeral(ended)} {'act' if ended == 1 else 'acts'}"


def _acts_worth_drawing(found: Unfolding, path: Path | None) -> int:
    """Acts that some crises still make, or that a path drawn over them makes."""
    made = [sum(x.probability for x in found.links if x.step == k and x.act is not None) for k in range(found.most)]
    return max(sum(p >= DRAWN for p in made), len(path.acts) if path else 0)


def _begins(link: Link, actor: str) -> bool:
    return link.step == 0 and link.act is not None and link.act.actor == actor


def _flow(context: Context, found: Unfolding, most: int, path: Path | None) -> Flow:
    links = [link for link in found.links if link.step <= most]
    rungs: dict[str, float] = defaultdict(float)
    ends: dict[str, float] = defaultdict(float)
    for link in links:
        if link.act is None:
            ends[link.ending] += link.probability
        elif link.step < most:
            rungs[link.act.rung] += link.probability
    past = [act.rung for act in path.acts[:most]] if path else []
    shown = [r for r in reversed(context.rungs) if rungs[r] >= SHOWN or r in past]
    kept = [e for e in context.endings if ends[e] >= SHOWN or (e in WORST and ends[e] >= LEAST_WORST)]
    lanes = [Lane(r, sentence(context.rungs[r])) for r in shown]
    lanes += [Lane(f"end {e}", sentence(context.endings[e]), over=True) for e in kept]
    further = sum(link.probability for link in links if link.step == most and link.act is not None)
    lanes += [Lane(FURTHER, "Further acts", over=True)] if further >= SHOWN else []
    known = {lane.id for lane in lanes}
    flows: dict[tuple[int, tuple[str, str] | None, tuple[str, str]], float] = defaultdict(float)
    for link in links:
        target = _place(link.act, link.ending, link.step == most)
        source = _place(link.before, "", False) if link.before else None
        if target[0] in known and (source is None or source[0] in known):
            flows[link.step, source, target] += link.probability
    trace = None
    if path:
        words = [_short(p) for p in path.chances[:most]]
        trace = Trace([(act.rung, act.actor) for act in path.acts[:most]], words)
    ribbons = [Ribbon(column, source, target, p) for (column, source, target), p in flows.items()]
    heads = [f"{word} act" for word in ORDINALS[:most]]
    return Flow(lanes, looks(context), [*heads, "Then"], ribbons, trace)


def _place(act: Act | None, ending: str, last: bool) -> tuple[str, str]:
    if act is None:
        return f"end {ending}", ""
    return (FURTHER, "") if last else (act.rung, act.actor)


def _short(p: float) -> str:
    return f"{p:.0%}" if p >= 0.01 else f"{p:.1%}" if p >= 0.0005 else "<0.05%"


def _cells(context: Context, found: Unfolding) -> Sequence[tuple[str, str, str]]:
    rows: dict[tuple[int, bool, str], float] = defaultdict(float)
    for link in found.links:
        if link.act is None:
            rows[link.step, True, f"Ends: {context.endings.get(link.ending, link.ending)}"] += link.probability
        else:
            rows[link.step, False, _named(context, link.act)] += link.probability
    kept = sorted((key for key, p in rows.items() if p >= SHOWN and key[0] <= WIDE), key=lambda k: (k[:2], -rows[k]))
    return [(str(step), what, chance(rows[step, over, what])) for step, over, what in kept]


def _named(context: Context, act: Act) -> str:
    who = context.labels[act.actor] if act.actor else "Chance, or several at once"
    return f"{who}: {context.rungs[act.rung]}"

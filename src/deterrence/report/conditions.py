"""The three conditions: one sentence template for every actor, a chart, the numbers; as text and as a page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..games.brief import Brief
from ..games.locked import Locked
from ..models.listing import aligned, filled
from ..stress.condition_ranges import CONDITIONS
from ..stress.condition_record import Figure, ThreeConditions
from ..stress.conditions import MEASURES
from . import charts
from .blocks import Block, Details, Paragraph
from .blocks import Figure as Picture
from .charts import Measure, Row
from .context import chance, joined, quoted, sentence
from .numbers import MINUS, points
from .page import Page, Section, render
from .sections.tables import plain_table

NONE = "none (as stated)"
SOLVED_AGAIN = "A question mark: smaller than its error, so that even the sign is undecided."


def summary(brief: Brief, found: ThreeConditions) -> str:
    """What an actor's conditions do, in a few plain sentences; the same for every actor."""
    names = {a.id: a.name for a in brief.actors}
    me, other = names[found.actor], " or ".join(names[o] for o in found.others)
    stated, best = found.coalitions[frozenset()], found.coalitions[frozenset(CONDITIONS)]
    said = (
        f"{sentence(me)} as the one that deters: {other} makes the first chosen challenge in "
        f"{_chance(stated['other'])} of crises as stated, and in {_chance(best['other'])} with {joined(CONDITIONS)} of "
        f"{me} all at their best ({_points(found.total['other'])}). {_verdict(found, other)} "
    )
    both = (
        f"a challenge by anybody is seen in {_chance(stated['any'])} as stated and in {_chance(best['any'])} then"
    )
    if found.comes_first:
        said += (
            f"The first challenge is then more often {me}'s own ({_chance(stated['own'])} as stated, "
            f"{_chance(best['own'])} then), which leaves {other} less occasion for one: {both}."
        )
    else:
        said += f"{sentence(both)}."
    if found.missing:
        said += (
            f" The scenario has no number for {joined(found.missing)} of {me}, which therefore {_adds(found)} nothing."
        )
    return said


def _adds(found: ThreeConditions) -> str:
    return "add" if len(found.missing) > 1 else "adds"


def _verdict(found: ThreeConditions, other: str) -> str:
    first, second, *_ = sorted(found.conditions, key=lambda c: c.share["other"].value)
    if found.verdict == "binds":
        return f"Of that change {first.condition} has the largest part ({_points(first.share['other'])}): it binds."
    if found.verdict == "undecided":
        return (
            f"Which condition binds is undecided: {first.condition} ({_points(first.share['other'])}) and "
            f"{second.condition} ({_points(second.share['other'])}) lead, within the error of the grid."
        )
    return f"None of the three makes a first challenge by {other} less likely."


def _chance(figure: Figure) -> str:
    return chance(figure.value, figure.grid_error)


def _points(figure: Figure) -> str:
    return points(figure.value, figure.grid_error)


def _share(figure: Figure) -> str:
    """In percentage points, with its error rounded up; a question mark where its sign is undecided."""
    error = math.ceil(1000 * figure.grid_error - 1e-9) / 10
    sign = f"{100 * figure.value:+.1f}".replace("-", MINUS)
    return f"{sign} ± {error:.1f}{'' if figure.decided else ' ?'}"


def shares_table(brief: Brief, found: Sequence[ThreeConditions]) -> list[tuple[str, ...]]:
    """Heads and rows: each condition's share of the change in the three probabilities, and what its absence brings."""
    names = {a.id: a.name for a in brief.actors}
    rows: list[tuple[str, ...]] = [
        ("who deters", "condition", "other first", "own first", "any seen", "other first, at nil")
    ]
    for f in found:
        for c in f.conditions:
            shown = [_share(c.share[m]) if c.settings else "no number" for m in MEASURES]
            rows.append((names[f.actor], c.condition, *shown, _chance(c.at_nil["other"]) if c.settings else "–"))
        rows.append((names[f.actor], "all three", *(_share(f.total[m]) for m in MEASURES), "–"))
    return rows


def conditions_text(
    brief: Brief, found: Sequence[ThreeConditions], grids: tuple[int, int], left_out: Mapping[str, str]
) -> str:
    """For people at a terminal."""
    parts = [filled(summary(brief, f)) for f in found]
    parts.append("\n".join(aligned(shares_table(brief, found))))
    parts.append(
        filled(
            "Shapley shares, in percentage points, of the change in Pr(challenge) from the values as stated to the "
            "favourable ends. Below zero: less likely; '?': undecided, smaller than its error. Solved on "
            f"{grids[0]} nodes a side; errors are read from {grids[1]}."
        )
    )
    if left := found[0].shared:
        parts.append(filled(f"Left alone, for they are nobody's in particular: {', '.join(left)}."))
    parts += [filled(said) for said in _left_out(brief, left_out)]
    return "\n\n".join(parts)


def _left_out(brief: Brief, left_out: Mapping[str, str]) -> list[str]:
    names = {a.id: a.name for a in brief.actors}
    return [f"Not among those that deter, {names[actor]}: {why}." for actor, why in left_out.items()]


def conditions_blocks(
    brief: Brief, found: Sequence[ThreeConditions], left_out: Mapping[str, str]
) -> list[Block]:
    """The section: sentences, chart, tables."""
    return [
        *(Paragraph(summary(brief, f)) for f in found),
        *(Paragraph(said) for said in _left_out(brief, left_out)),
        _picture(brief, found),
        Details("Every combination of conditions", [_combinations(brief, found)]),
        Details("The numbers of each condition, and their ends", [_ends(brief, found)]),
    ]


def _picture(brief: Brief, found: Sequence[ThreeConditions]) -> Picture:
    names = {a.id: a.name for a in brief.actors}
    groups = ("Another challenges first", "Its own challenge comes first", "Any challenge is seen")
    rows: list[Row] = []
    for f in found:
        for c in f.conditions:
            for measure, group in zip(MEASURES, groups, strict=True):
                v, e = c.share[measure].value, c.share[measure].grid_error
                bar: Row = {"label": sentence(c.condition), "group": group, "value": v, "low": v - e, "high": v + e}
                rows.append({**bar, "text": f"{100 * v:+.0f}", "panel": f"{names[f.actor]} deters"})
    heads, *cells = shares_table(brief, found)
    return Picture(
        "fig-conditions",
        _title(brief, found),
        charts.small_multiples(
            rows, chart=charts.grouped_bars, measure=Measure("Change of the probability, in points", "+.0%")
        ),
        "Grouped horizontal bars, a panel for each actor as the one that deters, a group for each condition.",
        "Each bar is the condition's share of the change from the values as stated to all three conditions of that "
        "actor at their best. Bars to the left: less likely. Where the first bar goes left and the second right, the "
        "actor comes first itself rather than deterring. Thin lines are the error of the grid.",
        plain_table(
            "numbers-conditions",
            "Shapley shares of the change, in percentage points; and Pr(another challenges first) at nil",
            [sentence(h) for h in heads],
            cells,
            SOLVED_AGAIN,
            heads=2,
        ),
    )


def _title(brief: Brief, found: Sequence[ThreeConditions]) -> str:
    names = {a.id: a.name for a in brief.actors}
    said = []
    for f in found:
        first = " (which then comes first itself)" if f.comes_first else ""
        said.append(f"{f.binding or 'no condition clearly'} binds for {names[f.actor]}{first}")
    return sentence(joined(said))


def _combinations(brief: Brief, found: Sequence[ThreeConditions]) -> Block:
    names = {a.id: a.name for a in brief.actors}
    rows = [
        (names[f.actor], joined(sorted(raised, key=CONDITIONS.index)) or NONE, *(_chance(at[m]) for m in MEASURES))
        for f in found
        for raised, at in f.coalitions.items()
    ]
    heads = ("Who deters", "At their best", "Other first", "Own first", "Any seen")
    return plain_table("conditions-combined", "Pr(challenge) with every combination at its best", heads, rows, heads=2)


def _ends(brief: Brief, found: Sequence[ThreeConditions]) -> Block:
    names = {a.id: a.name for a in brief.actors}
    rows = [
        (names[f.actor], c.condition, sentence(s.label), f"{s.value:g}", f"{s.ideal:g}", f"{s.nil:g}", s.ends)
        for f in found
        for c in f.conditions
        for s in c.settings
    ]
    heads = ("Actor", "Condition", "Number", "Used", "Favourable end", "Nil", "Ends")
    return plain_table("conditions-numbers", "What was moved, and between which ends", heads, rows, heads=3)


def conditions_html(
    brief: Brief,
    found: Sequence[ThreeConditions],
    grids: tuple[int, int],
    changes: Mapping[str, float],
    left_out: Mapping[str, str],
    locks: Sequence[Locked] = (),
) -> str:
    """One page that asks for nothing from any network."""
    held = f"Conduct is locked: {'; '.join(lock.label for lock in locks)}. " if locks else ""
    changed = ", ".join(f"{name} = {value:g}" for name, value in changes.items()) or "none"
    page = Page(
        title=f"Capability, credibility, communication: {brief.title}",
        standfirst=f"{held}{_title(brief, found)}, as shares of the change in who challenges first.",
        sections=[Section("conditions", "What each condition contributes", conditions_blocks(brief, found, left_out))],
        kicker="Three conditions of deterrence",
        facts=[
            ("Scenario", quoted(brief.name)),
            ("Changed", changed),
            ("Grid", f"{grids[0]} nodes a side, errors against {grids[1]}"),
        ],
    )
    return render(page)

"""What one crisis teaches the next: the next crisis after an event, against the same with beliefs at the prior."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...forecasting.outlook import Quantity
from ...forecasting.quantities.precedents import AT_PRIOR
from ...games.brief import PrecedentBrief
from ..blocks import Block, Bullets, Drawing, Figure, Sign, Table
from ..comparing import CLEAR
from ..context import Context, chance, joined, quoted, sentence
from ..pictures import Slope, slopes
from ..prose import Prose
from .tables import plain_table

SLOPES = ("learnt", "untaught", "selected", "another")
CHOICE = "challenge"
"""What a precedent asks of the next crisis first: the choice that opens it."""
DRAWN = 0.02
"""What is rarer than this in every next crisis is in the table alone."""
MARGIN = 0.03
"""Of probability, beyond the least and the most that is drawn."""
MOST = 2 / 3
"""A share of a difference that is most of it."""


@dataclass(frozen=True)
class Taught:
    """A chance in the next crisis after something.

    Attributes:
        precedent: after what. given: what in the next crisis, the choice that opens it or a threshold; name: in words.
        prior, learnt: with beliefs at the prior, and as learnt.
    """

    precedent: PrecedentBrief
    given: str
    name: str
    prior: Quantity
    learnt: Quantity

    @property
    def shown(self) -> tuple[str, str]:
        """At the prior, and as learnt, in words."""
        return chance(self.prior.value, self.prior.error), chance(self.learnt.value, self.learnt.error)


def precedents(context: Context) -> list[Block]:
    """The next crisis after an event, against the same at the prior; nothing where the scenario names none."""
    rows = list(_rows(context))
    if not rows:
        return []
    numbers = plain_table(
        "precedents",
        "The next crisis after an event, against the same crisis with beliefs at the prior",
        ("After", "In the next crisis", "The same at the prior", "As learnt"),
        [(sentence(row.precedent.name), sentence(row.name), *row.shown) for row in rows],
        heads=2,
    )
    beside = [Bullets(said)] if (said := [*_beside(rows), *_own_acts(context, rows)]) else []
    reach: dict[str, float] = {}
    for row in rows:
        reach[row.given] = max(reach.get(row.given, 0.0), row.prior.value, row.learnt.value)
    drawn = sorted((given for given, p in reach.items() if p >= DRAWN), key=lambda given: -reach[given])[: len(SLOPES)]
    if not drawn:
        return [*beside, numbers]
    return [*beside, _figure(rows, dict(zip([g for g in reach if g in drawn], SLOPES, strict=False)), numbers)]


def _rows(context: Context) -> Iterator[Taught]:
    top = context.study.game.structure.rungs[-1]
    thresholds = {
        t.id: t.name if t.below == top else f"{t.name}, or higher" for t in context.brief.thresholds
    }
    for p in context.brief.precedents:
        for given, name in {CHOICE: context.events[p.challenge], **thresholds}.items():
            prior, learnt = (context.find("precedent", of=p.id, given=f"{given}{which}") for which in (AT_PRIOR, ""))
            if prior and learnt:
                yield Taught(p, given, name, prior, learnt)


def _figure(rows: Sequence[Taught], style: dict[str, str], numbers: Table) -> Figure:
    choices = {row.precedent.name: row.name for row in rows if row.given == CHOICE}
    several = len(set(choices.values())) > 1
    by_after: dict[str, list[Slope]] = {}
    for row in rows:
        if row.given in style:
            slope = Slope(style[row.given], row.prior.value, row.learnt.value, row.shown)
            after = row.precedent.name
            head = f"{sentence(after)}: {quoted(choices[after])}" if several else sentence(after)
            by_after.setdefault(head, []).append(slope)
    heads = ("Beliefs at the prior", "As learnt")
    values = [p for mine in by_after.values() for slope in mine for p in (slope.before, slope.after)]
    low, high = max(min(values) - MARGIN, 0.0), min(max(values) + MARGIN, 1.0)
    panels = [(head, slopes(mine, heads, low, high)) for head, mine in by_after.items()]
    signs = [Sign(look, sentence(_named(rows, given))) for given, look in style.items()]
    return Figure(
        "fig-precedents",
        _taught(rows),
        Drawing(panels, signs),
        "Slope charts, a panel for each thing that has happened, a line for each that may come in the next crisis: "
        "its chance with beliefs at the prior at the left, as learnt at the right.",
        "Each panel is the next crisis after something has happened: the same public state, the same move, the "
        "same time left, until the window closes. At the left nobody has learnt anything, at the right everybody "
        "has learnt what happened: a line that rises says that what happened makes it more likely next time.",
        numbers,
    )


def _named(rows: Sequence[Taught], given: str) -> str:
    """What a line of every panel is called: the choices that open next crises by what they share."""
    names = dict.fromkeys(row.name for row in rows if row.given == given)
    return next(iter(names)) if len(names) == 1 else "the choice that is named above the panel"


def _taught(rows: Sequence[Taught]) -> str:
    """What moves the next crisis most by being learnt."""
    most = max(rows, key=lambda row: abs(row.learnt.value - row.prior.value))
    if abs(most.learnt.value - most.prior.value) < CLEAR:
        return "What one crisis teaches hardly moves the next"
    was, shown = most.shown
    alike = [row for row in rows if row.given == most.given and row.shown == most.shown]
    after = joined([quoted(row.precedent.name) for row in alike], "or")
    what = joined(list(dict.fromkeys(quoted(row.name) for row in alike)), "or")
    return f"After {after}: {what} in {_of(shown)}, against {was} had nobody learnt anything"


def _of(shown: str) -> str:
    return f"{shown} of next crises" if shown.endswith("%") else f"{shown} next crises"


def _beside(rows: Sequence[Taught]) -> list[Prose]:
    """Of two events that the same choice comes after, how much of the difference between them was learnt."""
    by_choice: dict[tuple[str, str], list[Taught]] = {}
    for row in rows:
        if row.given == CHOICE:
            by_choice.setdefault((row.precedent.challenge, row.precedent.challenger), []).append(row)
    return [
        _apart(*sorted(pair, key=lambda row: -row.learnt.value)) for pair in by_choice.values() if len(pair) == 2
    ]


def _apart(more: Taught, less: Taught) -> str:
    """Which of two is likelier in the next crisis, and whether what was learnt makes it so or the situation does."""
    (more_untaught, more_taught), (less_untaught, less_taught) = more.shown, less.shown
    said = f"{sentence(quoted(more.name))}: {more_taught} after {quoted(more.precedent.name)}, {less_taught} after "
    said += f"{quoted(less.precedent.name)}"
    apart = more.learnt.value - less.learnt.value
    if more_taught == less_taught:
        return f"{said}."
    said += f". Had nobody learnt anything it would be {more_untaught} and {less_untaught}: "
    situation = (more.prior.value - less.prior.value) / apart
    return f"{said}{_due(situation)}."


def _due(situation: float) -> str:
    """What a difference is due to, by the share of it that is there when nobody has learnt anything."""
    where = "the public situation in which each of the two leaves the next crisis"
    if situation < 0:
        return f"the difference is learnt, against {where}, which by itself would make it go the other way"
    if situation > 1:
        return f"the difference is not learnt; it comes from {where}, and what is learnt makes it smaller"
    if situation >= MOST:
        return f"most of the difference is not learnt; it comes from {where}"
    if situation <= 1 - MOST:
        return "most of the difference is what was learnt"
    return f"part of the difference is what was learnt, and part comes from {where}"


def _own_acts(context: Context, rows: Sequence[Taught]) -> list[Prose]:
    """Thresholds that the choice by which a next crisis opens crosses by itself, being higher: fewer crossings of them
    are then fewer such choices, and not fewer acts at the threshold."""
    s, events = context.study.game.structure, {e.id: e for e in context.brief.events}
    lowest: dict[str, int] = {}
    for choice in dict.fromkeys(row.precedent.challenge for row in rows):
        made = np.flatnonzero(context.study.game.happening(events[choice]).branch)
        rungs = [s.moves[m].rung for m in s.branch_move[made].tolist() if m >= 0]
        lowest[choice] = min(rungs, default=-1)
    said: list[Prose] = []
    for threshold in context.brief.thresholds:
        above = [id for id, rung in lowest.items() if rung > s.rungs.index(threshold.below)]
        seen = {row.precedent.challenge for row in rows if row.given == threshold.id}
        if names := [quoted(context.events[id]) for id in above if id in seen]:
            said.append(
                f"{sentence(quoted(threshold.name))} counts as reached by any actor's act as high or higher. "
                f"Where the next crisis opens with the choice of {joined(names, 'or')}, that choice reaches it by "
                "itself: fewer of these are fewer such choices, and need not be fewer acts of the kind named."
            )
    return said

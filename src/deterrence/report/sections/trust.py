"""How far the answer can be trusted, with figures: said first, in one paragraph."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...solvers.solver import UNRESOLVED
from ...stress.study import BRANCH_STARTS
from ..audit_text import said_of
from ..context import CHALLENGE, GENERAL, Context, chance, counted, joined, numeral, sentence
from ..numbers import interval, points
from ..prose import Inline, Prose, Strong
from ..record_counts import counts
from ..typical import in_short, untypical

JUDGED = ("judgement", "recollection")
LEAST_SHOWN = 0.0005
LEAST_GIVEN = 0.01
"""Error of conditional probabilities from which on it is said."""
MOST_NAMED = 2
"""Of the numbers by which the ranges leave most open."""
STILL_OPEN = Key("outcome", of=UNRESOLVED)
"""A longer window leaves less open, as it should."""


def trust(context: Context) -> Prose:
    """The paragraph: form, record, numbers, other equilibria, arithmetic; what is worst comes first within each, and
    numbers before all else where headlines are not typical of their ranges."""
    parts = [_form(context), _record(context)]
    parts.insert(0 if untypical(context) else len(parts), [_numbers(context)])
    return [
        Strong("How far to trust this: "),
        "it is what one model implies, not a forecast to quote. ",
        *(said for part in parts for said in part),
        _equilibria(context),
        _grid(context),
    ]


def _form(context: Context) -> list[Inline]:
    """Whether a change of description that should not matter moves a headline: which, and how far."""
    found = context.study.audit
    rows = [row for row in found.rows if row.form] if found else []
    if found is None or not rows:
        return [f"How much it owes to the way the crisis was written is not known: {context.study.absent['audit']}. "]
    failing = [row for row in rows if not row.within and row.headline != STILL_OPEN] or [
        row for row in rows if not row.within
    ]
    said = [f"{words} " for words in said_of(found)]
    worst = max(failing or rows, key=lambda row: abs(row.difference))
    ways = len({row.change for row in rows})
    if failing:
        failed = len({row.change for row in failing})
        moves = "moves" if failed == 1 else "move"
        key = CHALLENGE if worst.headline == GENERAL else worst.headline
        before, after = (1 - p if worst.headline == GENERAL else p for p in (worst.base, worst.changed))
        of = f"the chance of a first challenge by {context.actors[key.actor]}" if key.actor else context.chance_of(key)
        return [
            Strong("It depends on how the crisis was written: "),
            f"{numeral(failed)} of {numeral(ways)} changes that should not matter {moves} it too far; with "
            f"{worst.change}, {of} goes from {chance(before)} to {chance(after)}. ",
            *said,
        ]
    most = abs(worst.difference)
    moves = f"by more than {points(most).lstrip('+')}" if most >= LEAST_SHOWN else "at all"
    other = f"{numeral(ways)} other {'way' if ways == 1 else 'ways'}"
    return [f"When the crisis is written in {other} that should not matter, no headline moves {moves}. ", *said]


def _record(context: Context) -> list[Inline]:
    found = counts(context)
    if not found:
        return ["No count of past crises is set beside it. "]
    outside = [c for c in found if c.outside]
    if not outside:
        if len(found) == 1:
            return ["The one count of past crises that the outlook speaks to has it within its 95% interval. "]
        within = "have it within their 95% intervals"
        return [f"All {len(found)} counts of past crises that the outlook speaks to {within}. "]
    worst = outside[0]
    against = "one contradicts it: " if len(outside) == 1 else f"{len(outside)} contradict it, most of all this: "
    if len(found) == 1:
        against = "The one count of past crises that the outlook speaks to contradicts it: "
    else:
        against = f"Of {len(found)} counts of past crises that the outlook speaks to, {against}"
    return [
        against,
        f"{worst.what} in {worst.k} of {worst.n} ({worst.record}), here in {context.share(chance(worst.here))}. ",
    ]


def _numbers(context: Context) -> str:
    table = context.study.crisis.parameters
    sources = context.brief.sources
    judged = sum(
        p.source in JUDGED or (p.source in sources and sources[p.source].kind in JUDGED) for p in table.values()
    )
    count = f"All {len(table)} of its" if judged == len(table) else f"{judged} of its {len(table)}"
    said = f"{count} numbers are judgements"
    key, value = _headline_reached(context)
    about = f"{context.chance_of(key)} ({chance(value)})"
    if wide := context.left_open(key, value):
        return (
            f"{said}: within their plausible ranges, {context.by}, they leave {about} wide open, most of all by "
            f"{joined(wide[:MOST_NAMED])}. {in_short(context)}"
        )
    among = context.among_ranges(key, value)
    if among is None:
        return f"{said}. "
    return (
        f"{said}: with each of them anywhere in its plausible range, {about} is {interval(*among)} in nine worlds of "
        f"ten, {context.by}. {in_short(context)}"
    )


def _headline_reached(context: Context) -> tuple[Key, float]:
    """Of which headline it is said how far the ranges let it reach, and its chance: the likeliest ending; where crises
    come one after another, whose likeliest ending is none, what reaches farthest of all that names no actor."""
    outcomes = context.study.outlook.outcomes
    first = max(context.endings, key=lambda name: outcomes[name].value)
    names = context.actors.values()
    found = {
        key: value
        for key in context.headlines
        if (value := context.reported(key)) is not None and not any(name in context.called(key) for name in names)
    }
    if first != UNRESOLVED or not found:
        return Key("outcome", of=first), outcomes[first].value
    among = {key: reach for key, p in found.items() if (reach := context.among_ranges(key, p)) is not None}
    key = max(among or found, key=lambda k: among[k][1] - among[k][0] if among else found[k])
    return key, found[key]


def _equilibria(context: Context) -> str:
    others = context.study.branches
    if not others:
        return f"A search from {numeral(BRANCH_STARTS + 1)} starting points found one equilibrium. "
    key = max(context.headlines, key=lambda k: max(abs(_apart(context, v.values, k)) for v in others))
    worst = max(others, key=lambda v: abs(_apart(context, v.values, key)))
    return (
        f"There {'is' if len(others) == 1 else 'are'} {counted(len(others), 'other equilibrium', 'other equilibria')}: "
        f"there, {context.chance_of(key)} is {chance(context.probability(worst.values, key))} instead of "
        f"{chance(context.probability(context.study.base, key))}. "
    )


def _apart(context: Context, values: dict[Key, float], key: Key) -> float:
    return context.probability(values, key) - context.probability(context.study.base, key)


def _grid(context: Context) -> str:
    """The largest error of any probability, and of any conditional one where that is larger and worth saying."""
    most = _largest(context, "probability")
    if most is None:
        return "The error of the arithmetic was not estimated."
    said = f"the arithmetic itself is right to within {_within(most)}"
    given = _largest(context, "conditional probability")
    if given is not None and given > max(most, LEAST_GIVEN):
        said += f"; chances given that something has happened, such as credibility, to within {_within(given)}"
    return sentence(f"{said}.")


def _largest(context: Context, kind: str) -> float | None:
    errors = (q.error for q in context.study.outlook if q.kind == kind)
    return max((error for error in errors if error is not None), default=None)


def _within(error: float) -> str:
    return points(error).lstrip("+") if error >= LEAST_SHOWN else f"{100 * LEAST_SHOWN:g} points"

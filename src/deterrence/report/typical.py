"""Whether the values as they stand are typical of the worlds over their ranges, and if not, why: found by solving the
crisis with every number at its middle plausible value."""

from __future__ import annotations

from collections.abc import Collection

from ..forecasting.keys import Key
from ..stress.ensemble.fans import QUANTILES
from ..stress.ensemble.reader import headline_column
from .context import Context, are, chance, joined, numeral, quoted

MOST_NAMED = 2
BY_CHANCE = 1 - QUANTILES[-1] + QUANTILES[0]
"""The share of headlines that would lie outside of nine in ten worlds if nothing were special about the values."""
MOSTLY = 0.6
"""Of the values, so many on one side of their middle are most of them."""


def reached(context: Context) -> dict[Key, tuple[float, ...]]:
    """Quantiles over the worlds of every headline that has them."""
    return {key: reach for key in context.headlines if (reach := context.reach(key)) is not None}


def outside(context: Context) -> list[Key]:
    """Headlines whose reported chance lies outside of nine in ten worlds, the farthest from their median first."""
    reaches = reached(context)
    apart = {key: abs((context.reported(key) or 0.0) - q[len(QUANTILES) // 2]) for key, q in reaches.items()}
    found = [key for key, q in reaches.items() if not q[0] <= (context.reported(key) or 0.0) <= q[-1]]
    return sorted(found, key=lambda key: -apart[key])


def untypical(context: Context) -> bool:
    """Do more headlines lie outside than would by chance, if the values as they stand were a world like others?"""
    return len(outside(context)) > BY_CHANCE * len(reached(context))


def in_short(context: Context) -> str:
    """How many headlines are not typical, and on which side of their ranges values stand; nothing where no more are
    than would be by chance."""
    found, n = outside(context), len(reached(context))
    if not untypical(context):
        return ""
    lies = "lies" if len(found) == 1 else "lie"
    said = f"Of {numeral(n)} headlines {numeral(len(found))}, as reported, {lies} outside nine in ten of these worlds: "
    return f"{said}{_sides(context)}.{_other_ending(context)} "


def _other_ending(context: Context) -> str:
    """That another ending would be the likeliest with every number at its middle plausible value; nothing where not."""
    outcomes = [key for key in reached(context) if key.name == "outcome"]
    at = {key: p for key in outcomes if (p := at_the_middle(context, key)) is not None}
    if not at:
        return ""
    there = max(at, key=lambda key: at[key])
    here = max(outcomes, key=lambda key: context.reported(key) or 0.0)
    if there == here:
        return ""
    as_reported = chance(context.reported(there) or 0.0)
    return (
        f" With every number at its middle plausible value at once, the likeliest ending would be "
        f"{quoted(context.called(there))} ({chance(at[there])}, here {as_reported})."
    )


def why(context: Context) -> str:
    """Which headlines are not typical, why, and what they would be with every number at its middle plausible value."""
    found = outside(context)
    if not found:
        return ""
    named = joined([context.chance_of(key) for key in found[:MOST_NAMED]])
    more = len(found) - MOST_NAMED
    which = f"{named} and {numeral(more)} more" if more > 0 else named
    verb = are(len(found))
    if not untypical(context):
        return f"As reported, {which} {verb} outside nine in ten, as one in ten headlines would be by chance. "
    return (
        f"The values as they stand are not typical of these worlds: {which} {verb} outside nine in ten, where one in "
        "ten headlines would be by chance. The worlds are drawn over the whole of every range, and "
        f"{_sides(context)}. {_middle(context, found)}"
    )


def _sides(context: Context) -> str:
    worlds = context.study.worlds
    assert worlds is not None
    at = context.study.game.values
    below = sum(at[name] < middle for name, middle in worlds.medians.items())
    above = sum(at[name] > middle for name, middle in worlds.medians.items())
    n = len(worlds.medians)
    if (between := n - below - above) >= MOSTLY * n:
        return (
            f"{between} of the {n} values redrawn stand at their middle plausible value, so that it is how far "
            "their ranges reach that sets these worlds apart"
        )
    for k, side in ((below, "below"), (above, "above")):
        if k >= MOSTLY * n:
            return f"{k} of the {n} values redrawn stand {side} their middle plausible value"
    return f"{below} of the {n} values redrawn stand below their middle plausible value and {above} above it"


def _middle(context: Context, found: Collection[Key]) -> str:
    """What the headlines would be with every number at its middle plausible value, and how many of them within."""
    at = {key: p for key in found if (p := at_the_middle(context, key)) is not None}
    if not at:
        return "With every number at its middle plausible value at once, the crisis was not solved. "
    reaches = reached(context)
    within = sum(reaches[key][0] <= p <= reaches[key][-1] for key, p in at.items())
    shown = joined([f"{context.chance_of(key)} would be {chance(p)}" for key, p in list(at.items())[:MOST_NAMED]])
    said = f"With every number at its middle plausible value at once, {shown}"
    if within == len(at):
        return f"{said}, and {'it' if len(at) == 1 else 'all of these'} would be within. "
    if within:
        return f"{said}, and {numeral(within)} of these {numeral(len(at))} would be within. "
    return f"{said}, and none of these would be within: it is not the sides of the ranges alone. "


def at_the_middle(context: Context, key: Key) -> float | None:
    """A headline with every number at its middle plausible value, put on the reported level as the worlds are."""
    worlds, reported, column = context.study.worlds, context.reported(key), headline_column(key)
    if worlds is None or reported is None or column not in worlds.middle or column not in worlds.stated:
        return None
    return min(max(worlds.middle[column] + reported - worlds.stated[column], 0.0), 1.0)

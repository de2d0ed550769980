"""The parameters that move each headline most, over their plausible ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...forecasting.keys import Key
from ...stress.sensitivity import Effect
from .. import charts
from ..blocks import Block, Details, Figure, Paragraph, Subheading, Table
from ..charts import Measure, Row
from ..context import Context, chance, quoted, sentence
from ..numbers import plain
from .tables import plain_table, words

SHOWN = 6
ENDS = ("At the low end of its range", "At the high end")
FLAGS = {None: "", True: "solved again", False: "solved again: not linear"}
KNOWN = {**FLAGS, None: "by slope alone", True: "solved again: linear"}
"""How an effect is known."""
KNOWING = "How it is known"
SAME = "The same as above"
DIGITS = ((0.05, ".0%"), (0.005, ".1%"), (0.0, ".2%"))
"""How axes that span so much are labelled."""


def sensitivity(context: Context) -> list[Block]:
    """One table of the strongest, and a ranking for each headline, folded; nothing where none could be made."""
    found = ranked(context)
    if not found:
        return []
    figures = [_figure(context, k, key, effects) for k, (key, effects) in enumerate(found.items(), start=1)]
    return [
        Subheading("The numbers that matter most"),
        Paragraph(
            "Each number is moved across its plausible range, the others held. All are screened by slope at the values "
            f"used; for the strongest the game is solved again at both ends ({quoted(FLAGS[True])}). An effect that "
            "bends, so that its slope misleads, is not linear."
        ),
        Table(
            "strongest",
            "What each chance depends on most",
            words("The chance of", "Depends most on", ENDS[0], ENDS[1], KNOWING),
            _strongest(context, found),
            "By slope alone: not solved again, but followed in log-odds from the slope at the values used, which can "
            "mislead.",
        ),
        *(
            Details(f"What moves {context.chance_of(key)}", [figure])
            for key, figure in zip(found, figures, strict=True)
        ),
    ]


def ranked(context: Context) -> dict[Key, list[Effect]]:
    """By headline, the effects to show, the widest first."""
    return {key: effects for key in context.study.effects if (effects := _leading(context, key))}


def _leading(context: Context, key: Key) -> list[Effect]:
    base = _base(context, key)

    def width(effect: Effect) -> float:
        reached = (base, *ends(effect))
        return max(reached) - min(reached)

    clear = [effect for effect in context.study.effects[key] if effect.clear and effect.swing > 0]
    return sorted(clear, key=width, reverse=True)[:SHOWN]


def _base(context: Context, key: Key) -> float:
    return context.probability(context.study.base, key)


def ends(effect: Effect) -> tuple[float, float]:
    """The chance of a headline at both ends of a range: solved again, or along the slope in log-odds."""
    low, high = effect.resolved_low, effect.resolved_high
    return effect.along_low if low is None else low, effect.along_high if high is None else high


def _strongest(context: Context, found: Mapping[Key, Sequence[Effect]]) -> list[tuple[str, ...]]:
    """The strongest effect on each headline: of which number, from which chance to which, how known.

    A number that the headline before depends on most as well is not spelt out again.
    """
    rows = []
    before = ""
    for key, (strongest, *_) in found.items():
        reached = [
            f"{chance(p)} (at {plain(end)})"
            for p, end in zip(ends(strongest), (strongest.low, strongest.high), strict=True)
        ]
        label = SAME if strongest.parameter == before else sentence(strongest.label)
        rows.append((sentence(context.called(key)), label, *reached, KNOWN[strongest.linear]))
        before = strongest.parameter
    return rows


def _figure(context: Context, number: int, key: Key, effects: Sequence[Effect]) -> Figure:
    base, name = _base(context, key), context.called(key)
    rows: list[Row] = []
    cells = []
    for effect in effects:
        low, high = ends(effect)
        flag = FLAGS[effect.linear]
        label = sentence(effect.label) + (f" ({flag})" if flag else "")
        rows.append({"label": label, "at_low": low, "at_high": high})
        cells.append(
            (
                sentence(effect.label),
                sentence(context.study.crisis.parameters[effect.parameter].unit),
                plain(effect.value),
                f"{plain(effect.low)} to {plain(effect.high)}",
                chance(low),
                chance(high),
                KNOWN[effect.linear],
            )
        )
    measure = _measure(name, [base, *(row[end] for row in rows for end in ("at_low", "at_high"))])
    return Figure(
        f"fig-sensitivity-{number}",
        f"{_moves(effects[0])} {context.chance_of(key)}: {effects[0].label}",
        charts.tornado(rows, measure=measure, reference=base, ends=ENDS),
        f"Horizontal ranges, one for each number, widest first, around the chance as stated, {chance(base)}.",
        "The dashed line is the chance at the values of the scenario. Each range runs from the chance with that "
        "number at the low end of its plausible range to the chance at the high end. Where both marks lie on one "
        "side of the line, the effect bends back. By slope alone, a chance is followed on the scale of its log-odds.",
        plain_table(
            f"numbers-sensitivity-{number}",
            f"The strongest effects on {context.chance_of(key)}",
            ("Number", "Unit", "Used", "Plausible range", "Chance at the low end", "At the high end", KNOWING),
            cells,
        ),
    )


def _moves(effect: Effect) -> str:
    """What a slope says alone is not certain."""
    return "What may most move" if effect.linear is None else "What most moves"


def _measure(name: str, values: Sequence[float]) -> Measure:
    """An axis that holds all values: from zero, unless they lie close together and far from it."""
    low, high = min(values), max(values)
    span = max(high - low, DIGITS[1][0])
    unit = 10 ** math.floor(math.log10(span))
    bottom = math.floor(low / unit) * unit if low > span else 0.0
    digits = next(format for least, format in DIGITS if high - bottom > least)
    return Measure(f"Probability: {name}", digits, lowest=bottom, highest=min(math.ceil(high / unit) * unit, 1.0))

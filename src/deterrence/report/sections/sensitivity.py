"""The parameters that move each headline most, over their plausible ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...forecasting.keys import Key
from ...stress.sensitivity import Effect
from .. import charts
from ..blocks import Block, Bullets, Details, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from ..context import Context, chance, quoted, sentence
from .tables import plain_table

SHOWN = 6
ENDS = ("At the low end of its range", "At the high end")
FLAGS = {None: "", True: "solved again", False: "solved again: not linear"}
DIGITS = ((0.05, ".0%"), (0.005, ".1%"), (0.0, ".2%"))
"""How axes that span so much are labelled."""


def sensitivity(context: Context) -> list[Block]:
    """One ranking for each headline, the first open and the others folded; nothing where none could be made."""
    found = ranked(context)
    if not found:
        return []
    figures = [_figure(context, k, key, effects) for k, (key, effects) in enumerate(found.items(), start=1)]
    return [
        Subheading("The numbers that matter most"),
        Paragraph(
            "Each number of the scenario is moved across its plausible range, the others held. All are screened by "
            "their derivatives; for the strongest the game is solved again at both ends, and they are marked "
            f"{quoted(FLAGS[True])}. An effect that bends, so that its derivative misleads, is not linear."
        ),
        Bullets([_strongest(context, key, effects) for key, effects in found.items()]),
        figures[0],
        *(
            Details(f"What moves {context.chance_of(key)}", [figure])
            for key, figure in list(zip(found, figures, strict=True))[1:]
        ),
    ]


def ranked(context: Context) -> dict[Key, list[Effect]]:
    """By headline, the effects to show, the widest first."""
    return {key: effects for key in context.study.effects if (effects := _leading(context, key))}


def _leading(context: Context, key: Key) -> list[Effect]:
    base = _base(context, key)

    def width(effect: Effect) -> float:
        reached = (base, *ends(context, key, effect))
        return max(reached) - min(reached)

    clear = [effect for effect in context.study.effects[key] if effect.clear and effect.swing > 0]
    return sorted(clear, key=width, reverse=True)[:SHOWN]


def _base(context: Context, key: Key) -> float:
    return context.probability(context.study.base, key)


def ends(context: Context, key: Key, effect: Effect) -> tuple[float, float]:
    """The chance of a headline at both ends of a range: solved again, or along the derivative, kept within 0 and 1."""
    base = _base(context, key)
    solved = effect.resolved_low, effect.resolved_high
    along = base + effect.linear_low, base + effect.linear_high
    low, high = (min(max(a if s is None else s, 0.0), 1.0) for s, a in zip(solved, along, strict=True))
    return low, high


def _strongest(context: Context, key: Key, effects: Sequence[Effect]) -> str:
    solved = next((e for e in effects if e.linear is not None), None)
    said = f"{sentence(context.chance_of(key))} depends most on {quoted(effects[0].label)}"
    if solved is None:
        return f"{said}, judged by its derivative alone."
    if solved is not effects[0]:
        said += f", judged by its derivative alone; of what was solved again, on {quoted(solved.label)}"
    at_low, at_high = (chance(p) for p in ends(context, key, solved))
    bend = " The effect is not linear." if solved.linear is False else ""
    return f"{said} ({at_low} at {solved.low:g}, {at_high} at {solved.high:g}).{bend}"


def _figure(context: Context, number: int, key: Key, effects: Sequence[Effect]) -> Figure:
    base, name = _base(context, key), context.called(key)
    rows: list[Row] = []
    cells = []
    for effect in effects:
        low, high = ends(context, key, effect)
        flag = FLAGS[effect.linear]
        label = sentence(effect.label) + (f" ({flag})" if flag else "")
        rows.append({"label": label, "at_low": low, "at_high": high})
        solved = effect.linear is not None
        cells.append(
            (
                sentence(effect.label),
                f"{effect.value:g}",
                f"{effect.low:g} to {effect.high:g}",
                chance(low) if solved else "–",
                chance(high) if solved else "–",
                effect.verdict,
            )
        )
    measure = _measure(name, [base, *(row[end] for row in rows for end in ("at_low", "at_high"))])
    return Figure(
        f"fig-sensitivity-{number}",
        f"{sentence(effects[0].label)} {_has(effects[0])} the strongest effect on {context.chance_of(key)}",
        charts.tornado(rows, measure=measure, reference=base, ends=ENDS),
        f"Horizontal ranges, one for each number, widest first, around the chance as stated, {chance(base)}.",
        "The dashed line is the chance at the values of the scenario. Each range runs from the chance with that "
        "number at the low end of its plausible range to the chance at the high end. Where both marks lie on one "
        "side of the line, the effect bends back. Where a derivative alone would carry a chance below zero or above "
        "one, the range stops there.",
        plain_table(
            f"numbers-sensitivity-{number}",
            f"The strongest effects on {context.chance_of(key)}",
            ("Number", "Used", "Plausible range", "Chance at the low end", "At the high end", "Effect"),
            cells,
        ),
    )


def _has(effect: Effect) -> str:
    """What a derivative says alone is not certain."""
    return "may have" if effect.linear is None else "has"


def _measure(name: str, values: Sequence[float]) -> Measure:
    """An axis that holds all values: from zero, unless they lie close together and far from it."""
    low, high = min(values), max(values)
    span = max(high - low, DIGITS[1][0])
    unit = 10 ** math.floor(math.log10(span))
    bottom = math.floor(low / unit) * unit if low > span else 0.0
    digits = next(format for least, format in DIGITS if high - bottom > least)
    return Measure(f"Probability: {name}", digits, lowest=bottom, highest=min(math.ceil(high / unit) * unit, 1.0))

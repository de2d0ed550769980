"""The parameters that move each headline most, over their plausible ranges."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecast.keys import Key
from ...stress.sensitivity import Effect
from .. import charts
from ..blocks import Block, Bullets, Details, Figure, Paragraph, Subheading
from ..charts import Measure, Row
from .tables import plain_table
from ..context import Context, chance, quoted, sentence

SHOWN = 10
ENDS = ("At the low end of its range", "At the high end")
FLAGS = {None: "by slope alone", True: "", False: "not linear"}
DIGITS = ((0.05, ".0%"), (0.01, ".1%"), (0.0, ".2%"))
"""How axes that reach so far are labelled."""


def sensitivity(context: Context) -> list[Block]:
    """One ranking for each headline; the first is open, the others folded."""
    found = ranked(context)
    if not found:
        why = context.study.absent.get("sensitivity")
        return [Subheading("The numbers that matter most"), Paragraph(f"Not ranked: {why}.")] if why else []
    named = {key: context.called(key) for key in found}
    figures = [_figure(context, k, key, named[key], found[key]) for k, key in enumerate(found, start=1)]
    return [
        Subheading("The numbers that matter most"),
        Paragraph(
            "Each number of the scenario is moved across its plausible range, the others held. All are screened by "
            "their slopes; the strongest few are solved again at both ends. A number whose effect bends, so that "
            f"its slope misleads, is marked {quoted('not linear')}; one that was not solved again, "
            f"{quoted('by slope alone')}."
        ),
        Bullets([_strongest(named[key], effects) for key, effects in found.items()]),
        figures[0],
        *(
            Details(f"What moves the chance of: {name}", [figure])
            for name, figure in list(zip(named.values(), figures, strict=True))[1:]
        ),
    ]


def ranked(context: Context) -> dict[Key, list[Effect]]:
    """By headline, the effects to show, the widest first."""
    return {key: effects for key in context.study.effects if (effects := _leading(context, key))}


def strongest(context: Context) -> str:
    """What moves the first headline most, as a sentence; nothing where nothing was ranked."""
    return next((_strongest(context.called(key), effects) for key, effects in ranked(context).items()), "")


def _leading(context: Context, key: Key) -> list[Effect]:
    base = _base(context, key)

    def width(effect: Effect) -> float:
        ends = (base, *_ends(effect, base))
        return max(ends) - min(ends)

    clear = [effect for effect in context.study.effects[key] if effect.clear and effect.swing > 0]
    return sorted(clear, key=width, reverse=True)[:SHOWN]


def _base(context: Context, key: Key) -> float:
    return context.probability(context.study.base, key)


def _ends(effect: Effect, base: float) -> tuple[float, float]:
    """The headline at both ends: solved again, or along the slope, kept within 0 and 1."""
    solved = effect.resolved_low, effect.resolved_high
    along = base + effect.linear_low, base + effect.linear_high
    low, high = (a if s is None else s for s, a in zip(solved, along, strict=True))
    return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def _strongest(name: str, effects: Sequence[Effect]) -> str:
    solved = next((e for e in effects if e.linear is not None), None)
    said = f"{sentence(name)} depends most on {quoted(effects[0].label)}"
    if solved is None:
        return f"{said}, judged by slope alone."
    if solved is not effects[0]:
        said += f", judged by slope alone; of what was solved again, on {quoted(solved.label)}"
    at_low, at_high = (chance(p) for p in (solved.resolved_low, solved.resolved_high) if p is not None)
    bend = " The effect is not linear." if solved.linear is False else ""
    return f"{said} ({at_low} at {solved.low:g}, {at_high} at {solved.high:g}).{bend}"


def _figure(context: Context, number: int, key: Key, name: str, effects: Sequence[Effect]) -> Figure:
    base = _base(context, key)
    rows: list[Row] = []
    cells = []
    for effect in effects:
        low, high = _ends(effect, base)
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
    reach = max(max(row["at_low"], row["at_high"]) for row in rows)
    digits = next(format for least, format in DIGITS if reach > least)
    measure = Measure(f"Probability: {name}", digits, lowest=0)
    return Figure(
        f"fig-levers-{number}",
        f"{quoted(sentence(effects[0].label))} moves the chance most: {name}",
        charts.tornado(rows, measure=measure, reference=base, ends=ENDS),
        f"Horizontal ranges, one for each number, widest first, around the chance as stated, {chance(base)}.",
        "The dashed line is the chance at the values of the scenario. Each range runs from the chance with that "
        "number at the low end of its plausible range to the chance at the high end. Where both marks lie on one "
        "side of the line, the effect bends back. Where slope alone would carry a chance below zero, the range "
        "stops there.",
        plain_table(
            f"numbers-levers-{number}",
            f"Numbers that move the chance most: {name}",
            ("Number", "Used", "Plausible range", "Chance at the low end", "At the high end", "Effect"),
            cells,
        ),
    )

"""Answers about claims, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..claims.evaluation import Options
from ..claims.record import Claims
from ..claims.results import (
    ENDINGS,
    FAILS,
    HOLDS,
    LEVERS,
    NONE,
    SLOPE,
    UNDECIDED,
    Answer,
    Baseline,
    Flip,
    InWorlds,
    Limit,
    Screen,
)
from ..forecasting.intervention import CONSEQUENCE
from ..forecasting.registry import definitions
from ..models.listing import aligned, filled
from .context import quoted
from .numbers import MINUS, interval

POINTS, TIMES = "points", "times"
EFFECT_DIGITS = ((2.0, 0), (0.1, 1), (0.01, 2))
"""Decimal places of an effect on the board, by the least size that has them."""
ABOUT_ONE = 0.05
"""A ratio nearer to one than this is not stated on the board."""
_WORDS = {"probability": POINTS, "rung": "rungs", "times": ""}


def unit_of(answer: Answer) -> str:
    """The unit of the quantity: probability, moves, days, stake, …"""
    name = answer.claim.quantity.name
    if name == CONSEQUENCE:
        return "probability"
    return answer.keys[0].of if name == "duration" else definitions()[name].unit


def words_of_unit(answer: Answer) -> str:
    """The unit that differences are stated in: points (of a probability), moves, days, stake, rungs, …, or none."""
    unit = unit_of(answer)
    return "" if "distance" in unit else _WORDS.get(unit, unit)


def amount(x: float, unit: str, places: int | None = None) -> str:
    """A difference, without its sign."""
    size = 100 * abs(x) if unit == POINTS else abs(x)
    digits = places if places is not None else (1 if size >= 1 else 2 if size >= 0.1 else 3)
    figure = f"{size:.{digits}f}"
    return figure + (f" {'point' if unit == POINTS and float(figure) == 1 else unit}" if unit else "")


def _signed(x: float, unit: str) -> str:
    return ("+" if x >= 0 else MINUS) + amount(x, unit)


def level(x: float | None, unit: str) -> str:
    """A side's value."""
    if x is None:
        return "not computed"
    if unit != POINTS:
        return f"{x:.2f}" + (f" {unit}" if unit else "")
    return f"{100 * x:.{1 if x >= 0.01 else 2 if x >= 0.001 else 3}f}%"


def sentence(answer: Answer) -> str:
    """What a reader can quote: how the claim fares in the baseline, and where that changes."""
    b, unit = answer.baseline, words_of_unit(answer)
    one, other = answer.claim.contrast.a.name, answer.claim.contrast.b.name
    if b.difference is None or b.error is None:
        return f"Not computed here: {b.trouble}."
    values = f"({level(b.a, unit)} with {one}, {level(b.b, unit)} with {other}{_size(b)})"
    if b.verdict == UNDECIDED:
        return (
            f"Undecided in the baseline: the difference of {amount(b.difference, unit)} {values} leaves less to spare "
            f"than its grid error of {amount(b.error, unit)}."
        )
    sized = f"by {amount(b.difference, unit)} {values}"
    stated = any((answer.claim.within, answer.claim.within_ratio, answer.claim.at_least, answer.claim.at_least_ratio))
    if stated:
        verdict = "Holds" if b.verdict == HOLDS else "Fails"
        head = f"{verdict} in the baseline: the difference is {_signed(b.difference, unit)} {values}"
    elif b.verdict == HOLDS:
        head = f"Holds in the baseline {sized}"
    else:
        moved = "up" if b.difference > 0 else "down"
        head = f"Fails in the baseline: it goes {moved} {sized}"
    changes = [limit for limit in answer.limits if limit.clear]
    if changes:
        turn = "stops holding" if b.verdict == HOLDS else "begins to hold"
        return f"{head}; {turn} where {_listed([_where(limit) for limit in changes])}."
    if answer.screen is None or answer.screen.method == NONE:
        return f"{head}."
    solved = len(answer.tried) + len(answer.limits)
    where = "the end of a range" if solved == 1 else f"the {solved} ends of ranges"
    return f"{head}; no clear change of verdict at {where} solved." if solved else f"{head}."


def times(ratio: float | None) -> str:
    """A ratio: ``×2.2``; nothing where there is none."""
    if ratio is None:
        return ""
    return f"×{ratio:.0f}" if ratio >= 9.95 else f"×{ratio:.1f}" if ratio >= 1.95 else f"×{ratio:.2f}"


def effect(answer: Answer) -> str:
    """The difference with its sign and the ratio, as fine as one small grid supports: ``+46 points, ×4.5``,
    ``0.6 fewer``; nothing
    where it was not computed, and no ratio where it is about one."""
    b = answer.baseline
    if b.difference is None:
        return ""
    unit = words_of_unit(answer)
    size = 100 * abs(b.difference) if unit == POINTS else abs(b.difference)
    places = next((digits for least, digits in EFFECT_DIGITS if size >= least), None)
    sign = "+" if b.difference >= 0 else MINUS
    if unit_of(answer) == TIMES:
        more = "more" if b.difference >= 0 else "fewer"
        difference = "under 0.01" if places is None else f"{amount(b.difference, unit, places)} {more}"
    else:
        difference = f"under 0.01 {unit}".rstrip() if places is None else sign + amount(b.difference, unit, places)
    ratio = "" if b.ratio is None or abs(b.ratio - 1) < ABOUT_ONE else f"×{float(f'{b.ratio:.2g}'):g}"
    return ", ".join(filter(None, (difference, ratio)))


def _size(b: Baseline) -> str:
    """The ratio of the sides, and that an effect is small, as they stand within brackets."""
    return "".join(f"; {word}" for word in (times(b.ratio), "a small effect" if b.small else "") if word)


def turned(flip: Flip) -> str:
    """Where a claim changes by slope alone."""
    side = "above" if flip.at > flip.value else "below"
    unit = "" if flip.unit in ("probability", "share", "multiplier") else f" {flip.unit}"
    return f"{quoted(flip.label)} {side} {flip.at:.2g}{unit} (it stands at {flip.value:.2g})"


def _where(limit: Limit) -> str:
    side = "rises above" if limit.end > limit.value else "falls below"
    unit = "" if limit.unit in ("probability", "share", "multiplier") else f" {limit.unit}"
    return f"{quoted(limit.label)} {side} {limit.at:.3g}{unit} (it stands at {limit.value:.3g})"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + ", or where " + parts[-1]


def text(answers: Sequence[Answer], claims: Claims, options: Options) -> str:
    """A table of verdicts, then each claim with its source and its sentence, then sentences without a claim."""
    verdicts = {a.claim.id: a.baseline.verdict for a in answers}
    parts = [_table(answers, verdicts), tally(answers), *(_entry(answer, claims, verdicts) for answer in answers)]
    if claims.not_expressible:
        lines = ["Sentences without a claim, and why:"]
        lines += [filled(f"{n.id}: {n.text} {n.why}", "  ") for n in claims.not_expressible]
        parts.append("\n".join(lines))
    parts.append(filled(_basis(options)))
    return "\n\n".join(parts)


def tally(answers: Sequence[Answer]) -> str:
    """How many claims hold, fail and are undecided; those settled by construction are not among them."""
    built = sum(bool(a.by_construction) for a in answers)
    found = [a for a in answers if not a.by_construction]
    words = {HOLDS: "hold", FAILS: "fail", UNDECIDED: "are undecided"}
    parts = [f"{sum(a.baseline.verdict == v for a in found)} {word}" for v, word in words.items()]
    weak = sum(a.supports and a.baseline.small for a in found)
    said = f"Of {len(found)} claims that could have come out either way: {', '.join(parts)}"
    said += f"; {weak} of those that hold by a small effect" if weak else ""
    more = f" {built} more are settled by how they are built, and support nothing." if built else ""
    return filled(f"{said}.{more}")


def _verdict_with_notes(answer: Answer, verdicts: Mapping[str, str]) -> str:
    """A verdict with what goes with it: mirrored verdicts, a small effect, a construction."""
    b = answer.baseline
    others = [verdicts[m] for m in answer.mirrors if m in verdicts]
    notes = [f"mirrored: {', '.join(others)}"] if others else []
    notes += ["small"] if b.small and b.difference is not None else []
    notes += ["by construction"] if answer.by_construction else []
    return b.verdict + (f" ({'; '.join(notes)})" if notes else "")


def _table(answers: Sequence[Answer], verdicts: Mapping[str, str]) -> str:
    rows = [("claim", "verdict", "claimed", "A", "B", "A − B", "A / B", "± grid")]
    for answer in answers:
        b, unit = answer.baseline, words_of_unit(answer)
        difference = "" if b.difference is None else _signed(b.difference, unit)
        error = "" if b.error is None else amount(b.error, unit).split(" ")[0]
        numbers = (level(b.a, unit), level(b.b, unit), difference, times(b.ratio), error)
        rows.append((answer.claim.id, _verdict_with_notes(answer, verdicts), answer.claim.direction, *numbers))
    return "\n".join(aligned(rows))


def _entry(answer: Answer, claims: Claims, verdicts: Mapping[str, str]) -> str:
    claim = answer.claim
    lines = [claim.id, filled(claim.text, "  "), filled(f"{claims.source_of(claim)}: {claim.says}", "    ")]
    lines.append(filled(sentence(answer), "  "))
    if answer.by_construction:
        lines.append(filled(f"Settled by how it is built, and no support: {answer.by_construction}.", "  "))
    others = ", ".join(f"{m}: {verdicts[m]}" for m in answer.mirrors if m in verdicts)
    lines += [filled(f"Of the other side: {others}.", "  ")] if others else []
    lines += [filled(f"Not asked of another actor: {answer.unmirrored}.", "  ")] if answer.unmirrored else []
    if answer.flips:
        found = "; or ".join(turned(flip) for flip in answer.flips)
        lines.append(filled(f"By slope alone it changes with {found}.", "  "))
    lines += [
        filled(f"Not clear of grid error: a change of verdict where {_where(limit)}.", "  ")
        for limit in answer.limits
        if not limit.clear
    ]
    if answer.screen is not None:
        lines.append(filled(_screened(answer), "    "))
    if answer.worlds is not None:
        lines.append(filled(in_worlds(answer.worlds), "  "))
    return "\n".join(lines)


def _screened(answer: Answer) -> str:
    screen = answer.screen
    assert screen is not None
    if screen.method == NONE:
        return f"Limits were not searched for: {screen.trouble}."
    more = ""
    if screen.predicted:
        more = f" A slope predicts a change for {len(screen.predicted)} more: {', '.join(screen.predicted[:5])}"
        more += ", …." if len(screen.predicted) > 5 else "."
    ends = [(x.parameter, x.end) for x in answer.limits] + [(x.parameter, x.end) for x in answer.tried]
    solved = ", ".join(f"{name} = {end:g}" for name, end in ends) or "none"
    return f"{screen.parameters} parameters were screened {_how(screen)}; solved at {solved}.{more}"


def _how(screen: Screen) -> str:
    return {
        SLOPE: "by slope",
        ENDINGS: "by what they do to the endings (the quantity has no slope), levers of the claim's systems first",
        LEVERS: f"as levers of the claim's systems (there are no slopes: {screen.trouble})",
    }[screen.method]


def in_worlds(found: InWorlds) -> str:
    """The share of plausible worlds, with its interval."""
    if found.interval is None:
        return "It could be computed in none of the plausible worlds drawn."
    return (
        f"Holds in {found.holds} of {found.n} plausible worlds ({interval(*found.interval)} of all such worlds, 95%), "
        f"fails in {found.fails}, undecided in {found.undecided}."
    )


def _basis(options: Options) -> str:
    return (
        f"Both sides of a claim are solved on the same grid of {options.points} nodes a side; ± is the largest error "
        f"of either, or of the difference, read from {options.coarse} nodes. A verdict is about this scenario and its "
        "numbers, not about the world."
    )

"""Two chances set beside each other, in plain words."""

from __future__ import annotations

import math

from .context import RAREST, Context
from .odds import odds

ALIKE = "about as likely"
CLEAR, NEAR = 0.01, 0.8
"""Differences below a percentage point are said to be none, unless one chance is a fifth less than the other."""
RARELY = 0.1
"""A chance that is not larger can be read as one in so many."""
RATIOS = (
    (0.2, "far less likely"),
    (0.29, "a quarter as likely"),
    (0.4, "a third as likely"),
    (0.6, "half as likely"),
    (1.0, "less likely"),
    (1.75, "more likely"),
    (2.5, "twice as likely"),
    (3.5, "three times as likely"),
    (math.inf, "many times as likely"),
)
"""In words, by the largest ratio that they stand for."""


def how_likely(after: float, before: float) -> str:
    """How much likelier one chance is than another, in words."""
    ratio = after / before if before > 0 else math.inf
    if abs(after - before) < CLEAR and (max(after, before) < RAREST or NEAR < ratio < 1 / NEAR):
        return ALIKE
    return next(words for most, words in RATIOS if ratio <= most)


def in_print(context: Context, after: float, before: float) -> str:
    """The same as the figures print, which their error may make alike."""
    return ALIKE if context.compared(after) == context.compared(before) else how_likely(after, before)


def set_beside(context: Context, after: float, before: float) -> str:
    """The same with both figures: ``twice as likely (88% against 42%)``."""
    return f"{in_print(context, after, before)} ({figures(context, after, before)})"


def figures(context: Context, after: float, before: float) -> str:
    """Both as they are printed, or one where they print alike or are about alike: ``88% against 42%``, ``72% either
    way``, ``about 72% either way``."""
    shown, was = in_one_unit(context, after, before)
    if shown == was:
        return f"{shown} either way"
    if in_print(context, after, before) == ALIKE:
        return f"about {context.compared((after + before) / 2).removeprefix('about ')} either way"
    return f"{shown} against {was}"


def in_one_unit(context: Context, after: float, before: float) -> tuple[str, str]:
    """Both as figures print them, but where one is so rare that it is said as one in so many: then so is the other, if
    it is not common."""
    shown, was = context.compared(after), context.compared(before)
    if ("in" in shown) == ("in" in was) or max(after, before) > RARELY:
        return shown, was
    return _in_so_many(after, shown), _in_so_many(before, was)


def _in_so_many(p: float, shown: str) -> str:
    if "in" in shown:
        return shown
    return odds(p) if p >= RAREST else f"fewer than 1 in {1 / RAREST:,.0f}"

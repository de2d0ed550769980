"""Deterrence, general and immediate; and what fear of the worst does to challenges low and high."""

from __future__ import annotations

import math

from ..blocks import Block, Bullets, Callout, Paragraph, Subheading
from ..context import Context, chance
from ..numbers import MINUS
from ..prose import Prose
from .tables import plain_table

LEAST_CHANGE = 0.005
LEAST_SHIFT = 0.05
"""Elasticities smaller than this are not reported as a pattern."""


def deterrence(context: Context) -> list[Block]:
    """General deterrence, and immediate deterrence by who challenges."""
    if context.find("general_deterrence") is None:
        return []
    said: list[Prose] = [
        f"General deterrence: {context.unchallenged} in {context.share(context.shown('general_deterrence'))}."
    ]
    for id, name in context.actors.items():
        q = context.find("immediate_deterrence", id)
        if q:
            said.append(
                f"Immediate deterrence of {name}: where it makes the first challenge and is met by a threat, it "
                f"gives up at its next move in {chance(q.value, q.error)} of such cases."
            )
    return [Subheading("Deterrence, general and immediate"), Bullets(said)]


def stability(context: Context) -> list[Block]:
    """The stability–instability quantity with raw chances beside; nothing where it is undefined."""
    found = context.study.stability
    if found is None:
        return []
    lowered, raised = found.probabilities
    factor = math.log(1 + found.step)
    step = f"{found.step:.0%}"
    low, high = (math.expm1(x * factor) for x in (found.low, found.high))
    rows = [
        (label, chance(a), chance(b))
        for label, a, b in zip(
            ("No challenge", "Peak at the challenge rung", "Peak above it"), lowered, raised, strict=True
        )
    ]
    return [
        Subheading("Stability at the top, instability below"),
        Paragraph(
            f"Were catastrophe {step} costlier to everybody, the odds of a low challenge against none would "
            f"{_odds(low)}, and those of a higher one would {_odds(high)}. {_pattern(found.low, found.high)}"
        ),
        plain_table(
            "stability",
            "Chances with the cost of catastrophe changed",
            ("Highest rung", f"Cost {step} lower", f"Cost {step} higher"),
            rows,
        ),
        Callout(
            "Reading these two",
            [
                Paragraph(
                    "The derivatives of the logarithm of the odds in the logarithm of the cost are "
                    f"{_signed(found.low)} and {_signed(found.high)}. Raw chances move for another reason too: under "
                    "noisy choice, whatever one option loses is shared among all the others. The odds against no "
                    "challenge are free of that."
                )
            ],
            kind="caution",
        ),
    ]


def _signed(x: float) -> str:
    return f"{x:+z.2f}".replace("-", MINUS)


def _odds(change: float) -> str:
    """What odds do that change by a share of themselves."""
    if abs(change) < LEAST_CHANGE:
        return "change by less than a hundredth"
    return f"{'rise' if change > 0 else 'fall'} by about {abs(change):.0%}"


def _pattern(low: float, high: float) -> str:
    if low > LEAST_SHIFT and high < -LEAST_SHIFT:
        return "Fear of the worst makes low challenges safer and high ones rarer: the stability–instability pattern."
    if low < -LEAST_SHIFT and high < -LEAST_SHIFT:
        return "Fear of the worst deters low and high challenges alike; the stability–instability pattern is absent."
    if high < -LEAST_SHIFT:
        return "Fear of the worst restrains high challenges and leaves low ones about as they are."
    return "The stability–instability pattern does not show here."

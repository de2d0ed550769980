"""What each side's own public charges it, what the side absorbs of that, and what moving these numbers does."""

from __future__ import annotations

from ...forecast.keys import Key
from ...stress.sensitivity import Effect
from ..blocks import Block, Bullets, Paragraph, Subheading
from ..context import Context, joined, quoted, sentence
from ..prose import Prose
from .tables import plain_table

LEAST_CHANGE = 0.005
"""Changes of a chance below half a percentage point are not reported."""


def domestic_audience(context: Context) -> list[Block]:
    """A table of the charges, and the numbers among them that move a headline; nothing where none are stated."""
    rows = _charges(context)
    if not rows:
        return []
    moved = [said for key in context.study.effects if (said := _moved(context, key))]
    return [
        Subheading("What its own public charges each side"),
        Paragraph(
            "Being seen to fall short costs a side at home: where an act goes unanswered, where a recognised crossing "
            "is left unenforced, and where it gives in. The more of this a side absorbs, the less it is pressed to "
            "respond. A side whose public charges more has tied its hands: an answer is likelier, and stepping back "
            "harder."
        ),
        plain_table(
            "publics",
            "Charges at home, in units of what is at issue",
            ("Side", "Charged for", "In full", "Once the side has absorbed its share"),
            rows,
            "An unanswered act is charged in proportion to how much it says.",
            heads=2,
        ),
        *([Bullets(moved)] if moved else []),
    ]


def _charges(context: Context) -> list[tuple[str, str, str, str]]:
    rows = []
    for charge in context.brief.charges:
        cost = context.number(charge.parameter)
        absorbed = context.number(context.brief.actor(charge.actor).numbers.get("resilience")) or 0.0
        if cost is not None:
            name = context.actors[charge.actor]
            rows.append((name, sentence(charge.cause), f"{cost:.2f}", f"{cost * (1 - absorbed):.2f}"))
    return rows


def _moved(context: Context, key: Key) -> Prose:
    """What moving one of these numbers over its range does to a headline, those solved again; nothing if none."""
    at_home = {c.parameter for c in context.brief.charges}
    at_home |= {a.numbers["resilience"] for a in context.brief.actors if "resilience" in a.numbers}
    effects = [e for e in context.study.effects[key] if e.parameter in at_home and _change(e) >= LEAST_CHANGE]
    if not effects:
        return ""
    said = [
        f"{quoted(e.label)}, from {context.compared(e.resolved_low or 0.0)} at {e.low:g} to "
        f"{context.compared(e.resolved_high or 0.0)} at {e.high:g}"
        for e in effects
    ]
    return f"Of these, the chance that {context.called(key)} moves with {joined(said)}."


def _change(effect: Effect) -> float:
    return abs(effect.resolved_change) if effect.clear and effect.resolved_change is not None else 0.0

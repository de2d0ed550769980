"""What each actor's own public charges it, what it absorbs of that, and what moving these numbers does."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...stress.sensitivity import Effect
from ..blocks import Block, Bullets, Paragraph, Subheading
from ..context import Context, joined, quoted, sentence
from ..prose import Prose
from .sensitivity import ends
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
        Subheading("What each actor's own public charges it"),
        Paragraph(
            "Being seen to fall short costs an actor at home: where an act goes unanswered, where a recognised "
            "crossing is left unenforced, and where it gives in. The more of this it absorbs, the less it is pressed "
            "to respond. An actor whose public charges more has tied its hands: an answer is likelier, and stepping "
            "back harder."
        ),
        plain_table(
            "domestic-charges",
            "Charges at home, in units of what is at issue",
            ("Actor", "Charged for", "In full", "Once it has absorbed its share"),
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
            name = context.labels[charge.actor]
            rows.append((name, sentence(charge.cause), f"{cost:.2f}", f"{cost * (1 - absorbed):.2f}"))
    return rows


def _moved(context: Context, key: Key) -> Prose:
    """What moving one of these numbers over its range does to a headline, those solved again; nothing if none."""
    at_home = {c.parameter for c in context.brief.charges}
    at_home |= {a.numbers["resilience"] for a in context.brief.actors if "resilience" in a.numbers}
    effects = [e for e in context.study.effects[key] if e.parameter in at_home and _change(e) >= LEAST_CHANGE]
    if not effects:
        return ""
    said = []
    for e in effects:
        low, high = ends(e)
        said.append(
            f"{quoted(e.label)}, from {context.compared(low)} at {e.low:g} to {context.compared(high)} at {e.high:g}"
        )
    return f"{sentence(context.chance_of(key))} moves with {joined(said)}."


def _change(effect: Effect) -> float:
    return abs(effect.resolved_change) if effect.clear and effect.resolved_change is not None else 0.0

"""What each side's own public charges it, what the side absorbs of that, and what moving these numbers does."""

from __future__ import annotations

from ...stress.sensitivity import Effect
from ..blocks import Block, Bullets, Paragraph, Subheading
from ..prose import Prose
from .tables import plain_table
from ..context import Context, joined, quoted, sentence

LEAST_CHANGE = 0.005
"""Changes of a chance below half a percentage point are not context."""
OUTCOMES = ("challenge", "war")


def publics(context: Context) -> list[Block]:
    """A table of the charges, and the numbers among them that move a headline."""
    rows = [row for actor in context.actors for row in _charges(context, actor)]
    moved = [said for name in OUTCOMES if (said := _moved(context, name))]
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


def _charges(context: Context, actor: str) -> list[tuple[str, str, str, str]]:
    owner = next(a for a in context.brief.actors if a.id == actor)
    absorbed = context.number(owner.resilience, actor, "resilience") or 0.0
    stakes = owner.stakes
    found = [("an act left unanswered", context.number(stakes.unanswered, actor, "stakes", "unanswered"))]
    for line in context.brief.lines:
        if line.owner == actor:
            cost = context.number(line.audience_cost, "lines", line.id, "audience_cost")
            found.append((f"{quoted(line.name)} left unenforced", cost))
    found.append(("giving in", context.number(stakes.seen_to_lose, actor, "stakes", "seen_to_lose")))
    return [
        (context.actors[actor], sentence(what), f"{cost:.2f}", f"{cost * (1 - absorbed):.2f}")
        for what, cost in found
        if cost is not None
    ]


def _moved(context: Context, headline: str) -> Prose:
    """What moving one of these numbers over its range does to a headline, those solved again; nothing if none."""
    effects = [e for e in context.study.effects.get(headline, ()) if _at_home(e) and _change(e) >= LEAST_CHANGE]
    if not effects:
        return ""
    what = f"an act at {quoted(context.challenge)} or above" if headline == "challenge" else context.endings.get(headline)
    if what is None:
        return ""
    said = [
        f"{quoted(e.label)}, from {context.compared(e.resolved_low or 0.0)} at {e.low:g} to "
        f"{context.compared(e.resolved_high or 0.0)} at {e.high:g}"
        for e in effects
    ]
    return f"Of these, the chance of {what} moves with {joined(said)}."


def _at_home(effect: Effect) -> bool:
    return effect.parameter.endswith((".resilience", ".unanswered", ".audience_cost", ".seen_to_lose"))


def _change(effect: Effect) -> float:
    return abs(effect.resolved_change) if effect.clear and effect.resolved_change is not None else 0.0

"""What the public believes of an actor beside that it weighs costs."""

from __future__ import annotations

from .context import Context, quoted

COMMITTED = "committed"


def belief_in(context: Context, actor: str, who: str) -> str:
    """``belief that it is committed``, of ``who``; by the name of its committed type where that says more."""
    names = [t.name for t in context.brief.actor(actor).types if not t.strategic]
    kind = names[0] if len(names) == 1 else COMMITTED
    return f"belief that {who} is {COMMITTED if kind == COMMITTED else f'of type {quoted(kind)}'}"

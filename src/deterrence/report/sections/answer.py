"""What the model says of the readers' questions, in a few sentences at the head of the report."""

from __future__ import annotations

from ...solvers.solver import UNRESOLVED
from ..context import WORST, Context, chance, joined, quoted, sentence
from ..prose import Prose, Strong
from .outlook import ranked
from .restraint_response import comparable, often

MOST_ENDINGS, LIKELY = 2, 0.02
"""The likeliest endings that are named: so many, and but for the first no rarer than this."""


def answer(context: Context) -> Prose:
    """What follows restraint and response, for each actor alike, and how the crisis ends."""
    of = f" of a period of {context.brief.lasting(context.brief.window)}" if context.brief.recurrent else ""
    return [Strong(f"What the model says{of}: "), *_answers(context), _endings(context)]


def _answers(context: Context) -> list[str]:
    said = context.together((case.actor, often(context, case)) for case in comparable(context) if case.baseline)
    return [
        f"Where a line of {joined(names, 'or')} is first crossed, one is crossed again {words}. "
        for words, names in said.items()
    ]


def _endings(context: Context) -> str:
    """The likeliest endings, the worst ones, and how much is still open."""
    found = context.study.outlook.outcomes
    names = [name for name in ranked(context) if name != UNRESOLVED]
    named = [name for k, name in enumerate(names[:MOST_ENDINGS]) if not k or found[name].value >= LIKELY]
    parts = [f"{quoted(context.endings[name])} ({context.share(context.shown('outcome', of=name))})" for name in named]
    said = ""
    if ranked(context)[0] == UNRESOLVED:
        still = context.share(context.shown("outcome", of=UNRESOLVED))
        said = f"{sentence(still)} are {context.endings[UNRESOLVED]}. "
    likeliest = "The likeliest ending is" if len(named) == 1 else "The likeliest endings are"
    said += f"{likeliest} {joined(parts)}. " if named else ""
    worst = [
        f"{quoted(context.endings[name])} in {context.share(chance(found[name].value, found[name].error))}"
        for name in WORST
        if name in names and name not in named
    ]
    said += f"The worst: {joined(worst)}. " if worst else ""
    return said.rstrip()

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
    return [Strong("What the model says: "), *_answers(context), _endings(context)]


def _answers(context: Context) -> list[str]:
    stated = [case for case in comparable(context) if case.baseline]
    return [
        f"Where a line of {context.actors[case.actor]} is first crossed, another strike follows a response "
        f"{often(context, case)}. "
        for case in stated
    ]


def _endings(context: Context) -> str:
    """The likeliest endings, the worst ones, and how much is still open."""
    found = context.study.outlook.outcomes
    names = [name for name in ranked(context) if name != UNRESOLVED]
    told = [name for k, name in enumerate(names[:MOST_ENDINGS]) if not k or found[name].value >= LIKELY]
    parts = [f"{quoted(context.endings[name])} ({context.share(context.shown('outcome', of=name))})" for name in told]
    likeliest = "The likeliest ending is" if len(told) == 1 else "The likeliest endings are"
    said = f"{likeliest} {joined(parts)}. " if told else ""
    worst = [
        f"{quoted(context.endings[name])} in {context.share(chance(found[name].value, found[name].error))}"
        for name in WORST
        if name in names and name not in told
    ]
    said += f"The worst: {joined(worst)}. " if worst else ""
    if ranked(context)[0] == UNRESOLVED:
        still = context.share(context.shown("outcome", of=UNRESOLVED))
        said += f"{sentence(still)} are {context.endings[UNRESOLVED]}. "
    return said.rstrip()

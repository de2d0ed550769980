"""What the model says of the readers' questions, in a few sentences at the head of the report."""

from __future__ import annotations

from ..context import WORST, Context, chance, crises, joined, quoted, sentence
from ..prose import Prose, Strong
from .outlook import ranked
from .restraint_response import comparable, often

MOST_ENDINGS = 2


def answer(context: Context) -> Prose:
    """What follows restraint and response, for each actor alike, and how the crisis ends."""
    return [Strong("What the model says: "), *_answers(context), _endings(context)]


def _answers(context: Context) -> list[str]:
    stated = [case for case in comparable(context) if case.baseline]
    return [
        f"After {context.actors[case.actor]} answers the first crossing of a line of its own, it is struck again "
        f"{often(context, case)}. "
        for case in stated
    ]


def _endings(context: Context) -> str:
    """The likeliest endings, and the worst ones."""
    first, *others = [(context.endings[name], context.shown("outcome", of=name), name) for name in ranked(context)]
    said = f"The likeliest ending is {quoted(first[0])} ({crises(first[1])})"
    if others:
        said += f", and then {quoted(others[0][0])} ({others[0][1]})"
    named = {name for *_, name in [first, *others[: MOST_ENDINGS - 1]]}
    found = context.study.outlook.outcomes
    worst = [
        f"{quoted(context.endings[name])} in {crises(chance(found[name].value, found[name].error))}"
        for name in WORST
        if name in context.endings and name not in named
    ]
    return f"{said}. {sentence(f'it ends as {joined(worst)}.') if worst else ''}".rstrip()

"""Restraint against response: what each leads to when an actor's line is first crossed, in the same words for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...forecasting.imposed_answers import RESPONSE
from ...forecasting.intervention import Consequences
from ..blocks import Block, Bullets, Callout, Details, Paragraph
from ..commitment import belief_in
from ..comparing import figures, in_print, set_beside
from ..context import WORST, Context, chance, joined, quoted, sentence
from ..page import Section
from ..prose import Prose, Strong
from .precedents import precedents
from .response_figures import agreed_in, beliefs, endings, moved, pair, struck, table

if TYPE_CHECKING:
    from ...stress.unilateral_changes import DoctrineCase

SURPLUS = 0.25
"""By how much enforcement must exceed belief for a response to be called uninformative."""
DRIFTED = 0.15
"""Share of the prior from which belief at the crossing is said to have moved."""


def responses(context: Context) -> Section | None:
    """This crisis and the next, for every actor; None where no line whose owner may be committed is ever crossed, and
    no next crisis is followed."""
    cases = comparable(context)
    stated = [case for case in cases if case.baseline]
    taught = precedents(context)
    if not stated and not taught:
        return None
    imposed: list[Block] = []
    if stated:
        imposed = [
            Paragraph(
                "At the first crossing of an actor's line that the public recognises as one, its answer is imposed: "
                "restraint (hold), or response (the least that the line declares). Nobody else knows, so the two "
                "differ in nothing but the answer. Where actors choose, those who answer differ from those who do not."
            ),
            Bullets(_answers(context, stated)),
            struck(context, stated),
        ]
    return Section(
        "responses",
        "Restraint against response, this crisis and the next",
        [*imposed, *taught, *([_more(context, cases)] if stated else [])],
    )


def _more(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    """Folded: reputation, how crises then end, and other doctrines."""
    return Details(
        "Reputation, how crises then end, and other doctrines",
        [
            *(Paragraph(_stated(context, case)) for case in cases if case.baseline),
            beliefs(context, cases),
            endings(context, cases),
            *_others(context, cases),
            table(context, cases),
            _why(context, cases),
        ],
    )


def _answers(context: Context, cases: Sequence[DoctrineCase]) -> list[Prose]:
    """What an answer does, once for all actors of whom it is the same."""
    said: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        said.setdefault((often(context, case), _further(context, case)), []).append(context.actors[case.actor])
    return [
        [
            Strong(f"Where a line of {joined(names, 'or')} is crossed, one is crossed again {words}. "),
            f"{'What follows is the same for each. ' if len(names) > 1 else ''}{rest}",
        ]
        for (words, rest), names in said.items()
    ]


def _further(context: Context, case: DoctrineCase) -> str:
    """What else an answer does for an actor, without its name: the next crisis, agreed or not, war or not, belief."""
    held, answered = pair(case)
    rest = []
    if context.agreed:
        rest.append(f"an agreed end is {set_beside(context, agreed_in(context, answered), agreed_in(context, held))}")
    rest += [
        f"{quoted(context.endings[end])} is {set_beside(context, answered.endings[end], held.endings[end])}"
        for end in WORST
        if end in context.endings
    ]
    return (
        f"{_without(context, held, answered)} {_next_time(context, case)} "
        f"{f'{sentence(joined(rest))}. ' if rest else ''}{_believed(context, case)}."
    )


def _believed(context: Context, case: DoctrineCase) -> str:
    """What each answer does to the belief in the actor's commitment, as a sentence without its stop."""
    held, answered = pair(case)
    before = f"{sentence(belief_in(context, case.actor, 'it'))}, {context.belief(held.before)} at the crossing,"
    if not moved(context, held) and not moved(context, answered):
        return f"{before} is moved by neither answer"
    after, without = context.belief(answered.after), context.belief(held.after)
    return f"{before} goes to {after} after a response and to {without} after restraint"


def often(context: Context, case: DoctrineCase) -> str:
    """How often a line is crossed again after a response, compared with restraint, in words and figures."""
    held, answered = pair(case)
    words = in_print(context, answered.again, held.again)
    found = words.replace("as likely", "as often").replace("likely", "often")
    return f"{found} after a response {_than(words)} after restraint ({figures(context, answered.again, held.again)})"


def _than(words: str) -> str:
    """What follows a comparison: ``twice as likely as``, ``less likely than``."""
    return "as" if words.endswith("as likely") else "than"


def _next_time(context: Context, case: DoctrineCase) -> str:
    """What the answer taught does to the same crisis begun again."""
    held, answered = pair(case)
    words = in_print(context, answered.next_crisis, held.next_crisis)
    return (
        f"In the next crisis, begun with what the answer taught, a crossing is {words} {_than(words)} after restraint "
        f"({figures(context, answered.next_crisis, held.next_crisis)})."
    )


def _without(context: Context, held: Consequences, answered: Consequences) -> str:
    """What is left of that if the answer teaches nobody anything."""
    untaught = context.compared(answered.again_untaught), context.compared(held.again_untaught)
    if untaught == (context.compared(answered.again), context.compared(held.again)):
        return "Had the answer taught nobody anything, the figures would be the same."
    shown, was = untaught
    figures = f"{shown} either way" if shown == was else f"{shown} against {was}"
    return f"Had the answer taught nobody anything, it would be {figures}."


def _others(context: Context, cases: Sequence[DoctrineCase]) -> list[Block]:
    said = [_under(context, case) for case in cases if not case.baseline]
    return [Bullets(said)] if said else []


def comparable(context: Context) -> list[DoctrineCase]:
    """Doctrines under which both answers could be imposed."""
    return [case for case in context.study.doctrines if len(case.consequences) == 2]


def verdict(context: Context, case: DoctrineCase) -> str:
    """What each answer does to reputation, in a clause."""
    held, answered = pair(case)
    if not moved(context, held) and not moved(context, answered):
        return "Neither answer moves it clearly"
    return f"A response {_moved(context, answered)}; restraint {_moved(context, held)}"


def _moved(context: Context, c: Consequences) -> str:
    words = {0: "leaves it about where it was", 1: "raises it to ", -1: "lowers it to "}
    way = moved(context, c)
    return words[way] + (context.belief(c.after) if way else "")


def _stated(context: Context, case: DoctrineCase) -> Prose:
    held, answered = pair(case)
    return [
        Strong(f"{context.labels[case.actor]}, committed to {quoted(context.doctrines[case.doctrine])} (as stated)."),
        f" Its line is recognisably crossed in {context.share(context.compared(held.reached))}. "
        f"{_before(context, case)} "
        f"{verdict(context, case)}.{_expected(context, case)} After a response: "
        f"{_follows(context, case.actor, answered)}. After restraint: {_follows(context, case.actor, held)}.",
    ]


def _before(context: Context, case: DoctrineCase) -> str:
    held, _ = pair(case)
    prior = context.prior(case.actor)
    standing = f"{sentence(belief_in(context, case.actor, 'it'))} then stands at {context.belief(held.before)}"
    if prior is None or abs(held.before - prior) < DRIFTED * prior:
        return f"{standing}."
    way = "below" if held.before < prior else "above"
    return (
        f"{standing}, {way} its prior of {chance(prior)}: what it did on the way there, and whether its line is "
        "crossed at all, have revealed something already."
    )


def _expected(context: Context, case: DoctrineCase) -> str:
    """Why a response says little, where the actor answers far more often than it is believed committed."""
    mine = [line for line in context.brief.lines if line.owner == case.actor]
    crossed = [(q.value, line) for line in mine if (q := context.find("deterrence_failure", line.owner, line.id))]
    line = max(crossed, key=lambda item: item[0])[1] if crossed else None
    kept = context.find("enforcement", line.owner, line.id) if line else None
    held, _ = pair(case)
    if line is None or kept is None or kept.value - held.before < SURPLUS:
        return ""
    return (
        f" Left to itself it answers {chance(kept.value, kept.error)} of the recognised crossings of "
        f"{quoted(line.name)}, far more often than it is believed committed: a strategic type answers too, so that an "
        "answer by itself says little."
    )


def _follows(context: Context, actor: str, c: Consequences) -> str:
    """What follows an answer, each with its chance."""
    worst = [(quoted(context.endings[name]), c.endings[name]) for name in WORST if name in context.endings]
    agreed = [("a way out is agreed", agreed_in(context, c))] if context.agreed else []
    first = (f"{context.rival(actor)} acts next", c.other_acts)
    chances = [first, ("a higher rung is reached", c.harder), *agreed, *worst]
    return joined([f"{what} ({context.compared(p)})" for what, p in chances])


def _under(context: Context, case: DoctrineCase) -> Prose:
    held, answered = pair(case)
    response, restraint = context.compared(answered.harder), context.compared(held.harder)
    return (
        f"If the doctrine of {context.actors[case.actor]} were {quoted(context.doctrines[case.doctrine])}: belief "
        f"stands at {context.belief(held.before)} at the crossing. {verdict(context, case)}. The chance of a higher "
        f"rung is {response} after a response, {restraint} after restraint."
    )


def _why(context: Context, cases: Sequence[DoctrineCase]) -> Block:
    changes = [(c.answer, moved(context, c)) for case in cases for c in case.consequences]
    said: list[Prose] = [
        "What an act says depends on who would be expected to do it. Where a type that weighs costs would respond "
        "anyway, a response is what every type does, and it says little."
    ]
    if any(answer == RESPONSE and change < 0 for answer, change in changes):
        said.append(
            "A response lowers belief in a doctrine that would not have answered so: one that answers higher, "
            "lower, or not at all."
        )
    pairs = [tuple(moved(context, c) for c in pair(case)) for case in cases]
    if any(held > 0 and answered >= 0 for held, answered in pairs):
        said.append(
            "Restraint can raise belief in a doctrine that answers. Holding is then a move that no type makes "
            "except by mistake, and what so rare a move says rests on how often a committed type errs, which "
            "nobody can observe. Take the sign of such a change as open."
        )
    said.append(
        "Reputation and escalation are separate: an answer may add to belief and to the danger at once, as the "
        "table shows."
    )
    return Callout("Why an answer may add little to reputation, or restraint add some", [Bullets(said)], kind="note")

"""How to read the report, and what the model leaves out."""

from __future__ import annotations

from ..blocks import Block, Bullets, Details, Facts
from ..page import Section
from ..context import Context, sentence


def reading(context: Context) -> Block:
    """What the words mean, folded, for the top of the report."""
    return Details(
        "How to read this report, and what its words mean",
        [
            Facts(
                (
                    (
                        "Strategic, committed",
                        (
                            "Each side is privately one of several types. A strategic side weighs what it expects "
                            "to follow. A committed side carries out its declared doctrine, apart from rare errors "
                            "(its tremble)."
                        ),
                    ),
                    (
                        "Credibility",
                        (
                            "The public's belief that a side is of the committed type. Everyone updates it by "
                            "Bayes' rule from what is seen."
                        ),
                    ),
                    ("Line crossed", "An act is publicly seen to cross a red line, by intent, accident or misreading."),
                    (
                        "Recognised, enforced",
                        (
                            "A crossing is recognised where the public sees it as one. It is enforced where the "
                            "owner's answer is at least the response declared."
                        ),
                    ),
                    (
                        "Precision of choice",
                        (
                            "How reliably a strategic side takes the better option. Without limit it never errs; "
                            "at zero it picks blindly. Nobody can measure it, so results are shown at half and "
                            "at twice."
                        ),
                    ),
                    ("Stake", "The unit of all costs and gains: what is at issue between the sides is 1."),
                    (
                        "Chances",
                        (
                            "Rounded to whole percents, below one percent given as odds. Beliefs are followed on a "
                            "grid; its error is far below the rounding unless said otherwise. The error that "
                            "matters is in the inputs."
                        ),
                    ),
                    ("Agreed way out", "An offer that the other side accepts, with a mediator present or without."),
                )
            )
        ],
    )


def limits(context: Context) -> Section:
    """What the model leaves out."""
    said = [
        f"{len(context.actors)} actors move as the scenario says; what it does not write cannot happen, and others with "
        "aims of their own are not in it.",
        "Each actor is one mind, apart from its private type. Factions and services that act alone are not in it.",
        "Public events are seen by everyone alike. Private channels show only in what they change publicly.",
        "Payoffs are judgements on one scale. They say what the actors are taken to want, not what they ought to want.",
        "The equilibrium is one of mutual expectation: everyone knows the model and its numbers. Real adversaries "
        "misjudge each other's numbers too. Several equilibria may exist; the certificate says which was taken.",
        "Probabilities are of the model. They are no forecast of a particular crisis, and the report takes no side and "
        "recommends no act.",
    ]
    if not context.brief.precedents and not _renewed(context):
        said.insert(
            2, "A crisis is followed once, from its trigger to its end. What it teaches for the next one is not in it."
        )
    return Section("limits", "What the model leaves out", [Bullets(said), *_absent(context)])


def _renewed(context: Context) -> bool:
    return context.study.game.symbols.renewal is not None


def _absent(context: Context) -> list[Block]:
    """What this report could not show, with the reason."""
    why = context.study.absent
    if not why:
        return []
    facts = [(sentence(name.replace("_", " ")), sentence(reason) + ".") for name, reason in why.items()]
    return [Details("What this scenario cannot show, and why", [Facts(facts)])]

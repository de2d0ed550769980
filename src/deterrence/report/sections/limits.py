"""How to read the report, and what the model leaves out."""

from __future__ import annotations

from ..blocks import Block, Bullets, Details, Facts
from ..page import Section
from ..context import Context


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
                            "Each side is privately one of several kinds. A strategic side weighs what it expects "
                            "to follow. A committed side carries out its declared doctrine, apart from rare errors "
                            "(its tremble)."
                        ),
                    ),
                    (
                        "Credibility",
                        (
                            "The public's belief that a side is of the committed kind. Everyone updates it by "
                            "Bayes' rule from what is seen."
                        ),
                    ),
                    ("Line crossed", "An act by the other side is publicly seen at the rung of a red line, or above."),
                    (
                        "Recognised, enforced",
                        (
                            "A crossing is recognised where the public sees it as one. It is enforced where the "
                            "owner's next move is at least the response declared."
                        ),
                    ),
                    (
                        "Precision of choice",
                        (
                            "How reliably a strategic side takes the better option. Without limit it never errs; "
                            "at nought it picks blindly. Nobody can measure it, so results are shown at half and "
                            "at twice."
                        ),
                    ),
                    ("Stake", "The unit of all costs and gains: what is at issue between the sides is 1."),
                    (
                        "Chances",
                        (
                            "Rounded to whole percents, below one percent told as odds. Beliefs are followed on a "
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
    return Section(
        "limits",
        "What the model leaves out",
        [
            Bullets(
                [
                    (
                        "Two sides move in turn on one ladder. Acts on several fronts, simultaneous moves and "
                        "third states with aims of their own are not in it."
                    ),
                    "Each side is one mind. Factions, services that act alone and changes of leaders are not in it.",
                    (
                        "A crisis is told once, from its trigger to its end. What it teaches for the next one is "
                        "not in it."
                    ),
                    "Public events are seen by everyone alike. Private channels show only in how much face they spare.",
                    (
                        "Payoffs are judgements on one scale. They say what the sides are taken to want, not what "
                        "they ought to want."
                    ),
                    (
                        "The equilibrium is one of mutual expectation: everyone knows the model and its numbers. "
                        "Real adversaries misjudge each other's numbers too."
                    ),
                    (
                        "Probabilities are of the model. They are no forecast of a particular crisis, and the "
                        "report takes no side and recommends no act."
                    ),
                ]
            )
        ],
    )

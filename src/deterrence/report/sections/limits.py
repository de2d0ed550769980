"""How to read the report, what the model leaves out, and what the scenario cannot show."""

from __future__ import annotations

from ..blocks import Block, Bullets, Details, Facts, Subheading
from ..context import Context, joined, numeral, sentence
from ..page import Section
from .dominance import says_of_standing_down
from .restraint_response import comparable

NAMES = {
    "acceptance": "how often offers are accepted",
    "audit": "how far the answer depends on how the crisis was written",
    "challenge": "who challenges first",
    "choices": "what each could choose, and at what risk",
    "credibility": "how far threats are believed",
    "crossing": "thresholds crossed",
    "crossings": "how many times lines are crossed",
    "declared_operational_gap": "the gap between what is declared and what is done",
    "crossings_within": "how many crossings some days bring",
    "deterrence_failure": "how often lines are crossed",
    "deterrence_holds": "whether deterrence holds for some days",
    "doctrines": "restraint against response",
    "duration_quantile": "how long it takes at the least and at the most",
    "durations": "how long it takes, in days",
    "end_worth": "what the end is worth",
    "enforcement": "how often lines are enforced",
    "enforcement_after": "what one answer does to the next",
    "escalation_dominance": "escalation dominance",
    "event": "events on the way",
    "event_count": "how many times events happen",
    "follows": "what follows what",
    "general_deterrence": "general deterrence",
    "gives_way": "who gives way",
    "history": "comparison with past crises",
    "immediate_deterrence": "immediate deterrence",
    "levers": "levers of the mechanisms",
    "line_stands_at": "where lines are believed to stand",
    "loss": "losses",
    "next_crisis": "the same crisis begun again",
    "off_ramp_prices": "the price of a way out",
    "options": "policy options",
    "own_terms": "who gains by how crises end",
    "play": "play where play mostly goes",
    "precedent": "the next crisis",
    "proposed": "by whose proposal crises end",
    "reputation": "reputation",
    "restraint_response": "restraint against response",
    "sensitivity": "the numbers that matter most",
    "struck_again": "whether an actor is struck again",
    "unfolding": "how the crisis unfolds, act by act",
    "worlds": "how far headlines reach over plausible worlds",
    "stability_instability": "stability at the top against instability below",
}
"""What the parts that a scenario may lack are called in a sentence."""


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
                            "Each actor may privately be one of several types. A strategic type weighs what it "
                            "expects to follow. A committed type carries out its declared doctrine, apart from rare "
                            "errors (its tremble)."
                        ),
                    ),
                    (
                        "Credibility",
                        "The chance that the next crossing of a line is answered as declared, at the public belief of "
                        "the moment.",
                    ),
                    (
                        "Reputation",
                        (
                            "The public's belief that an actor is of a committed type. Everyone updates it by "
                            "Bayes' rule from what is seen."
                        ),
                    ),
                    (
                        "Own terms",
                        "What an end is worth to an actor against the status quo before the crisis. Who proposed it "
                        "is another matter.",
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
                            "How reliably a strategic type takes the better option. The higher it is, the fewer "
                            "its errors; at zero it picks blindly. Nobody can measure it, so results are shown at "
                            "half and at twice its value."
                        ),
                    ),
                    ("Stake", "The unit of all costs and gains: what is at issue is about 1."),
                    (
                        "Window",
                        f"The {context.brief.unit}s that are followed. What has not ended by the last of them is "
                        "still open.",
                    ),
                    (
                        "Chances",
                        (
                            "Rounded to whole percents, below one percent given as odds. Beliefs are followed on a "
                            "grid; its error is far below the rounding unless said otherwise. The error that "
                            "matters is in the inputs."
                        ),
                    ),
                    ("Agreed way out", "An ending to which the actors concerned agree, with a mediator or without."),
                )
            )
        ],
    )


def limits(context: Context) -> Section:
    """What the model leaves out."""
    said = [
        f"{sentence(numeral(len(context.actors)))} actors move as the scenario says. What it does not write cannot "
        "happen, and others with aims of their own are not in it.",
        "Each actor is one mind, apart from its private type. Factions and services that act alone are not in it.",
        "Public events are seen by everyone alike. Private channels show only in what they change publicly.",
        "Payoffs are judgements on one scale. They say what the actors are taken to want, not what they should want.",
        "The equilibrium is one of mutual expectation: everyone knows the model and its numbers. Real adversaries "
        "misjudge each other's numbers too. Several equilibria may exist; the certificate says which was taken.",
        "Probabilities are of the model. They are no forecast of a particular crisis, and the report takes no side and "
        "recommends no act.",
    ]
    if not context.brief.recurrent and not context.brief.precedents and not _renewed(context):
        said.insert(
            2, "A crisis is followed once, from its trigger to its end. What it teaches for the next one is not in it."
        )
    return Section("limits", "What the model leaves out", [Bullets(said), *_absent(context)])


def _renewed(context: Context) -> bool:
    return context.study.game.symbols.renewal is not None


def _absent(context: Context) -> list[Block]:
    """What this report could not show, with the reason; what has one reason in common is named together."""
    by_reason: dict[str, list[str]] = {}
    for part, why in {**context.study.absent, **absent_sections(context)}.items():
        by_reason.setdefault(why, []).append(NAMES.get(part, part.replace("_", " ")))
    if not by_reason:
        return []
    said = [f"{sentence(joined(names))}, because {why}." for why, names in by_reason.items()]
    return [Subheading("What this scenario cannot show, and why"), Bullets(said)]


def absent_sections(context: Context) -> dict[str, str]:
    """By subject of a section that is not there, why not, where the study has no reason of its own."""
    found = {}
    if not context.brief.base_rates and not context.brief.coded:
        found["history"] = "the scenario names no comparable crises"
    if context.study.choices and not any(c.catastrophe > 0 for c in context.study.choices):
        found["choices"] = "no ending is a catastrophe, so that there is no risk to set against it"
    if not says_of_standing_down(context):
        found["gives_way"] = "the scenario marks no move as standing down"
    if not comparable(context) and "doctrines" not in context.study.absent:
        found["restraint_response"] = "no line of an actor whose doctrines are compared is ever recognisably crossed"
    return found

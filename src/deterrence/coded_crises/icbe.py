"""From what ICBe codes of an act to rungs of the ladder of coded crises.

Every place is a judgement, made from the words of the codes alone (Douglass and others 2022, Introducing the ICBe
Dataset). A code that may be one rung or another has all of them, the lowest first. What has no place: acts within a
state (protest, a coup, terrorism at home), aid and cooperation between allies, and words that are neither a threat nor
an offer to the other side (praise, acceptance).
"""

from __future__ import annotations

from types import MappingProxyType

COLUMNS = (
    "act_escalate",
    "act_deescalate",
    "interact_escalate",
    "interact_deescalate",
    "interact_increasecoop",
    "interact_decreasecoop",
    "sayintkind",
)

RUNGS = MappingProxyType(
    {
        # alone
        "deployment to area": ("show-of-force",),
        "mobilization": ("mobilisation",),
        "fortify": ("alert",),
        "raise in alert": ("alert",),
        "exercise": ("show-of-force",),
        "show of force": ("show-of-force",),
        "weapons test": ("alert", "nuclear-signal"),
        "no fly zone": ("show-of-force", "blockade"),
        # against the other side
        "border violation": ("alert", "border-fire"),
        "blockade": ("blockade",),
        "bombard": ("border-fire", "limited-strikes", "facility-strikes"),
        "attack": ("proxy-attack", "border-fire", "limited-strikes", "facility-strikes"),
        "battle/clash": ("border-fire", "sustained-fighting"),
        "continuation of previous fighting": ("sustained-fighting", "war"),
        "invasion/occupation": ("intrusion", "war"),
        "annex": ("intrusion", "war"),
        "declaration of war": ("war",),
        "join ongoing war": ("war",),
        # away from force
        "withdraw from area": ("withdrawal",),
        "withdraw behind border": ("withdrawal",),
        "retreat": ("withdrawal",),
        "de-mobilization": ("withdrawal",),
        "remove fortify": ("withdrawal",),
        "lower alert": ("withdrawal",),
        "end exercise": ("withdrawal",),
        "end weapons test": ("withdrawal",),
        "end blockade": ("withdrawal",),
        "withdraw from war": ("withdrawal",),
        "cease fire": ("ceasefire",),
        "declaration of peace": ("settlement",),
        "settle dispute": ("settlement",),
        "sign formal agreement": ("settlement",),
        "mediation": ("mediation",),
        "meeting": ("talks",),
        "discussion": ("talks",),
        # relations broken
        "end economic cooperation": ("economic-measures",),
        "end economic aid": ("economic-measures",),
        "end access": ("economic-measures",),
        "withdraw diplomats": ("diplomatic-measures",),
        "break off negotiations": ("diplomatic-measures",),
        "terminate treaty": ("diplomatic-measures",),
        # words
        "appeal": ("appeal",),
        "accuse": ("protest",),
        "disapprove": ("protest",),
        "reject": ("protest",),
        "demand": ("protest", "warning"),
        "threaten": ("warning", "nuclear-threat"),
        "ultimatum": ("warning", "nuclear-threat"),
        "offer": ("offer",),
        "offer - without conditions": ("offer",),
    }
)
"""Code -> rungs, lowest first."""

DIRECTIONS = MappingProxyType(
    {
        rung: direction
        for direction, rungs in {
            "escalatory": "alert show-of-force mobilisation nuclear-signal proxy-attack blockade border-fire intrusion "
            "limited-strikes facility-strikes sustained-fighting war",
            "uncooperative": "economic-measures diplomatic-measures",
            "cooperative": "settlement mediation talks",
            "deescalatory": "withdrawal ceasefire",
        }.items()
        for rung in rungs.split()
    }
)
"""Rung -> the direction that most acts of its codes have in ICBe 1.1, by the columns in which the codes stand; words,
concessions and hidden steps have none."""


def places(cell: str, order: tuple[str, ...]) -> tuple[str, ...]:
    """The rungs of a cell, which may hold several codes joined by semicolons: from the lowest of any to the highest.

    Args:
        cell: codes.
        order: rungs of the ladder, the lowest first.
    """
    having = {rung for code in cell.split(";") for rung in RUNGS.get(code, ())}
    return tuple(rung for rung in order if rung in having)

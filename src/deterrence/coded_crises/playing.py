"""A coded crisis as a path through a scenario: what its parties did in turn, in a scenario's words.

A history is coded on one shared ladder (:mod:`.ladder`) with many more rungs than a scenario has acts, so somebody has
to say which rung is which act. Acts of one party that are the same act in a row count once; what has no act in the
scenario is left out, and so is everything after a ceasefire.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .record import CodedMove, History

CEASEFIRE = "ceasefire"
DISPUTED = ("denied", "contested")
"""Attributions by which somebody says that the move did not happen, or was another, or another's."""

Act = tuple[str, str]
"""Who, and which of the scenario's acts."""


def successive_acts(
    history: History, parties: Collection[str], acts: Mapping[str, str], *, disputed: bool = True
) -> tuple[Act, ...]:
    """What parties did in turn.

    Args:
        history: the coded crisis.
        parties: ids of the actors whose acts are followed; the scenario's actors have the same.
        acts: by rung of the shared ladder, the scenario's act; rungs that are not there are left out.
        disputed: count moves that one side denies, or whose author is contested; without them the crisis is as the
            side that denies them describes it.
    """
    found: list[Act] = []
    for move in history.moves:
        if move.rung == CEASEFIRE and move.actor in parties:
            break
        if _counts(move, parties, acts, disputed):
            act = (move.actor, acts[move.rung])
            if not found or found[-1] != act:
                found.append(act)
    return tuple(found)


def highest_acts(acts: Sequence[Act], order: Sequence[str]) -> tuple[Act, ...]:
    """The acts by which a party goes higher than it has been, in turn.

    Args:
        acts: from :func:`successive_acts`.
        order: the scenario's acts that have an order, the lowest first; others are left out.
    """
    highest: dict[str, int] = {}
    found: list[Act] = []
    for party, act in acts:
        if act in order and order.index(act) > highest.get(party, -1):
            highest[party] = order.index(act)
            found.append((party, act))
    return tuple(found)


def _counts(move: CodedMove, parties: Collection[str], acts: Mapping[str, str], disputed: bool) -> bool:
    return move.actor in parties and move.rung in acts and (disputed or move.attribution not in DISPUTED)

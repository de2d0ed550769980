"""Conduct that is locked, and how often that binds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...games.crisis_game import CrisisGame
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Definition, Reading, register

MOVES, SHARE = "moves", "share of its moves"


def _locked(reading: Reading) -> Values:
    game, chosen, out = reading.game, reading.passage.chosen(), {}
    s = game.structure
    for lock in game.locks:
        i, bound = s.actors.index(lock.actor), set(lock.bound)
        mine = np.array([row.actor == i for row in s.moves])
        there = np.array([s.states[row.state] in bound for row in s.moves])
        made, held = float(chosen[mine].sum()), float(chosen[mine & there].sum())
        out[Key("locked", lock.actor, lock.conduct, MOVES)] = held
        if made > LEAST_CONDITION:
            out[Key("locked", lock.actor, lock.conduct, SHARE)] = held / made
    return out


def _keys(game: CrisisGame) -> Iterable[Key]:
    return [Key("locked", lock.actor, lock.conduct, given) for lock in game.locks for given in (MOVES, SHARE)]


register(
    Definition(
        name="locked",
        kind="expected value",
        unit="moves, or a share of them",
        words="How often a lock binds, by actor and what it is locked to: the expected number of its moves within the "
        "window at states where the lock closes a move, and the share that they are of all its moves. Only where "
        "conduct is locked.",
        keys=_keys,
        read=_locked,
    )
)

"""Renewal of types at chance states: what the game accepts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bank import brinkmanship
from deterrence.errors import ArgumentError
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import Standing, TypeLabel


def renewed(share: np.ndarray, types: int = 2) -> StochasticGame:
    game = brinkmanship(4)
    labels = tuple(TypeLabel(f"type {k}", True) for k in range(types))
    structure = replace(game.structure, types=(labels, labels))
    return StochasticGame(structure, replace(game.numbers, renewal=share))


def shares(state: str, value: float) -> np.ndarray:
    s = brinkmanship(4).structure
    table = np.zeros((len(s.states), 2))
    table[s.index(state), 1] = value
    return table


def test_a_game_has_no_renewal_unless_it_says_so():
    assert brinkmanship(4).renewal is None
    assert renewed(np.zeros((8, 2))).renewal is None


def test_shares_at_chance_states_are_kept():
    game = renewed(shares("brink-turn-a", 0.3))
    assert (game.renewal == shares("brink-turn-a", 0.3)).all()
    assert (game.structure.standing[game.renewal.any(1)] == Standing.CHANCE).all()


def test_an_actor_of_one_type_has_no_successor_that_matters():
    assert renewed(shares("brink-turn-a", 0.3), types=1).renewal is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (shares("turn-a", 0.3), "state 'turn-a': b cannot be renewed here"),
        (shares("disaster", 0.3), "state 'disaster': b cannot be renewed here"),
        (shares("brink-turn-a", 1.2), "state 'brink-turn-a': the renewal share of b is 1.2"),
        (shares("brink-turn-a", -0.1), "renewal share of b is -0.1"),
        (shares("brink-turn-a", np.nan), "renewal share of b is nan"),
        (np.zeros((8, 3)), r"\(8, 2\), not \(8, 3\)"),
    ],
)
def test_refusals(table: np.ndarray, message: str):
    with pytest.raises(ArgumentError, match=message):
        _ = renewed(table).renewal

"""What a solution says at a public state and a belief off the grid: strategies, values, and how beliefs move.

Letters as in :mod:`.state_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ..solvers.grid import Assessment
from .belief_point import belief, corners, interpolated, normalised, renewed
from .state_tables import StateTables

Ell = tuple[np.ndarray, ...]
"""Per actor (K_i,), log-likelihood of the public history under each type; or (n, K_i), of n histories."""
Plays = Sequence[np.ndarray]
"""Per mover (K, A), what each type is believed to do."""


class Reader:
    """Of one assessment.

    Attributes:
        assessment: it.
        prior: per actor (K_i,).
        tables: the numbers of a state, by its index.
    """

    def __init__(self, assessment: Assessment):
        game = assessment.game
        self.assessment, self._game, self._s = assessment, game, game.structure
        prior = np.asarray(game.numbers.prior, float)
        self.prior = tuple(prior[i, : len(kinds)] for i, kinds in enumerate(self._s.types))
        self._discount = np.asarray(game.numbers.discount, float)[[i for i, _ in self._s.columns]]
        self.tables = cache(lambda x: StateTables.of(game, x))

    def beliefs(self, ell: Ell) -> list[np.ndarray]:
        """Per actor b, (K_i,)."""
        return [belief(prior, own) for prior, own in zip(self.prior, ell, strict=True)]

    def plays(self, made: int, x: int, ell: Ell) -> list[np.ndarray]:
        """What each type of each mover is believed to do at a state, after so many moves: (K, A) each."""
        table, assessment = self.tables(x), self.assessment
        node, share = corners(assessment.lattices, [own[None] for own in ell])
        found = []
        for i, rule, logs in zip(table.movers, table.rule, assessment.mover_strategies(made, x), strict=True):
            strategic = [k for k, label in enumerate(self._s.types[i]) if label.strategic]
            play = np.array(rule, float)
            rows = logs.reshape(len(strategic) * rule.shape[1], -1)
            play[strategic] = normalised(interpolated(rows, node[0], share[0]).reshape(len(strategic), -1))
            found.append(play)
        return found

    def posteriors(self, table: StateTables, ell: Ell, plays: Plays) -> Ell:
        """Per actor (O, K), ℓ after each outcome."""
        found = [np.repeat(own[None], len(table.outcomes), axis=0) for own in ell]
        for i, play, kappa in zip(table.movers, plays, table.kappa, strict=True):
            with np.errstate(divide="ignore"):
                found[i] = found[i] + np.log(play @ kappa).T
        return tuple(found)

    def possible(self, table: StateTables, ell: Ell, plays: Plays) -> np.ndarray:
        """(O,), may the public come to see an outcome at all, as it believes?"""
        found = np.ones(len(table.outcomes), bool)
        for i, play, kappa in zip(table.movers, plays, table.kappa, strict=True):
            found &= belief(self.prior[i], ell[i]) @ play @ kappa > 0
        return found

    def renewed(self, x: int, ell: Ell) -> Ell:
        """ℓ after passing a state of chance, where types may be redrawn."""
        share = self._game.renewal
        if share is None:
            return ell
        return tuple(renewed(p, own, float(s)) for p, own, s in zip(self.prior, ell, share[x], strict=True))

    def worth(self, made: int, states: Sequence[int], ell: Ell) -> np.ndarray:
        """(n, C), values at n states and beliefs, after so many moves."""
        values = self.assessment.values[min(made, len(self.assessment.values) - 1)]
        node, share = corners(self.assessment.lattices, ell)
        flat = values.reshape(*values.shape[:2], -1)
        worth = [interpolated(flat[x], node[n], share[n]) for n, x in enumerate(states)]
        return np.array(worth).reshape(len(states), values.shape[1])

    def move_values(self, made: int, table: StateTables, ell: Ell, plays: Plays) -> list[np.ndarray]:
        """Per mover (A, C), Q: at once and afterwards, other movers choosing as the public expects."""
        possible = self.possible(table, ell, plays)
        later = tuple(own[possible] for own in self.posteriors(table, ell, plays))
        worth = np.zeros((len(table.outcomes), len(self._s.columns)))
        worth[possible] = self.worth(made + 1, table.following[possible], later)
        whole = table.payoff + self._discount * (table.shown @ worth)
        means = [belief(self.prior[i], ell[i]) @ play for i, play in zip(table.movers, plays, strict=True)]
        found = []
        for m, own in enumerate(table.moves):
            weight = np.ones(len(table.joints))
            for other, mean in enumerate(means):
                if other != m:
                    weight = weight * mean[table.joints[:, other]]
            rows = np.zeros((len(own), whole.shape[1]))
            np.add.at(rows, table.joints[:, m], weight[:, None] * whole)
            found.append(rows)
        return found

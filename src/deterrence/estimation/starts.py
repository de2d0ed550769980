"""Where a climb begins: statistical backward induction, and points drawn at random.

Statistical backward induction (Signorino 1999; Bas, Signorino and Walker 2008, Political Analysis 16(1); recalled, not
opened) estimates the last choices first, each by itself: what follows has probabilities already estimated, so that the
mover's expected payoffs are linear in its coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .algebra import Quantity
from .estimable import Derivative, Estimable
from .extensive import End, Fork, ends_of
from .likelihood import Prospect, Recursion
from .linear_model import JETS, PLAIN
from .maximise import maximise
from .model import TreeModel
from .predictors import SCALE

Array = np.ndarray
SPREADS = (0.3, 1.0, 2.5, 6.0)  # of random starts, in units of the predictors, in turn
RIDGE = 1e-3  # keeps a first estimate finite where outcomes are separated


def backward_induction(model: TreeModel) -> Array:
    """(P,), estimates choice by choice, from the last to the first."""
    theta = np.zeros(model.size)
    settled = np.zeros(model.size, bool)
    for fork in model.root.forks:
        if fork.player is None:
            continue
        mine = [
            k for k, p in enumerate(model.predictors)
            if p.player == fork.player and (p.place == SCALE or p.place in {end.name for end in fork.ends})
        ]  # fmt: skip
        index = np.unique(np.concatenate([model.blocks[k].index for k in mine] or [np.zeros(0, int)]))
        index = index[~settled[index]]
        if len(index):
            choice = _Choice(model, fork, theta, index)
            theta[index] = maximise(choice.derivative, theta[index], model.scales[index]).theta
            settled[index] = True
    return theta


@dataclass(frozen=True, eq=False)
class _Choice:
    """The likelihood of one choice, given what is thought of those that follow.

    Attributes:
        model: of it all.
        fork: where it is made.
        theta: (P,), what is thought so far.
        index: the parameters to be estimated.
    """

    model: TreeModel
    fork: Fork
    theta: Array
    index: Array

    def derivative(self, values: Array) -> Derivative:
        model, fork = self.model, self.fork
        theta = self.theta.copy()
        theta[self.index] = values
        plain = model.recursion(PLAIN, [block.at(theta) for block in model.blocks])
        jets = model.recursion(JETS, model.jets(theta))
        assert fork.player is not None
        follows = [self._given(part, plain.prospect(part, frozenset({fork.player})), jets) for part in fork.follows]
        logs = jets.log_moves(fork, follows)
        total = 0.0 * model.jets(theta)[0]
        for part, log in zip(fork.follows, logs, strict=True):
            below = {end.index for end in ends_of(part)}
            seen = [c for c, ends in enumerate(model.classes) if set(ends) <= below]
            total = total + model.counts[seen].sum(0) * log
        gradient, hessian = model.gathered(total)
        keep = np.ix_(self.index, self.index)
        ridge = RIDGE * model.scales[self.index] ** 2
        value = float(total.value.sum()) - 0.5 * float(ridge @ values**2)
        return Derivative(value, gradient[self.index] - ridge * values, hessian[keep] - np.diag(ridge))

    def _given(self, part: Fork | End, plain: Prospect, jets: Recursion) -> Prospect:
        """What follows a move at given probabilities: payoffs alone are variables."""
        player = self.fork.player
        assert player is not None
        worth: Quantity = 0.0
        for end, log_end in zip(ends_of(part), plain.log_ends, strict=True):
            payoff = jets.payoffs.get((player, end.index))
            if payoff is not None:
                worth = worth + np.exp(log_end) * payoff
        return Prospect(plain.log_ends, {player: worth}, plain.variance)


def random_starts(model: Estimable, around: Array, count: int, seed: int) -> Array:
    """(count, P), normal draws around a point, narrow and wide in turn; the same for the same seed.

    Coefficients of a predictor are drawn so that together they move it by its unit.
    """
    unit = np.zeros(model.size)
    for block, size in zip(model.blocks, model.units(), strict=True):
        np.maximum.at(unit, block.index, size / np.sqrt(max(len(block.index), 1)))
    draws = np.random.default_rng(seed).standard_normal((count, model.size))
    return around + draws * np.resize(SPREADS, count)[:, None] * unit / model.scales

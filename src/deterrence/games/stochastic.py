"""The crisis game: a structure together with its numbers.

A :class:`StochasticGame` is frozen. Its :class:`~deterrence.games.structure.Structure` is what parameters do not
change; its :class:`Numbers`, NumPy arrays, are a pure function of the scenario's parameters.

References: Shapley (1953), "Stochastic Games", PNAS 39(10), for the object without private types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import ArgumentError
from .clock import Clock
from .structure import Standing, Structure

Array = Any  # a NumPy array, or what becomes one


@dataclass(frozen=True)
class Numbers:
    """The arrays of a game. B branches, J joint moves, C strategic types, X states, M moves, N actors.

    Attributes:
        branch_probability: (B,), sums to one over each joint move's branches.
        payoff: (J, C), expected flow payoff of a joint move; at a clock state, per day.
        ending: (X, C), payoff if the game stops at a state: the ending's worth at terminal states,
            the worth of an unresolved crisis at the others once the horizon is reached.
        base_weight: (M,), μ; sums to one over an actor's moves at a state.
        rule: (M, K), probability with which the actor's type k makes the move, for commitments
            (tremble included); zero for strategic types. K is the largest number of types.
        prior: (N, K), common prior, padded with zero.
        discount: (N,), δ per move; one in a game with a clock, where moves take no time.
        precision: (N,), λ per unit of payoff.
        renewal: (X, N), the chance that an actor's type is redrawn from its prior on passing a chance state
            (a change of leaders that nobody sees); zero at states of other standing. None for no renewal at all.
        pace: (X,), R(x), events per day at clock states: branch b there comes at the rate R(x) · branch_probability[b].
            Zero at other states. None for a game without a clock.
        interest: (N,), r_i, discount rate per day: a payoff after t days counts exp(−r_i t). None without a clock.
    """

    branch_probability: Array
    payoff: Array
    ending: Array
    base_weight: Array
    rule: Array
    prior: Array
    discount: Array
    precision: Array
    renewal: Array | None = None
    pace: Array | None = None
    interest: Array | None = None


NUMBER_FIELDS = tuple(f.name for f in fields(Numbers) if f.default is MISSING)  # those that every game has


@dataclass(frozen=True)
class StochasticGame:
    """A finite stochastic game with persistent private types, public outcomes and noisy choice."""

    structure: Structure
    numbers: Numbers

    def with_precision(self, precision: float | Sequence[float] | np.ndarray | None) -> StochasticGame:
        """The same game with λ replaced (one number or one per actor); unchanged for None.

        Raises:
            ArgumentError: a precision that is negative or not finite.
        """
        if precision is None:
            return self
        value = per_actor_precision(precision, len(self.structure.actors))
        return replace(self, numbers=replace(self.numbers, precision=value))

    def with_horizon(self, horizon: int | None) -> StochasticGame:
        """The same game with another horizon T."""
        return replace(self, structure=replace(self.structure, horizon=horizon))

    @cached_property
    def renewal(self) -> np.ndarray | None:
        """Renewal shares that matter, (X, N): zero for an actor of one type, whose successor is no different.

        None where all are zero.

        Raises:
            ArgumentError: another shape, a share outside [0, 1], or a share at a state not of chance; with the state.
        """
        given = self.numbers.renewal
        if given is None:
            return None
        s, share = self.structure, np.asarray(given, float)
        if share.shape != (len(s.states), len(s.actors)):
            raise ArgumentError(
                f"renewal needs one share per state and actor, {(len(s.states), len(s.actors))}, not {share.shape}"
            )
        for x, i in np.argwhere(~((share >= 0) & (share <= 1))).tolist():
            raise ArgumentError(
                f"state '{s.states[x]}': the renewal share of {s.actors[i]} is {share[x, i]:g}; it is a probability"
            )
        for x, i in np.argwhere((share > 0) & (s.standing != Standing.CHANCE)[:, None]).tolist():
            raise ArgumentError(
                f"state '{s.states[x]}': {s.actors[i]} cannot be renewed here; types are redrawn at chance states "
                "only, so let play pass through one"
            )
        share = np.where([len(kinds) > 1 for kinds in s.types], share, 0.0)
        return share if share.any() else None

    @cached_property
    def clock(self) -> Clock | None:
        """The clock; None for a game that counts moves.

        Raises:
            ArgumentError: a rate that is no rate, a horizon in moves, discounting by moves, or decisions that follow
                one another for ever in no time; with the state.
        """
        n = self.numbers
        return Clock.of(self.structure, n.pace, n.interest, n.discount) if self.structure.clocks else None

    @property
    def outcome_given_joint(self) -> np.ndarray:
        """Pr(outcome | joint move), dense (J, O); for games small enough to hold it."""
        s = self.structure
        table = np.zeros((len(s.joint_state), len(s.outcome_state)))
        np.add.at(table, (s.branch_joint, s.branch_outcome), np.asarray(self.numbers.branch_probability))
        return table


def per_actor(name: str, value: float | Sequence[float] | np.ndarray, actors: int) -> np.ndarray:
    """One number per actor from one number or a sequence. Raises ``ArgumentError`` on a bad length."""
    array = np.asarray(value, float)
    if array.ndim == 0:
        return np.full(actors, float(array))
    if array.shape != (actors,):
        raise ArgumentError(f"{name} needs one number or one per actor ({actors}), not shape {array.shape}")
    return array


def per_actor_precision(value: float | Sequence[float] | np.ndarray, actors: int) -> np.ndarray:
    """λ of every actor. Raises ``ArgumentError`` for one that is negative or not finite."""
    precision = per_actor("precision", value, actors)
    for number in precision[~((precision >= 0) & np.isfinite(precision))].tolist():
        raise ArgumentError(f"precision must be finite and not negative, and {number:g} is not")
    return precision

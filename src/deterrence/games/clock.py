"""The clock of a game in days: exponential waits, events that race, discounting by the day.

At a clock state x event j comes at a rate per day. With R(x) the sum of the rates the next event is j with probability
rate_j / R(x), after a wait that is exponential with mean 1 / R(x); a payoff of u_i per day until then, and what
follows, discounted at r_i per day, are worth

    V_i(x) = (u_i(x) + Σ_j rate_j(x) V_i(x_j)) / (R(x) + r_i),

so that a clock state is one of chance whose payoff is u_i / (R + r_i) and whose discount factor is R / (R + r_i).
Moves take no time and are not discounted. No length of a period appears: an event that changes nothing may be added at
any rate, and changes nothing.

References: Doraszelski, U. and Judd, K. L. (2012), "Avoiding the curse of dimensionality in dynamic stochastic games",
Quantitative Economics 3(1); Arcidiacono, P., Bayer, P., Blevins, J. R. and Ellickson, P. B. (2016), "Estimation of
dynamic discrete choice models in continuous time with an application to retail competition", Review of Economic
Studies 83(3) (titles and authors seen; both papers recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np

from ..errors import ArgumentError
from .structure import Standing, Structure

Array = Any


@dataclass(frozen=True, eq=False)
class Clock:
    """What days mean in a game.

    Attributes:
        rate: (X,), R(x), events per day at clock states; zero at others.
        patience: (X, N), what an actor's payoffs after leaving a state count: R / (R + r_i) at clock states, else one.
        wait: (X, N), discounted days until the next event, 1 / (R + r_i); zero at other states.
        instant: states other than clocks and endings, each after those that lead to it without a clock between.
    """

    rate: np.ndarray
    patience: np.ndarray
    wait: np.ndarray
    instant: tuple[int, ...]

    @classmethod
    def of(cls, s: Structure, pace: Array | None, interest: Array | None, discount: Array) -> Clock:
        """The clock of a game, from its structure and the numbers of these names.

        Raises:
            ArgumentError: see :attr:`deterrence.games.stochastic.StochasticGame.clock`.
        """
        if s.horizon is not None:
            raise ArgumentError(
                "a game with a clock has no horizon in moves: windows are in days, and belong to the outlook"
            )
        if pace is None or interest is None:
            raise ArgumentError("a game with clock states needs numbers for 'pace' and 'interest'")
        rate, interest = np.asarray(pace, float), np.asarray(interest, float)
        clocks = s.standing == Standing.CLOCK
        for x in np.flatnonzero(clocks & ~((rate > 0) & np.isfinite(rate))).tolist():
            raise ArgumentError(f"state '{s.states[x]}': {rate[x]:g} events per day; a clock needs a rate above zero")
        for actor, r in zip(s.actors, interest.tolist(), strict=True):
            if not (r >= 0 and np.isfinite(r)):
                raise ArgumentError(f"{actor}'s discount rate per day is {r:g}; it is not negative")
        if (np.asarray(discount, float) != 1.0).any():
            raise ArgumentError(
                "in a game with a clock moves take no time: discount by the day (interest), not by the move"
            )
        rate = np.where(clocks, rate, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            wait = np.where(clocks[:, None], 1.0 / (rate[:, None] + interest), 0.0)
        patience = np.where(clocks[:, None], rate[:, None] * wait, 1.0)
        return cls(rate, patience, wait, _instant(s))


def _instant(s: Structure) -> tuple[int, ...]:
    """Decision and chance states, each after those from which it is reached in no time; worked out once."""
    if Clock not in s.kept:
        s.kept[Clock] = _ordered(s)
    found = s.kept[Clock]
    assert isinstance(found, tuple)
    return found


def _ordered(s: Structure) -> tuple[int, ...]:
    timeless = [x for x in range(len(s.states)) if s.standing[x] in (Standing.DECISION, Standing.CHANCE)]
    before: dict[int, set[int]] = {x: set() for x in timeless}
    for x in timeless:
        for o in s.outcomes_at[x]:
            y = int(s.outcome_next[o])
            if y in before:
                before[y].add(x)
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError as error:
        names = " -> ".join(f"'{s.states[x]}'" for x in error.args[1])
        raise ArgumentError(
            f"moves take no time, and these follow one another for ever: {names}; put a clock between"
        ) from None

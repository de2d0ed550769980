"""The likelihood of any finite tree of perfect information whose players choose under shocks, by recursion.

At a node where player i moves, move k is worth the payoff of what follows it, averaged over what others will do there;
the probabilities of moves are those of :mod:`.choice`. With agent error each move has a shock of its own, of variance
one. With private information the shocks are to the payoffs of ends, each known to its player alone, so that the shock
to a move is Σ p_end e_end and its variance Σ p_end² over the ends that follow. Everything is kept as logarithms; no
probability is clipped.

References: Signorino, C. S. (1999), "Strategic interaction and the statistical analysis of international conflict",
American Political Science Review 93(2); Signorino, C. S. (2003), "Structure and uncertainty in discrete choice models",
Political Analysis 11(4) (both recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from .algebra import Algebra, Link, Quantity
from .choice import log_choice
from .extensive import End, Fork

Source = Literal["agent", "private", "signalling"]
NOTHING = 0.0


@dataclass(frozen=True)
class Shocks:
    """What shakes choice: where shocks are, and how they are distributed."""

    source: Source = "agent"
    link: Link = "probit"


@dataclass(frozen=True)
class Prospect:
    """What follows a node, seen from it.

    Attributes:
        log_ends: log probability of every end below, in order.
        worth: player -> its expected payoff, for those who move above.
        variance: of the shock to the payoff of the player that moves above, in units of the scale squared.
    """

    log_ends: tuple[Quantity, ...]
    worth: Mapping[str, Quantity]
    variance: Quantity


@dataclass(frozen=True)
class Recursion:
    """Backward induction with shocks.

    Attributes:
        algebra: of the numbers.
        shocks: what shakes choice.
        payoffs: (player, index of an end) -> payoff; nothing where it is none.
        scales: player -> standard deviation of a shock; one where it is none.
    """

    algebra: Algebra
    shocks: Shocks
    payoffs: Mapping[tuple[str, int], Quantity]
    scales: Mapping[str, Quantity]

    def log_ends(self, root: Fork) -> tuple[Quantity, ...]:
        """log probability of every end."""
        return self.prospect(root, frozenset()).log_ends

    def prospect(self, part: Fork | End, above: frozenset[str]) -> Prospect:
        """What follows; worths of the players who move above."""
        if isinstance(part, End):
            return Prospect((NOTHING,), {i: self.payoffs.get((i, part.index), NOTHING) for i in above}, 1.0)
        inside = above | {part.player} if part.player is not None else above
        follows = [self.prospect(child, inside) for child in part.follows]
        log_moves = self.log_moves(part, follows)
        moves = [self.algebra.exp(log_move) for log_move in log_moves]
        log_ends = tuple(
            log_move + log_end if log_end is not NOTHING else log_move
            for log_move, below in zip(log_moves, follows, strict=True)
            for log_end in below.log_ends
        )
        worth = {i: _mean(moves, [below.worth[i] for below in follows]) for i in above}
        variance: Quantity = 1.0
        if above and self.shocks.source == "private":
            variance = _mean([move * move for move in moves], [below.variance for below in follows])
        return Prospect(log_ends, worth, variance)

    def log_moves(self, fork: Fork, follows: Sequence[Prospect]) -> list[Quantity]:
        """log probability of every move at a fork, from what follows each."""
        if fork.player is None:
            return [log(odds) for odds in fork.odds]
        variances = [below.variance for below in follows]
        payoffs = [below.worth[fork.player] for below in follows]
        scale = self.scales.get(fork.player, 1.0)
        return log_choice(self.algebra, self.shocks.link, payoffs, variances, scale)


def _mean(weights: Sequence[Quantity], values: Sequence[Quantity]) -> Quantity:
    """Σ w v, terms that are nothing left out."""
    total: Quantity = NOTHING
    for weight, value in zip(weights, values, strict=True):
        if value is not NOTHING:
            total = weight * value if total is NOTHING else total + weight * value
    return total

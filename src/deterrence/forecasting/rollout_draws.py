"""Random draws of a rollout: which uniform number decides what, in which play.

Draw d of play k under a seed is one value of a counter-based generator, Threefry-2x32(seed; d, k): no state is
carried. So play k is the same play however many are asked for and however they are batched, and two games of one
seed share their draws, stage by stage (common random numbers).

Reference: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC '11
(recalled, not opened).
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry_2x32

from ..games.stochastic import Array
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)

WORD = 32
LARGEST_SEED = 2 ** (2 * WORD) - 1
MOST_PLAYS = 2**WORD
PER_MOVE = 3  # the first mover's move, how it turns out, what chance does after it
_DROPPED, _UNIT = 11, 2.0**-53  # 64 random bits to a multiple of 2^-53


def seed_words(seed: int) -> np.ndarray:
    """A seed as two words of 32 bits, (2,)."""
    return np.array([seed >> WORD, seed % 2**WORD], np.uint32)


def uniform(seed: Array, draw: Array | int, play: Array) -> Array:
    """Uniform draws on [0, 1), one a play.

    Args:
        seed: (2,), words.
        draw: which draw, a scalar.
        play: (n,), 32-bit numbers of the plays.
    """
    index = jnp.broadcast_to(jnp.asarray(draw, jnp.uint32), play.shape)
    high, low = jnp.split(threefry_2x32(seed, jnp.concatenate([index, play])), 2)
    bits = high.astype(jnp.uint64) << WORD | low.astype(jnp.uint64)
    return (bits >> _DROPPED).astype(float) * _UNIT


def opening_draws(seed: Array, actors: int, play: Array) -> Array:
    """(N + 1, n): each actor's type, and what chance does before the first move."""
    return jnp.stack([uniform(seed, d, play) for d in range(actors + 1)])


def move_draws(seed: Array, actors: int, movers: int, stage: Array, play: Array) -> Array:
    """(PER_MOVE + movers - 1, n): the draws of a stage, the moves of further movers last.

    Args:
        actors: how many there are. movers: the most that move at once.
        seed, stage, play: as for :func:`uniform`.
    """
    each = PER_MOVE + movers - 1
    first = actors + 1 + each * stage
    return jnp.stack([uniform(seed, first + d, play) for d in range(each)])


def renewal_draws(seed: Array, actors: int, time: Array | int, play: Array) -> Array:
    """(N, n): each actor's type on passing chance before move ``time``.

    Counted down from the last draw, so that games with and without a change of leaders share all others.
    """
    last = jnp.asarray(time, jnp.uint32) * actors
    return jnp.stack([uniform(seed, jnp.uint32(2**WORD - 1 - i) - last, play) for i in range(actors)])


def running_sum(rows: Array) -> Array:
    """Cumulative sum over the first axis, which is short (``jnp.cumsum`` is made for long ones)."""
    total = [rows[0]]
    for row in rows[1:]:
        total.append(total[-1] + row)
    return jnp.stack(total)


def inverse_cdf(cdf: Array, u: Array) -> Array:
    """First index at which ``cdf`` (A, n) exceeds u (n,) times its total: (n,).

    Never one of probability zero, and never past the end: u ≤ 1 − 2^-53, so u times the total rounds to less
    than the total. A total that is not exactly one does no harm.
    """
    return (u * cdf[-1] >= cdf).sum(0)

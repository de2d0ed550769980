"""Where play goes: the joint distribution over types, public states and public beliefs, pushed forward.

With a horizon, and without a clock, mass is followed move by move. On a clock expected visits are one linear system for
each block of states (:mod:`.circulation`), unless play need not end: then it is followed event by event, for a while.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .circulation import Circulation
from .masses import Pusher, Tally
from .play import Play
from .splitting import Places
from .turns import Array

STILL = 1e-9  # mass in play at which a game without a horizon is left
MOST_MOVES = 200  # of a game without a horizon
MOST_EVENTS = 5_000  # of a game with a clock, moves and other events


@dataclass(frozen=True, eq=False)
class Reach:
    """What is reached.

    Attributes:
        visits: per stage, {decision state: mass at every belief node, (n,)}; for a game without a horizon,
            one stage, with the expected number of visits.
        stopped: per decision state, mass there when the horizon is reached.
        endings: per terminal state, the probability that play ends there.
        drift: largest |E[b] − b_0|, what has ended with its last belief, less what renewals have moved; after every
            move, on a clock whenever play has left a block of states.
        mismatch: largest |mass of types − belief in them · mass|, over nodes.
        beyond: largest mass in play whose belief lies beyond the cut; on a clock, with what has ended there.
        unfinished: mass still in play where a game without a horizon was left.
    """

    visits: tuple[dict[int, Array], ...]
    stopped: dict[int, float]
    endings: dict[int, float]
    drift: float
    mismatch: float
    beyond: float
    unfinished: float = 0.0

    @property
    def consistency(self) -> float:
        """The larger of the two gaps."""
        return max(self.drift, self.mismatch)


def push(play: Play, places: type[Places] = Places) -> Reach:
    """Push the prior forward until the horizon, or until nothing is left in play.

    Args:
        play: an assessment on its own nodes.
        places: how posteriors are split; another way than the right one shows in the gaps.
    """
    pusher = Pusher(play, places)
    if play.clocks:
        tally = Tally(pusher)
        around = Circulation(pusher, tally)
        around.run()
        if around.left <= STILL:
            every = play.grid.count
            visits = {x: np.bincount(pusher.node, mass, minlength=every) for x, mass in around.visits.items()}
            return _found(tally, (visits,), {}, around.left)
        pusher = Pusher(play, places)  # play need not end; so it is followed event by event, for a while
    return _by_moves(pusher)


def _by_moves(pusher: Pusher) -> Reach:
    play, tally = pusher.play, Tally(pusher)
    horizon = pusher.structure.horizon
    visits: list[dict[int, Array]] = []
    playing = tally.take(pusher.start())
    endless = MOST_EVENTS if play.clocks else MOST_MOVES
    for t in range(endless if horizon is None else horizon):
        here = {
            x: np.bincount(pusher.node, mass.sum(0), minlength=play.grid.count)
            for x, mass in playing.items()
            if x in play.turns
        }
        if horizon is None and visits:
            for x, mass in here.items():
                visits[0][x] = visits[0][x] + mass if x in visits[0] else mass
        else:
            visits.append(here)
        playing = tally.take(pusher.move(t, playing))
        if horizon is None and sum(float(mass.sum()) for mass in playing.values()) < STILL:
            break
    left = {x: float(mass.sum()) for x, mass in playing.items()}
    stopped, unfinished = ({}, sum(left.values())) if horizon is None else (left, 0.0)
    return _found(tally, tuple(visits), stopped, unfinished)


def _found(tally: Tally, visits: tuple[dict[int, Array], ...], stopped: dict[int, float], unfinished: float) -> Reach:
    return Reach(visits, stopped, tally.endings, tally.drift, tally.mismatch, tally.beyond, unfinished)

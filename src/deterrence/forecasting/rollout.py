"""Sample whole histories of a solved game: independent plays from the prior.

Types are drawn from the prior, independently; at each decision state the type of every mover plays, independently (a
commitment by its rule, a strategic type by the assessment's σ, interpolated at the public belief as it is); then the
branch is drawn, the outcome seen, and chance states passed through at once. Public beliefs follow Bayes' rule exactly,
off the grid. A change of leaders redraws types with the declared share, unseen. On a clock the waits between events
are drawn as well, and a stage is an event or a move. Sampling is for full histories and
as a test of the push-forward (:mod:`.push`), which has no sampling error: up to that and to grid error the two agree.

    >>> histories = rollout(solve_grid(game, Grid()), n=100_000, seed=1)
    >>> histories.endings()
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import jax
import numpy as np

from ..errors import ArgumentError
from ..games.structure import Standing, Structure
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)
from ..solvers.grid import Assessment
from .imposed import Imposed
from .rollout_draws import LARGEST_SEED, MOST_PLAYS, seed_words
from .rollout_step import Made, Play, move_once, open_plays
from .rollout_tables import PlayTables, play_tables
from .trajectories import Trajectories

WORKERS = 2
BATCH = 16_384  # plays a call: large enough to hide the call, small enough that the last ones waste little
EVENTS = 32  # stages of a game on a clock that room is made for at a time
CHUNK = 8 * BATCH  # plays a thread carries from their beginning to their end


def rollout(
    assessment: Assessment,
    n: int,
    seed: int,
    moves: int | None = None,
    progress: Callable[[int], None] | None = None,
    days: float | None = None,
    imposed: Imposed | None = None,
) -> Trajectories:
    """Play a solved game n times.

    Bit-identical for the same game, assessment, n and seed with the same version of JAX on the same kind of
    processor; play k is moreover the same for every n > k and, move by move, for every ``moves`` or ``days``.

    Args:
        assessment: from :func:`~deterrence.solvers.grid.solve_grid`.
        n: plays, at least 1. Memory: some 10 bytes a play and move, and 8 a play and type.
        seed: from 0 to 2^64 − 1.
        moves: stop after so many moves. At most the horizon, which is the default; needed where there is none.
        progress: called with the number of plays that are done, from time to time.
        days: stop after so many days, of a game on a clock; needed there, in place of moves.
        imposed: conduct that is locked and not announced (``Imposed.of(game)`` of a crisis), if any.

    Raises:
        ArgumentError: n, seed, moves or days out of range.
        UnsupportedGame: several movers at a state whose outcomes do not inform about each separately.
    """
    structure = assessment.game.structure
    stages = _stages(structure, moves, days)
    if not 1 <= n <= MOST_PLAYS:
        raise ArgumentError(f"a rollout is of 1 to {MOST_PLAYS} plays, not {n}")
    if not 0 <= seed <= LARGEST_SEED:
        raise ArgumentError(f"a seed is a whole number from 0 to {LARGEST_SEED}, not {seed}")
    tables = play_tables(assessment, stages, days, imposed)
    plays = Trajectories.empty(
        structure, np.asarray(assessment.game.numbers.prior), n, stages, seed, assessment.game.renewal is not None
    )
    sampler = _Sampler(tables, assessment, plays)
    left, begin = np.arange(n), 0
    while len(left):
        _chunks(sampler, left, begin, n - len(left), progress)
        left, begin = sampler.left(left), sampler.out.stages
        if len(left):
            sampler.out = sampler.out.with_stages(begin + EVENTS)
    return sampler.out if sampler.out.day is None else sampler.out.with_stages(_used(sampler.out))


def _used(plays: Trajectories) -> int:
    """Stages in which anything happens, a wait that outlasts the window included."""
    assert plays.day is not None
    used = np.flatnonzero((plays.moved | (np.diff(plays.day) > 0)).any(0))
    return int(used[-1]) + 1 if len(used) else 0


def _stages(structure: Structure, moves: int | None, days: float | None) -> int:
    """Stages to begin with: all, but for a game on a clock."""
    horizon = structure.horizon
    if structure.clocks:
        if moves is not None or days is None or not (days >= 0 and np.isfinite(days)):
            raise ArgumentError("the game is on a clock: say after how many 'days' a rollout stops, not negative")
        return EVENTS
    if days is not None:
        raise ArgumentError("the game counts moves and takes no days")
    if moves is None:
        if horizon is None:
            raise ArgumentError("the game has no horizon: say after how many 'moves' a rollout stops")
        return horizon
    if moves < 0 or (horizon is not None and moves > horizon):
        raise ArgumentError(
            f"a rollout of {moves} moves: give from 0 to {'as many as you like' if horizon is None else horizon}"
        )
    return moves


def _chunks(
    sampler: _Sampler, plays: np.ndarray, begin: int, done: int, progress: Callable[[int], None] | None
) -> None:
    """Carry plays through the stages there is room for, from one on; ``done`` of others are."""
    chunks = [plays[start : start + CHUNK] for start in range(0, len(plays), CHUNK)]
    if len(chunks) > 1:
        sampler.play(plays[:1], begin)  # compiles, before two threads want the same
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for finished in as_completed([pool.submit(sampler.play, chunk, begin) for chunk in chunks]):
                done += finished.result()
                if progress is not None:
                    progress(done)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # an interrupt must not wait for all the rest
            raise


class _Sampler:
    """Plays chunks of plays, writing what happens into arrays.

    Only plays that still go on are carried from stage to stage, in batches of one size: one compiled function
    serves every stage and every n.
    """

    def __init__(self, tables: PlayTables, assessment: Assessment, plays: Trajectories):
        self.tables, self.lattices, self.out = tables, assessment.lattices, plays
        self.seed = seed_words(plays.seed)
        self.decides = plays.structure.standing == Standing.DECISION
        self.waits = plays.structure.standing == Standing.CLOCK

    def under_way(self, rows: np.ndarray, t: int = -1) -> np.ndarray:
        """Of plays, which go on from a time on: those with a move to make, or days left to wait."""
        out, state = self.out, self.out.state[rows, t]
        goes = self.decides[state]
        if out.day is not None:
            assert self.tables.window is not None
            goes |= self.waits[state] & (out.day[rows, t] < float(self.tables.window))
        return goes

    def play(self, rows: np.ndarray, begin: int) -> int:
        """Play the plays with these numbers from a stage on; returns how many of them are done."""
        out = self.out
        for batch in _batches(rows) if begin == 0 else ():
            play, made, first = jax.device_get(open_plays(self.tables, self.lattices, self.seed, _padded(batch)))
            for i, kind in enumerate(first):
                out.types[batch, i] = kind[: len(batch)]
            self._write(batch, 0, play, made)
        for t in range(begin, out.stages):
            out.state[rows, t + 1] = out.state[rows, t]
            if out.day is not None:
                out.day[rows, t + 1] = out.day[rows, t]
            for batch in _batches(rows[self.under_way(rows, t)]):
                play, made = jax.device_get(move_once(self.tables, self.lattices, self.seed, t, self._read(batch, t)))
                self._write(batch, t + 1, play, made)
                out.branch[batch, t] = made.branch[: len(batch)]
        return len(rows) - len(self.left(rows))

    def left(self, rows: np.ndarray) -> np.ndarray:
        """Of plays, those that go on past the stages that there is room for; moves are all counted beforehand."""
        return rows[:0] if self.out.day is None else rows[self.under_way(rows)]

    def _read(self, batch: np.ndarray, t: int) -> Play:
        padded = _padded(batch)
        return Play(
            padded,
            self.out.state[padded, t].astype(np.int32),
            tuple(self.out.last_types[padded].T.astype(np.int32)),
            tuple(ell[padded].T for ell in self.out.log_likelihood),
            None if self.out.day is None else self.out.day[padded, t],
        )

    def _write(self, batch: np.ndarray, t: int, play: Play, made: Made) -> None:
        kept = len(batch)
        self.out.state[batch, t] = play.state[:kept]
        self.out.chance[batch, t] = made.chance[:kept]
        if self.out.day is not None and play.day is not None:
            self.out.day[batch, t] = play.day[:kept]
        for ell, learnt in zip(self.out.log_likelihood, play.log_likelihood, strict=True):
            ell[batch] = learnt[:, :kept].T
        if self.tables.renewal is not None:
            for i, kind in enumerate(play.types):
                self.out.last_types[batch, i] = kind[:kept]


def _batches(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _padded(batch: np.ndarray) -> np.ndarray:
    """A batch of the full size, its first play repeated, as 32-bit numbers."""
    padded = np.full(BATCH, batch[0], np.uint32)
    padded[: len(batch)] = batch
    return padded

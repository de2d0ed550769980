"""Plays as arrays: who was of what type, what was done, how it turned out, and what was believed at the end.

Arrays hold indices into the game's :class:`~deterrence.games.structure.Structure`; -1 stands for none. A branch says
everything of a stage of play: the joint move made, how it turned out (its cause, and the rungs seen and realised; the
rung meant is the move's) and the public outcome. Chance that follows an outcome takes no time; its branch (loss of
control, a mediator, a crossing recognised) is kept apart, with its own cause. On a clock the events that race are
stages as moves are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ..errors import ArgumentError
from ..games.structure import Structure

NO_NAME = "in play"  # how a play stands that was stopped where the game names no ending


@dataclass(frozen=True, eq=False)
class PlayArrays:
    """n plays of at most T moves (on a clock: moves and events), by N actors.

    Attributes:
        structure: the game's shape.
        prior: (N, K), common prior.
        seed: what they were drawn with.
        state: (n, T+1), state before each move, and the last one; an ended play stays where it ended.
        branch: (n, T), index of the branch that the joint move made came to, or of a clock's event.
        chance: (n, T+1), index of the chance branch passed on the way to ``state``.
        types: (n, N), type of each actor; where types may be redrawn, that of its first leader.
        last_types: (n, N), that of its last leader.
        log_likelihood: per actor (n, K_i), log-likelihood of the public history under each of its types, up to a term
            that all of them share; where they may be redrawn, log b/π, b being the public belief at the end.
        day: (n, T+1), of a game on a clock, the day on which play came to ``state``; the window's last for a play that
            outlasts it. None for a game that counts moves.
    """

    structure: Structure
    prior: np.ndarray
    seed: int
    state: np.ndarray
    branch: np.ndarray
    chance: np.ndarray
    types: np.ndarray
    last_types: np.ndarray
    log_likelihood: tuple[np.ndarray, ...]
    day: np.ndarray | None = None

    @classmethod
    def empty(
        cls, structure: Structure, prior: np.ndarray, n: int, stages: int, seed: int, renewed: bool = False
    ) -> Self:
        """Plays to be filled in, at the first state and the prior; ``renewed`` where types may be redrawn."""
        branch, state, kind = (
            index_type(count) for count in (len(structure.branches), len(structure.states), prior.shape[1])
        )
        types = np.zeros((n, len(structure.actors)), kind, "F")
        return cls(  # play runs stage by stage, so a stage's numbers stand together in memory: order F
            structure,
            prior,
            seed,
            state=np.full((n, stages + 1), structure.initial, state, "F"),
            branch=np.full((n, stages), -1, branch, "F"),
            chance=np.full((n, stages + 1), -1, branch, "F"),
            types=types,
            last_types=types.copy("F") if renewed else types,
            log_likelihood=tuple(np.zeros((n, len(kinds)), order="F") for kinds in structure.types),
            day=np.zeros((n, stages + 1), order="F") if structure.clocks else None,
        )

    def with_stages(self, stages: int) -> Self:
        """The same plays over so many stages: nothing happens in those that are new, those beyond are left out."""

        def sized(array: np.ndarray, columns: int, fill: np.ndarray) -> np.ndarray:
            wide = np.empty((self.n, columns), array.dtype, "F")
            kept = min(columns, array.shape[1])
            wide[:, :kept], wide[:, kept:] = array[:, :kept], fill
            return wide

        none = np.array([[-1]])
        return replace(
            self,
            state=sized(self.state, stages + 1, self.state[:, -1:]),
            branch=sized(self.branch, stages, none),
            chance=sized(self.chance, stages + 1, none),
            day=None if self.day is None else sized(self.day, stages + 1, self.day[:, -1:]),
        )

    @property
    def n(self) -> int:
        """Number of plays."""
        return len(self.state)

    @property
    def stages(self) -> int:
        """T, most moves, or moves and events."""
        return self.branch.shape[1]

    @property
    def moved(self) -> np.ndarray:
        """(n, T), was a move made, or did an event come?"""
        return self.branch >= 0

    def moves_of(self, actor: int) -> np.ndarray:
        """(n, T), index of the move that an actor made, -1 where it did not move."""
        s = self.structure
        by_branch = np.append(s.joint_moves[s.branch_joint, actor], -1)  # the last is read by branch -1
        return by_branch.astype(index_type(len(s.moves)))[self.branch]

    @property
    def last(self) -> np.ndarray:
        """(n,), state at the end."""
        return self.state[:, -1]

    def endings(self) -> dict[str, int]:
        """Number of plays by ending, zero included, in the order of the game's states."""
        names = [name or NO_NAME for name in self.structure.endings]
        counts = dict.fromkeys((name for name in self.structure.endings if name), 0)
        for x, count in enumerate(np.bincount(self.last, minlength=len(names))):
            if count:
                counts[names[x]] = counts.get(names[x], 0) + int(count)
        return counts

    def beliefs(self, actor: int) -> np.ndarray:
        """Public belief about an actor at the end, (n, K_i): prior times likelihood, normalised."""
        ell = self.log_likelihood[actor]
        weight = np.log(self.prior[actor, : ell.shape[1]]) + ell
        weight = np.exp(weight - weight.max(1, keepdims=True))
        return weight / weight.sum(1, keepdims=True)

    def days(self, per_move: np.ndarray) -> np.ndarray:
        """Days each play took, (n,): on a clock until it ended, or the window did.

        Args:
            per_move: (X,), days that a move takes that is made at a state, as
                :attr:`~deterrence.games.crisis_game.CrisisGame.days_by_state` has them.

        Raises:
            ArgumentError: an array of another shape, or a duration that is negative or not finite.
        """
        per_move = np.asarray(per_move, float)
        if per_move.shape != (len(self.structure.states),):
            raise ArgumentError(
                f"days needs one number per state ({len(self.structure.states)}), not shape {per_move.shape}"
            )
        if not (np.isfinite(per_move) & (per_move >= 0)).all():
            raise ArgumentError("days must be finite and not negative")
        total = np.zeros(self.n) if self.day is None else self.day[:, -1].copy()
        for t in range(self.stages):
            total += np.where(self.branch[:, t] >= 0, per_move[self.state[:, t]], 0.0)
        return total


def index_type(count: int) -> str:
    """The narrowest signed integer type that holds -1..count-1."""
    return next(t for t in ("int8", "int16", "int32", "int64") if count - 1 <= np.iinfo(t).max)

"""Walking a solved crisis step by step: where a play stands, what is open, what may come, what is then believed.

A :class:`Walk` reads one solution and keeps no state of its own: a :class:`.records.Position` goes in and others come
out, and the list of steps alone rebuilds each. Beliefs follow Bayes' rule exactly, off the grid; strategies and values
are read there as sampled histories read them (:mod:`.belief_point`), so that a walk gives a history the probability
with which it is sampled. Everything is NumPy on a few dozen numbers: about a millisecond a step.

    >>> walk = Walk(solve(load("standoff").compile()))
    >>> here = walk.start()
    >>> for chance, there, seen in walk.after(here):
    ...     print(f"{chance:.2f} {seen.words}")
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from ..errors import ArgumentError, UnsupportedGame
from ..forecasting.imposed import Imposed
from ..games.crisis_game import CrisisGame
from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from . import step_code
from .doctrines import Doctrines
from .reader import Reader
from .records import CHANCE, CLOCK, DECISION, After, Event, OpenMove, Position, Step
from .stepping import Choices, Stepper, ell_of
from .words import Words

NOBODY: Mapping[str, str] = MappingProxyType({})
"""Follows a doctrine."""


class Walk:
    """A solved crisis, to be walked.

    Args:
        solution: of :func:`deterrence.solve`, on a belief grid.
        days: of a crisis on a clock, the day on which the window closes; the scenario's if None.

    Attributes:
        assessment, crisis: the solution's.
        days: the day on which the window closes; infinite where none is known, None where moves are counted.
        words: what things are called.
        doctrines: that a bot may follow unknown to others; none where the walk knows no scenario.

    Raises:
        UnsupportedGame: a solution without beliefs, or a state where the outcome does not distinguish the movers.
        ArgumentError: days for a crisis that counts moves, or not above zero.
    """

    def __init__(self, solution: Solution, days: float | None = None):
        if not isinstance(solution.assessment, Assessment):
            raise UnsupportedGame("a walk needs beliefs: solve the crisis on a belief grid, with Grid()")
        self._begin(solution.assessment, solution.crisis, days)

    @classmethod
    def over(
        cls,
        assessment: Assessment,
        crisis: CrisisGame | None = None,
        days: float | None = None,
        doctrines: Doctrines | None = None,
    ) -> Self:
        """The same of an assessment, with the crisis that its game was compiled from, if any."""
        walk = cls.__new__(cls)
        walk._begin(assessment, crisis, days)
        walk.doctrines = doctrines or walk.doctrines
        return walk

    def _begin(self, assessment: Assessment, crisis: CrisisGame | None, days: float | None) -> None:
        game = assessment.game
        self.assessment, self.crisis, self._game, self._s = assessment, crisis, game, game.structure
        if days is not None and (not self._s.clocks or not days > 0):
            raise ArgumentError(f"a window of {days:g} days: days above zero, of a crisis on a clock")
        stated = crisis.brief.days if crisis else None
        self.days = (days or stated or math.inf) if self._s.clocks else None
        self.words = Words(self._s, crisis)
        self.doctrines = Doctrines()
        self._imposed = Imposed.of(crisis) if crisis else None
        self._reader = Reader(assessment)
        self._tables = self._reader.tables
        self._stepper = Stepper(self._reader, self.words, self.days)

    # Where a play stands

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids."""
        return self._s.actors

    @property
    def prior(self) -> Mapping[str, Mapping[str, float]]:
        """{actor: {type: prior}}, from which everybody's type is drawn, independently."""
        return self._stepper.by_type(self._reader.prior)

    def start(self) -> Position:
        """Before anything has happened."""
        nothing = tuple(np.zeros(len(prior)) for prior in self._reader.prior)
        return self._stepper.place(self._s.initial, nothing, 0, None if self.days is None else 0.0, ())

    def replay(self, steps: Iterable[Step | Mapping[str, Any]]) -> Position:
        """The position to which steps lead.

        Raises:
            ArgumentError: a step that is not open where it is taken.
        """
        at = self.start()
        for step in steps:
            at = self.follow(at, step if isinstance(step, Step) else Step.of(step)).position
        return at

    def path(self, position: Position) -> tuple[Position, ...]:
        """Every position on the way to one, the start first and itself last."""
        found = [self.start()]
        for step in position.steps:
            found.append(self.follow(found[-1], step).position)
        return tuple(found)

    def follow(self, position: Position, step: Step) -> After:
        """Where a step leads, and the chance of what was seen (given the moves, if the step has them).

        Raises:
            ArgumentError: it is not open there.
        """
        choices = dict(zip(position.movers, step.moves, strict=False)) if step.moves else None
        if choices is not None and len(step.moves) != len(position.movers):
            raise ArgumentError(f"'{position.where}' has {len(position.movers)} movers, not {len(step.moves)}")
        open_ = self.after(position, choices, step.wait)
        for found in open_:
            if found.seen.name == step.seen:
                return found
        names = ", ".join(found.seen.name for found in open_)
        raise ArgumentError(f"'{step.seen}' cannot be seen at '{position.where}' after these moves: {names} can")

    def code(self, position: Position) -> str:
        """A position as a short text, which :meth:`at` reads; see :mod:`.step_code`."""
        taken = zip(self.path(position), position.steps, strict=False)
        return step_code.joined([self.word(at, step) for at, step in taken])

    def word(self, position: Position, step: Step) -> str:
        """A step from a position as a part of a code."""
        return step_code.word(step, self._stepper.moves_seen(self._tables(position.index), step.seen))

    def at(self, code: str) -> Position:
        """The position of a code. Raises ``ArgumentError`` for one that is not of this crisis."""
        return self.replay(step_code.read(code))

    # What is open, and what may come

    def moves(self, position: Position, ruled: Mapping[str, str] = NOBODY) -> dict[str, tuple[OpenMove, ...]]:
        """By mover, its moves: those that some type of it may make; none where nobody moves.

        Args:
            position: where.
            ruled: {actor: the doctrine, of which nobody else knows, that its moves are in fact made by}; where it
                leaves none of them, they are made as solved. It takes as long as without: nobody learns of it by that.

        Raises:
            ArgumentError: as :meth:`.Doctrines.imposed`.
        """
        if position.standing != DECISION:
            return {}
        table, ell = self._tables(position.index), ell_of(position)
        plays = self._reader.plays(position.moves_made, position.index, ell)
        values = self._reader.move_values(position.moves_made, table, ell, plays)
        beliefs = self._reader.beliefs(ell)
        found = {}
        for m, (i, own) in enumerate(zip(table.movers, table.moves, strict=True)):
            in_fact, actor = plays[m], self._s.actors[i]
            if self._imposed is not None:
                in_fact = self._imposed.applied(own, in_fact[:, :, None])[:, :, 0]
            if actor in ruled:
                forced = self.doctrines.imposed(actor, ruled[actor]).applied(own, plays[m][:, :, None])[:, :, 0]
                left = forced[:, plays[m].max(0) > 0].sum(1) > 0
                in_fact = forced if left[: len(self._s.types[i])].all() else in_fact
            mean, kinds = beliefs[i] @ plays[m], self._s.types[i]
            columns = {k: c for c, (j, k) in enumerate(self._s.columns) if j == i}
            found[actor] = tuple(
                OpenMove(
                    actor=actor,
                    name=self._s.moves[move].label,
                    words=self.words.move(move),
                    kind=self._s.moves[move].kind,
                    tags=tuple(sorted(self._s.moves[move].tags)),
                    level=self.words.rung(self._s.moves[move].rung),
                    chance=float(mean[a]),
                    chance_by_type={kind.id: float(plays[m][k, a]) for k, kind in enumerate(kinds)},
                    in_fact_by_type={kind.id: float(in_fact[k, a]) for k, kind in enumerate(kinds)},
                    value_by_type={kinds[k].id: float(values[m][a, c]) for k, c in columns.items()},
                )
                for a, move in enumerate(own)
                if plays[m][:, a].max() > 0
            )
        return found

    def chances(self, position: Position) -> dict[str, dict[str, float]]:
        """{mover: {move, in words: its chance, as the public believes}}: the part of :meth:`moves` that is quick."""
        if position.standing != DECISION:
            return {}
        table, ell = self._tables(position.index), ell_of(position)
        plays = self._reader.plays(position.moves_made, position.index, ell)
        beliefs = self._reader.beliefs(ell)
        return {
            self._s.actors[i]: dict(zip(map(self.words.move, own), (beliefs[i] @ play).tolist(), strict=True))
            for i, own, play in zip(table.movers, table.moves, plays, strict=True)
        }

    def events(self, position: Position) -> tuple[Event, ...]:
        """What chance or a clock may bring; nothing elsewhere."""
        if position.standing not in (CHANCE, CLOCK):
            return ()
        x, table = position.index, self._tables(position.index)
        rate = self._stepper.rate(x)
        waits = position.standing == CLOCK
        return tuple(
            Event(self._stepper.seen(x, o, table.shown), float(p), rate * float(p) if waits else None)
            for o, p in enumerate(table.shown[0])
            if p > 0
        )

    def after(
        self, position: Position, choices: Choices | None = None, wait: float | None = None
    ) -> tuple[After, ...]:
        """All that may be seen next, with where it leads.

        Args:
            position: where play stands.
            choices: what movers choose; those that are left out choose as the public expects.
            wait: days until the next event of a clock. If None they are not fixed: that the window closes first has its
                chance, and an event comes after as many days as are to be expected of one that comes before.

        Returns:
            (probability, position, what was seen), probabilities summing to one, none zero.

        Raises:
            ArgumentError: play has ended; a move that is not open; a wait where no clock runs, or below zero.
        """
        if position.ended:
            raise ArgumentError(f"play has ended: {position.ending_words}; go back to an earlier position")
        if wait is not None and (position.standing != CLOCK or not 0 <= wait < math.inf):
            raise ArgumentError(f"a wait of {wait:g} days: days, not negative, where a clock runs")
        if choices and position.standing != DECISION:
            raise ArgumentError(f"nobody moves at '{position.where}': leave choices out")
        return self._stepper.after(position, choices or {}, wait)

    def renewal(self, position: Position) -> dict[str, float]:
        """By actor, the share with which its type is redrawn, unseen, as play leaves a state of chance."""
        share = self._game.renewal
        if share is None or position.standing != CHANCE:
            return {}
        return {a: float(s) for a, s in zip(self._s.actors, share[position.index], strict=True) if s > 0}

    def values(self, position: Position) -> dict[str, dict[str, float]]:
        """{actor: {strategic type: what play is worth to it from here on}}, in its stake."""
        found: dict[str, dict[str, float]] = {actor: {} for actor in self._s.actors}
        alone = tuple(own[None] for own in ell_of(position))
        worth = self._reader.worth(position.moves_made, [position.index], alone)[0]
        for value, (i, k) in zip(worth.tolist(), self._s.columns, strict=True):
            found[self._s.actors[i]][self._s.types[i][k].id] = value
        return found

    def stakes(self, position: Position) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
        """{mover: {move: {actor: {strategic type: what the move is worth to it}}}}: at once and afterwards, other
        movers choosing as the public expects. Of movers it is :attr:`.records.OpenMove.value_by_type`."""
        if position.standing != DECISION:
            return {}
        table, ell = self._tables(position.index), ell_of(position)
        plays = self._reader.plays(position.moves_made, position.index, ell)
        values = self._reader.move_values(position.moves_made, table, ell, plays)
        found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
        for m, (i, own) in enumerate(zip(table.movers, table.moves, strict=True)):
            by_move = found[self._s.actors[i]] = {}
            for a, move in enumerate(own):
                if plays[m][:, a].max() > 0:
                    worth = by_move[self._s.moves[move].label] = {actor: {} for actor in self._s.actors}
                    for c, (j, k) in enumerate(self._s.columns):
                        worth[self._s.actors[j]][self._s.types[j][k].id] = float(values[m][a, c])
        return found

    def step(self, branch: int, wait: float | None = None) -> Step:
        """The step that a branch of the game makes, as of a sampled history."""
        x = int(self._s.branch_state[branch])
        table = self._tables(x)
        name = table.names[table.outcomes.index(int(self._s.branch_outcome[branch]))]
        joint = int(self._s.branch_joint[branch])
        return Step(name, tuple(self._s.moves[int(self._s.joint_moves[joint, i])].label for i in table.movers), wait)

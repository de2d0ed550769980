"""One step of a walk: what may be seen of moves, chance or a clock, and the position after each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import ArgumentError
from ..games.structure import Standing
from .reader import Ell, Reader
from .records import CHANCE, CLOCK, CLOSES, DECISION, ENDED, After, Position, Seen, Step
from .state_tables import StateTables
from .words import Words

Choices = Mapping[str, str]
"""{actor: move}, ids."""

STANDINGS = {Standing.DECISION: DECISION, Standing.CHANCE: CHANCE, Standing.CLOCK: CLOCK, Standing.TERMINAL: ENDED}


class Stepper:
    """Of a walk.

    Attributes:
        reader: of the solution. words: of its game.
        days: as of a walk.
    """

    def __init__(self, reader: Reader, words: Words, days: float | None):
        game = reader.assessment.game
        self.reader, self.words, self.days = reader, words, days
        self._game, self._s = game, game.structure
        self._pace = np.zeros(len(self._s.states)) if game.clock is None else game.clock.rate

    def after(self, position: Position, choices: Choices, wait: float | None) -> tuple[After, ...]:
        """See :meth:`.position.Walk.after`, which has refused what cannot be."""
        table, ell = self.reader.tables(position.index), ell_of(position)
        if position.standing == DECISION:
            return self._after_moves(position, table, ell, choices)
        if position.standing == CLOCK:
            return self._after_wait(position, table, ell, wait)
        ell = self.reader.renewed(position.index, ell)
        return tuple(
            self._go(position, o, float(p), ell, (), None, table.shown) for o, p in enumerate(table.shown[0]) if p > 0
        )

    def rate(self, x: int) -> float:
        """R(x), events per day."""
        return float(self._pace[x])

    def by_type(self, rows: Sequence[np.ndarray]) -> dict[str, dict[str, float]]:
        """{actor: {type: a number}}, from one row for each actor."""
        return {
            actor: {kind.id: float(b) for kind, b in zip(kinds, row, strict=True)}
            for actor, kinds, row in zip(self._s.actors, self._s.types, rows, strict=True)
        }

    def place(self, x: int, ell: Ell, made: int, day: float | None, steps: tuple[Step, ...]) -> Position:
        """A position at a state, with beliefs, moves made, day, and the steps there."""
        s, standing = self._s, STANDINGS[Standing(int(self._s.standing[x]))]
        late = standing == DECISION and s.horizon is not None and made >= s.horizon
        late |= standing == CLOCK and day is not None and self.days is not None and day >= self.days
        standing = ENDED if late else standing
        ending = s.endings[x] if standing == ENDED else ""
        return Position(
            index=x,
            state=s.states[x],
            where=self.words.ending(ending) if late else self.words.where(x),
            facts=self.words.facts(x),
            moves_made=made,
            day=day,
            standing=standing,
            ending=ending,
            ending_words=self.words.ending(ending) if ending else "",
            movers=tuple(s.actors[i] for i in s.movers[x]) if standing == DECISION else (),
            belief=self.by_type(self.reader.beliefs(ell)),
            log_likelihood=tuple(tuple(own.tolist()) for own in ell),
            steps=steps,
        )

    def _weights(
        self, position: Position, table: StateTables, plays: Sequence[np.ndarray], made: Choices
    ) -> np.ndarray:
        """(J,), the chance of each joint move, given what some movers choose."""
        unknown = set(made) - set(position.movers)
        if unknown:
            raise ArgumentError(f"{', '.join(sorted(unknown))} cannot move now; {', '.join(position.movers)} can")
        beliefs, weight = self.reader.beliefs(ell_of(position)), np.ones(len(table.joints))
        for m, (i, own) in enumerate(zip(table.movers, table.moves, strict=True)):
            chance = beliefs[i] @ plays[m]
            labels = [self._s.moves[move].label for move in own]
            if (chosen := made.get(self._s.actors[i])) is not None:
                open_ = [label for label, p in zip(labels, plays[m].max(0), strict=True) if p > 0]
                if chosen not in open_:
                    raise ArgumentError(f"'{chosen}' is not open to {self._s.actors[i]} here; {', '.join(open_)} are")
                chance = np.array([float(label == chosen) for label in labels])
            weight = weight * chance[table.joints[:, m]]
        return weight

    def _after_moves(
        self, position: Position, table: StateTables, ell: Ell, made: Choices
    ) -> tuple[After, ...]:
        plays = self.reader.plays(position.moves_made, position.index, ell)
        ways = self._weights(position, table, plays, made)[:, None] * table.shown
        chances, later = ways.sum(0), self.reader.posteriors(table, ell, plays)
        if (chances[~self.reader.possible(table, ell, plays)] > 0).any():
            raise ArgumentError(f"nobody believes that this can be done at '{position.where}': choose another move")
        moves = tuple(made.get(actor, "") for actor in position.movers)
        found = []
        for o in np.flatnonzero(chances > 0).tolist():
            known = self.moves_seen(table, table.names[o], moves)
            found.append(self._go(position, o, float(chances[o]), tuple(own[o] for own in later), known, None, ways))
        return tuple(found)

    def moves_seen(self, table: StateTables, name: str, moves: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The movers' moves where they are all given, or what is seen gives them away; else none."""
        if moves and all(moves):
            return moves
        if name == CLOSES or not table.movers:
            return ()
        joints = {int(self._s.branch_joint[b]) for b in table.branches[table.names.index(name)]}
        if len(joints) > 1:
            return ()
        row = self._s.joint_moves[joints.pop()]
        return tuple(self._s.moves[int(row[i])].label for i in table.movers)

    def _after_wait(
        self, position: Position, table: StateTables, ell: Ell, wait: float | None
    ) -> tuple[After, ...]:
        assert position.day is not None and self.days is not None  # where a clock runs there are days
        rate, left = self.rate(position.index), self.days - position.day
        if wait is None:
            closes = math.exp(-rate * left)
            passed = 1 / rate - (left * closes / (1 - closes) if closes > 0 else 0.0)
        else:
            closes, passed = float(wait > left), wait
        found = [
            self._go(position, o, float(p) * (1 - closes), ell, (), wait, table.shown, passed)
            for o, p in enumerate(table.shown[0])
            if p > 0 and closes < 1
        ]
        if closes > 0:
            steps = (*position.steps, Step(CLOSES, (), wait))
            last = self.place(position.index, ell, position.moves_made, self.days, steps)
            words = last.ending_words
            found.append(After(closes, last, Seen(CLOSES, words, "", words, False, (), (), ())))
        return tuple(found)

    def _go(
        self,
        position: Position,
        o: int,
        chance: float,
        ell: Ell,
        moves: tuple[str, ...],
        wait: float | None,
        ways: np.ndarray,
        passed: float = 0.0,
    ) -> After:
        table = self.reader.tables(position.index)
        day = None if position.day is None else position.day + passed
        made = position.moves_made + bool(table.movers)
        steps = (*position.steps, Step(table.names[o], moves, wait))
        there = self.place(int(table.following[o]), ell, made, day, steps)
        return After(chance, there, self.seen(position.index, o, ways))

    def seen(self, x: int, o: int, ways: np.ndarray) -> Seen:
        """An outcome, with how it can have come about; ``ways`` (J, O) is the chance of each joint move and outcome."""
        s, table = self._s, self.reader.tables(x)
        probability = np.asarray(self._game.numbers.branch_probability)
        joints = s.joints_at[x]
        chances = []
        for b in table.branches[o]:
            j = joints.index(int(s.branch_joint[b]))
            among = table.shown[j, o]
            chances.append(float(ways[j, o] * probability[b] / among) if among > 0 else 0.0)
        return self.words.seen(x, table, o, chances)


def ell_of(position: Position) -> Ell:
    """Its beliefs, as they are computed with."""
    return tuple(np.asarray(own) for own in position.log_likelihood)

"""What follows from an answer that is imposed whenever an actor faces a crossing of one of its lines, as read-outs."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..games.crisis_game import CrisisGame
from .automata import DROPPED, Stack, Tracked
from .both_ways import Asked
from .quantities.lines import crossed_any
from .quantities.rungs import rungs_by_branch
from .readouts import Imposition, Meeting, Readout, Readouts

RESTRAINT, RESPONSE = "restraint", "response"
ANSWERS = (RESTRAINT, RESPONSE)
WAITING, LATER = "waiting", "later"
AGAIN, UNTAUGHT = "again", "again, untaught"
OTHER_ACTS, HARDER = "other_acts", "harder"


class ImposedAnswers:
    """Both answers of an actor, whenever it faces a crossing of one of its lines.

    Args:
        game: the crisis.
        actor: whose.

    Attributes:
        facing: (F,), states at which it alone moves and answers a crossing.
        imposed: by answer, the states at which it is open, each with the position of its move: for restraint, holding;
            for response, the lowest act that carries out the line.
    """

    def __init__(self, game: CrisisGame, actor: int):
        s = game.structure
        self.game, self.structure, self.actor = game, s, actor
        self.mine = {line.id for line in game.brief.lines if line.owner == s.actors[actor]}
        facing = {row.state for m, row in enumerate(s.moves) if any(x in self.mine for x, _ in game.answers[m])}
        self.facing = sorted(x for x in facing if s.movers[x] == (actor,))
        self.imposed = {
            answer: {x: a for x in self.facing if (a := self._move(s.moves_at[x][actor], answer)) is not None}
            for answer in ANSWERS
        }

    def _move(self, moves: tuple[int, ...], answer: str) -> int | None:
        """Position of holding, or of the lowest act that carries out the line; None if there is none."""
        rows = [(self.structure.moves[m], self.game.answers[m]) for m in moves]
        if answer == RESTRAINT:
            left = [a for a, (_, answers) in enumerate(rows) if answers and not any(yes for _, yes in answers)]
            held = [a for a in left if "hold" in rows[a][0].tags]
            lowest = sorted(left, key=lambda a: (rows[a][0].rung, a))
            return next(iter([*held, *lowest]), None)
        enough = [(row.rung, a) for a, (row, answers) in enumerate(rows) if any(yes for _, yes in answers)]
        return min(enough)[1] if enough else None

    @cached_property
    def endings(self) -> list[str]:
        """Ways of ending, by name."""
        return [e.id for e in self.game.brief.endings]

    @cached_property
    def asked(self) -> Asked:
        """Mass with no crossing answered yet, met where one is by what follows from either answer."""
        s = self.structure
        table = np.zeros((len(s.branches), 1), np.int32)
        table[np.isin(s.branch_state, self.facing)] = DROPPED
        stack = Stack(s, {WAITING: Tracked(table, asked=self.facing)})
        meetings: dict[object, Meeting] = {
            answer: Meeting(WAITING, 0, tuple(at), LATER) for answer, at in self.imposed.items()
        }
        return Asked.of(stack, Readouts(s, {LATER: self.later}), meetings)

    @cached_property
    def names(self) -> list[tuple[str, object]]:
        """Functions of what comes later: (what, "") of whatever is played, and (what, answer) once that is imposed.

        What: an ending; that the next move is another's and an act; that one of the actor's lines is crossed, from
        beliefs as the answer leaves them and as they were before; that a higher rung is seen, than each at which a
        crossing is answered and than that of the crossing.
        """
        played = [*self.endings, OTHER_ACTS, AGAIN, *self._rungs]
        answered = [*self.endings, OTHER_ACTS, AGAIN, UNTAUGHT, HARDER]
        return [*(("", what) for what in played), *((answer, what) for answer in ANSWERS for what in answered)]

    @cached_property
    def later(self) -> Readout:
        """What comes later, by :attr:`names`."""
        s, place = self.structure, {name: g for g, name in enumerate(self.names)}
        table = np.full((len(s.branches), len(place)), DROPPED)
        gain, ends = np.zeros(table.shape), np.zeros((len(s.states), len(place)))
        imposed: dict[int, Imposition] = {}

        def until(what: object, on: np.ndarray, counts: np.ndarray) -> None:
            """Play is followed until one of some branches is taken, which counts if it is one of others."""
            g = place["", what]
            table[:, g] = np.where(on, DROPPED, g)
            gain[:, g] = on & counts

        moved = s.branch_move >= 0
        act = np.array([m >= 0 and s.moves[m].rung >= 0 and s.moves[m].actor != self.actor for m in s.branch_move])
        again = crossed_any(self.game, s.actors[self.actor])
        for name in self.endings:
            until(name, np.zeros(len(moved), bool), moved)
            ends[:, place["", name]] = [ending == name for ending in s.endings]
        until(OTHER_ACTS, moved, act)
        until(AGAIN, again, again)
        for rung in self._rungs:
            until(rung, self._seen > rung, self._seen > rung)
        for answer in ANSWERS:
            branches, rungs = self._branches(answer)
            for what in (*self.endings, OTHER_ACTS, AGAIN, UNTAUGHT):
                g = place[answer, what]
                table[branches, g] = place["", AGAIN if what == UNTAUGHT else what]
                imposed[g] = Imposition(branches, what != UNTAUGHT)
            g = place[answer, HARDER]
            higher = self._seen[branches] > rungs  # the answer itself is seen above the crossing
            table[branches, g] = np.where(higher, DROPPED, [place["", rung] for rung in rungs.tolist()])
            gain[branches, g] = higher
            imposed[g] = Imposition(branches)
        return Readout(table, gain, ends, imposed)

    @cached_property
    def _rungs(self) -> list[int]:
        """Rungs of crossings that are answered."""
        return sorted({rung for answer in ANSWERS for rung in self._branches(answer)[1].tolist()})

    @cached_property
    def _seen(self) -> np.ndarray:
        """(B,), the rung at which what happens is seen; the highest for war and catastrophe."""
        s = self.structure
        worst = np.array([s.endings[x] in ("war", "catastrophe") for x in s.branch_next])
        return np.where(worst, len(s.rungs) - 1, rungs_by_branch(self.game, "seen"))

    def _branches(self, answer: str) -> tuple[np.ndarray, np.ndarray]:
        """Branches by which an imposed answer leaves, and the rung of the crossing that each answers."""
        s, move = self.structure, self.structure.branch_move
        made = [s.moves_at[x][self.actor][a] for x, a in self.imposed[answer].items()]
        branches = np.flatnonzero(np.isin(move, made))
        rungs = [self.game.answer_rung(m, self.game.answers[m][0][0]) for m in move[branches].tolist()]
        return branches, np.array(rungs, int)

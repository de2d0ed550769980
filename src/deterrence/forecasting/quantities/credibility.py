"""Credibility of a line: would its next crossing be answered as declared, were it crossed now?

A reputation is what an actor is taken for. Credibility is what the other side has to reckon with: the chance that the
owner, of whatever type it is believed to be, answers. It is asked at every opportunity to cross, taken or not, so that
it is not told of those crossings alone which somebody thought safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import DROPPED, Departure
from ..decision_flow import Flow
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Definition, Reading, register
from ..vertices import Vertices
from .lines import ENFORCED, FATES, NOT_CROSSED, UNENFORCED, crossed, first_answer

AT_START, ON_THE_WAY = "at the start", "on the way"
OPENING, LATER = 0, 1
"""Tags before any answer: no opportunity to cross has come yet, or one has."""
MOMENTS = {OPENING: NOT_CROSSED, LATER: NOT_CROSSED, 2: ENFORCED, 3: UNENFORCED}
"""By tag of a moment, what had become of the owner's first answer by then."""
GIVEN = (AT_START, ON_THE_WAY, *FATES.values())


class Crossed:
    """Follows a crossing of a line, imposed at every opportunity, until its owner answers it or fails to.

    Tags: the moment (:data:`MOMENTS`), which travels with play itself; then a crossing imposed at each moment and not
    yet answered. The mass of crossings begins with the act and is dropped once the owner has moved.

    Args:
        game: the crisis.
        line: id of the line.
    """

    start = OPENING

    def __init__(self, game: CrisisGame, line: str):
        s = game.structure
        self.structure, self.owner = s, s.actors.index(game.brief.line(line).owner)
        over = crossed(game, line)
        theirs = np.array([m < 0 or s.moves[m].actor != self.owner for m in s.branch_move])
        self.over = over & theirs & np.array([bool(s.movers[x]) for x in s.branch_state])
        self.answering = {row.state for m, row in enumerate(s.moves) if any(x == line for x, _ in game.answers[m])}
        open_at = np.flatnonzero(np.bincount(s.branch_state[self.over], minlength=len(s.states)))
        self.asked = sorted(self.answering | set(open_at.tolist()))
        self.table = self._table(game, line, open_at)
        self._crossings: dict[int, _Crossings] = {}

    def _table(self, game: CrisisGame, line: str, open_at: np.ndarray) -> np.ndarray:
        s, many = self.structure, len(MOMENTS)
        table = np.tile(np.arange(2 * many, dtype=np.int32), (len(s.branches), 1))
        table[np.isin(s.branch_state, open_at), OPENING] = LATER
        fate = first_answer(game.brief.line(line).owner)(game).table[:, NOT_CROSSED]
        for answer, tag in ((ENFORCED, 2), (UNENFORCED, 3)):
            table[np.ix_(fate == answer, [OPENING, LATER])] = tag
        moved = np.array([m >= 0 and s.moves[m].actor == self.owner for m in s.branch_move])
        moved |= np.isin(s.branch_state, list(self.answering))
        table[moved, many:] = DROPPED
        return table

    def joining(self, state: int) -> Sequence[tuple[int, int]]:
        """Nothing joins: crossings leave with the act."""
        return ()

    def enter(self, tag: int, waiting: np.ndarray, vertices: Vertices) -> np.ndarray:
        """Never called."""
        raise AssertionError("nothing joins")

    def _at(self, state: int) -> _Crossings:
        if state not in self._crossings:
            s = self.structure
            branches = np.array([b for b in s.branches_at[state] if self.over[b]], int)
            joints = [s.joints_at[state].index(j) for j in s.branch_joint[branches].tolist()]
            outcomes = np.searchsorted(s.outcomes_at[state], s.branch_outcome[branches])
            self._crossings[state] = _Crossings(branches, np.array(joints, int), outcomes)
        return self._crossings[state]

    def departing(self, state: int) -> Sequence[Departure]:
        """Every way in which the line can be crossed here, the mass of every moment as a crossing imposed at it."""
        imposed = tuple((moment, len(MOMENTS) + moment) for moment in MOMENTS)
        return [Departure(o, imposed) for o in self._at(state).outcomes.tolist()]

    def leave(self, flow: Flow) -> np.ndarray:
        """As if the line were crossed here for certain, in the proportions in which it would be."""
        at = self._at(flow.state)
        made = flow.mixture[np.unique(at.joints)].sum(0)
        chance = self._probability(flow, at)
        return np.divide(chance, made, out=np.zeros_like(chance), where=made > 0).T

    @staticmethod
    def _probability(flow: Flow, at: _Crossings) -> np.ndarray:
        """(n, L), of every way of crossing: that its move is made, and is seen so. A move that crosses the line in two
        ways with one outcome counts for both at once."""
        pairs = list(zip(at.joints.tolist(), at.outcomes.tolist(), strict=True))
        alike = np.array([pairs.count(pair) for pair in pairs])
        return flow.mixture[at.joints] * (flow.show[at.joints, at.outcomes] / alike)[:, None]


@dataclass(frozen=True, eq=False)
class _Crossings:
    """Ways of crossing a line at a state: its branches, and the positions of their joint moves and outcomes, (n,)."""

    branches: np.ndarray
    joints: np.ndarray
    outcomes: np.ndarray


def _make(line: str) -> Callable[[CrisisGame], Crossed]:
    return lambda game: Crossed(game, line)


def _read(reading: Reading) -> Values:
    game, out = reading.game, {}
    many = len(MOMENTS)
    for line in game.brief.lines:
        chosen = reading.passage.chosen(("credibility", line.id))[:, many:]
        kept, faced = np.zeros(many), np.zeros(many)
        for m, answers in enumerate(game.answers):
            for name, enforced in answers:
                if name == line.id:
                    faced += chosen[m]
                    kept += chosen[m] * enforced
        groups = {AT_START: [OPENING], ON_THE_WAY: list(MOMENTS)}
        groups |= {FATES[fate]: [k for k, f in MOMENTS.items() if f == fate] for fate in FATES}
        for given, tags in groups.items():
            if faced[tags].sum() > LEAST_CONDITION:
                out[Key("credibility", line.owner, line.id, given)] = float(kept[tags].sum() / faced[tags].sum())
    return out


register(
    Definition(
        name="credibility",
        kind="conditional probability",
        unit="probability",
        words="By line, the probability that its next crossing is answered as declared, were it crossed now, at the "
        "public belief of the moment: of whoever can cross it, at every opportunity, taken or not. At the first "
        "opportunity (*at the start*); on average over all of them within the window (*on the way*); and over those "
        "that come while the owner has answered no crossing of a line of its, after its first answer carried the line "
        "out, and after it did not. A crossing that is not recognised, or whose owner never comes to answer, counts "
        "for neither.",
        keys=lambda game: [Key("credibility", line.owner, line.id, g) for line in game.brief.lines for g in GIVEN],
        read=_read,
        automata=lambda game: {("credibility", line.id): _make(line.id) for line in game.brief.lines},
        absent=lambda game: "" if game.brief.lines else "the scenario has no red lines",
    )
)

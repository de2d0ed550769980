"""Credibility of a line: would its next crossing be answered as declared, were it crossed now?

A reputation is what an actor is taken for. Credibility is what the other side has to expect: the chance that the
owner, of whatever type it is believed to be, answers. It is asked at every opportunity to cross, taken or not, so that
it is not about those crossings alone which somebody thought safe.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import DROPPED, Automaton, Tracked
from ..keys import LEAST_CONDITION, Key, Values
from ..readouts import Meeting, Readout
from ..registry import Automata, Definition, Meetings, Reading, register
from .lines import ENFORCED, FATES, NOT_CROSSED, UNENFORCED, crossed, first_answer

AT_START, ON_THE_WAY = "at the start", "on the way"
OPENING, LATER = 0, 1
"""Tags before any answer: no opportunity to cross has come yet, or one has."""
MOMENTS = {OPENING: NOT_CROSSED, LATER: NOT_CROSSED, 2: ENFORCED, 3: UNENFORCED}
"""By tag of a moment, what had become of the owner's first answer by then."""
GIVEN = (AT_START, ON_THE_WAY, *FATES.values())
FACED, KEPT, CROSSED_FACED, CROSSED_KEPT, CROSSED = range(5)
"""Functions of a crossing: that its owner comes to answer it, and carries the line out; the same of one made now, and
that one is."""


def _crossings(game: CrisisGame, line: str) -> np.ndarray:
    """(B,), branches on which a line is crossed by a move of others than its owner, together with those that look
    alike and come of the same move."""
    s = game.structure
    owner = s.actors.index(game.brief.line(line).owner)
    theirs = np.array([m < 0 or s.moves[m].actor != owner for m in s.branch_move])
    over = crossed(game, line) & theirs & np.array([bool(s.movers[x]) for x in s.branch_state])
    seen = {(s.branch_joint[b], s.branch_outcome[b]) for b in np.flatnonzero(over)}
    return np.array([pair in seen for pair in zip(s.branch_joint, s.branch_outcome, strict=True)])


def _open(game: CrisisGame, line: str) -> np.ndarray:
    """States at which others than its owner can cross a line."""
    return np.unique(game.structure.branch_state[_crossings(game, line)])


def _moment(line: str) -> Callable[[CrisisGame], Automaton]:
    """Tag: the moment at which the line may be crossed (:data:`MOMENTS`)."""

    def make(game: CrisisGame) -> Automaton:
        s, open_at = game.structure, _open(game, line)
        table = np.tile(np.arange(len(MOMENTS), dtype=np.int32), (len(s.branches), 1))
        table[np.isin(s.branch_state, open_at), OPENING] = LATER
        fate = first_answer(game.brief.line(line).owner)(game).table[:, NOT_CROSSED]
        for answer, tag in ((ENFORCED, 2), (UNENFORCED, 3)):
            table[np.ix_(fate == answer, [OPENING, LATER])] = tag
        return Tracked(table, asked=open_at.tolist())

    return make


def _answered(line: str) -> Callable[[CrisisGame], Readout]:
    """A crossing, followed until the owner's next move: how likely it is to come to an answer, and to which."""

    def make(game: CrisisGame) -> Readout:
        s, over = game.structure, _crossings(game, line)
        owner = s.actors.index(game.brief.line(line).owner)
        answers = np.array([[sum(x == line for x, _ in found), sum(x == line and kept for x, kept in found)]
                            for found in game.answers], float)
        made = s.joint_moves[s.branch_joint]
        answering = np.isin(s.branch_state, [row.state for row, n in zip(s.moves, answers[:, 0], strict=True) if n])
        moved = np.array([m >= 0 and s.moves[m].actor == owner for m in s.branch_move]) | answering
        table, gain = np.full((len(s.branches), CROSSED + 1), DROPPED), np.zeros((len(s.branches), CROSSED + 1))
        for g in (FACED, KEPT):
            table[~moved, g] = g
            gain[:, g] = np.where(made >= 0, answers[made, g], 0.0).sum(1)
            table[over, CROSSED_FACED + g] = g
        gain[:, CROSSED] = np.isin(s.branch_joint, s.branch_joint[over])
        return Readout(table, gain, np.zeros((len(s.states), CROSSED + 1)))

    return make


def _automata(game: CrisisGame) -> Automata:
    return {("credibility", line.id): _moment(line.id) for line in game.brief.lines}


def _meetings(game: CrisisGame) -> Meetings:
    return {
        ("credibility", line.id, tag): Meeting(
            ("credibility", line.id),
            tag,
            tuple(_open(game, line.id).tolist()),
            ("credibility", line.id),
            given=CROSSED,
            read=(CROSSED_FACED, CROSSED_KEPT),
        )
        for line in game.brief.lines
        for tag in MOMENTS
    }


def _read(reading: Reading) -> Values:
    out: Values = {}
    for line in reading.game.brief.lines:
        met = np.array([reading.met["credibility", line.id, tag] for tag in MOMENTS])
        faced, kept = met[:, 1 + CROSSED_FACED], met[:, 1 + CROSSED_KEPT]
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
        "public belief of the moment: of the actor that can cross it, at every opportunity, taken or not. At the first "
        "opportunity (*at the start*); on average over all of them within the window (*on the way*); and over those "
        "that come while the owner has answered no crossing of a line of its, after its first answer carried the line "
        "out, and after it did not. A crossing that is not recognised, or whose owner never comes to answer, counts "
        "for neither.",
        keys=lambda game: [Key("credibility", line.owner, line.id, g) for line in game.brief.lines for g in GIVEN],
        read=_read,
        automata=_automata,
        readouts=lambda game: {("credibility", line.id): _answered(line.id) for line in game.brief.lines},
        meetings=_meetings,
        absent=lambda game: "" if game.brief.lines else "the scenario has no red lines",
    )
)

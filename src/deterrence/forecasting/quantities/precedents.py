"""Precedent effect: what the next crisis is like after something has happened, against the same crisis at the prior.

A crisis begins where its challenge can be chosen, and lasts until it can be chosen next, or until play stops. Beliefs
are all that is carried into it, so the crisis after a path differs from the same crisis (same public state, same move,
same time left) begun at the prior by what the path taught, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...games.brief import EventBrief
from ...games.crisis_game import CrisisGame
from ..automata import DROPPED, Automaton, Tracked
from ..keys import LEAST_CONDITION, Key, Values
from ..readouts import Meeting, Readout
from ..registry import Automata, Definition, Meetings, Readable, Reading, register
from .rungs import rungs_by_branch

AT_PRIOR = ", at the prior"
NOT_YET, HAPPENED = 0, 1
CHALLENGE = 0
"""The function of the next crisis that is the challenge in it; the others are of its highest rung."""


@dataclass(frozen=True, eq=False)
class NextCrisis:
    """From an event's first happening to the next crisis, and through it, as it is and begun at the prior.

    Attributes:
        game: the crisis.
        after: what happens.
        challenge: a choice; a crisis begins where it can be made.
        challenger: count only next crises in which this actor is the one who can challenge; "" for all.
        about: actors whose reputation is put back to the prior in the comparison; everybody's if None. With one actor
            left in, what was learned of the others is part of both, and the difference is due to that one alone.
    """

    game: CrisisGame
    after: EventBrief
    challenge: EventBrief
    challenger: str = ""
    about: Collection[str] | None = None

    @cached_property
    def opening(self) -> np.ndarray:
        """(X,), can the challenge be made at a state?"""
        return self.game.happening(self.challenge).opportunity

    @cached_property
    def counted(self) -> np.ndarray:
        """(X,), is it a next crisis that is asked about that begins at a state?"""
        s = self.game.structure
        mine = [not self.challenger or s.actors.index(self.challenger) in movers for movers in s.movers]
        return self.opening & np.array(mine)

    @cached_property
    def waiting(self) -> Automaton:
        """Tag 0, it has not happened; 1, it has, and no crisis has begun since: its mass comes to where one does."""
        s = self.game.structure
        table = np.tile(np.arange(2, dtype=np.int32), (len(s.branches), 1))
        table[self.game.happening(self.after).branch, NOT_YET] = HAPPENED
        table[self.opening[s.branch_state], HAPPENED] = DROPPED
        return Tracked(table, asked=np.flatnonzero(self.opening).tolist())

    @cached_property
    def through(self) -> Readout:
        """From where a crisis begins until the next does: the probability of a challenge there and then; and by rung
        above the lowest, that one as high is realised."""
        s = self.game.structure
        rungs = np.arange(1, len(s.rungs))
        by_chance = np.array([not s.movers[x] for x in s.branch_state])
        realised = np.where(by_chance, -1, rungs_by_branch(self.game, "realised"))  # between crises it is in neither
        risen = realised[:, None] >= rungs
        over = self.opening[s.branch_next][:, None]
        table = np.where(risen | over, DROPPED, rungs)
        first = np.full((len(s.branches), 1), DROPPED)
        gain = np.column_stack([self._challenges, risen.astype(float)])
        return Readout(np.hstack([first, table]), gain, np.zeros((len(s.states), len(s.rungs))))

    @property
    def _challenges(self) -> np.ndarray:
        """(B,), how many of the moves made on a branch are the challenge."""
        s, made = self.game.structure, self.game.happening(self.challenge).branch
        whole = np.ones(len(s.joint_state), bool)
        np.logical_and.at(whole, s.branch_joint, made)
        here = np.flatnonzero(whole & self.opening[s.joint_state])
        moves = {m for m in s.joint_moves[here].ravel().tolist() if m >= 0}
        return np.isin(s.joint_moves, list(moves)).sum(1)[s.branch_joint].astype(float)

    def meeting(self, waiting: object, through: object, *, at_prior: bool) -> Meeting:
        """Of what waits for the next crisis with what follows from it, by the keys of the two."""
        s = self.game.structure
        forgotten = [i for i, a in enumerate(s.actors) if self.about is None or a in self.about]
        states = np.flatnonzero(self.counted).tolist()
        return Meeting(waiting, HAPPENED, tuple(states), through, tuple(forgotten) if at_prior else ())


@dataclass(frozen=True)
class Precedent:
    """The next crisis after something has happened, and the same crisis at the prior.

    Attributes:
        reached: Pr(it happens, and another crisis comes before the window closes).
        challenge, challenge_at_prior: Pr(challenge in that crisis).
        peak, peak_at_prior: distribution of the highest rung realised in that crisis, by rung; the lowest rung stands
            for no act at all.
    """

    reached: float
    challenge: float
    challenge_at_prior: float
    peak: np.ndarray
    peak_at_prior: np.ndarray

    def at_least(self, rung: int) -> tuple[float, float]:
        """Pr(peak at the rung with this index or above), after the path and at the prior."""
        return float(self.peak[rung:].sum()), float(self.peak_at_prior[rung:].sum())


def read_precedent(as_it_is: np.ndarray, at_prior: np.ndarray) -> Precedent | None:
    """The precedent effect, from both meetings; None where there is no next crisis."""
    reached = float(as_it_is[0])
    if reached <= 0:
        return None
    (challenge, peak), (other_challenge, other_peak) = (_shares(met) for met in (as_it_is, at_prior))
    return Precedent(reached, challenge, other_challenge, peak, other_peak)


def _shares(met: np.ndarray) -> tuple[float, np.ndarray]:
    """The probability of a challenge, and the distribution of the highest rung, in the next crisis."""
    mass, challenge, higher = met[0], met[1 + CHALLENGE], met[2 + CHALLENGE :]
    return float(challenge / mass), -np.diff(np.concatenate([[mass], higher, [0.0]])) / mass


def _asked(game: CrisisGame) -> Iterator[tuple[str, NextCrisis]]:
    """The next crisis after what every precedent names."""
    events = {e.id: e for e in game.brief.events}
    for p in game.brief.precedents:
        yield p.id, NextCrisis(game, events[p.after], events[p.challenge], p.challenger)


def _automata(game: CrisisGame) -> Automata:
    return {("precedent", p): _always(asked.waiting) for p, asked in _asked(game)}


def _readouts(game: CrisisGame) -> Readable:
    return {("next crisis", asked.challenge.id): _always(asked.through) for _, asked in _asked(game)}


def _always[Made](made: Made) -> Callable[[CrisisGame], Made]:
    return lambda game: made


def _meetings(game: CrisisGame) -> Meetings:
    return {
        ("precedent", p, at_prior): asked.meeting(
            ("precedent", p), ("next crisis", asked.challenge.id), at_prior=at_prior
        )
        for p, asked in _asked(game)
        for at_prior in (False, True)
    }


def _read(reading: Reading) -> Values:
    game, out = reading.game, {}
    for p in game.brief.precedents:
        found = read_precedent(*(reading.met["precedent", p.id, at_prior] for at_prior in (False, True)))
        if found is None or found.reached < LEAST_CONDITION:
            continue
        rows = {"challenge": (found.challenge, found.challenge_at_prior)}
        rows.update({t.id: found.at_least(game.structure.rungs.index(t.below)) for t in game.brief.thresholds})
        for name, (after, at_prior) in rows.items():
            out[Key("precedent", of=p.id, given=name)] = after
            out[Key("precedent", of=p.id, given=f"{name}{AT_PRIOR}")] = at_prior
    return out


register(
    Definition(
        name="precedent",
        kind="conditional probability",
        unit="probability",
        words="Of the next crisis after an event, the probability of a challenge and of each threshold crossed; and "
        "the same of that crisis begun at the prior: same public state, same move, same time left.",
        keys=lambda game: [
            Key("precedent", of=p.id, given=f"{x}{y}")
            for p in game.brief.precedents
            for x in ("challenge", *(t.id for t in game.brief.thresholds))
            for y in ("", AT_PRIOR)
        ],
        read=_read,
        automata=_automata,
        readouts=_readouts,
        meetings=_meetings,
        absent=lambda game: "" if game.brief.precedents else "the scenario names no precedents",
    )
)

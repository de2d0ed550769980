"""Precedent effect: what the next crisis is like after something has happened, against the same crisis at the prior.

A crisis begins where its challenge can be chosen, and lasts until it can be chosen next, or until play stops. Beliefs
are all that is carried into it, so the crisis after a path differs from the same crisis (same public state, same move,
same time left) begun at the prior by what the path taught, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ...games.brief import EventBrief
from ...games.crisis_game import CrisisGame
from ..automata import Departure
from ..decision_flow import Flow
from ..keys import LEAST_CONDITION, Key, Values
from ..passage import Passage
from ..registry import Automata, Definition, Reading, register
from ..vertices import Vertices
from .rungs import rungs_by_branch

AT_PRIOR = ", at the prior"
NOT_YET, HAPPENED, BEGUN, CRISES = 0, 1, 2, 3


class NextCrisis:
    """From an event's first happening to the next crisis, and through it, as it is and begun at the prior.

    Tags: 0, it has not happened; 1, it has, and no crisis has begun since; 2, one has. Then, for the crisis as it is
    and for the one begun at the prior, the highest rung realised in it, by rung, and the same once the next has begun.

    Args:
        game: the crisis.
        after: what happens.
        challenge: a choice; a crisis begins where it can be made.
        challenger: count only next crises in which this actor is the one who can challenge; "" for all.
        about: actors whose reputation is put back to the prior in the comparison; everybody's if None. With one actor
            left in, what was learned of the others is part of both, and the difference is due to that one alone.
    """

    start = NOT_YET

    def __init__(
        self,
        game: CrisisGame,
        after: EventBrief,
        challenge: EventBrief,
        challenger: str = "",
        about: Collection[str] | None = None,
    ):
        s = game.structure
        self.structure, self.opens = s, game.happening(challenge)
        self.counted = self.opens.opportunity.copy()
        if challenger:
            self.counted &= np.array([s.actors.index(challenger) in movers for movers in s.movers])
        self.forgotten = [i for i, a in enumerate(s.actors) if about is None or a in about]
        self.rungs = len(s.rungs)
        self.asked = np.flatnonzero(self.opens.opportunity).tolist()
        self.table = self._table(game, game.happening(after).branch)

    def _table(self, game: CrisisGame, after: np.ndarray) -> np.ndarray:
        s, count = self.structure, self.rungs
        table = np.tile(np.arange(CRISES + 4 * count, dtype=np.int32), (len(s.branches), 1))
        table[after, NOT_YET] = HAPPENED
        opening = self.opens.opportunity[s.branch_state]
        table[opening, HAPPENED] = BEGUN
        by_chance = np.array([not s.movers[x] for x in s.branch_state])
        rung = np.where(by_chance, -1, rungs_by_branch(game, "realised"))  # chance between crises belongs to neither
        arrives = self.opens.opportunity[s.branch_next]
        tags = np.arange(count)
        for first in (CRISES, CRISES + 2 * count):
            risen = np.maximum(tags[None], rung[:, None])
            table[:, first : first + count] = first + risen + np.where(arrives, count, 0)[:, None]
        return table

    def block(self, at_prior: bool) -> tuple[slice, slice]:
        """Tags of the crisis under way, and of the one that is over."""
        first = CRISES + 2 * self.rungs * at_prior
        return slice(first, first + self.rungs), slice(first + self.rungs, first + 2 * self.rungs)

    def joining(self, state: int) -> Sequence[tuple[int, int]]:
        """Where a counted crisis begins, follow what is waiting for it, and the same at the prior."""
        return ((HAPPENED, CRISES), (HAPPENED, CRISES + 2 * self.rungs)) if self.counted[state] else ()

    def enter(self, tag: int, waiting: np.ndarray, vertices: Vertices) -> np.ndarray:
        """The same mass, with beliefs as they are or about some actors put back to the prior."""
        return waiting if tag == CRISES else vertices.forget(waiting, self.forgotten)

    def departing(self, state: int) -> Sequence[Departure]:
        """Nothing beside what its tags carry."""
        return ()

    def leave(self, flow: Flow) -> np.ndarray:
        """Never called."""
        raise AssertionError("nothing leaves")


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


def read_precedent(passage: Passage, key: object, automaton: NextCrisis) -> Precedent | None:
    """The precedent effect from a finished push; None where there is no next crisis."""
    s, share, made = passage.stack.structure, passage.share(key), passage.chosen(key)
    at_opening = np.array([automaton.counted[row.state] for row in s.moves])
    joint_hits = np.ones(len(s.joint_state), bool)
    np.logical_and.at(joint_hits, s.branch_joint, automaton.opens.branch)
    hits = np.zeros(len(s.moves), bool)
    for j, row in enumerate(s.joint_moves):
        hits[[m for m in row if m >= 0]] |= joint_hits[j]
    found = []
    for at_prior in (False, True):
        under_way, over = automaton.block(at_prior)
        fresh = made[hits & at_opening, under_way.start]
        total = (share[under_way] + share[over]).sum()
        if total <= 0:
            return None
        found.append((float(fresh.sum() / total), (share[under_way] + share[over]) / total, float(total)))
    (challenge, peak, reached), (at_prior_challenge, at_prior_peak, _) = found
    return Precedent(reached, challenge, at_prior_challenge, peak, at_prior_peak)


def _make(p: str) -> Callable[[CrisisGame], NextCrisis]:
    def make(game: CrisisGame) -> NextCrisis:
        stated = next(x for x in game.brief.precedents if x.id == p)
        events = {e.id: e for e in game.brief.events}
        return NextCrisis(game, events[stated.after], events[stated.challenge], stated.challenger)

    return make


def _automata(game: CrisisGame) -> Automata:
    return {("precedent", p.id): _make(p.id) for p in game.brief.precedents}


def _read(reading: Reading) -> Values:
    game, out = reading.game, {}
    for p in game.brief.precedents:
        key = ("precedent", p.id)
        automaton = reading.passage.stack.automata[key]
        assert isinstance(automaton, NextCrisis)
        found = read_precedent(reading.passage, key, automaton)
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
        absent=lambda game: "" if game.brief.precedents else "the scenario names no precedents",
    )
)

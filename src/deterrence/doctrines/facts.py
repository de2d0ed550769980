"""What a doctrine's conditions ask about, read off a labelled game: nothing here knows how its file is written.

*Attacked*, *warned* and the rung faced follow from how play comes to a state: from what the public sees of the move
before. A public outcome shows an act where every way in which it can come about is one; a state shows whether there was
one where every outcome that leads to it shows the same. *Crossed* is where an open move is marked as leaving a line
(only what was crossed can be left), *offered* where one accepts. The rest are public variables: ``rung``, ``mediated``,
``challenged`` and ``challenges_ACTOR``. A fact that none of these states is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..games.crisis_game import CHALLENGES, CrisisGame
from ..games.structure import Standing
from ..scenario.ladder.when import When

NOBODY = -1
ACCEPT, WARN = "accept", "warn"


@dataclass(frozen=True)
class Seen:
    """What the public saw last.

    Attributes:
        by: index of the actor that moved last, or acted; ``NOBODY`` for none, or chance.
        act: an act on the ladder was seen.
        rung: index of the rung it was seen at; -1 for no act, None where that is not seen.
        words: tags that every move has that may have been made.
    """

    by: int = NOBODY
    act: bool = False
    rung: int | None = -1
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts about public states, for one actor."""

    game: CrisisGame
    actor: int

    @cached_property
    def _seen(self) -> list[set[Seen]]:
        """Per state, what the public may have seen last on coming there."""
        s = self.game.structure
        found: list[set[Seen]] = [set() for _ in s.states]
        found[s.initial].add(Seen())
        branches = _branches_of_outcomes(self.game)
        queue = [s.initial]
        while queue:
            x = queue.pop()
            for o in s.outcomes_at[x]:
                y = int(s.outcome_next[o])
                fresh = _shown(self.game, x, branches[o], found[x]) - found[y]
                if fresh:
                    found[y] |= fresh
                    queue.append(y)
        return found

    def by_others(self, state: int) -> list[Seen]:
        """What may have been seen last, another's doing or chance's, on coming to a state."""
        return [seen for seen in self._seen[state] if seen.by != self.actor]

    @cached_property
    def states(self) -> tuple[int, ...]:
        """Where the actor moves."""
        return tuple(x for x, movers in enumerate(self.game.structure.movers) if self.actor in movers)

    @cached_property
    def rungs_faced(self) -> tuple[int, ...]:
        """Indices of the rungs at which an act of another is seen just before a move of the actor, from the lowest."""
        faced = {seen.rung for x in self.states for seen in self.by_others(x) if seen.act and seen.rung is not None}
        return tuple(sorted(rung for rung in faced if rung is not None))

    def attacked(self, state: int) -> bool | None:
        """Was what the public saw last an act, and not the actor's own? A crossing is one.

        None where the state does not show it.
        """
        return self.crossed(state) or _agreed(seen.act and seen.by != self.actor for seen in self._seen[state])

    def warned(self, state: int) -> bool | None:
        """Has another just warned?"""
        return _agreed(WARN in seen.words and seen.by != self.actor for seen in self._seen[state])

    def offered(self, state: int) -> bool:
        """Is there something to accept?"""
        return any(ACCEPT in self.game.structure.moves[m].tags for m in self._open(state))

    def crossed(self, state: int) -> bool:
        """Is a crossing of one of the actor's lines being answered?"""
        return any(not enforced for m in self._open(state) for _, enforced in self.game.answers[m])

    def mediated(self, state: int) -> bool | None:
        """Is a mediator present?"""
        return self._flag(state, "mediated")

    def challenged(self, state: int) -> bool | None:
        """Has anybody challenged yet?"""
        return self._flag(state, "challenged")

    def challenges(self, state: int) -> int | None:
        """How often others have challenged, as far as that is counted."""
        at, actors = self.game.public[state], self.game.structure.actors
        counts = [at.get(f"{CHALLENGES}{a}") for i, a in enumerate(actors) if i != self.actor]
        known = [n for n in counts if isinstance(n, int)]
        return sum(known) if known else None

    def rung(self, state: int) -> int | None:
        """Index of the rung at which the crisis stands: as the public variable says, or of the act last seen."""
        rungs, stands = self.game.structure.rungs, self.game.public[state].get("rung")
        if stands in rungs:
            return rungs.index(str(stands))
        last = {seen.rung for seen in self._seen[state]}
        only = next(iter(last)) if len(last) == 1 else None
        return only if only is not None and only >= 0 else None

    def holds(self, state: int, when: When, rung: str = "") -> tuple[bool | None, str]:
        """Do all conditions of a rule hold? None, and what is asked, where the state does not show it."""
        asked: list[tuple[bool | None, str]] = []
        for name, question in _QUESTIONS.items():
            wanted = getattr(when, name)
            if wanted is not None:
                found = getattr(self, _READ.get(name, name))(state)
                asked.append((None if found is None else found == wanted, question))
        if when.line is not None:
            asked.append((self.crossed(state) == (when.line == "crossed"), ""))
        if when.challenges is not None:
            made = self.challenges(state)
            asked.append((None if made is None else made >= when.challenges, "how often others have challenged"))
        for end, sign in ((when.lowest, 1), (when.highest, -1)):
            if end is not None:
                stands, limit = self.rung(state), self.game.structure.rungs.index(rung)
                holds = None if stands is None else sign * stands >= sign * limit
                asked.append((holds, "at which rung the crisis stands"))
        if any(holds is False for holds, _ in asked):
            return False, ""
        return next(((None, question) for holds, question in asked if holds is None), (True, ""))

    def _flag(self, state: int, name: str) -> bool | None:
        value = self.game.public[state].get(name)
        return bool(value) if value in (False, True) else None

    def _open(self, state: int) -> tuple[int, ...]:
        return self.game.structure.moves_at[state][self.actor]


_QUESTIONS = {
    "attacked": "whether another has just acted",
    "offered": "whether a way out is offered",
    "warned": "whether another has just warned",
    "mediator": "whether a mediator is present",
    "challenged": "whether anybody has challenged",
}
_READ = {"mediator": "mediated"}


def _agreed(found: Iterable[bool]) -> bool | None:
    values = set(found)
    return values.pop() if len(values) == 1 else None


def _branches_of_outcomes(game: CrisisGame) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in game.structure.outcome_state]
    for b, o in enumerate(game.structure.branch_outcome.tolist()):
        found[o].append(b)
    return found


def _shown(game: CrisisGame, state: int, branches: list[int], before: set[Seen]) -> set[Seen]:
    """What the public has seen last after an outcome, given what it may have seen before."""
    s = game.structure
    rungs = {s.branches[b].seen for b in branches}
    act = bool(rungs) and all(r >= 0 for r in rungs)
    rung = (next(iter(rungs)) if len(rungs) == 1 else None) if act else -1
    if s.standing[state] == Standing.CHANCE:
        return {Seen(NOBODY, True, rung)} if act else set(before)
    moves = [s.moves[int(s.branch_move[b])] for b in branches]
    return {Seen(moves[0].actor, act, rung, frozenset.intersection(*(row.tags for row in moves)))}

"""How a crisis unfolds, act by act: who acts next and at which rung, and how it ends.

An act counts where somebody else made the one before it, or where it goes higher than its author's last: pressing on at
one rung is one act. Acts are taken as they are meant; what comes by chance is taken as it is seen, and is nobody's, and
so is what several do at once. Holding, talking and giving way are no acts: they show in when and how it ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..games.crisis_game import CrisisGame
from ..games.structure import Standing, Structure
from .automata import NOWHERE, Automaton, Tracked
from .passage import Passage

NOBODY = ""
"""In place of an actor, for chance, and for several at once."""
ROUNDING = 1e-14
"""What rounding may leave of a probability of zero: tags are combinations of rows of mass."""


@dataclass(frozen=True, order=True)
class Act:
    """An act: whose (:data:`NOBODY` for chance or several), and at which rung; ids."""

    actor: str
    rung: str


@dataclass(frozen=True)
class Link:
    """How much goes from one act to the next, or to an ending.

    Attributes:
        step: acts made before it.
        before: the last of them; None where there was none.
        act: the next act; None where it ends.
        ending: how it ends, "" where an act follows.
        probability: of all crises.
    """

    step: int
    before: Act | None
    act: Act | None
    ending: str
    probability: float


class ActByAct:
    """An automaton that counts acts up to a number of them, and remembers the last.

    Tags: 0, none yet; then for each number of acts and each kind of act that the game has, the last of them; the last
    tag, it is over.
    """

    start = 0

    def __init__(self, game: CrisisGame, most: int):
        s = game.structure
        self.structure, self.most = s, most
        self.made = acts_by_branch(game.structure)
        self.kinds = sorted({act for act in self.made if act is not None})
        self.over = 1 + most * len(self.kinds)
        self.asked = tuple(x for x, standing in enumerate(s.standing) if standing != Standing.TERMINAL)
        self.acted = self._acted()
        ends = np.array([s.standing[x] == Standing.TERMINAL for x in s.branch_next])
        self.table = np.where(ends[:, None], self.over, self.acted).astype(np.int32)

    def _acted(self) -> np.ndarray:
        """(B, G), the tag after a branch as far as acts go."""
        s, width = self.structure, len(self.kinds)
        table = np.tile(np.arange(self.over + 1, dtype=np.int32), (len(s.branches), 1))
        place = {act: k for k, act in enumerate(self.kinds)}
        for b, act in enumerate(self.made):
            if act is None:
                continue
            table[b, 0] = 1 + place[act]
            new = np.array([_counts(s.rungs, last, act) for last in self.kinds])
            for step in range(self.most - 1):
                at = 1 + step * width
                table[b, at : at + width][new] = at + width + place[act]
        return table

    def read(self, passage: Passage, key: object) -> tuple[Link, ...]:
        """The links, from a finished push that it was carried along in; those that have any probability."""
        s = self.structure
        found: dict[tuple[int, Act | None, Act | None, str], float] = defaultdict(float)
        taken = np.nan_to_num(passage.taken(key))
        for b, tag in zip(*np.nonzero(taken[:, : self.over] > ROUNDING), strict=True):
            p, then = float(taken[b, tag]), int(self.acted[b, tag])
            if then != tag:
                found[self._step(tag), self._act(tag), self._act(then), ""] += p
            if self.table[b, tag] == self.over:
                found[self._step(then), self._act(then), None, s.endings[s.branch_next[b]]] += p
        final = np.nan_to_num(passage.final[:, passage.stack.block(key)])
        for x, tag in zip(*np.nonzero(final[:, : self.over] > ROUNDING), strict=True):
            found[self._step(tag), self._act(tag), None, s.endings[x]] += float(final[x, tag])
        return tuple(Link(*link, p) for link, p in found.items())

    def _step(self, tag: int) -> int:
        return 0 if tag == 0 else 1 + (int(tag) - 1) // len(self.kinds)

    def _act(self, tag: int) -> Act | None:
        return None if tag == 0 else self.kinds[(int(tag) - 1) % len(self.kinds)]


def acts_by_branch(s: Structure) -> list[Act | None]:
    """The act on every branch, None where there is none."""
    by_joint: list[Act | None] = []
    for row in s.joint_moves:
        made = [s.moves[m] for m in row if m >= 0 and s.moves[m].rung >= 0]
        who = s.actors[made[0].actor] if len(made) == 1 else NOBODY
        by_joint.append(Act(who, s.rungs[max(move.rung for move in made)]) if made else None)
    return [by_joint[b.joint] or (Act(NOBODY, s.rungs[b.seen]) if b.seen >= 0 else None) for b in s.branches]


def _counts(rungs: Sequence[str], last: Act, act: Act) -> bool:
    """Is an act after another counted?"""
    return last.actor != act.actor or act.actor == NOBODY or rungs.index(act.rung) > rungs.index(last.rung)


def first_act(game: CrisisGame, rung: str) -> Automaton:
    """Whose is the first act at a rung or above: tags, 0, none yet; 1 + i, actor i's; last, nobody's."""
    s = game.structure
    least, owners = s.rungs.index(rung), [*s.actors, NOBODY]
    table = np.tile(np.arange(1 + len(owners), dtype=np.int32), (len(s.branches), 1))
    for b, act in enumerate(acts_by_branch(game.structure)):
        if act is not None and s.rungs.index(act.rung) >= least:
            table[b, 0] = 1 + owners.index(act.actor)
    return Tracked(table, asked=NOWHERE)


def path_followed(s: Structure, path: Sequence[Act]) -> Automaton:
    """How far the acts of a crisis are those of a path: tags 0 to n, so many of them and nothing else yet; n + 1 + k,
    the first k of them and then another, k = 0 to n."""
    n = len(path)
    table = np.tile(np.arange(2 * n + 2, dtype=np.int32), (len(s.branches), 1))
    for b, act in enumerate(acts_by_branch(s)):
        if act is None:
            continue
        for k in range(n + 1):
            if k == 0 or _counts(s.rungs, path[k - 1], act):
                table[b, k] = k + 1 if k < n and act == path[k] else n + 1 + k
    return Tracked(table, asked=NOWHERE)


def path_chances(passage: Passage, key: object, acts: int) -> tuple[float, ...]:
    """Pr(the first k acts are those of a path), k = 1 to n, from a finished push."""
    share = passage.share(key)
    return tuple(float(share[k : acts + 1].sum() + share[acts + 1 + k :].sum()) for k in range(1, acts + 1))

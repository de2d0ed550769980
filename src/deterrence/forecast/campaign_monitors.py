"""Tags that remember one thing about the past of a campaign each, so that quantities can condition on it.

Everything here is read off branches: which move was made, which rung it came out at and why, which public state it led
to. So what the public does not see (a realised rung that was misperceived) can be remembered too.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ..campaign.compiling import CompiledCampaign
from ..campaign.enumerating import ENFORCES, LEAVES
from ..campaign.record import Event
from .flow import Monitor


class Happening:
    """Where an event can happen: by branch, and the states at which it could be chosen.

    Attributes:
        branch: (B,), does the event happen where play takes the branch?
        opportunity: (X,), could it be chosen at the state? All false for an event that is a public state.
    """

    def __init__(self, compiled: CompiledCampaign, event: Event):
        s, board = compiled.structure, compiled.board
        places, public = compiled.enumerated.places, [board.public(p) for p in compiled.enumerated.places]  # type: ignore[arg-type]
        chosen = np.zeros(len(s.moves) + 1, bool)  # the last row stands for no move
        for m, row in enumerate(s.moves if event.moves or event.tags else ()):
            there = not event.turns or places[row.state].node in event.turns  # type: ignore[union-attr]
            named = row.label in event.moves or bool(row.tags & set(event.tags))
            chosen[m] = there and named and board.holds(event.when, public[row.state])
        seen = np.array([bool(event.seen) and bool(at) and board.holds(event.seen, at) for at in public])
        to, away = s.outcome_next[s.branch_outcome], s.joint_state[s.branch_joint]
        self.branch = chosen[moves_of(compiled)] | (seen[to] & ~seen[away])  # a state that lasts is reached once
        self.opportunity = np.zeros(len(s.states), bool)
        self.opportunity[[row.state for m, row in enumerate(s.moves) if chosen[m]]] = True


def moves_of(compiled: CompiledCampaign) -> np.ndarray:
    """Per branch, index of the move made; -1 where chance alone moves. Shape (B,)."""
    s = compiled.structure
    return s.joint_moves.max(axis=1)[s.branch_joint]


class Once(Monitor):
    """Tag 1 once an event has happened; ``count`` is the expected number of times."""

    tags = 2
    HAPPENED = np.array([1, 1])

    def __init__(self, branch: np.ndarray):
        self.watched, self.count = branch, 0.0

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Mark what takes one of the event's branches."""
        self.count += float(amounts.sum())
        return self.HAPPENED


class Follows(Monitor):
    """What comes of an event after another has first happened.

    Tags: 0, the first has not happened; 1, it has, and the second could not be chosen since; 2, the second was chosen
    at the first opportunity after it; 3, it was not, nor later; 4, it was not, but later.
    """

    tags = 5

    def __init__(self, compiled: CompiledCampaign, after: Happening, event: Happening):
        self.after, self.event = after, event
        s = compiled.structure
        self.state = s.joint_state[s.branch_joint]
        self.watched = after.branch | event.branch | event.opportunity[self.state]

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Step the tag."""
        tag = np.arange(self.tags)
        if self.after.branch[branch]:
            tag[0] = 1
        if self.event.branch[branch]:
            tag[1], tag[3] = 2, 4
        elif self.event.opportunity[self.state[branch]]:
            tag[1] = 3
        return tag


class FirstChance(Monitor):
    """Whether an event is chosen at its first opportunity: tag 0, none yet; 1, chosen; 2, not."""

    tags = 3

    def __init__(self, compiled: CompiledCampaign, event: Happening):
        s = compiled.structure
        self.event, self.watched = event, event.opportunity[s.joint_state[s.branch_joint]]

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Settle the tag at the first opportunity."""
        return np.array([1 if self.event.branch[branch] else 2, 1, 2])


class Peak(Monitor):
    """Tag = the highest rung so far, realised or intended; the first crossing of each threshold by its cause.

    Attributes:
        first: {(threshold, cause): probability}, from realised rungs.
    """

    def __init__(self, compiled: CompiledCampaign, *, intended: bool):
        s = compiled.structure
        self.tags = len(s.rungs)
        moves = moves_of(compiled)
        meant = np.array([-1 if m < 0 else s.moves[m].rung for m in moves])
        self.rung = meant if intended else np.array([b.realised for b in s.branches])
        self.causes = [b.cause for b in s.branches]
        self.thresholds = {t.id: s.rungs.index(t.below) for t in compiled.scenario.thresholds}
        self.first: dict[tuple[str, str], float] = defaultdict(float)
        self.watched = self.rung >= 0

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Raise the peak to the branch's rung."""
        rung = self.rung[branch]
        for name, level in self.thresholds.items():
            if rung >= level:
                self.first[name, self.causes[branch]] += float(amounts[:level].sum())
        return np.maximum(np.arange(self.tags), rung)


class Tally(Monitor):
    """Expected amounts by branch: losses by who bears them, lines enforced and left.

    Attributes:
        lost: {who: expected loss}.
        answered: {(line, "enforces:" or "leaves:"): expected number}.
    """

    def __init__(self, compiled: CompiledCampaign, loses: list[dict[str, float]]):
        s = compiled.structure
        self.loses = loses
        self.marks = [() if m < 0 else _marks(s.moves[m].tags) for m in moves_of(compiled)]
        self.lost: dict[str, float] = defaultdict(float)
        self.answered: dict[tuple[str, str], float] = defaultdict(float)
        self.watched = np.array([bool(row or mark) for row, mark in zip(loses, self.marks, strict=True)])

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Count what the branch does; tags stay."""
        for who, amount in self.loses[branch].items():
            self.lost[who] += amount * float(amounts.sum())
        for mark in self.marks[branch]:
            self.answered[mark] += float(amounts.sum())
        return None


NOT_CROSSED, ENFORCED, UNENFORCED = 0, 1, 2


class LineAnswered(Monitor):
    """What became of the first answer to a crossing of one of an actor's lines: none yet, enforced, left unenforced."""

    tags = 3

    def __init__(self, compiled: CompiledCampaign, lines: list[str]):
        s = compiled.structure
        marks = [() if m < 0 else _marks(s.moves[m].tags) for m in moves_of(compiled)]
        self.new = [
            ENFORCED
            if any(line in lines and kind == ENFORCES for line, kind in marked)
            else UNENFORCED
            if any(line in lines for line, _ in marked)
            else NOT_CROSSED
            for marked in marks
        ]
        self.watched = np.array(self.new) != NOT_CROSSED

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Settle the tag when a line is first answered."""
        return np.array([self.new[branch], ENFORCED, UNENFORCED])


def _marks(tags: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(line, "enforces:" or "leaves:") of every mark on a move."""
    return tuple(
        (tag.removeprefix(kind), kind) for tag in sorted(tags) for kind in (ENFORCES, LEAVES) if tag.startswith(kind)
    )

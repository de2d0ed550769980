"""Why a session was worth to an actor what it was: decisions, misreading, the others' choices and chance, apart.

With V what play is worth to a type at a position and Q what a move is worth, the difference between what an actor ended
with and what it could expect telescopes over the steps; of a step where

* it chose itself: Q(chosen) − Σ_a σ(a) Q(a), its **decision**;
* one other chose: Σ_a (σ_true(a) − σ_public(a)) Q(a), that the other was not whom the public took it for
  (**misreading**), and Q(chosen) − Σ_a σ_true(a) Q(a), the **others' choices**;
* several chose at once: its own part as above, the rest the others' choices;
* V' − E[V'] after a choice, and V' − V where nobody chooses: **chance**, with what time costs;
* and Σ_a σ(a) Q(a) − V, which would be zero if the grid of beliefs were infinitely fine: the **grid**'s error.

The parts sum to the difference; a payoff that depends on what chance makes of a move is counted at its mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .position import Walk
from .records import Position
from .session import RULED, Passed, State


@dataclass(frozen=True)
class Causes:
    """Of one actor, in its stake.

    Attributes:
        actor, type: whose.
        expected: what play was worth to the type at the start.
        decision, misreading, choices, chance, grid: as in this module.
    """

    actor: str
    type: str
    expected: float
    decision: float
    misreading: float
    choices: float
    chance: float
    grid: float

    @property
    def total(self) -> float:
        """What it came to."""
        return self.expected + self.decision + self.misreading + self.choices + self.chance + self.grid


def causes(walk: Walk, state: State) -> tuple[Causes, ...]:
    """Of every actor of a strategic type that was the same from the start to the end."""
    found = []
    for actor, kind in state.types.items():
        if all(step.types[actor] == kind for step in state.passed) and kind in _worth(walk, walk.start(), actor):
            parts = [_parts(walk, step, actor, kind, state.doctrines) for step in state.passed]
            sums = [sum(part[k] for part in parts) for k in range(5)]
            found.append(Causes(actor, kind, _worth(walk, walk.start(), actor)[kind], *sums))
    return tuple(found)


def _worth(walk: Walk, position: Position, actor: str) -> dict[str, float]:
    return walk.values(position)[actor]


def _parts(
    walk: Walk, step: Passed, actor: str, kind: str, doctrines: Mapping[str, str]
) -> tuple[float, float, float, float, float]:
    """Decision, misreading, others' choices, chance and grid of a step."""
    before, after = _worth(walk, step.before, actor)[kind], _worth(walk, step.after, actor)[kind]
    if not step.chosen:
        return 0.0, 0.0, 0.0, after - before, 0.0
    open_ = walk.after(step.before, step.chosen)
    mean = sum(each.probability * _worth(walk, each.position, actor)[kind] for each in open_)
    luck = after - mean
    worth = {
        mover: {move: by_actor[actor][kind] for move, by_actor in moves.items()}
        for mover, moves in walk.stakes(step.before).items()
    }
    open_moves, others = walk.moves(step.before), [mover for mover in step.chosen if mover != actor]
    if actor in step.chosen:
        mine = {m.name: m.chance_by_type[kind] for m in open_moves[actor]}
        usual = sum(share * worth[actor][name] for name, share in mine.items())
        own = worth[actor][step.chosen[actor]] - usual
        rest = sum(worth[other][step.chosen[other]] - usual for other in others)
        return own, 0.0, rest, luck, usual - before
    public = {other: sum(m.chance * worth[other][m.name] for m in open_moves[other]) for other in others}
    usual = public[others[0]]
    if len(others) > 1:
        return 0.0, 0.0, sum(worth[o][step.chosen[o]] - public[o] for o in others), luck, usual - before
    (other,) = others
    true = step.types[other]
    ruled = step.players[other] == RULED
    may = walk.moves(step.before, doctrines)[other] if ruled else open_moves[other]
    expected = sum(m.in_fact_by_type[true] * worth[other][m.name] for m in may)
    return 0.0, expected - usual, worth[other][step.chosen[other]] - expected, luck, usual - before

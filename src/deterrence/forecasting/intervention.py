"""Restraint against response: what follows if an actor, whatever its type, does one or the other.

At the first recognised crossing of one of the actor's lines the move is imposed; the others do not know that it was, so
beliefs move by Bayes' rule as in equilibrium, and everyone plays on as solved. The actor's true type is unaffected by
what is imposed on it, so mass is carried by true type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..games.crisis_game import CrisisGame
from .automata import Stack, Tracked
from .decision_flow import Flow
from .keys import LEAST_CONDITION, Key, Values
from .push import Mass, Pusher, together
from .quantities.beliefs import lasting
from .quantities.lines import owners
from .quantities.rungs import rungs_by_branch
from .registry import once

RESTRAINT, RESPONSE = "restraint", "response"
ANSWERS = (RESTRAINT, RESPONSE)
FACED, HIGHER = "faced", "higher"

CONSEQUENCE = "consequence"
"""A quantity that no outlook has, for what it is about is imposed and not played."""
BELIEF, OTHER_ACTS, HARDER = "belief", "other_acts", "harder"
"""What a consequence may be of, beside the endings: ``after``, ``other_acts`` and ``harder`` of an answer."""


@dataclass(frozen=True)
class Consequences:
    """What follows an imposed answer to the first recognised crossing of an actor's line.

    Attributes:
        actor, answer: who, and restraint (hold) or response (the least that carries out the line).
        reached: probability that there is such a crossing at all.
        before, after: public belief that the actor is committed, before and right after the answer, on average.
        other_acts: probability that the next move is another's and an act.
        endings: probability of each ending, given the crossing and the answer; sums to one.
        harder: probability that a rung above that of the crossing is seen afterwards, war and catastrophe included.
    """

    actor: str
    answer: str
    reached: float
    before: float
    after: float
    other_acts: float
    endings: dict[str, float]
    harder: float


def consequence_keys(game: CrisisGame) -> list[Key]:
    """Every consequence that a game may have: of every actor that may be committed, stays what it is and has a line."""
    ofs = (BELIEF, OTHER_ACTS, HARDER, *(e.id for e in game.brief.endings))
    actors = [game.structure.actors[i] for i, _ in _subjects(game)]
    return [Key(CONSEQUENCE, actor, of, answer) for actor in actors for of in ofs for answer in ANSWERS]


def _subjects(game: CrisisGame) -> list[tuple[int, int]]:
    """Whose answers are imposed: (actor, its first committed type) of everybody that has a line, may be committed, and
    whose type is the same at the end as at the start; nobody's on a clock, where mass is not pushed move by move."""
    s = game.structure
    if s.clocks:
        return []
    found = []
    for i, (actor, types) in enumerate(zip(s.actors, s.types, strict=True)):
        committed = [k for k, label in enumerate(types) if not label.strategic]
        if committed and actor in owners(game) and lasting(game, actor):
            found.append((i, committed[0]))
    return found


def consequences(game: CrisisGame, pusher: Pusher, actors: Iterable[str]) -> Values:
    """The consequences of both answers for some actors; nothing for a crossing that hardly ever happens."""
    out: Values = {}
    for actor in actors:
        for c in restraint_and_response(game, pusher, actor):
            found = {BELIEF: c.after, OTHER_ACTS: c.other_acts, HARDER: c.harder, **c.endings}
            out.update({Key(CONSEQUENCE, actor, of, c.answer): value for of, value in found.items()})
    return out


def restraint_and_response(game: CrisisGame, pusher: Pusher, only: str | None = None) -> list[Consequences]:
    """Consequences of both answers for every actor (or one) that has a commitment and whose line may be crossed.

    An actor whose type may be drawn anew on the way is left out: its true type does not last.
    """
    out = []
    for i, committed in _subjects(game):
        if only not in (None, game.structure.actors[i]):
            continue
        crossings = _first_crossings(game, pusher, i)
        reached = sum(float(m.sum()) for stage in crossings.values() for m in stage.values())
        if reached > LEAST_CONDITION:
            for answer in ANSWERS:
                found = _Imposed(game, pusher, i, committed, answer).follow(crossings, reached)
                out += [found] if found is not None else []
    return out


def _first_crossings(game: CrisisGame, pusher: Pusher, actor: int) -> dict[int, dict[int, np.ndarray]]:
    """Mass at the first recognised crossing of the actor's lines, by stage and state, (E_1, …, E_N)."""
    s = game.structure
    mine = {line.id for line in game.brief.lines if line.owner == s.actors[actor]}
    facing = {row.state for m, row in enumerate(s.moves) if any(line in mine for line, _ in game.answers[m])}
    facing = {x for x in facing if s.movers[x] == (actor,)}
    stack = Stack(s, {FACED: Tracked(once(np.isin(s.branch_state, list(facing))))})
    tag = stack.offsets[FACED]
    found: dict[int, dict[int, np.ndarray]] = {}
    for t, mass in enumerate(pusher.run(stack)):
        for x, tagged in mass.items():
            amount = tagged.of(tag)
            if x in facing and amount.any() and t < (s.horizon or 0):
                found.setdefault(t, {})[x] = amount
    return found


class _Imposed:
    """One answer, imposed at every first crossing."""

    def __init__(self, game: CrisisGame, pusher: Pusher, actor: int, committed: int, answer: str):
        s = game.structure
        self.game, self.pusher, self.actor, self.committed, self.answer = game, pusher, actor, committed, answer
        self.structure = s
        rungs = len(s.rungs)
        seen = rungs_by_branch(game, "seen")
        worst = np.array([s.endings[x] in ("war", "catastrophe") for x in s.branch_next])
        seen = np.where(worst, rungs - 1, seen)
        tags = np.arange(rungs + 1, dtype=np.int32)
        table = np.where(tags[None] < seen[:, None], rungs, tags[None]).astype(np.int32)
        self.stack = Stack(s, {HIGHER: Tracked(table)})

    def _move(self, moves: tuple[int, ...]) -> int | None:
        """Position of holding, or of the lowest act that carries out the line; None if there is none."""
        rows = [(self.structure.moves[m], self.game.answers[m]) for m in moves]
        if self.answer == RESTRAINT:
            left = [a for a, (_, answers) in enumerate(rows) if answers and not any(yes for _, yes in answers)]
            held = [a for a in left if "hold" in rows[a][0].tags]
            lowest = sorted(left, key=lambda a: (rows[a][0].rung, a))
            return next(iter([*held, *lowest]), None)
        enough = [(row.rung, a) for a, (row, answers) in enumerate(rows) if any(yes for _, yes in answers)]
        return min(enough)[1] if enough else None

    def follow(self, crossings: Mapping[int, Mapping[int, np.ndarray]], reached: float) -> Consequences | None:
        """Carry the crossings on, the answer imposed; None where it is open at none of them."""
        s, pusher, actor = self.structure, self.pusher, self.actor
        endings = dict.fromkeys([e.id for e in self.game.brief.endings], 0.0)
        kept = before = after = acts = harder = 0.0
        for truth in range(len(s.types[actor])):
            entering: dict[int, Mass] = {}
            for t, states in crossings.items():
                for x, amount in states.items():
                    flow = pusher.flow(t, x, amount, {actor: truth})
                    a = self._move(flow.moves)
                    if a is None:
                        continue
                    belief = flow.plays[0].belief
                    mass = flow.public_mass * belief[:, truth]
                    kept += float(mass.sum())
                    before += float(mass @ belief[:, self.committed])
                    rung = self.game.answer_rung(flow.moves[a], self.game.answers[flow.moves[a]][0][0])
                    self._enter(flow, a, mass, rung, entering.setdefault(t + 1, {}))
            along = self._along(pusher.axes[actor].belief[:, self.committed])
            after += sum(float((m.push * along).sum()) for stage in entering.values() for m in stage.values())

            def visit(flow: Flow, entering: dict[int, Mass] = entering) -> None:
                nonlocal acts
                fresh = entering.get(flow.stage, {}).get(flow.state)
                if fresh is not None and flow.mover != actor:
                    chosen = flow.move_mass(flow.here(fresh.push))
                    acts += float(chosen[[s.moves[m].rung >= 0 for m in flow.moves]].sum())

            final = pusher.finish(self.stack, visit, {actor: truth}, entering)
            for x, tagged in final.items():
                endings[s.endings[x]] += float(tagged.push.sum())
                harder += float(tagged.of(self.stack.offsets[HIGHER] + len(s.rungs)).sum())
        if kept == 0.0:
            return None
        share = 1.0 / kept
        return Consequences(
            s.actors[actor],
            self.answer,
            reached,
            before * share,
            after * share,
            acts * share,
            {name: p * share for name, p in endings.items()},
            harder * share,
        )

    def _along(self, values: np.ndarray) -> np.ndarray:
        shape = [1] * len(self.pusher.sizes)
        shape[self.actor] = len(values)
        return values.reshape(shape)

    def _enter(self, flow: Flow, move: int, mass: np.ndarray, rung: int, into: Mass) -> None:
        """Add the mass that the imposed move leads to, tagged by the rung of the crossing."""
        tag = self.stack.offsets[HIGHER] + rung
        for x, tagged in self.pusher.after_move(flow, move, mass, self.stack, tag).items():
            into[x] = together(into[x], tagged) if x in into else tagged

"""Restraint against response: what follows if an actor, whatever its type, does one or the other.

At the first recognised crossing of one of the actor's lines the move is imposed; the others do not know that it was, so
beliefs move by Bayes' rule as in equilibrium, and everyone plays on as solved. The actor's true type is unaffected by
what is imposed on it, so that there is a pass backward (:mod:`.prospects`) for each true type. Up to the crossing all
is as the public expects, and one push serves all types.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..games.crisis_game import CrisisGame
from .both_ways import pushed_by_type
from .decision_flow import Flow
from .imposed_answers import AGAIN, ANSWERS, HARDER, LATER, OTHER_ACTS, UNTAUGHT, WAITING, ImposedAnswers
from .keys import LEAST_CONDITION, Key, Values
from .push import Pusher
from .quantities.beliefs import lasting
from .quantities.lines import owners

CONSEQUENCE = "consequence"
"""A quantity that no outlook has, for what it is about is imposed and not played."""
BELIEF, NEXT_CRISIS = "belief", "next_crisis"
"""What a consequence may be of, beside the endings, other acts and a higher rung: ``after`` and others of an answer."""


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
        again: probability that another act is seen to cross one of the actor's lines after the answer.
        again_untaught: the same, were beliefs not moved by the answer: what it does to what is open and what it costs,
            without what it says.
        next_crisis: probability that a line of the actor's is crossed in the next crisis
            (:mod:`.quantities.next_crisis`), begun with beliefs as they stand right after the answer.
    """

    actor: str
    answer: str
    reached: float
    before: float
    after: float
    other_acts: float
    endings: dict[str, float]
    harder: float
    again: float
    again_untaught: float
    next_crisis: float


def consequence_keys(game: CrisisGame) -> list[Key]:
    """Every consequence that a game may have: of every actor that may be committed, stays what it is and has a line."""
    ofs = (BELIEF, OTHER_ACTS, HARDER, NEXT_CRISIS, *(e.id for e in game.brief.endings))
    actors = [game.structure.actors[i] for i, _ in _subjects(game)]
    return [Key(CONSEQUENCE, actor, of, answer) for actor in actors for of in ofs for answer in ANSWERS]


def _subjects(game: CrisisGame) -> list[tuple[int, int]]:
    """Whose answers are imposed: (actor, its first committed type) of everybody that has a line, may be committed, and
    whose type is the same at the end as at the start."""
    s = game.structure
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
        out.update(consequence_values(restraint_and_response(game, pusher, actor)))
    return out


def consequence_values(some: Iterable[Consequences]) -> Values:
    """Consequences as numbers by key."""
    out: Values = {}
    for c in some:
        found = {BELIEF: c.after, OTHER_ACTS: c.other_acts, HARDER: c.harder, NEXT_CRISIS: c.next_crisis, **c.endings}
        out.update({Key(CONSEQUENCE, c.actor, of, c.answer): value for of, value in found.items()})
    return out


def restraint_and_response(game: CrisisGame, pusher: Pusher, only: str | None = None) -> list[Consequences]:
    """Consequences of both answers for every actor (or one) that has a commitment and whose line may be crossed.

    An actor whose type may be redrawn on the way is left out: its true type does not last.
    """
    out = []
    for i, committed in _subjects(game):
        if only in (None, game.structure.actors[i]):
            out += _imposed(game, pusher, i, committed)
    return out


class _Facing:
    """Gathers what is believed where crossings are faced, right before and right after either answer.

    Attributes:
        reached: mass that comes there.
        left: by answer, mass of each true type by vertex of belief right after it, (K, V).
        before: by answer, mass where it is open, times the belief before it.
    """

    def __init__(self, answers: ImposedAnswers, pusher: Pusher, committed: int, waiting: int):
        self.answers, self.pusher, self.waiting = answers, pusher, waiting
        self.of_type = pusher.vertices.belief[answers.actor]
        self.belief = self.of_type[:, committed]
        self.reached = 0.0
        self.before = dict.fromkeys(ANSWERS, 0.0)
        self.left = {answer: np.zeros(self.of_type.T.shape) for answer in ANSWERS}

    def __call__(self, flow: Flow) -> None:
        """Take in the flow through a state."""
        if flow.state not in self.answers.facing:
            return
        mass = flow.of(self.waiting)
        self.reached += float(mass.sum())
        for answer, at in self.answers.imposed.items():
            if flow.state in at:
                self.before[answer] += float(mass @ self.belief[flow.live])
        for k, share in enumerate(self.of_type.T):  # beliefs spread as for each type
            own = np.zeros(len(share))
            own[flow.live] = mass * share[flow.live]
            there = self.pusher.flow(flow.stage, flow.state, own, {self.answers.actor: k})
            for answer, at in self.answers.imposed.items():
                if flow.state in at:
                    shown = there.show[at[flow.state]]
                    leaving = shown[:, None, None] * there.public_mass[None, :, None] * there.share
                    np.add.at(self.left[answer][k], there.place, leaving)


def _imposed(game: CrisisGame, pusher: Pusher, actor: int, committed: int) -> list[Consequences]:
    """Play with each answer imposed; nothing where there is hardly any crossing, or the answer is open at none."""
    s = game.structure
    key = "imposed answers", actor
    if key not in game.kept:
        game.kept[key] = ImposedAnswers(game, actor)
    answers = game.kept[key]
    assert isinstance(answers, ImposedAnswers)
    facing = _Facing(answers, pusher, committed, answers.asked.stack.block(WAITING).start)
    by_type = pushed_by_type(pusher, answers.asked, actor, game.brief.days if s.clocks else None, visit=facing)
    again = answers.names.index(("", AGAIN))
    total = {answer: np.zeros(1 + len(answers.names)) for answer in ANSWERS}
    next_crisis = dict.fromkeys(ANSWERS, 0.0)
    for k, found in enumerate(by_type):
        assert found.start is not None  # there are read-outs
        ahead = found.start.at(s.initial, LATER)[:, again]
        for answer in ANSWERS:
            total[answer] += found.met[answer]
            next_crisis[answer] += float(facing.left[answer][k] @ ahead)
    reached, before = facing.reached, facing.before
    after = {answer: float((left @ facing.belief).sum()) for answer, left in facing.left.items()}
    if reached <= LEAST_CONDITION:
        return []
    out = []
    for answer, met in total.items():
        if met[0] > 0.0:
            named = zip(answers.names, (met[1:] / met[0]).tolist(), strict=True)
            share = {what: p for (of, what), p in named if of == answer}
            out.append(
                Consequences(
                    actor=s.actors[actor],
                    answer=answer,
                    reached=reached,
                    before=before[answer] / float(met[0]),
                    after=after[answer] / float(met[0]),
                    other_acts=share[OTHER_ACTS],
                    endings={name: share[name] for name in answers.endings},
                    harder=share[HARDER],
                    again=share[AGAIN],
                    again_untaught=share[UNTAUGHT],
                    next_crisis=next_crisis[answer] / float(met[0]),
                )
            )
    return out

"""Restraint against response: what follows if an actor, whatever its type, does one or the other.

At the first recognised crossing of one of the actor's lines the move is imposed; the others do not know that it was, so
beliefs move by Bayes' rule as in equilibrium, and everyone plays on as solved. The actor's true type is unaffected by
what is imposed on it, so that there is a push for each true type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..games.crisis_game import CrisisGame
from .automata import DROPPED, Automaton, Departure, Stack
from .decision_flow import Flow
from .keys import LEAST_CONDITION, Key, Values
from .next_crisis import crossed_again
from .push import Pusher
from .quantities.beliefs import lasting
from .quantities.lines import owners
from .quantities.rungs import rungs_by_branch
from .vertices import Vertices

RESTRAINT, RESPONSE = "restraint", "response"
ANSWERS = (RESTRAINT, RESPONSE)
TAUGHT, UNTAUGHT = "again", "again, untaught"
TO_COME, ACTED, ELSE = range(3)  # the move after the answer
FIRST = 1  # the first tag of the first automaton of a stack

CONSEQUENCE = "consequence"
"""A quantity that no outlook has, for what it is about is imposed and not played."""
BELIEF, OTHER_ACTS, HARDER, NEXT_CRISIS = "belief", "other_acts", "harder", "next_crisis"
"""What a consequence may be of, beside the endings: ``after`` and others of an answer."""


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
        next_crisis: probability that a line of the actor's is crossed in the next crisis (:mod:`.next_crisis`), begun
            with beliefs as they stand right after the answer.
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

    An actor whose type may be drawn anew on the way is left out: its true type does not last.
    """
    out = []
    for i, committed in _subjects(game):
        if only in (None, game.structure.actors[i]):
            for answer in ANSWERS:
                found = _followed(game, pusher, i, committed, _Answered(game, i, answer))
                out += [found] if found is not None else []
    return out


class _Answered:
    """From the first recognised crossing of an actor's lines on, play as it would be with one answer imposed there.

    Its own mass leaves where the answer is imposed, and all other mass is dropped there. Tags: 0, no crossing yet;
    then, for a crossing at each rung and for a higher one seen since, three in turn: the next move is still to come, it
    was another's act, it was not.
    """

    start = 0
    asked = None
    teaches = True

    def __init__(self, game: CrisisGame, actor: int, answer: str):
        s = game.structure
        self.game, self.structure, self.actor, self.answer = game, s, actor, answer
        self.mine = mine = {line.id for line in game.brief.lines if line.owner == s.actors[actor]}
        facing = {row.state for m, row in enumerate(s.moves) if any(line in mine for line, _ in game.answers[m])}
        self.facing = sorted(x for x in facing if s.movers[x] == (actor,))
        self.imposed = {x: a for x in self.facing if (a := self._move(s.moves_at[x][actor])) is not None}
        self.rungs = len(s.rungs)
        worst = np.array([s.endings[x] in ("war", "catastrophe") for x in s.branch_next])
        self.seen = np.where(worst, self.rungs - 1, rungs_by_branch(game, "seen"))
        self.table = self._table()

    def tag(self, rung: int, next_move: int = 0) -> int:
        """Of a crossing at a rung, or of a higher one seen (one past the last rung)."""
        return 1 + 3 * rung + next_move

    def _table(self) -> np.ndarray:
        s = self.structure
        seen = self.seen
        moved = s.branch_move >= 0
        act = np.array([m >= 0 and s.moves[m].rung >= 0 and s.moves[m].actor != self.actor for m in s.branch_move])
        count = self.tag(self.rungs + 1)
        table = np.tile(np.arange(count, dtype=np.int32), (len(s.branches), 1))
        table[np.isin(s.branch_state, self.facing), 0] = DROPPED
        for rung in range(self.rungs + 1):
            higher = np.where(seen > rung, self.rungs, rung) if rung < self.rungs else np.full(len(seen), rung)
            for now in (TO_COME, ACTED, ELSE):
                then = np.where(moved, np.where(act, ACTED, ELSE), TO_COME) if now == TO_COME else now
                table[:, self.tag(rung, now)] = self.tag(0) + 3 * higher + then
        return table

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

    def joining(self, state: int) -> Sequence[tuple[int, int]]:
        """Nothing joins: its own mass leaves."""
        return ()

    def enter(self, tag: int, waiting: np.ndarray, vertices: Vertices) -> np.ndarray:
        """Never called."""
        raise AssertionError("nothing joins")

    def _branches(self, state: int) -> np.ndarray:
        """Branches by which the imposed answer leaves a state; none where there is none."""
        s = self.structure
        if state not in self.imposed:
            return np.zeros(0, int)
        move = s.moves_at[state][self.actor][self.imposed[state]]
        return np.array([b for b in s.branches_at[state] if s.branch_move[b] == move])

    def departing(self, state: int) -> Sequence[Departure]:
        """By every branch of the imposed answer; one that is itself seen above the crossing is the higher rung."""
        s, branches = self.structure, self._branches(state)
        if not len(branches):
            return ()
        move = int(s.branch_move[branches[0]])
        rung = self.game.answer_rung(move, self.game.answers[move][0][0])
        higher = self.seen[branches] > rung
        outcomes = np.searchsorted(s.outcomes_at[state], s.branch_outcome[branches])
        tags = np.where(higher, self.tag(self.rungs), self.tag(rung))
        return [
            Departure(o, ((0, tag),), (b,), imposed=True, teaches=self.teaches)
            for o, tag, b in zip(outcomes.tolist(), tags.tolist(), branches.tolist(), strict=True)
        ]

    def leave(self, flow: Flow) -> np.ndarray:
        """Never called."""
        raise AssertionError("all that leaves does so by branches")


class _Again(_Answered):
    """The same, and whether the public sees a line of the actor's crossed after the answer.

    Tags: 0, no crossing yet; 1, answered, and none since; 2, another since.

    Args:
        game, actor, answer: as before.
        teaches: do beliefs move with the imposed answer?
    """

    def __init__(self, game: CrisisGame, actor: int, answer: str, teaches: bool):
        self.teaches = teaches
        super().__init__(game, actor, answer)

    def _table(self) -> np.ndarray:
        s = self.structure
        table = np.tile(np.arange(3, dtype=np.int32), (len(s.branches), 1))
        table[np.isin(s.branch_state, self.facing), 0] = DROPPED
        table[[bool(self.mine & b.crosses) for b in s.branches], 1] = 2
        return table

    def departing(self, state: int) -> Sequence[Departure]:
        """By every branch of the imposed answer, with nothing crossed since."""
        return [replace(d, tags=((0, 1),)) for d in super().departing(state)]


def _followed(game: CrisisGame, pusher: Pusher, actor: int, committed: int, answered: _Answered) -> Consequences | None:
    """Play with an answer imposed; None where there is hardly any crossing, or the answer is open at none of them."""
    s = game.structure
    automata: dict[object, Automaton] = {"answered": answered}
    again = dict.fromkeys((TAUGHT, UNTAUGHT), 0.0)
    for key in again:
        automata[key] = _Again(game, actor, answered.answer, key == TAUGHT)
    stack = Stack(s, automata)
    belief = _along(pusher, actor, committed)
    reached = kept = before = after = acts = harder = renewed = 0.0
    endings = dict.fromkeys([e.id for e in game.brief.endings], 0.0)
    for truth, prior in enumerate(np.asarray(game.game.numbers.prior)[actor, : len(s.types[actor])].tolist()):

        left = np.zeros(pusher.vertices.count)

        def visit(flow: Flow, prior: float = prior, left: np.ndarray = left) -> None:
            nonlocal reached, before, after
            if flow.state not in answered.facing:
                return
            mass = prior * flow.of(FIRST)
            reached += float(mass.sum())
            if flow.state in answered.imposed:
                before += float(mass @ belief[flow.live])
                then = np.einsum("olz,olz->ol", flow.share, belief[flow.place])
                shown = flow.show[answered.imposed[flow.state]]
                after += float(shown @ then @ mass)
                np.add.at(left, flow.place, shown[:, None, None] * mass[None, :, None] * flow.share)

        final = pusher.finish(stack, visit, {actor: truth}, game.brief.days if s.clocks else None)
        for x, tagged in final.items():
            for of in again:
                again[of] += prior * float(tagged.of(stack.block(of).start + 2).sum())
            for rung in range(answered.rungs + 1):
                for now in (TO_COME, ACTED, ELSE):
                    amount = prior * float(tagged.of(FIRST + answered.tag(rung, now)).sum())
                    kept += amount
                    endings[s.endings[x]] += amount
                    acts += amount if now == ACTED else 0.0
                    harder += amount if rung == answered.rungs else 0.0
        if left.any():
            renewed += float(left.sum()) * crossed_again(pusher, game, left, {actor: truth})[s.actors[actor]]
    if reached <= LEAST_CONDITION or kept == 0.0:
        return None
    ended = {name: p / kept for name, p in endings.items()}
    parts = (before / kept, after / kept, acts / kept)
    repeated = again[TAUGHT] / kept, again[UNTAUGHT] / kept, renewed / kept
    return Consequences(s.actors[actor], answered.answer, reached, *parts, ended, harder / kept, *repeated)


def _along(pusher: Pusher, actor: int, committed: int) -> np.ndarray:
    """Belief that an actor is committed, at every vertex, (V,)."""
    shape = [1] * len(pusher.sizes)
    shape[actor] = pusher.sizes[actor]
    own = pusher.axes[actor].belief[:, committed].reshape(shape)
    return np.broadcast_to(own, pusher.sizes).reshape(-1)

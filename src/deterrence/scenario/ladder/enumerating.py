"""Two sides on one ladder -> states, branches and numbers as expressions: the first front end.

Breadth first from where the window opens. Nothing here knows a parameter's value, except that a private type whose
prior is zero is left out by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

import numpy as np

from ...games.crisis_game import CHALLENGES, Enumerated, Variable
from ...games.state_space import ENFORCES, LEAVES, Branch, Losses, MoveChoice, StateSpace, priors
from ...games.structure import Standing, TypeLabel
from ...games.symbols import SymbolicNumbers
from ...parameters.expression import ZERO, Expression, constant, parameter
from .doctrine import prescribed
from .parameter_sites import NumberNames
from .payoffs import Payoffs
from .public_state import CROSSED, LAST, Aftermath, Board, Ending, Place, Position
from .record import ActorType, Doctrine, Move, Scenario
from .transitions import Turn, Turns
from .words import STEPS, WORDS

DEFAULT_TREMBLE = 0.01
THIRD_PARTIES = "third parties"
UNRESOLVED, NO_CHALLENGE, CATASTROPHE = "unresolved", "no_challenge", "catastrophe"


def enumerate_ladder(
    scenario: Scenario, pruned: Collection[tuple[str, str]] = (), memory: Mapping[str, int] | None = None
) -> Enumerated:
    """Enumerate a scenario's public states.

    Args:
        scenario: a scenario that has passed its cross-section checks.
        pruned: (actor id, type id) of types to leave out, because their prior is zero.
        memory: by actor, how many challenges of the other side public states count at least.

    Raises:
        ValueError: too many public states.
    """
    return _Enumerator(scenario, frozenset(pruned), memory or {}).run()


class _Enumerator:
    def __init__(self, scenario: Scenario, pruned: frozenset[tuple[str, str]], memory: Mapping[str, int]):
        self.scenario = scenario
        self.board = Board(scenario, memory=memory)
        self.payoffs = Payoffs(self.board)
        self.turns = Turns(self.board, self.payoffs)
        self.types: list[tuple[ActorType, ...]] = [
            tuple(t for t in a.types if (a.id, t.id) not in pruned) for a in scenario.actors
        ]
        self.strategic = [
            (i, k) for i, types in enumerate(self.types) for k, t in enumerate(types) if t.kind == "strategic"
        ]
        self.space: StateSpace[Place] = StateSpace(self.board.actors, self.board.label)

    def run(self) -> Enumerated:
        space, actors = self.space, self.scenario.actors
        space.explore(self.board.start, self._expand)
        rule, marks = space.rules(
            [c for i, types in enumerate(self.types) for c in self._commitments(i, types)],
            max(len(types) for types in self.types),
        )
        standing = {Position: Standing.DECISION, Aftermath: Standing.CHANCE, Ending: Standing.TERMINAL}
        return Enumerated(
            structure=space.structure(
                tuple(tuple(TypeLabel(t.id, t.kind == "strategic") for t in types) for types in self.types),
                lambda place: standing[type(place)],
                _ending_name,
                self.board.rungs,
                self.scenario.window.moves,
            ),
            symbols=SymbolicNumbers(
                branch_probability=space.probability,
                payoff=space.payoff,
                ending=[self._stopping(p) for p in space.places],
                base_weight=space.base_weight,
                rule=rule,
                prior=self._priors(),
                discount=[self.payoffs.number(a.discount, a.id, "discount") for a in actors],
                precision=[self.payoffs.number(a.precision, a.id, "precision") for a in actors],
            ),
            prescribed=marks,
            tremble=self._trembles(),
            places=tuple(space.places),
            variables=self._variables(),
            public=tuple(self._public(p) for p in space.places),
            nodes=("",) * len(space.places),
            losses=tuple(space.losses),
            days=tuple(self._days(p) for p in space.places),
            terms_of=np.array([_terms_of(p) for p in space.places]),
            start_rung=self.board.calm,
        )

    def _expand(self, state: int, place: Place) -> None:
        if isinstance(place, Aftermath):
            nothing = [ZERO] * len(self.strategic)
            self.space.add_chance(state, nothing, [self._after_act(t) for t in self.turns.after_act(place)])
        elif isinstance(place, Position):
            self.space.add_choice(
                state, place.actor, [self._choice(place, move) for move in self.board.open_moves(place)]
            )

    def _choice(self, at: Position, move: Move) -> MoveChoice[Place]:
        turns = self.turns.after_move(at, move)
        return MoveChoice(
            label=move.id,
            kind=move.kind or move.id,
            tags=tags_of(self.board, at, move),
            rung=self.board.target(at, move),
            payoff=self._flows(at, move, turns),
            branches=[self._branch(at, t) for t in turns],
        )

    def _branch(self, at: Position, turn: Turn) -> Branch[Place]:
        """A branch of a move: what an act did, and what the public saw of it."""
        act = isinstance(turn.place, Aftermath)
        seen = turn.place.rung if isinstance(turn.place, Aftermath) else -1
        crosses = [
            line.id
            for line in self.scenario.red_lines
            if act and line.owner == self.board.actors[1 - at.actor] and self.board.rungs.index(line.rung) <= seen
        ]
        return Branch(
            probability=turn.probability,
            place=turn.place,
            cause=turn.cause,
            realised=turn.realised,
            seen=seen,
            crosses=frozenset(crosses),
            losses=self._losses(at.actor, turn.realised) if turn.realised >= 0 else {},
            challenges=act and seen >= self.board.challenge,
        )

    def _after_act(self, turn: Turn) -> Branch[Place]:
        """A branch of what follows an act: where control is lost, the ladder's top is reached, seen by all."""
        top = len(self.board.rungs) - 1
        lost = isinstance(turn.place, Ending) and turn.place.kind == CATASTROPHE
        rung = top if lost else -1
        return Branch(turn.probability, turn.place, cause=turn.cause, realised=rung, seen=rung)

    def _losses(self, actor: int, rung: int) -> Losses:
        """Expected losses from an act at the rung that really results: to the other side, and to third parties."""
        me, other, step = self.scenario.actors[actor], self.board.actors[1 - actor], self.scenario.ladder[rung]
        return {
            (other, "material"): self.payoffs.act(me, rung, "harm"),
            (other, "civilians"): self.payoffs.act(me, rung, "civilians"),
            (THIRD_PARTIES, "disruption"): self.payoffs.number(step.bystanders, "ladder", step.id, "bystanders"),
        }

    def _flows(self, at: Position, move: Move, turns: list[Turn]) -> list[Expression]:
        realised = [(t.probability, t.realised) for t in turns if not t.probability.is_zero]
        staked, rest, gained, harm = self.payoffs.flows(at, move, realised)
        return [
            staked * self._resolve(i, k) + rest if i == at.actor else gained * self._resolve(i, k) - harm
            for i, k in self.strategic
        ]

    def _resolve(self, actor: int, kind: int) -> Expression:
        label = self.types[actor][kind]
        return self.payoffs.resolve(actor, self.scenario.actors[actor].types.index(label))

    def _stopping(self, place: Place) -> list[Expression]:
        match place:
            case Ending():
                ending = place
            case Position():
                ending = Ending(_ending_name(place), challenged=place.challenged)
            case _:
                return [ZERO] * len(self.strategic)
        parts = [(self.payoffs.ending(ending, i), self._resolve(i, k)) for i, k in self.strategic]
        return [staked * resolve + rest for (staked, rest), resolve in parts]

    def _commitments(
        self, actor: int, types: tuple[ActorType, ...]
    ) -> Iterator[tuple[int, int, Expression, Callable[[Place], str | None]]]:
        doctrines = {d.id: d for d in self.scenario.doctrines}
        for k, label in enumerate(types):
            if label.kind == "commitment":
                assert label.doctrine is not None  # the checks require it
                doctrine = doctrines[label.doctrine]
                yield actor, k, self._tremble(actor, label), partial(self._prescribed, doctrine)

    def _prescribed(self, doctrine: Doctrine, place: Place) -> str | None:
        found = prescribed(self.board, doctrine, place) if isinstance(place, Position) else None
        return found[1].id if found else None

    def _tremble(self, actor: int, label: ActorType) -> Expression:
        owner = self.scenario.actors[actor].id
        return self.payoffs.number(label.tremble, owner, label.id, "tremble", default=constant(DEFAULT_TREMBLE))

    def _trembles(self) -> list[list[Expression]]:
        return [
            [ZERO if t.kind == "strategic" else self._tremble(i, t) for t in types]
            for i, types in enumerate(self.types)
        ]

    def _priors(self) -> list[list[Expression]]:
        names = NumberNames()
        return priors(
            [
                [
                    None if t.prior == "remainder" else parameter(names.name(t.prior, (actor.id, t.id, "prior")))
                    for t in types
                ]
                for actor, types in zip(self.scenario.actors, self.types, strict=True)
            ]
        )

    def _variables(self) -> tuple[Variable, ...]:
        yes_no = (False, True)
        return (
            Variable("rung", "rung that the crisis stands at", self.board.rungs, ordered=True),
            Variable("last", "what the other side did last", LAST),
            Variable("mediated", "a mediator is present", yes_no),
            Variable("challenged", "somebody has challenged", yes_no),
            *(
                Variable(f"{CHALLENGES}{a.id}", f"challenges by {a.name} so far", tuple(range(n + 1)), ordered=True)
                for a, n in zip(self.scenario.actors, self.board.counted, strict=True)
                if n
            ),
        )

    def _public(self, place: Place) -> dict[str, str | int]:
        match place:
            case Position():
                known = {"rung": self.board.rungs[place.rung], "last": place.last, **self._counts(place)}
            case Aftermath():
                known = {"rung": self.board.rungs[place.rung], **self._counts(place)}
            case _:
                known = {}
        return {**known, "mediated": place.mediated, "challenged": place.challenged}

    def _counts(self, place: Position | Aftermath) -> dict[str, str | int]:
        """Challenges so far by each actor, where they are counted."""
        counted = zip(self.board.actors, place.made, self.board.counted, strict=True)
        return {f"{CHALLENGES}{actor}": made for actor, made, most in counted if most}

    def _days(self, place: Place) -> Expression:
        if not isinstance(place, Position):
            return ZERO
        step = self.scenario.ladder[place.rung]
        return self.payoffs.number(step.days, "ladder", step.id, "days")


def tags_of(board: Board, at: Position, move: Move) -> frozenset[str]:
    """The file's tags; the library's word for the move; whether it opens the challenge, or answers a crossing."""
    target = board.target(at, move)
    tags: set[str] = {tag for tag in move.tags if tag != "challenge"}
    if not at.challenged and target >= board.challenge:
        tags.add("challenge")
    word = STEPS.get(move.step) if move.act == "respond" else WORDS[move.act]
    if word is not None:
        tags.add(word)
    line = board.line_crossed(at.actor, at.rung) if at.last == CROSSED else None
    if line is not None:
        tags.add((ENFORCES if board.enforces(line, at.rung, target) else LEAVES) + line.id)
    return frozenset(tags)


def _ending_name(place: Place) -> str:
    if isinstance(place, Ending):
        return place.kind
    if isinstance(place, Position):
        return UNRESOLVED if place.challenged else NO_CHALLENGE
    return ""


def _terms_of(place: Place) -> int:
    """The side on whose terms it ends: the other one gave in, or accepted what this one offered; -1 for neither."""
    own = isinstance(place, Ending) and place.kind in ("capitulation", "off_ramp", "settlement")
    return 1 - place.actor if own else -1

"""Scenario -> structure: every place that play can reach, every branch, every number as an expression.

Breadth first from where the window opens. Nothing here knows a parameter's value, except that a
private type whose prior is nought is left out by whoever calls (see :mod:`.compiling`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from .board import Aftermath, Board, Ending, Place, Position
from .doctrine import prescribed
from .exploring import require_room
from .expression import ONE, ZERO, Expression, constant, parameter, total
from .parameters import NumberNames
from .payoffs import Payoffs
from .scenario import ActorType, Doctrine, Move, Scenario
from .structure import BranchRow, MoveRow, Standing, Structure, TypeLabel
from .turns import Turn, Turns

DEFAULT_TREMBLE = 0.01


@dataclass(frozen=True, eq=False)
class Enumerated:
    """A structure and its numbers as expressions.

    Attributes:
        structure: the game's shape.
        places: per state, the place it stands for.
        branch_probability, payoff, ending, base_weight, rule, prior, discount, precision, renewal: as in
            :class:`~deterrence.game.stochastic.Numbers`, of expressions.
    """

    structure: Structure
    places: tuple[Place, ...]
    branch_probability: list[Expression]
    payoff: list[list[Expression]]
    ending: list[list[Expression]]
    base_weight: list[Expression]
    rule: list[list[Expression]]
    prior: list[list[Expression]]
    discount: list[Expression]
    precision: list[Expression]
    renewal: list[list[Expression]] | None = None


@dataclass
class _Tables:
    """Rows as they are found; turned into arrays at the end."""

    moves: list[MoveRow] = field(default_factory=list)
    joint_state: list[int] = field(default_factory=list)
    joint_moves: list[list[int]] = field(default_factory=list)
    outcome_state: list[int] = field(default_factory=list)
    outcome_next: list[int] = field(default_factory=list)
    branches: list[BranchRow] = field(default_factory=list)
    probability: list[Expression] = field(default_factory=list)
    payoff: list[list[Expression]] = field(default_factory=list)
    base_weight: list[Expression] = field(default_factory=list)


def enumerate_structure(scenario: Scenario, pruned: Collection[tuple[str, str]] = ()) -> Enumerated:
    """Enumerate a scenario's public states.

    Args:
        scenario: a scenario that has passed its cross-section checks.
        pruned: (actor id, type id) of types to leave out, because their prior is nought.

    Raises:
        ValueError: too many public states.
    """
    return _Enumerator(scenario, frozenset(pruned)).run()


class _Enumerator:
    def __init__(self, scenario: Scenario, pruned: frozenset[tuple[str, str]]):
        self.scenario = scenario
        self.board = Board(scenario)
        self.payoffs = Payoffs(self.board)
        self.turns = Turns(self.board, self.payoffs)
        self.kinds: list[tuple[ActorType, ...]] = [
            tuple(t for t in a.types if (a.id, t.id) not in pruned) for a in scenario.actors
        ]
        self.strategic = [
            (i, k) for i, kinds in enumerate(self.kinds) for k, t in enumerate(kinds) if t.kind == "strategic"
        ]
        self.tables = _Tables()
        self.places: list[Place] = []
        self.index: dict[Place, int] = {}

    def run(self) -> Enumerated:
        self._visit(self.board.start)
        cursor = 0
        while cursor < len(self.places):
            self._expand(cursor, self.places[cursor])
            cursor += 1
        return Enumerated(
            structure=self._structure(),
            places=tuple(self.places),
            branch_probability=self.tables.probability,
            payoff=self.tables.payoff,
            ending=[self._stopping(p) for p in self.places],
            base_weight=self.tables.base_weight,
            rule=self._rules(),
            prior=self._priors(),
            discount=[self.payoffs.number(a.discount, a.id, "discount") for a in self.scenario.actors],
            precision=[self.payoffs.number(a.precision, a.id, "precision") for a in self.scenario.actors],
        )

    def _visit(self, place: Place) -> int:
        if place not in self.index:
            require_room(len(self.places))
            self.index[place] = len(self.places)
            self.places.append(place)
        return self.index[place]

    def _expand(self, state: int, place: Place) -> None:
        if isinstance(place, Aftermath):
            nothing = [ZERO] * len(self.strategic)
            self._add_joint(state, [-1, -1], self.turns.after_act(place), nothing, {})
        elif isinstance(place, Position):
            shown: dict[Place, int] = {}
            moves = self.board.open_moves(place)
            per_kind: dict[str, int] = defaultdict(int)
            for move in moves:
                per_kind[move.kind or move.id] += 1
            for move in moves:
                kind = move.kind or move.id
                row = MoveRow(
                    state, place.actor, move.id, kind, self._tags(place, move), self.board.target(place, move)
                )
                indices = [-1, -1]
                indices[place.actor] = len(self.tables.moves)
                self.tables.moves.append(row)
                self.tables.base_weight.append(constant(1.0 / (len(per_kind) * per_kind[kind])))
                turns = self.turns.after_move(place, move)
                self._add_joint(state, indices, turns, self._flows(place, move, turns), shown)

    def _tags(self, at: Position, move: Move) -> frozenset[str]:
        target = self.board.target(at, move)
        starts = not at.challenged and target >= self.board.challenge
        return frozenset(move.tags) - {"challenge"} | ({"challenge"} if starts else set())

    def _add_joint(
        self, state: int, indices: list[int], turns: list[Turn], flows: list[Expression], shown: dict[Place, int]
    ) -> None:
        """Add a joint move; ``shown`` maps what the public sees at this state to its outcome row."""
        joint = len(self.tables.joint_state)
        self.tables.joint_state.append(state)
        self.tables.joint_moves.append(indices)
        self.tables.payoff.append(flows)
        for turn in turns:
            if turn.place not in shown:
                shown[turn.place] = len(self.tables.outcome_state)
                self.tables.outcome_state.append(state)
                self.tables.outcome_next.append(self._visit(turn.place))
            self.tables.branches.append(BranchRow(joint, shown[turn.place], turn.cause, turn.realised))
            self.tables.probability.append(turn.probability)

    def _flows(self, at: Position, move: Move, turns: list[Turn]) -> list[Expression]:
        staked, rest = self.payoffs.to_mover(at, move)
        gained = self.payoffs.to_other(at, move)
        me = self.scenario.actors[at.actor]
        harm = total(t.probability * self.payoffs.harm(me, t.realised) for t in turns if t.realised >= 0)
        rest = rest - total(t.probability * self.payoffs.outcry(me, t.realised) for t in turns if t.realised >= 0)
        return [
            staked * self._resolve(i, k) + rest if i == at.actor else gained * self._resolve(i, k) - harm
            for i, k in self.strategic
        ]

    def _resolve(self, actor: int, kind: int) -> Expression:
        label = self.kinds[actor][kind]
        return self.payoffs.resolve(actor, self.scenario.actors[actor].types.index(label))

    def _stopping(self, place: Place) -> list[Expression]:
        match place:
            case Ending():
                ending = place
            case Position():
                ending = Ending("unresolved" if place.challenged else "no_challenge", challenged=place.challenged)
            case _:
                return [ZERO] * len(self.strategic)
        parts = [(self.payoffs.ending(ending, i), self._resolve(i, k)) for i, k in self.strategic]
        return [staked * resolve + rest for (staked, rest), resolve in parts]

    def _rules(self) -> list[list[Expression]]:
        width = max(len(kinds) for kinds in self.kinds)
        table = [[ZERO] * width for _ in self.tables.moves]
        doctrines = {d.id: d for d in self.scenario.doctrines}
        for i, kinds in enumerate(self.kinds):
            for k, label in enumerate(kinds):
                if label.kind == "commitment":
                    assert label.doctrine is not None  # the checks require it
                    self._fill_rule(table, i, k, label, doctrines[label.doctrine])
        return table

    def _fill_rule(
        self, table: list[list[Expression]], actor: int, kind: int, label: ActorType, doctrine: Doctrine
    ) -> None:
        owner = self.scenario.actors[actor].id
        tremble = self.payoffs.number(label.tremble, owner, label.id, "tremble", default=constant(DEFAULT_TREMBLE))
        chosen: dict[int, str | None] = {}
        for m, row in enumerate(self.tables.moves):
            place = self.places[row.state]
            if row.actor != actor or not isinstance(place, Position):
                continue
            if row.state not in chosen:
                found = prescribed(self.board, doctrine, place)
                chosen[row.state] = found[1].id if found else None
            kept = ONE - tremble if row.label == chosen[row.state] else ZERO
            table[m][kind] = kept + tremble * self.tables.base_weight[m]

    def _priors(self) -> list[list[Expression]]:
        width = max(len(kinds) for kinds in self.kinds)
        table = []
        for actor, kinds in zip(self.scenario.actors, self.kinds, strict=True):
            given = [
                None if t.prior == "remainder" else parameter(NumberNames().name(t.prior, (actor.id, t.id, "prior")))
                for t in kinds
            ]
            rest = ONE - total(p for p in given if p is not None)
            table.append([rest if p is None else p for p in given] + [ZERO] * (width - len(kinds)))
        return table

    def _structure(self) -> Structure:
        standing = {Position: Standing.DECISION, Aftermath: Standing.CHANCE, Ending: Standing.TERMINAL}
        tables, places = self.tables, self.places
        return Structure(
            actors=self.board.actors,
            types=tuple(tuple(TypeLabel(t.id, t.kind == "strategic") for t in kinds) for kinds in self.kinds),
            states=tuple(self.board.label(p) for p in places),
            standing=np.array([standing[type(p)] for p in places]),
            endings=tuple(_ending_name(p) for p in places),
            moves=tuple(tables.moves),
            joint_state=np.array(tables.joint_state),
            joint_moves=np.array(tables.joint_moves),
            outcome_state=np.array(tables.outcome_state),
            outcome_next=np.array(tables.outcome_next),
            outcome_signal=tuple(self.board.label(places[x]) for x in tables.outcome_next),
            branches=tuple(tables.branches),
            initial=0,
            horizon=self.scenario.window.moves,
            rungs=self.board.rungs,
            state_rung=np.array([getattr(p, "rung", -1) for p in places]),
        )


def _ending_name(place: Place) -> str:
    if isinstance(place, Ending):
        return place.kind
    if isinstance(place, Position):
        return "unresolved" if place.challenged else "no_challenge"
    return ""

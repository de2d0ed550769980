"""Rows of a game as a front end finds them, public state by public state; made into a structure at the end.

A front end (:mod:`deterrence.scenario.ladder.enumerating`, :mod:`deterrence.scenario.campaign.enumerating`) explores
its public states breadth first and says of each what can be done there and how it turns out; everything is a number
in parameters or a label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..parameters.expression import ONE, ZERO, Expression, total
from .size import require_room
from .structure import BranchRow, MoveRow, Standing, Structure, TypeLabel

ENFORCES, LEAVES = "enforces:", "leaves:"
"""Marks on a move that answers a crossed red line, before the line's id: it carries the line out, or leaves it."""

Losses = Mapping[tuple[str, str], Expression]


@dataclass(frozen=True)
class Branch[Place: Hashable]:
    """One way a move, or chance, can turn out.

    Attributes:
        probability: of the branch, given the move.
        place: the public state it leads to.
        sight: what the public sees beside the state; outcomes of two moves look alike where place and sight agree.
        cause: chosen, matched, misperceived, accident or chance.
        realised: rung that really happened, -1 where no act was made.
        seen: rung that the public takes the act for, -1 where it sees none.
        crosses: red lines that the public sees crossed.
        losses: by (bearer, kind), expected loss.
        challenges: a challenge is publicly seen.
    """

    probability: Expression
    place: Place
    sight: Hashable = None
    cause: str = "chance"
    realised: int = -1
    seen: int = -1
    crosses: frozenset[str] = frozenset()
    losses: Losses = field(default_factory=dict)
    challenges: bool = False


@dataclass(frozen=True)
class MoveChoice[Place: Hashable]:
    """A move open at a public state, with how it turns out."""

    label: str
    kind: str
    tags: frozenset[str]
    rung: int
    payoff: list[Expression]
    branches: Sequence[Branch[Place]]
    weight: Expression = ONE


@dataclass
class StateSpace[Place: Hashable]:
    """The rows found so far.

    Attributes:
        actors: ids.
        label: a state's label, made of ids.
    """

    actors: tuple[str, ...]
    label: Callable[[Place], str]
    places: list[Place] = field(default_factory=list)
    index: dict[Place, int] = field(default_factory=dict)
    moves: list[MoveRow] = field(default_factory=list)
    joint_state: list[int] = field(default_factory=list)
    joint_moves: list[list[int]] = field(default_factory=list)
    outcome_state: list[int] = field(default_factory=list)
    outcome_next: list[int] = field(default_factory=list)
    signal: list[str] = field(default_factory=list)
    rows: list[BranchRow] = field(default_factory=list)
    probability: list[Expression] = field(default_factory=list)
    payoff: list[list[Expression]] = field(default_factory=list)
    base_weight: list[Expression] = field(default_factory=list)
    losses: list[Losses] = field(default_factory=list)
    pace: dict[int, Expression] = field(default_factory=dict)

    def explore(self, start: Place, expand: Callable[[int, Place], None]) -> None:
        """Visit every place that play reaches from ``start``, breadth first; ``expand`` adds what happens there.

        Raises:
            ValueError: too many public states.
        """
        self._visit(start)
        cursor = 0
        while cursor < len(self.places):
            expand(cursor, self.places[cursor])
            cursor += 1

    def _visit(self, place: Place) -> int:
        if place not in self.index:
            require_room(len(self.places))
            self.index[place] = len(self.places)
            self.places.append(place)
        return self.index[place]

    def add_chance(self, state: int, payoff: list[Expression], branches: Iterable[Branch[Place]]) -> None:
        """What chance does at a state where nobody moves."""
        self._add_joint(state, [-1] * len(self.actors), payoff, branches, {})

    def add_clock(self, state: int, payoff: list[Expression], events: Sequence[Branch[Place]]) -> None:
        """Events that race at a state where nobody moves until one comes.

        Args:
            state: the state.
            payoff: per strategic type, per day until then.
            events: with rates per day where other branches have probabilities; one at least.
        """
        self.pace[state] = total(event.probability for event in events)
        shares = [replace(event, probability=event.probability / self.pace[state]) for event in events]
        self.add_chance(state, payoff, shares)

    def paces(self) -> list[Expression]:
        """R(x), events per day, of every state; zero where no clock runs."""
        return [self.pace.get(x, ZERO) for x in range(len(self.places))]

    def add_choice(self, state: int, actor: int, choices: Sequence[MoveChoice[Place]]) -> None:
        """The moves of the one actor that moves at a state.

        Each kind has the mean of its moves' weights, against the other kinds, and its moves share it by theirs.
        """
        by_kind: dict[str, list[Expression]] = defaultdict(list)
        for choice in choices:
            by_kind[choice.kind].append(choice.weight)
        every = total(total(own) / float(len(own)) for own in by_kind.values())
        shown: dict[Hashable, int] = {}
        for choice in choices:
            joint = [-1] * len(self.actors)
            joint[actor] = len(self.moves)
            self.moves.append(MoveRow(state, actor, choice.label, choice.kind, choice.tags, choice.rung))
            self.base_weight.append(choice.weight / (every * float(len(by_kind[choice.kind]))))
            self._add_joint(state, joint, choice.payoff, choice.branches, shown)

    def _add_joint(
        self,
        state: int,
        joint_moves: list[int],
        payoff: list[Expression],
        branches: Iterable[Branch[Place]],
        shown: dict[Hashable, int],
    ) -> None:
        """Add a joint move; ``shown`` maps what the public sees at this state to its outcome row."""
        joint = len(self.joint_state)
        self.joint_state.append(state)
        self.joint_moves.append(joint_moves)
        self.payoff.append(payoff)
        for branch in branches:
            if branch.probability.is_zero:
                continue
            key = (branch.place, branch.sight, branch.crosses)
            if key not in shown:
                shown[key] = len(self.outcome_state)
                self.outcome_state.append(state)
                self.outcome_next.append(self._visit(branch.place))
                parts = (branch.sight if isinstance(branch.sight, str) else None, self.label(branch.place))
                self.signal.append("/".join(filter(None, parts)))
            self.rows.append(
                BranchRow(
                    joint,
                    shown[key],
                    branch.cause,
                    branch.realised,
                    branch.seen,
                    branch.crosses,
                    branch.challenges,
                )
            )
            self.probability.append(branch.probability)
            self.losses.append(branch.losses)

    def structure(
        self,
        types: tuple[tuple[TypeLabel, ...], ...],
        standing: Callable[[Place], Standing],
        ending: Callable[[Place], str],
        rungs: tuple[str, ...],
        horizon: int | None,
    ) -> Structure:
        """The structure of all that was found."""
        return Structure(
            actors=self.actors,
            types=types,
            states=tuple(self.label(p) for p in self.places),
            standing=np.array([standing(p) for p in self.places]),
            endings=tuple(ending(p) for p in self.places),
            moves=tuple(self.moves),
            joint_state=np.array(self.joint_state),
            joint_moves=np.array(self.joint_moves),
            outcome_state=np.array(self.outcome_state),
            outcome_next=np.array(self.outcome_next),
            outcome_signal=tuple(self.signal),
            branches=tuple(self.rows),
            horizon=horizon,
            rungs=rungs,
        )

    def rules(
        self, commitments: Iterable[tuple[int, int, Expression, Callable[[Place], str | None]]], width: int
    ) -> tuple[list[list[Expression]], np.ndarray]:
        """Play of the committed types, by move and type, and which moves their doctrines prescribe.

        Args:
            commitments: (actor, type, tremble, the move that the doctrine prescribes at a place or None for any).
            width: the largest number of types.

        Returns:
            Probabilities (M, K); and (M, K), 1 where the move is prescribed, 0 where another is, -1 where none is.
        """
        table = [[ZERO] * width for _ in self.moves]
        prescribed = np.full((len(self.moves), width), -1, np.int8)
        for actor, kind, tremble, doctrine in commitments:
            chosen: dict[int, str | None] = {}
            for m, row in enumerate(self.moves):
                if row.actor != actor:
                    continue
                if row.state not in chosen:
                    chosen[row.state] = doctrine(self.places[row.state])
                move = chosen[row.state]
                if move is not None:
                    prescribed[m, kind] = row.label == move
                table[m][kind] = played(prescribed[m, kind], tremble, self.base_weight[m])
        return table, prescribed


def played(prescribed: int, tremble: Expression, weight: Expression) -> Expression:
    """Probability with which a commitment makes a move: its doctrine with probability 1 − ε, else by base weight.

    Args:
        prescribed: 1 where the doctrine prescribes the move, 0 where another, -1 where none: then the base weight.
        tremble: ε.
        weight: the move's base weight.
    """
    if prescribed < 0:
        return weight
    return (ONE - tremble if prescribed else ZERO) + tremble * weight


def priors(stated: Sequence[Sequence[Expression | None]]) -> list[list[Expression]]:
    """Priors by actor and type, padded with zero; None stands for what the others leave."""
    width = max(len(row) for row in stated)
    table = []
    for row in stated:
        rest = ONE - total(p for p in row if p is not None)
        table.append([rest if p is None else p for p in row] + [ZERO] * (width - len(row)))
    return table

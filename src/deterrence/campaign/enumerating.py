"""Campaign -> structure: every public state that play can reach, every branch, every number as an expression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import numpy as np

from ..game.enumerating import Enumerated
from ..game.exploring import require_room
from ..game.expression import ONE, ZERO, Expression, constant, total
from ..game.structure import BranchRow, MoveRow, Standing, Structure, TypeLabel
from .board import UNRESOLVED, CampaignBoard, Place, prescribed
from .formula import expression
from .record import REMAINDER, REST, Campaign, CampaignMove, CampaignType, Lottery, Outcome, Payments, Turn

ENFORCES, LEAVES = "enforces:", "leaves:"

Seen = tuple[
    Place, str | None, frozenset[str]
]  # what the public sees of a move: where it leads, a signal, lines crossed


@dataclass(frozen=True, eq=False)
class EnumeratedCampaign(Enumerated):
    """A campaign's structure and numbers, with what its quantities need beside.

    Attributes:
        loses: per branch, expected loss by who bears it.
        crosses: per branch, red lines it publicly crosses.
        days: per state, how long a move there takes.
    """

    loses: tuple[dict[str, Expression], ...] = ()
    crosses: tuple[frozenset[str], ...] = ()
    days: tuple[Expression, ...] = ()


@dataclass
class _Tables:
    """Rows as they are found; turned into arrays at the end."""

    moves: list[MoveRow] = field(default_factory=list)
    joint_state: list[int] = field(default_factory=list)
    joint_moves: list[list[int]] = field(default_factory=list)
    outcome_state: list[int] = field(default_factory=list)
    outcome_next: list[int] = field(default_factory=list)
    signal: list[str] = field(default_factory=list)
    branches: list[BranchRow] = field(default_factory=list)
    probability: list[Expression] = field(default_factory=list)
    payoff: list[list[Expression]] = field(default_factory=list)
    base_weight: list[Expression] = field(default_factory=list)
    loses: list[dict[str, Expression]] = field(default_factory=list)
    crosses: list[frozenset[str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Path:
    """An outcome, or a run of lotteries from one: its probability, what it pays and where it ends."""

    probability: Expression
    place: Place
    outcome: Outcome
    paid: tuple[tuple[Payments, Place], ...]
    loses: tuple[tuple[Payments, Place], ...]
    crosses: frozenset[str]


def enumerate_campaign(campaign: Campaign, pruned: Collection[tuple[str, str]] = ()) -> EnumeratedCampaign:
    """Enumerate a campaign's public states.

    Args:
        campaign: one that has passed its checks.
        pruned: (actor id, type id) of types to leave out, because their prior is nought.

    Raises:
        ValueError: too many public states.
    """
    return _Enumerator(campaign, frozenset(pruned)).run()


class _Enumerator:
    def __init__(self, campaign: Campaign, pruned: frozenset[tuple[str, str]]):
        self.campaign, self.board = campaign, CampaignBoard(campaign)
        self.kinds = [tuple(t for t in a.types if (a.id, t.id) not in pruned) for a in campaign.actors]
        self.columns = [(i, t) for i, kinds in enumerate(self.kinds) for t in kinds if t.kind == "strategic"]
        self.tables = _Tables()
        self.places: list[Place] = []
        self.index: dict[Place, int] = {}

    def run(self) -> EnumeratedCampaign:
        self._visit(self.board.start)
        cursor = 0
        while cursor < len(self.places):
            self._expand(cursor, self.places[cursor])
            cursor += 1
        t, c = self.tables, self.campaign
        nowhere: dict[str, str | int] = {}
        return EnumeratedCampaign(
            structure=self._structure(),
            places=tuple(self.places),  # type: ignore[arg-type]
            branch_probability=t.probability,
            payoff=t.payoff,
            ending=[self._stopping(p) for p in self.places],
            base_weight=t.base_weight,
            rule=self._rules(),
            prior=self._priors(),
            discount=[expression(a.discount, nowhere) for a in c.actors],
            precision=[expression(a.precision, nowhere) for a in c.actors],
            renewal=self._renewal(),
            loses=tuple(t.loses),
            crosses=tuple(t.crosses),
            days=tuple(self._days(p) for p in self.places),
        )

    def _visit(self, place: Place) -> int:
        if place not in self.index:
            require_room(len(self.places))
            self.index[place] = len(self.places)
            self.places.append(place)
        return self.index[place]

    def _expand(self, state: int, place: Place) -> None:
        node = self.board.node(place)
        if isinstance(node, Lottery):
            joint = [-1] * len(self.campaign.actors)
            self._add_joint(state, place, joint, list(self._through(place, node.outcomes)), {}, {}, {})
        elif isinstance(node, Turn):
            mover = self.board.actors.index(node.actor)
            moves = self.board.open_moves(place)
            per_kind: dict[str, int] = defaultdict(int)
            for move in moves:
                per_kind[move.kind or move.id] += 1
            shown: dict[Seen, int] = {}
            for move in moves:
                kind = move.kind or move.id
                joint = [-1] * len(self.campaign.actors)
                joint[mover] = len(self.tables.moves)
                rung = -1 if move.rung is None else self.board.rungs.index(move.rung)
                self.tables.moves.append(MoveRow(state, mover, move.id, kind, _tags(move), rung))
                self.tables.base_weight.append(constant(1.0 / (len(per_kind) * per_kind[kind])))
                paths = [self._path(place, o, self.campaign.outcomes_of(move)) for o in self.campaign.outcomes_of(move)]
                self._add_joint(state, place, joint, paths, move.pays, move.loses, shown, rung, move.id)

    def _path(self, place: Place, outcome: Outcome, all_: tuple[Outcome, ...]) -> _Path:
        at = self.board.public(place)
        others = total(expression(o.chance, at) for o in all_ if o.chance != REST)
        chance = ONE - others if outcome.chance == REST else expression(outcome.chance, at)
        there = self.board.after(place, outcome)
        paid, lost = ((outcome.pays, place),), ((outcome.loses, place),)
        return _Path(chance, there, outcome, paid, lost, frozenset(outcome.crosses))

    def _through(self, place: Place, outcomes: tuple[Outcome, ...]) -> Iterator[_Path]:
        """Outcomes of a lottery, with lotteries that follow one another run together."""
        for outcome in outcomes:
            path = self._path(place, outcome, outcomes)
            node = self.board.node(path.place)
            if not isinstance(node, Lottery):
                yield path
                continue
            for rest in self._through(path.place, node.outcomes):
                yield _Path(
                    path.probability * rest.probability,
                    rest.place,
                    rest.outcome,
                    path.paid + rest.paid,
                    path.loses + rest.loses,
                    path.crosses | rest.crosses,
                )

    def _add_joint(
        self,
        state: int,
        place: Place,
        joint_moves: list[int],
        paths: list[_Path],
        pays: Payments,
        loses: Payments,
        shown: dict[Seen, int],
        rung: int = -1,
        move: str | None = None,
    ) -> None:
        """Add a joint move; ``shown`` maps what the public sees at this state to its outcome row.

        Moves are public: outcomes of two moves look alike only where both give the same signal.
        """
        t = self.tables
        joint = len(t.joint_state)
        t.joint_state.append(state)
        t.joint_moves.append(joint_moves)
        paths = [p for p in paths if not p.probability.is_zero]
        t.payoff.append([self._paid(i, k, place, pays, paths) for i, k in self.columns])
        for path in paths:
            key = (path.place, path.outcome.signal or move, path.crosses)
            if key not in shown:
                shown[key] = len(t.outcome_state)
                t.outcome_state.append(state)
                t.outcome_next.append(self._visit(path.place))
                t.signal.append("/".join(filter(None, (path.outcome.signal or move, self.board.label(path.place)))))
            realised = rung if path.outcome.rung is None else self.board.rungs.index(path.outcome.rung)
            t.branches.append(BranchRow(joint, shown[key], path.outcome.cause, realised))
            t.probability.append(path.probability)
            t.crosses.append(path.crosses)
            t.loses.append(self._lost(((loses, place), *path.loses)))

    def _lost(self, parts: tuple[tuple[Payments, Place], ...]) -> dict[str, Expression]:
        lost: dict[str, Expression] = {}
        for table, place in parts:
            for who, amount in table.items():
                lost[who] = lost.get(who, ZERO) + expression(amount, self.board.public(place))
        return lost

    def _paid(self, actor: int, kind: CampaignType, place: Place, pays: Payments, paths: list[_Path]) -> Expression:
        """Expected flow to a strategic type from a joint move."""
        sure = self._pay(actor, kind, place, pays)
        return sure + total(p.probability * self._pay(actor, kind, at, part) for p in paths for part, at in p.paid)

    def _pay(self, actor: int, kind: CampaignType, place: Place, pays: Payments) -> Expression:
        formula = pays.get(self.board.actors[actor], 0)
        return expression(formula, self.board.public(place), self._trait(kind))

    @staticmethod
    def _trait(kind: CampaignType) -> Callable[[str], Expression]:
        return lambda name: expression(kind.traits[name], {})

    def _stopping(self, place: Place) -> list[Expression]:
        if place.node in self.board.turns:
            pays = self.campaign.window.closing
        elif place.node in self.board.endings:
            pays = self.board.endings[place.node].pays
        else:
            return [ZERO] * len(self.columns)
        return [self._pay(i, k, place, pays) for i, k in self.columns]

    def _days(self, place: Place) -> Expression:
        node = self.board.node(place)
        return expression(node.days, self.board.public(place)) if isinstance(node, Turn) else ZERO

    def _rules(self) -> list[list[Expression]]:
        width = max(len(kinds) for kinds in self.kinds)
        table = [[ZERO] * width for _ in self.tables.moves]
        doctrines = {d.id: d for d in self.campaign.doctrines}
        for i, kinds in enumerate(self.kinds):
            for k, kind in enumerate(kinds):
                if kind.kind == "commitment":
                    assert kind.doctrine is not None  # the checks require it
                    tremble, doctrine = expression(kind.tremble, {}), doctrines[kind.doctrine]
                    for m, row in enumerate(self.tables.moves):
                        if row.actor == i:
                            chosen = prescribed(self.board, doctrine, self.places[row.state])
                            weight = self.tables.base_weight[m]
                            kept = ONE - tremble if chosen is not None and chosen.id == row.label else ZERO
                            table[m][k] = weight if chosen is None else kept + tremble * weight
        return table

    def _priors(self) -> list[list[Expression]]:
        width = max(len(kinds) for kinds in self.kinds)
        table = []
        for kinds in self.kinds:
            given = [None if t.prior == REMAINDER else expression(t.prior, {}) for t in kinds]
            rest = ONE - total(p for p in given if p is not None)
            table.append([rest if p is None else p for p in given] + [ZERO] * (width - len(kinds)))
        return table

    def _renewal(self) -> list[list[Expression]] | None:
        if not any(c.renews for c in self.campaign.lotteries):
            return None
        table = []
        for place in self.places:
            node = self.board.node(place)
            renews = node.renews if isinstance(node, Lottery) else {}
            table.append([expression(renews.get(a, 0), self.board.public(place)) for a in self.board.actors])
        return table

    def _structure(self) -> Structure:
        t, nodes = self.tables, [self.board.node(p) for p in self.places]
        kinds = {Turn: Standing.DECISION, Lottery: Standing.CHANCE}
        standing = [kinds.get(type(n), Standing.TERMINAL) for n in nodes]
        names = {Standing.DECISION: UNRESOLVED, Standing.CHANCE: ""}
        return Structure(
            actors=self.board.actors,
            types=tuple(tuple(TypeLabel(k.id, k.kind == "strategic") for k in kinds) for kinds in self.kinds),
            states=tuple(self.board.label(p) for p in self.places),
            standing=np.array(standing),
            endings=tuple(names.get(s, p.node) for s, p in zip(standing, self.places, strict=True)),
            moves=tuple(t.moves),
            joint_state=np.array(t.joint_state),
            joint_moves=np.array(t.joint_moves),
            outcome_state=np.array(t.outcome_state),
            outcome_next=np.array(t.outcome_next),
            outcome_signal=tuple(t.signal),
            branches=tuple(t.branches),
            initial=0,
            horizon=self.campaign.window.moves,
            rungs=self.board.rungs,
            state_rung=np.full(len(self.places), -1),
        )


def _tags(move: CampaignMove) -> frozenset[str]:
    return frozenset({*move.tags, *(ENFORCES + x for x in move.enforces), *(LEAVES + x for x in move.leaves)})

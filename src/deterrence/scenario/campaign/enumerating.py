"""Turns -> states, branches and numbers as expressions: the second front end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from ...games.crisis_game import Enumerated, Variable
from ...games.state_space import ENFORCES, LEAVES, Branch, Losses, MoveChoice, StateSpace, priors
from ...games.structure import Standing, TypeLabel
from ...games.symbols import SymbolicNumbers
from ...parameters.expression import ONE, ZERO, Expression, total
from .actor_records import CampaignType
from .formula import expression
from .play_records import CampaignDoctrine, CampaignMove, Clock, Lottery, Outcome, Result, Turn
from .public_state import UNRESOLVED, CampaignBoard, Place, prescribed
from .record import Campaign
from .vocabulary import REMAINDER, REST, Payments

ALL = "all"  # what a loss consists of, where the file does not say
CHALLENGE = "challenge"


@dataclass(frozen=True)
class _Path:
    """An outcome, or a run of lotteries from one: its probability, what it pays and where it ends."""

    probability: Expression
    place: Place
    outcome: Result
    paid: tuple[tuple[Payments, Place], ...]
    loses: tuple[tuple[Payments, Place], ...]
    crosses: frozenset[str]


def enumerate_turns(campaign: Campaign, pruned: Collection[tuple[str, str]] = ()) -> Enumerated:
    """Enumerate a campaign's public states.

    Args:
        campaign: one that has passed its checks.
        pruned: (actor id, type id) of types to leave out, because their prior is zero.

    Raises:
        ValueError: too many public states.
    """
    return _Enumerator(campaign, frozenset(pruned)).run()


class _Enumerator:
    def __init__(self, campaign: Campaign, pruned: frozenset[tuple[str, str]]):
        self.campaign, self.board = campaign, CampaignBoard(campaign)
        self.types = [tuple(t for t in a.types if (a.id, t.id) not in pruned) for a in campaign.actors]
        self.columns = [(i, t) for i, types in enumerate(self.types) for t in types if t.kind == "strategic"]
        self.space: StateSpace[Place] = StateSpace(self.board.actors, self.board.label)

    def run(self) -> Enumerated:
        space, c = self.space, self.campaign
        space.explore(self.board.start, self._expand)
        nowhere: dict[str, str | int] = {}
        rule, marks = space.rules(self._commitments(), max(len(types) for types in self.types))
        return Enumerated(
            structure=space.structure(
                tuple(tuple(TypeLabel(t.id, t.kind == "strategic") for t in types) for types in self.types),
                self._standing,
                self._ending_name,
                self.board.rungs,
                c.window.moves,
            ),
            symbols=SymbolicNumbers(
                branch_probability=space.probability,
                payoff=space.payoff,
                ending=[self._stopping(p) for p in space.places],
                base_weight=space.base_weight,
                rule=rule,
                prior=priors(
                    [
                        [None if t.prior == REMAINDER else expression(t.prior, nowhere) for t in types]
                        for types in self.types
                    ]
                ),
                discount=[expression(a.discount, nowhere) for a in c.actors],
                pace=space.paces() if c.clocks else None,
                interest=[expression(a.interest, nowhere) for a in c.actors] if c.clocks else None,
                precision=[expression(a.precision, nowhere) for a in c.actors],
                renewal=self._renewal(),
            ),
            prescribed=marks,
            tremble=[
                [ZERO if t.kind == "strategic" else expression(t.tremble, nowhere) for t in types]
                for types in self.types
            ],
            places=tuple(space.places),
            variables=tuple(Variable(v.id, v.name, v.values, v.ordered) for v in c.public),
            public=tuple(self.board.public(p) for p in space.places),
            nodes=tuple(p.node for p in space.places),
            losses=tuple(space.losses),
            days=tuple(self._days(p) for p in space.places),
            terms_of=np.array([self._terms_of(p) for p in space.places]),
            start_rung=0,
        )

    def _standing(self, place: Place) -> Standing:
        kinds = {Turn: Standing.DECISION, Lottery: Standing.CHANCE, Clock: Standing.CLOCK}
        return kinds.get(type(self.board.node(place)), Standing.TERMINAL)

    def _ending_name(self, place: Place) -> str:
        if (ending := self.board.ending(place)) is not None:
            return ending.counts_as or ending.id
        return "" if self._standing(place) == Standing.CHANCE else UNRESOLVED

    def _expand(self, state: int, place: Place) -> None:
        node = self.board.node(place)
        if isinstance(node, Lottery):
            paths = list(self._through(place, node.outcomes))
            payoff = [self._paid(i, t, place, {}, paths) for i, t in self.columns]
            self.space.add_chance(state, payoff, [self._branch(p, place, {}, None) for p in paths])
        elif isinstance(node, Clock):
            self._add_clock(state, place, node)
        elif isinstance(node, Turn):
            choices = [self._choice(place, move) for move in self.board.open_moves(place)]
            self.space.add_choice(state, self.board.actors.index(node.actor), choices)

    def _add_clock(self, state: int, place: Place, clock: Clock) -> None:
        """Payoffs by the day while it runs, and what events pay when they come: at their rates, by the day as well."""
        at = self.board.public(place)
        paths = [self._led(place, event, expression(event.rate, at)) for event in clock.events]
        payoff = [self._paid(i, t, place, clock.pays, paths) for i, t in self.columns]
        self.space.add_clock(state, payoff, [self._branch(p, place, {}, None) for p in paths])

    def _choice(self, place: Place, move: CampaignMove) -> MoveChoice[Place]:
        outcomes = self.campaign.outcomes_of(move)
        paths = [p for o in outcomes if not (p := self._path(place, o, outcomes)).probability.is_zero]
        return MoveChoice(
            label=move.id,
            kind=move.kind or move.id,
            tags=_tags(move),
            rung=-1 if move.rung is None else self.board.rungs.index(move.rung),
            payoff=[self._paid(i, t, place, move.pays, paths) for i, t in self.columns],
            branches=[self._branch(p, place, move.loses, move) for p in paths],
            weight=expression(move.weight, self.board.public(place)),
        )

    def _branch(self, path: _Path, place: Place, loses: Payments, move: CampaignMove | None) -> Branch[Place]:
        rung = path.outcome.rung or (move.rung if move else None)
        realised = -1 if rung is None else self.board.rungs.index(rung)
        seen = realised if path.outcome.seen is None else self.board.rungs.index(path.outcome.seen)
        return Branch(
            probability=path.probability,
            place=path.place,
            sight=path.outcome.signal or (move.id if move else None),
            cause=path.outcome.cause,
            realised=realised,
            seen=seen,
            crosses=path.crosses,
            losses=self._lost(((loses, place), *path.loses)),
            challenges=self._challenges(path.outcome, move),
        )

    @staticmethod
    def _challenges(outcome: Result, move: CampaignMove | None) -> bool:
        tagged = move is not None and CHALLENGE in move.tags
        return tagged if outcome.challenges is None else outcome.challenges

    def _path(self, place: Place, outcome: Outcome, all_: tuple[Outcome, ...]) -> _Path:
        at = self.board.public(place)
        others = total(expression(o.chance, at) for o in all_ if o.chance != REST)
        chance = ONE - others if outcome.chance == REST else expression(outcome.chance, at)
        return self._led(place, outcome, chance)

    def _led(self, place: Place, result: Result, probability: Expression) -> _Path:
        there = self.board.after(place, result)
        paid, lost = ((result.pays, place),), ((result.loses, place),)
        return _Path(probability, there, result, paid, lost, frozenset(result.crosses))

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

    def _lost(self, parts: tuple[tuple[Payments, Place], ...]) -> Losses:
        lost: dict[tuple[str, str], Expression] = {}
        for table, place in parts:
            for who, amount in table.items():
                lost[who, ALL] = lost.get((who, ALL), ZERO) + expression(amount, self.board.public(place))
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
        ending = self.board.ending(place)
        if ending is not None:
            pays, place = ending.pays, Place(ending.id)
        elif place.node in self.board.turns:
            pays = self.campaign.window.closing
        else:
            return [ZERO] * len(self.columns)
        return [self._pay(i, k, place, pays) for i, k in self.columns]

    def _days(self, place: Place) -> Expression:
        node = self.board.node(place)
        return expression(node.days, self.board.public(place)) if isinstance(node, Turn) else ZERO

    def _renewal(self) -> list[list[Expression]] | None:
        if not any(c.renews for c in self.campaign.lotteries):
            return None
        table = []
        for place in self.space.places:
            node = self.board.node(place)
            renews = node.renews if isinstance(node, Lottery) else {}
            table.append([expression(renews.get(a, 0), self.board.public(place)) for a in self.board.actors])
        return table

    def _commitments(self) -> Iterator[tuple[int, int, Expression, Callable[[Place], str | None]]]:
        doctrines = {d.id: d for d in self.campaign.doctrines}
        for i, types in enumerate(self.types):
            for k, label in enumerate(types):
                if label.kind == "commitment":
                    assert label.doctrine is not None  # the checks require it
                    doctrine = doctrines[label.doctrine]

                    def move(place: Place, doctrine: CampaignDoctrine = doctrine) -> str | None:
                        chosen = prescribed(self.board, doctrine, place)
                        return None if chosen is None else chosen.id

                    yield i, k, expression(label.tremble, {}), move

    def _terms_of(self, place: Place) -> int:
        """The actor on whose terms an ending is, as the file says; -1 where it names none."""
        ending = self.board.endings.get(place.node)
        return -1 if ending is None or ending.terms_of is None else self.board.actors.index(ending.terms_of)


def _tags(move: CampaignMove) -> frozenset[str]:
    return frozenset({*move.tags, *(ENFORCES + x for x in move.enforces), *(LEAVES + x for x in move.leaves)})

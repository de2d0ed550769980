"""What moves and endings are worth, as expressions in the scenario's parameters.

All file numbers are positive magnitudes; the signs are here. For actor i moving at rung r:

* an act at rung t costs ``cost_i(t)``, less the share that patrons bear (and, with the mediator present, its
  pressure), and harms the other side by ``harm_i + civilians_i`` at the rung that really results, in expectation;
* an act meant above the rung the crisis stands at, by d rungs, costs ``visibility · isolation_i · d``, and loses the
  patrons' support with that chance; harm to civilians costs its author ``visibility · outcry_i`` a unit;
* what the other side's act of rung r says, ``weight(r)``, is answered up to ``weight(t)``; the rest is
  ``unanswered_i`` to i and ``last_word_j`` to j; answering at r or above is worth ``retribution_i``;
* a recognised crossing left unenforced costs the line's ``audience_cost``;
* giving in costs ``concession_i``, and ``seen_to_lose_i`` at home;
* ``resilience`` takes its share off what i's own public charges it (unanswered acts, audience cost, being seen
  to lose);
* a settlement reached before any challenge still lets the trigger pass, and costs ``grievance``.

A strategic type's ``resolve`` multiplies what is at stake (grievance, prize, concession, last word,
unanswered); costs, harm, audience costs, being seen to lose, war and catastrophe are the same for every type.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...parameters.expression import ONE, ZERO, Expression, parameter, total
from ...parameters.parameter import Number
from .parameter_sites import NumberNames
from .public_state import CROSSED, FACING_AN_ACT, Board, Ending, Position
from .record import Actor, Move

Path = tuple[str, ...]


class Payoffs:
    """Expressions for flows and endings, by actor and strategic type."""

    def __init__(self, board: Board):
        self.board = board
        self.scenario = board.scenario
        self._names = NumberNames()

    def number(self, value: Number | None, *path: str, default: Expression = ZERO) -> Expression:
        """The expression for a number of the file; ``default`` where it is absent."""
        return default if value is None else parameter(self._names.name(value, path))

    def stake(self, actor: Actor, name: str) -> Expression:
        """One of the actor's stakes; zero where the file leaves an optional one out."""
        return self.number(getattr(actor.stakes, name), actor.id, "stakes", name)

    def act(self, actor: Actor, rung: int, name: str) -> Expression:
        """A number of the actor's act at a rung; zero where it is left out."""
        rung_id = self.board.rungs[rung]
        return self.number(getattr(actor.acts[rung_id], name), actor.id, "acts", rung_id, name)

    def weight(self, rung: int) -> Expression:
        """How much an act at a rung says; zero for no act (-1)."""
        if rung < 0:
            return ZERO
        step = self.scenario.ladder[rung]
        return self.number(step.weight, "ladder", step.id, "weight")

    def resolve(self, actor: int, kind: int) -> Expression:
        """Multiplier of what is at stake for a strategic type."""
        owner = self.scenario.actors[actor]
        label = owner.types[kind]
        return self.number(label.resolve, owner.id, label.id, "resolve", default=ONE)

    def exposure(self, actor: Actor) -> Expression:
        """Share of its public's displeasure that reaches the actor: one less its resilience."""
        return ONE - self.number(actor.resilience, actor.id, "resilience")

    def harm(self, actor: Actor, rung: int) -> Expression:
        """Harm an act at the rung that really results does to the other side."""
        return self.act(actor, rung, "harm") + self.act(actor, rung, "civilians")

    def shortfall(self, at: Position, target: int) -> Expression:
        """How much of the act being faced goes unanswered by a move meant at ``target``."""
        if at.last not in FACING_AN_ACT or target >= at.rung:
            return ZERO
        return self.weight(at.rung) - self.weight(target)

    def to_mover(self, at: Position, move: Move) -> tuple[Expression, Expression]:
        """Flow to the mover: (part that resolve multiplies, the rest)."""
        me = self.scenario.actors[at.actor]
        target = self.board.target(at, move)
        answered = move.act not in ("accept", "concede")
        staked = -(self.stake(me, "unanswered") * self.exposure(me) * self.shortfall(at, target)) if answered else ZERO
        rest = -self.audience_cost(at, target)
        match move.act:
            case "respond":
                rest = rest - self._cost(at, me, target) - self._isolation(at, me, target) - self._pressure(at, target)
                if at.last in FACING_AN_ACT and target >= at.rung:
                    rest = rest + self.stake(me, "retribution")
            case "warn":
                rest = rest - self.stake(me, "warning")
            case "offer":
                rest = rest - self._offer_cost(me)
        return staked, rest

    def to_other(self, at: Position, move: Move) -> Expression:
        """Flow to the side not moving, apart from harm: the worth of its act left unanswered.

        Multiplied by that side's resolve.
        """
        if move.act in ("accept", "concede"):
            return ZERO
        other = self.scenario.actors[1 - at.actor]
        return self.stake(other, "last_word") * self.shortfall(at, self.board.target(at, move))

    def flows(
        self, at: Position, move: Move, realised: Iterable[tuple[Expression, int]]
    ) -> tuple[Expression, Expression, Expression, Expression]:
        """What a move pays the mover (what resolve multiplies, the rest) and the other (what resolve multiplies, harm).

        Args:
            at: where it is made.
            move: the move.
            realised: chances with the rungs that really happen, -1 for no act.
        """
        me, acts = self.scenario.actors[at.actor], [(p, rung) for p, rung in realised if rung >= 0]
        staked, rest = self.to_mover(at, move)
        harm = total(p * self.harm(me, rung) for p, rung in acts)
        rest = rest - total(p * self.outcry(me, rung) for p, rung in acts)
        return staked, rest, self.to_other(at, move), harm

    def audience_cost(self, at: Position, target: int) -> Expression:
        """Cost of leaving a recognised crossing unenforced (Fearon 1994's audience cost, both sides)."""
        line = self.board.line_crossed(at.actor, at.rung) if at.last == CROSSED else None
        if line is None or self.board.enforces(line, at.rung, target):
            return ZERO
        cost = self.number(line.audience_cost, "lines", line.id, "audience_cost")
        return cost * self.exposure(self.scenario.actors[at.actor])

    def _cost(self, at: Position, me: Actor, target: int) -> Expression:
        """What an act costs its author, its patrons' share left out."""
        others = self.scenario.third_parties
        cost = self.act(me, target, "cost")
        if others is None:
            return cost
        kept = ONE - self._seen() if target > at.rung else ONE
        return cost * (ONE - self.number(others.support.get(me.id), "third_parties", "support", me.id) * kept)

    def _isolation(self, at: Position, me: Actor, target: int) -> Expression:
        """What an act above the rung the crisis stands at costs abroad, in expectation of being seen."""
        others, above = self.scenario.third_parties, target - at.rung
        if others is None or above <= 0:
            return ZERO
        return self._seen() * self.number(others.isolation.get(me.id), "third_parties", "isolation", me.id) * above

    def _seen(self) -> Expression:
        others = self.scenario.third_parties
        return ZERO if others is None else self.number(others.visibility, "third_parties", "visibility")

    def outcry(self, actor: Actor, rung: int) -> Expression:
        """What harm to civilians by an act at the rung that really results costs its author, in expectation of being
        seen."""
        others = self.scenario.third_parties
        if others is None:
            return ZERO
        price = self.number(others.outcry.get(actor.id), "third_parties", "outcry", actor.id)
        return self._seen() * price * self.act(actor, rung, "civilians")

    def _pressure(self, at: Position, target: int) -> Expression:
        mediator = self.scenario.mediator
        if mediator is None or not at.mediated or target < self.board.rungs.index(mediator.presses_from):
            return ZERO
        me = self.board.actors[at.actor]
        return self.number(mediator.pressure.get(me), "mediator", "pressure", me)

    def _offer_cost(self, me: Actor) -> Expression:
        ramp = self.scenario.off_ramp
        assert ramp is not None  # offers are open only where there is an off-ramp
        kept = ONE - self.number(ramp.discretion, "off_ramp", "discretion")
        return self.number(ramp.offer_cost.get(me.id), "off_ramp", "offer_cost", me.id) * kept

    def ending(self, ending: Ending, actor: int) -> tuple[Expression, Expression]:
        """Worth of an ending to an actor: (part that resolve multiplies, the rest)."""
        me = self.scenario.actors[actor]
        match ending.kind:
            case "no_challenge":
                return -self.stake(me, "grievance"), ZERO
            case "capitulation":
                if ending.actor != actor:
                    return self.stake(me, "prize"), ZERO
                return -self.stake(me, "concession"), -(self.stake(me, "seen_to_lose") * self.exposure(me))
            case "off_ramp" | "settlement":
                passed = ZERO if ending.challenged else -self.stake(me, "grievance")
                return passed, self._settlement(ending, actor)
            case "catastrophe":
                answered = self.second_strike(1 - actor) if ending.actor == actor else ONE
                return ZERO, -(self.stake(me, "catastrophe") * answered)
            case "war" | "unresolved":
                return ZERO, -self.stake(me, ending.kind)
            case _:  # a lapse settles nothing and costs nothing more
                return ZERO, ZERO

    def second_strike(self, actor: int) -> Expression:
        """Share of a side's force that survives being struck first: all of it where the file says nothing."""
        owner = self.scenario.actors[actor]
        share = None if owner.nuclear is None else owner.nuclear.second_strike
        return self.number(share, owner.id, "nuclear", "second_strike", default=ONE)

    def _settlement(self, ending: Ending, actor: int) -> Expression:
        ramp, me = self.scenario.off_ramp, self.scenario.actors[actor].id
        assert ramp is not None
        offerer = self.board.actors[1 - ending.actor]
        inducement = self.number(ramp.inducement.get(offerer), "off_ramp", "inducement", offerer)
        worth = self.number(ramp.value.get(me), "off_ramp", "value", me)
        if ending.mediated and self.scenario.mediator is not None:
            mediator = self.scenario.mediator
            worth = worth + self.number(mediator.guarantee, "mediator", "guarantee")
            worth = worth + self.number(mediator.attention.get(me), "mediator", "attention", me)
        if actor != ending.actor:
            return worth - inducement
        face = self.number(ramp.face_cost.get(me), "off_ramp", "face_cost", me)
        return worth + inducement - face * (ONE - self.number(ramp.face_saving, "off_ramp", "face_saving"))

"""How a move at a position turns out: branches with their causes, and the chance that follows an act.

Intended and realised rung are kept apart. An act meant at rung t may come out one rung higher or lower
(accident), or be taken for the rung above (misperceived); where it crosses one of the other side's lines,
the chance that an accident or a misreading is publicly established is that line's ``excusing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...parameters.expression import ONE, ZERO, Expression, total
from .payoffs import Payoffs
from .public_state import (
    ATTACKED,
    CROSSED,
    FACING_AN_ACT,
    OFFERED,
    WAITED,
    WARNED,
    Aftermath,
    Board,
    Ending,
    Place,
    Position,
)
from .record import Move


@dataclass(frozen=True)
class Turn:
    """One branch: probability, where it leads publicly, why, and the rung that really happened."""

    probability: Expression
    place: Place
    cause: str
    realised: int = -1


class Turns:
    """Branches of moves and of aftermaths."""

    def __init__(self, board: Board, payoffs: Payoffs):
        self.board = board
        self.payoffs = payoffs
        self.scenario = board.scenario

    def after_move(self, at: Position, move: Move) -> list[Turn]:
        """Branches of a move; probabilities sum to one, impossible ones are left out."""
        other, me = 1 - at.actor, at.actor
        stays = {"wait": WAITED, "warn": WARNED, "offer": OFFERED}
        if move.act == "respond":
            return [t for t in self._act(at, self.board.target(at, move)) if not t.probability.is_zero]
        if move.act == "accept":
            kind = "settlement" if at.mediated else "off_ramp"
            return [Turn(ONE, Ending(kind, me, at.mediated, at.challenged), "chosen")]
        if move.act == "concede":
            return [Turn(ONE, Ending("capitulation", me), "chosen")]
        if move.act == "wait" and at.last == WAITED:
            return [Turn(ONE, Ending("lapse" if at.challenged else "no_challenge", challenged=at.challenged), "chosen")]
        return [Turn(ONE, replace(at, actor=other, last=stays[move.act]), "chosen")]

    def _act(self, at: Position, target: int) -> Iterator[Turn]:
        me = self.scenario.actors[at.actor]
        cause = "matched" if at.last in FACING_AN_ACT and target <= at.rung else "chosen"
        above = target + 1 if target + 1 in self.board.acts else -1
        below = target - 1 if target - 1 in self.board.acts else -1
        up = self.payoffs.act(me, target, "accident_up") if above >= 0 else ZERO
        down = self.payoffs.act(me, target, "accident_down") if below >= 0 else ZERO
        misread = self.payoffs.act(me, target, "misperception") if above >= 0 else ZERO
        verified = self._excusing(1 - at.actor, above)
        yield Turn(ONE - up - down - misread, self._seen(at, target), cause, target)
        yield Turn(misread * verified, self._seen(at, target), cause, target)
        yield Turn(misread * (ONE - verified), self._seen(at, above), "misperceived", target)
        yield Turn(up * (ONE - verified), self._seen(at, above), "accident", above)
        yield Turn(up * verified, self._seen(at, above, excused=True), "accident", above)
        yield Turn(down, self._seen(at, below), "accident", below)

    def _excusing(self, owner: int, rung: int) -> Expression:
        line = self.board.line_crossed(owner, rung) if rung >= 0 else None
        return ZERO if line is None else self.payoffs.number(line.excusing, "lines", line.id, "excusing")

    def _seen(self, at: Position, rung: int, *, excused: bool = False) -> Aftermath:
        line = self.board.line_crossed(1 - at.actor, rung)
        clarified = line is not None and self.board.rungs.index(line.rung) == rung and not excused
        return Aftermath(
            actor=at.actor,
            rung=rung,
            excused=excused and line is not None,
            forewarned=clarified and at.last == WARNED,
            mediated=at.mediated,
            challenged=at.challenged or rung >= self.board.challenge,
            made=self._remembered(at, rung, excused and line is not None),
        )

    def _remembered(self, at: Position, rung: int, excused: bool) -> tuple[int, int]:
        """Challenges remembered of each actor once the mover's act is seen at a rung."""
        counts = list(at.made)
        if rung >= self.board.challenge and not excused:
            counts[at.actor] = min(counts[at.actor] + 1, self.board.counted[at.actor])
        return counts[0], counts[1]

    def after_act(self, seen: Aftermath) -> list[Turn]:
        """What follows an act once it is seen: loss of control, recognition of a crossing, a mediator."""
        turns = self._out_of_control(seen)
        lost = total(t.probability for t in turns)
        if seen.rung == self.board.war:
            turns.append(Turn(ONE - lost, Ending("war"), "chance"))
            return [t for t in turns if not t.probability.is_zero]
        recognised = self._recognised(seen)
        arrives = self._arrival(seen, lost)
        for last, p in ((CROSSED, recognised), (ATTACKED, ONE - recognised)):
            for mediated, q in ((True, arrives), (False, ONE - arrives)):
                there = seen.mediated or mediated
                place = Position(1 - seen.actor, seen.rung, last, there, seen.challenged, seen.made)
                turns.append(Turn((ONE - lost) * p * q, place, "chance"))
        return [t for t in turns if not t.probability.is_zero]

    def _out_of_control(self, seen: Aftermath) -> list[Turn]:
        """Losing control after an act: one branch, or one for each side that may go first (see :mod:`.overhang`)."""
        step = self.scenario.ladder[seen.rung]
        if seen.rung == self.board.war:
            danger = self.payoffs.number(self.scenario.war_hazard, "war_hazard")
        else:
            danger = self.payoffs.number(step.hazard, "ladder", step.id, "hazard")
        danger = danger * self.payoffs.number(self.scenario.posture, "posture", default=ONE)
        if all(a.nuclear is None for a in self.scenario.actors):
            return [Turn(danger, Ending("catastrophe", challenged=seen.challenged), "accident")]
        return [
            Turn(
                danger * self._danger(i, step.id) * 0.5,
                Ending("catastrophe", i, challenged=seen.challenged),
                "accident",
            )
            for i in range(len(self.scenario.actors))
        ]

    def _danger(self, actor: int, rung: str) -> Expression:
        """d_i: a side's readiness at a rung, and what it would be spared by going first (see :mod:`.overhang`)."""
        me = self.scenario.actors[actor]
        if me.nuclear is None:
            return ONE
        ready = self.payoffs.number(me.nuclear.readiness.get(rung), me.id, "nuclear", "readiness", rung, default=ONE)
        tempted = self.payoffs.number(me.nuclear.preemption, me.id, "nuclear", "preemption")
        return ready * (ONE + tempted * (ONE - self.payoffs.second_strike(1 - actor)))

    def _recognised(self, seen: Aftermath) -> Expression:
        line = self.board.line_crossed(1 - seen.actor, seen.rung)
        if line is None or seen.excused:
            return ZERO
        visible = self.payoffs.number(line.visibility, "lines", line.id, "visibility")
        if self.board.rungs.index(line.rung) < seen.rung or seen.forewarned:
            return visible
        return visible * self.payoffs.number(line.clarity, "lines", line.id, "clarity")

    def _arrival(self, seen: Aftermath, danger: Expression) -> Expression:
        """Chance that the mediator comes: on account of the act, or else of the danger in it (odds: alarm · danger)."""
        mediator = self.scenario.mediator
        if mediator is None or seen.mediated:
            return ZERO
        rung = self.board.rungs[seen.rung]
        called = self.payoffs.number(mediator.arrival.get(rung), "mediator", "arrival", rung)
        odds = self.payoffs.number(mediator.alarm, "mediator", "alarm") * danger
        return called if odds.is_zero else called + (ONE - called) * odds / (ONE + odds)

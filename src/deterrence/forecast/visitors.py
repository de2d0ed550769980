"""Quantities gathered from the flows of one plain push: each class is one definition."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

import numpy as np
from scipy.spatial.distance import jensenshannon

from ..game.board import Board, Position
from ..game.compiling import CompiledScenario
from ..game.expression import Evaluator
from ..game.payoffs import Payoffs
from .flow import Flow
from .metrics import LEAST_CONDITION, Key, Values
from .monitors import enforcing
from .push import Pusher


class Visitor(Protocol):
    """Gathers a quantity from the flows of one plain push."""

    def __call__(self, flow: Flow) -> None:
        """Take in one flow."""

    def values(self) -> Values:
        """What was gathered."""


class Enforcement:
    """Enforcement, Pr(response at or above the declared level | recognised crossing), over all crossings of a line;
    and by rung of the crossing and move, what line drift is read from."""

    def __init__(self, compiled: CompiledScenario, pusher: Pusher):
        self.compiled, self.board = compiled, Board(compiled.scenario)
        self.crossed: dict[tuple[str, int, int], float] = defaultdict(float)
        self.answered: dict[tuple[str, int, int], float] = defaultdict(float)

    def __call__(self, flow: Flow) -> None:
        """Count crossings answered here."""
        yes = enforcing(self.compiled, self.board, flow)
        if yes is not None:
            place = self.compiled.enumerated.places[flow.state]
            assert isinstance(place, Position)
            line = self.board.line_crossed(place.actor, place.rung)
            assert line is not None
            moves = flow.move_mass()
            key = (line.id, place.rung, flow.stage)
            self.crossed[key] += float(moves.sum())
            self.answered[key] += float(moves[yes].sum())

    def values(self) -> Values:
        """Enforcement by line, and the rung at which a line is believed to stand, by move."""
        out: Values = {}
        for line in self.compiled.scenario.red_lines:
            keys = [key for key in self.crossed if key[0] == line.id]
            crossed = sum(self.crossed[key] for key in keys)
            if crossed > LEAST_CONDITION:
                answered = sum(self.answered[key] for key in keys)
                out[Key("enforcement", line.owner, line.id)] = answered / crossed
        for actor in self.board.actors:
            out.update(self._drift(actor))
        return out

    def _drift(self, actor: str) -> Values:
        """Line drift: by move, index of the lowest rung whose recognised crossing meets the declared response with
        probability at least ½ under public belief (one above the ladder's acts where none does)."""
        mine = {line.id for line in self.compiled.scenario.red_lines if line.owner == actor}
        out: Values = {}
        for stage in sorted({t for name, _, t in self.crossed if name in mine}):
            shares = {
                rung: self.answered[name, rung, t] / self.crossed[name, rung, t]
                for name, rung, t in self.crossed
                if name in mine and t == stage and self.crossed[name, rung, t] > LEAST_CONDITION
            }
            kept = [rung for rung, share in shares.items() if share >= 0.5]
            out[Key("line_stands_at", actor, stage=stage)] = float(min(kept, default=self.board.acts[-1] + 1))
        return out


class DoctrineGap:
    """Declared–operational gap: Jensen–Shannon distance (base 2, 0 to 1) between what the declared rule (tremble
    included) does and what the actor does, weighted by reach; by type and for the public mixture.

    Reference: Lin (1991), "Divergence measures based on the Shannon entropy", IEEE Transactions on Information
    Theory 37(1) (recalled, not opened).
    """

    def __init__(self, compiled: CompiledScenario, pusher: Pusher):
        self.structure = compiled.structure
        self.total: dict[Key, float] = defaultdict(float)
        self.weight: dict[Key, float] = defaultdict(float)
        self.declared = [
            next((k for k, label in enumerate(kinds) if not label.strategic), None) for kinds in self.structure.types
        ]

    def __call__(self, flow: Flow) -> None:
        """Weigh the distance at every belief reached here."""
        k = self.declared[flow.mover]
        if k is None:
            return
        mass = flow.public_mass
        e, q = np.nonzero(mass)
        rule, actor = flow.strategy[k][:, e, q], self.structure.actors[flow.mover]
        for kind, label in enumerate(self.structure.types[flow.mover]):
            self._add(
                Key("declared_operational_gap", actor, label.id),
                rule,
                flow.strategy[kind][:, e, q],
                mass[e, q] * flow.belief[e, kind],
            )
        self._add(Key("declared_operational_gap", actor, "public mixture"), rule, flow.mixture[:, e, q], mass[e, q])

    def _add(self, key: Key, rule: np.ndarray, does: np.ndarray, weight: np.ndarray) -> None:
        with np.errstate(invalid="ignore"):  # rounding may put equal distributions a little below nought
            distance = np.nan_to_num(jensenshannon(rule, does, base=2))
        self.total[key] += float(weight @ distance)
        self.weight[key] += float(weight.sum())

    def values(self) -> Values:
        """The weighted means."""
        return {key: v / self.weight[key] for key, v in self.total.items() if self.weight[key] > LEAST_CONDITION}


class Losses:
    """Expected loss by who bears it, per window, from acts short of general war: material harm, harm to civilians
    and disruption to third parties, each apart and never netted. General war and catastrophe are told by their
    probabilities."""

    def __init__(self, compiled: CompiledScenario, pusher: Pusher):
        self.compiled, self.pusher = compiled, pusher
        self.payoffs, self.evaluate = Payoffs(Board(compiled.scenario)), Evaluator(compiled.values)
        self.total: dict[Key, float] = defaultdict(float)

    def __call__(self, flow: Flow) -> None:
        """Add the expected harm of each branch taken here."""
        structure, scenario = self.compiled.structure, self.compiled.scenario
        moves, joints = flow.move_mass(), structure.joints_at[flow.state]
        me, other = scenario.actors[flow.mover], structure.actors[1 - flow.mover]
        for b in structure.branches_at[flow.state]:
            row = structure.branches[b]
            if row.realised >= 0:
                p = float(moves[joints.index(row.joint)]) * float(self.pusher.probability[b])
                rung = scenario.ladder[row.realised]
                harm = self.payoffs.act(me, row.realised, "harm")
                civilians = self.payoffs.act(me, row.realised, "civilians")
                bystanders = self.payoffs.number(rung.bystanders, "ladder", rung.id, "bystanders")
                self.total[Key("loss", other, "material")] += p * self.evaluate(harm)
                self.total[Key("loss", other, "civilians")] += p * self.evaluate(civilians)
                self.total[Key("loss", "third parties", "disruption")] += p * self.evaluate(bystanders)

    def values(self) -> Values:
        """The totals."""
        return dict(self.total)


class Duration:
    """When crises end: expected days until the end, by the time a move takes at the rung the crisis stands at, and
    the expected number of moves."""

    def __init__(self, compiled: CompiledScenario, pusher: Pusher):
        self.days = days_by_state(compiled)
        self.total = self.moves = 0.0

    def __call__(self, flow: Flow) -> None:
        """Add the time this move takes."""
        mass = float(flow.public_mass.sum())
        self.moves += mass
        self.total += mass * self.days[flow.state]

    def values(self) -> Values:
        """Expected days and moves."""
        return {Key("duration", of="days"): self.total, Key("duration", of="moves"): self.moves}


def days_by_state(compiled: CompiledScenario) -> np.ndarray:
    """Days that a move takes at each state, by the rung it publicly stands at; shape (X,)."""
    payoffs, evaluate = Payoffs(Board(compiled.scenario)), Evaluator(compiled.values)
    by_rung = [float(evaluate(payoffs.number(r.days, "ladder", r.id, "days"))) for r in compiled.scenario.ladder]
    places = compiled.enumerated.places
    return np.array([by_rung[p.rung] if isinstance(p, Position) else 0.0 for p in places])

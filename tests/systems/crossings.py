"""Answers to recognised crossings of a line, in a solved scenario: from its strategies, and as mass is pushed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from deterrence.forecasting.automata import Stack
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.lines import ENFORCED, UNENFORCED, first_answer
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.ladder.public_state import Aftermath, Board, Position
from deterrence.solvers.grid import Assessment, Grid
from deterrence.stress.resolve import Change, Resolver
from forecasting.masses import led
from shipped import crisis, scenario

NAME = "south-asia-window"
COMMITTED = 1  # index of an actor's commitment, after its strategic type
HALF = 0.5
POINTS = 9  # beliefs a side: every statement tested is about the solution on this grid


@cache
def resolver(points: int = POINTS) -> Resolver:
    """The shipped scenario, to be solved again at other values."""
    case = crisis(NAME)
    return Resolver(case, case.parameters.defaults, Grid(points=points, tolerance=1e-9))


@dataclass(frozen=True, eq=False)
class Answers:
    """What a solution says of answers to crossings."""

    compiled: CrisisGame
    assessment: Assessment
    pusher: Pusher
    board: Board

    @classmethod
    @cache
    def at(cls, changes: tuple[tuple[str, float], ...] = (), points: int = POINTS) -> Answers:
        compiled, assessment = resolver(points).solved(Change.of(dict(changes)))
        return cls(compiled, assessment, Pusher(assessment), Board(scenario(NAME)))

    def state(self, owner: str, rung: str, rest: str = "challenged") -> int:
        return self.compiled.structure.states.index(f"{owner}/{rung}/crossed/{rest}")

    def crossings(self, line: str, stage: int) -> list[int]:
        """States in which a line may just have been recognised as crossed at a move."""
        found = []
        for x, place in enumerate(self.compiled.places):
            if isinstance(place, Position) and place.last == "crossed":
                crossed = self.board.line_crossed(place.actor, place.rung)
                if crossed is not None and crossed.id == line and x in self.assessment.strategies[stage]:
                    found.append(x)
        return found

    def place(self, state: int) -> Position:
        place = self.compiled.places[state]
        assert isinstance(place, Position)
        return place

    def enforcing(self, state: int) -> np.ndarray:
        """Which open moves are at least what the line declares, from the declaration alone, (A,)."""
        s, place = self.compiled.structure, self.place(state)
        line = self.board.line_crossed(place.actor, place.rung)
        offset = {"below": -1, "at": 0, "above": 1}[line.response]
        least = min(place.rung + offset, max(self.board.acts))
        return np.array([s.moves[m].rung >= least for m in s.moves_at[state][place.actor]])

    def likelihoods(self, stage: int, state: int) -> np.ndarray:
        """Pr(move | type, belief at the prior) as solved and as declared: (2, A), strategic first."""
        place = self.place(state)
        moves = self.compiled.structure.moves_at[state][place.actor]
        sizes = [len(lattice) for lattice in self.assessment.lattices]
        log = self.assessment.strategy(stage, state)[0, : len(moves)]
        origin = [lattice.origin for lattice in self.assessment.lattices]
        mine, other = origin[place.actor], origin[1 - place.actor]
        chosen = np.exp(log.reshape(len(moves), sizes[place.actor], -1)[:, mine, other])
        declared = np.asarray(self.compiled.game.numbers.rule)[list(moves), COMMITTED]
        return np.stack([chosen, declared])

    def shown(self, stage: int, state: int) -> np.ndarray:
        """Pr(public outcome | type), (2, O)."""
        return self.likelihoods(stage, state) @ self.show(state)

    def show(self, state: int) -> np.ndarray:
        """Pr(public outcome | move), (A, O)."""
        s, chance = self.compiled.structure, np.asarray(self.compiled.game.numbers.branch_probability)
        joints, outcomes = list(s.joints_at[state]), list(s.outcomes_at[state])
        table = np.zeros((len(joints), len(outcomes)))
        for b in s.branches_at[state]:
            table[joints.index(s.branch_joint[b]), outcomes.index(s.branch_outcome[b])] += chance[b]
        return table

    def held(self, stage: int, state: int) -> np.ndarray:
        """Pr(the answer is to hold | type), (2,)."""
        s = self.compiled.structure
        labels = [s.moves[m].label for m in s.moves_at[state][self.place(state).actor]]
        return self.likelihoods(stage, state)[:, labels.index("hold")]

    def after(self, stage: int, state: int) -> np.ndarray:
        """Belief that the mover is committed after each public outcome of its answer, from the prior; (O,)."""
        flow = self.pusher.flow(stage, state, self.at_prior())
        made = flow.public_mass * (flow.mixture.T @ flow.show).T
        actor = self.place(state).actor
        return np.array([self.believed(actor, led(flow, o, mass)) for o, mass in enumerate(made)])

    def after_holding(self, stage: int, state: int) -> float:
        """The same after holding."""
        s, places = self.compiled.structure, self.compiled.places
        outcomes = [places[s.outcome_next[o]] for o in s.outcomes_at[state]]
        waited = [isinstance(y, Position) and y.last == "waited" for y in outcomes]
        return float(self.after(stage, state)[waited.index(True)])

    def unenforced(self, stage: int, state: int) -> np.ndarray:
        """Pr(line left unenforced | type), (2,)."""
        return self.likelihoods(stage, state)[:, ~self.enforcing(state)].sum(1)

    def prior(self, actor: int) -> float:
        return float(np.asarray(self.compiled.game.numbers.prior)[actor, COMMITTED])

    def at_prior(self) -> np.ndarray:
        """All mass at the prior, (E_1, E_2)."""
        mass = np.zeros(self.pusher.sizes)
        mass[tuple(axis.origin for axis in self.pusher.axes)] = 1.0
        return mass

    def answered(self, stage: int, state: int, mass: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mass by belief after the line is enforced and after it is not, as it is pushed.

        Enforcement is what was meant; belief is what the public makes of what it sees.
        """
        s = self.compiled.structure
        stack = Stack(s, {"answer": first_answer(s.actors[self.place(state).actor])(self.compiled)})
        first = stack.offsets["answer"]
        after = self.pusher.one_move(self.pusher.flow(stage, state, mass), stack).values()
        kept, left = (sum(tagged.of(first + tag) for tagged in after) for tag in (ENFORCED, UNENFORCED))
        return kept, left

    def believed(self, actor: int, mass: np.ndarray) -> float:
        """Average belief that an actor is committed."""
        along = mass.sum(1 - actor)
        return float(along @ self.pusher.axes[actor].belief[:, COMMITTED] / along.sum())

    def share(self, stage: int, state: int, mass: np.ndarray) -> float:
        """Pr(enforced | crossing) under the public beliefs that the mass stands at."""
        kept, left = self.answered(stage, state, mass)
        return float(kept.sum() / (kept.sum() + left.sum()))

    def stands_at(self, owner: str, stage: int, mass: np.ndarray) -> int:
        """Lowest rung whose crossing is as likely as not, or likelier, to be answered as declared; beyond the acts if
        there is none."""
        mine = [line for line in scenario(NAME).red_lines if line.owner == owner]
        for rung in sorted(self.board.rungs.index(line.rung) for line in mine):
            if self.share(stage, self.state(owner, self.board.rungs[rung]), mass) >= HALF:
                return rung
        return max(self.board.acts) + 1

    def seen_enforcing(self, state: int) -> np.ndarray:
        """Outcomes of the answer that the public takes for enforcement, (O,).

        An act publicly established as an accident is known to have been meant one rung lower.
        """
        s, place = self.compiled.structure, self.place(state)
        line = self.board.line_crossed(place.actor, place.rung)
        seen = [self.compiled.places[s.outcome_next[o]] for o in s.outcomes_at[state]]
        return np.array(
            [isinstance(y, Aftermath) and self.board.enforces(line, place.rung, y.rung - y.excused) for y in seen]
        )

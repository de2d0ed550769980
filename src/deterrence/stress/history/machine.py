"""A solved crisis as what a tick does to mass, by rule (:mod:`.following`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse

from ...errors import UnsupportedGame
from ...forecasting.automata import Automaton
from ...games.crisis_game import CrisisGame
from ...games.structure import Standing, Structure
from ...solvers.grid import Assessment
from ..adjoint.endless import Laid
from ..adjoint.links import Links
from ..adjoint.target import Target, Targets


class Rules:
    """Which branches each rule keeps; rules that keep the same are one.

    Args:
        structure: of the game.
    """

    def __init__(self, structure: Structure):
        self.structure = structure
        self._known: dict[bytes, int] = {}
        self._masks: list[np.ndarray] = []

    def of(self, mask: np.ndarray) -> int:
        """The rule that keeps some branches, (B,) bool."""
        key = np.asarray(mask, bool).tobytes()
        if key not in self._known:
            self._known[key] = len(self._masks)
            self._masks.append(np.asarray(mask, float))
        return self._known[key]

    def along(self, automaton: Automaton, acts: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of an automaton whose tags 0 to n say how far a path has come: rules that keep each tag, and that lead to the
        next."""
        table = automaton.table
        stay = tuple(self.of(table[:, k] == k) for k in range(acts + 1))
        return stay, tuple(self.of(table[:, k] == k + 1) for k in range(acts))

    def targets(self) -> Targets:
        """Every rule as that of a target which gains nothing, in order."""
        return Targets.of(self.structure, [Target(k, keep=mask) for k, mask in enumerate(self._masks)])


def require_clock(game: CrisisGame) -> None:
    """Refuse a crisis whose paths have no dates here.

    Raises:
        UnsupportedGame: it counts moves, or conduct is locked and not announced.
    """
    if not game.structure.clocks:
        raise UnsupportedGame("the crisis counts moves, and coded crises have dates: give it a clock")
    if game.unannounced:
        raise UnsupportedGame("the likelihood is of what everybody knows, and conduct is locked that is not announced")


class Steps(ABC):
    """What a tick and the steps without time after it do to mass at some places.

    Attributes:
        rate: ticks per day. waits: (places,), where it is waited. stays: (places,), how much stays there at a tick.
        levels: how many steps that take no time follow a tick.
    """

    rate: float
    waits: np.ndarray
    stays: np.ndarray
    levels: int

    @abstractmethod
    def both(self, step: int, rule: int) -> tuple[sparse.csr_array, sparse.csr_array]:
        """A step's map of targets back along the branches that a rule keeps, (places, places), and that of mass."""

    @abstractmethod
    def stilled(self, rule: int) -> sparse.csr_array:
        """The map of mass where it is waited, to a tick later, along the branches that a rule keeps all along."""

    def leave(self, rule: int, mass: np.ndarray) -> np.ndarray:
        """Mass that a tick takes along the branches that a rule keeps."""
        return np.asarray(self.both(0, rule)[1] @ mass)

    def go_on(self, level: int, rule: int, mass: np.ndarray) -> np.ndarray:
        """Mass that a step without time takes along the branches that a rule keeps."""
        return np.asarray(self.both(level + 1, rule)[1] @ mass)

    def standing(self, mass: np.ndarray) -> np.ndarray:
        """What is where it is waited."""
        return np.where(self.waits, mass, 0.0)

    def quiet(self, rule: int, mass: np.ndarray) -> np.ndarray:
        """Mass where it is waited a tick later, of that which a rule keeps all along."""
        return np.asarray(self.stilled(rule) @ mass)


class Solved(Steps):
    """A machine (:class:`.following.Machine`) made of a solution.

    Args:
        laid: the solution, laid out with the rules of :meth:`Rules.targets`.
    """

    def __init__(self, laid: Laid):
        stopped = int((laid.structure.standing == Standing.TERMINAL).sum())
        self.rate, self.origin, self.group = laid.fastest, laid.origin, laid.targets.group
        self.ticks, self.instant = laid.leaving(self.rate), laid.instant()
        self.staying = [*range(stopped), *range(stopped, len(self.ticks), 2)]
        self.waits = laid.waiting()
        self.stays = np.zeros(laid.places)
        for n in self.staying:
            self.stays[self.ticks[n].start] = self.ticks[n].weight
        self._steps = [self.ticks[stopped + 1 :: 2], *self.instant]
        self.levels = len(self._steps) - 1
        self._made: dict[tuple[int, int], tuple[sparse.csr_array, sparse.csr_array]] = {}
        self._quiet: dict[int, sparse.csr_array] = {}
        self._ways: dict[frozenset[int], sparse.csr_array] = {}

    @classmethod
    def of(cls, assessment: Assessment, rules: Rules) -> Solved:
        """Of a solution of a game on a clock."""
        return cls(Laid(assessment, assessment.game.numbers, rules.targets()))

    def both(self, step: int, rule: int) -> tuple[sparse.csr_array, sparse.csr_array]:
        """A step's map of targets back along the branches that a rule keeps, (places, places), and that of mass."""
        if (step, rule) not in self._made:
            back = _matrix(self._steps[step], len(self.stays), int(self.group[rule]))
            self._made[step, rule] = back, sparse.csr_array(back.T.tocsr())
        return self._made[step, rule]

    def stilled(self, rule: int) -> sparse.csr_array:
        """The map of mass where it is waited, to a tick later, along the branches that a rule keeps all along."""
        if rule not in self._quiet:
            whole = self.both(0, rule)[0]
            for level in range(self.levels):
                whole = whole + whole @ self.both(level + 1, rule)[0]
            whole = whole @ sparse.diags_array(self.waits.astype(float)) + sparse.diags_array(self.stays)
            self._quiet[rule] = sparse.csr_array(whole.T.tocsr())
        return self._quiet[rule]

    def within(self, rules: Collection[int], mass: np.ndarray) -> tuple[Part, np.ndarray]:
        """The machine of the places to which some rules can take mass (tags, places), and those places, ascending.

        Play is at a small part of all places within a span: products are of that part alone.
        """
        some = frozenset(rules)
        if some not in self._ways:
            steps = [self.both(step, rule)[1] for step in range(self.levels + 1) for rule in some]
            self._ways[some] = sparse.csr_array(sum(steps[1:], steps[0]))
        reached = mass.any(0)
        while True:
            further = reached | (self._ways[some] @ reached.astype(float) > 0.0)
            if (further == reached).all():
                break
            reached = further
        places = np.flatnonzero(reached)
        return Part(self, places), places


class Part(Steps):
    """A machine at some of its places, which mass does not leave.

    Args:
        whole: the machine. places: which of its places, ascending.
    """

    def __init__(self, whole: Solved, places: np.ndarray):
        self.whole, self.places = whole, places
        self.rate, self.levels = whole.rate, whole.levels
        self.waits, self.stays = whole.waits[places], whole.stays[places]
        self._made: dict[tuple[int, int], tuple[sparse.csr_array, sparse.csr_array]] = {}
        self._quiet: dict[int, sparse.csr_array] = {}

    def both(self, step: int, rule: int) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Those of the whole machine between its places."""
        if (step, rule) not in self._made:
            back, on = (self._cut(each) for each in self.whole.both(step, rule))
            self._made[step, rule] = back, on
        return self._made[step, rule]

    def stilled(self, rule: int) -> sparse.csr_array:
        """That of the whole machine between its places."""
        if rule not in self._quiet:
            self._quiet[rule] = self._cut(self.whole.stilled(rule))
        return self._quiet[rule]

    def _cut(self, matrix: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array(matrix[self.places][:, self.places])


def _matrix(lots: Sequence[Links], places: int, column: int) -> sparse.csr_array:
    start, end, weight = (np.concatenate(parts) for parts in zip(*(_kept(lot, column) for lot in lots), strict=True))
    found = sparse.csr_array((weight, (start, end)), shape=(places, places))
    found.sum_duplicates()
    return found


def _kept(lot: Links, column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    many = np.diff(lot.ends)
    weight = lot.weight * np.repeat(lot.kept[lot.rule, column], many)
    some = np.flatnonzero(weight)
    return np.repeat(lot.start, many)[some], lot.end[some], weight[some]


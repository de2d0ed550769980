"""A game in extensive form: nodes, information sets, chance, payoffs along the way.

Γ = (nodes, players, information sets, chance, payoffs) after Kuhn (1953) and Selten (1975). Nodes are held in
*preorder*: a node, then the subtree of its first action, then of its second. A player's information set is a set
of its decision nodes that it cannot tell apart; perfect recall (no player forgets what it knew or did) is required
and checked. Payoffs are collected along the path: any node may pay, not only the last.

Every number (payoff, chance probability, precision) is a constant or an :class:`~..parameters.expression.Expression`
in named parameters. The structure never depends on them: :meth:`GameTree.numbers` is a pure function from parameter
values to arrays, for floats as for traced JAX scalars. Trees are written with :mod:`.builder`, read from files with
:mod:`.gambit`, or made of a short stochastic game with :mod:`.unrolling`.

References: Kuhn, H. W. (1953), "Extensive games and the problem of information", in Contributions to the Theory of
Games II, Princeton; Selten, R. (1975), "Reexamination of the perfectness concept for equilibrium points in extensive
games", International Journal of Game Theory 4 (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ArgumentError
from ..files.messages import amount, numeral
from ..parameters.expression import Evaluator, Expression, derivative
from .form import ChanceSet, InformationSet, Number, Outcome, Symbol
from .names import find_move, find_player, find_set, known_sets, move_names, set_keys, set_names, unique_names
from .perfect_recall import check_recall, check_shape

if TYPE_CHECKING:
    from .index import Index

Array = Any

PROBABILITY_TOLERANCE = 1e-9


@dataclass(frozen=True)
class TreeNumbers:
    """The numbers of a tree at one set of parameter values.

    Attributes:
        payoff: (n, N), what node n pays each player when it is reached.
        chance: (E,), probability of every action of every chance set, sets one after another.
        precision: (N,), λ_i.
    """

    payoff: Array
    chance: Array
    precision: Array


@dataclass(frozen=True, eq=False)
class GameTree:
    """An extensive form.

    Attributes:
        players: names, length N.
        parent: (n,), index of each node's parent, -1 for the root; nodes are in preorder.
        slot: (n,), which action of the parent leads here, counted from 0; -1 for the root.
        information_set: (n,), index into ``sets`` at decision nodes, else -1.
        chance_set: (n,), index into ``chances`` at chance nodes, else -1.
        outcome: (n,), index into ``outcomes``, -1 where the node pays nothing.
        sets, chances, outcomes: see their classes.
        symbols: the named parameters.
        precision: λ_i, one number a player.
        title, comment: prose.
        labels: per node, its name; empty when no node has one.

    Raises:
        ArgumentError: arrays that do not describe a tree, or a player without perfect recall (the information
            set is named).
    """

    players: tuple[str, ...]
    parent: np.ndarray
    slot: np.ndarray
    information_set: np.ndarray
    chance_set: np.ndarray
    outcome: np.ndarray
    sets: tuple[InformationSet, ...]
    chances: tuple[ChanceSet, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    precision: tuple[Number, ...] = ()
    title: str = ""
    comment: str = ""
    labels: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not self.precision:
            object.__setattr__(self, "precision", (1.0,) * len(self.players))
        check_shape(self)
        check_recall(self)

    def __len__(self) -> int:
        return len(self.parent)

    def __str__(self) -> str:
        ends = int((~self.has_children).sum())
        return (
            f"{self.title or 'game tree'}: players {', '.join(self.names)}; {amount(len(self), 'node')}, "
            f"{ends} of them {'an end' if ends == 1 else 'ends'}; {amount(len(self.sets), 'information set')}"
        )

    @cached_property
    def has_children(self) -> np.ndarray:
        """(n,), True at decision and chance nodes."""
        return (self.information_set >= 0) | (self.chance_set >= 0)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Per node, its children in the order of the actions."""
        lists: list[list[int]] = [[] for _ in range(len(self))]
        for node in range(1, len(self)):
            lists[self.parent[node]].append(node)
        return tuple(tuple(c) for c in lists)

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """Per information set, its nodes in preorder."""
        lists: list[list[int]] = [[] for _ in self.sets]
        for node in np.flatnonzero(self.information_set >= 0):
            lists[self.information_set[node]].append(int(node))
        return tuple(tuple(m) for m in lists)

    @cached_property
    def layout(self) -> Index:
        """Index arrays shared by everything that computes on the tree."""
        from .index import Index  # here: listing and checking trees need not wait for it

        return Index.of(self)

    @cached_property
    def log_weights(self) -> np.ndarray:
        """(A,), log μ of every action."""
        parts = [
            np.log(s.weights) if s.weights else np.full(len(s.actions), -np.log(len(s.actions))) for s in self.sets
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    @cached_property
    def sharpness(self) -> np.ndarray:
        """(H,), what the player's λ is multiplied by at every information set."""
        return np.array([s.sharpness for s in self.sets], float)

    @cached_property
    def choice_loss(self) -> np.ndarray:
        """(N,), λ_i times the most that logit can cost a player on one path: Σ log(1/min μ) over its moves."""
        runs = self.layout.set_actions
        loss = runs.max(-self.log_weights) / self.sharpness
        return self.layout.forest.longest(loss)

    @cached_property
    def defaults(self) -> dict[str, float]:
        """Default values of the parameters."""
        return {s.name: s.value for s in self.symbols}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the players, all different: with a number added where several have one, or one has none."""
        return unique_names(self.players)

    @cached_property
    def set_names(self) -> tuple[str, ...]:
        """Names of the information sets, different among those of a player: label, number, or both."""
        return set_names(self.sets)

    @cached_property
    def set_keys(self) -> tuple[str, ...]:
        """Numbers of the information sets as text, different among those of a player."""
        return set_keys(self.sets)

    @cached_property
    def move_names(self) -> tuple[tuple[str, ...], ...]:
        """Per information set, names of its actions, all different; an action without a label has its number."""
        return tuple(move_names(s.actions) for s in self.sets)

    @cached_property
    def known_sets(self) -> dict[tuple[int, str | int], tuple[int, ...]]:
        """(player, label or number or name) -> information sets that are called so."""
        return known_sets(self.sets, self.set_names)

    def find_player(self, which: str | int) -> int:
        """Index of a player by name or index. Raises ``AmbiguousName`` or ``ArgumentError``."""
        return find_player(self, which)

    def find(self, player: str | int, which: str | int) -> int:
        """Index of an information set by player (name or index) and label, number or name.

        Raises:
            AmbiguousName: several are called so, with the names that distinguish them.
            ArgumentError: there is none, with those there are.
        """
        return find_set(self, player, which)

    def find_move(self, h: int, which: str) -> int:
        """Which action of information set ``h`` is called so, from 0. Raises as :meth:`find`."""
        return find_move(self, h, which)

    def values(self, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All parameter values, the given ones over the defaults.

        Raises:
            ArgumentError: a name the tree does not have, or a plain number outside its range.
        """
        merged: dict[str, Any] = dict(self.defaults)
        ranges = {s.name: s for s in self.symbols}
        for name, value in (values or {}).items():
            if name not in ranges:
                raise ArgumentError(f"'{name}' is no parameter; there are {', '.join(ranges) or 'none'}")
            symbol = ranges[name]
            if isinstance(value, float | int) and not symbol.low <= value <= symbol.high:
                raise ArgumentError(f"{name} = {numeral(value)} is outside its range [{symbol.low:g}, {symbol.high:g}]")
            merged[name] = value
        return merged

    def with_values(self, **values: float) -> GameTree:
        """The same tree with other default values of its parameters."""
        merged = self.values(values)
        return self._replaced(symbols=tuple(replace(s, value=merged[s.name]) for s in self.symbols))

    def with_symbols(self, symbols: tuple[Symbol, ...]) -> GameTree:
        """The same tree with its parameters declared again, names unchanged."""
        return self._replaced(symbols=symbols)

    def with_precision(self, precision: float | Sequence[float] | None) -> GameTree:
        """The same tree with λ replaced (one number, or one a player); unchanged for None."""
        if precision is None:
            return self
        value = np.broadcast_to(np.asarray(precision, float), (len(self.players),))
        if not (np.isfinite(value).all() and (value >= 0).all()):
            raise ArgumentError("precision must be finite and not negative")
        return self._replaced(precision=tuple(float(v) for v in value))

    def _replaced(self, **changes: Any) -> GameTree:
        """A copy that keeps what was computed of the structure, which is the same."""
        copy = object.__new__(GameTree)
        copy.__dict__.update(self.__dict__)
        for derived in ("defaults", "_formulas"):
            copy.__dict__.pop(derived, None)
        copy.__dict__.update(changes)
        return copy

    def numbers(self, values: Mapping[str, Any] | None = None, xp: ModuleType = np) -> TreeNumbers:
        """Payoffs, chance and precision at parameter values: a pure function of them.

        Args:
            values: name -> value; defaults for the rest.
            xp: numpy, or jax.numpy for traced values.

        Raises:
            ArgumentError: (numpy only) an unknown name, chance that is no lottery, a number that is not finite.
        """
        evaluate = Evaluator(self.values(values), xp)
        n = len(self.players)
        flat = self._formulas
        payoffs = _filled(*flat[0], evaluate, xp).reshape(-1, n)
        nothing = xp.zeros((1, n))
        numbers = TreeNumbers(
            payoff=xp.concatenate([payoffs, nothing])[self.outcome],
            chance=_filled(*flat[1], evaluate, xp),
            precision=_filled(*flat[2], evaluate, xp),
        )
        if xp is np:
            self._check(numbers)
        return numbers

    def rates(self, name: str, values: Mapping[str, float] | None = None) -> TreeNumbers:
        """Derivatives of all numbers in one parameter, by symbolic differentiation. Raises as :meth:`numbers`."""
        evaluate = Evaluator(self.values(values))
        parts = []
        for constants, formulas in self._formulas:
            rates = np.zeros(len(constants))
            for place, formula in formulas.items():
                rates[place] = evaluate(derivative(formula, name))
            parts.append(rates)
        payoffs = np.vstack([parts[0].reshape(-1, len(self.players)), np.zeros(len(self.players))])
        return TreeNumbers(payoffs[self.outcome], parts[1], parts[2])

    @cached_property
    def _formulas(self) -> tuple[tuple[np.ndarray, dict[int, Expression]], ...]:
        """For payoffs, chance and precision: the constants, and the formulas by place."""
        return (
            _split([p for outcome in self.outcomes for p in outcome.payoffs]),
            _split([p for chance in self.chances for p in chance.probabilities]),
            _split(list(self.precision)),
        )

    def _check(self, numbers: TreeNumbers) -> None:
        if not all(np.isfinite(part).all() for part in (numbers.payoff, numbers.chance, numbers.precision)):
            raise ArgumentError("a payoff, probability or precision is not finite at these parameter values")
        first = 0
        for chance in self.chances:
            p = numbers.chance[first : first + len(chance.actions)]
            first += len(chance.actions)
            if (p < 0).any() or abs(p.sum() - 1) > PROBABILITY_TOLERANCE:
                shown = ", ".join(f"{x:g}" for x in p)
                name = f"{chance.number} '{chance.label}'" if chance.label else str(chance.number)
                raise ArgumentError(f"chance set {name}: the probabilities ({shown}) are not a lottery")


def _split(numbers: Sequence[Number]) -> tuple[np.ndarray, dict[int, Expression]]:
    constants = np.zeros(len(numbers))
    formulas: dict[int, Expression] = {}
    for k, number in enumerate(numbers):
        if isinstance(number, Expression) and number.op != "constant":
            formulas[k] = number
        else:
            constants[k] = float(number.args[0] if isinstance(number, Expression) else number)
    return constants, formulas


def _filled(constants: np.ndarray, formulas: dict[int, Expression], evaluate: Evaluator, xp: ModuleType) -> Array:
    if not formulas:
        return xp.asarray(constants)
    places = np.fromiter(formulas, int, len(formulas))
    values = [evaluate(e) for e in formulas.values()]
    if xp is np:
        filled = constants.copy()
        filled[places] = values
        return filled
    return xp.asarray(constants).at[places].set(xp.stack(values))

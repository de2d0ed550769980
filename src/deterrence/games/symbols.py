"""The numbers of a game as expressions in parameters, evaluated for any parameter values at once.

All expressions of a game form one directed graph. It is put in order once, level by level and operation by operation,
so that evaluating every number of a game is a few dozen array operations, for one set of parameter values or for many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..parameters.expression import Expression
from .stochastic import Numbers

Values = Mapping[str, Any]
Table = list[Any]
RULE = "rule"


@dataclass(frozen=True, eq=False)
class SymbolicNumbers:
    """Expressions for every array of :class:`~deterrence.games.stochastic.Numbers`, in the same shapes."""

    branch_probability: list[Expression]
    payoff: list[list[Expression]]
    ending: list[list[Expression]]
    base_weight: list[Expression]
    rule: list[list[Expression]]
    prior: list[list[Expression]]
    discount: list[Expression]
    precision: list[Expression]
    renewal: list[list[Expression]] | None = None
    pace: list[Expression] | None = None
    interest: list[Expression] | None = None

    @cached_property
    def _conduct(self) -> Evaluation:
        """Of the rules of conduct alone, which doctrines replace."""
        return Evaluation.of(_flat(self.rule))

    @cached_property
    def _rest(self) -> Evaluation:
        return Evaluation.of(x for name in self._others for x in _flat(getattr(self, name)))

    @property
    def _others(self) -> list[str]:
        return [f.name for f in fields(self) if f.name != RULE]

    def with_rule(self, rule: list[list[Expression]]) -> SymbolicNumbers:
        """The same with other rules of conduct; all else is put in order once for both."""
        found = replace(self, rule=rule)
        vars(found)["_rest"] = self._rest
        return found

    def at(self, values: Values) -> Numbers:
        """The arrays at parameter values.

        Args:
            values: parameter name -> value.

        A value that makes a type's prior zero belongs to another structure: compile again.
        """
        return self._shaped(self._rest(values), self._conduct(values))

    def slopes(self, values: Values) -> tuple[Numbers, Numbers]:
        """The arrays, and their derivatives by every parameter in the order of ``values``, a last axis P."""
        rest, by_rest = self._rest.slopes(values)
        rule, by_rule = self._conduct.slopes(values)
        return self._shaped(rest, rule), self._shaped(by_rest, by_rule)

    def _shaped(self, rest: np.ndarray, rule: np.ndarray) -> Numbers:
        """What belongs to every expression, (n, …), in the shapes of the arrays."""
        at = 0
        arrays: dict[str, Any] = {RULE: rule.reshape(*_shape(self.rule), *rule.shape[1:])}
        for name in self._others:
            table = getattr(self, name)
            if table is None:
                arrays[name] = None
                continue
            shape = _shape(table)
            count = int(np.prod(shape))
            arrays[name] = rest[at : at + count].reshape(*shape, *rest.shape[1:])
            at += count
        return Numbers(**arrays)


def _shape(table: Table) -> tuple[int, ...]:
    return (len(table), len(table[0])) if table and isinstance(table[0], list) else (len(table),)


def _flat(table: Table | None) -> Iterator[Expression]:
    for row in table or ():
        if isinstance(row, list):
            yield from row
        else:
            yield row


_BINARY = {"add": np.add, "multiply": np.multiply, "power": np.power}
_UNARY = {"exp": np.exp, "log": np.log}


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Many expressions in the order in which they are evaluated.

    Attributes:
        count: distinct sub-expressions.
        constants: (slot, value) of the constants.
        parameters: (slot, name) of the parameters.
        steps: (operation, slots written, first operands, second operands), each step after those it reads.
        wanted: slot of each expression asked for.
    """

    count: int
    constants: tuple[np.ndarray, np.ndarray]
    parameters: tuple[tuple[int, str], ...]
    steps: tuple[tuple[str, np.ndarray, np.ndarray, np.ndarray], ...]
    wanted: np.ndarray

    @classmethod
    def of(cls, expressions: Iterator[Expression]) -> Evaluation:
        """Put the expressions and everything they are made of in order."""
        slot: dict[Expression, int] = {}
        level: list[int] = []
        rows: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
        constants: list[tuple[int, float]] = []
        parameters: list[tuple[int, str]] = []
        exponents: dict[float, int] = {}

        def fresh(at: int) -> int:
            level.append(at)
            return len(level) - 1

        def known_constant(value: float) -> int:
            if value not in exponents:
                exponents[value] = fresh(0)
                constants.append((exponents[value], value))
            return exponents[value]

        def place(root: Expression) -> int:
            stack = [root]
            while stack:
                x = stack[-1]
                if x in slot:
                    stack.pop()
                    continue
                operands = [a for a in x.args if isinstance(a, Expression)]
                missing = [a for a in operands if a not in slot]
                if missing:
                    stack.extend(missing)
                    continue
                stack.pop()
                if x.op == "constant":
                    slot[x] = known_constant(x.args[0])
                elif x.op == "parameter":
                    slot[x] = fresh(0)
                    parameters.append((slot[x], x.args[0]))
                else:
                    depth = 1 + max(level[slot[a]] for a in operands)
                    first = slot[operands[0]]
                    second = known_constant(x.args[1]) if x.op == "power" else slot[operands[-1]]
                    slot[x] = fresh(depth)
                    rows.setdefault((depth, x.op), []).append((slot[x], first, second))
            return slot[root]

        wanted = np.array([place(x) for x in expressions], int)
        steps = []
        for (_, op), some in sorted(rows.items()):
            table = np.array(some, int)
            steps.append((op, table[:, 0], table[:, 1], table[:, 2]))
        slots = np.array([k for k, _ in constants], int)
        values = np.array([v for _, v in constants], float)
        return cls(len(level), (slots, values), tuple(parameters), tuple(steps), wanted)

    def __call__(self, values: Values) -> np.ndarray:
        """The values of the expressions. Raises ``KeyError`` with the name of a missing parameter."""
        return self._known(values)[self.wanted]

    def _known(self, values: Values) -> np.ndarray:
        """Of every slot, (count,)."""
        known = np.empty(self.count)
        known[self.constants[0]] = self.constants[1]
        for at, name in self.parameters:
            known[at] = values[name]
        for op, out, first, second in self.steps:
            if op in _BINARY:
                known[out] = _BINARY[op](known[first], known[second])
            else:
                known[out] = _UNARY[op](known[first])
        return known

    def slopes(self, values: Values) -> tuple[np.ndarray, np.ndarray]:
        """The values of the expressions, (n,), and their derivatives by every parameter in the order of ``values``,
        (n, P)."""
        known = self._known(values)
        place = {name: k for k, name in enumerate(values)}
        slopes = np.zeros((self.count, len(place)))
        for at, name in self.parameters:
            slopes[at, place[name]] = 1.0
        for op, out, first, second in self.steps:
            a, b = known[first, None], known[second, None]
            match op:
                case "add":
                    slopes[out] = slopes[first] + slopes[second]
                case "multiply":
                    slopes[out] = a * slopes[second] + b * slopes[first]
                case "power":  # of a constant exponent
                    slopes[out] = b * a ** (b - 1.0) * slopes[first]
                case "exp":
                    slopes[out] = known[out, None] * slopes[first]
                case _:
                    slopes[out] = slopes[first] / a
        return known[self.wanted], slopes[self.wanted]

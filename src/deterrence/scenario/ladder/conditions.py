"""Sets of public states in words of a file: conditions on public variables, and formulas that differ by them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from ...parameters.expression import ONE, ZERO, Expression

State = tuple[str | int, ...]
When = dict[str, tuple[str | int, ...]]


class States:
    """Public states of a turn: the values of each public variable, in the same order.

    Args:
        variables: their ids.
        states: all that play reaches there.
    """

    def __init__(self, variables: tuple[str, ...], states: Collection[State]):
        self.variables = variables
        self.states = frozenset(states)
        self._values = [tuple(dict.fromkeys(sorted((s[k] for s in states), key=str))) for k in range(len(variables))]

    def parts(self, some: Collection[State]) -> Iterator[tuple[frozenset[State], When]]:
        """Some of the states in parts, each of which is all states where variables have certain values; with those.

        Nothing is asked of a variable that the others leave no choice of.
        """
        inside = frozenset(some)
        hull = [tuple(v for v in values if any(s[k] == v for s in inside)) for k, values in enumerate(self._values)]
        if self._within(hull, inside):
            for k, values in enumerate(self._values):
                if self._within(wider := [*hull[:k], values, *hull[k + 1 :]], inside):
                    hull = wider
            named = zip(self.variables, hull, self._values, strict=True)
            yield inside, {name: h for name, h, values in named if len(h) < len(values)}
            return
        k = next(k for k, h in enumerate(hull) if len(h) > 1)
        for value in hull[k]:
            yield from self.parts([s for s in inside if s[k] == value])

    def _within(self, hull: Sequence[tuple[str | int, ...]], inside: frozenset[State]) -> bool:
        """Are all states with these values among some?"""
        return all(s in inside for s in self.states if all(v in h for v, h in zip(s, hull, strict=True)))

    def formula(self, numbers: Mapping[State, Expression], name: Callable[[str], str]) -> str:
        """Numbers that differ by public state as one formula.

        Args:
            numbers: at each of the states where the formula is read; states that differ in no number need no condition.
            name: how the file calls a parameter.
        """
        distinct = dict.fromkeys(numbers.values())
        if len(distinct) == 1:
            return text(next(iter(distinct)), name)
        where = States(self.variables, [*numbers])
        cases = [
            (when, number)
            for number in distinct
            if not number.is_zero
            for _, when in where.parts([s for s, n in numbers.items() if n == number])
        ]
        return " + ".join("*".join([*map(_condition, when.items()), *_factor(n, name)]) for when, n in cases)


def _condition(asked: tuple[str, tuple[str | int, ...]]) -> str:
    variable, values = asked
    return f"({variable} == {values[0]})" if len(values) == 1 else f"({variable} in ({', '.join(map(str, values))}))"


def _factor(number: Expression, name: Callable[[str], str]) -> list[str]:
    return [] if number == ONE else [_in_product(number, name)]


def text(number: Expression, name: Callable[[str], str]) -> str:
    """A number as a formula.

    Args:
        number: a sum, product or quotient.
        name: how the file calls a parameter.
    """
    match number.op:
        case "constant":
            return f"{number.args[0]:.17g}"
        case "parameter":
            return name(number.args[0])
        case "add":
            left, right = number.args
            if (minus := _negated(right)) is not None:
                return f"{text(left, name)} - {_in_product(minus, name)}"
            return f"{text(left, name)} + {text(right, name)}"
        case "multiply":
            if (minus := _negated(number)) is not None:
                return f"-{_in_product(minus, name)}"
            left, right = number.args
            if right.op == "power" and right.args[1] == -1:
                return f"{_in_product(left, name)}/({text(right.args[0], name)})"
            return f"{_in_product(left, name)}*{_in_product(right, name)}"
        case "power" if number.args[1] == -1:
            return f"1/({text(number.args[0], name)})"
    raise ValueError(f"a formula of a file cannot hold {number.op}")


def _negated(number: Expression) -> Expression | None:
    """x, of a product of x and -1."""
    if number.op == "multiply" and number.args[1].op == "constant" and number.args[1].args[0] == -1:
        inner: Expression = number.args[0]
        return inner
    return None


def _in_product(number: Expression, name: Callable[[str], str]) -> str:
    written = text(number, name)
    return f"({written})" if number.op == "add" or _negated(number) is not None else written


def sum_of(staked: Expression, rest: Expression, resolve: Expression) -> Expression:
    """What is at stake times resolve, and the rest."""
    return ZERO + staked * resolve + rest

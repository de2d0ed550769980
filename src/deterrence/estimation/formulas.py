"""R-style formulas (formulaic) in columns of the data, with nothing evaluated but arithmetic and known functions.

formulaic evaluates what stands between its operators as Python. A formula of a file is looked at before: names,
numbers, arithmetic, and calls of the functions below are let through, all else is refused with what is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..files.messages import shown

if TYPE_CHECKING:
    import pandas as pd

FUNCTIONS = {"sqrt": np.sqrt, "abs": np.abs, "log1p": np.log1p, "log2": np.log2}  # beside formulaic's own
KNOWN = frozenset({*FUNCTIONS, "log", "log10", "exp", "I", "C", "poly", "center", "scale", "bs", "cs", "cc", "cr"})
LONGEST = 2000
INTERCEPT = "Intercept"
_PLAIN = (
    ast.Expression, ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.Pow, ast.USub, ast.UAdd, ast.keyword, ast.Call, ast.Attribute, ast.Compare, ast.Eq, ast.NotEq, ast.Gt, ast.GtE,
    ast.Lt, ast.LtE,
)  # fmt: skip


class WrongFormula(Exception):
    """A formula that cannot be used: what is wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str):
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class PayoffFormula:
    """One formula.

    Attributes:
        text: as written.
    """

    text: str

    @cached_property
    def parsed(self) -> Any:
        """formulaic's. Raises :class:`WrongFormula` where it is none, or is not safe to evaluate."""
        if len(self.text) > LONGEST:
            raise WrongFormula(f"the formula has {len(self.text)} characters", f"write {LONGEST} at most")
        from formulaic import Formula
        from formulaic.errors import FormulaicError

        try:
            found = Formula(_powers(self.text))
            terms = list(found)
        except (FormulaicError, SyntaxError, TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
            reason = str(error).strip().split("\n")[0] or type(error).__name__
            raise WrongFormula(
                f"{shown(self.text)} is no formula ({reason})", "write terms such as 1 + x + log(z)"
            ) from None
        if any(not hasattr(term, "factors") for term in terms):
            raise WrongFormula(
                f"{shown(self.text)} has more than one side", "write the right side alone, without ~ or |"
            )
        for term in terms:
            for factor in term.factors:
                if factor.eval_method.value == "python":
                    _require_safe(factor.expr)
        return found

    @property
    def empty(self) -> bool:
        """Whether it is empty: a payoff of zero."""
        return not list(self.parsed)

    @property
    def variables(self) -> tuple[str, ...]:
        """Columns that it is about, in order."""
        found: dict[str, None] = {}
        for term in self.parsed:
            for factor in term.factors:
                if factor.eval_method.value == "lookup":
                    found[factor.expr] = None
                elif factor.eval_method.value == "python":
                    found.update(dict.fromkeys(_names(factor.expr)))
        return tuple(found)

    def design(self, frame: pd.DataFrame) -> Design:
        """Its columns at the rows of a table of complete data. Raises :class:`WrongFormula`."""
        from formulaic.errors import FormulaicError

        try:
            with np.errstate(all="ignore"):
                matrix = self.parsed.get_model_matrix(frame, context=FUNCTIONS, na_action="ignore", output="pandas")
        except (FormulaicError, ValueError, TypeError, ArithmeticError, KeyError) as error:
            reason = str(error).strip().split("\n")[-1]
            raise WrongFormula(
                f"{shown(self.text)} cannot be worked out ({reason})", "mend the formula or the data"
            ) from None
        values = np.asarray(matrix, float).reshape(len(frame), -1)
        if not np.isfinite(values).all():
            column = matrix.columns[int(np.argmin(np.isfinite(values).all(0)))]
            row = int(np.argmin(np.isfinite(values).all(1))) + 1
            what = f"{shown(str(column))} is not finite in row {row} of those used"
            raise WrongFormula(what, "take logarithms and roots of positive numbers only")
        return Design(tuple(str(c) for c in matrix.columns), values, matrix.model_spec)


@dataclass(frozen=True)
class Design:
    """The columns of a formula.

    Attributes:
        terms: names, as formulaic has them: ``Intercept``, ``x``, ``regime[T.dem]``.
        values: (n, k).
        spec: formulaic's, which makes the same columns of other rows.
    """

    terms: tuple[str, ...]
    values: np.ndarray
    spec: Any

    def at(self, frame: pd.DataFrame) -> np.ndarray:
        """(n', k), the same columns at other rows; levels and centres are those of the data."""
        matrix = self.spec.get_model_matrix(frame, context=FUNCTIONS, na_action="ignore")
        return np.asarray(matrix, float).reshape(len(frame), -1)

    @property
    def absent(self) -> list[str]:
        """Terms that have no column: factors with one level beside a constant."""
        return [str(term) for term, place in self.spec.term_slices.items() if place.start == place.stop]


def _names(expression: str) -> list[str]:
    """Columns in an expression that is safe: names that are not called."""
    names = [node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)]
    return [name for name in names if name not in ("np", *KNOWN)]


def _powers(text: str) -> str:
    """The same with powers as Python has them, ``**``, where they are within a call: R's I(x^2) is I(x ** 2)."""
    found, calls = [], []
    for k, letter in enumerate(text):
        if letter == "(":
            calls.append(k > 0 and (text[k - 1].isalnum() or text[k - 1] in "._"))
        elif letter == ")" and calls:
            calls.pop()
        found.append("**" if letter == "^" and any(calls) else letter)
    return "".join(found)


def _require_safe(expression: str) -> None:
    remedy = f"use columns, arithmetic, and {', '.join(sorted(KNOWN))}"
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        raise WrongFormula(f"{shown(expression)} cannot be read", remedy) from None
    for node in ast.walk(tree):
        if not isinstance(node, _PLAIN):
            raise WrongFormula(f"{shown(expression)} is more than arithmetic", remedy)
        if isinstance(node, ast.Attribute) and not _numpy(node):
            raise WrongFormula(f"{shown(expression)} names an attribute", remedy)
        if isinstance(node, ast.Call):
            named = isinstance(node.func, ast.Name) and node.func.id in KNOWN
            if not named and not isinstance(node.func, ast.Attribute):
                raise WrongFormula(f"{shown(expression)} calls what is no known function", remedy)


def _numpy(node: ast.Attribute) -> bool:
    """np.log and the like, as formulas written for formulaic alone have them."""
    allowed = {"sqrt", "log", "log10", "log1p", "log2", "exp", "abs"}
    return isinstance(node.value, ast.Name) and node.value.id == "np" and node.attr in allowed


def formulas_by_player(written: Mapping[str, str | int]) -> dict[str, PayoffFormula]:
    """Formulas of a mapping of the file, those that say nothing left out. Raises :class:`WrongFormula`."""
    found = {player: PayoffFormula(str(text)) for player, text in written.items()}
    return {player: formula for player, formula in found.items() if not formula.empty}

"""Expressions in order: their values and derivatives, all at once."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.games.symbols import Evaluation
from deterrence.parameters.expression import Evaluator, constant, exp, log, parameter

X, Y = parameter("x"), parameter("y")
FORMULAS = [exp(X * Y), log(Y) / X, X**3 - Y, X * 0.0 + 1.0, (1 - X) * (1 - X) * Y, Y**-2, constant(4.0), X]
AT = {"x": 0.5, "y": 2.0, "unused": 7.0}


def test_values_are_those_of_each_by_itself() -> None:
    evaluate = Evaluator(AT)
    np.testing.assert_allclose(Evaluation.of(iter(FORMULAS))(AT), [evaluate(f) for f in FORMULAS], rtol=1e-15)


def test_slopes_by_every_parameter_those_that_are_not_read_included() -> None:
    values, slopes = Evaluation.of(iter(FORMULAS)).slopes(AT)
    np.testing.assert_allclose(values, [Evaluator(AT)(f) for f in FORMULAS], rtol=1e-15)
    expected = [
        [2 * np.e, 0.5 * np.e, 0],
        [-4 * np.log(2), 1.0, 0],
        [0.75, -1.0, 0],
        [0, 0, 0],
        [-2.0, 0.25, 0],
        [0, -0.25, 0],
        [0, 0, 0],
        [1, 0, 0],
    ]
    np.testing.assert_allclose(slopes, expected, rtol=1e-14)


def test_a_parameter_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="y"):
        Evaluation.of(iter(FORMULAS)).slopes({"x": 1.0})

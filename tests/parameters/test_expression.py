"""Formulas: equal ones are one, wherever they were made, and long ones are looked up as quickly as short ones."""

import copy
import os
import pickle
import subprocess
import sys

from deterrence.parameters.expression import Evaluator, Expression, exp, parameter

HERE = "from deterrence.parameters.expression import parameter, exp; made = exp(parameter('a') * 2 + parameter('b'))"


def made() -> Expression:
    return exp(parameter("a") * 2 + parameter("b"))


def test_equal_formulas_are_one():
    assert made() == made() and len({made(), made()}) == 1
    assert made() != made() + 1
    assert copy.deepcopy(made()) == made() and repr(parameter("a")) == "Expression(op='parameter', args=('a',))"


def test_a_formula_from_another_process_is_the_same():
    """Texts are hashed with another seed there."""
    code = f"import pickle, sys; {HERE}; sys.stdout.buffer.write(pickle.dumps(made))"
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    assert pickle.loads(done.stdout) in {made()}


def test_a_formula_that_shares_its_parts_is_evaluated_in_no_time():
    """Of 2^60 places, 60 are different."""
    doubled = parameter("a")
    for _ in range(60):
        doubled = doubled + doubled
    assert Evaluator({"a": 0.5})(doubled) == 2.0**59

"""Small dynamic games with made-up data: a specification, a table of a first period to be played on from, models."""

import numpy as np

from deterrence.estimation.dynamic.building import build_dynamic
from deterrence.estimation.estimating import read_specification
from deterrence.estimation.table import read_table

RIVALS = """
schema: deterrence-dynamic-1
title: rivals
actors: [one, two]
states: [calm, tense]
actions: [wait, push]
discount: 0.9
transition:
  table:
    - {when: one == push or two == push, to: {calm: 0.3, tense: 0.7}}
    - {to: {calm: 0.8, tense: 0.2}}
covariates: {x: {one: x_1, two: x_2}}
payoffs:
  tension: {when: state == tense and own == wait, formula: "1"}
  pushing: {when: own == push, formula: 1 + x}
  clash: {when: own == push and other == push, formula: "1"}
observed: {game: pair, period: month, state: state, actions: {one: a_1, two: a_2}}
"""
TOGETHER = """
schema: deterrence-dynamic-1
actors: [one, two]
states: [only]
actions: [wait, push]
discount: 0.0
transition: {table: [{to: {only: 1}}]}
payoffs:
  pushing: {when: own == push, formula: "1"}
  both: {when: own == push and other == push, formula: "1"}
fixed: {"all:both:Intercept": 8}
observed: {game: pair, period: month, state: state, actions: {one: a_1, two: a_2}}
"""
TRUTH = {
    "all:tension:Intercept": -0.6, "all:pushing:Intercept": -0.2, "all:pushing:x": 1.0, "all:clash:Intercept": -1.0
}  # fmt: skip
HEADER = "pair,month,state,a_1,a_2,x_1,x_2"


def made_up(games=20, months=40, seed=3):
    """Rows of the table of rivals, drawn with even chances: played on from with ``simulated``."""
    draws = np.random.default_rng(seed)
    rows = []
    for g in range(games):
        x, state = draws.normal(size=2), 1
        for month in range(1, months + 1):
            a = draws.integers(1, 3, 2)
            rows.append([g, month, state, *a, *x])
            state = int(a.max())
    return rows


def written(folder, specification=RIVALS, rows=None, header=HEADER):
    """Files of a specification and a table; their paths."""
    spec, table = folder / "rivals.yaml", folder / "rivals.csv"
    spec.write_text(specification, encoding="utf-8")
    lines = [",".join(f"{v:.10g}" if not isinstance(v, str) else v for v in row) for row in rows or made_up()]
    table.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return spec, table


def model_of(folder, specification=RIVALS, rows=None, header=HEADER):
    spec, table = written(folder, specification, rows, header)
    return build_dynamic(read_specification(spec), read_table(table))


def played(folder, seed=0, **sizes):
    """A model with data of its own equilibrium at the truth, its table written; and the truth (P,)."""
    rows = made_up(**sizes)
    model = model_of(folder, rows=rows)
    truth = truth_of(model)
    drawn = model.simulated(truth, np.random.default_rng(seed))
    for row, state, actions in zip(rows, drawn.row_state, drawn.row_actions, strict=True):
        row[2:5] = [state + 1, *(actions + 1)]
    return model_of(folder, rows=rows), truth


def truth_of(model, values=None):
    return np.array([(values or TRUTH)[name] for name in model.names])

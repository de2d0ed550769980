"""Where states lead: a rule, a table, or a normal on a grid, given or estimated in a first step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from ...files.diagnostics import Fault
from ...files.messages import listed, shown
from ...files.reader import Loaded
from ..building import problems
from ..formulas import PayoffFormula, WrongFormula
from .conditions import worked_out
from .record import DynamicSpecification, Normal
from .words import STATE, Words

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Steps:
    """Periods that follow one another in the data, as the first step of a normal transition uses them.

    Attributes:
        before, after: (m,), the number of the state, unrounded.
        actions: (m, N), numbers of the actions between.
    """

    before: Array
    after: Array
    actions: Array


def transition(loaded: Loaded[DynamicSpecification], words: Words, steps: Steps) -> tuple[Array, dict[str, Any]]:
    """(S, Π, S), chances of the next state; and what was estimated of them, by name.

    Raises:
        InputError: a rule leads to no state, a table says nothing of a profile, or a mean cannot be estimated.
    """
    written = loaded.record.transition
    if written.next is not None:
        return _by_rule(loaded, words, written.next), {}
    if written.normal is not None:
        return _normal(loaded, words, written.normal, steps)
    return _by_table(loaded, words), {}


def _shape(words: Words) -> tuple[int, int]:
    return len(words.state_numbers), len(words.profile_numbers)


def _situation(words: Words, state: int, profile: int) -> str:
    acts = words.profile_numbers[profile]
    done = [
        f"{actor} does {words.actions[i][int(np.argmax(words.action_numbers[i] == acts[i]))]}"
        for i, actor in enumerate(words.actors)
    ]
    return f"in {shown(words.states[state])}, where {' and '.join(done)}"


def _by_rule(loaded: Loaded[DynamicSpecification], words: Words, rule: str) -> Array:
    reached = np.broadcast_to(worked_out(rule, words.public()).astype(float), _shape(words))
    same = np.isclose(reached[..., None], words.state_numbers, rtol=0, atol=1e-9)
    if not same.any(-1).all():
        s, p = (int(k) for k in np.argwhere(~same.any(-1))[0])
        what = f"{_situation(words, s, p)}, this is {reached[s, p]:g}, the number of no state"
        raise problems(loaded, [Fault(("transition", "next"), what, "write a rule that leads to a state")])
    return same.astype(float)


def _by_table(loaded: Loaded[DynamicSpecification], words: Words) -> Array:
    shape = _shape(words)
    found, open_ = np.zeros((*shape, shape[0])), np.ones(shape, bool)
    for row in loaded.record.transition.table:
        holds = np.ones(shape, bool)
        if row.when is not None:
            holds = np.broadcast_to(worked_out(row.when, words.public()).astype(bool), shape)
        for name, chance in row.to.items():
            found[open_ & holds, words.states.index(name)] = chance
        open_ &= ~holds
    if open_.any():
        s, p = (int(k) for k in np.argwhere(open_)[0])
        what = f"no row says what follows {_situation(words, s, p)}"
        raise problems(loaded, [Fault(("transition", "table"), what, "add a row without 'when', or with that one")])
    return found


def _normal(
    loaded: Loaded[DynamicSpecification], words: Words, normal: Normal, steps: Steps
) -> tuple[Array, dict[str, Any]]:
    import pandas as pd

    states, many = _shape(words)
    acts = {actor: np.tile(words.profile_numbers[:, i], states) for i, actor in enumerate(words.actors)}
    every = pd.DataFrame({STATE: np.repeat(words.state_numbers, many), **acts})
    try:
        design = PayoffFormula(normal.mean).design(every)
        seen = design.at(
            pd.DataFrame({STATE: steps.before, **{a: steps.actions[:, i] for i, a in enumerate(words.actors)}})
        )
    except WrongFormula as error:
        raise problems(loaded, [Fault(("transition", "normal", "mean"), error.what, error.remedy)]) from None
    coefficients, deviation, first_step = _first_step(loaded, normal, design.terms, seen, steps.after)
    mean = (design.values @ coefficients).reshape(states, many, 1)
    half = 0.5 * (words.state_numbers[1] - words.state_numbers[0])
    edges = (words.state_numbers[:-1] + half - mean) / deviation
    below = np.concatenate([np.zeros((states, many, 1)), ndtr(edges), np.ones((states, many, 1))], -1)
    found = np.diff(below, axis=-1)
    found[found < normal.smallest] = 0.0
    total = found.sum(-1, keepdims=True)
    if not (total > 0).all():
        what = f"chances below {normal.smallest:g} are all that there is of some row"
        raise problems(loaded, [Fault(("transition", "normal", "smallest"), what, "write a smaller one")])
    return found / total, first_step


def _first_step(
    loaded: Loaded[DynamicSpecification], normal: Normal, terms: tuple[str, ...], seen: Array, after: Array
) -> tuple[Array, float, dict[str, Any]]:
    """Coefficients and deviation: as given, the rest by least squares on periods that follow one another."""
    where = ("transition", "normal", "coefficients")
    for term in normal.coefficients:
        if term not in terms:
            fault = Fault((*where, term), f"there is no term {shown(term)}", f"the terms are {listed(terms)}", "key")
            raise problems(loaded, [fault])
    held = np.array([normal.coefficients.get(term, np.nan) for term in terms])
    free = np.isnan(held)
    coefficients = np.where(free, 0.0, held)
    rest = after - seen @ coefficients
    if free.any():
        if len(after) <= free.sum() or np.linalg.matrix_rank(seen[:, free]) < free.sum():
            missing = listed([term for term in terms if term not in normal.coefficients])
            what = f"{len(after)} steps from period to period do not determine {missing}"
            raise problems(loaded, [Fault((*where[:2], "mean"), what, "give them under 'coefficients'")])
        coefficients[free] = np.linalg.lstsq(seen[:, free], rest, rcond=None)[0]
        rest = after - seen @ coefficients
    deviation = normal.deviation
    if deviation is None:
        if len(after) <= free.sum() or not rest.any():
            what = "the data do not determine how far states stray"
            raise problems(loaded, [Fault(where[:2], what, "give 'deviation'")])
        deviation = float(np.sqrt(rest @ rest / (len(after) - free.sum())))
    if not free.any() and normal.deviation is not None:
        return coefficients, deviation, {}
    by_term = dict(zip(terms, coefficients.tolist(), strict=True))
    return coefficients, deviation, {"steps": len(after), "deviation": deviation, **by_term}

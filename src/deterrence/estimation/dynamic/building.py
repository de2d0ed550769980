"""A dynamic game and a table -> a model."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...files.diagnostics import Fault
from ...files.messages import shown
from ...files.reader import Loaded
from ..building import problems
from ..table import Table
from .beliefs import first_step
from .conditions import worked_out
from .full import DynamicModel
from .game import DynamicGame
from .observing import Observed, observed, require_possible, required
from .payoffs import covariate_columns, payoffs
from .record import DynamicSpecification
from .transitions import Steps, transition
from .words import Words

Array = np.ndarray


def build_dynamic(loaded: Loaded[DynamicSpecification], table: Table) -> DynamicModel:
    """The model of a dynamic game on a table.

    Raises:
        InputError: a column is missing or changes within a game; a cell is no state, action or period; periods do not
            follow one another; a state cannot follow the one before; a state is never seen, an action never taken.
    """
    spec, words = loaded.record, Words(loaded.record)
    columns = [*required(loaded, table), *covariate_columns(loaded, table, words)]
    rows = np.flatnonzero(~table.missing(columns))
    if not len(rows):
        raise table.refuse("no row has all the columns that the specification names", "fill in what is missing")
    seen = observed(loaded, table, words, rows)

    def leads(before: Array, after: Array, actions: Array) -> tuple[Array, dict[str, Any]]:
        numbers = np.stack([words.action_numbers[i][actions[:, i]] for i in range(len(words.actors))], -1)
        return transition(loaded, words, Steps(before, after, numbers))

    chances, estimated = leads(*seen.steps())
    if spec.transition.normal is None:
        require_possible(loaded, table, words, seen, chances)
    available = _available(loaded, words)
    _require_available(loaded, table, words, seen, available)
    game = DynamicGame(words.actors, words.states, words.actions, available, chances, spec.discount)
    found = payoffs(loaded, table, words, seen)
    choosing = (available.sum(-1) > 1).astype(float)  # (N, S)
    return DynamicModel(
        predictors=found.predictors,
        coefficients=found.coefficients,
        blocks=found.blocks,
        counts=choosing[:, seen.state],
        labels=words.actors,
        rows=seen.rows,
        frame=None,
        error=f"dynamic game, {len(seen.games)} × {len(words.states)} states, δ = {spec.discount:g}, logit",
        game=game,
        games=seen.games,
        columns=found.columns,
        index=found.index,
        offset=found.offset,
        row_game=seen.game,
        row_state=seen.state,
        row_actions=seen.actions,
        before=seen.before,
        beliefs=np.broadcast_to(available / available.sum(-1, keepdims=True), (len(seen.games), *available.shape)),
        learns=first_step(available, words, found.columns),
        first_step=estimated,
        level=seen.level,
        leads=leads if estimated else None,
    ).learned()


def _available(loaded: Loaded[DynamicSpecification], words: Words) -> Array:
    """(N, S, A), what every actor can do in every state."""
    shape = (len(words.actors), len(words.states), max(map(len, words.actions)))
    found = np.zeros(shape, bool)
    for i, names in enumerate(words.actions):
        found[i, :, : len(names)] = True
        for action, condition in loaded.record.unavailable.items():
            if action in names:
                gone = worked_out(condition, words.of_states(i)).astype(bool)
                found[i, :, names.index(action)] = ~np.broadcast_to(gone, shape[1])
        if not found[i].any(-1).all():
            state = words.states[int(np.argmin(found[i].any(-1)))]
            what = f"{shown(words.actors[i])} has no action in the state {shown(state)}"
            raise problems(loaded, [Fault(("unavailable",), what, "leave one: doing nothing is an action")])
    return found


def _require_available(
    loaded: Loaded[DynamicSpecification], table: Table, words: Words, seen: Observed, available: Array
) -> None:
    for i, actor in enumerate(words.actors):
        there = available[i, seen.state, seen.actions[:, i]]
        if not there.all():
            k = int(np.argmin(there))
            done, state = words.actions[i][seen.actions[k, i]], words.states[seen.state[k]]
            what = f"{shown(actor)} takes {shown(done)} in the state {shown(state)}, where it is not available"
            raise table.refuse(what, f"mend the row, or 'unavailable' in {loaded.file}", int(seen.rows[k]))

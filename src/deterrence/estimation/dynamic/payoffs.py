"""Payoffs of a dynamic game as columns: formulas at every actor, game, state and profile where they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...files.diagnostics import Fault
from ...files.messages import did_you_mean, listed, shown
from ...files.positions import Path as Where
from ...files.reader import Loaded
from ..building import constant_terms, made_coefficients, problems
from ..extensive import ALL
from ..formulas import PayoffFormula, WrongFormula
from ..predictors import Block, Coefficients, Predictor, blocks
from ..table import Table
from .conditions import worked_out
from .observing import Observed
from .record import DynamicSpecification, Term
from .words import IN_ACTIONS, STATE, Words

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Payoffs:
    """Payoffs in coefficients: u = offset + columns θ[index].

    Attributes:
        predictors, coefficients, blocks: as in a model; a row of a block is an actor, game, state and profile, the
            last two only where the formula is about them.
        columns: (G, N, S, Π, K), of the coefficients that count in a game.
        index: (G, K), which they are; where a game has fewer, columns of zeros.
        offset: (G, N, S, Π), what fixed coefficients add.
    """

    predictors: tuple[Predictor, ...]
    coefficients: Coefficients
    blocks: tuple[Block, ...]
    columns: Array
    index: Array
    offset: Array


@dataclass(frozen=True, eq=False)
class _Part:
    """A term for some actors, met with data.

    Attributes:
        predictor: its formula there.
        actors: places of the actors.
        shape: (actors, G, S or 1, Π or 1) of its rows.
        mask: (actors, S or 1, Π or 1), where it counts.
    """

    predictor: Predictor
    actors: tuple[int, ...]
    shape: tuple[int, int, int, int]
    mask: Array


def covariate_columns(loaded: Loaded[DynamicSpecification], table: Table, words: Words) -> list[str]:
    """Columns that formulas are about. Raises ``InputError`` where one is missing."""
    spec = loaded.record
    found: dict[str, None] = {}
    for name, by in spec.covariates.items():
        for actor, column in by.items():
            if column not in table.cells:
                raise problems(loaded, [_absent(("covariates", name, actor), column, table)])
            found[column] = None
    taken = {STATE, *IN_ACTIONS, *spec.actors, *spec.covariates}
    for term, part in spec.payoffs.items():
        for name in PayoffFormula(str(part.formula)).variables:
            if name not in taken:
                if name not in table.cells:
                    raise problems(loaded, [_absent(("payoffs", term, "formula"), name, table)])
                found[name] = None
    return list(found)


def _absent(where: Where, column: str, table: Table) -> Fault:
    remedy = did_you_mean(column, table.header) or f"the columns of {table.file} are {listed(table.header)}"
    return Fault(where, f"the data have no column {shown(column)}", remedy)


def payoffs(loaded: Loaded[DynamicSpecification], table: Table, words: Words, seen: Observed) -> Payoffs:
    """Every term met with the games of a table.

    Raises:
        InputError: a covariate changes within a game; a formula cannot be worked out; a condition never holds.
    """
    spec = loaded.record
    columns = covariate_columns(loaded, table, words)
    first = _first_rows(table, seen, columns)
    cells = {name: _cells(table, spec, words, name, first) for name in (*spec.covariates, *columns)}
    parts, faults = [], []
    for term, part in spec.payoffs.items():
        who = tuple(k for k, actor in enumerate(words.actors) if not part.actors or actor in part.actors)
        for player, actors in [(words.actors[k], (k,)) for k in who] if part.by_actor else [(ALL, who)]:
            try:
                parts.append(_part(term, part, player, actors, words, cells, len(seen.games)))
            except WrongFormula as error:
                faults.append(Fault(("payoffs", term, "formula"), error.what, error.remedy))
                continue
            faults += _idle(parts[-1], term)
    if faults:
        raise problems(loaded, faults)
    predictors = tuple(part.predictor for part in parts)
    coefficients = made_coefficients(loaded, predictors, spec.fixed, spec.shared)
    found = tuple(blocks(predictors, coefficients, [p.design.values for p in predictors]))
    shape = (len(seen.games), len(words.actors), len(words.state_numbers), len(words.profile_numbers))
    return Payoffs(predictors, coefficients, found, *_gathered(parts, found, coefficients.size, shape))


def _idle(part: _Part, term: str) -> Iterator[Fault]:
    if not part.mask.any():
        yield Fault(("payoffs", term, "when"), "this never holds", "mend the condition, or leave the part out")
    yield from constant_terms(part.predictor.path, part.predictor.design, len(part.predictor.design.values))


def _first_rows(table: Table, seen: Observed, columns: Sequence[str]) -> Array:
    """(G,), a row of each game; covariates must be the same in all its rows."""
    first = np.array([seen.rows[np.argmax(seen.game == g)] for g in range(len(seen.games))])
    for column in columns:
        cells = table.cells[column]
        for row, game in zip(seen.rows, seen.game, strict=True):
            if cells[row] != cells[first[game]]:
                what = f"{shown(column)} is {shown(cells[row])}, and was {shown(cells[first[game]])} in the same game"
                raise table.refuse(what, "a stationary game has covariates that stay; make it two games", int(row))
    return first


def _cells(table: Table, spec: DynamicSpecification, words: Words, name: str, rows: Array) -> Array:
    """(N, G), a covariate by actor and game."""
    by = spec.covariates.get(name)
    names = [by[actor] if by is not None else name for actor in words.actors]
    many = len(rows)
    if len(set(names)) == 1:
        one = table.frame([names[0]], rows)[names[0]].to_numpy()
        return np.stack([one] * len(names))
    frames = [table.frame([column], rows)[column].to_numpy() for column in names]
    if len({frame.dtype == object for frame in frames}) > 1:
        what = f"of the columns {listed(names)} one holds numbers and one holds words"
        raise table.refuse(what, "write the same in all of them")
    return np.concatenate(frames).reshape(len(names), many)


def _part(
    term: str,
    part: Term,
    player: str,
    actors: tuple[int, ...],
    words: Words,
    cells: dict[str, Array],
    games: int,
) -> _Part:
    import pandas as pd

    formula = PayoffFormula(str(part.formula))
    used = formula.variables
    states = len(words.state_numbers) if STATE in used else 1
    many = len(words.profile_numbers) if {*IN_ACTIONS, *words.actors} & set(used) else 1
    shape = (len(actors), games, states, many)
    data: dict[str, Array] = {}
    for name in used:
        if name in cells:
            by_actor = cells[name][list(actors)][:, :, None, None]
        else:
            numbers = [_number(words, i, name) for i in actors]
            by_actor = np.stack(numbers)[:, None]
        data[name] = np.broadcast_to(by_actor, shape).ravel()
    frame: pd.DataFrame = pd.DataFrame(data, index=range(int(np.prod(shape))))
    design = formula.design(frame)
    holds = [np.asarray(True if part.when is None else worked_out(part.when, words.private(i)), bool) for i in actors]
    mask = np.stack([np.broadcast_to(h, (len(words.state_numbers), len(words.profile_numbers))) for h in holds])
    return _Part(Predictor(player, term, design, ("payoffs", term, "formula")), actors, shape, mask)


def _number(words: Words, actor: int, name: str) -> Any:
    """(S or 1, Π or 1), what a name stands for."""
    known = words.private(actor)
    if name not in known:
        raise WrongFormula(f"{shown(name)} has no meaning for {shown(words.actors[actor])}", "name the actor meant")
    return known[name]


def _gathered(
    parts: Sequence[_Part], found: Sequence[Block], size: int, shape: tuple[int, int, int, int]
) -> tuple[Array, Array, Array]:
    """Columns, index and offset of the games."""
    games = shape[0]
    counts = np.zeros((games, size), bool)
    for part, block in zip(parts, found, strict=True):
        x = block.x.reshape(len(block.x), *part.shape)
        for k, place in enumerate(block.index):
            counts[:, place] |= (x[k] != 0).any((0, 2, 3))
    width = int(counts.sum(1).max(initial=0))
    where = np.cumsum(counts, 1) - 1
    index = np.zeros((games, width), int)
    game, place = np.nonzero(counts)
    index[game, where[game, place]] = place
    columns, offset = np.zeros((*shape, width)), np.zeros(shape)
    for part, block in zip(parts, found, strict=True):
        x = block.x.reshape(len(block.x), *part.shape)
        fixed = block.offset.reshape(part.shape)
        for a, actor in enumerate(part.actors):
            offset[:, actor] += fixed[a] * part.mask[a]
            for k, place in enumerate(block.index):
                mine = np.flatnonzero(counts[:, place])
                columns[mine, actor, :, :, where[mine, place]] += x[k, a, mine] * part.mask[a]
    return columns, index, offset

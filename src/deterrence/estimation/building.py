"""A specification and a table -> a model: what is missing, constant or never seen is said with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError, Problem
from ..files.diagnostics import Fault
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path as Where
from ..files.reader import Loaded
from .extensive import ALL, Fork, extensive_form
from .formulas import INTERCEPT, Design, PayoffFormula, WrongFormula
from .likelihood import Shocks
from .model import TreeModel
from .predictors import SCALE, Block, Coefficients, Predictor, blocks
from .record import Specification
from .table import Table

Array = np.ndarray


def problems(loaded: Loaded[Any], faults: Iterable[Fault]) -> InputError:
    """Faults found in a file once its data are known, as the error that places them."""
    placed = [fault.placed(loaded.positions) for fault in faults]
    return InputError([Problem(loaded.file, f.spot.line, f.spot.column, f.what, f.remedy) for f in placed])


def build(loaded: Loaded[Specification], table: Table) -> TreeModel:
    """The model of a specification on a table.

    Raises:
        InputError: a column is missing, constant, or of another kind than the formulas take it for; an outcome that
            never occurs or is not known; a coefficient named that there is none of.
    """
    spec = loaded.record
    root = extensive_form(spec.tree)
    assert isinstance(root, Fork)  # by the rules of the file
    found = assembled(loaded, table, _formulas(spec, root), _outcome_columns(spec), spec.fixed, spec.shared)
    counts, classes, labels = _seen(loaded, root, table, found.rows)
    shocks = Shocks(spec.errors.source, spec.errors.link)
    return TreeModel(
        predictors=found.predictors,
        coefficients=found.coefficients,
        blocks=found.blocks,
        counts=counts,
        labels=labels,
        rows=found.rows,
        frame=found.frame,
        error=f"{shocks.source}, {shocks.link}",
        root=root,
        shocks=shocks,
        classes=classes,
    )


@dataclass(frozen=True, eq=False)
class Assembled:
    """Predictors met with data.

    Attributes:
        predictors, coefficients, blocks: as in a model.
        rows: (n,), rows of the table that are complete.
        frame: (n rows), columns of the formulas as a data frame.
    """

    predictors: tuple[Predictor, ...]
    coefficients: Coefficients
    blocks: tuple[Block, ...]
    rows: Array
    frame: Any


Place = tuple[str, str, Where, PayoffFormula]  # of a predictor: player, place, path in the file, formula


def assembled(
    loaded: Loaded[Any],
    table: Table,
    formulas: Sequence[Place],
    columns: Sequence[str],
    fixed: Mapping[str, float],
    shared: Sequence[Sequence[str]],
) -> Assembled:
    """Formulas on a table.

    Args:
        loaded: the file they stand in.
        table: the data.
        formulas: of the predictors.
        columns: that say the outcome, and must be there in each row too.
        fixed, shared: of the coefficients.

    Raises:
        InputError: as :func:`build`.
    """
    for column in columns:
        table.require(column, f"'observed' of {loaded.file}")
    wanted = [(path, v) for _, _, path, formula in formulas for v in formula.variables]
    absent = [_absent(path, v, table) for path, v in wanted if v not in table.cells]
    if absent:
        raise problems(loaded, absent)
    variables = list(dict.fromkeys(v for _, v in wanted))
    rows = np.flatnonzero(~table.missing([*columns, *variables]))
    if not len(rows):
        raise table.refuse("no row has all the columns that the specification names", "fill in what is missing")
    frame = table.frame(variables, rows)
    predictors, faults = [], []
    for player, place, path, formula in formulas:
        try:
            design = formula.design(frame)
        except WrongFormula as error:
            faults.append(Fault(path, error.what, error.remedy))
            continue
        faults += constant_terms(path, design, len(rows))
        predictors.append(Predictor(player, place, design, path))
    if faults:
        raise problems(loaded, faults)
    coefficients = made_coefficients(loaded, predictors, fixed, shared)
    parts = tuple(blocks(predictors, coefficients, [p.design.values for p in predictors]))
    return Assembled(tuple(predictors), coefficients, parts, rows, frame)


def _formulas(spec: Specification, root: Fork) -> list[Place]:
    """(player, place, path, formula) of every predictor that is not zero."""
    found = [
        (player, end.name, (*end.path, "payoff", player), PayoffFormula(text))
        for end in root.ends
        for player, text in end.formulas.items()
    ]
    scale = spec.errors.scale
    if isinstance(scale, dict):
        found += [(player, SCALE, ("errors", "scale", player), PayoffFormula(str(t))) for player, t in scale.items()]
    elif scale is not None:
        found.append((ALL, SCALE, ("errors", "scale"), PayoffFormula(str(scale))))
    return [entry for entry in found if not entry[3].empty]


def _absent(path: Where, column: str, table: Table) -> Fault:
    remedy = did_you_mean(column, table.header) or f"the columns of {table.file} are {listed(table.header)}"
    return Fault(path, f"the data have no column {shown(column)}", remedy)


def constant_terms(path: Where, design: Design, n: int) -> Iterator[Fault]:
    """Columns of a formula that are the same in all rows, and cannot be distinguished from its constant; factors with
    one level, which have no column."""
    for factor in design.absent:
        what = f"{shown(factor)} is the same in all {n} rows used: it has no effect to estimate"
        yield Fault(path, what, "leave it out")
    for k, term in enumerate(design.terms):
        values = design.values[:, k]
        alone = INTERCEPT not in design.terms and values.any()
        if term != INTERCEPT and not alone and np.ptp(values) == 0:
            what = f"{shown(term)} is {values[0]:g} in all {n} rows used: it cannot be distinguished from the constant"
            yield Fault(path, what, "leave it out")


def _outcome_columns(spec: Specification) -> list[str]:
    seen = spec.observed
    return [seen.column] if seen.column is not None else list((seen.indicators or seen.counts).values())


def _seen(
    loaded: Loaded[Specification], root: Fork, table: Table, rows: Array
) -> tuple[Array, tuple[tuple[int, ...], ...], tuple[str, ...]]:
    """Counts (C, n), the ends of every class, and their labels."""
    seen = loaded.record.observed
    ends: dict[str, tuple[int, ...]] = {}
    for end in root.ends:
        ends[end.outcome] = (*ends.get(end.outcome, ()), end.index)
    groups: list[tuple[str, ...]]
    if seen.column is not None:
        groups, counts = _by_value(loaded, table, rows)
    else:
        groups = [(outcome,) for outcome in ends]
        columns = seen.indicators or seen.counts
        read = table.marks if seen.indicators else table.numbers
        counts = np.stack([read(columns[outcome], rows) for outcome in ends])
        _require_counts(table, rows, counts, [columns[o] for o in ends], bool(seen.indicators))
    for outcome in ends:
        if not any(counts[k].sum() for k, group in enumerate(groups) if outcome in group):
            path = next(end.path for end in root.ends if end.outcome == outcome)
            what = f"the outcome {shown(outcome)} never occurs in the {len(rows)} rows used"
            raise problems(loaded, [Fault((*path, "outcome"), what, "take its end out of the tree, or merge it")])
    classes = tuple(tuple(k for outcome in group for k in ends[outcome]) for group in groups)
    return counts, classes, tuple(" or ".join(group) for group in groups)


def _by_value(loaded: Loaded[Specification], table: Table, rows: Array) -> tuple[list[tuple[str, ...]], Array]:
    seen = loaded.record.observed
    assert seen.column is not None
    meaning = {_plain(v): (o,) if isinstance(o, str) else o for v, o in seen.values.items()}
    groups = list(dict.fromkeys(meaning.values()))
    counts = np.zeros((len(groups), len(rows)))
    for k, row in enumerate(rows):
        value = table.cells[seen.column][row]
        group = meaning.get(_plain(value))
        if group is None:
            what = f"{shown(seen.column)} is {shown(value)}, which 'observed' of {loaded.file} gives no meaning"
            raise table.refuse(what, "name the value there, or mark it as missing (NA)", int(row))
        counts[groups.index(group), k] = 1.0
    return groups, counts


def _plain(value: str) -> str:
    """A value as it is compared: 1, 1.0 and 01 are one."""
    try:
        return repr(float(value))
    except ValueError:
        return value


def _require_counts(table: Table, rows: Array, counts: Array, columns: list[str], indicators: bool) -> None:
    whole = (counts >= 0) & (counts == np.round(counts))
    if not whole.all():
        c, k = np.argwhere(~whole)[0]
        what = f"{shown(columns[c])} should count, and here is {counts[c, k]:g}"
        raise table.refuse(what, "write whole numbers, none below 0", int(rows[k]))
    if indicators and (counts.sum(0) != 1).any():
        k = int(np.argmax(counts.sum(0) != 1))
        what = f"{listed(columns)} should be 1 for one outcome and 0 for the others, and sum to {counts[:, k].sum():g}"
        raise table.refuse(what, "mark one outcome in each row; counts belong under 'counts'", int(rows[k]))


def made_coefficients(
    loaded: Loaded[Any], predictors: Sequence[Predictor], fixed: Mapping[str, float], shared: Sequence[Sequence[str]]
) -> Coefficients:
    """The coefficients of predictors. Raises ``InputError`` where one that is held or shared is not there."""
    keys = [key for predictor in predictors for key in predictor.keys]
    named: list[tuple[Where, str]] = [(("fixed", key), key) for key in fixed]
    named += [(("shared", i, j), key) for i, group in enumerate(shared) for j, key in enumerate(group)]
    faults = []
    for path, key in named:
        if key not in keys:
            remedy = did_you_mean(key, keys) or f"the coefficients are {listed(keys)}"
            faults.append(Fault(path, f"there is no coefficient {shown(key)}", remedy, "key"))
    groups = [key for group in shared for key in group]
    for i, group in enumerate(shared):
        for j, key in enumerate(group):
            if groups.count(key) > 1:
                faults.append(
                    Fault(("shared", i, j), f"{shown(key)} is shared twice", "put all that are one in one list")
                )
    if faults:
        raise problems(loaded, faults)
    return Coefficients.of(keys, fixed, shared)

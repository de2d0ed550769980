"""Rows side by side in lanes, as many as a processor adds up at once: a pack.

What goes from a state to another is, for most rows, the same row there. So every sort of row has a lane and a pack of
its own, at whatever state; a state has the packs of which it carries any row, in order. Rows then go over pack by pack,
many numbers by one instruction, and one by one only where a row there is made of other rows here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import for_range_slice
from numba.extending import intrinsic

from ..solvers.compiled import in_place, inlined

LANES = 4
"""Rows in a pack."""
LONGEST = 4
"""Packs that are added at once."""


def packed(carried: np.ndarray) -> list[np.ndarray]:
    """By state, the places of the sorts of row that it carries, in order of the sorts.

    Sorts that are carried at about the same states share a pack, whatever is carried at fewer of them; then two sorts
    change places as long as that leaves fewer packs at all states together. The first sort is in the first place
    wherever it is carried.

    Args:
        carried: (S, X), is a sort of row carried at a state?
    """
    groups = np.full((-(-len(carried) // LANES), LANES), -1)
    left = np.ones(len(carried), bool)
    seeds = [*range(min(1, len(carried))), *np.argsort(-carried[1:].sum(1), kind="stable") + 1]
    count = 0
    for seed in seeds:
        if not left[seed]:
            continue
        whole, chosen = carried[seed].copy(), int(seed)
        for n in range(LANES):
            left[chosen], groups[count, n] = False, chosen
            whole |= carried[chosen]
            rest = np.flatnonzero(left)
            if not len(rest):
                break
            chosen = int(rest[(carried[rest] ^ whole).sum(1).argmin()])
        count += 1
    alike, times = np.unique(carried, axis=1, return_counts=True)
    _exchange(groups, alike, times, np.array([alike[group[group >= 0]].sum(0) for group in groups], np.int64))
    pack, lane = np.zeros(len(carried), np.int64), np.zeros(len(carried), np.int64)
    for count, group in enumerate(groups):
        pack[group[group >= 0]], lane[group[group >= 0]] = count, np.flatnonzero(group >= 0)
    found = []
    for at in carried.T:
        here = np.flatnonzero(at)
        _, order = np.unique(pack[here], return_inverse=True)
        found.append(LANES * order + lane[here])
    return found


@inlined
def _is(carried: np.ndarray, sort: int, kind: int) -> int:
    """One where a sort is carried at the states of a kind; zero for no sort."""
    return 1 if sort >= 0 and carried[sort, kind] else 0


@in_place
def _fewer(carried: np.ndarray, times: np.ndarray, held: np.ndarray, a: int, b: int, one: int, other: int) -> int:
    """How many packs fewer all states together have once a sort of pack ``a`` and another of ``b`` change places.

    Args:
        carried, times, held: as of :func:`_exchange`. one, other: the sorts; -1 for an empty lane.
    """
    fewer = 0
    for d in range(len(times)):
        more = _is(carried, other, d) - _is(carried, one, d)
        if more > 0:
            fewer += times[d] * (np.int64(held[b, d] == 1) - np.int64(held[a, d] == 0))
        elif more < 0:
            fewer += times[d] * (np.int64(held[a, d] == 1) - np.int64(held[b, d] == 0))
    return fewer


@in_place
def _exchange_between(
    groups: np.ndarray, carried: np.ndarray, times: np.ndarray, held: np.ndarray, a: int, b: int
) -> bool:
    """Let sorts of two packs change places wherever that leaves fewer packs; has any?"""
    improved = False
    for i in range(LANES):
        for j in range(LANES):
            one, other = groups[a, i], groups[b, j]
            if one == 0 or one == other or _fewer(carried, times, held, a, b, one, other) <= 0:
                continue
            improved = True
            groups[a, i], groups[b, j] = other, one
            for d in range(len(times)):
                more = _is(carried, other, d) - _is(carried, one, d)
                held[a, d] += more
                held[b, d] -= more
    return improved


@in_place
def _exchange(groups: np.ndarray, carried: np.ndarray, times: np.ndarray, held: np.ndarray) -> None:
    """Let sorts change places with those of other packs as long as states then have fewer packs; the first stays.

    Args:
        groups: (P, LANES), the sorts in each pack, -1 for none; written.
        carried, times: (S, D) and (D,), is a sort carried at the states of a kind, and how many are of that kind?
        held: (P, D), how many of a pack's sorts are; written.
    """
    improved = True
    while improved:
        improved = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if _exchange_between(groups, carried, times, held, a, b):
                    improved = True


def room(places: np.ndarray) -> int:
    """Rows, empty lanes included, of a state with rows at some places."""
    return LANES * (int(places.max(initial=-1)) // LANES + 1)


def _vector(packs: int) -> ir.VectorType:
    return ir.VectorType(ir.DoubleType(), LANES * packs)


def _lanes(builder: ir.IRBuilder, data: Any, at: Any, packs: int) -> Any:
    """Where in an array some lanes begin."""
    return builder.bitcast(builder.gep(data, [at]), _vector(packs).as_pointer())


def _everywhere(builder: ir.IRBuilder, number: Any, packs: int) -> Any:
    """A number in every lane."""
    wide, first = _vector(packs), ir.Constant(ir.IntType(32), 0)
    one = builder.insert_element(ir.Constant(wide, ir.Undefined), number, first)
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES * packs), [0] * LANES * packs)
    return builder.shuffle_vector(one, ir.Constant(wide, ir.Undefined), lanes)


def _along(packs: int, *, spread: bool) -> Callable[..., Any]:
    """``add(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)``, to be called in
    compiled functions alone.

    Along links ``first`` to ``last``: to as many numbers as are in some packs, from ``there[to + reach * end]`` on, are
    added those from ``here[of + columns * start]`` on, or in every lane the first of them to be spread, times the
    link's weight, times those from ``factor[by]`` on. Factors stay where they are at hand: a compiler that cannot know
    that nothing is written over them would read them again at every link.
    """

    @intrinsic
    def add(
        typing: Any, there: Any, to: Any, reach: Any, here: Any, of: Any, columns: Any, start: Any, end: Any,
        weight: Any, first: Any, last: Any, factor: Any, by: Any,
    ) -> Any:  # fmt: skip
        def written(context: Any, builder: ir.IRBuilder, signature: Any, given: Any) -> Any:
            whole = given[2].type
            there, here, start, end, weight, factor = (
                context.make_array(signature.args[n])(context, builder, given[n]).data for n in (0, 3, 6, 7, 8, 11)
            )
            factors = builder.load(_lanes(builder, factor, given[12], packs), align=8)
            with for_range_slice(builder, given[9], given[10], ir.Constant(whole, 1), whole) as (k, _):
                before, after = (
                    builder.add(of, builder.mul(builder.zext(builder.load(builder.gep(which, [k])), whole), wide))
                    for which, of, wide in ((start, given[4], given[5]), (end, given[1], given[2]))
                )
                part = builder.load(builder.gep(weight, [k]))
                if spread:
                    number = builder.fmul(part, builder.load(builder.gep(here, [before])))
                    more = builder.fmul(_everywhere(builder, number, packs), factors)
                else:
                    rows = builder.load(_lanes(builder, here, before, packs), align=8)
                    more = builder.fmul(builder.fmul(_everywhere(builder, part, packs), factors), rows)
                at = _lanes(builder, there, after, packs)
                builder.store(builder.fadd(builder.load(at, align=8), more), at, align=8)
            return context.get_dummy_value()

        return types.void(*(there, to, reach, here, of, columns, start, end, weight, first, last, factor, by)), written

    found: Callable[..., Any] = add
    return found


add_one, add_two, add_three, add_four = (_along(packs, spread=False) for packs in range(1, LONGEST + 1))
spread_one = _along(1, spread=True)

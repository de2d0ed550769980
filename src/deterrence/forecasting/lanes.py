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
from numba.extending import intrinsic

LANES = 4
"""Rows in a pack."""
LONGEST = 4
"""Packs that are added at once."""


def packed(carried: np.ndarray) -> list[np.ndarray]:
    """By state, the places of the sorts of row that it carries, in order of the sorts.

    Sorts that are carried at about the same states share a pack, whatever is carried at fewer of them; the first sort
    is in the first place wherever it is carried.

    Args:
        carried: (S, X), is a sort of row carried at a state?
    """
    pack, lane = np.zeros(len(carried), np.int64), np.zeros(len(carried), np.int64)
    left = np.ones(len(carried), bool)
    seeds = [*range(min(1, len(carried))), *np.argsort(-carried[1:].sum(1), kind="stable") + 1]
    count = 0
    for seed in seeds:
        if not left[seed]:
            continue
        whole, chosen = carried[seed].copy(), int(seed)
        for n in range(LANES):
            left[chosen], pack[chosen], lane[chosen] = False, count, n
            whole |= carried[chosen]
            rest = np.flatnonzero(left)
            if not len(rest):
                break
            chosen = int(rest[(carried[rest] ^ whole).sum(1).argmin()])
        count += 1
    found = []
    for at in carried.T:
        here = np.flatnonzero(at)
        _, order = np.unique(pack[here], return_inverse=True)
        found.append(LANES * order + lane[here])
    return found


def room(places: np.ndarray) -> int:
    """Rows, empty lanes included, of a state with rows at some places."""
    return LANES * (int(places.max(initial=-1)) // LANES + 1)


def _vector(packs: int) -> ir.VectorType:
    return ir.VectorType(ir.DoubleType(), LANES * packs)


def _place(context: Any, builder: ir.IRBuilder, kind: Any, array: Any, at: Any, packs: int) -> Any:
    """Where in an array some lanes begin."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [at]), _vector(packs).as_pointer())


def _everywhere(builder: ir.IRBuilder, number: Any, packs: int) -> Any:
    """A number in every lane."""
    wide, first = _vector(packs), ir.Constant(ir.IntType(32), 0)
    one = builder.insert_element(ir.Constant(wide, ir.Undefined), number, first)
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES * packs), [0] * LANES * packs)
    return builder.shuffle_vector(one, ir.Constant(wide, ir.Undefined), lanes)


def _adding(packs: int) -> Callable[..., Any]:
    """``add(there, to, here, of, weight, factor, by)``, to be called in compiled functions alone: to as many numbers
    from ``there[to]`` on as are in some packs are added those from ``here[of]`` on, times those from ``factor[by]`` on,
    times the weight."""

    @intrinsic
    def add(typing: Any, there: Any, to: Any, here: Any, of: Any, weight: Any, factor: Any, by: Any) -> Any:
        def written(context: Any, builder: ir.IRBuilder, signature: Any, given: Any) -> Any:
            kinds = signature.args
            at = _place(context, builder, kinds[0], given[0], given[1], packs)
            rows, factors = (
                builder.load(_place(context, builder, kinds[k], given[k], given[k + n], packs), align=8)
                for k, n in ((2, 1), (5, 1))
            )
            more = builder.fmul(builder.fmul(_everywhere(builder, given[4], packs), factors), rows)
            builder.store(builder.fadd(builder.load(at, align=8), more), at, align=8)
            return context.get_dummy_value()

        return types.void(there, to, here, of, weight, factor, by), written

    found: Callable[..., Any] = add
    return found


add_one, add_two, add_three, add_four = (_adding(packs) for packs in range(1, LONGEST + 1))


def _spreading() -> Callable[..., Any]:
    """``spread(there, to, number, factor, by)``: the same of one number in place of those that are here and the weight,
    times the factors of one pack."""

    @intrinsic
    def spread(typing: Any, there: Any, to: Any, number: Any, factor: Any, by: Any) -> Any:
        def written(context: Any, builder: ir.IRBuilder, signature: Any, given: Any) -> Any:
            at = _place(context, builder, signature.args[0], given[0], given[1], 1)
            factors = builder.load(_place(context, builder, signature.args[3], given[3], given[4], 1), align=8)
            more = builder.fmul(_everywhere(builder, given[2], 1), factors)
            builder.store(builder.fadd(builder.load(at, align=8), more), at, align=8)
            return context.get_dummy_value()

        return types.void(there, to, number, factor, by), written

    found: Callable[..., Any] = spread
    return found


spread_one = _spreading()

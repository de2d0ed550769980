"""Where mass goes in one step, link by link, and the targets that come back along the same links.

Places are vertices of belief at states, numbered as state·v + vertex. Mass that leaves a place by a row of links goes
along each with its weight; of it there still counts, by rule for when a sum ends, what the row keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

LANES = 4


@dataclass(frozen=True, eq=False)
class Links:
    """N rows of links, Z in all.

    Attributes:
        start: (N,), the place that each row leaves from.
        ends: (N + 1,), where the links of each begin and end.
        end, weight: (Z,), the place each leads to, and its weight.
        kept: (F, G), parts kept; ``rule``: (N,), which of these rows is each row's.
    """

    start: np.ndarray
    ends: np.ndarray
    end: np.ndarray
    weight: np.ndarray
    kept: np.ndarray
    rule: np.ndarray

    @classmethod
    def each(
        cls, start: np.ndarray, end: np.ndarray, weight: np.ndarray, kept: np.ndarray, rule: np.ndarray
    ) -> Links:
        """One link a row."""
        return cls(start, np.arange(len(start) + 1), end, weight, kept, rule)


class Chain:
    """Links of several lots, one after another in the order in which mass passes them, as far as play comes there.

    Args:
        lots: the links.
        number: (places,), what a place is called that play comes to; −1 for others.
        rules: G. group: (H,), the rule of every target, in lanes (:func:`in_lanes`).

    Attributes:
        leaves, leads: (Z,), the places that each link leaves from and leads to, those of one lot by the former.
        start, ends, end, weight, rule: as of :class:`Links`, with links that are alike in one, and none of no weight.
        kept: (F, G), in lanes. kept_by_target: (F, H).
    """

    def __init__(self, lots: Sequence[Links], number: np.ndarray, rules: int, group: np.ndarray):
        self._sizes = [len(lot.end) for lot in lots]
        rows = [_rows(lot, number) for lot in lots]
        self._entries = [_entries(lot.ends, some) for lot, some in zip(lots, rows, strict=True)]
        many = [np.diff(lot.ends)[some] for lot, some in zip(lots, rows, strict=True)]
        begin = np.cumsum([0, *(len(lot.kept) for lot in lots)])[:-1]
        of_row, of_entry = list(zip(lots, rows, many, strict=True)), list(zip(lots, self._entries, strict=True))
        self.leaves = _joined([np.repeat(number[lot.start[some]], size) for lot, some, size in of_row], int)
        self.leads = _joined([number[lot.end[some]] for lot, some in of_entry], int)
        weight = _joined([lot.weight[some] for lot, some in of_entry], float)
        rule = _joined(
            [np.repeat(at + lot.rule[some], size) for (lot, some, size), at in zip(of_row, begin, strict=True)], int
        )
        every = np.concatenate([np.zeros((0, rules)), *(lot.kept for lot in lots)])
        kept, alike = np.unique(every, axis=0, return_inverse=True)
        self.kept, self.kept_by_target = in_lanes(kept), np.ascontiguousarray(kept[:, group])
        self._merge(weight, alike.ravel()[rule], int(number.max(initial=0)) + 1)

    def _merge(self, weight: np.ndarray, rule: np.ndarray, places: int) -> None:
        """Lay links out for mass and targets to go along."""
        some = np.flatnonzero(weight)
        leaves, leads, rule = self.leaves[some], self.leads[some], rule[some]
        turn = np.cumsum(np.diff(leaves, prepend=-1) != 0)  # links from one place lie together
        alike, one, which = np.unique(
            (turn * len(self.kept) + rule) * places + leads, return_index=True, return_inverse=True
        )
        self.end, self.weight = leads[one], np.bincount(which, weight[some], len(one))
        begins = np.flatnonzero(np.diff(alike // places, prepend=-1))
        self.start, self.rule = leaves[one][begins], rule[one][begins]
        self.ends = np.append(begins, len(one))

    def by_lot(self, product: np.ndarray) -> list[np.ndarray]:
        """Numbers (Z, H) by link, as lots and each in its own order; zero for those that play does not come to."""
        out, begin = [], 0
        for size, entries in zip(self._sizes, self._entries, strict=True):
            whole = np.zeros((size, product.shape[1]))
            whole[entries] = product[begin : begin + len(entries)]
            out.append(whole)
            begin += len(entries)
        return out


def in_lanes(numbers: np.ndarray) -> np.ndarray:
    """Numbers (…, width) with zeros after them up to a multiple of :data:`LANES`, in which processors take them: of
    fifteen, the last would be taken one by one, and all together take twice as long as sixteen do."""
    more = -numbers.shape[-1] % LANES
    return np.concatenate([numbers, np.zeros((*numbers.shape[:-1], more), numbers.dtype)], axis=-1)


def reached(lots: Sequence[Links], places: int, origin: int) -> np.ndarray:
    """Places that links lead to from one place on, be the mass that goes there zero, in order."""
    start = np.concatenate([np.repeat(lot.start, np.diff(lot.ends)) for lot in lots])
    end = np.concatenate([lot.end for lot in lots])
    graph = sparse.csr_array((np.ones(len(start), np.int8), (start, end)), shape=(places, places))
    return np.sort(breadth_first_order(graph, origin, directed=True, return_predecessors=False))


def _rows(lot: Links, number: np.ndarray) -> np.ndarray:
    some = np.flatnonzero(number[lot.start] >= 0)
    return some[np.argsort(lot.start[some], kind="stable")]


def _entries(ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Links of some rows, one row's after another's."""
    many = np.diff(ends)[rows]
    return np.repeat(ends[rows] - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))


def _joined(parts: Sequence[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, kind), *parts]).astype(kind)

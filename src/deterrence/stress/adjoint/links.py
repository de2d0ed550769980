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
        group: (H,), the rule of every target.

    Attributes:
        start, ends, end, weight, rule: as of :class:`Links`, those of one lot by the place they leave from.
        kept: (F, G). kept_by_target: (F, H).
    """

    def __init__(self, lots: Sequence[Links], number: np.ndarray, group: np.ndarray):
        self._sizes = [len(lot.end) for lot in lots]
        rows = [_rows(lot, number) for lot in lots]
        self._entries = [_entries(lot.ends, some) for lot, some in zip(lots, rows, strict=True)]
        pairs, with_entries = list(zip(lots, rows, strict=True)), list(zip(lots, self._entries, strict=True))
        begin = np.cumsum([0, *(len(lot.kept) for lot in lots)])[:-1]
        lengths = _joined([np.diff(lot.ends)[some] for lot, some in pairs], int)
        self.start = _joined([number[lot.start[some]] for lot, some in pairs], int)
        self.ends = np.concatenate([[0], np.cumsum(lengths)])
        self.end = _joined([number[lot.end[some]] for lot, some in with_entries], int)
        self.weight = _joined([lot.weight[some] for lot, some in with_entries], float)
        self.rule = _joined([at + lot.rule[some] for (lot, some), at in zip(pairs, begin, strict=True)], int)
        self.kept = np.concatenate([np.ones((0, group.max(initial=0) + 1)), *(lot.kept for lot in lots)])
        self.kept_by_target = np.ascontiguousarray(self.kept[:, group])

    def by_lot(self, product: np.ndarray) -> list[np.ndarray]:
        """Numbers (Z, H) by link, as lots and each in its own order; zero for those that play does not come to."""
        out, begin = [], 0
        for size, entries in zip(self._sizes, self._entries, strict=True):
            whole = np.zeros((size, product.shape[1]))
            whole[entries] = product[begin : begin + len(entries)]
            out.append(whole)
            begin += len(entries)
        return out


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

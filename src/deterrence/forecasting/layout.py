"""Which rows of mass a state needs for all its tags, and what every tag is of them.

Of a stack of automata, what has happened on the way to a state is a vector of zeros and ones over tags, and mass by
tag is a sum of such vectors. They span few dimensions: tags that stand for the same past have the same mass, and the
tags of an automaton add up to the push's own. Of what they span, only what may still be asked for matters, here or
later: a tag that can change no more, and of which no more is asked than how much ends in it, does not. Sets of tags
that are enough for the rest are found backwards from what is asked, each with a row of mass; all else is a combination
of those rows.

It is how a linear system, or an automaton with weights, is made as small as it can be: what can be reached of what can
be observed. Rounding does not pile up on the way: rows are independent, so that an error in them is as if there were
some other mass there, and after any moves its part in a row is the factor with which a set of tags is made of rows.
References: Kalman, R. E. (1963), "Mathematical description of linear dynamical systems", SIAM Journal on
Control 1(2); Schützenberger, M. P. (1961), "On the definition of a family of automata", Information and Control 4(2-3)
(both recalled, not opened).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .automata import PUSH, Stack
from .lanes import packed, room
from .spans import NEGLIGIBLE, Span, before, carried, product


@dataclass(frozen=True, eq=False)
class StateRows:
    """Rows of mass at a state. G tags, R rows, whole packs of them (:mod:`.lanes`), some of which stay empty.

    Attributes:
        reached: (k, G), a basis of the vectors of tags with which mass may come here.
        filled: (n, G), the tags that each row adds up that is not empty; the first is the push's own.
        telling: (n,), members of the basis that distinguish all these rows.
        places: (n,), which of the rows they are.
    """

    reached: np.ndarray
    filled: np.ndarray
    telling: np.ndarray
    places: np.ndarray

    @cached_property
    def sets(self) -> np.ndarray:
        """(R, G), the tags that each row adds up."""
        found = np.zeros((room(self.places), self.filled.shape[1]))
        found[self.places] = self.filled
        return found

    @cached_property
    def _tags(self) -> np.ndarray:
        """(G, k), every tag in each member of the basis."""
        return np.ascontiguousarray(self.reached.T)

    @cached_property
    def _rows(self) -> np.ndarray:
        """(n, k), the rows of every member of the basis."""
        return product(self.filled, self._tags)

    @cached_property
    def _inverse(self) -> np.ndarray:
        """(n, n), from members of the basis to rows."""
        found: np.ndarray = np.linalg.inv(self._rows[:, self.telling])
        return found

    def combined(self, functions: np.ndarray) -> np.ndarray:
        """Functions of tags (m, G) as combinations of rows, (m, R); not a number for one that is none."""
        wanted = product(functions, self._tags)
        found = product(wanted[:, self.telling], self._inverse)
        whole = np.round(found)
        found = np.where(np.abs(found - whole) < NEGLIGIBLE, whole, found)
        found[np.abs(product(found, self._rows) - wanted).max(1, initial=0.0) > NEGLIGIBLE] = np.nan
        of_all = np.zeros((len(functions), room(self.places)))
        of_all[:, self.places] = found
        return of_all

    @cached_property
    def by_tag(self) -> np.ndarray:
        """(G, R), every tag as a combination of rows; not a number for one that is none."""
        return self.combined(np.eye(self.filled.shape[1]))


class Layout:
    """Rows of mass at every state.

    Args:
        stack: the automata.
        at: the rows at a state.
    """

    def __init__(self, stack: Stack, at: Callable[[int], StateRows]):
        self.stack, self._at = stack, at
        self._found: dict[int, StateRows] = {}

    def at(self, state: int) -> StateRows:
        """The rows at a state."""
        if state not in self._found:
            self._found[state] = self._at(state)
        return self._found[state]

    def count(self, state: int) -> int:
        """How many rows a state has, empty ones included."""
        return room(self.at(state).places)

    @classmethod
    def from_start(cls, stack: Stack) -> Layout:
        """For mass that begins at the initial state."""
        turns = _Turns.of(stack)
        reached = [span.basis for span in _reached(stack, turns)]
        found = _observed(stack, turns, reached)
        return cls(stack, found.__getitem__)

    @classmethod
    def everywhere(cls, stack: Stack) -> Layout:
        """For mass that may begin anywhere, with any tag."""
        every = StateRows(np.eye(stack.count), np.eye(stack.count), np.arange(stack.count), np.arange(stack.count))
        return cls(stack, lambda state: every)


@dataclass(frozen=True, eq=False)
class _Turns:
    """The different ways in which tags change from a state to a state that follows.

    Attributes:
        state, following: of each.
        after: (n, G), the tag after, by the tag before.
    """

    state: np.ndarray
    following: np.ndarray
    after: np.ndarray

    @classmethod
    def of(cls, stack: Stack) -> _Turns:
        s = stack.structure
        found: dict[tuple[int, int, bytes], int] = {}
        for b, (x, y, row) in enumerate(zip(s.branch_state.tolist(), s.branch_next.tolist(), stack.table, strict=True)):
            found.setdefault((x, y, row.tobytes()), b)
        one = np.array(list(found.values()), int)
        return cls(s.branch_state[one], s.branch_next[one], stack.table[one])

    def by(self, state: np.ndarray, count: int) -> list[list[int]]:
        """Their numbers by state, or by the state that follows."""
        found: list[list[int]] = [[] for _ in range(count)]
        for n, x in enumerate(state.tolist()):
            found[x].append(n)
        return found


def _reached(stack: Stack, turns: _Turns) -> list[Span]:
    """By state, the vectors of tags with which mass may come there."""
    s, count = stack.structure, stack.count
    leaving = turns.by(turns.state, len(s.states))
    spans = [Span(count) for _ in s.states]
    fresh: dict[int, list[np.ndarray]] = {}
    queue: deque[int] = deque()

    def offer(state: int, vectors: np.ndarray) -> None:
        new = spans[state].extend(vectors)
        if new.any():
            if state not in fresh:
                queue.append(state)
            fresh.setdefault(state, []).append(vectors[new])

    begun = np.zeros((1, count))
    begun[0, stack.starts] = 1.0
    offer(s.initial, begun)
    left: set[int] = set()
    while queue:
        x = queue.popleft()
        vectors = np.concatenate(fresh.pop(x))
        for to, tag in stack.departures(x) if x not in left else ():
            offer(to, np.eye(count)[[tag]])
        left.add(x)
        for n in leaving[x]:
            offer(int(turns.following[n]), carried(vectors, turns.after[n]))
    return spans


def _observed(stack: Stack, turns: _Turns, reached: list[np.ndarray]) -> list[StateRows]:
    """By state, rows of which all that matters from there on is a combination."""
    s, count = stack.structure, stack.count
    arriving = turns.by(turns.following, len(s.states))
    spans = [Span(len(basis)) for basis in reached]
    tags = [np.ascontiguousarray(basis.T) for basis in reached]
    sets: list[list[np.ndarray]] = [[] for _ in s.states]
    fresh: dict[int, list[np.ndarray]] = {}
    queue: deque[int] = deque()

    def want(state: int, functions: np.ndarray) -> None:
        if spans[state].rank == len(tags[state].T):
            return  # all that may come is distinguished already
        new = spans[state].extend(product(functions, tags[state]))
        if new.any():
            sets[state].append(functions[new])
            if state not in fresh:
                queue.append(state)
            fresh.setdefault(state, []).append(functions[new])

    first = np.isin(np.arange(count), stack.starts)
    first[PUSH] = False
    order = np.lexsort((~np.isin(np.arange(count), stack.watched), first))  # what is read at every stage lies together
    asked = stack.asked | stack.changes
    asked[:, PUSH] = True
    for x in range(len(s.states)):
        want(x, np.eye(count)[order[asked[x, order]]])
    while queue:
        x = queue.popleft()
        functions = np.concatenate(fresh.pop(x))
        for n in arriving[x]:
            after = turns.after[n]
            want(int(turns.state[n]), before(functions, after))
    filled = [np.concatenate(found) if found else np.zeros((0, count)) for found in sets]
    return [
        StateRows(basis, rows, span.pivots, places)
        for basis, rows, span, places in zip(reached, filled, spans, _placed(filled), strict=True)
    ]


def _placed(filled: list[np.ndarray]) -> list[np.ndarray]:
    """By state, the places of its rows: rows that add up the same tags are of one sort."""
    number: dict[bytes, int] = {}
    sorts = [[number.setdefault(row.tobytes(), len(number)) for row in rows] for rows in filled]
    carried = np.zeros((len(number), len(filled)), bool)
    for x, some in enumerate(sorts):
        carried[some, x] = True
    found = []
    for some, places in zip(sorts, packed(carried), strict=True):
        of = dict(zip(sorted(some), places.tolist(), strict=True))
        found.append(np.array([of[sort] for sort in some], np.int64))
    return found


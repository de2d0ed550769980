"""Mass of a push, met by what is then to be expected of it.

Where something begins in the midst of play (the next crisis after an event, say), a push notes how much mass comes to
where it begins, at which stage or tick and with which beliefs; a pass backward (:mod:`.prospects`) finds what comes of
it from there on, with the time that is then left. The sum of products is what a push would find that carried tags of
its own through all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .automata import Stack
from .layout import Layout
from .prospects import Prospects
from .pulling import collect, meet
from .readout_ways import ReadoutWays
from .readouts import Meeting
from .rows import Rows
from .vertices import Vertices


class Arrivals:
    """Notes mass of tags as it comes to states, stage by stage or tick by tick.

    Args:
        layout: of the rows.
        vertices: of belief.
        meetings: for which it is noted.
    """

    def __init__(self, layout: Layout, vertices: Vertices, meetings: Mapping[object, Meeting]):
        self.vertices, self.meetings = vertices, meetings
        wanted = {
            (layout.stack.block(m.automaton).start + m.tag, x): None for m in meetings.values() for x in m.states
        }
        self.place = {pair: n for n, pair in enumerate(wanted)}
        self.stack: Stack = layout.stack
        self._state = np.array([x for _, x in wanted], np.int64)
        parts = [layout.at(x).by_tag[tag] for tag, x in wanted]
        rows = [np.flatnonzero(part) for part in parts]
        self._ends = np.cumsum([0, *(len(some) for some in rows)])
        self._row = np.concatenate([np.zeros(0, np.int64), *rows])
        self._factor = np.concatenate([np.zeros(0), *(part[some] for part, some in zip(parts, rows, strict=True))])
        self.by_time: dict[int, np.ndarray] = {}

    def __call__(self, time: int, rows: Rows) -> None:
        """Note the mass (n, V) that has come at a stage or tick."""
        found = np.zeros((len(self._state), self.vertices.count))
        collect(rows.flat, rows.begin, rows.wide, self._state, self._ends, self._row, self._factor, found)
        self.by_time[time] = found


class Met:
    """Adds up what comes of the mass that has been noted.

    Args:
        arrivals: the notes.
        ways: of the read-outs.

    Attributes:
        total: by meeting, (1 + G,): the mass, then what comes of it by each function of the read-out.
    """

    def __init__(self, arrivals: Arrivals, ways: ReadoutWays):
        self.arrivals = arrivals
        self.total = {
            key: np.zeros(1 + ways.readouts.of[m.readout].table.shape[1]) for key, m in arrivals.meetings.items()
        }
        self._pairs = []
        for m in arrivals.meetings.values():
            tag = arrivals.stack.block(m.automaton).start + m.tag
            columns = [ways.within(x, m.readout) for x in m.states]
            self._pairs.append(
                (
                    np.array([arrivals.place[tag, x] for x in m.states], np.int64),
                    np.array(m.states, np.int64),
                    np.cumsum([0, *(len(some) for some, _ in columns)]),
                    np.concatenate([np.zeros(0, np.int64), *(some for some, _ in columns)]),
                    np.concatenate([np.zeros(0, np.int64), *(1 + functions for _, functions in columns)]),
                    np.array([_place(some, functions == m.given) for some, functions in columns], np.int64),
                )
            )
        self._back = [arrivals.vertices.forgotten(m.forgotten) for m in arrivals.meetings.values()]

    def __call__(self, time: int, counts: float, found: Prospects) -> None:
        """Take in what is to be expected at a stage or tick, whose mass counts so much."""
        if counts == 0.0:  # nothing sets out any more
            return
        came, rows = self.arrivals.by_time[time], found.rows
        for total, pair, back in zip(self.total.values(), self._pairs, self._back, strict=True):
            meet(came, back, counts, rows.flat, rows.begin, rows.wide, *pair, total)


def _place(some: np.ndarray, of: np.ndarray) -> int:
    """The one of some positions that is marked; -1 for none."""
    return int(some[of][0]) if of.any() else -1

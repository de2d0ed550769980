"""Mass of a push, met by what is then to be expected of it.

Where something begins in the midst of play (the next crisis after an event, say), a push notes how much mass comes to
where it begins, at which stage or tick and with which beliefs; a pass backward (:mod:`.prospects`) finds what follows
from there on, with the time that is then left. The sum of products is what a push would find that carried tags of
its own through all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .layout import Layout
from .prospects import Prospects
from .pulling import collect, meet
from .readout_ways import ReadoutWays
from .readouts import Meeting
from .rows import Rows
from .vertices import Vertices


class Meetings:
    """Where mass of a push is noted, and which read-outs it meets; worked out once for a layout and read-outs.

    Args:
        layout: of the push's rows.
        ways: of the read-outs.
        wanted: the meetings, by key.
    """

    def __init__(self, layout: Layout, ways: ReadoutWays, wanted: Mapping[object, Meeting]):
        self.wanted, stack = wanted, layout.stack
        tags = {key: stack.block(m.automaton).start + m.tag for key, m in wanted.items()}
        noted = {(tags[key], x): None for key, m in wanted.items() for x in m.states}
        place = {pair: n for n, pair in enumerate(noted)}
        self._state = np.array([x for _, x in noted], np.int64)
        parts = [layout.at(x).by_tag[tag] for tag, x in noted]
        rows = [np.flatnonzero(part) for part in parts]
        self._ends = np.cumsum([0, *(len(some) for some in rows)])
        self._row = np.concatenate([np.zeros(0, np.int64), *rows])
        self._factor = np.concatenate([np.zeros(0), *(part[some] for part, some in zip(parts, rows, strict=True))])
        self._pairs = [
            _paired(np.array([place[tags[key], x] for x in m.states], np.int64), m, ways) for key, m in wanted.items()
        ]
        self._functions = [ways.readouts.of[m.readout].table.shape[1] for m in wanted.values()]

    def noted(self, rows: Rows) -> np.ndarray:
        """The mass (n, V) among some rows that will meet something."""
        found = np.zeros((len(self._state), rows.vertices))
        collect(rows.flat, rows.begin, rows.wide, self._state, self._ends, self._row, self._factor, found)
        return found

    def totals(self) -> dict[object, np.ndarray]:
        """By meeting, (1 + G,) zeros: for the mass, and for what follows from it by each function of the read-out."""
        return {key: np.zeros(1 + many) for key, many in zip(self.wanted, self._functions, strict=True)}

    def add(
        self,
        total: Mapping[object, np.ndarray],
        came: np.ndarray,
        share: np.ndarray,
        counts: float,
        found: Prospects,
        vertices: Vertices,
    ) -> None:
        """Add to the totals some share (V,) of mass (n, V) that counts so much, and what is to be expected of it."""
        rows, room = found.rows, np.empty(vertices.count)
        for (key, m), pair in zip(self.wanted.items(), self._pairs, strict=True):
            back = vertices.forgotten(m.forgotten)
            meet(
                came, share, back, counts, rows.flat, found.now.flat, found.times, rows.begin, rows.wide, *pair,
                total[key], room,
            )  # fmt: skip


def _paired(place: np.ndarray, meeting: Meeting, ways: ReadoutWays) -> tuple[np.ndarray, ...]:
    """For :func:`.pulling.meet`: where the mass is noted, and what it meets there."""
    columns = [ways.within(x, meeting.readout) for x in meeting.states]
    read = [np.isin(functions, meeting.read) if meeting.read else functions >= 0 for _, functions in columns]
    rows = [some[wanted] for (some, _), wanted in zip(columns, read, strict=True)]
    sums = [1 + functions[wanted] for (_, functions), wanted in zip(columns, read, strict=True)]
    return (
        place,
        np.array(meeting.states, np.int64),
        np.cumsum([0, *(len(some) for some in rows)]),
        np.concatenate([np.zeros(0, np.int64), *rows]),
        np.concatenate([np.zeros(0, np.int64), *sums]),
        np.array([_place(some, functions == meeting.given) for some, functions in columns], np.int64),
    )


def _place(some: np.ndarray, of: np.ndarray) -> int:
    """The one of some positions that is marked; -1 for none."""
    return int(some[of][0]) if of.any() else -1

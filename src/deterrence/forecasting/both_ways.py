"""One push, and one pass backward over the same play: all that quantities are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .automata import Stack
from .meetings import Arrivals, Met
from .passage import Passage
from .prospects import Backward, Prospects
from .push import Pusher
from .readout_ways import ReadoutWays
from .readouts import Meeting, Readouts
from .step import Visit, Watch
from .transport import plan_for


@dataclass(frozen=True, eq=False)
class Asked:
    """What a push and a pass backward are asked for.

    Attributes:
        stack: automata that travel with the push.
        ways: of the read-outs of the pass backward; None for no such pass.
        meetings: of mass of the push with read-outs, by key.
    """

    stack: Stack
    ways: ReadoutWays | None = None
    meetings: Mapping[object, Meeting] = field(default_factory=dict)

    @classmethod
    def of(cls, stack: Stack, readouts: Readouts, meetings: Mapping[object, Meeting]) -> Asked:
        """With the ways of some read-outs, perhaps of none."""
        return cls(stack, ReadoutWays.of(readouts) if readouts.of else None, meetings)


@dataclass(frozen=True, eq=False)
class Found:
    """What they have found.

    Attributes:
        passage: of the push.
        start: what is to be expected at the beginning of the window; None where nothing is asked for.
        origin: the vertex of belief at the prior.
        met: by meeting, (1 + G,): the mass, then what comes of it by each function of the read-out.
    """

    passage: Passage
    start: Prospects | None
    origin: int
    met: Mapping[object, np.ndarray]


def pushed(
    pusher: Pusher,
    asked: Asked,
    days: float | None = None,
    truth: Mapping[int, int] | None = None,
    watch: Watch | None = None,
    visit: Visit | None = None,
) -> Found:
    """Push forward, then pass backward; arguments and what is raised as for :meth:`.push.Pusher.passage`."""
    arrivals = Arrivals(plan_for(asked.stack).layout, pusher.vertices, asked.meetings) if asked.meetings else None
    passage = pusher.passage(asked.stack, visit, days, truth=truth, watch=watch, note=arrivals)
    if asked.ways is None:
        return Found(passage, None, pusher.vertices.origin, {})
    met = Met(arrivals, asked.ways) if arrivals is not None else None
    for time, counts, found in Backward(pusher.players, asked.ways, truth).over(days):
        if met is not None:
            met(time, counts, found)
    return Found(passage, found, pusher.vertices.origin, {} if met is None else met.total)

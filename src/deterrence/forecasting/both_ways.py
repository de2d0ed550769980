"""One push, and one pass backward over the same play: all that quantities are read from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..threads import one_thread
from .automata import Stack
from .expansion import Unsteady
from .meetings import Meetings
from .passage import Passage
from .prospects import Backward, Prospects
from .push import Pusher
from .readout_ways import ReadoutWays
from .readouts import Meeting, Readouts
from .rows import Rows
from .step import Visit, Watch
from .transport import plan_for


@dataclass(frozen=True, eq=False)
class Asked:
    """What a push and a pass backward are asked for.

    Attributes:
        stack: automata that travel with the push.
        ways: of the read-outs of the pass backward; None for no such pass.
        meetings: of mass of the push with read-outs; there are some if there are read-outs.
    """

    stack: Stack
    ways: ReadoutWays | None = None
    meetings: Meetings | None = None

    @classmethod
    def of(cls, stack: Stack, readouts: Readouts, meetings: Mapping[object, Meeting]) -> Asked:
        """With some read-outs, perhaps none, and mass that is to meet them."""
        if not readouts.of:
            return cls(stack)
        ways = ReadoutWays.of(readouts)
        return cls(stack, ways, Meetings(plan_for(stack).layout, ways, meetings))


@dataclass(frozen=True, eq=False)
class Found:
    """What they have found.

    Attributes:
        passage: of the push.
        start: what is to be expected at the beginning of the window; None where nothing is asked for.
        origin: the vertex of belief at the prior.
        met: by meeting, (1 + G,): the mass, then what follows from it by each function of the read-out.
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
    also: Collection[float] = (),
) -> Found:
    """Push forward, then pass backward; arguments and what is raised as for :meth:`.push.Pusher.passage`."""
    everyone = np.ones(pusher.vertices.count)
    (found,) = _found(pusher, asked, days, truth or {}, watch, visit, [(truth or {}, everyone)], also)
    return found


def pushed_by_type(
    pusher: Pusher, asked: Asked, actor: int, days: float | None = None, visit: Visit | None = None
) -> list[Found]:
    """Push forward as the public expects play, then pass backward for each true type of an actor.

    Mass at a vertex is public mass, and type θ's share of it is b(θ), so that one push serves all types. Of what is met
    by a type's pass the mass counts b(θ): what is found for all types adds up to what the public expects.

    Args:
        pusher, asked, days, visit: as for :func:`pushed`. Automata may distinguish mass that meets read-outs by what is
            public alone: by anything else a type's share of it would not be b(θ).
        actor: whose types, none of them ever redrawn.

    Raises:
        As for :meth:`.push.Pusher.passage`.
    """
    shares = [({actor: k}, share) for k, share in enumerate(pusher.vertices.belief[actor].T)]
    return _found(pusher, asked, days, {}, None, visit, shares)


@one_thread()
def _found(
    pusher: Pusher,
    asked: Asked,
    days: float | None,
    truth: Mapping[int, int],
    watch: Watch | None,
    visit: Visit | None,
    shares: Sequence[tuple[Mapping[int, int], np.ndarray]],
    also: Collection[float] = (),
) -> list[Found]:
    """One push, then a pass backward for each of some true types, which its mass meets with a share (V,) by vertex."""
    ways, meetings = asked.ways, asked.meetings
    origin = pusher.vertices.origin
    if ways is None or meetings is None:
        passage = pusher.passage(asked.stack, visit, days, truth=truth, watch=watch, also=also)
        return [Found(passage, None, origin, {}) for _ in shares]
    came: dict[int, np.ndarray] = {}

    def note(time: int, rows: Rows) -> None:
        came[time] = meetings.noted(rows)

    passage = pusher.passage(asked.stack, visit, days, truth=truth, watch=watch, note=note, also=also)
    out: list[Found] = []
    while len(out) < len(shares):
        given, share = shares[len(out)]
        total = meetings.totals()
        try:
            for time, counts, found in Backward(pusher.players, ways, given).over(days):
                if counts > 0.0:  # as the window closes, nothing sets out any more
                    meetings.add(total, came[time], share, counts, found, pusher.vertices)
            out.append(Found(passage, found, origin, total))
        except Unsteady:  # what has been noted is by the terms of another expansion
            pusher.passage(asked.stack, None, days, truth=truth, note=note)
    return out

"""What follows from conduct that is locked and that nobody else knows of, by pushing mass forward.

The solution is that of the game without the lock: the others play it, and read what they see by it, so that mass goes
as the locked actor moves (:mod:`.imposed`) and beliefs as it is believed to. Its true type does not change by what is
imposed on it, so mass is carried by true type, one push for each, as in :mod:`.intervention`; these are put together by
the prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from ..errors import NotConverged
from ..games.crisis_game import CrisisGame
from ..games.structure import Standing
from .automata import PUSH
from .finishing import Finishing
from .imposed import Imposed
from .keys import Key, Values
from .passage import Passage

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .both_ways import Asked, Found
    from .push import Pusher

MOST_EVENTS = 10_000
NEGLIGIBLE = 1e-14


def found_under(game: CrisisGame, assessment: Assessment, imposed: Imposed, asked: Asked, days: float | None) -> Found:
    """One push, and one pass backward, for each true type of the locked actors, put together.

    Args:
        game: the crisis.
        assessment: its solution without the locks.
        imposed: from :meth:`Imposed.of`.
        asked: what of them.
        days: the window of a crisis on a clock.

    Raises:
        UnsupportedGame: the type of a locked actor may be redrawn on the way.
    """
    from .both_ways import Found, pushed  # import Numba, which listing the quantities does not take
    from .push import Pusher

    pusher = Pusher(assessment, imposed=imposed)
    parts, met = [], {} if asked.meetings is None else asked.meetings.totals()
    for chance, truth in imposed.truths(game):
        found = pushed(pusher, asked, days, truth)
        parts.append(_weighted(found.passage, chance, truth))
        met = {key: total + chance * found.met[key] for key, total in met.items()}
    return Found(_together(parts), None, pusher.vertices.origin, met)


def _weighted(found: Passage, chance: float, truth: Mapping[int, int]) -> Passage:
    """Its part of the whole; what is believed of an actor whose true type is known is believed of that type."""
    by_type = list(found.believed_by_type)
    for i, kind in truth.items():
        by_type[i] = np.zeros_like(by_type[i])
        by_type[i][:, kind] = found.believed[i][:, PUSH]
    return replace(
        found,
        made=chance * found.made,
        by_stage=chance * found.by_stage,
        final=chance * found.final,
        ends=chance * found.ends,
        believed=tuple(chance * b for b in found.believed),
        mass=chance * found.mass,
        left=chance * found.left,
        believed_by_type=tuple(chance * b for b in by_type),
        finishing=found.finishing.times(chance) if found.finishing else None,
    )


def _together(parts: Sequence[Passage]) -> Passage:
    def added(of: Sequence[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
        return tuple(sum(rows[1:], rows[0]) for rows in zip(*of, strict=True))

    made, by_stage, final, ends, mass, left = added(
        [(p.made, p.by_stage, p.final, p.ends, p.mass, p.left) for p in parts]
    )
    return replace(
        parts[0],
        made=made,
        by_stage=by_stage,
        final=final,
        ends=ends,
        mass=mass,
        left=left,
        believed=added([p.believed for p in parts]),
        believed_by_type=added([p.believed_by_type for p in parts]),
        finishing=Finishing.together([p.finishing for p in parts if p.finishing]) if parts[0].finishing else None,
        consistency=max(p.consistency for p in parts),
        truncation=max(p.truncation for p in parts),
    )


def worth_under(game: CrisisGame, assessment: Assessment, imposed: Imposed) -> Values:
    """What the window is worth at the start to each strategic type, played as it is: payoffs by where mass goes.

    A type's own worth takes a push that is given the type. On a clock play goes on until it ends, whatever the window.
    """
    from .push import Pusher

    s, prior = game.structure, np.asarray(game.game.numbers.prior)
    pusher = Pusher(assessment, imposed=imposed)
    paid = _paid if game.game.clock is None else _paid_by_day
    out: Values = {}
    for c, (j, k) in enumerate(s.columns):
        total = whole = 0.0
        for chance, truth in imposed.truths(game):
            if truth.get(j, k) == k:
                given = chance / prior[j, k] if j in truth else chance
                total += given * paid(pusher, {**truth, j: k}, c, j)
                whole += given
        out[Key("worth", s.actors[j], s.types[j][k].id)] = total / whole
    return out


def _paid(pusher: Pusher, truth: Mapping[int, int], column: int, actor: int) -> float:
    """Expected discounted payoffs of a type along a push, move by move."""
    passage = pusher.passage(pusher.bare, truth=truth)
    s, n = pusher.game.structure, pusher.game.numbers
    made = passage.by_stage
    discount, moves = float(np.asarray(n.discount)[actor]), np.arange(len(made))[:, None]
    moved = s.standing[s.joint_state] == Standing.DECISION
    opening = ~moved & (s.joint_state == s.initial)  # chance before the first move
    later = np.where(opening, 0, 1)  # an ending that a move leads to, and what chance pays after it, come with the next
    flows = made * discount ** (moves + np.where(moved, 0, later)) * np.asarray(n.payoff)[:, column]
    worth = np.asarray(n.ending)[:, column]
    ends = s.standing == Standing.TERMINAL
    arriving = (made * discount ** (moves + later))[:, s.branch_joint] * passage.probability
    ended = arriving * (worth * ends)[s.branch_next]
    stopped = discount ** len(made) * float(passage.final[:, PUSH] @ (worth * ~ends))
    return float(flows.sum() + ended.sum()) + stopped


def _paid_by_day(pusher: Pusher, truth: Mapping[int, int], column: int, actor: int) -> float:
    """The same on a clock, from event to event, until what is left to come is next to nothing."""
    s, n, clock = pusher.game.structure, pusher.game.numbers, pusher.game.clock
    assert clock is not None  # only games on a clock are paid by the day
    payoff, ending = np.asarray(n.payoff)[:, column], np.asarray(n.ending)[:, column]
    by_day = s.standing[s.joint_state] == Standing.CLOCK
    flow = np.zeros(len(s.states))
    flow[s.joint_state[by_day]] = payoff[by_day]
    flow *= clock.wait[:, actor]
    total = 0.0
    for standing, made in islice(pusher.jumps(clock.patience[:, actor], truth), MOST_EVENTS):
        total += float(made @ np.where(by_day, 0.0, payoff))
        total += sum(mass * float(flow[x] + ending[x] * (x not in s.clocks)) for x, mass in standing.items())
        if sum(mass for x, mass in standing.items() if x in s.clocks) < NEGLIGIBLE:
            return total
    raise NotConverged(
        f"what play is worth to {s.actors[actor]} is not added up after {MOST_EVENTS} events: let it end sooner, or "
        "discount more"
    )

"""How and when it ends."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from ...games.crisis_game import CrisisGame
from ..imposed import Imposed
from ..imposed_push import worth_under
from ..keys import Key, Values
from ..registry import Definition, Reading, register

if TYPE_CHECKING:
    from ...solvers.grid import Assessment


def _outcomes(reading: Reading) -> Values:
    ended: dict[str, float] = defaultdict(float)
    for name, p in zip(reading.game.structure.endings, reading.passage.ended, strict=True):
        ended[name] += float(p)
    return {Key("outcome", of=e.id): ended.get(e.id, 0.0) for e in reading.game.brief.endings}


register(
    Definition(
        name="outcome",
        kind="probability",
        unit="probability",
        words="Termination: the probability of each way of ending, and of a window that closes before one. They sum "
        "to one.",
        keys=lambda game: [Key("outcome", of=e.id) for e in game.brief.endings],
        read=_outcomes,
    )
)


def _duration(reading: Reading) -> Values:
    """Moves made, and days: by the time that a move takes at each state, or on a clock by how long it runs."""
    s = reading.game.structure
    made = reading.passage.made[:, 0]
    moved = np.array([bool(s.movers[x]) for x in s.joint_state])
    clock = reading.assessment.game.clock
    if clock is None:
        days = np.where(moved, reading.game.days_by_state[s.joint_state], 0.0)
    else:  # events come as often as the clock's days times its rate
        rate = clock.rate[s.joint_state]
        days = np.divide(1.0, rate, out=np.zeros_like(rate), where=rate > 0)
    return {
        Key("duration", of="days"): float(made @ days),
        Key("duration", of="moves"): float(made[moved].sum()),
    }


register(
    Definition(
        name="duration",
        kind="expected value",
        unit="days, or moves",
        words="The expected number of days, and of moves, until the end or the close of the window.",
        keys=lambda game: [Key("duration", of=x) for x in ("days", "moves")],
        read=_duration,
    )
)


MARKS = {"5%": 0.05, "25%": 0.25, "50%": 0.5, "75%": 0.75, "95%": 0.95}


def _quantiles(reading: Reading) -> Values:
    """Days by which shares of all crises have ended."""
    finishing = reading.passage.finishing
    assert finishing is not None  # absent where moves are counted
    return {Key("duration_quantile", of="days", given=mark): finishing.quantile(q) for mark, q in MARKS.items()}


register(
    Definition(
        name="duration_quantile",
        kind="quantile",
        unit="days",
        words="The number of days within which a share of all crises, `given`, have ended; those that are open as the "
        "window closes count as having lasted so long. Of a crisis on a clock; where moves are counted, the quantiles "
        "are of sampled histories, which `results.json` says of them (`sampled quantile`, with their number).",
        keys=lambda game: [Key("duration_quantile", of="days", given=mark) for mark in MARKS],
        read=_quantiles,
        absent=lambda game: "" if game.game.clock is not None else "moves are counted; see the sampled histories",
    )
)


def worth_at_start(game: CrisisGame, assessment: Assessment) -> Values:
    """V_i(x_0, b_0, θ_i) by strategic type; needs no push, but where conduct is locked and not announced."""
    s, imposed = game.structure, Imposed.of(game)
    if imposed is not None:
        return worth_under(game, assessment, imposed)
    at = assessment.values[0][s.initial]
    for lattice in assessment.lattices:
        at = at[:, lattice.origin]
    return {Key("worth", s.actors[i], s.types[i][k].id): float(at[c]) for c, (i, k) in enumerate(s.columns)}


def _strategic(game: CrisisGame) -> list[Key]:
    s = game.structure
    return [Key("worth", s.actors[i], s.types[i][k].id) for i, k in s.columns]


register(
    Definition(
        name="worth",
        kind="payoff",
        unit="stake",
        words="V_i(x_0, b_0, θ_i): what the window is worth to each strategic type of an actor at the start.",
        keys=_strategic,
        read=lambda r: worth_at_start(r.game, r.assessment),
    )
)


def _losses(reading: Reading) -> Values:
    taken = reading.passage.taken()
    return {Key("loss", who, of): float(taken @ amount) for (who, of), amount in reading.game.loss_by_branch.items()}


register(
    Definition(
        name="loss",
        kind="expected value",
        unit="stake",
        words="The expected loss by who bears it and what it consists of, as far as the scenario distinguishes them; "
        "never netted into one number. Endings (war, catastrophe) are reported by their probabilities.",
        keys=lambda game: [Key("loss", who, of) for who, of in game.loss_by_branch],
        read=_losses,
        absent=lambda game: "" if any(game.as_stated.losses) else "the scenario states no losses",
    )
)

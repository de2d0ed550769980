"""What acts of a crisis would be like without strategy: rates of acts, counted from other crises.

Three of them, all with rates per day at which each actor's act at each rung comes while it would count (after another
actor's, or higher than its author's last):

- **base rates**: of each act, how often it came in the other crises, over the days in which it could have counted;
- **multinomial logit**: one rate for any act, and which it is by a logit in its rung, whether its author made the last
  act, and how many rungs above the last it is; a normal prior of variance one on each coefficient;
- **Poisson clock**: the shares of the base rates, at a rate that depends on how long ago the last act or the beginning
  is: less than three days, than fourteen, or more. So it knows that crises die down.

Of every act half an act is added over all days, shared out evenly, so that nothing is impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.optimize import minimize

from ...coded_crises.dated import DatedAct, DatedCrisis

KINDS = ("base rates", "multinomial logit", "Poisson clock")
SINCE = (0.0, 3.0, 14.0, np.inf)
"""Days after an act that the Poisson clock distinguishes."""
ADDED = 0.5

Act = tuple[str, str]
Rates = Callable[[DatedAct | None, float], dict[Act, float]]
"""By the last act and the day: of every act that would count, its rate per day."""


def counting(last: DatedAct | None, acts: Sequence[Act], order: Sequence[str]) -> list[Act]:
    """The acts that count after the last."""
    return [
        (actor, rung)
        for actor, rung in acts
        if last is None or actor != last.actor or order.index(rung) > order.index(last.rung)
    ]


def rates(kind: str, crises: Sequence[DatedCrisis], acts: Sequence[Act], order: Sequence[str]) -> Rates:
    """Of some crises.

    Args:
        kind: one of :data:`KINDS`.
        crises: that they are counted from.
        acts: every act that there may be, actor and rung.
        order: rungs, the lowest first.
    """
    made, open_days = dict.fromkeys(acts, 0.0), dict.fromkeys(acts, 0.0)
    spans, came = np.zeros(len(SINCE) - 1), np.zeros(len(SINCE) - 1)
    for crisis in crises:
        for last, act, begin, end in _waits(crisis):
            for other in counting(last, acts, order):
                open_days[other] += end - begin
            spans += np.diff(np.clip(SINCE, 0.0, end - begin))
            if act is not None:
                made[act.actor, act.rung] += 1.0
                came[_since(end - begin)] += 1.0
    base = {act: (made[act] + ADDED / len(acts)) / max(open_days[act], 1.0) for act in acts}
    if kind == "base rates":
        return lambda last, day: {act: base[act] for act in counting(last, acts, order)}
    if kind == "Poisson clock":
        speed = (came + ADDED) / np.maximum(spans, 1.0)

        def clock(last: DatedAct | None, day: float) -> dict[Act, float]:
            some = counting(last, acts, order)
            whole = sum(base[act] for act in some)
            since = day - (last.first if last is not None else 0.0)
            return {act: float(speed[_since(since)]) * base[act] / whole for act in some}

        return clock
    coefficients = _logit(crises, acts, order)
    whole_rate = (sum(made.values()) + ADDED) / max(float(spans.sum()), 1.0)

    def logit(last: DatedAct | None, day: float) -> dict[Act, float]:
        some = counting(last, acts, order)
        share = _shares(_features(last, some, order) @ coefficients)
        return {act: whole_rate * float(p) for act, p in zip(some, share, strict=True)}

    return logit


def _since(days: float) -> int:
    """Which of :data:`SINCE` a wait has come to."""
    return int(np.searchsorted(SINCE, max(days, 0.0), side="right")) - 1


def _waits(crisis: DatedCrisis) -> Iterator[tuple[DatedAct | None, DatedAct | None, float, float]]:
    """The last act, the next (None for none), and the days between; an act of a longer time at its first day."""
    last, begin = None, 0.0
    for act in crisis.acts:
        end = max(begin, min(act.first + 0.5, crisis.days))
        yield last, act, begin, end
        last, begin = act, end
    yield last, None, begin, crisis.days


def _features(last: DatedAct | None, some: Sequence[Act], order: Sequence[str]) -> np.ndarray:
    """(acts, 3): rung, is its author the last's, rungs above the last."""
    return np.array(
        [
            [
                order.index(rung) / len(order),
                float(last is not None and actor == last.actor),
                0.0 if last is None else (order.index(rung) - order.index(last.rung)) / len(order),
            ]
            for actor, rung in some
        ]
    ).reshape(-1, 3)


def _shares(z: np.ndarray) -> np.ndarray:
    weight = np.exp(z - z.max(initial=-np.inf))  # there may be no act that counts
    return np.asarray(weight / weight.sum())


def _logit(crises: Sequence[DatedCrisis], acts: Sequence[Act], order: Sequence[str]) -> np.ndarray:
    """Coefficients (3,), at the mode."""
    seen = []
    for crisis in crises:
        for last, act, _, _ in _waits(crisis):
            if act is not None:
                some = counting(last, acts, order)
                seen.append((_features(last, some, order), some.index((act.actor, act.rung))))

    def loss(b: np.ndarray) -> float:
        return 0.5 * float(b @ b) - sum(float(np.log(_shares(x @ b)[k])) for x, k in seen)

    return np.asarray(minimize(loss, np.zeros(3)).x)

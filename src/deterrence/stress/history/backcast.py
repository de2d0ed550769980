"""A backcast: how well coded crises are predicted move by move, beside predictions without strategy.

Every crisis is left out in turn: rates without strategy (:mod:`.rates`) are counted from the others. The model has the
scenario's numbers, fitted to none; and, where that is asked for, those fitted again to the others (:mod:`.left_out`).
Each is scored alike, by the log of the probability that it gives to what
happened on every day, given the days before (:mod:`.following`): that nothing was done, or the acts that were, in
order. The score of a crisis is their sum; of its moves, that sum over their number. A day's score is split into *when*
(the log of the probability that something, or nothing, is done that day) and *who and what* (the rest).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Self

import numpy as np

from ...coded_crises.dated import DatedCrisis
from ...games.crisis_game import CrisisGame
from ...solvers.grid import Assessment
from .following import Followed, Span, Whole, begun, through
from .likelihood import paths_through
from .machine import Solved
from .pooled import Pooled
from .rates import KINDS, Act, Rates, rates

MODEL, REFITTED = "model", "model, refitted"
SHRUNK = {"base rates": "base rates, pooled", "Poisson clock": "Poisson clock, pooled"}
"""By way of predicting without strategy, the same drawn towards pooled priors."""
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class Score:
    """Of an account of a crisis, by one way of predicting it.

    Attributes:
        moves: acts that were made while it was watched.
        log: of the probability of all of it; when, what: its parts.
        days: probability that something is done, and whether it was, by day.
    """

    moves: int
    log: float
    when: float
    what: float
    days: tuple[tuple[float, bool], ...]


@dataclass(frozen=True)
class Beside:
    """The model against one way of predicting crises without strategy.

    Attributes:
        gain: mean, over crises, of the model's log score a move less the other's (accounts averaged).
        error: its standard error, from the crises; better: crises in which the model's is higher.
    """

    gain: float
    error: float
    better: int


@dataclass(frozen=True)
class Calibration:
    """Days by the probability that the model gave to something being done.

    Attributes:
        low, high: of the bin. days: in it. forecast: the mean forecast probability. done: on how many something was.
    """

    low: float
    high: float
    days: int
    forecast: float
    done: int

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"low": self.low, "high": self.high, "days": self.days, "told": self.forecast, "done": self.done}


@dataclass(frozen=True)
class Backcast:
    """A backcast.

    Attributes:
        scores: by way of predicting, crisis and account.
        beside: the model with the scenario's numbers, by way without strategy.
        calibration: of the model, over the accounts as coded: refitted where it is.
        crises: how many.
        refitted: the model fitted again to the other crises, by way without strategy; empty if it is not.
    """

    scores: Mapping[str, Mapping[tuple[str, str], Score]]
    beside: Mapping[str, Beside]
    calibration: tuple[Calibration, ...]
    crises: int
    refitted: Mapping[str, Beside] = field(default_factory=dict)


def backcast(
    game: CrisisGame,
    assessment: Assessment,
    crises: Sequence[DatedCrisis],
    without: Callable[[str], tuple[CrisisGame, Assessment]] | None = None,
    priors: Pooled | None = None,
) -> Backcast:
    """Predict coded crises move by move.

    Args:
        game, assessment: the scenario, solved.
        crises: from :func:`.likelihood.coded`, an entry for each account.
        without: by the name of a crisis, the scenario fitted to the others, solved; None where it is not fitted.
        priors: of the direction of acts, towards which rates without strategy are drawn as well (:data:`SHRUNK`).
    """
    paths = paths_through(game, crises)
    machine = Solved.of(assessment, paths.rules)
    scores: dict[str, dict[tuple[str, str], Score]] = {
        MODEL: {key: scored(path, lambda span: machine) for key, path in paths.paths.items()}
    }
    order = game.structure.rungs
    first = {c.history: c for c in reversed(crises)}  # as coded
    acts = sorted({(a.actor, a.rung) for c in crises for a in c.acts})
    kinds = (*KINDS, *(SHRUNK.values() if priors is not None else ()))
    scores |= {kind: {} for kind in kinds}
    for kind in KINDS:
        for crisis in crises:
            others = [c for name, c in first.items() if name != crisis.history]
            predicted = rates(kind, others, acts, order)
            key, path = (crisis.history, crisis.account), numbered(crisis)
            scores[kind][key] = scored(path, partial(Plain, crisis, predicted))
            if priors is not None and kind in SHRUNK:
                drawn = partial(Plain, crisis, priors.towards(predicted, others))
                scores[SHRUNK[kind]][key] = scored(path, drawn)
    beside = {kind: _beside(scores[MODEL], scores[kind], tuple(first)) for kind in kinds}
    refitted: dict[str, Beside] = {}
    if without is not None:
        scores[REFITTED] = {}
        for name in first:
            there, solution = without(name)
            fitted = paths_through(there, [c for c in crises if c.history == name])
            anew = Solved.of(solution, fitted.rules)
            scores[REFITTED] |= {key: scored(path, partial(_whatever, anew)) for key, path in fitted.paths.items()}
        refitted = {kind: _beside(scores[REFITTED], scores[kind], tuple(first)) for kind in kinds}
    best = scores[MODEL if without is None else REFITTED]
    days = [day for c in first.values() for day in best[c.history, c.account].days]
    return Backcast(scores, beside, _calibration(days), len(first), refitted)


def _whatever(machine: Whole, span: Span) -> Whole:
    """The same machine for every span."""
    return machine


def scored(path: Followed, machine: Callable[[Span], Whole]) -> Score:
    """Score a crisis day by day.

    Args:
        path: the crisis. machine: what predicts each span.
    """
    spans = path.spans(by_day=True)
    mass = begun(machine(spans[0]), path, spans[0].may)[0]
    when = what = 0.0
    days: list[tuple[float, bool]] = []
    for span in spans:
        here = machine(span)
        still = min(float(through(here, path, Span(span.start, span.end, ()), mass).sum()), 1.0)
        then = through(here, path, span, mass)
        then[: path.lowest(span.end)] = 0.0
        left = float(then.sum())
        if left <= 0.0:
            return Score(_moves(path), -math.inf, -math.inf, -math.inf, tuple(days))
        certain = path.lowest(span.end) > path.lowest(span.start)
        if certain or not span.may:
            days.append((1.0 - still, certain))
            timing = math.log(1.0 - still) if certain else math.log(still)
        else:
            timing = math.log(left)  # an act may have come, and may not: no more is known of the day
        when, what = when + timing, what + math.log(left) - timing
        mass = then / left
    return Score(_moves(path), when + what, when, what, tuple(days))


def _moves(path: Followed) -> int:
    return max(sum(last <= path.days for last in path.last), 1)


def numbered(crisis: DatedCrisis) -> Followed:
    """A crisis whose rules are its tags: rule k keeps tag k, and −1 − k leads on from it."""
    n = len(crisis.acts)
    first, last = tuple(act.first for act in crisis.acts), tuple(act.last for act in crisis.acts)
    return Followed(tuple(range(n + 1)), tuple(-1 - k for k in range(n)), first, last, crisis.days)


class Plain:
    """A machine of one place: acts come at rates that depend on the last act and the day."""

    levels, origin = 0, 0

    def __init__(self, crisis: DatedCrisis, predicted: Rates, span: Span):
        self.stays = np.zeros(1)
        self._chances: list[tuple[float, float]] = []
        for k in range(len(crisis.acts) + 1):
            by_act: dict[Act, float] = predicted(crisis.acts[k - 1] if k else None, span.start)
            following = crisis.acts[k] if k < len(crisis.acts) else None
            go = by_act.get((following.actor, following.rung), 0.0) if following is not None else 0.0
            self._chances.append((sum(by_act.values()), go))
        self.rate = max(whole for whole, _ in self._chances) or 1.0

    def leave(self, rule: int, mass: np.ndarray) -> np.ndarray:
        """Mass that keeps its tag, or leads on."""
        if rule < 0:
            return mass * self._chances[-1 - rule][1] / self.rate
        return mass * (1.0 - self._chances[rule][0] / self.rate)

    quiet = leave

    def go_on(self, level: int, rule: int, mass: np.ndarray) -> np.ndarray:
        """Nothing takes no time."""
        return np.zeros_like(mass)

    def standing(self, mass: np.ndarray) -> np.ndarray:
        """All of it."""
        return mass

    def within(self, rules: Collection[int], mass: np.ndarray) -> tuple[Self, slice]:
        """All of it: there is one place."""
        return self, slice(None)


def _beside(
    model: Mapping[tuple[str, str], Score], other: Mapping[tuple[str, str], Score], crises: Sequence[str]
) -> Beside:
    gains = []
    for crisis in crises:
        keys = [key for key in model if key[0] == crisis]
        one, two = (np.logaddexp.reduce([found[key].log for key in keys]) for found in (model, other))
        gains.append(float(one - two) / model[keys[0]].moves)
    error = float(np.std(gains, ddof=1) / math.sqrt(len(gains))) if len(gains) > 1 else math.nan
    return Beside(float(np.mean(gains)), error, sum(gain > 0 for gain in gains))


def _calibration(days: Sequence[tuple[float, bool]]) -> tuple[Calibration, ...]:
    found = []
    for low, high in pairwise(BINS):
        some = [(p, done) for p, done in days if low <= p < high or (high == 1.0 and p == 1.0)]
        if some:
            forecast = float(np.mean([p for p, _ in some]))
            found.append(Calibration(low, high, len(some), forecast, sum(done for _, done in some)))
    return tuple(found)

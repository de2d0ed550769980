"""An ensemble weighed by the record: every number at the judgements, over all worlds, and over those the record leaves.

Worlds are weighed by the likelihood of all coded crises together, each with the mean of its accounts
(:mod:`..across.weighing`). What any one account would do by itself is reported too, and which crises and which
parameters the likelihood's spread over the worlds is due to. Where weights are worth few worlds every number is also
given by tempered ones. Crises are read in every world under the first policy, in which nobody takes an option.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ...errors import DeterrenceError
from ..across.given_data import Index, deciding
from ..across.weighing import Tempered, Weights, temper, weigh
from ..history.likelihood import MEAN, TOTAL, Named
from ..options import NOTHING, VALUE
from ..resolve import Change
from .fans import QUANTILES
from .history_reader import HISTORY, Record, history_column
from .plan import WORLD
from .policies import Policy
from .running import Finished
from .slopes_reader import SLOPE
from .tables import Rows, alone
from .working import Workplace

CLAIM = "claim"
FEWEST = 20
"""Worlds without which it is not said which parameters the likelihood's spread is due to."""


@dataclass(frozen=True)
class Three:
    """A number in three columns, and in a fourth where likelihoods are tempered.

    Attributes:
        stated: at the judgements as they stand, on the same grid; None where it has none there.
        plausible: its mean over all worlds.
        standing: its mean over the worlds that the record leaves standing, by their weights.
        reach: quantiles over these, at :data:`..ensemble.fans.QUANTILES`; empty where they are not reported.
        tempered: its mean by tempered weights; None where there are none.
    """

    stated: float | None
    plausible: float
    standing: float
    reach: tuple[float, ...] = ()
    tempered: float | None = None


@dataclass(frozen=True)
class CrisisLikelihood:
    """What a crisis, an account of it, or all of them say of the worlds.

    Attributes:
        stated: log likelihood at the judgements. mean: log of the mean likelihood over the worlds. best: in the world
            in which it is likeliest.
        impossible: worlds in which it cannot be.
        effective, k: of weights by it alone; NaN where it is possible in none.
    """

    stated: float
    mean: float
    best: float
    impossible: int
    effective: float
    k: float


@dataclass(frozen=True, eq=False)
class Weighed:
    """An ensemble weighed.

    Attributes:
        worlds: (n,), numbers of the worlds. weights: of each, by all crises.
        tempered: weights by a power of the likelihood; None where the weights are worth enough worlds without.
        stated: everything that was read at the judgements, by column.
        crises: what each crisis and account says of the worlds.
        numbers: by column.
        choices: by taker, by whose payoff, by option: what it gains on doing nothing.
        spread: by crisis, its share of the variance of the log likelihood over the worlds in which all can be; they
            add up to one. Empty where it is the same in all.
        decided: of the parameters that stand out, the share of that variance that each by itself accounts for, largest
            first.
    """

    worlds: np.ndarray
    weights: Weights
    tempered: Tempered | None
    stated: Mapping[str, float]
    crises: Mapping[Named, CrisisLikelihood]
    numbers: Mapping[str, Three]
    choices: Mapping[str, Mapping[str, Mapping[str, Three]]]
    spread: Mapping[str, float]
    decided: Mapping[str, Index]

    def three(self, stated: float | None, y: np.ndarray) -> Three:
        """A column over the worlds, (n,), in all its columns, without its reach."""
        return _three(self.weights, self.tempered, stated, y)


def weighed(done: Finished, record: Record) -> Weighed:
    """An ensemble that is whole on disk, weighed by what was read of the record in each world.

    Raises:
        DeterrenceError: the coded crises have no chance in any world.
    """
    rows = Rows.of(done.plan, done.store)
    logs = rows.columns([history_column(key) for key in record.keys])
    whole = logs[history_column(TOTAL)]
    weights, tempered = weigh(whole), temper(whole)
    lighter = tempered if tempered.power < 1.0 else None
    place = Workplace(done.plan)
    stated = _stated(place, done.plan.policies[0])
    numbers = {}
    aside = (HISTORY, SLOPE, CLAIM)
    names = [name for name in done.plan.reader.columns if name.split(":")[0] not in aside]
    for name, y in rows.in_turn(names):
        if np.isfinite(y).any():
            reach = weights.quantiles(y, QUANTILES)
            numbers[name] = replace(_three(weights, lighter, stated.get(name), y), reach=reach)
    crises = {key: _crisis_likelihood(logs[history_column(key)], stated[history_column(key)]) for key in record.keys}
    three = partial(_three, weights, lighter)
    choices = {taker: _choices(done, place, taker, rows.worlds(), three) for taker in done.plan.takers}
    by_crisis = {name: logs[history_column((name, account))] for name, account in record.keys if account == MEAN}
    there = np.isfinite(whole)
    inputs = {name: x[there] for name, x in rows.in_turn(done.plan.sample.drawn)} if there.sum() >= FEWEST else {}
    decided = deciding(inputs, whole[there])
    return Weighed(
        rows.worlds(),
        weights,
        lighter,
        stated,
        crises,
        numbers,
        choices,
        _spread({name: x[there] for name, x in by_crisis.items() if (name, MEAN) != TOTAL}, whole[there]),
        {name: index for name, index in decided.items() if index.stands_out(len(inputs))},
    )


def _three(weights: Weights, tempered: Tempered | None, stated: float | None, y: np.ndarray) -> Three:
    return Three(
        stated,
        float(np.nanmean(y)),
        weights.mean(y),
        tempered=None if tempered is None else tempered.weights.mean(y),
    )


def _spread(by_crisis: Mapping[str, np.ndarray], whole: np.ndarray) -> dict[str, float]:
    """Of the variance of a sum, (n,), the share of each part of it, by its covariance with the sum; largest first."""
    if len(whole) < 2 or np.ptp(whole) == 0.0:
        return {}
    apart = whole - whole.mean()
    shares = {name: float(y @ apart / (apart @ apart)) for name, y in by_crisis.items()}
    return dict(sorted(shares.items(), key=lambda row: -row[1]))


def _stated(place: Workplace, policy: Policy) -> Mapping[str, float]:
    plan = place.plan
    values, _ = plan.crisis.parameters.override(
        policy.changes(plan.crisis.brief.options, plan.stated), dict(plan.stated)
    )
    change = Change.of({name: value for name, value in values.items() if value != plan.stated[name]})
    return plan.reader_under(policy).read(place.resolver(policy.locks).fitted(change), change)


def _crisis_likelihood(logs: np.ndarray, stated: float) -> CrisisLikelihood:
    mean = float(np.logaddexp.reduce(logs)) - float(np.log(len(logs)))
    try:
        weights = weigh(logs)
    except DeterrenceError:
        return CrisisLikelihood(stated, mean, float(logs.max()), len(logs), float("nan"), float("nan"))
    impossible = int((~np.isfinite(logs)).sum())
    return CrisisLikelihood(stated, mean, float(logs.max()), impossible, weights.effective, weights.k)


def _choices(
    done: Finished,
    place: Workplace,
    taker: str,
    worlds: np.ndarray,
    three: Callable[[float | None, np.ndarray], Three],
) -> dict[str, dict[str, Three]]:
    """What every option gains on doing nothing, by whose payoff, in the worlds that have both."""
    actors = [name for name in done.plan.reader.columns if name.startswith(VALUE)]
    out: dict[str, dict[str, Three]] = {actor.removeprefix(VALUE): {} for actor in actors}
    by_option = alone(done.plan, taker)
    nothing, at_stated = _by_world(done, by_option[NOTHING], actors, worlds), _stated(place, by_option[NOTHING])
    for option, policy in by_option.items():
        if option == NOTHING:
            continue
        here, stated = _by_world(done, policy, actors, worlds), _stated(place, policy)
        for actor in actors:
            gain = here[actor] - nothing[actor]
            if np.isfinite(gain).any():
                there = stated[actor] - at_stated[actor] if actor in stated and actor in at_stated else None
                out[actor.removeprefix(VALUE)][option] = three(there, gain)
    return out


def _by_world(done: Finished, policy: Policy, names: list[str], worlds: np.ndarray) -> dict[str, np.ndarray]:
    """Columns under a policy, a row for each of some worlds, NaN where one was not solved."""
    found = Rows.of(done.plan, done.store, policy).columns([WORLD, *names])
    at = {int(k): n for n, k in enumerate(found[WORLD])}
    rows = np.array([at.get(int(k), -1) for k in worlds])
    return {name: np.where(rows >= 0, np.append(found[name], np.nan)[rows], np.nan) for name in names}

"""Recovery of precisions of choice and of shares of types: of experiments, and of play.

Choices are drawn at the estimates, as many at every information set or decision as there were, and estimated again.
Intervals are by profile likelihood, so that an estimate without bound (always the best was chosen) or of zero has one
too: both count in coverage, those without bound not in bias. Of all levels at once speak the shares Φ(−r), with
r = sign(estimate − truth) √(2 (log L(estimate) − log L(truth))) the signed root of the likelihood ratio, nearly
standard normal (Barndorff-Nielsen and Cox 1994, Inference and Asymptotics; recalled, not opened). Counts are whole
numbers: with few choices shares have steps, which many replications show as a p that is small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr
from scipy.stats import chi2

from ..errors import ArgumentError, NotConverged
from ..files.messages import amount, listed
from .experiments import PrecisionFit
from .play_precision import Weighed
from .plays import PlayFit
from .qre import Played, estimate
from .recovery import Recovered, Recovery, counted
from .type_shares import Dealt, mixture, shares_by_em

Array = np.ndarray
Tell = Callable[[str], None]
ALL = "precision"


@dataclass(frozen=True)
class Again:
    """An estimate from drawn choices.

    Attributes:
        value: of it.
        error: standard error; None where there is none.
        held: whether its interval held the truth.
        root: signed root of the likelihood ratio against the truth.
    """

    value: float
    error: float | None
    held: bool
    root: float

    @classmethod
    def of(cls, value: float, error: float | None, held: bool, truth: float, best: float, there: float) -> Again:
        """With the log likelihoods at the estimate and at the truth."""
        return cls(value, error, held, float(np.sign(value - truth) * np.sqrt(2 * max(best - there, 0.0))))


@dataclass(frozen=True)
class Part:
    """What is estimated from one draw.

    Attributes:
        names: of the parameters.
        truth: their values, at which choices are drawn.
        end: the ends of their range.
        again: estimates from one draw.
    """

    names: tuple[str, ...]
    truth: tuple[float, ...]
    end: tuple[float, float]
    again: Callable[[np.random.Generator], Sequence[Again]]

    @property
    def inside(self) -> tuple[int, ...]:
        """Which of them are inside their range."""
        return tuple(k for k, value in enumerate(self.truth) if self.end[0] < value < self.end[1])


def recover_choice(
    found: PrecisionFit | PlayFit,
    replications: int,
    *,
    seed: int = 0,
    level: float = 0.95,
    progress: Tell = lambda message: None,
) -> Recovery:
    """Draw choices at the estimates, and estimate again.

    Precisions are drawn at and estimated by themselves, those of all and those of each game, actor or player; shares of
    types likewise. Decisions are those of the data: what is chosen at one does not move the next.

    Args:
        found: estimates with their data.
        replications: how many.
        seed: of the draws.
        level: of the intervals.
        progress: called now and then.

    Raises:
        ArgumentError: no replications, or every estimate is at an end of its range.
        NotConverged: fewer than two replications have a finite estimate.
    """
    if replications < 1:
        raise ArgumentError("recovery needs replications: ask for one at least")
    parts = _of_games(found, level) if isinstance(found, PrecisionFit) else _of_play(found, level)
    outside = [name for part in parts for k, name in enumerate(part.names) if k not in part.inside]
    parts = [part for part in parts if part.inside]
    if not parts:
        raise ArgumentError(
            f"--recover draws choices at an estimate inside its range, and {listed(outside)} "
            f"{'is' if len(outside) == 1 else 'are'} at an end of it: add choices, or leave --recover out"
        )
    streams = [np.random.default_rng([seed, k]) for k in range(len(parts))]
    seen: list[list[Sequence[Again]]] = [[] for _ in parts]
    for k in range(replications):
        progress(f"replication {k + 1} of {replications}")
        for part, draws, those in zip(parts, streams, seen, strict=True):
            try:
                those.append(part.again(draws))
            except NotConverged:
                continue
    notes = [f"{name}: estimated at an end of its range, and not recovered" for name in outside]
    parameters: dict[str, Recovered] = {}
    failed = 0
    for part, those in zip(parts, seen, strict=True):
        failed = max(failed, replications - sum(all(np.isfinite(each.value) for each in one) for one in those))
        for k in part.inside:
            name = part.names[k]
            parameters[name] = _counted(name, part.truth[k], [one[k] for one in those], replications)
            notes += _at_ends(name, part.end, [one[k].value for one in those])
    return Recovery(parameters, replications, failed, level, tuple(notes))


def _counted(name: str, truth: float, those: Sequence[Again], replications: int) -> Recovered:
    values = np.array([each.value for each in those])
    if np.isfinite(values).sum() < 2:
        some = int(np.isfinite(values).sum())
        raise NotConverged(f"{name}: {some} of {replications} replications have a finite estimate: add choices")
    errors = np.array([np.nan if each.error is None else each.error for each in those])
    held, roots = np.array([each.held for each in those]), np.array([each.root for each in those])
    return counted(truth, values, errors, held, ndtr(-roots))


def _at_ends(name: str, ends: tuple[float, float], values: Sequence[float]) -> list[str]:
    """How many estimates are at an end of the range, in words."""
    found = []
    for end in ends:
        if count := sum(value == end for value in values):
            where = "without bound (in coverage, not in bias)" if np.isinf(end) else f"at {end:g}"
            found.append(f"{name}: {amount(count, 'estimate')} of {len(values)} {where}")
    return found


def _of_games(found: PrecisionFit, level: float) -> list[Part]:
    """All games at the pooled precision, and each at its own."""

    def part(name: str, games: tuple[Played, ...], truth: float) -> Part:
        def again(draws: np.random.Generator) -> list[Again]:
            drawn = [game.simulated(truth, draws) for game in games]
            new = estimate(drawn, level)
            there = sum(game.log_likelihood(truth) for game in drawn)
            held = new.low <= truth <= new.high
            return [Again.of(new.value, new.error, held, truth, new.log_likelihood, there)]

        return Part((name,), (truth,), (0.0, np.inf), again)

    alone = {game.name: game for game in found.played}
    own = [part(f"{name}:{ALL}", (alone[name],), each.value) for name, each in found.games.items()]
    return [part(ALL, found.played, found.pooled.value), *own]


def _of_play(found: PlayFit, level: float) -> list[Part]:
    """Precision of all and of each group, at its own; types by actor."""

    def part(name: str, choices: Weighed, truth: float) -> Part:
        def again(draws: np.random.Generator) -> list[Again]:
            drawn = choices.simulated(truth, draws)
            new = drawn.estimate(level)
            held = new.low <= truth <= new.high
            return [Again.of(new.value, new.error, held, truth, new.log_likelihood, drawn.log_likelihood(truth))]

        return Part((name,), (truth,), (0.0, np.inf), again)

    whole = {} if found.precision is None else {"": found.precision}
    precisions = [
        part(f"{name}:{ALL}" if name else ALL, Weighed.of(found.groups[name]), each.value)
        for name, each in (whole | found.by).items()
    ]
    return [*precisions, *(_of_types(actor, found, level) for actor in found.types)]


def _of_types(actor: str, found: PlayFit, level: float) -> Part:
    dealt = Dealt.of(found.dealt[actor])
    shares = np.array([share for share, *_ in found.types[actor].shares.values()])
    most = float(chi2.ppf(level, 1)) / 2
    tiny = 1e-6  # shares that the search leaves so near an end count as there
    shares = np.where(shares < tiny, 0.0, np.where(shares > 1 - tiny, 1.0, shares))

    def again(draws: np.random.Generator) -> list[Again]:
        logs = dealt.simulated(shares, draws).logs
        new = shares_by_em(logs)
        best = mixture(logs, new)
        estimates = []
        for k, truth in enumerate(shares.tolist()):
            # the profile is concave: the interval holds the truth where the fall to it is no more than the interval's
            there = mixture(logs, shares_by_em(logs, k, truth))
            estimates.append(Again.of(float(new[k]), None, best - there <= most, truth, best, there))
        return estimates

    return Part(tuple(f"{actor}:{name}:share" for name in dealt.types), tuple(shares.tolist()), (0.0, 1.0), again)

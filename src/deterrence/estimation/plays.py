"""Play as data: precision of choice and shares of types from rows of played sessions, against theory.

A row is a decision among open moves with values Q_a at the solved crisis and chances σ_a at its precision λ₀. At
another precision, beliefs and the others' play as solved, the same mover chooses with

    p_a(λ) = σ_a exp((λ − λ₀) Q_a) / Σ_b σ_b exp((λ − λ₀) Q_b),

so that base weights of moves need not be known. Σ log p is concave in λ; its maximum is the estimate (zero or infinite
where there is none between), with an interval by profile likelihood, and a likelihood ratio against λ₀ and against
λ = 0, choice by base weights alone.

A player draws one type and keeps it: with p_k(j) the chance that type k chooses as play j was chosen, shares π
maximise Σ_j log Σ_k π_k p_k(j) (by EM: Dempster, Laird and Rubin 1977, Journal of the Royal Statistical Society B
39(1); recalled, not opened), against the prior. A strategic type's conduct is as solved. What type was dealt is
not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field
from scipy.optimize import brentq
from scipy.special import logsumexp
from scipy.stats import chi2

from ..files.messages import amount
from ..files.reader import FileKind
from ..files.record import Record, Text
from .play_rows import COLUMNS, Choice, choice_of
from .table import Table

SCHEMA = "deterrence-play-1"
PERSON = "person"
LARGEST = 1e4
"""λ times the range of values beyond which it counts as infinite."""
ROUNDS, SETTLED = 2000, 1e-12
LEAST = 1e-300


class Plays(Record):
    """What is estimated from rows of play."""

    format: Literal["deterrence-play-1"] = Field("deterrence-play-1", alias="schema")
    title: Text = "play"
    text: Text | None = None
    by: Literal["none", "actor", "player"] = Field("none", description="Estimates of all together, or of each as well.")
    who: Literal["persons", "bots", "all"] = Field("persons", description="Whose decisions count.")


PLAYS = FileKind("play", SCHEMA, Plays)


@dataclass(frozen=True)
class PlayPrecision:
    """λ of some choices.

    Attributes:
        value, error: estimate (infinite where the best was always chosen) and standard error.
        low, high: interval by profile likelihood.
        log_likelihood, even, theory: at the estimate, at λ = 0, at each row's λ₀.
        solved: mean λ₀. n: choices.
    """

    value: float
    error: float | None
    low: float
    high: float
    log_likelihood: float
    even: float
    theory: float
    solved: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is infinite is null."""
        finite = {name: x if x is not None and np.isfinite(x) else None for name, x in vars(self).items()}
        return {
            "precision": finite["value"],
            "se": finite["error"],
            "low": finite["low"],
            "high": finite["high"],
            "loglik": self.log_likelihood,
            "n": self.n,
            "solved_precision": self.solved,
            "against_even_choice": _against(self.log_likelihood, self.even, 1),
            "against_theory": _against(self.log_likelihood, self.theory, 1),
        }


@dataclass(frozen=True)
class TypeShares:
    """Shares of an actor's types among plays.

    Attributes:
        shares: {type: (estimate, low, high, prior)}.
        log_likelihood, theory: at the estimate, at the prior. n: plays.
    """

    shares: dict[str, tuple[float, float, float, float]]
    log_likelihood: float
    theory: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "shares": {
                kind: dict(zip(("estimate", "low", "high", "prior"), told, strict=True))
                for kind, told in self.shares.items()
            },
            "loglik": self.log_likelihood,
            "n": self.n,
            "against_theory": _against(self.log_likelihood, self.theory, len(self.shares) - 1),
        }


@dataclass(frozen=True, eq=False)
class PlayFit:
    """Estimates.

    Attributes:
        title: of the specification.
        precision: of all choices; None where no row has values.
        by: the same of each actor or player.
        types: by actor, shares of its types.
    """

    title: str
    precision: PlayPrecision | None
    by: dict[str, PlayPrecision]
    types: dict[str, TypeShares]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = {"title": self.title, **(self.precision.as_dict() if self.precision else {})}
        if self.precision:
            estimate = {"estimate": found["precision"], "se": found["se"]}
            found["estimates"] = {"precision": estimate}
        found["by"] = {name: each.as_dict() for name, each in self.by.items()}
        found["types"] = {actor: each.as_dict() for actor, each in self.types.items()}
        return found

    def text(self) -> str:
        """For a terminal."""
        lines = [f"{self.title}: precision of choice in play, against the solved crisis"]
        for name, each in {**({"all": self.precision} if self.precision else {}), **self.by}.items():
            against = _against(each.log_likelihood, each.theory, 1)
            error = f" (std. error {each.error:.4g})" if each.error is not None else ""
            lines.append(
                f"{name}: λ = {each.value:.4g}{error}, interval {each.low:.4g} to {each.high:.4g}; "
                f"{amount(each.n, 'choice')}; solved at {each.solved:.4g}, p = {against['p']:.3g}"
            )
        for actor, types in self.types.items():
            against = _against(types.log_likelihood, types.theory, len(types.shares) - 1)
            lines.append(f"types of {actor}, {amount(types.n, 'play')}, against the prior p = {against['p']:.3g}")
            for kind, (estimate, low, high, prior) in types.shares.items():
                lines.append(f"  {kind}: {estimate:.3f}, interval {low:.3f} to {high:.3f}; prior {prior:.3f}")
        return "\n".join(lines)


def fit_plays(spec: Plays, table: Table, level: float = 0.95) -> PlayFit:
    """Estimates from rows of play.

    Args:
        spec: what is asked. table: as ``deterrence sessions`` writes it. level: of intervals.

    Raises:
        InputError: a column is missing, a cell is not what it should be, or no row is left; with the line.
    """
    choices = _read(spec, table)
    weighed = [c for c in choices if c.values is not None and len(c.values) > 1]
    groups: dict[str, list[Choice]] = {}
    if spec.by != "none":
        for each in weighed:
            groups.setdefault(getattr(each, spec.by), []).append(each)
    actors: dict[str, list[Choice]] = {}
    for each in choices:
        if len(each.types) > 1:
            actors.setdefault(each.actor, []).append(each)
    return PlayFit(
        spec.title,
        precision_of(weighed, level) if weighed else None,
        {name: precision_of(own, level) for name, own in groups.items()},
        {actor: shares_of(own, level) for actor, own in actors.items()},
    )


def precision_of(choices: Sequence[Choice], level: float = 0.95) -> PlayPrecision:
    """λ of choices of types that weigh costs, each among two moves or more."""
    sets = [c for c in choices if c.values is not None]
    most, n = max(len(c.log_chances) for c in sets), len(sets)
    logs, values = np.full((n, most), -np.inf), np.zeros((n, most))
    for row, each in enumerate(sets):
        logs[row, : len(each.log_chances)] = each.log_chances
        values[row, : len(each.log_chances)] = each.values
    taken = np.arange(n), np.array([c.chosen for c in sets])
    solved = np.array([c.precision for c in sets])
    spread = float(np.ptp(values, axis=1).max()) or 1.0

    def chances(at: float | np.ndarray) -> np.ndarray:
        """log p, (n, A)."""
        tilted = logs + (at - solved)[:, None] * values
        top = tilted.max(1, keepdims=True)
        return np.asarray(tilted - top - np.log(np.exp(tilted - top).sum(1, keepdims=True)))

    def log_likelihood(at: float | np.ndarray) -> float:
        return float(chances(at)[taken].sum())

    def slopes(at: float) -> tuple[float, float]:
        p = np.exp(chances(at))
        mean = (p * values).sum(1)
        return float((values[taken] - mean).sum()), -float((p * (values - mean[:, None]) ** 2).sum())

    top = LARGEST / spread
    if slopes(0.0)[0] <= 0:
        value = 0.0
    elif (values[taken] >= np.where(np.isfinite(logs), values, -np.inf).max(1)).all() or slopes(top)[0] > 0:
        value = np.inf
    else:
        value = float(brentq(lambda at: slopes(at)[0], 0.0, top, xtol=1e-10))
    best = log_likelihood(min(value, top))
    drop = float(chi2.ppf(level, 1)) / 2

    def short(at: float) -> float:
        return log_likelihood(at) - best + drop

    low = float(brentq(short, 0.0, min(value, top))) if value > 0 and short(0.0) < 0 else 0.0
    high = float(brentq(short, value, top)) if value < top and short(top) < 0 else np.inf
    error = float((-slopes(value)[1]) ** -0.5) if 0 < value < np.inf else None
    theory = log_likelihood(solved)
    return PlayPrecision(value, error, low, high, best, log_likelihood(0.0), theory, float(solved.mean()), n)


def shares_of(choices: Sequence[Choice], level: float = 0.95) -> TypeShares:
    """Shares of the types of one actor among its plays."""
    kinds, prior = choices[0].types, choices[0].prior
    plays: dict[str, np.ndarray] = {}
    for each in choices:
        logs = np.log(np.maximum(each.conduct[:, each.chosen], LEAST))
        plays[each.play] = plays.get(each.play, np.zeros(len(kinds))) + logs
    logs = np.array(list(plays.values()))
    free = _shares(logs)
    best, drop = _mixture(logs, free), float(chi2.ppf(level, 1)) / 2
    found = {}
    for k, kind in enumerate(kinds):

        def short(share: float, k: int = k) -> float:
            return _mixture(logs, _shares(logs, k, share)) - best + drop

        share = float(free[k])
        found[kind] = (share, _end(short, share, 0.0), _end(short, share, 1.0), float(prior[k]))
    return TypeShares(found, best, _mixture(logs, prior), len(logs))


def _end(short: Callable[[float], float], at: float, end: float) -> float:
    """Where an interval ends between the estimate and an end of the range."""
    if at == end or short(end) >= 0:
        return end
    return float(brentq(short, at, end, xtol=1e-6))


def _shares(logs: np.ndarray, held: int | None = None, share: float = 0.0) -> np.ndarray:
    """Shares (K,) by EM from even ones; one of them held at a value, if wanted."""
    n, kinds = logs.shape
    rest = np.array([k != held for k in range(kinds)])
    now = np.full(kinds, 1 / kinds)
    if held is not None:
        now = np.where(rest, (1 - share) / max(kinds - 1, 1), share)
    for _ in range(ROUNDS):
        with np.errstate(divide="ignore"):
            weighed = logs + np.log(now)
        mass = np.exp(weighed - logsumexp(weighed, axis=1, keepdims=True)).sum(0)
        new = mass / n
        if held is not None:
            total = mass[rest].sum()
            new = np.where(rest, mass * (1 - share) / total if total > 0 else (1 - share) / (kinds - 1), share)
        if np.abs(new - now).max() < SETTLED:
            break
        now = new
    return np.asarray(new)


def _mixture(logs: np.ndarray, shares: np.ndarray) -> float:
    with np.errstate(divide="ignore"):
        return float(logsumexp(logs + np.log(shares), axis=1).sum())


def _against(best: float, other: float, freedom: int) -> dict[str, float]:
    ratio = max(2 * (best - other), 0.0)
    return {"loglik": other, "ratio": ratio, "p": float(chi2.sf(ratio, max(freedom, 1)))}


def _read(spec: Plays, table: Table) -> list[Choice]:
    for column in (*COLUMNS, *(("player",) if spec.by == "player" else ())):
        table.require(column, "play")
    kinds = table.cells["kind"]
    kept = [
        row
        for row in range(len(table))
        if spec.who == "all" or (kinds[row] == PERSON) == (spec.who == "persons")
    ]
    if not kept:
        raise table.refuse(f"the table has no decision of {spec.who}", "write 'who: all', or dump more sessions")
    return [choice_of(table, row) for row in kept]

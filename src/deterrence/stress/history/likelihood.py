"""How likely coded crises are in a solved one: their dated acts, and that nothing more was done meanwhile.

Every account of a crisis has a likelihood of its own: everything that is coded, and what is not disputed. The record
does not say which account is right, so the crisis has the mean of them. What a crisis's likelihood depends on is in
:mod:`.following`; crises are taken to be independent, each from the prior: what one taught about the other side is not
carried to the next.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...coded_crises.dated import DatedCrisis, dated
from ...errors import ArgumentError
from ...forecasting.acts import Act, path_followed
from ...games.brief import Brief
from ...games.crisis_game import CrisisGame
from ...games.structure import Structure
from ...solvers.grid import Assessment
from ..gradient import Gradient, chained, matching_numbers
from ..unfolding import accounts, past_crises
from .following import Followed, log_likelihood
from .machine import Rules, Solved, require_clock
from .owed import Owed

TOTAL = ("all", "")
"""In place of a crisis and an account: all crises, each with the mean of its accounts."""
MEAN = ""
"""In place of an account: the mean of all."""

Named = tuple[str, str]


def coded(brief: Brief, rungs: tuple[str, ...], only: Collection[str] = ()) -> tuple[DatedCrisis, ...]:
    """The coded crises that a scenario on a clock stands beside, by day, an entry for every account.

    Args:
        brief: of the scenario. rungs: of its ladder, the lowest first.
        only: names; all of them if empty.

    Raises:
        ArgumentError: the scenario names no coded crises, not those asked for, or none with acts here.
    """
    if brief.coded is None or brief.days is None:
        raise ArgumentError(f"{brief.name} stands beside no dated crises: it needs `coded_crises` and a clock")
    if unknown := [name for name in only if name not in brief.coded.crises]:
        raise ArgumentError(f"{brief.name} does not stand beside '{unknown[0]}', but {', '.join(brief.coded.crises)}")
    found = []
    for name, history in past_crises(brief.coded).items():
        if not only or name in only:
            parties, found_accounts = brief.coded.actors.values(), accounts(history, brief.coded, rungs)
            found += [dated(history, account, acts, parties, brief.days) for _, account, acts in found_accounts]
    if not found:
        raise ArgumentError(f"no coded crisis that {brief.name} stands beside has an act on its ladder")
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Paths:
    """Coded crises as paths through a game.

    Attributes:
        rules: by which they are followed.
        paths: by crisis and account.
    """

    rules: Rules
    paths: Mapping[Named, Followed]

    def log_likelihoods(self, assessment: Assessment) -> dict[Named, float]:
        """By crisis and account, by crisis, and of all: logs of probabilities, −∞ for what cannot be."""
        machine = Solved.of(assessment, self.rules)
        return with_means({key: log_likelihood(machine, path) for key, path in self.paths.items()})

    def gradient(self, game: CrisisGame, assessment: Assessment, set_apart: Collection[str] = ()) -> Gradient[Named]:
        """The log likelihood of all crises and its derivatives by every parameter, through the equilibrium.

        Args:
            game: at the values that it was solved at. assessment: its solution.
            set_apart: as for :func:`..gradient.parameter_gradient`.

        Raises:
            ArgumentError: a crisis that cannot be: it has no derivative.
        """
        numbers, jacobian = matching_numbers(game.symbols, game.values, assessment, set_apart)
        found = Owed(assessment, numbers, self.rules, self.paths, self._weights)
        by_parameter = chained(found.cotangent, jacobian).sum(0)
        value = with_means(found.logs)[TOTAL]
        return Gradient({TOTAL: value}, {TOTAL: dict(zip(game.values, by_parameter.tolist(), strict=True))})

    def _weights(self, paths: Mapping[Named, float]) -> dict[Named, float]:
        """How much the log likelihood of all crises moves with that of each path that is possible."""
        logs = with_means(paths)
        if not math.isfinite(logs[TOTAL]):
            raise ArgumentError("a coded crisis has no chance at all in the game as it is: its log has no derivative")
        possible = [key for key in paths if math.isfinite(logs[key])]
        return {key: math.exp(logs[key] - logs[key[0], MEAN]) / self._accounts(key[0]) for key in possible}

    def _accounts(self, crisis: str) -> int:
        return sum(name == crisis for name, _ in self.paths)


def paths_through(game: CrisisGame, crises: Sequence[DatedCrisis]) -> Paths:
    """Coded crises as paths through a game.

    Raises:
        UnsupportedGame: it counts moves, or conduct is locked and not announced.
    """
    require_clock(game)
    return _laid(game.structure, tuple(crises))


@lru_cache(maxsize=8)
def _laid(structure: Structure, crises: tuple[DatedCrisis, ...]) -> Paths:
    """The same of its shape, which many worlds have in common."""
    rules, found = Rules(structure), {}
    for crisis in crises:
        automaton = path_followed(structure, [Act(act.actor, act.rung) for act in crisis.acts])
        found[crisis.history, crisis.account] = Followed(
            *rules.along(automaton, len(crisis.acts)),
            tuple(act.first for act in crisis.acts),
            tuple(act.last for act in crisis.acts),
            crisis.days,
        )
    return Paths(rules, found)


def with_means(logs: Mapping[Named, float]) -> dict[Named, float]:
    """The same with each crisis's mean over its accounts, and all crises together."""
    found = dict(logs)
    by_crisis: dict[str, list[float]] = {}
    for (crisis, _), value in logs.items():
        by_crisis.setdefault(crisis, []).append(value)
    for crisis, values in by_crisis.items():
        found[crisis, MEAN] = float(np.logaddexp.reduce(values)) - math.log(len(values))
    found[TOTAL] = sum(found[crisis, MEAN] for crisis in by_crisis)
    return found

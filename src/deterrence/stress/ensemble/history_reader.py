"""The log likelihood of coded crises, read of every world (:mod:`..history.likelihood`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from ...coded_crises.dated import DatedCrisis
from ...games.crisis_game import CrisisGame
from ..history.likelihood import MEAN, TOTAL, Named, coded, paths_through
from ..resolve import Change, Resolver

HISTORY = "history"


@dataclass(frozen=True)
class Record:
    """Reads how likely coded crises are: every account, every crisis, all together.

    Attributes:
        crises: an entry for each account.
    """

    crises: tuple[DatedCrisis, ...]

    @classmethod
    def of(cls, game: CrisisGame, only: Collection[str] = ()) -> Record:
        """Of a crisis, compiled.

        Args:
            game: the crisis. only: names of coded crises; all that it stands beside if empty.

        Raises:
            ArgumentError, UnsupportedGame: as :func:`..history.likelihood.coded` and ``paths_through``.
        """
        found = cls(coded(game.brief, game.structure.rungs, only))
        paths_through(game, found.crises)
        return found

    @property
    def keys(self) -> tuple[Named, ...]:
        """Crisis and account of every number."""
        named = tuple((crisis.history, crisis.account) for crisis in self.crises)
        return (*named, *((name, MEAN) for name in dict.fromkeys(name for name, _ in named)), TOTAL)

    @property
    def columns(self) -> tuple[str, ...]:
        """``history:CRISIS:ACCOUNT``, ``history:CRISIS``, ``history:all``."""
        return tuple(history_column(key) for key in self.keys)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Logs of probabilities by column; raises as :meth:`.Resolver.solved`."""
        game, assessment = resolver.solved(change)
        found = paths_through(game, self.crises).log_likelihoods(assessment)
        return {history_column(key): value for key, value in found.items()}

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""
        return {"histories": [asdict(crisis) for crisis in self.crises]}


def history_column(key: Named) -> str:
    """Of a crisis and an account."""
    return ":".join((HISTORY, *filter(None, key)))

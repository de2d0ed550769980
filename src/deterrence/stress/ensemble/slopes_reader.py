"""The equilibrium's exact derivatives, read of every world (:mod:`..formulas`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...errors import ArgumentError
from ...forecasting.keys import Key
from ...games.crisis_game import CrisisGame
from ..formulas import formula, gradient, pruned_by
from ..ranked import WORST
from ..resolve import Change, Resolver
from .reader import ANY_CHALLENGE, GENERAL

SLOPE = "slope"


@dataclass(frozen=True)
class Slopes:
    """Reads derivatives of main headlines by every parameter that is drawn.

    Attributes:
        keys: by column of a headline, its number and the sign with which it is in the column.
        parameters: those drawn.
    """

    keys: tuple[tuple[str, Key, float], ...]
    parameters: tuple[str, ...]

    @classmethod
    def of(cls, game: CrisisGame, parameters: Iterable[str]) -> Slopes:
        """Of a crisis, compiled: that anybody's challenge is seen, agreed ends together with the worst ones.

        Raises:
            ArgumentError: none of them has a derivative there.
        """
        ends = [e.id for e in game.brief.endings if e.agreed or e.id in WORST]
        wanted = [(ANY_CHALLENGE, GENERAL, -1.0), *((f"ending:{e}", Key("outcome", of=e), 1.0) for e in ends)]
        keys = tuple(row for row in wanted if formula(game, row[1]) is not None)
        if not keys or game.unannounced:
            raise ArgumentError("no headline of the crisis has a derivative: leave --slopes out")
        return cls(keys, tuple(parameters))

    @property
    def columns(self) -> tuple[str, ...]:
        """``slope:HEADLINE:PARAMETER``."""
        return tuple(slope_column(headline, name) for headline, _, _ in self.keys for name in self.parameters)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Derivatives by column. Raises ``UnsupportedGame`` where there are none, and as :meth:`.Resolver.solved`."""
        game, assessment = resolver.solved(change)
        set_apart = () if resolver.precision is None else ("precision",)
        found = gradient(game, assessment, [key for _, key, _ in self.keys], set_apart).derivative
        unknown = pruned_by(game)
        return {
            slope_column(headline, name): sign * found[key][name]
            for headline, key, sign in self.keys
            if key in found
            for name in self.parameters
            if name not in unknown
        }

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""
        return {"slopes": [headline for headline, _, _ in self.keys]}


def slope_column(headline: str, parameter: str) -> str:
    """Of a derivative."""
    return f"{SLOPE}:{headline}:{parameter}"

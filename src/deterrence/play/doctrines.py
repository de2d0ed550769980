"""Doctrines that a bot may follow in a person's place, nobody else knowing."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ArgumentError
from ..forecasting.imposed import Imposed
from ..games.crisis_game import CrisisGame
from ..scenario.lock_rule import UNANNOUNCED

Relocked = Callable[[str], CrisisGame]
"""The crisis with one more lock, as the command line writes it."""


class Doctrines:
    """What doctrines make of an actor's moves, each compiled once.

    Args:
        game: that is played; None where no scenario is known, and no doctrine can be followed.
        relocked: of its scenario, at its values.
    """

    def __init__(self, game: CrisisGame | None = None, relocked: Relocked | None = None):
        self._game, self._relocked = game, relocked
        self._known: dict[tuple[str, str], Imposed] = {}

    def imposed(self, actor: str, doctrine: str) -> Imposed:
        """What a doctrine that nobody else knows of makes of an actor's moves.

        Raises:
            ArgumentError: there is no scenario; or the doctrine is not there, closes nothing, cannot be followed
                unknown to others, or asks about what public states of this game do not tell.
        """
        if (actor, doctrine) not in self._known:
            if self._game is None or self._relocked is None:
                raise ArgumentError("no scenario is known here whose doctrines could be followed")
            locked = self._relocked(f"{actor}: {doctrine}, {UNANNOUNCED}")
            if _moves(locked) != _moves(self._game):
                raise ArgumentError(f"'{doctrine}' counts more than the public states of this crisis do: set it before")
            found = Imposed.of(locked)
            if found is None:
                raise ArgumentError(f"'{doctrine}' closes no move of {actor}")
            self._known[actor, doctrine] = found
        return self._known[actor, doctrine]


def _moves(game: CrisisGame) -> list[tuple[str, int, str]]:
    """Every move by its place, mover and name, in order."""
    s = game.structure
    return [(s.states[m.state], m.actor, m.label) for m in s.moves]

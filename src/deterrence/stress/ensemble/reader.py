"""What is read of every world: columns of numbers, each with a colon in its name, which no parameter has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ...errors import ArgumentError, DeterrenceError
from ...forecasting.keys import Key
from ...forecasting.quantities.endings import worth_at_start
from ...forecasting.quantities.events import HEADLINE_EVENTS
from ...forecasting.registry import definitions, measure, require_quantities
from ...games.crisis_game import CrisisGame
from ..option_outcomes import MEASURED, named_outcomes, outcome_names, values_at_start
from ..options import VALUE
from ..resolve import Change, Resolver

ANY_CHALLENGE = "challenge:any"
GENERAL = Key("general_deterrence")
CHALLENGE = Key("challenge")
"""A challenge by anybody, as a headline."""
EVENT = "event"
_KINDS = {"outcome": "ending"}


class Reader(Protocol):
    """Reads columns off a solved world. It is sent to workers, and says in JSON what it reads."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Of numbers, in order; a world may lack some."""

    def read(self, resolver: Resolver, change: Change) -> Mapping[str, float]:
        """Numbers by column under a change. Raises ``DeterrenceError`` where the world is not solved."""

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""


@dataclass(frozen=True)
class Headlines:
    """The outcomes by which options are compared, that anybody's challenge is seen, and quantities asked for beside.

    Attributes:
        columns: of what the game may have.
        names: of the quantities by which options are compared, those that are read.
        more: names of quantities whose every number is read as well.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...] = MEASURED
    more: tuple[str, ...] = ()

    @classmethod
    def of(cls, game: CrisisGame, more: Iterable[str] = (), *, quick: bool = False) -> Headlines:
        """Of a crisis, compiled.

        Args:
            game: the crisis.
            more: quantities to read as well.
            quick: leave out whether events happen: each takes a push of its own along all others.

        Raises:
            ArgumentError: there is no such quantity, or the crisis does not have it.
        """
        known, wanted = definitions(), tuple(dict.fromkeys(more))
        require_quantities(wanted)
        for name in wanted:
            if why := known[name].lacks(game):
                raise ArgumentError(f"the crisis has no {name}: {why}")
        any_challenge = [] if known[GENERAL.name].lacks(game) else [ANY_CHALLENGE]
        beside = [column(key) for name in wanted for key in known[name].keys(game)]
        names = tuple(name for name in MEASURED if not (quick and name == EVENT))
        columns = [*any_challenge, *outcome_names(game, names), *beside]
        return cls(tuple(dict.fromkeys(columns)), names, wanted)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Numbers by column; raises as :meth:`.Resolver.solved`."""
        game, assessment = resolver.solved(change)
        names = (*(name for name in self.names if name != EVENT), GENERAL.name, *self.more)
        headlines = (HEADLINE_EVENTS,) if EVENT in self.names and EVENT not in self.more else ()
        values = measure(game, assessment, names, beside=headlines)[0]
        found = named_outcomes(game, {k: x for k, x in values.items() if k.name in self.names})
        found |= {column(key): x for key, x in values.items() if key.name in self.more}
        if GENERAL in values:
            found[ANY_CHALLENGE] = 1.0 - values[GENERAL]
        return {**found, **values_at_start(game, assessment, values)}

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""
        return {"headlines": list(self.names), "more": list(self.more)}


@dataclass(frozen=True)
class Payoffs:
    """What the crisis is worth to every actor when it opens, and nothing else: as little as choices can be compared by.

    Attributes:
        columns: ``value:ACTOR``.
    """

    columns: tuple[str, ...]

    @classmethod
    def of(cls, game: CrisisGame) -> Payoffs:
        """Of a crisis, compiled."""
        return cls(tuple(name for name in outcome_names(game, ()) if name.startswith(VALUE)))

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Numbers by column; raises as :meth:`.Resolver.solved`."""
        game, assessment = resolver.solved(change)
        return values_at_start(game, assessment, worth_at_start(game, assessment))

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""
        return {"payoffs": True}


@dataclass(frozen=True)
class Several:
    """What several readers read, one after the other.

    Attributes:
        readers: no two have a column in common.
    """

    readers: tuple[Reader, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Of all."""
        return tuple(name for reader in self.readers for name in reader.columns)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Numbers by column; raises as any of them."""
        return {name: x for reader in self.readers for name, x in reader.read(resolver, change).items()}

    def as_dict(self) -> dict[str, Any]:
        """What they read, for the record."""
        return {key: value for reader in self.readers for key, value in reader.as_dict().items()}


def attempted(read: Callable[[], Mapping[str, float]]) -> tuple[Mapping[str, float], str]:
    """A world's numbers, and why there are none: an ensemble of days does not end at one world."""
    try:
        return read(), ""
    except DeterrenceError as error:
        return {}, str(error)
    except Exception as error:
        return {}, f"{type(error).__name__}: {error}"


def headline_column(key: Key) -> str:
    """The column of a headline: a challenge by anybody, an ending, an event."""
    return ANY_CHALLENGE if key == CHALLENGE else f"{_KINDS.get(key.name, key.name)}:{key.of}"


def column(key: Key) -> str:
    """A number's column: its quantity, whose, of what, given what."""
    parts = [key.name, key.actor, key.of, key.given, str(key.stage) if key.stage >= 0 else ""]
    return ":".join(part for part in parts if part) + ("" if any(parts[1:]) else ":")



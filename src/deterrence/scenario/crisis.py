"""A crisis as a person wrote it down, whatever the form of its file; compiled here, and only here, into one game.

>>> crisis = deterrence.load("western-front")        # doctest: +SKIP
>>> game = crisis.compile({"group.cost": 0.3})       # doctest: +SKIP

The two forms of a file, two sides on one ladder and turns written out, are told apart by the table below and by nothing
that comes after. Arrays are imported only to compile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalogue import folder, locate, names
from ..files.reader import read_one_of
from ..games.brief import Brief
from ..parameters.table import ParameterTable
from .campaign import describing as turns
from .campaign.reading import CAMPAIGN
from .campaign.record import Campaign
from .ladder import describing as ladder
from .ladder.reading import SCENARIO
from .ladder.record import Scenario

if TYPE_CHECKING:
    from ..games.crisis_game import CrisisGame, Enumerated


Pruned = Collection[tuple[str, str]]
Memory = Mapping[str, int]


def _enumerate_ladder(scenario: Scenario, pruned: Pruned, memory: Memory) -> Enumerated:
    from .ladder.enumerating import enumerate_ladder

    return enumerate_ladder(scenario, pruned, memory)


def _enumerate_turns(campaign: Campaign, pruned: Pruned, memory: Memory) -> Enumerated:
    """Turns remember what their public variables hold, whatever is asked for."""
    from .campaign.enumerating import enumerate_turns

    return enumerate_turns(campaign, pruned)


@dataclass(frozen=True)
class _FrontEnd:
    """How a form of file becomes a game."""

    describe: Callable[[Any], Brief]
    parameters: Callable[[Any], ParameterTable]
    enumerate: Callable[[Any, Pruned, Memory], Enumerated]


_FRONT_ENDS: dict[type, _FrontEnd] = {
    Scenario: _FrontEnd(ladder.describe, ladder.parameters_of, _enumerate_ladder),
    Campaign: _FrontEnd(turns.describe, turns.parameters_of, _enumerate_turns),
}


@dataclass(frozen=True, eq=False)
class Crisis:
    """A crisis, read and checked.

    Attributes:
        record: what the file says, in its own form.
        file: the file as the user named it; "" for none.
        sha256: of its bytes, in hexadecimal; "" for none.
        memory: by actor, how many challenges of others public states count at least, where the form can count them.
    """

    record: Scenario | Campaign
    file: str = ""
    sha256: str = ""
    memory: Memory = field(default_factory=dict)

    @property
    def _front_end(self) -> _FrontEnd:
        return _FRONT_ENDS[type(self.record)]

    @cached_property
    def brief(self) -> Brief:
        """What the file says, in the vocabulary that all forms share."""
        return self._front_end.describe(self.record)

    @cached_property
    def parameters(self) -> ParameterTable:
        """Every parameter by name."""
        return self._front_end.parameters(self.record)

    def compile(self, changes: Mapping[str, float] | None = None, /, **named: float) -> CrisisGame:
        """The crisis as a game, at the file's values or with some replaced.

        A private type whose prior is exactly zero is pruned: the game is as if the file did not have it.

        Args:
            changes: new values by parameter name; those whose names are words may be given as keywords.

        Raises:
            ArgumentError: an unknown name, or a value that is not possible.
        """
        values, _ = self.parameters.override({**(changes or {}), **named})
        return self.game_at(values)

    def game_at(self, values: Mapping[str, float], *, prune: bool = True) -> CrisisGame:
        """The game at all parameters' values, which are not checked again.

        Args:
            values: every parameter's value.
            prune: leave out private types whose prior is exactly zero there. A game that keeps them cannot be solved;
                it shows what the crisis can be about at other values.
        """
        from ..games.crisis_game import CrisisGame
        from ..parameters.expression import Evaluator

        first = self._front_end.enumerate(self.record, (), self.memory)
        evaluate = Evaluator(values)
        empty = [
            (actor.id, kind.id)
            for actor, row in zip(self.brief.actors, first.symbols.prior, strict=True)
            for kind, prior in zip(actor.types, row, strict=False)
            if prune and evaluate(prior) == 0.0
        ]
        found = self._front_end.enumerate(self.record, empty, self.memory) if empty else first
        return CrisisGame(
            **vars(found),
            brief=self.brief,
            parameters=self.parameters,
            values=dict(values),
            stated_prior=first.symbols.prior,
            sha256=self.sha256,
        )

    def with_doctrine(self, actor: str, doctrine: str) -> Crisis:
        """The same crisis with the actor's commitments carrying out another doctrine of the file."""
        actors = tuple(
            a.model_copy(
                update={
                    "types": tuple(
                        t.model_copy(update={"doctrine": doctrine}) if t.kind == "commitment" else t for t in a.types
                    )
                }
            )
            if a.id == actor
            else a
            for a in self.record.actors
        )
        return self.changed(actors=actors)

    def remembering(self, actor: str, challenges: int) -> Crisis:
        """The same crisis with public states in which an actor can tell so many challenges of others apart, at least.

        It changes nothing of what can happen. A form of file that says itself what is public is left as it is.
        """
        if challenges <= self.memory.get(actor, 0):
            return self
        return replace(self, memory={**self.memory, actor: challenges})

    def changed(self, **sections: Any) -> Crisis:
        """The same crisis with sections of its record replaced."""
        return replace(self, record=self.record.model_copy(update=sections))

    def __getstate__(self) -> dict[str, Any]:
        kept = ("record", "file", "sha256", "memory")  # the rest is worked out again
        return {name: getattr(self, name) for name in kept}

    def _repr_html_(self) -> str:
        b = self.brief
        actors = ", ".join(escape(a.name) for a in b.actors)
        return (
            f"<p><b>{escape(b.title)}</b> (<code>{escape(b.name)}</code>): {actors}; "
            f"{len(self.parameters)} parameters; {b.lasting(b.window)}.</p><p>{escape(b.summary)}</p>"
        )


def load(scenario: str | Path) -> Crisis:
    """A crisis by the name of a shipped scenario, or from a file of either form.

    Raises:
        ArgumentError: there is no such scenario or file.
        InputError: the file is not well formed; holds every problem found.
    """
    found = read_one_of((SCENARIO, CAMPAIGN), locate(str(scenario)))
    return Crisis(found.record, found.file, found.sha256)


@dataclass(frozen=True)
class Entry:
    """A line of the listing of shipped scenarios."""

    name: str
    title: str
    actors: tuple[str, ...]
    systems: tuple[str, ...]


def scenarios() -> list[Entry]:
    """The shipped scenarios with title, actors and the systems they use."""
    briefs = [load(folder() / f"{name}.yaml").brief for name in names()]
    return [Entry(b.name, b.title, tuple(a.name for a in b.actors), b.systems) for b in briefs]

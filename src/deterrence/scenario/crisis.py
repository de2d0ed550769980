"""A crisis as a person wrote it down, whatever the form of its file; compiled here, and only here, into one game.

>>> crisis = deterrence.load("western-front")        # doctest: +SKIP
>>> game = crisis.compile({"group.cost": 0.3})       # doctest: +SKIP

What differs between the two forms of a file is in ``front_ends``. Arrays are imported only to compile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalogue import locate
from ..errors import ArgumentError
from ..files.messages import did_you_mean, listed, shown
from ..files.reader import Loaded, read_one_of
from ..games.brief import Brief
from ..parameters.table import ParameterTable
from .campaign.reading import CAMPAIGN
from .campaign.record import Campaign
from .front_ends import FRONT_ENDS, FrontEnd, Memory
from .ladder.reading import SCENARIO
from .ladder.record import Scenario
from .lock_rule import LockRule, parsed

if TYPE_CHECKING:
    from ..games.crisis_game import CrisisGame


@dataclass(frozen=True, eq=False)
class Stem:
    """What a record was before an actor's commitments were given another doctrine.

    Attributes:
        record: the one after.
        crisis: the crisis before.
        actor, doctrine: whose commitments carry out what.
    """

    record: Scenario | Campaign
    crisis: Crisis
    actor: str
    doctrine: str


@dataclass(frozen=True, eq=False)
class Crisis:
    """A crisis, read and checked.

    Attributes:
        record: what the file says, in its own form.
        file: the file as the user named it; "" for none.
        sha256: of its bytes, in hexadecimal; "" for none.
        memory: by actor, how many challenges of others public states count at least, where the form can count them.
        added: what is locked of anybody's conduct beside what the file locks.
        text: of the file; "" for none, and where the record is not what the file says any more.
        stem: where the record is another's with another doctrine carried out, that one.
    """

    record: Scenario | Campaign
    file: str = ""
    sha256: str = ""
    memory: Memory = field(default_factory=dict)
    added: tuple[LockRule, ...] = ()
    text: str = ""
    stem: Stem | None = None

    @property
    def _front_end(self) -> FrontEnd:
        return FRONT_ENDS[type(self.record)]

    @cached_property
    def brief(self) -> Brief:
        """What the file says, in the vocabulary that all forms share."""
        return self._front_end.describe(self.record)

    @cached_property
    def parameters(self) -> ParameterTable:
        """Every parameter by name."""
        return self._front_end.parameters(self.record)

    def require_announced(self, why: str) -> None:
        """Refuse locks that are not announced.

        Args:
            why: it cannot be done with them, as a clause.

        Raises:
            ArgumentError: with what can be done instead.
        """
        for lock in self.locks:
            if not lock.announced:
                raise ArgumentError(
                    f"{lock.label} is unannounced, and {why}: announce it, or use 'run', 'simulate', 'options', "
                    "'conditions' or 'claims'"
                )

    def compile(
        self, changes: Mapping[str, float] | None = None, /, *, lock: str | Collection[str] = (), **named: float
    ) -> CrisisGame:
        """The crisis as a game, at the file's values or with some replaced.

        A private type whose prior is exactly zero is pruned: the game is as if the file did not have it.

        Args:
            changes: new values by parameter name; those whose names are words may be given as keywords.
            lock: conduct to be locked, as for :meth:`locked`.

        Raises:
            ArgumentError: an unknown name, or a value that is not possible; a lock that cannot be.
        """
        values, _ = self.parameters.override({**(changes or {}), **named})
        return self.locked(*([lock] if isinstance(lock, str) else lock)).game_at(values)

    @property
    def locks(self) -> tuple[LockRule, ...]:
        """What is locked of anybody's conduct: by the file, then beside it."""
        return (*self.record.locks, *self.added)

    def locked(self, *locks: str) -> Crisis:
        """The same crisis with conduct locked as well: what an actor does, whatever its type.

        Args:
            locks: each ``"ACTOR: DOCTRINE"``, and ``", unannounced"`` after it where nobody else knows. The doctrine is
                one of the file, or of the library.

        Raises:
            ArgumentError: a lock of another form. Whether there are such an actor and such a doctrine, and whether the
                lock closes anything, is known when the crisis is compiled.
        """
        return replace(self, added=(*self.added, *map(parsed, locks))) if locks else self

    def unlocked(self) -> Crisis:
        """The same crisis without any lock."""
        return replace(self.changed(locks=()), added=()) if self.locks else self

    def game_at(self, values: Mapping[str, float], *, prune: bool = True) -> CrisisGame:
        """The game at all parameters' values, which are not checked again.

        Args:
            values: every parameter's value.
            prune: leave out private types whose prior is exactly zero there. A game that keeps them cannot be solved;
                it shows what the crisis can be about at other values.
        """
        from ..parameters.expression import Evaluator

        evaluate = Evaluator(values)
        empty = tuple(
            (actor.id, kind.id)
            for actor, row in zip(self.brief.actors, self._game().stated_prior, strict=True)
            for kind, prior in zip(actor.types, row, strict=False)
            if prune and evaluate(prior) == 0.0
        )
        game = self._game(empty).revalued(values)
        if not self.locks:
            return game
        from ..doctrines.locking import locked

        return locked(game, self.locks, lambda id: self._front_end.doctrine(self.record, id, self._memory()))

    def _game(self, pruned: tuple[tuple[str, str], ...] = ()) -> CrisisGame:
        """The game without locks and without some types, at the file's values; its states are enumerated once."""
        if pruned not in self._games:
            self._games[pruned] = self._grafted(pruned) or self._enumerated(pruned)
        return self._games[pruned]

    @cached_property
    def _games(self) -> dict[tuple[tuple[str, str], ...], CrisisGame]:
        return {}

    def _enumerated(self, pruned: tuple[tuple[str, str], ...]) -> CrisisGame:
        from ..games.crisis_game import CrisisGame

        found = self._front_end.enumerate(self.record, pruned, self._memory())
        return CrisisGame(
            **vars(found),
            brief=self.brief,
            parameters=self.parameters,
            values=self.parameters.defaults,
            stated_prior=self._game().stated_prior if pruned else found.symbols.prior,
            sha256=self.sha256,
        )

    def _grafted(self, pruned: tuple[tuple[str, str], ...]) -> CrisisGame | None:
        """The stem's game with another rule of conduct; None where there is no stem, or its states are others."""
        stem = self.stem
        if stem is None or stem.record is not self.record or stem.crisis._counted != self._counted:
            return None
        game = stem.crisis._game(pruned)
        prescribes = self._front_end.doctrine(self.record, stem.doctrine, self._memory())
        s, actor = game.structure, game.structure.actors.index(stem.actor)
        chosen: dict[int, int] = {}
        for x in (x for x, movers in enumerate(s.movers) if actor in movers):
            label = prescribes(game.places[x])
            chosen.update((x, m) for m in s.moves_at[x][actor] if s.moves[m].label == label)
        ruled = game.with_rule(stem.actor, chosen)
        return game.sharing(replace(ruled, brief=self.brief, parameters=self.parameters))

    @property
    def _where(self) -> str:
        return self.file or self.brief.name

    @property
    def _counted(self) -> tuple[int, ...]:
        return self._front_end.counted(self.record, self._memory())

    def _memory(self) -> Memory:
        """How many challenges public states count: as asked, and as far as locks ask."""
        if not self.locks:
            return self.memory
        from ..doctrines.locking import challenges_asked

        asked = challenges_asked(self.locks)
        return {a: max(n, self.memory.get(a, 0)) for a, n in {**self.memory, **asked}.items()}

    def with_doctrine(self, actor: str, doctrine: str) -> Crisis:
        """The same crisis with the actor's commitments carrying out another doctrine of the file.

        Its states are not enumerated again, unless it has others: where the doctrine counts challenges.

        Raises:
            ArgumentError: there is no such actor or doctrine, or no type of the actor carries out one.
        """
        for what, id, known in (("actor", actor, self.record.actors), ("doctrine", doctrine, self.record.doctrines)):
            ids = [x.id for x in known]
            if id not in ids:
                remedy = did_you_mean(id, ids) or f"name one of {listed(ids)}"
                raise ArgumentError(f"{self._where}: there is no {what} {shown(id)}: {remedy}")
        if not self.brief.actor(actor).doctrine:
            raise ArgumentError(f"{self._where}: {shown(actor)} has no type that carries out a doctrine: add one")
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
        changed = self.changed(actors=actors)
        return replace(changed, stem=Stem(changed.record, self, actor, doctrine))

    def remembering(self, actor: str, challenges: int) -> Crisis:
        """The same crisis with public states in which an actor can count so many challenges of others, at least.

        It changes nothing of what can happen. A form of file that says itself what is public is left as it is.
        """
        if challenges <= self.memory.get(actor, 0):
            return self
        if (actor, challenges) not in self._remembering:
            self._remembering[actor, challenges] = replace(self, memory={**self.memory, actor: challenges})
        return self._remembering[actor, challenges]

    @cached_property
    def _remembering(self) -> dict[tuple[str, int], Crisis]:
        return {}

    def changed(self, **sections: Any) -> Crisis:
        """The same crisis with sections of its record replaced."""
        return replace(self, record=self.record.model_copy(update=sections), text="")

    @property
    def neighbouring_levels(self) -> tuple[tuple[str, str], ...]:
        """Levels next to each other at both of which somebody can act, by id."""
        return tuple(self._front_end.neighbours(self.record))

    def with_level(
        self, lower: str, upper: str, values: Mapping[str, float] | None = None
    ) -> tuple[Crisis, dict[str, float]]:
        """The same crisis with a level between two neighbours, whose numbers are half-way between theirs.

        Args:
            lower, upper: ids of the neighbours.
            values: every parameter's value; the file's if None.

        Returns:
            The crisis, and the values of all its parameters.

        Raises:
            ArgumentError: the file does not say of levels what could be said of another; why.
        """
        at = values or self.parameters.defaults
        record, found = self._front_end.level(self.record, self.text, self.file, lower, upper, at)
        return replace(self, record=record, text=""), found

    @property
    def first_movers(self) -> dict[str, Crisis]:
        """By actor who could as well move first in place of another, the crisis in which it does."""
        found = self._front_end.first_movers(self.record)
        return {actor: replace(self, record=record, text="") for actor, record in found}

    def __getstate__(self) -> dict[str, Any]:
        kept = ("record", "file", "sha256", "memory", "added", "text")  # the rest is worked out again
        return {name: getattr(self, name) for name in kept}

    def _repr_html_(self) -> str:
        b = self.brief
        actors = ", ".join(escape(a.name) for a in b.actors)
        return (
            f"<p><b>{escape(b.title)}</b> (<code>{escape(b.name)}</code>): {actors}; "
            f"{len(self.parameters)} parameters; {b.lasting(b.window)}.</p><p>{escape(b.summary)}</p>"
        )


def read(scenario: str | Path) -> Loaded[Any]:
    """The file of a scenario, shipped or not, with its text and its data. Raises as :func:`load`."""
    return read_one_of((SCENARIO, CAMPAIGN), locate(str(scenario)))


def written_out(found: Loaded[Any]) -> dict[str, Any]:
    """A scenario file as data in the plain language, turn by turn: templates, or the rules of a ladder, written out."""
    return FRONT_ENDS[type(found.record)].plain(found)


def load(scenario: str | Path) -> Crisis:
    """A crisis by the name of a shipped scenario, or from a file of either form.

    Raises:
        ArgumentError: there is no such scenario or file.
        InputError: the file is not well formed; holds every problem found.
    """
    found = read(scenario)
    return Crisis(found.record, found.file, found.sha256, text=found.text)


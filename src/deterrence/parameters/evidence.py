"""Where numbers and facts come from, and the rules about saying so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Protocol

from pydantic import Field

from ..files.diagnostics import Fault
from ..files.messages import listed, shown
from ..files.record import Finite, Identifier, Record, Text
from ..files.references import Declares, Refers

JUDGEMENT = "judgement"  # the one source that needs no entry

SourceId = Annotated[Identifier, Refers("source", also=(JUDGEMENT,))]


class Source(Record):
    """Where a number or a fact comes from.

    ``page`` needs an address and the date it was opened; ``file`` needs a path; ``judgement`` and
    ``recollection`` are the honest words for what nobody looked up.
    """

    kind: Literal["file", "page", "judgement", "recollection"]
    title: Text
    author: Text | None = None
    year: int | None = Field(None, ge=1000, le=3000)
    file: Text | None = None
    address: Text | None = None
    opened: Text | None = Field(None, description="Date the page was read, as text.")
    note: Text | None = None


class Account(Record):
    """How one side, or an outside body, states a disputed fact."""

    by: Text
    says: Text


Form = Literal["formal", "semi-formal", "tacit", "unilateral", "imposed", "faded", "other"]
"""Forms in which crises end, in the words of the International Crisis Behavior data (FOROUT)."""


class BaseRates(Record):
    """What happened in comparable crises, as counts: the scenario's outlook is shown beside them, never fitted."""

    name: Text
    source: SourceId
    crises: int = Field(ge=1, description="n, crises counted.")
    violence: dict[Literal["none", "minor", "serious", "war"], int] = Field(description="Crises by peak violence.")
    form: dict[Form, int] | None = Field(None, description="Crises by the form in which they ended, in ICB's words.")
    days: tuple[Finite, Finite, Finite] | None = Field(None, description="Least, median and most days.")
    note: Text | None = Field(None, description="What differs from the scenario, and why.")


class CodedCrises(Record):
    """Past crises, coded move by move, that a scenario stands beside; no number that ships is fitted to them.

    Attributes:
        crises: names of coded histories.
        own: the one that the scenario is about, if it is about one.
        actors: by actor of the scenario, the id that it has in the histories.
        rungs: by rung of the ladder of all histories, the rung of this ladder on which such an act is made here. Acts
            on other rungs are left out.
    """

    crises: tuple[Identifier, ...] = Field(min_length=1, description="Names of coded histories.")
    own: Identifier | None = Field(None, description="The one that the scenario is about.")
    actors: dict[Annotated[Identifier, Refers("actor")], Identifier] = Field(
        min_length=1, description="By actor, its id in the histories."
    )
    rungs: dict[Identifier, Annotated[Identifier, Refers("rung")]] = Field(
        min_length=1, description="By rung of the ladder of all histories, the rung here."
    )
    note: Text | None = Field(None, description="What differs, and what the choice of rungs leaves out.")


class Fact(Record):
    """Something that happened, with each side's account where they differ. The program prefers none."""

    id: Annotated[Identifier, Declares("fact")]
    date: Text
    what: Text
    disputed: bool = False
    accounts: tuple[Account, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)


Sources = dict[
    Annotated[
        Identifier, Declares("source", unused="give it as the source of a number or a fact, or remove it")
    ],
    Source,
]


class Cites(Protocol):
    """A file with sources."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """By id."""


class Evidence(Cites, Protocol):
    """A file of either form of scenario, as far as its sources and facts are concerned."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """In file order."""


_NEEDED = {"page": ("address", "opened"), "file": ("file",)}


def located_sources(scenario: Cites) -> Iterator[Fault]:
    """A page has an address and the date it was opened; a file has a path."""
    for name, source in scenario.sources.items():
        missing = [key for key in _NEEDED.get(source.kind, ()) if getattr(source, key) is None]
        if missing:
            what = f"the source {shown(name)} is a {source.kind} and has no {listed(missing)}"
            yield Fault(("sources", name), what, "add it, or say 'kind: recollection'", at="key")


def disputed_facts(scenario: Evidence) -> Iterator[Fault]:
    """A disputed fact has two accounts or more, from different sides."""
    for i, fact in enumerate(scenario.facts):
        if fact.disputed and len({account.by for account in fact.accounts}) < 2:
            what = f"{shown(fact.id)} is disputed, and does not give two sides' accounts"
            yield Fault(("facts", i), what, "add 'accounts' by different sides, or say 'disputed: false'")

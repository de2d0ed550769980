"""Sources say where they are; disputed facts give both sides' accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ..faults import Fault
from ..scenario import Fact, Source
from ..wording import listed, shown


class Evidence(Protocol):
    """A file of either form of scenario, as far as its sources and facts are concerned."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """By id."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """In file order."""


_NEEDED = {"page": ("address", "opened"), "file": ("file",)}


def located_sources(scenario: Evidence) -> Iterator[Fault]:
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

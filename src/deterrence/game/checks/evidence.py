"""Sources say where they are; disputed facts give both sides' accounts."""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault
from ..scenario import Scenario
from ..wording import listed, shown

_NEEDED = {"page": ("address", "opened"), "file": ("file",)}


def located_sources(scenario: Scenario) -> Iterator[Fault]:
    """A page has an address and the date it was opened; a file has a path."""
    for name, source in scenario.sources.items():
        missing = [key for key in _NEEDED.get(source.kind, ()) if getattr(source, key) is None]
        if missing:
            what = f"the source {shown(name)} is a {source.kind} and has no {listed(missing)}"
            yield Fault(("sources", name), what, "add it, or say 'kind: recollection'", at="key")


def disputed_facts(scenario: Scenario) -> Iterator[Fault]:
    """A disputed fact has two accounts or more, from different sides."""
    for i, fact in enumerate(scenario.facts):
        if fact.disputed and len({account.by for account in fact.accounts}) < 2:
            what = f"{shown(fact.id)} is disputed, and does not give two sides' accounts"
            yield Fault(("facts", i), what, "add 'accounts' by different sides, or say 'disputed: false'")

"""Ids are given once, every reference has its target, and nothing is declared in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ...files.diagnostics import Fault
from ...files.messages import did_you_mean, listed, shown
from ...files.positions import Path
from ..ladder import ladder
from ..record import CHANCE, Account, History


def unique_ids(history: History) -> Iterator[Fault]:
    """Ids are given once in their section."""
    sections: list[tuple[str, Sequence[Any]]] = [
        ("actors", history.actors),
        ("fronts", history.fronts),
        ("moves", history.moves),
    ]
    for section, items in sections:
        first: dict[str, int] = {}
        for k, item in enumerate(items):
            if item.id in first:
                what = f"{shown(item.id)} is the id of items {first[item.id] + 1} and {k + 1} of {section!r}"
                yield Fault((section, k, "id"), what, "change or remove one of them")
            first.setdefault(item.id, k)
    for k, actor in enumerate(history.actors):
        if actor.id == CHANCE:
            yield Fault(("actors", k, "id"), "'chance' stands for what nobody chose", "give the actor another id")


def known_references(history: History) -> Iterator[Fault]:
    """Whatever names an actor, a front, a rung, a move or a source names one that exists."""
    known: dict[str, Collection[str]] = {
        "actor": [*(a.id for a in history.actors), CHANCE],
        "side": [a.id for a in history.actors],
        "front": [f.id for f in history.fronts],
        "rung": ladder().ids,
        "move": [m.id for m in history.moves],
        "source": list(history.sources),
    }
    for path, name, noun in _references(history):
        if name not in known[noun]:
            near = did_you_mean(name, known[noun])
            remedy = near or f"name one of {listed(known[noun])}" + ("" if noun == "rung" else ", or add it")
            yield Fault(path, f"there is no {'actor' if noun == 'side' else noun} {shown(name)}", remedy)


def _references(history: History) -> Iterator[tuple[Path, str, str]]:
    for i, move in enumerate(history.moves):
        here: Path = ("moves", i)
        yield (*here, "actor"), move.actor, "actor"
        yield (*here, "front"), move.front, "front"
        yield (*here, "rung"), move.rung, "rung"
        if move.intended is not None:
            yield (*here, "intended"), move.intended, "rung"
        for k, name in enumerate(move.in_response_to):
            yield (*here, "in_response_to", k), name, "move"
        yield from _evidence(here, move.accounts, move.sources)
    for i, loss in enumerate(history.losses):
        yield from _evidence(("losses", i), loss.accounts, loss.sources)


def _evidence(here: Path, accounts: Sequence[Account], sources: Sequence[str]) -> Iterator[tuple[Path, str, str]]:
    for k, account in enumerate(accounts):
        yield (*here, "accounts", k, "by"), account.by, "side"
    for k, name in enumerate(sources):
        yield (*here, "sources", k), name, "source"


def nothing_unused(history: History) -> Iterator[Fault]:
    """Actors, fronts and sources are used somewhere."""
    used: dict[str, set[str]] = {"actor": set(), "front": set(), "source": set()}
    for _, name, noun in _references(history):
        used.setdefault({"side": "actor"}.get(noun, noun), set()).add(name)
    declared = {"actor": [a.id for a in history.actors], "front": [f.id for f in history.fronts]}
    for noun, names in declared.items():
        for k, name in enumerate(names):
            if name not in used[noun]:
                yield _unused((f"{noun}s", k, "id"), noun, name)
    for name in history.sources:
        if name not in used["source"]:
            yield _unused(("sources", name), "source", name)


def _unused(path: Path, noun: str, name: str) -> Fault:
    return Fault(path, f"the {noun} {shown(name)} is declared but never used", "use it, or remove it", at="key")

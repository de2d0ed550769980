"""A doctrine of the library in the words of a scenario, and given to an actor's commitment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ArgumentError
from ..files.messages import listed
from ..game.compiling import with_doctrine
from ..game.parameters import NumberNames
from ..game.scenario import Actor, Doctrine, Move, Rule, Scenario
from ..parameters.parameter import Parameter
from .record import RUNG, LibraryDoctrine, PlainRule, Word

PREFIX = "library_"
_ACTS: dict[Word, tuple[str, int]] = {
    "hold": ("wait", 0),
    "warn": ("warn", 0),
    "offer": ("offer", 0),
    "accept": ("accept", 0),
    "concede": ("concede", 0),
    "below": ("respond", -1),
    "match": ("respond", 0),
    "above": ("respond", 1),
}


@dataclass(frozen=True)
class Candidate:
    """A doctrine that an actor's commitment may be given.

    Attributes:
        id: what it is called in results: the library's id, with the rung where it is made for each; the scenario's id
            where it is the scenario's own.
        name, text: for people.
        doctrine: in the scenario's own moves.
        tremble: ε in place of the type's own; None for the type's.
        own: the scenario states it for this actor.
    """

    id: str
    name: str
    text: str
    doctrine: Doctrine
    tremble: float | None = None
    own: bool = False


def moves_called(scenario: Scenario, word: Word) -> list[Move]:
    """The scenario's moves that a word of the library stands for, in file order."""
    act, step = _ACTS[word]
    if word in ("offer", "accept") and scenario.off_ramp is None:
        return []
    return [m for m in scenario.moves if m.act == act and m.step == step]


def missing(entry: LibraryDoctrine, scenario: Scenario) -> str:
    """Why the doctrine does not fit the scenario; "" where it does."""
    absent = [word for word in entry.needs if not moves_called(scenario, word)]
    if absent:
        return f"the scenario has no move for {listed(absent)}"
    if entry.each and not _rungs(scenario):
        return "the scenario has only one rung of acts"
    return ""


def candidates(entry: LibraryDoctrine, scenario: Scenario) -> Iterator[Candidate]:
    """The doctrine in the scenario's moves, once or for each rung; nothing where it does not fit."""
    if missing(entry, scenario):
        return
    for rung in _rungs(scenario) if entry.each else [""]:
        name = next((r.name for r in scenario.ladder if r.id == rung), "")
        found = f"{entry.id}-{rung}" if rung else entry.id
        called = f"{entry.name.removesuffix(f' {RUNG}')} {name}" if rung else entry.name
        doctrine = Doctrine(
            id=f"{PREFIX}{found}", name=called, text=entry.text, rules=tuple(_rules(entry.rules, scenario, rung))
        )
        yield Candidate(found, called, entry.text, doctrine, entry.tremble)


def _rungs(scenario: Scenario) -> list[str]:
    """Rungs at which a line may be drawn: those of acts but the lowest, where the line would be 'in kind'."""
    return [r.id for r in scenario.ladder if r.standing == "act"][1:]


def _rules(rules: tuple[PlainRule, ...], scenario: Scenario, rung: str) -> Iterator[Rule]:
    for rule in rules:
        moves = tuple(m.id for word in rule.do for m in moves_called(scenario, word))
        ends = {end: rung for end in ("lowest", "highest") if getattr(rule.when, end) == RUNG}
        if moves:
            yield Rule(when=rule.when.model_copy(update=ends), do=moves)


def commitments(actor: Actor) -> list[str]:
    """Ids of the actor's types that carry out a doctrine."""
    return [t.id for t in actor.types if t.kind == "commitment"]


def stated(scenario: Scenario, actor: str) -> Candidate:
    """The doctrine that the scenario itself states for an actor.

    Raises:
        ArgumentError: there is no such actor, or it has no commitment.
    """
    owner = _actor(scenario, actor)
    if not commitments(owner):
        raise ArgumentError(f"{actor} has no commitment whose doctrine could be compared")
    own = next(t.doctrine for t in owner.types if t.doctrine)
    doctrine = next(d for d in scenario.doctrines if d.id == own)
    return Candidate(doctrine.id, doctrine.name, doctrine.text, doctrine, own=True)


def given(scenario: Scenario, actor: str, candidate: Candidate) -> tuple[Scenario, dict[str, float]]:
    """The scenario with the actor's commitments carrying out a candidate, and parameter values that go with it.

    Raises:
        ArgumentError: there is no such actor, or it has no commitment.
    """
    owner = _actor(scenario, actor)
    if not commitments(owner):
        raise ArgumentError(f"{actor} has no commitment that could carry out a doctrine")
    if candidate.own:
        return scenario, {}
    doctrines = (*(d for d in scenario.doctrines if d.id != candidate.doctrine.id), candidate.doctrine)
    changed = with_doctrine(scenario.model_copy(update={"doctrines": doctrines}), actor, candidate.doctrine.id)
    if candidate.tremble is None:
        return changed, {}
    number = Parameter(value=candidate.tremble, unit="probability", source="judgement", role="fixed")
    actors = tuple(_trembling(a, number) if a.id == actor else a for a in changed.actors)
    values = {NumberNames().name(number, (actor, kind, "tremble")): candidate.tremble for kind in commitments(owner)}
    return changed.model_copy(update={"actors": actors}), values


def _trembling(actor: Actor, tremble: Parameter) -> Actor:
    types = tuple(t.model_copy(update={"tremble": tremble}) if t.kind == "commitment" else t for t in actor.types)
    return actor.model_copy(update={"types": types})


def _actor(scenario: Scenario, actor: str) -> Actor:
    found = next((a for a in scenario.actors if a.id == actor), None)
    if found is None:
        raise ArgumentError(f"there is no actor '{actor}': name one of {listed([a.id for a in scenario.actors])}")
    return found

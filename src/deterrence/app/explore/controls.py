"""Sliders and switches, made from what a scenario says of its parameters, options and doctrines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ...games.brief import Brief
from ...parameters.table import NamedParameter
from ...report.context import sentence
from ...scenario.crisis import Crisis
from ...scenario.lock_rule import library_names
from .chosen import Chosen

DECIDING = 8
"""Sliders in the group that is open from the beginning."""
LEVER = "lever"


@dataclass(frozen=True)
class Slider:
    """A parameter that can be moved.

    Attributes:
        parameter: as in the file. value: where the slider stands.
        source: title of what its number stands on. owner: name of the actor whose it is; "" for nobody's.
    """

    parameter: NamedParameter
    value: float
    source: str
    owner: str

    @property
    def low(self) -> float:
        """Its lower end; where an address asks for less, that."""
        return min(self.parameter.range[0] if self.parameter.range else self.value, self.value)

    @property
    def high(self) -> float:
        """Its upper end; where an address asks for more, that."""
        return max(self.parameter.range[1] if self.parameter.range else self.value, self.value)


@dataclass(frozen=True)
class Group:
    """Sliders under one heading.

    Attributes:
        heading: an actor's name; "" for those of the crisis as a whole, and for the deciding ones.
        sliders: in order. moved: of how many the value is not the file's.
    """

    heading: str
    sliders: tuple[Slider, ...]

    @property
    def moved(self) -> int:
        """Of how many the value is not the file's."""
        return sum(s.value != s.parameter.value for s in self.sliders)


@dataclass(frozen=True)
class Switch:
    """A policy option for one actor: id, name and words of the option, and whether it is taken."""

    id: str
    name: str
    text: str
    taken: bool


@dataclass(frozen=True)
class LockChoice:
    """Conduct that an actor may be locked to.

    Attributes:
        actor, name: whose; its id and name.
        doctrines: (id, name) of what there is.
        chosen: id; "" for none. quiet: is it not announced?
    """

    actor: str
    name: str
    doctrines: tuple[tuple[str, str], ...]
    chosen: str
    quiet: bool


@dataclass(frozen=True)
class Controls:
    """Everything that can be moved.

    Attributes:
        deciding: the group that is open from the beginning.
        groups: the others, an actor's each and the crisis's own.
        switches: by actor's name and id, the options that it may take.
        locks: by actor.
        fixed: how many parameters have no plausible range, and so no slider.
    """

    deciding: Group
    groups: tuple[Group, ...]
    switches: tuple[tuple[str, str, tuple[Switch, ...]], ...]
    locks: tuple[LockChoice, ...]
    fixed: int


def controls(crisis: Crisis, chosen: Chosen, ranked: Sequence[str] = ()) -> Controls:
    """The controls of a crisis.

    Args:
        crisis: as its file states it.
        chosen: where they stand.
        ranked: names of the parameters that move the headlines most, if that has been worked out; else those come
            first that the file's mechanisms name, and its levers.
    """
    brief, names = crisis.brief, {a.id: sentence(a.name) for a in crisis.brief.actors}
    made = {
        name: Slider(p, chosen.values.get(name, p.value), _source(crisis, p.source), names.get(p.owner or "", ""))
        for name, p in crisis.parameters.items()
        if p.range is not None
    }
    named = [n for m in brief.mechanisms for n in m.levers]
    levers = [n for n, p in crisis.parameters.items() if p.role == LEVER]
    first = [n for n in dict.fromkeys((*ranked, *_spread_out(named, crisis), *levers, *made)) if n in made][:DECIDING]
    rest = [s for n, s in made.items() if n not in first]
    rest.sort(key=lambda s: s.parameter.role != LEVER)
    groups = [Group(name, tuple(s for s in rest if s.owner == name)) for name in (*names.values(), "")]
    switches = [(a, n, found) for a, n in names.items() if (found := _switches(crisis, chosen, a))]
    return Controls(
        Group("", tuple(made[n] for n in first)),
        tuple(g for g in groups if g.sliders),
        tuple(switches),
        lock_choices(crisis, chosen),
        len(crisis.parameters) - len(made),
    )


def lock_choices(crisis: Crisis, chosen: Chosen) -> tuple[LockChoice, ...]:
    """By actor, the conduct that it may be locked to, and what is chosen."""
    doctrines = doctrine_choices(crisis.brief)
    return tuple(
        LockChoice(a.id, sentence(a.name), doctrines, chosen.locks.get(a.id, ""), a.id in chosen.quiet)
        for a in crisis.brief.actors
    )


def _spread_out(named: Collection[str], crisis: Crisis) -> list[str]:
    """Levers that mechanisms name, those named most often first, so that no one mechanism takes all the room."""
    table = crisis.parameters
    counts = {n: sum(n == m for m in named) for n in dict.fromkeys(named) if n in table}
    return sorted(counts, key=lambda n: -counts[n])


def _switches(crisis: Crisis, chosen: Chosen, actor: str) -> tuple[Switch, ...]:
    taken = chosen.taken.get(actor, ())
    return tuple(
        Switch(o.id, sentence(o.name), o.text, o.id in taken) for o in crisis.brief.options if actor in o.takers
    )


def doctrine_names(brief: Brief) -> tuple[tuple[str, str], ...]:
    """Id and name of every doctrine: the library's, then the file's own, those of the same id once."""
    from ...doctrines.reading import library

    found = {d.id: sentence(d.name) for d in brief.doctrines}
    rungs = {r.id: r.name for r in brief.rungs if r.act}
    titles = {d.id: d.name for d in library().doctrines if not d.each} | {x.id: x.name for x in library().locks}
    for d in library().doctrines:
        if d.each:
            titles |= {f"{d.id}-{r}": d.name.removesuffix("r") + rung for r, rung in rungs.items()}
    known = library_names([r.id for r in brief.rungs])
    return tuple({**{id: sentence(name) for id, name in titles.items() if id in known}, **found}.items())


def doctrine_choices(brief: Brief) -> tuple[tuple[str, str], ...]:
    """The same for a menu: where several have one name, those of the file have their id beside it."""
    names = doctrine_names(brief)
    own, count = {d.id for d in brief.doctrines}, Counter(name for _, name in names)
    return tuple((id, f"{name} ({id})" if id in own and count[name] > 1 else name) for id, name in names)


def _source(crisis: Crisis, id: str) -> str:
    found = crisis.brief.sources.get(id)
    if found is None:
        return id
    parts = [found.author, found.title, str(found.year) if found.year else ""]
    return ", ".join(p for p in parts if p)

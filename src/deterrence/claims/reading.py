"""A file of claims, read as scenarios are: every fault with its line and remedy, nothing executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from ..errors import ArgumentError
from ..files.decoding import decode
from ..files.diagnostics import Fault, Faults
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path as Where
from ..files.validation import shaped_as
from ..files.yaml_reader import parse
from ..forecast.metrics import Key
from ..forms import AnyParameter, AnyScenario, bounds_of, misfits, parameters_of
from ..game.limits import Limits
from ..game.reading import read_bytes
from .record import SCHEMA, Claim, Claims, Side
from .vocabulary import Row, strangers, vocabulary


def folder() -> Path:
    """Where the shipped claims are."""
    return Path(str(resources.files("deterrence") / "claims"))


def claims_of(scenario: AnyScenario) -> Path:
    """The shipped file of claims about a scenario.

    Raises:
        ArgumentError: none ships.
    """
    path = folder() / f"{scenario.name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder().glob("*.yaml")))
        raise ArgumentError(
            f"no claims ship for '{scenario.name}' (they do for: {known}); write a file and name it with --claims"
        )
    return path


def read_claims(path: str | Path, scenario: AnyScenario) -> Claims:
    """The claims in a file, checked against the scenario they are about.

    Raises:
        InputError: the file cannot be read, or is no well-formed file of claims about this scenario; holds every
            problem found.
    """
    faults = Faults(str(path))
    return _read(read_bytes(path, faults), faults, scenario)


def read_claims_text(text: str, scenario: AnyScenario, file: str = "<text>") -> Claims:
    """The claims in a text. Raises as :func:`read_claims`."""
    return _read(text.encode("utf-8", "surrogatepass"), Faults(file), scenario)


def _read(raw: bytes, faults: Faults, scenario: AnyScenario) -> Claims:
    document = parse(decode(raw, faults), faults, "file of claims", SCHEMA)
    claims = shaped_as(Claims, document, faults)
    if claims is not None and not document.broken:
        found = [f.located(document.positions, faults.file) for f in check(claims, scenario)]
        faults.extend(found)
    faults.raise_if_any()
    assert claims is not None  # otherwise there was a fault
    return claims


def key_of(claim: Claim, side: Side) -> Key:
    """The number of the outlook that a claim reads off on one side."""
    parts = claim.quantity.model_dump() | {k: v for k, v in side.quantity.model_dump().items() if v is not None}
    stage = parts["stage"]
    return Key(
        parts["name"], parts["actor"] or "", parts["of"] or "", parts["given"] or "", -1 if stage is None else stage
    )


def check(claims: Claims, scenario: AnyScenario) -> Iterator[Fault]:
    """Every fault that needs more than one place of the file, or the scenario."""
    if claims.scenario != scenario.name:
        what = f"these are claims about {shown(claims.scenario)}, and the scenario is {shown(scenario.name)}"
        yield Fault(("scenario",), what, "name the scenario that the claims are about")
        return
    yield from _ids(claims)
    sense = _Sense(scenario, vocabulary(scenario), parameters_of(scenario), bounds_of(scenario), misfits(scenario))
    for i, claim in enumerate(claims.claims):
        yield from _claim(("claims", i), claim, sense)


@dataclass(frozen=True)
class _Sense:
    """What a scenario has that claims may name."""

    scenario: AnyScenario
    words: dict[str, tuple[Row, ...]]
    parameters: Mapping[str, AnyParameter]
    bounds: Mapping[str, Limits]
    misfits: Callable[[Mapping[str, float]], list[tuple[str, str]]]


def _ids(claims: Claims) -> Iterator[Fault]:
    first: dict[str, int] = {}
    everything = [(("claims", i), c) for i, c in enumerate(claims.claims)]
    everything += [(("not_expressible", i), c) for i, c in enumerate(claims.not_expressible)]  # type: ignore[misc]
    for n, (path, item) in enumerate(everything):
        if item.id in first:
            yield Fault((*path, "id"), f"{shown(item.id)} is the id of two claims", "change or remove one of them")
        first.setdefault(item.id, n)
        if item.source not in claims.sources:
            remedy = did_you_mean(item.source, claims.sources) or f"name one of {listed(claims.sources)}, or add it"
            yield Fault((*path, "source"), f"there is no source {shown(item.source)}", remedy)
    known = [c.id for c in claims.claims]
    for i, claim in enumerate(claims.claims):
        named = [(("mirrors",), claim.mirrors)] if claim.mirrors else []
        named += [(("against", k), other) for k, other in enumerate(claim.against)]  # type: ignore[misc]
        for step, other in named:
            if other not in known or other == claim.id:
                remedy = did_you_mean(other, known) or "name the id of another claim"
                yield Fault(("claims", i, *step), f"there is no other claim {shown(other)}", remedy)


def _claim(path: Where, claim: Claim, sense: _Sense) -> Iterator[Fault]:
    if claim.direction == "unchanged" and claim.within is None:
        what = "'direction: unchanged' needs to know which difference counts as none"
        yield Fault((*path, "direction"), what, "add within: …")
    same = claim.contrast.a.model_dump(exclude={"name"}) == claim.contrast.b.model_dump(exclude={"name"})
    if same:
        yield Fault((*path, "contrast"), "the two sides are the same", "set something on one of them")
    words = sense.words
    if claim.quantity.name not in words:
        remedy = did_you_mean(claim.quantity.name, words) or f"name one of {listed(words)}"
        yield Fault((*path, "quantity", "name"), f"there is no quantity {shown(claim.quantity.name)}", remedy)
    for letter, side in (("a", claim.contrast.a), ("b", claim.contrast.b)):
        here = (*path, "contrast", letter)
        if claim.quantity.name in words:
            yield from _key(path, here, claim, side, sense)
        yield from _settings((*here, "set"), side, sense)
        yield from _doctrines((*here, "doctrine"), side, sense.scenario)


def _key(path: Where, here: Where, claim: Claim, side: Side, sense: _Sense) -> Iterator[Fault]:
    rows, moves = sense.words[claim.quantity.name], sense.scenario.window.moves
    for part, said, known in strangers(rows, key_of(claim, side), moves):
        own = getattr(side.quantity, part) is not None
        place = (*here, "quantity", part) if own else (*path, "quantity", part)
        name = shown(claim.quantity.name)
        if known in ([""], []):
            yield Fault(place, f"{name} has no {part!r}", f"remove {part!r}")
        elif not said:
            yield Fault(place, f"{name} needs {part!r}", f"add one of {listed([k for k in known if k])}")
        else:
            remedy = did_you_mean(said, known) or f"name one of {listed([k for k in known if k])}"
            yield Fault(place, f"{name} has no {part!r} {shown(said)}", remedy)
        return


def _settings(path: Where, side: Side, sense: _Sense) -> Iterator[Fault]:
    known, bounds = sense.parameters, sense.bounds
    sound = True
    for name, value in side.set.items():
        if name not in known:
            remedy = did_you_mean(name, known) or "name a parameter of the scenario"
            yield Fault((*path, name), f"there is no parameter {shown(name)}", remedy, at="key")
            sound = False
        elif not bounds[name].admits(value):
            yield Fault((*path, name), f"{name} = {value:g} is not possible", f"give a number {bounds[name]}")
            sound = False
    if sound and side.set:
        values = {**{name: p.value for name, p in known.items()}, **side.set}
        for what, remedy in sense.misfits(values):
            yield Fault(path, what, remedy)


def _doctrines(path: Where, side: Side, scenario: AnyScenario) -> Iterator[Fault]:
    actors = {a.id: a for a in scenario.actors}
    doctrines = [d.id for d in scenario.doctrines]
    for actor, doctrine in side.doctrine.items():
        if actor not in actors:
            remedy = did_you_mean(actor, actors) or f"name one of {listed(actors)}"
            yield Fault((*path, actor), f"there is no actor {shown(actor)}", remedy, at="key")
        elif all(t.kind != "commitment" for t in actors[actor].types):
            what = f"{shown(actor)} has no commitment that could carry out a doctrine"
            yield Fault((*path, actor), what, "remove it", at="key")
        if doctrine not in doctrines:
            remedy = did_you_mean(doctrine, doctrines) or f"name one of {listed(doctrines)}"
            yield Fault((*path, actor), f"there is no doctrine {shown(doctrine)}", remedy)

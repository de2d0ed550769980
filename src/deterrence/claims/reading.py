"""The file of claims as a kind of file: its rules, which need the scenario, and how one is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from .. import catalogue
from ..errors import ArgumentError
from ..files import reader
from ..files.diagnostics import Fault
from ..files.library import shipped
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path as Where
from ..files.reader import FileKind
from ..files.references import references
from ..forecast.metrics import Key
from ..forms import AnyScenario, bounds_of, load_any, misfits, parameters_of
from ..parameters.limits import Limits
from ..parameters.parameter import Parameter
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
        known = ", ".join(shipped(folder()))
        raise ArgumentError(
            f"no claims ship for '{scenario.name}' (they do for: {known}); write a file and name it with --claims"
        )
    return path


def read_claims(path: str | Path, scenario: AnyScenario | None = None) -> Claims:
    """The claims in a file, checked against the scenario they are about.

    Args:
        path: of the file.
        scenario: what they are about; the shipped scenario that the file names, if left out.

    Raises:
        InputError: the file cannot be read, or is no well-formed file of claims about this scenario; holds every
            problem found.
    """
    return reader.read(claims_about(scenario), path).record


def read_claims_text(text: str, scenario: AnyScenario | None = None, file: str = "<text>") -> Claims:
    """The claims in a text. Raises as :func:`read_claims`."""
    return reader.read_text(claims_about(scenario), text, file).record


def key_of(claim: Claim, side: Side) -> Key:
    """The number of the outlook that a claim reads off on one side."""
    parts = claim.quantity.model_dump() | {k: v for k, v in side.quantity.model_dump().items() if v is not None}
    stage = parts["stage"]
    return Key(
        parts["name"], parts["actor"] or "", parts["of"] or "", parts["given"] or "", -1 if stage is None else stage
    )


def check(claims: Claims, scenario: AnyScenario | None = None) -> Iterator[Fault]:
    """Every fault that needs more than one place of the file, or the scenario: the one it names, if left out."""
    if scenario is None:
        if claims.scenario not in catalogue.names():
            remedy = f"name one of {listed(catalogue.names())}, or use 'deterrence claims' with your own and --claims"
            yield Fault(("scenario",), f"no scenario {shown(claims.scenario)} ships", remedy)
            return
        scenario = load_any(catalogue.locate(claims.scenario)).scenario
    if claims.scenario != scenario.name:
        what = f"these are claims about {shown(claims.scenario)}, and the scenario is {shown(scenario.name)}"
        yield Fault(("scenario",), what, "name the scenario that the claims are about")
        return
    sense = _Sense(scenario, vocabulary(scenario), parameters_of(scenario), bounds_of(scenario), misfits(scenario))
    declared = {
        "quantity": sense.words,
        "parameter": sense.parameters,
        "actor": [a.id for a in scenario.actors],
        "doctrine": [d.id for d in scenario.doctrines],
    }
    yield from references(claims, outside=declared)
    for i, claim in enumerate(claims.claims):
        yield from _claim(("claims", i), claim, sense)


@dataclass(frozen=True)
class _Sense:
    """What a scenario has that claims may name."""

    scenario: AnyScenario
    words: dict[str, tuple[Row, ...]]
    parameters: Mapping[str, Parameter]
    bounds: Mapping[str, Limits]
    misfits: Callable[[Mapping[str, float]], list[tuple[str, str]]]


def _claim(path: Where, claim: Claim, sense: _Sense) -> Iterator[Fault]:
    if claim.direction == "unchanged" and claim.within is None:
        what = "'direction: unchanged' needs to know which difference counts as none"
        yield Fault((*path, "direction"), what, "add within: …")
    same = claim.contrast.a.model_dump(exclude={"name"}) == claim.contrast.b.model_dump(exclude={"name"})
    if same:
        yield Fault((*path, "contrast"), "the two sides are the same", "set something on one of them")
    others: list[tuple[Where, str | None]] = [((*path, "mirrors"), claim.mirrors)]
    others += [((*path, "against", k), name) for k, name in enumerate(claim.against)]
    for place, name in others:
        if name == claim.id:
            yield Fault(place, f"{shown(name)} is the claim itself", "name the id of another claim")
    words = sense.words
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
            sound = False
        elif not bounds[name].admits(value):
            yield Fault((*path, name), f"{name} = {value:g} is not possible", f"give a number {bounds[name]}")
            sound = False
    if sound and side.set:
        values = {**{name: p.value for name, p in known.items()}, **side.set}
        for what, remedy in sense.misfits(values):
            yield Fault(path, what, remedy)


def _doctrines(path: Where, side: Side, scenario: AnyScenario) -> Iterator[Fault]:
    for actor in scenario.actors:
        if actor.id in side.doctrine and all(t.kind != "commitment" for t in actor.types):
            what = f"{shown(actor.id)} has no commitment that could carry out a doctrine"
            yield Fault((*path, actor.id), what, "remove it", at="key")


def claims_about(scenario: AnyScenario | None) -> FileKind[Claims]:
    """Claims about a scenario as a kind of file: their rules need what the scenario has."""
    return FileKind("file of claims", SCHEMA, Claims, rules=(partial(check, scenario=scenario),))


CLAIMS = claims_about(None)

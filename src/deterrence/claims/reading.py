"""A file of claims, read as scenarios are: every fault with its line and remedy, nothing executed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
from ..forecasting.intervention import consequence_keys
from ..forecasting.keys import Key
from ..forecasting.registry import absent, definitions, known_keys
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis, load
from .record import SCHEMA, Claim, Claims, Side

THRESHOLDS = ("within", "within_ratio", "at_least", "at_least_ratio")
SIGNED = ("payoff",)
"""Kinds of quantity that may be negative: ratios say nothing of them."""
PARTS = ("actor", "of", "given", "stage")
"""Parts of a key beside its name, in the order in which they are looked at."""


def folder() -> Path:
    """Where the shipped claims are."""
    return Path(str(resources.files("deterrence") / "claims"))


def claims_of(crisis: Crisis) -> Path:
    """The shipped file of claims about a crisis.

    Raises:
        ArgumentError: none ships.
    """
    name = crisis.brief.name
    path = folder() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(shipped(folder()))
        raise ArgumentError(
            f"no claims ship for '{name}' (they do for: {known}); write a file and name it with --claims"
        )
    return path


def read_claims(path: str | Path, crisis: Crisis | None = None) -> Claims:
    """The claims in a file, checked against the crisis they are about.

    Args:
        path: of the file.
        crisis: what they are about; the shipped scenario that the file names, if left out.

    Raises:
        InputError: the file cannot be read, or is no well-formed file of claims about this crisis; holds every problem
            found.
    """
    return reader.read(claims_about(crisis), path).record


def read_claims_text(text: str, crisis: Crisis | None = None, file: str = "<text>") -> Claims:
    """The claims in a text. Raises as :func:`read_claims`."""
    return reader.read_text(claims_about(crisis), text, file).record


def key_of(claim: Claim, side: Side) -> Key:
    """The number of the outlook that a claim reads off on one side."""
    parts = claim.quantity.model_dump() | {k: v for k, v in side.quantity.model_dump().items() if v is not None}
    stage = parts["stage"]
    return Key(
        parts["name"], parts["actor"] or "", parts["of"] or "", parts["given"] or "", -1 if stage is None else stage
    )


def check(claims: Claims, crisis: Crisis | None = None) -> Iterator[Fault]:
    """Every fault that needs more than one place of the file, or the crisis: the one it names, if left out."""
    if crisis is None:
        if claims.scenario not in catalogue.names():
            remedy = f"name one of {listed(catalogue.names())}, or your own: 'deterrence check FILE --about SCENARIO'"
            yield Fault(("scenario",), f"no scenario {shown(claims.scenario)} ships", remedy)
            return
        crisis = load(claims.scenario)
    if claims.scenario != crisis.brief.name:
        what = f"these are claims about {shown(claims.scenario)}, and the scenario is {shown(crisis.brief.name)}"
        yield Fault(("scenario",), what, "name the scenario that the claims are about")
        return
    sense = _Sense.of(crisis)
    declared = {
        "quantity": [*sense.keys, *sense.absent],
        "parameter": crisis.parameters,
        "actor": [a.id for a in crisis.brief.actors],
        "doctrine": [d.id for d in crisis.brief.doctrines],
    }
    yield from references(claims, outside=declared)
    for i, claim in enumerate(claims.claims):
        yield from _claim(("claims", i), claim, sense)


@dataclass(frozen=True)
class _Sense:
    """What claims about a crisis may name.

    Attributes:
        keys: by quantity, every number that the crisis may show, whatever values its parameters are given.
        absent: by quantity that it cannot have, why not.
    """

    crisis: Crisis
    keys: dict[str, list[Key]]
    absent: dict[str, str]

    @classmethod
    def of(cls, crisis: Crisis) -> _Sense:
        game = _whole(crisis)
        keys: dict[str, list[Key]] = {}
        for key in _known(game):
            keys.setdefault(key.name, []).append(key)
        return cls(crisis, keys, absent(game))


def known_about(crisis: Crisis) -> tuple[set[Key], dict[Key, set[str]]]:
    """Every number that a crisis may show, whatever values its parameters are given; and of those about events that are
    chosen, who chooses them."""
    game = _whole(crisis)
    known, s = set(_known(game)), game.structure
    by_event = {
        name: {s.actors[s.moves[m].actor] for m in s.branch_move[h.branch] if m >= 0}
        for name, h in game.happenings.items()
    }
    by_sequence = {q.id: by_event[q.event] for q in crisis.brief.sequences}
    of = {"event": by_event, "event_count": by_event, "follows": by_sequence}
    return known, {key: of[key.name][key.of] for key in known if key.name in of}


def _whole(crisis: Crisis) -> CrisisGame:
    """The game with every type that it could have."""
    return crisis.game_at(crisis.parameters.defaults, prune=False)


def _known(game: CrisisGame) -> Iterator[Key]:
    yield from known_keys(game)
    yield from consequence_keys(game)


def _claim(path: Where, claim: Claim, sense: _Sense) -> Iterator[Fault]:
    yield from _thresholds(path, claim)
    same = claim.contrast.a.model_dump(exclude={"name"}) == claim.contrast.b.model_dump(exclude={"name"})
    if same:
        yield Fault((*path, "contrast"), "the two sides are the same", "set something on one of them")
    others: list[tuple[Where, str | None]] = [((*path, "mirrors"), claim.mirrors)]
    others += [((*path, "against", k), other) for k, other in enumerate(claim.against)]
    for place, other in others:
        if other == claim.id:
            yield Fault(place, f"{shown(other)} is the claim itself", "name the id of another claim")
    name = claim.quantity.name
    if name in sense.absent:
        what = f"{shown(name)} is not in this scenario: {sense.absent[name]}"
        yield Fault((*path, "quantity", "name"), what, "ask for another quantity")
    sides = [((*path, "contrast", letter), getattr(claim.contrast, letter)) for letter in "ab"]
    if name in sense.keys:  # what is wrong with the quantity itself is wrong on both sides, and said once
        yield from dict.fromkeys(f for here, side in sides for f in _key(path, here, claim, side, sense.keys[name]))
    for here, side in sides:
        yield from _settings((*here, "set"), side, sense.crisis)
        yield from _doctrines((*here, "doctrine"), side, sense.crisis)


def _thresholds(path: Where, claim: Claim) -> Iterator[Fault]:
    """What is allowed the wrong way, and what is asked for: one of them at most, and ratios only of what has a zero."""
    if claim.direction == "unchanged" and claim.within is None and claim.within_ratio is None:
        what = "'direction: unchanged' needs to know which difference counts as none"
        yield Fault((*path, "direction"), what, "add within: … or within_ratio: …")
    stated = [name for name in THRESHOLDS if getattr(claim, name) is not None]
    if len(stated) > 1:
        yield Fault((*path, stated[1]), f"{shown(stated[0])} and {shown(stated[1])} are both given", "keep one of them")
    if claim.direction == "unchanged":
        for name in stated:
            if name.startswith("at_least"):
                yield Fault((*path, name), "'direction: unchanged' asks for no effect", "remove it, or claim one")
    kind = definitions()[claim.quantity.name].kind if claim.quantity.name in definitions() else "probability"
    for name in stated:
        if name.endswith("_ratio") and kind in SIGNED:
            yield Fault((*path, name), f"{shown(claim.quantity.name)} may be negative", "give a difference instead")


def _key(path: Where, here: Where, claim: Claim, side: Side, known: Collection[Key]) -> Iterator[Fault]:
    """The first part of the key that does not fit its quantity, with what may stand there."""
    key = key_of(claim, side)
    for part in PARTS:
        fitting = [k for k in known if getattr(k, part) == getattr(key, part)]
        if not fitting:
            own = getattr(side.quantity, part) is not None
            place = (*here, "quantity", part) if own else (*path, "quantity", part)
            yield Fault(place, *_mismatch(claim.quantity.name, part, getattr(key, part), known))
            return
        known = fitting


def _mismatch(name: str, part: str, given: str | int, known: Collection[Key]) -> tuple[str, str]:
    """What is wrong with a part of a key, and a remedy."""
    if part == "stage":
        moves = sorted({k.stage for k in known})
        words = [] if moves[-1] < 0 else [f"a move from {max(moves[0], 0)} to {moves[-1]}"]
        given = "" if given == -1 else str(given)
    else:
        words = [w for w in dict.fromkeys(str(getattr(k, part)) for k in known) if w]
        words.sort(key=lambda w: w.count(","))  # a list is cut short: those with a second condition come last
        given = str(given)
    options = words[0] if part == "stage" and words else f"one of {listed(words)}"
    if not words:
        return f"{shown(name)} has no {part!r}", f"remove {part!r}"
    if not given:
        return f"{shown(name)} needs {part!r}", f"add {options}"
    return f"{shown(name)} has no {part!r} {shown(given)}", did_you_mean(given, words) or f"name {options}"


def _settings(path: Where, side: Side, crisis: Crisis) -> Iterator[Fault]:
    known = crisis.parameters
    sound = True
    for name, value in side.set.items():
        if name not in known:
            sound = False
        elif not known[name].limits.admits(value):
            yield Fault((*path, name), f"{name} = {value:g} is not possible", f"give a number {known[name].limits}")
            sound = False
    if sound and side.set:
        for what, remedy in known.misfits({**known.defaults, **side.set}):
            yield Fault(path, what, remedy)


def _doctrines(path: Where, side: Side, crisis: Crisis) -> Iterator[Fault]:
    for actor in crisis.brief.actors:
        if actor.id in side.doctrine and all(t.strategic for t in actor.types):
            what = f"{shown(actor.id)} has no commitment that could carry out a doctrine"
            yield Fault((*path, actor.id), what, "remove it", at="key")


def claims_about(crisis: Crisis | None) -> FileKind[Claims]:
    """Claims about a crisis as a kind of file: their rules need what the crisis has."""
    return FileKind("file of claims", SCHEMA, Claims, rules=(partial(check, crisis=crisis),))


CLAIMS = claims_about(None)

"""Derivatives, by every parameter at once, of the numbers that claims are about.

Beside the headlines of :mod:`.headlines`, a *first passage* has an adjoint: the probability that an act of some kind is
ever seen (a line crossed, a firebreak passed). Play goes on after it, so mass that has passed is dropped from the
forward sweep, where for headlines the states themselves remember.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..errors import DeterrenceError, UnsupportedGame
from ..forecast.metrics import Key
from ..game.board import Aftermath, Position
from ..game.compiling import CompiledScenario
from ..game.structure import Standing
from ..solvers.grid import Assessment
from .claim_sides import Found, Setting, read_off, solved
from .headlines import CHALLENGE, Headline, headlines
from .recursion import Recursion
from .resolving import Resolver
from .slopes import Slopes, slopes

Slope = dict[str, float]
ENDING = "outcome"


@dataclass(frozen=True)
class Gradients:
    """Derivatives by parameter.

    Attributes:
        by_key: of the numbers that have an adjoint.
        endings: of every ending's probability.
    """

    by_key: dict[Key, Slope]
    endings: dict[str, Slope]


class _Passage(Recursion):
    """Headlines that all settle at the same states, after which nothing counts any more."""

    def _through_chance(self, v: np.ndarray, mass: np.ndarray, t: int) -> None:
        mass[self.free[:, 0] == 0] = 0.0
        super()._through_chance(v, mass, t)


def told_at(
    resolver: Resolver, setting: Setting, keys: tuple[Key, ...], sloped: bool
) -> tuple[Found | str, Gradients | str | None]:
    """The numbers asked for in a setting, and, if wanted, gradients; a message where there are none.

    Numbers that the outlook leaves out there (a condition that hardly ever holds) are left out.
    """
    try:
        compiled, assessment = solved(resolver, setting)
        found = read_off(compiled, assessment, keys)
    except DeterrenceError as error:
        return str(error), str(error) if sloped else None
    try:
        return found, gradients(compiled, assessment, keys) if sloped else None
    except DeterrenceError as error:
        return found, str(error)


def gradients(compiled: CompiledScenario, assessment: Assessment, keys: Iterable[Key]) -> Gradients:
    """Derivatives of every number asked for that has an adjoint, and of the endings.

    ``challenge`` by actor is differentiated as the first challenge *seen*, made by that actor: it differs from the
    first one chosen by accidents and misreadings.

    Raises:
        UnsupportedGame: no horizon, or more than two types an actor.
    """
    s = compiled.structure
    if s.horizon is None or max(len(kinds) for kinds in s.types) > 2:
        raise UnsupportedGame("the gradient needs a horizon and at most two types an actor")
    chain = slopes(compiled, compiled.values)
    plain = (*headlines(compiled), *_first_by_actor(compiled))
    named = dict(zip((h.name for h in plain), _derivatives(Recursion, assessment, chain, plain), strict=True))
    endings = {name: named[name] for name in dict.fromkeys(s.endings) if name in named}
    passages: dict[bytes, np.ndarray] = {}
    by_key: dict[Key, Slope] = {}
    for key in keys:
        parts = _passages(compiled, key)
        if key.name == ENDING:
            row = endings.get(key.of, np.zeros(len(chain.names)))
        elif key.name == "general_deterrence":
            row = -np.sum([named[n] for n in named if n.startswith(f"{CHALLENGE}:")], axis=0)
        elif key.name == "challenge":
            row = named[_by(key.actor)]
        elif parts:
            row = np.zeros(len(chain.names))
            for sign, headline in parts:
                name = headline.settles.tobytes() + headline.worth.tobytes()
                if name not in passages:
                    (passages[name],) = _derivatives(_Passage, assessment, chain, (headline,))
                row = row + sign * passages[name]
        else:
            continue
        by_key[key] = dict(zip(chain.names, row.tolist(), strict=True))
    told = {name: dict(zip(chain.names, row.tolist(), strict=True)) for name, row in endings.items()}
    return Gradients(by_key, told)


def _derivatives(
    kind: type[Recursion], assessment: Assessment, chain: Slopes, chosen: tuple[Headline, ...]
) -> np.ndarray:
    recursion = kind(assessment, chain.numbers, chosen)
    recursion.backward()
    recursion.forward()
    return chain.chain(recursion.cotangent)


def _by(actor: str) -> str:
    return f"{CHALLENGE} by {actor}"


def _first_by_actor(compiled: CompiledScenario) -> tuple[Headline, ...]:
    """The first act seen at or above the challenge rung, by who made it."""
    s, places = compiled.structure, compiled.enumerated.places
    terminal = s.standing == Standing.TERMINAL
    challenged = np.array([isinstance(p, Position | Aftermath) and p.challenged for p in places])
    by = np.array([p.actor if isinstance(p, Aftermath) and p.challenged else -1 for p in places])
    return tuple(Headline(_by(a), (by == i).astype(float), terminal | challenged) for i, a in enumerate(s.actors))


def _passages(compiled: CompiledScenario, key: Key) -> list[tuple[float, Headline]]:
    """First passages that a number is the signed sum of; empty if it is none."""
    s, scenario = compiled.structure, compiled.scenario
    rungs = list(s.rungs)
    match key.name:
        case "deterrence_failure":
            line = next(line for line in scenario.red_lines if line.id == key.of)
            return [(1.0, _passage(compiled, rungs.index(line.rung), 1 - s.actors.index(key.actor)))]
        case "crossing" if not key.given:
            threshold = next(t for t in scenario.thresholds if t.id == key.of)
            return [(1.0, _passage(compiled, rungs.index(threshold.below)))]
        case "peak_rung" if key.given == "realised" and rungs.index(key.of) > s.state_rung[s.initial]:
            rung = rungs.index(key.of)
            above = [(-1.0, _passage(compiled, rung + 1))] if rung + 1 < len(rungs) else []
            return [(1.0, _passage(compiled, rung)), *above]
    return []


def _passage(compiled: CompiledScenario, rung: int, actor: int | None = None) -> Headline:
    """An act is ever seen at or above a rung; by an actor, or by anyone, losing control counting as the top."""
    s = compiled.structure
    hit = np.array(
        [
            (isinstance(p, Aftermath) and p.rung >= rung and actor in (None, p.actor))
            or (actor is None and s.endings[x] == "catastrophe")
            for x, p in enumerate(compiled.enumerated.places)
        ]
    )
    return Headline("passage", hit.astype(float), hit | (s.standing == Standing.TERMINAL))

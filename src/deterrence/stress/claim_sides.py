"""The sides of claims: a game solved with something set, and the numbers read off it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..campaign.compiling import CompiledCampaign
from ..claims.record import Side
from ..claims.vocabulary import BELIEF, CONSEQUENCE, HARDER, OTHER_ACTS
from ..forecast import campaign_metrics
from ..forecast.dominance import EscalationDominance
from ..forecast.intervention import restraint_and_response
from ..forecast.metrics import Key, Values, challenged, credibility, deterrence, lines, outcomes, peaks
from ..forecast.push import Pusher
from ..forecast.visitors import DoctrineGap, Duration, Enforcement, Losses, Visitor
from ..forms import AnyScenario, compile_any, with_doctrine_any
from ..game.compiling import CompiledScenario
from ..solvers.grid import Assessment, solve_grid
from .resolving import Change, Resolver

_VISITORS: dict[str, type[Visitor]] = {
    "enforcement": Enforcement,
    "line_stands_at": Enforcement,
    "declared_operational_gap": DoctrineGap,
    "loss": Losses,
    "duration": Duration,
    "escalation_dominance": EscalationDominance,
    "gives_way": EscalationDominance,
}
_PARTS = {
    "challenge": deterrence,
    "immediate_deterrence": deterrence,
    "deterrence_failure": lines,
    "peak_rung": peaks,
    "crossing": peaks,
    "credibility": credibility,
}

Found = dict[Key, float]


@dataclass(frozen=True)
class Setting:
    """What distinguishes a game from the scenario as it stands.

    Attributes:
        values: parameters with another value.
        doctrines: actors whose commitment carries out another doctrine.
    """

    values: tuple[tuple[str, float], ...] = ()
    doctrines: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, side: Side, scenario: AnyScenario, base: Mapping[str, float]) -> Setting:
        """A side's setting; what it sets to what stands there anyway is no difference."""
        own = {a.id: {t.doctrine for t in a.types if t.doctrine} for a in scenario.actors}
        return cls(
            tuple(sorted((name, value) for name, value in side.set.items() if base[name] != value)),
            tuple(sorted((actor, name) for actor, name in side.doctrine.items() if own[actor] != {name})),
        )

    def plus(self, changes: Mapping[str, float]) -> Setting:
        """The same in a world where other parameters change as well; what this sets, stays."""
        return Setting(tuple(sorted({**changes, **dict(self.values)}.items())), self.doctrines)


def solved(resolver: Resolver, setting: Setting) -> tuple[CompiledScenario, Assessment]:
    """The scenario solved in a setting, starting from the base solution where it fits."""
    if not setting.doctrines:
        return resolver.solved(Change.of(dict(setting.values)))
    scenario = resolver.scenario
    for actor, doctrine in setting.doctrines:
        scenario = with_doctrine_any(scenario, actor, doctrine)
    compiled = compile_any(scenario, {**resolver.base, **dict(setting.values)})
    base, s = resolver.solved()[1], compiled.structure
    fits = (base.game.structure.types, base.game.structure.states) == (s.types, s.states)
    return compiled, solve_grid(compiled.game, resolver.grid, base.strategies if fits else None)


def read_off(compiled: CompiledScenario, assessment: Assessment, keys: Iterable[Key]) -> Found:
    """Some numbers of the outlook, by as few pushes as they need."""
    wanted = set(keys)
    if isinstance(compiled, CompiledCampaign):
        told = campaign_metrics.some(compiled, assessment, {key.name for key in wanted})
        return {key: told[key] for key in wanted if key in told}
    names = {key.name for key in wanted}
    pusher = Pusher(assessment)
    visitors = [make(compiled, pusher) for make in {_VISITORS[n] for n in names if n in _VISITORS}]  # type: ignore[call-arg]
    found: Values = {}
    if visitors or names & {"outcome", "general_deterrence"}:

        def visit(flow: object) -> None:
            for visitor in visitors:
                visitor(flow)  # type: ignore[arg-type]

        final = pusher.finish(visit if visitors else None)
        found.update(outcomes(compiled, pusher, final))
        found[Key("general_deterrence")] = 1.0 - challenged(compiled, final)
    for visitor in visitors:
        found.update(visitor.values())
    for part in {_PARTS[n] for n in names if n in _PARTS}:
        found.update(part(compiled, pusher))
    for actor in sorted({key.actor for key in wanted if key.name == CONSEQUENCE}):
        found.update(_consequences(compiled, pusher, actor))
    return {key: found[key] for key in wanted if key in found}


def _consequences(compiled: CompiledScenario, pusher: Pusher, actor: str) -> Values:
    out: Values = {}
    for c in restraint_and_response(compiled, pusher, actor):
        told = {BELIEF: c.after, OTHER_ACTS: c.other_acts, HARDER: c.harder, **c.endings}
        out.update({Key(CONSEQUENCE, actor, of, c.answer): value for of, value in told.items()})
    return out

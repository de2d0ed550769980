"""The main job for a campaign: solved, forecast, solved again at the ends of its levers and under other doctrines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .campaign.compiling import CompiledCampaign, compile_campaign
from .campaign.formula import names
from .campaign.parameters import with_doctrine
from .campaign.reading import LoadedCampaign
from .campaign.record import Campaign
from .forecast.campaign_metrics import headline_values
from .forecast.metrics import Values
from .forecast.outlook import Outlook, forecast
from .solvers.refine import Resolution, resolution_named, solve
from .solvers.solution import Solution
from .stress.resolving import Change, Resolver
from .stress.team import Team
from .study import Clock, Progress
from .versions import versions

SCHEMA_VERSION = "campaign-1"
FIRST_POINTS = {1: 49, 2: 25, 3: 13}  # nodes a side to begin with, by log-odds axes
LEVER_POINTS = {1: 25, 2: 13, 3: 7}  # nodes a side of the grid for comparisons, by log-odds axes


@dataclass(frozen=True)
class LeverEffect:
    """What a parameter moves: headline values with it at either end of its range, solved again.

    Attributes:
        parameter: its name.
        ends: (value, {quantity: value}) at the low and the high end.
    """

    parameter: str
    ends: tuple[tuple[float, Values], tuple[float, Values]]


@dataclass(frozen=True)
class CampaignVariant:
    """Headline values under one other assumption, or with an actor's commitments carrying out another doctrine.

    Attributes:
        label: the assumption in words; empty for a doctrine.
        actor, doctrine: whose commitments carry out what; empty for an assumption.
        values: {quantity: value}, on the small grid.
    """

    label: str
    values: Values
    actor: str = ""
    doctrine: str = ""


@dataclass(frozen=True, eq=False)
class CampaignStudy:
    """Everything a report of a campaign tells.

    Attributes:
        loaded, compiled: the file, and the game at the values used.
        changes: what was set on the command line, by parameter name.
        solution, outlook: at the resolution asked for.
        base: headline values on the small grid that everything below is compared on.
        levers, doctrines, robustness: solved again, on that grid.
        seconds, versions: how it was made.
    """

    loaded: LoadedCampaign
    compiled: CompiledCampaign
    changes: Mapping[str, float]
    solution: Solution
    outlook: Outlook
    base: Values
    levers: tuple[LeverEffect, ...]
    doctrines: tuple[CampaignVariant, ...]
    robustness: tuple[CampaignVariant, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def scenario(self) -> Campaign:
        """The campaign studied."""
        return self.loaded.scenario


def axes(compiled: CompiledCampaign) -> int:
    """Log-odds axes of its beliefs: one for each private type beyond an actor's first, from 1 to 3."""
    return min(max(sum(len(kinds) - 1 for kinds in compiled.structure.types), 1), 3)


def conduct(
    loaded: LoadedCampaign,
    values: Mapping[str, float],
    *,
    changes: Mapping[str, float] | None = None,
    resolution: str = "report",
    precision: float | None = None,
    seed: int = 0,
    workers: int = 0,
    all_levers: bool = False,
    progress: Progress = lambda message: None,
) -> CampaignStudy:
    """Do the main job for a campaign.

    Args:
        loaded: the campaign, read and checked.
        values: every parameter's value.
        changes: which of them were set by the user (recorded, not applied again).
        resolution: of the main solution, ``report`` or ``interactive``.
        precision: λ in place of every actor's own, in the main solution.
        seed: not used: nothing here is sampled.
        workers: processes for comparisons beside the main solution; nought does all of it here.
        all_levers: solve every lever again, not only the first of each mechanism.
        progress: told, in words, what is being done.

    Raises:
        NotConverged, UnsupportedGame, GridTooLarge: the game could not be solved as asked.
    """
    clock = Clock(progress)
    campaign = loaded.scenario
    compiled = compile_campaign(campaign, values)
    points = LEVER_POINTS[axes(compiled)]
    with Team(campaign, values, workers) as team:
        base = team.submit(_headlines, Change(), points=points)
        levers = [(name, team.submit(_ends, name, points=points)) for name in lever_names(campaign, every=all_levers)]
        cases = [(a, d, team.submit(_under_doctrine, a, d, points=points)) for a, d in doctrine_cases(campaign)]
        tried = [
            (label, team.submit(_headlines, change, points=points)) for label, change in assumptions(campaign, values)
        ]
        with clock("solve", "solving"):
            settings = _settings(resolution, axes(compiled))
            solution = solve(compiled.game, precision=precision, resolution=settings)
        with clock("outlook", "looking ahead"):
            outlook = forecast(compiled, solution)
        with clock("comparisons", "moving levers, trying other doctrines and assumptions"):
            return CampaignStudy(
                loaded=loaded,
                compiled=compiled,
                changes=dict(changes or {}),
                solution=solution,
                outlook=outlook,
                base=base.result(),
                levers=tuple(LeverEffect(name, ends.result()) for name, ends in levers),
                doctrines=tuple(CampaignVariant("", case.result(), a, d) for a, d, case in cases),
                robustness=tuple(CampaignVariant(label, found.result()) for label, found in tried),
                seconds=clock.seconds,
                versions=versions(),
            )


def _settings(name: str, count: int) -> Resolution:
    """A resolution without the search of other equilibria, begun coarse: campaigns have many public states."""
    settings = resolution_named(name, count)
    points = min(settings.points, FIRST_POINTS[count])
    return replace(settings, points=points, most=max(points, settings.most), starts=0)


def lever_names(campaign: Campaign, *, every: bool = True) -> list[str]:
    """The levers that its mechanisms name, or the first of each that no mechanism before it names; each once."""
    if every:
        return list(dict.fromkeys(name for m in campaign.mechanisms for name in m.levers))
    chosen: list[str] = []
    for mechanism in campaign.mechanisms:
        fresh = [name for name in mechanism.levers if name not in chosen]
        chosen += fresh[:1]
    return chosen


def doctrine_cases(campaign: Campaign) -> list[tuple[str, str]]:
    """(actor, doctrine) to compare with what its commitments carry out in the file."""
    return [(c.actor, d) for c in campaign.comparisons for d in c.doctrines]


def assumptions(campaign: Campaign, values: Mapping[str, float]) -> list[tuple[str, Change]]:
    """What nobody can be sure of, changed: λ × {½, 2}, ε × {0.1, 3}, T × ½."""
    found = [(f"precision × {factor:g}", Change(precision=factor)) for factor in (0.5, 2.0)]
    trembles = {n for a in campaign.actors for t in a.types if t.kind == "commitment" for n in names(t.tremble)}
    if trembles:
        for factor in (0.1, 3.0):
            scaled = {name: min(values[name] * factor, 1.0) for name in trembles}
            found.append((f"tremble × {factor:g}", Change.of(scaled)))
    half = max(round(campaign.window.moves / 2), 1)
    return [*found, (f"window × 0.5 ({half} moves)", Change(horizon=half))]


def _headlines(resolver: Resolver, change: Change) -> Values:
    return headline_values(*resolver.solved(change))  # type: ignore[arg-type]


def _ends(resolver: Resolver, name: str) -> tuple[tuple[float, Values], ...]:
    parameter = resolver.scenario.parameters[name]
    ends: Sequence[float] = parameter.range or (0.5 * parameter.value, 1.5 * parameter.value)
    return tuple((float(end), _headlines(resolver, Change.of({name: float(end)}))) for end in ends)


def _under_doctrine(resolver: Resolver, actor: str, doctrine: str) -> Values:
    campaign = with_doctrine(resolver.scenario, actor, doctrine)  # type: ignore[arg-type]
    return _headlines(Resolver(campaign, resolver.base, resolver.grid), Change())


def as_dict(study: CampaignStudy) -> dict[str, Any]:
    """The study as ``results.json`` holds it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": {"name": study.scenario.name, "title": study.scenario.title, "sha256": study.loaded.sha256},
        "set": dict(study.changes),
        "outcomes": {name: q.value for name, q in study.outlook.outcomes.items()},
        "certificate": study.solution.certificate.as_dict(),
        "quantities": [q.as_dict() for q in study.outlook.quantities.values()],
        "levers": [
            {"parameter": e.parameter, "ends": [{"value": v, "quantities": _rows(found)} for v, found in e.ends]}
            for e in study.levers
        ],
        "base": _rows(study.base),
        "doctrines": [
            {"actor": v.actor, "doctrine": v.doctrine, "quantities": _rows(v.values)} for v in study.doctrines
        ],
        "robustness": [{"label": v.label, "quantities": _rows(v.values)} for v in study.robustness],
        "seconds": {**study.seconds, **{f"solution_{k}": v for k, v in study.solution.seconds.as_dict().items()}},
        "versions": dict(study.versions),
    }


def _rows(values: Values) -> list[dict[str, Any]]:
    return [
        {"name": k.name, "actor": k.actor or None, "of": k.of or None, "given": k.given or None, "value": v}
        for k, v in values.items()
    ]

"""What a scenario of two sides on one ladder says, in the vocabulary that all forms share."""

from __future__ import annotations

from collections.abc import Iterator

from ...games.brief import (
    ActorBrief,
    Alternative,
    Brief,
    Charge,
    DoctrineBrief,
    EndingBrief,
    Inducement,
    LineBrief,
    RungBrief,
    ThresholdBrief,
    TurnBrief,
    TypeBrief,
)
from ...parameters.table import Misfits, NamedParameter, ParameterTable
from .limits import joint_limits, limits
from .parameter_sites import REMAINDER, NumberNames, sites, walk
from .posture import taken
from .record import Actor, ActorType, RedLine, Scenario

RESPONSES = {
    "below": "an act at most one rung below the crossing, or above",
    "at": "an act at the rung of the crossing or above",
    "above": "an act above the rung of the crossing",
}
ROLES = {
    "settled": "below peace",
    "calm": "the crisis starts here",
    "act": "acts are made here",
    "war": "an ending",
    "catastrophe": "an ending",
}
AGREED = ("off_ramp", "settlement")


def parameters_of(scenario: Scenario) -> ParameterTable:
    """Every parameter: a number belongs to an actor by where it stands (its own section, a red line that it owns, or
    under its name in a table)."""
    owners: dict[str, set[str]] = {}
    shared: set[str] = set()
    parts: dict[str, set[str]] = {}
    for site in sites(scenario):
        owner = _owner(scenario, site.path)
        parts.setdefault(site.parameter, set()).add(site.field)
        if owner is None:
            shared.add(site.parameter)
        else:
            owners.setdefault(site.parameter, set()).add(owner)
    bounds = limits(scenario)
    everybody = {a.id for a in scenario.actors}
    rows = [
        NamedParameter(
            name=name,
            value=p.value,
            unit=p.unit,
            source=p.source,
            label=p.label or name,
            range=p.range,
            distribution=p.distribution,
            role=p.role,
            condition=p.condition,
            nil=p.nil,
            ideal=p.ideal,
            note=p.note,
            owners=frozenset(owners.get(name, set()) | (everybody if name in shared and name in owners else set())),
            parts=frozenset(parts.get(name, set())),
            limits=bounds[name],
        )
        for name, p, _ in walk(scenario)
    ]
    return ParameterTable.of(rows, _misfits(scenario))


def _misfits(scenario: Scenario) -> Misfits:
    joints = list(joint_limits(scenario))
    return lambda values: [(joint.said(values), joint.remedy) for joint in joints if not joint.holds(values)]


def _owner(scenario: Scenario, path: tuple[str | int, ...]) -> str | None:
    """The actor that a place in the file belongs to, None where it is both sides' or nobody's."""
    section, place, *_ = (*path, None)
    if section == "actors" and isinstance(place, int):
        return scenario.actors[place].id
    if section == "red_lines" and isinstance(place, int):
        return scenario.red_lines[place].owner
    return next((actor.id for actor in scenario.actors if path[-1] == actor.id), None)


def describe(scenario: Scenario) -> Brief:
    """The scenario in the shared vocabulary."""
    s = scenario
    rungs = tuple(
        RungBrief(
            id=r.id,
            name=r.name,
            domain=r.domain,
            force=r.force,
            nuclear=r.nuclear,
            reversible=r.reversible,
            violence=r.violence,
            act=r.standing in ("act", "war"),
            role=ROLES[r.standing],
        )
        for r in s.ladder
    )
    return Brief(
        name=s.name,
        title=s.title,
        summary=s.summary,
        systems=s.systems,
        moves=s.window.moves,
        first=s.window.first,
        actors=tuple(_actor(a) for a in s.actors),
        rungs=rungs,
        turns=tuple(
            TurnBrief(
                f"a move of {a.name}", a.id, tuple(m.name for m in s.moves), named={m.id: m.name for m in s.moves}
            )
            for a in s.actors
        ),
        charges=tuple(_charges(s)),
        thresholds=tuple(ThresholdBrief(t.id, t.name, t.below) for t in s.thresholds),
        lines=tuple(_line(line) for line in s.red_lines),
        doctrines=tuple(DoctrineBrief(d.id, d.name, d.text) for d in s.doctrines),
        comparisons={c.actor: c.doctrines for c in s.comparisons},
        endings=_endings(s),
        alternatives=tuple(
            Alternative(p.id, p.name, a.id, "posture", taken(s, a.id, p), p.text)
            for a in s.actors
            for p in s.postures
        ),
        inducements=tuple(_inducements(s)),
        options=s.options,
        base_rates=s.base_rates,
        coded=s.coded_crises,
        sources=s.sources,
        facts=s.facts,
        challenge=s.window.challenge,
        off_ramp=s.off_ramp.name if s.off_ramp else "",
        mediator=s.mediator.name if s.mediator else "",
        audit={row: why for row, why in s.audit.items()},
    )


def _actor(actor: Actor) -> ActorBrief:
    numbers = {}
    if actor.resilience is not None:
        numbers["resilience"] = NumberNames().name(actor.resilience, (actor.id, "resilience"))
    return ActorBrief(actor.id, actor.name, tuple(_type(actor.id, t) for t in actor.types), numbers)


def _type(actor: str, kind: ActorType) -> TypeBrief:
    prior = "" if kind.prior == REMAINDER else NumberNames().name(kind.prior, (actor, kind.id, "prior"))
    return TypeBrief(kind.id, kind.name, kind.kind == "strategic", kind.doctrine or "", prior)


def _line(line: RedLine) -> LineBrief:
    keys = ("clarity", "visibility", "excusing", "audience_cost")
    numbers = {key: NumberNames().name(getattr(line, key), ("lines", line.id, key)) for key in keys}
    return LineBrief(line.id, line.name, line.owner, line.rung, RESPONSES[line.response], numbers=numbers)


def _charges(s: Scenario) -> Iterator[Charge]:
    names = NumberNames()
    for a in s.actors:
        yield Charge(a.id, "an act left unanswered", names.name(a.stakes.unanswered, (a.id, "stakes", "unanswered")))
        for line in s.red_lines:
            if line.owner == a.id:
                cost = names.name(line.audience_cost, ("lines", line.id, "audience_cost"))
                quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{line.name}\N{RIGHT DOUBLE QUOTATION MARK}"
                yield Charge(a.id, f"{quoted} left unenforced", cost)
        if a.stakes.seen_to_lose is not None:
            path = (a.id, "stakes", "seen_to_lose")
            yield Charge(a.id, "giving in", names.name(a.stakes.seen_to_lose, path))


def _endings(s: Scenario) -> tuple[EndingBrief, ...]:
    """The ways of ending that the rules of the ladder know, in words."""
    standing = {rung.standing: rung.name for rung in s.ladder}
    words = {
        "no_challenge": "no challenge, and nothing agreed",
        "lapse": "fading away, nothing agreed",
        "off_ramp": "a way out agreed directly",
        "settlement": f"a way out agreed with {s.mediator.name if s.mediator else 'a mediator'} present",
        "capitulation": "one side giving in",
        "war": standing.get("war", "war"),
        "catastrophe": standing.get("catastrophe", "catastrophe"),
        "unresolved": f"still open after {s.window.moves} moves",
    }
    forms = {"no_challenge": "faded", "lapse": "faded", "capitulation": "unilateral"}
    return tuple(EndingBrief(id, name, id in AGREED, forms.get(id, "")) for id, name in words.items())


def _inducements(s: Scenario) -> Iterator[Inducement]:
    for actor in s.actors:
        number = None if s.off_ramp is None else s.off_ramp.inducement.get(actor.id)
        if number is not None:
            name = NumberNames().name(number, ("off_ramp", "inducement", actor.id))
            parameter = s.parameters[number] if isinstance(number, str) else number
            low, high = parameter.range or (0.0, 2 * parameter.value)
            yield Inducement(actor.id, name, float(low), float(high))

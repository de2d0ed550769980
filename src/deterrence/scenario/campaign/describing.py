"""What a scenario written turn by turn says, in the vocabulary that all forms share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ...games.brief import (
    ActorBrief,
    Brief,
    DoctrineBrief,
    EndingBrief,
    EventBrief,
    LineBrief,
    MechanismBrief,
    Named,
    PrecedentBrief,
    RungBrief,
    SequenceBrief,
    ThresholdBrief,
    TurnBrief,
    TypeBrief,
)
from ...parameters.option import MULTIPLIES, SETS, entries
from ...parameters.table import Misfits, NamedParameter, ParameterTable
from .actor_records import CampaignType
from .constraints import Constraint, broken, constraints
from .formula import names
from .formulas import PAYMENT, formulas
from .public_state import UNRESOLVED, CampaignBoard, listed
from .reachability import explore
from .record import Campaign
from .vocabulary import REMAINDER, When

CATASTROPHE = "catastrophe"


def parameters_of(campaign: Campaign) -> ParameterTable:
    """Every parameter: a number belongs to the actor in whose section it stands or on whose turn it bears, else to the
    one it is paid to, unless the file names its owner."""
    movers = {t.id: t.actor for t in campaign.turns}
    owners: dict[str, set[str]] = {name: set() for name in campaign.parameters}
    parts: dict[str, set[str]] = {name: set() for name in campaign.parameters}
    for placed in formulas(campaign):
        owner = movers.get(placed.node) or placed.actor
        for name in names(placed.formula) & owners.keys():
            if owner:
                owners[name].add(owner)
            parts[name].add(placed.kind)
            if placed.kind == PAYMENT and placed.node == CATASTROPHE:
                parts[name].add(CATASTROPHE)
    for option in campaign.options:
        for key in (SETS, MULTIPLIES):
            for taker in option.takers:
                for _, number in entries(option, taker, key):
                    if isinstance(number, str):
                        parts[number].add(key)
    rows = [
        NamedParameter(
            name=name,
            value=p.value,
            unit=p.unit,
            source=p.source,
            label=p.label,
            range=p.range,
            distribution=p.distribution,
            role=p.role,
            condition=p.condition,
            nil=p.nil,
            ideal=p.ideal,
            note=p.note,
            owners=frozenset({p.owner} if p.owner else owners[name]),
            parts=frozenset(parts[name]),
        )
        for name, p in campaign.parameters.items()
    ]
    return ParameterTable.of(rows, _misfits(campaign))


def _misfits(campaign: Campaign) -> Misfits:
    @cache
    def bounds() -> list[Constraint]:
        return constraints(campaign, explore(CampaignBoard(campaign)))

    def found(values: Mapping[str, float]) -> list[tuple[str, str]]:
        return [(what, c.remedy) for c, what in broken(bounds(), values)]

    return found


def describe(campaign: Campaign) -> Brief:
    """The campaign in the shared vocabulary."""
    c = campaign
    turns = {t.id: t for t in c.turns}
    meant = {m.rung for t in c.turns for m in t.moves if m.rung}
    done = [o.rung for t in c.turns for m in t.moves for o in m.outcomes] + [
        o.rung for o in (*(o for x in c.lotteries for o in x.outcomes), *(e for x in c.clocks for e in x.events))
    ]
    acts = meant | {rung for rung in done if rung}
    stated = tuple(EndingBrief(e.id, e.name, e.agreed, e.form or "") for e in c.endings if e.counts_as is None)
    return Brief(
        name=c.name,
        title=c.title,
        summary=c.summary,
        systems=c.systems,
        moves=c.window.moves or 0,
        days=c.window.days,
        recurrent=c.window.recurrent,
        first=turns[c.window.first].actor if c.window.first in turns else "",
        actors=tuple(
            ActorBrief(a.id, a.name, tuple(_type(t) for t in a.types)) for a in c.actors
        ),
        rungs=tuple(
            RungBrief(r.id, r.name, r.domain, r.force, r.nuclear, r.reversible, r.violence or "", act=r.id in acts)
            for r in c.ladder
        ),
        chances=tuple(Named(n.id, n.name) for n in (*c.clocks, *c.lotteries)),
        turns=tuple(
            TurnBrief(t.name, t.actor, tuple(m.name for m in t.moves), t.id, {m.id: m.name for m in t.moves})
            for t in c.turns
        ),
        bystanders=tuple(Named(b.id, b.name) for b in c.bystanders),
        fronts=tuple(Named(f.id, f.name) for f in c.fronts),
        thresholds=tuple(ThresholdBrief(t.id, t.name, t.below) for t in c.thresholds),
        lines=tuple(LineBrief(x.id, x.name, x.owner, x.rung, x.declares, x.front or "") for x in c.lines),
        doctrines=tuple(DoctrineBrief(d.id, d.name, d.text) for d in c.doctrines),
        comparisons={x.actor: x.doctrines for x in c.comparisons},
        endings=(*stated, EndingBrief(UNRESOLVED, f"still open after {_length(c)}")),
        events=tuple(
            EventBrief(e.id, e.name, e.turns, e.moves, e.tags, _when(e.when), _when(e.seen), e.headline)
            for e in c.events
        ),
        sequences=tuple(SequenceBrief(s.id, s.name, s.after, s.event) for s in c.sequences),
        precedents=tuple(PrecedentBrief(p.id, p.name, p.after, p.challenge, p.challenger or "") for p in c.precedents),
        mechanisms=tuple(MechanismBrief(m.system, m.text, m.levers, m.shows) for m in c.mechanisms),
        options=c.options,
        base_rates=c.base_rates,
        coded=c.coded_crises,
        sources=c.sources,
        facts=c.facts,
        audit={row: why for row, why in c.audit.items()},
    )


def _length(campaign: Campaign) -> str:
    w = campaign.window
    return f"{w.moves} moves" if w.days is None else f"{w.days:g} days"


def _type(kind: CampaignType) -> TypeBrief:
    prior = "" if kind.prior == REMAINDER or not isinstance(kind.prior, str) else kind.prior
    return TypeBrief(kind.id, kind.name, kind.kind == "strategic", kind.doctrine or "", prior)


def _when(when: When) -> dict[str, tuple[str | int, ...]]:
    return {name: listed(wanted) for name, wanted in when.items()}

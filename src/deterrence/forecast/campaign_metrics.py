"""Every quantity of a campaign's outlook, each defined once, from push-forwards.

"Within the window" means before the horizon. A conditional probability whose condition has probability below
``LEAST_CONDITION`` is left out rather than reported. Quantities that both forms of a scenario have carry the same
names and mean the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from ..campaign.board import UNRESOLVED
from ..campaign.compiling import CompiledCampaign
from ..campaign.enumerating import ENFORCES, LEAVES
from ..campaign.record import Event
from ..game.expression import Evaluator
from ..solvers.grid import Assessment
from .campaign_monitors import (
    ENFORCED,
    NOT_CROSSED,
    UNENFORCED,
    FirstChance,
    Follows,
    Happening,
    LineAnswered,
    Once,
    Peak,
    Tally,
)
from .flow import Flow, Monitor
from .metrics import LEAST_CONDITION, Key, Values
from .next_crisis import precedent
from .push import Mass, Pusher, consistency, ending_probabilities
from .visitors import DoctrineGap

CAUSES = ("chosen", "matched", "misperceived", "accident", "chance")
AT_PRIOR = ", at the prior"
AFTER = {NOT_CROSSED: "line not crossed", ENFORCED: "line enforced", UNENFORCED: "line left unenforced"}


def measure(compiled: CompiledCampaign, assessment: Assessment) -> tuple[Values, float]:
    """Every quantity on one grid, and the consistency of the push."""
    pusher = Pusher(assessment)
    values, gap = _plain(compiled, pusher)
    for part in (events, sequences, precedents, peaks, credibility):
        values.update(part(compiled, pusher))
    values.update(worth(compiled, assessment))
    return values, gap


def headline_values(compiled: CompiledCampaign, assessment: Assessment) -> Values:
    """What is compared when solved again: endings, losses, worths, and events that are headlines or that mechanisms
    are said to move."""
    pusher = Pusher(assessment)
    shown = {name for m in compiled.scenario.mechanisms for name in m.shows}
    wanted = [e for e in compiled.scenario.events if e.headline or e.id in shown]
    return {**_plain(compiled, pusher)[0], **_events(compiled, pusher, wanted), **worth(compiled, assessment)}


def some(compiled: CompiledCampaign, assessment: Assessment, names: Collection[str]) -> Values:
    """At least the quantities of some names, by as few pushes as they need."""
    pusher = Pusher(assessment)
    values, _ = _plain(compiled, pusher)
    parts = {
        "event": events,
        "event_count": events,
        "follows": sequences,
        "precedent": precedents,
        "peak_rung": peaks,
        "crossing": peaks,
    }
    for part in dict.fromkeys(parts[name] for name in sorted(names) if name in parts):
        values.update(part(compiled, pusher))
    if "credibility" in names:
        values.update(credibility(compiled, pusher))
    return {**values, **worth(compiled, assessment)}


def _plain(compiled: CompiledCampaign, pusher: Pusher) -> tuple[Values, float]:
    """Quantities of one plain push (and one for each line), and the consistency of the push."""
    gap, time = DoctrineGap(compiled, pusher), _Time(compiled)
    tally = Tally(compiled, _losses(compiled))

    def visit(flow: Flow) -> None:
        gap(flow)
        time(flow)

    final = pusher.finish(visit, tally)
    values = outcomes(compiled, pusher, final)
    values.update(lines(compiled, pusher, tally))
    values.update({Key("loss", who): amount for who, amount in tally.lost.items()})
    values.update(time.values())
    values.update(gap.values())
    return values, consistency(pusher, final)


def outcomes(compiled: CompiledCampaign, pusher: Pusher, final: Mass) -> Values:
    """Termination: probability of each ending, and of a window that closes before one; they sum to one."""
    found = ending_probabilities(pusher, final)
    names = [*(e.id for e in compiled.scenario.endings), UNRESOLVED]
    return {Key("outcome", of=name): found.get(name, 0.0) for name in names}


def events(compiled: CompiledCampaign, pusher: Pusher) -> Values:
    """Event: Pr(it happens within the window). Event count: expected number of times."""
    return _events(compiled, pusher, compiled.scenario.events)


def _events(compiled: CompiledCampaign, pusher: Pusher, wanted: Iterable[Event]) -> Values:
    out: Values = {}
    for event in wanted:
        monitor = Once(Happening(compiled, event).branch)
        out[Key("event", of=event.id)] = _share(pusher, monitor)[1]
        out[Key("event_count", of=event.id)] = monitor.count
    return out


def sequences(compiled: CompiledCampaign, pusher: Pusher) -> Values:
    """Follows: Pr(event chosen at its next opportunity | the other has first happened and it had one), Pr(event ever
    afterwards within the window | the other has happened), and beside them Pr(event at its first opportunity)."""
    happening = {e.id: Happening(compiled, e) for e in compiled.scenario.events}
    first = {s.event: _share(pusher, FirstChance(compiled, happening[s.event])) for s in compiled.scenario.sequences}
    out: Values = {}
    for sequence in compiled.scenario.sequences:
        after, event = happening[sequence.after], happening[sequence.event]
        _, waiting, at_once, never, later = _share(pusher, Follows(compiled, after, event))
        if at_once + never + later > LEAST_CONDITION and event.opportunity.any():
            out[Key("follows", of=sequence.id, given="next")] = at_once / (at_once + never + later)
        if waiting + at_once + never + later > LEAST_CONDITION:
            share = (at_once + later) / (waiting + at_once + never + later)
            out[Key("follows", of=sequence.id, given="ever")] = share
        _, taken, passed = first[sequence.event]
        if taken + passed > LEAST_CONDITION:
            out[Key("follows", of=sequence.id, given="first")] = taken / (taken + passed)
    return out


def precedents(compiled: CompiledCampaign, pusher: Pusher) -> Values:
    """Precedent: of the next crisis after an event, Pr(challenge) and Pr(each threshold crossed); and the same of that
    crisis begun at the prior (:mod:`.next_crisis`)."""
    named = {e.id: e for e in compiled.scenario.events}
    rung_of = {t.id: compiled.structure.rungs.index(t.below) for t in compiled.scenario.thresholds}
    out: Values = {}
    for p in compiled.scenario.precedents:
        found = precedent(compiled, pusher, named[p.after], named[p.challenge], p.challenger)
        if found is None or found.reached < LEAST_CONDITION:
            continue
        rows = {"challenge": (found.challenge, found.challenge_at_prior)}
        rows.update({name: found.at_least(rung) for name, rung in rung_of.items()})
        for name, (after, at_prior) in rows.items():
            out[Key("precedent", of=p.id, given=name)] = after
            out[Key("precedent", of=p.id, given=f"{name}{AT_PRIOR}")] = at_prior
    return out


def lines(compiled: CompiledCampaign, pusher: Pusher, tally: Tally) -> Values:
    """Deterrence failure: Pr(the line is publicly crossed within the window), and the expected number of crossings.
    Enforcement: share of the answers to crossings that carry the line out."""
    out: Values = {}
    crosses = compiled.enumerated.crosses
    for line in compiled.scenario.lines:
        monitor = Once(np.array([line.id in crossed for crossed in crosses]))
        out[Key("deterrence_failure", line.owner, line.id)] = _share(pusher, monitor)[1]
        out[Key("crossings", line.owner, line.id)] = monitor.count
        kept, left = tally.answered[line.id, ENFORCES], tally.answered[line.id, LEAVES]
        if kept + left > LEAST_CONDITION:
            out[Key("enforcement", line.owner, line.id)] = kept / (kept + left)
    return out


def peaks(compiled: CompiledCampaign, pusher: Pusher) -> Values:
    """Peak rung: distribution of the highest rung reached, realised and intended. Firebreak crossing: Pr(threshold
    crossed), by the cause of its first crossing."""
    structure = compiled.structure
    out: Values = {}
    realised = Peak(compiled, intended=False)
    for given, monitor in (("realised", realised), ("intended", Peak(compiled, intended=True))):
        for rung, share in zip(structure.rungs, _share(pusher, monitor), strict=True):
            out[Key("peak_rung", of=rung, given=given)] = share
    for name in realised.thresholds:
        for cause in CAUSES:
            out[Key("crossing", of=name, given=cause)] = realised.first[name, cause]
        out[Key("crossing", of=name)] = sum(realised.first[name, cause] for cause in CAUSES)
    return out


def credibility(compiled: CompiledCampaign, pusher: Pusher) -> Values:
    """Credibility path: E[b_i(commitment)] before each move, given what became of the first answer to a crossing of one
    of i's lines. Without a condition it is a martingale, so it is not reported."""
    out: Values = {}
    for i, kinds in enumerate(compiled.structure.types):
        mine = [line.id for line in compiled.scenario.lines if line.owner == compiled.structure.actors[i]]
        committed = [k for k, label in enumerate(kinds) if not label.strategic]
        if not mine or not committed or len(kinds) == 1:
            continue
        for t, mass in enumerate(pusher.run(monitor=LineAnswered(compiled, mine))):
            for tag, name in AFTER.items():
                total = sum(float(m[tag].sum()) for m in mass.values())
                if total > LEAST_CONDITION:
                    for k in committed:
                        believed = sum(float((m[tag] * _weight(pusher, i, k)).sum()) for m in mass.values())
                        key = Key("credibility", compiled.structure.actors[i], kinds[k].id, name, t)
                        out[key] = believed / total
    return out


def worth(compiled: CompiledCampaign, assessment: Assessment) -> Values:
    """Worth: V_i(x_0, b_0, θ_i), what the window is worth to each strategic type at the start."""
    s = compiled.structure
    at = assessment.values[0][s.initial]
    for lattice in assessment.lattices:
        at = at[:, lattice.origin]
    return {Key("worth", s.actors[i], s.types[i][k].id): float(at[c]) for c, (i, k) in enumerate(s.columns)}


def _weight(pusher: Pusher, actor: int, kind: int) -> np.ndarray:
    shape = [1] * len(pusher.sizes)
    shape[actor] = pusher.sizes[actor]
    return pusher.axes[actor].belief[:, kind].reshape(shape)


def _share(pusher: Pusher, monitor: Monitor) -> list[float]:
    """Final mass by tag."""
    final = pusher.finish(monitor=monitor)
    return [float(x) for x in np.sum([mass.reshape(len(mass), -1).sum(1) for mass in final.values()], axis=0)]


def _losses(compiled: CompiledCampaign) -> list[dict[str, float]]:
    evaluate = Evaluator(compiled.values)
    return [{who: float(evaluate(amount)) for who, amount in row.items()} for row in compiled.enumerated.loses]


def days_by_state(compiled: CompiledCampaign) -> np.ndarray:
    """Days that a move takes at each state, shape (X,)."""
    evaluate = Evaluator(compiled.values)
    return np.array([float(evaluate(days)) for days in compiled.enumerated.days])


class _Time:
    """When campaigns end: expected days and number of moves until the end, or until the window closes."""

    def __init__(self, compiled: CompiledCampaign):
        self.by_state = days_by_state(compiled)
        self.days = self.moves = 0.0

    def __call__(self, flow: Flow) -> None:
        mass = float(flow.public_mass.sum())
        self.moves += mass
        self.days += mass * float(self.by_state[flow.state])

    def values(self) -> Values:
        return {Key("duration", of="days"): self.days, Key("duration", of="moves"): self.moves}

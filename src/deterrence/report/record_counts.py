"""The outlook beside every count of past crises that it speaks to: how often here, how often there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ..coded_crises.acts import coded_acts
from ..parameters.evidence import BaseRates
from ..stats import clopper_pearson
from .context import Context, quoted

VIOLENCE = {
    "none": "no violence",
    "minor": "violence peaks in minor clashes",
    "serious": "violence peaks in serious clashes",
    "war": "violence peaks in full-scale war",
}
FORMS = {
    "formal": "a formal agreement",
    "semi-formal": "a semi-formal agreement",
    "tacit": "a tacit understanding",
    "unilateral": "one side's own step",
    "imposed": "an imposed end",
    "faded": "fading away",
}
CODED = "coded crises"
FORCE = 4
"""Force level from which an act is a use of force, on the scale of the Militarized Interstate Disputes."""
ENDS = ("ceasefire", "settlement")


@dataclass(frozen=True)
class Count:
    """How often something is so in the outlook and in a set of past crises.

    Attributes:
        record: the past crises, in words; what: is counted, in words.
        here: probability in the outlook.
        k, n: how many of how many past crises.
    """

    record: str
    what: str
    here: float
    k: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """The exact 95% interval of the count."""
        return clopper_pearson(self.k, self.n)

    @property
    def outside(self) -> bool:
        """Does the outlook lie outside of it?"""
        low, high = self.interval
        return not low <= self.here <= high

    @property
    def surprise(self) -> float:
        """How likely a count so far off is, were the outlook right: the smaller tail."""
        below = sum(self._chance(j) for j in range(self.k + 1))
        return min(below, 1.0 - below + self._chance(self.k))

    def _chance(self, j: int) -> float:
        return math.comb(self.n, j) * self.here**j * (1.0 - self.here) ** (self.n - j)


def counts(context: Context) -> list[Count]:
    """Every count, the most surprising first."""
    found = [c for rate in context.brief.base_rates for c in (*_violence(context, rate), *_forms(context, rate))]
    return sorted([*found, *_coded(context)], key=lambda c: (not c.outside, c.surprise))


def outlook_by_violence(context: Context) -> dict[str, float]:
    """Probability of each level of peak violence, by the rung that was publicly reached; empty where the rungs of the
    scenario do not say how violent they are."""
    level = {rung.id: rung.violence for rung in context.brief.rungs}
    peaks = [q for q in context.study.outlook.named("peak_rung") if q.key.given == "seen"]
    if not all(level[q.key.of] for q in peaks):
        return {}
    found = dict.fromkeys(VIOLENCE, 0.0)
    for q in peaks:
        found[level[q.key.of]] += q.value
    return found


def _violence(context: Context, rate: BaseRates) -> Iterator[Count]:
    for level, p in outlook_by_violence(context).items():
        k = next((found for name, found in rate.violence.items() if name == level), 0)
        yield Count(rate.name, VIOLENCE[level], p, k, rate.crises)


def _forms(context: Context, rate: BaseRates) -> Iterator[Count]:
    """Whether anything is agreed, with tacit understandings and without; and each form that an ending here has."""
    if rate.form is None:
        return
    said = {str(form): k for form, k in rate.form.items()}
    here = {e.id: context.study.outlook.outcomes[e.id].value for e in context.brief.endings if e.id in context.endings}
    form = {e.id: e.form for e in context.brief.endings}
    formal = sum(p for id, p in here.items() if id in context.brief.agreed and form[id] != "tacit")
    tacit = sum(p for id, p in here.items() if form[id] == "tacit")
    open_forms = sum(said.get(name, 0) for name in ("formal", "semi-formal"))
    yield Count(rate.name, "something is agreed, formally or half so", formal, open_forms, rate.crises)
    what = "something is agreed, tacit understandings included"
    yield Count(rate.name, what, formal + tacit, open_forms + said.get("tacit", 0), rate.crises)
    for name in ("tacit", "unilateral", "imposed", "faded"):
        mine = [id for id in here if form[id] == name]
        if any(form[e.id] == name for e in context.brief.endings):
            p = sum(here[id] for id in mine)
            yield Count(rate.name, f"it ends by {FORMS[name]}", p, said.get(name, 0), rate.crises)


def _coded(context: Context) -> Iterator[Count]:
    """How high acts go, who first uses force, and whether a ceasefire or settlement is reached, in the coded crises."""
    unfolding, coded = context.study.unfolding, context.brief.coded
    if unfolding is None or coded is None or not unfolding.read:
        return
    order = [rung.id for rung in context.brief.rungs]
    by_crisis = {name: coded_acts(h, coded.actors, coded.rungs, order) for name, h in unfolding.read.items()}
    n = len(by_crisis)
    forceful = [r.id for r in context.brief.rungs if r.force >= FORCE and r.id in unfolding.firsts]
    for rung in dict.fromkeys([*forceful[:1], *(r for r in coded.rungs.values() if r in unfolding.firsts)]):
        level = order.index(rung)
        k = sum(any(order.index(act.rung) >= level for act in acts) for acts in by_crisis.values())
        what = f"some act is at {quoted(context.rungs[rung])} or above"
        yield Count(CODED, what, sum(unfolding.firsts[rung].values()), k, n)
    for rung in forceful[:1]:
        level = order.index(rung)
        first = [next((a.actor for a in acts if order.index(a.rung) >= level), None) for acts in by_crisis.values()]
        for id, name in context.actors.items():
            if id in coded.actors:
                yield Count(CODED, f"{name} is the first to use force", unfolding.firsts[rung][id], first.count(id), n)
    if context.agreed:
        k = sum(any(m.rung in ENDS for m in history.moves) for history in unfolding.read.values())
        yield Count(CODED, "a ceasefire or settlement is reached", context.agreed[0], k, n)

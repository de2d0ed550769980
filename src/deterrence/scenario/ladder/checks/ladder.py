"""The ladder's order, and what stands on which rung."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import listed, shown
from ....files.positions import Path
from ..record import Rung, Scenario

ORDER = ("settled", "calm", "act", "war", "catastrophe")
ACTED_ON = frozenset({"act", "war"})


def acted_on(scenario: Scenario) -> list[str]:
    """Ids of the rungs at which acts are made."""
    return [rung.id for rung in scenario.ladder if rung.standing in ACTED_ON]


def ladder_order(scenario: Scenario) -> Iterator[Fault]:
    """Settled rungs, one calm, acts, at most one war, at most one catastrophe, upward."""
    for k, (lower, upper) in enumerate(zip(scenario.ladder, scenario.ladder[1:], strict=False), start=1):
        if ORDER.index(upper.standing) < ORDER.index(lower.standing):
            what = f"{_named(upper)} stands above {_named(lower)}"
            yield Fault(("ladder", k), what, f"order the rungs upward: {', '.join(ORDER)}")
    for standing, least, most in (("calm", 1, 1), ("act", 1, None), ("war", 0, 1), ("catastrophe", 0, 1)):
        found = [k for k, rung in enumerate(scenario.ladder) if rung.standing == standing]
        if len(found) < least:
            remedy = f"give one rung 'standing: {standing}'"
            yield Fault(("ladder",), f"no rung is of standing {standing!r}", remedy, at="key")
        for k in found[most:] if most is not None else ():
            what = f"there is a second rung of standing {standing!r}"
            yield Fault(("ladder", k, "standing"), what, "give it another standing, or remove the rung")


def _named(rung: Rung) -> str:
    return f"{shown(rung.id)} ({rung.standing})"


def nuclear_use(scenario: Scenario) -> Iterator[Fault]:
    """Nuclear use is catastrophe."""
    for k, rung in enumerate(scenario.ladder):
        if rung.nuclear == "use" and rung.standing != "catastrophe":
            what = f"nuclear use stands at {_named(rung)}"
            yield Fault(("ladder", k, "nuclear"), what, "give the rung 'standing: catastrophe'")


def rungs_of_acts(scenario: Scenario) -> Iterator[Fault]:
    """Challenge, red lines and the mediator's rungs are rungs at which acts are made."""
    places: list[tuple[Path, str, str]] = [(("window", "challenge"), scenario.window.challenge, "a challenge")]
    for i, line in enumerate(scenario.red_lines):
        places.append((("red_lines", i, "rung"), line.rung, "a red line"))
    if scenario.mediator is not None:
        places.append((("mediator", "presses_from"), scenario.mediator.presses_from, "the mediator's pressure"))
    standing = {rung.id: rung.standing for rung in scenario.ladder}
    for path, rung, subject in places:
        if standing.get(rung, "act") not in ACTED_ON:
            what = f"{subject} cannot stand at {shown(rung)}, whose standing is {standing[rung]!r}"
            yield Fault(path, what, f"name a rung of acts: {listed(acted_on(scenario))}")


def thresholds(scenario: Scenario) -> Iterator[Fault]:
    """A firebreak lies between two rungs, and no two lie at one place."""
    seen: set[str] = set()
    for i, threshold in enumerate(scenario.thresholds):
        if threshold.below == scenario.ladder[0].id:
            what = f"no rung lies below {shown(threshold.below)}"
            yield Fault(("thresholds", i, "below"), what, "name the rung just above the firebreak")
        if threshold.below in seen:
            what = f"another threshold lies below {shown(threshold.below)} already"
            yield Fault(("thresholds", i, "below"), what, "keep one of them")
        seen.add(threshold.below)


def spans(scenario: Scenario) -> Iterator[Fault]:
    """Where a lowest and a highest rung are given, the lowest is not above the highest."""
    rank = {rung.id: k for k, rung in enumerate(scenario.ladder)}
    places: list[tuple[Path, str | None, str | None]] = [
        (("moves", i, "lowest"), move.lowest, move.highest) for i, move in enumerate(scenario.moves)
    ]
    for i, doctrine in enumerate(scenario.doctrines):
        for k, rule in enumerate(doctrine.rules):
            places.append((("doctrines", i, "rules", k, "when", "lowest"), rule.when.lowest, rule.when.highest))
    for path, low, high in places:
        if low in rank and high in rank and rank[low] > rank[high]:
            yield Fault(path, f"lowest {shown(low)} stands above highest {shown(high)}", "exchange them")


def hazards(scenario: Scenario) -> Iterator[Fault]:
    """The war hazard needs a rung of war, and posture a hazard to multiply."""
    if scenario.war_hazard is not None and all(rung.standing != "war" for rung in scenario.ladder):
        yield Fault(("war_hazard",), "there is no rung of war", "add one, or remove 'war_hazard'", at="key")
    stated = [scenario.war_hazard, *(rung.hazard for rung in scenario.ladder)]
    if scenario.posture is not None and all(hazard is None for hazard in stated):
        yield Fault(("posture",), "there is no hazard to multiply", "add a hazard, or remove 'posture'", at="key")

"""Which quantities a scenario has, part by part, so that a claim can name none that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..campaign.board import UNRESOLVED
from ..campaign.record import Campaign
from ..forecast.campaign_metrics import AT_PRIOR
from ..forecast.campaign_metrics import CAUSES as CAMPAIGN_CAUSES
from ..forecast.metrics import CAUSES, ENDINGS, Key
from ..forms import AnyScenario
from ..game.scenario import Actor, Scenario

BELIEF, OTHER_ACTS, HARDER = "belief", "other_acts", "harder"
ANSWERS = ("restraint", "response")
CONSEQUENCE = "consequence"  # of an answer imposed at the first recognised crossing of an actor's line
_YIELDING = tuple(f"{version}, {how}" for version in ("observed", "imposed") for how in ("concedes", "stands down"))
_FATES = ("line not crossed", "line enforced", "line left unenforced")


@dataclass(frozen=True)
class Row:
    """Keys of one quantity: every combination of the parts, "" where a part is left out.

    Attributes:
        actor, of, given: what may stand there.
        staged: does it refer to a move?
    """

    actor: Sequence[str] = ("",)
    of: Sequence[str] = ("",)
    given: Sequence[str] = ("",)
    staged: bool = False


def vocabulary(scenario: AnyScenario) -> dict[str, tuple[Row, ...]]:
    """By quantity, the keys that the scenario's outlook may have (a rare condition can still leave one out)."""
    return _of_campaign(scenario) if isinstance(scenario, Campaign) else _of_ladder(scenario)


def _of_campaign(campaign: Campaign) -> dict[str, tuple[Row, ...]]:
    bearers = [x.id for x in (*campaign.actors, *campaign.bystanders)]
    lines = tuple(Row((line.owner,), (line.id,)) for line in campaign.lines)
    owners = {line.owner for line in campaign.lines}
    types = {a.id: [t.id for t in a.types] for a in campaign.actors}
    committed = {a.id: [t.id for t in a.types if t.kind == "commitment"] for a in campaign.actors}
    strategic = {a.id: [t.id for t in a.types if t.kind == "strategic"] for a in campaign.actors}
    found: dict[str, tuple[Row, ...]] = {
        "outcome": (Row(of=[*(e.id for e in campaign.endings), UNRESOLVED]),),
        "event": (Row(of=[e.id for e in campaign.events]),),
        "event_count": (Row(of=[e.id for e in campaign.events]),),
        "follows": (Row(of=[s.id for s in campaign.sequences], given=("first", "next", "ever")),),
        "precedent": (
            Row(
                of=[p.id for p in campaign.precedents],
                given=[f"{x}{y}" for x in ("challenge", *(t.id for t in campaign.thresholds)) for y in ("", AT_PRIOR)],
            ),
        ),
        "deterrence_failure": lines,
        "crossings": lines,
        "enforcement": lines,
        "credibility": tuple(Row((a,), kinds, _FATES, staged=True) for a, kinds in committed.items() if a in owners),
        "declared_operational_gap": tuple(
            Row((a,), (*types[a], "public mixture")) for a, kinds in committed.items() if kinds
        ),
        "peak_rung": (Row(of=[r.id for r in campaign.ladder], given=("realised", "intended")),),
        "crossing": (Row(of=[t.id for t in campaign.thresholds], given=("", *CAMPAIGN_CAUSES)),),
        "loss": (Row(bearers),),
        "duration": (Row(of=("days", "moves")),),
        "worth": tuple(Row((a,), kinds) for a, kinds in strategic.items() if kinds),
    }
    return {name: rows for name, rows in found.items() if rows and all(row.of for row in rows)}


def _of_ladder(scenario: Scenario) -> dict[str, tuple[Row, ...]]:
    actors = [a.id for a in scenario.actors]
    rungs = [r.id for r in scenario.ladder]
    acts = [r.id for r in scenario.ladder if r.standing in ("act", "war")]
    lines = tuple(Row((line.owner,), (line.id,)) for line in scenario.red_lines)
    committed = {a.id: _types(a, "commitment") for a in scenario.actors}
    found: dict[str, tuple[Row, ...]] = {
        "outcome": (Row(of=ENDINGS),),
        "general_deterrence": (Row(),),
        "challenge": (Row(actors),),
        "immediate_deterrence": (Row(actors),),
        "deterrence_failure": lines,
        "enforcement": lines,
        "line_stands_at": (Row(actors, staged=True),) if lines else (),
        "credibility": tuple(
            Row((a.id,), committed[a.id], (*_FATES, *(f"true type: {t.id}" for t in a.types)), staged=True)
            for a in scenario.actors
        ),
        "declared_operational_gap": tuple(
            Row((a.id,), (*(t.id for t in a.types), "public mixture")) for a in scenario.actors if committed[a.id]
        ),
        "peak_rung": (Row(of=rungs, given=("realised", "intended")),),
        "crossing": (Row(of=[t.id for t in scenario.thresholds], given=("", *CAUSES)),),
        "escalation_dominance": (Row(actors, acts, _YIELDING),),
        "gives_way": (Row(actors, acts, _YIELDING),),
        "loss": (Row(actors, ("material", "civilians")), Row(("third parties",), ("disruption",))),
        "duration": (Row(of=("days", "moves")),),
        CONSEQUENCE: tuple(
            Row((a.id,), (BELIEF, OTHER_ACTS, HARDER, *ENDINGS), ANSWERS)
            for a in scenario.actors
            if committed[a.id] and any(line.owner == a.id for line in scenario.red_lines)
        ),
    }
    return {name: rows for name, rows in found.items() if rows}


def _types(actor: Actor, kind: str) -> list[str]:
    return [t.id for t in actor.types if t.kind == kind]


def strangers(rows: tuple[Row, ...], key: Key, moves: int) -> Iterator[tuple[str, str, list[str]]]:
    """Parts of a key that do not fit its quantity: (part, what it says, what may stand there); none if all do.

    Args:
        rows: of its quantity.
        key: the key.
        moves: T, the moves of the window.
    """
    for part in ("actor", "of", "given"):
        fitting = [row for row in rows if getattr(key, part) in getattr(row, part)]
        if not fitting:
            words = dict.fromkeys(word for row in rows for word in getattr(row, part))
            yield part, getattr(key, part), list(words)
            return
        rows = tuple(fitting)
    if (key.stage >= 0) != rows[0].staged or key.stage > moves:
        known = [f"a move from 0 to {moves}"] if rows[0].staged else [""]
        yield "stage", str(key.stage) if key.stage >= 0 else "", known

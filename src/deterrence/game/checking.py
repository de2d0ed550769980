"""The sense of a scenario: rules that need more than one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import Problem
from ..files.diagnostics import Fault
from ..files.positions import Positions
from ..parameters import evidence
from .checks import actors, ladder, moves, numbers, options, overhang, play, references
from .scenario import Scenario

RULES: tuple[Callable[[Scenario], Iterator[Fault]], ...] = (
    references.unique_ids,
    references.known_references,
    references.nothing_unused,
    ladder.ladder_order,
    ladder.nuclear_use,
    ladder.rungs_of_acts,
    ladder.thresholds,
    ladder.spans,
    ladder.hazards,
    actors.acts,
    actors.tables,
    actors.types,
    actors.comparisons,
    moves.steps,
    moves.single_wait,
    moves.off_ramp,
    moves.seen_to_lose,
    numbers.distinct_names,
    numbers.ranges,
    numbers.admissible,
    numbers.together,
    options.option_targets,
    options.option_values,
    overhang.readiness,
    overhang.postures,
    evidence.located_sources,
    evidence.disputed_facts,
)


def check(scenario: Scenario, positions: Positions, file: str, *, structure: bool = True) -> list[Problem]:
    """Every problem that the rules find, all together.

    Args:
        scenario: a scenario of the right shape.
        positions: where its keys and values stand.
        file: the file as the user named it.
        structure: also enumerate play, once no other rule is broken.
    """
    faults = [fault for rule in RULES for fault in rule(scenario)]
    if structure and not faults:
        faults = list(play.reachable(scenario))
    return [fault.located(positions, file) for fault in faults]

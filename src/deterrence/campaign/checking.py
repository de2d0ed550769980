"""The sense of a campaign: rules that need more than one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..files.diagnostics import Fault
from ..parameters import evidence
from .checks import references, sense
from .record import Campaign

RULES: tuple[Callable[[Campaign], Iterator[Fault]], ...] = (
    references.unique_ids,
    references.known_references,
    references.nothing_unused,
    sense.readable_formulas,
    sense.one_rest,
    sense.types,
    sense.parameters,
    sense.lotteries,
    sense.renewals,
    sense.events,
    evidence.located_sources,
    evidence.disputed_facts,
)


def check(campaign: Campaign) -> list[Fault]:
    """Every fault that the rules find, all together; play is enumerated once no other rule is broken."""
    faults = [fault for rule in RULES for fault in rule(campaign)]
    return faults or list(sense.play(campaign))

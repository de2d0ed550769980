"""The sense of a history: rules that need more than one section at a time, or more than the shape of a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..files.diagnostics import Fault
from .checks import evidence, order, references
from .record import History

RULES: tuple[Callable[[History], Iterator[Fault]], ...] = (
    references.unique_ids,
    references.known_references,
    references.nothing_unused,
    order.dates,
    order.answers,
    order.causes,
    evidence.accounts,
    evidence.sources,
    evidence.confidence,
    evidence.contents,
)


def check(history: History) -> list[Fault]:
    """Every fault that the rules find, all together."""
    return [fault for rule in RULES for fault in rule(history)]

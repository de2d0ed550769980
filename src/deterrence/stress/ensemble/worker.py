"""What a worker process of an ensemble does. Nothing heavy is imported before it is sure to end with its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..worker_process import end_with_parent

if TYPE_CHECKING:
    from .plan import Plan
    from .store import Part
    from .working import Workplace

_workplace: Workplace | None = None


def begin(plan: Plan) -> None:
    """Once: a workplace."""
    global _workplace
    end_with_parent()
    from .working import Workplace

    _workplace = Workplace(plan)


def try_out() -> tuple[float, int]:
    """What a row takes."""
    assert _workplace is not None
    return _workplace.try_out()


def part(number: int) -> Part:
    """A part, solved."""
    assert _workplace is not None
    return _workplace.part(number)

"""The comparison of doctrines as JSON has it; documented in docs/doctrines.md."""

from __future__ import annotations

import math
from typing import Any

from ..stress.doctrines import Case, Comparison, Departure, TypeLosses


def as_dict(found: Comparison) -> dict[str, Any]:
    """For JSON; a grid error that is not known is null."""
    return {
        "margin": found.margin,
        "cases": [_case_dict(case) for case in found.cases],
        "points": list(found.points),
        "left_out": [{"actor": x.actor, "doctrine": x.doctrine or None, "why": x.why} for x in found.left_out],
    }


def _case_dict(case: Case) -> dict[str, Any]:
    return {
        "actor": case.actor,
        "doctrine": case.doctrine,
        "name": case.name,
        "own": case.own,
        "headlines": dict(case.headlines),
        "difference": dict(case.difference),
        "grid_error": {name: _known(error) for name, error in case.error.items()},
        "prior": case.prior,
        "credible": case.credible,
        "types": [_losses_dict(losses) for losses in case.types],
        "types_absent": case.types_absent or None,
        "trouble": case.trouble or None,
    }


def _losses_dict(losses: TypeLosses) -> dict[str, Any]:
    return {
        "type": losses.type,
        "loss": losses.whole,
        "loss_grid_error": _known(losses.whole_error),
        "declared_operational_gap": losses.gap,
        "belief_at_end": losses.belief,
        "largest": _departure_dict(losses.largest),
        "fails": _departure_dict(losses.fails),
    }


def _departure_dict(found: Departure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    step = found.step
    return {
        "move": step.move,
        "state": step.state,
        "does": step.does,
        "better": step.better,
        "loss": step.loss,
        "grid_error": _known(found.error),
        "reached": step.reached,
    }


def _known(error: float) -> float | None:
    return error if math.isfinite(error) else None

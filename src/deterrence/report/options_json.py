"""Policy options for other programs: the records of ``results.json`` and of ``deterrence options --json``."""

from __future__ import annotations

import math
from typing import Any

from ..stress.options import Choice, OptionTable, Regrets, Row


def as_dict(found: OptionTable) -> dict[str, Any]:
    """The table: cases with their outcomes, and who would want the other to choose what."""
    return {
        "cases": [_row(found, row) for row in found.rows],
        "wishes": [
            {
                "actor": wish.actor,
                "taker": wish.taker,
                "wants": _choice(wish.wants),
                "chooses": _choice(wish.chooses),
                "same": wish.same,
            }
            for wish in found.wishes()
        ],
        "trouble": [{"taker": case.taker or None, "option": case.option, "said": said} for case, said in found.trouble],
    }


def regrets_dict(found: Regrets) -> dict[str, Any]:
    """Regret of every choice, over the worlds that could be solved."""
    return {
        "n": len(found.by_world),
        "left_out": found.left_out,
        "choices": [
            {
                "taker": r.taker,
                "option": r.option,
                "largest": r.largest,
                "mean": r.mean,
                "standard_error": r.standard_error if math.isfinite(r.standard_error) else None,
                "best": r.best,
            }
            for r in found.by_choice
        ],
    }


def _row(found: OptionTable, row: Row) -> dict[str, Any]:
    outcomes = {}
    for name, value in row.outcomes.items():
        difference, error = found.difference(row, name)
        outcomes[name] = {"value": value, "difference": difference, "error": error}
    case = row.case
    return {"taker": case.taker or None, "option": case.option, "changes": dict(case.changes), "outcomes": outcomes}


def _choice(choice: Choice) -> dict[str, Any]:
    lead = choice.lead if math.isfinite(choice.lead) else None
    return {
        "option": choice.option,
        "value": choice.value,
        "lead": lead,
        "error": choice.error,
        "decided": choice.decided,
    }

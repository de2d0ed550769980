"""Answers about claims, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..claims.record import Claims, Side
from ..claims.results import Answer, Limit
from .claims_text import sentence, unit_of


def as_dict(answer: Answer, claims: Claims) -> dict[str, Any]:
    """One answer, as ``deterrence claims --json`` prints it."""
    claim, b, screen, worlds = answer.claim, answer.baseline, answer.screen, answer.worlds
    return {
        "id": claim.id,
        "source": claims.source_of(claim),
        "says": claim.says,
        "text": claim.text,
        "scope": claim.scope,
        "systems": list(claim.systems),
        "contrast": {"a": _side(claim.contrast.a), "b": _side(claim.contrast.b)},
        "quantity": claim.quantity.model_dump(),
        "direction": claim.direction,
        "within": claim.within,
        "within_ratio": claim.within_ratio,
        "at_least": claim.at_least,
        "at_least_ratio": claim.at_least_ratio,
        "by_construction": answer.by_construction or None,
        "supports": answer.supports,
        "mirrors": list(answer.mirrors),
        "unmirrored": answer.unmirrored or None,
        "against": list(claim.against),
        "baseline": {**asdict(b), "holds": b.holds, "unit": unit_of(answer)},
        "limits": [_limit(limit) for limit in answer.limits],
        "tried": [asdict(t) for t in answer.tried],
        "screen": None if screen is None else {**asdict(screen), "predicted": list(screen.predicted)},
        "flips": None if answer.flips is None else [asdict(flip) for flip in answer.flips],
        "worlds": None if worlds is None else {**asdict(worlds), "interval": _pair(worlds.interval)},
        "sentence": sentence(answer),
    }


def _pair(found: tuple[float, float] | None) -> list[float] | None:
    return None if found is None else list(found)


def _side(side: Side) -> dict[str, Any]:
    parts = {k: v for k, v in side.quantity.model_dump().items() if v is not None}
    return {"name": side.name, "set": dict(side.set), "doctrine": dict(side.doctrine), "quantity": parts}


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "parameter": limit.parameter,
        "label": limit.label,
        "unit": limit.unit,
        "value": limit.value,
        "from": limit.low,
        "to": limit.high,
        "holds_from": limit.holds_from,
        "holds_to": limit.holds_to,
        "at": limit.at,
        "bracket": list(limit.bracket),
        "end": limit.end,
        "margin_at_end": limit.margin,
        "clear": limit.clear,
    }

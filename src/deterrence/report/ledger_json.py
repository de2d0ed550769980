"""A ledger as ``--json`` prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pandas import isna

from ..ledger.record import WHAT

if TYPE_CHECKING:
    from ..ledger.effects import Effects
    from ..ledger.scoring import Rolling
    from ..ledger.study import LedgerStudy

LEVELS = (0.05, 0.5, 0.95)


def as_dict(found: LedgerStudy) -> dict[str, Any]:
    """Everything found, as plain data; what is missing is null."""
    ledger = found.ledger
    return {
        "title": ledger.title,
        "source": ledger.description.as_dict(),
        "place": ledger.place or None,
        "unit": ledger.unit,
        "counts": [
            {"period": str(period), **{name: _whole(row[name]) for name in ledger.counts.columns}}
            for period, row in ledger.counts.iterrows()
        ],
        "perpetrators": _parts(ledger.perpetrators),
        "targets": _parts(ledger.targets),
        "changes": [{**asdict(c), "difference": c.difference, "percent": c.percent} for c in found.changes],
        "shares": [{**asdict(s), "disagrees": s.disagrees} for s in found.shares],
        "trends": [asdict(t) for t in found.trends],
        "levels": {what: [asdict(s) for s in spans] for what, spans in found.spans.items()},
        "forecasts": [_rolling(r) for r in found.rolling],
        "posterior": [_effects(e) for e in found.effects],
        "ahead": {
            what: [
                {"period": str(period), "low": float(low), "median": float(middle), "high": float(high)}
                for period, low, middle, high in zip(paths.periods, *paths.quantiles(*LEVELS), strict=True)
            ]
            for what, paths in found.futures.items()
        },
        "warnings": found.warnings,
        "left_out": list(found.left_out),
        "notes": list(ledger.notes),
    }


def _whole(cell: Any) -> int | None:
    return None if isna(cell) else int(cell)


def _parts(parts: Any) -> list[dict[str, Any]]:
    return [
        {
            "period": str(row["period"]),
            "name": None if isna(row["name"]) else str(row["name"]),
            **{what: _whole(row[what]) for what in WHAT},
        }
        for row in parts.to_dict("records")
    ]


def _rolling(found: Rolling) -> dict[str, Any]:
    return {
        "what": found.what,
        "first": found.periods[0],
        "last": found.periods[-1],
        "n": len(found.periods),
        "scores": [s.as_dict() for s in found.scores],
        "beaten": list(found.beaten),
        "weights": found.weights,
        "periods": [
            {"period": p, "count": int(y), "low": float(low), "median": float(mid), "high": float(high), "log_score": s}
            for p, y, low, mid, high, s in zip(
                found.periods, found.counts, found.low, found.middle, found.high, found.by_period.tolist(), strict=True
            )
        ],
    }


def _effects(found: Effects) -> dict[str, Any]:
    return {
        "what": found.what,
        "first": found.first,
        "last": found.last,
        "effects": [asdict(e) for e in found.effects],
        "checks": [asdict(c) for c in found.checks],
        "persistence": {"median": found.persistence, "low": found.persistence_low, "high": found.persistence_high},
        "r_hat": found.posterior.r_hat,
        "effective": found.posterior.effective,
        "divergences": found.posterior.divergences,
    }



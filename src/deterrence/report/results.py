"""A study as ``results.json`` holds it: format 2, one for every form of scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..claims.board import board_of
from ..forecasting.keys import Values
from ..stress.ensemble.beside import KIND, Worlds
from ..stress.ensemble.fans import QUANTILES
from .audit_text import as_dict as audit_dict
from .options_json import as_dict as options_dict

if TYPE_CHECKING:
    from ..stress.audit.audit import Audit
    from ..stress.study import Durations, Study
    from ..stress.unfolding import Unfolding

FORMAT = "2"


def as_dict(study: Study) -> dict[str, Any]:
    """The study, ready for JSON."""
    crisis, audit = study.crisis, _audit(study.audit)
    return {
        "format": FORMAT,
        "scenario": {"name": crisis.brief.name, "title": crisis.brief.title, "sha256": crisis.sha256},
        "set": dict(study.changes),
        "locks": [lock.as_dict() for lock in study.game.locks],
        "parameters": dict(study.game.values),
        "method": {
            "resolution": study.resolution,
            "precision": study.precision,
            "seed": study.seed,
            "solver": study.solution.made["method"],
        },
        "outcomes": {name: q.value for name, q in study.outlook.outcomes.items()},
        "certificate": study.solution.certificate.as_dict(),
        "quantities": [q.as_dict() for q in study.outlook] + _duration_rows(study.durations),
        "base": rows(study.base),
        "unlocked": rows(study.unlocked),
        "doctrines": [
            {
                "actor": case.actor,
                "doctrine": case.doctrine,
                "baseline": case.baseline,
                "quantities": rows(case.values),
                "consequences": [asdict(c) for c in case.consequences],
            }
            for case in study.doctrines
        ],
        "robustness": [{"label": v.label, "quantities": rows(v.values)} for v in study.robustness],
        "branches": [{"label": v.label, "quantities": rows(v.values)} for v in study.branches],
        "off_ramp_prices": [asdict(p) for p in study.prices],
        "choices": [asdict(c) for c in study.choices],
        "stability_instability": asdict(study.stability) if study.stability else None,
        "sensitivity": [
            {**key.as_dict(), "effects": [asdict(e) for e in effects]} for key, effects in study.effects.items()
        ],
        "spread": rows(study.spread),
        "unfolding": _unfolding(study.unfolding),
        "worlds": _worlds(study.worlds),
        "levers": [
            {"parameter": e.parameter, "ends": [{"value": v, "quantities": rows(found)} for v, found in e.ends]}
            for e in study.levers
        ],
        "audit": audit["audit"],
        "passed": audit["passed"],
        "not_audited": audit["left_out"],
        "claims": board_of(study, study.workers).to_dict(),
        "marks_not_met": audit["said"],
        "options": options_dict(study.options) if study.options else None,
        "absent": dict(study.absent),
        "seconds": {**study.seconds, **{f"solution_{k}": v for k, v in study.solution.seconds.as_dict().items()}},
        "versions": dict(study.versions),
    }


def _unfolding(found: Unfolding | None) -> dict[str, Any] | None:
    """Links from act to act, and past crises with the chance of their acts."""
    if found is None:
        return None
    return {
        "most": found.most,
        "firsts": [
            {"rung": rung, "actor": actor or None, "probability": p}
            for rung, shares in found.firsts.items()
            for actor, p in shares.items()
        ],
        "links": [asdict(link) for link in found.links],
        "paths": [
            {
                "history": path.history,
                "account": path.account,
                "acts": [{"actor": act.actor, "rung": act.rung, "move": act.move.id} for act in path.acts],
                "chances": path.chances,
            }
            for path in found.paths
        ],
    }


def _worlds(found: Worlds | None) -> dict[str, Any] | None:
    """How far the main numbers reach over plausible worlds, on the worlds' own grid."""
    if found is None:
        return None
    return {
        "n": found.n,
        "failed": dict(found.failed),
        "design": KIND,
        "seed": found.seed,
        "grid": found.points,
        "drawn": list(found.inputs),
        "numbers": [
            {
                "column": name,
                "stated": found.stated.get(name),
                "middle": found.middle.get(name),
                "n": fan.n,
                "mean": fan.mean,
                "quantiles": {f"{q:.0%}": x for q, x in zip(QUANTILES, fan.quantiles, strict=True)},
            }
            for name, fan in found.fans.items()
        ],
    }


def _audit(found: Audit | None) -> dict[str, Any]:
    """A row for each change of description and headline; whether all passed, null where none was made; what was not."""
    return audit_dict(found) if found else {"audit": [], "passed": None, "left_out": {}, "said": {}}


def rows(values: Values | Mapping[Any, float]) -> list[dict[str, Any]]:
    """Quantities as a list, each with the parts of its key."""
    return [{**key.as_dict(), "value": value} for key, value in values.items()]


def _duration_rows(durations: Durations | None) -> list[dict[str, Any]]:
    """Sampled quantiles of the duration; those of a crisis on a clock are among the quantities of its outlook."""
    if durations is None or durations.n is None:
        return []
    return [
        {
            "name": "duration_quantile",
            "actor": None,
            "of": "days",
            "given": mark,
            "stage": None,
            "value": value,
            "kind": "sampled quantile",
            "grid_error": None,
            "n": durations.n,
        }
        for mark, value in durations.quantiles.items()
    ]

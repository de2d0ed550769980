"""An ensemble for other programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from ..claims.across import AcrossWorlds
from ..scenario.crisis import Crisis
from ..stress.across.boxes import Box
from ..stress.across.weighing import Tempered
from ..stress.ensemble.form import FormAcross
from ..stress.ensemble.running import Finished
from ..stress.ensemble.summary import Summary
from ..stress.ensemble.weighed import Three, Weighed
from .ensemble_words import claim_sentence


def as_dict(
    crisis: Crisis,
    done: Finished,
    found: Summary | None,
    claims: Sequence[AcrossWorlds] = (),
    form: FormAcross | None = None,
    weighed: Weighed | None = None,
    weighed_claims: Mapping[str, Three] | None = None,
) -> dict[str, Any]:
    """What is on disk, and what it says; ``summary`` is null where parts of other chunks are not there yet."""
    return {
        "folder": str(done.store.folder),
        "plan": done.store.plan,
        "parts": done.parts,
        "solved_now": done.fresh,
        "damaged": list(done.damages),
        "missing": done.missing,
        "failed": done.failed,
        "seconds": done.seconds,
        "summary": None if found is None else plain(_summary(found)),
        "claims": [plain(_claim(crisis, claim)) for claim in claims],
        "form": None if form is None else asdict(form),
        "weighed": None if weighed is None else plain(_weighed(weighed, weighed_claims or {})),
    }


def _weighed(found: Weighed, claims: Mapping[str, Three]) -> dict[str, Any]:
    return {
        "effective": found.weights.effective,
        "k": found.weights.k,
        "usable": found.weights.usable,
        "weights": {str(k): w for k, w in zip(found.worlds.tolist(), found.weights.share.tolist(), strict=True)},
        "tempered": None if found.tempered is None else _tempered(found.tempered, found.worlds),
        "spread": dict(found.spread),
        "decided": {name: asdict(index) for name, index in found.decided.items()},
        "histories": [
            {"history": history, "account": account or None, **asdict(by)}
            for (history, account), by in found.crises.items()
        ],
        "numbers": {name: asdict(three) for name, three in found.numbers.items()},
        "choices": {
            taker: {whose: {o: asdict(three) for o, three in some.items()} for whose, some in by.items()}
            for taker, by in found.choices.items()
        },
        "claims": {id: asdict(three) for id, three in claims.items()},
    }


def _tempered(found: Tempered, worlds: np.ndarray) -> dict[str, Any]:
    w = found.weights
    return {
        "power": found.power,
        "effective": w.effective,
        "k": w.k,
        "usable": w.usable,
        "weights": {str(k): share for k, share in zip(worlds.tolist(), w.share.tolist(), strict=True)},
    }


def _summary(found: Summary) -> dict[str, Any]:
    return {
        "worlds": found.n,
        "failed": found.failed,
        "fans": {name: asdict(fan) for name, fan in found.fans.items()},
        "decided": {y: {x: asdict(i) for x, i in shares.items()} for y, shares in found.decided.items()},
        "ends": {y: {x: asdict(e) for x, e in ends.items()} for y, ends in found.ends.items()},
        "shared": {y: asdict(shared) for y, shared in found.shared.items()},
        "sobol": {y: {x: asdict(i) for x, i in indices.items()} for y, indices in found.sobol.items()},
        "steep": {y: {x: asdict(s) for x, s in slopes.items()} for y, slopes in found.steep.items()},
        "concern": None if found.concern is None else asdict(found.concern),
        "box": _box(found.box),
        "choices": [asdict(chosen) for chosen in found.choices],
    }


def _box(box: Box | None) -> dict[str, Any] | None:
    return None if box is None else {**asdict(box), "coverage": box.coverage, "density": box.density}


def _claim(crisis: Crisis, found: AcrossWorlds) -> dict[str, Any]:
    return {
        "id": found.claim.id,
        "n": found.n,
        "holds": found.holds,
        "fails": found.fails,
        "undecided": found.undecided,
        "share": found.share,
        "interval": found.interval,
        "error": found.mark.error,
        "by_construction": found.mark.by_construction or None,
        "box": _box(found.box),
        "decided": {x: asdict(i) for x, i in found.decided.items()},
        "sentence": claim_sentence(crisis, found),
    }


def plain(value: Any) -> Any:
    """What JSON can say: numbers that are not finite are null."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

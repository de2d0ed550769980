"""Fits to coded crises, and backcasts, for people at a terminal."""

from __future__ import annotations

import math

from ..models.listing import aligned, filled
from ..scenario.crisis import Crisis
from ..stress.history.backcast import MODEL, Backcast
from ..stress.history.fitting import Fitted
from .context import counted
from .ensemble_words import labelled, two_digits
from .numbers import MINUS

LISTED = 20


def fitted_text(crisis: Crisis, found: Fitted, points: int) -> str:
    """Where the record moves parameters, those first that it narrows most."""
    order = sorted(found.estimates.items(), key=lambda row: -row[1].narrower)
    heads = ("", "stated", "mode", "95%", "narrower by")
    rows = [
        (
            labelled(crisis.parameters, name),
            two_digits(e.stated),
            two_digits(e.mode),
            f"{two_digits(e.low)} to {two_digits(e.high)}",
            f"{max(e.narrower, 0.0):.0%}",
        )
        for name, e in order[:LISTED]
    ]
    head = (
        f"{counted(len(found.estimates), 'parameter')} of {crisis.brief.name} fitted to "
        f"{counted(len(found.crises), 'coded crisis', 'coded crises')} on {points} nodes a side: the log likelihood "
        f"goes from {_log(found.stated)} to {_log(found.mode)}. Ranges are the priors; intervals are Laplace's. With "
        "so few crises most of an interval is the range it came from, and crises that the numbers were set with in "
        "view are no test of them."
    )
    return "\n\n".join([filled(head), "\n".join(aligned([heads, *rows]))])


def _log(x: float) -> str:
    return f"{x:.2f}".replace("-", MINUS)


def backcast_text(crisis: Crisis, found: Backcast, points: int) -> str:
    """Scores a move, how the model stands beside what has no strategy, and how its chances of an act bear out."""
    kinds = list(found.scores)
    heads = ("Coded crisis", "account", "moves", *kinds)
    rows = []
    for (name, account), score in found.scores[MODEL].items():
        logs = (found.scores[kind][name, account].log / score.moves for kind in kinds)
        rows.append((name, account, str(score.moves), *(_log(x) if math.isfinite(x) else "cannot be" for x in logs)))
    head = (
        f"{counted(found.crises, 'coded crisis', 'coded crises')} told by {crisis.brief.name}, solved on {points} "
        "nodes a side, day by day: log score a move (who, what, when, and nothing else; higher is better). What has no "
        "strategy is counted from the other crises; the model's numbers are the file's, and are not fitted anew with "
        "the crisis left out."
    )
    calibration = [
        (f"{c.low:.0%} to {c.high:.0%}", str(c.days), f"{c.told:.1%}", f"{c.done / c.days:.1%} ({c.done})")
        for c in found.calibration
    ]
    return "\n\n".join(
        [
            filled(head),
            "\n".join(aligned([heads, *rows])),
            *(filled(sentence) for sentence in verdicts(found)),
            "\n".join(aligned([("Chance of an act that day", "days", "told, mean", "acts came"), *calibration])),
        ]
    )


def verdicts(found: Backcast) -> list[str]:
    """Whether the model beats each way of telling crises without strategy, as far as so few crises tell."""
    out = []
    for kind, beside in found.beside.items():
        if not math.isfinite(beside.gain):
            out.append(f"The model does not beat {kind}: it holds a crisis impossible that happened.")
            continue
        said = (
            f"{beside.gain:+.2f} ± {beside.error:.2f} a move (mean and standard error over "
            f"{counted(found.crises, 'crisis', 'crises')}), better in {beside.better}"
        ).replace("-", MINUS)
        if beside.gain <= 0:
            out.append(f"The model does not beat {kind}: {said}.")
        elif beside.gain <= 2 * beside.error:
            out.append(f"The model is not shown to beat {kind}: {said}; so few crises leave it open.")
        else:
            out.append(f"The model beats {kind}: {said}. Several of its numbers were set with these crises in view.")
    return out

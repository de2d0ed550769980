"""Fits to coded crises, and backcasts, for people at a terminal."""

from __future__ import annotations

from ..models.listing import aligned, filled
from ..scenario.crisis import Crisis
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

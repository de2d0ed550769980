"""Fits to coded crises, and backcasts, for people at a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..estimation.chains import Chains
from ..models.listing import aligned, filled
from ..scenario.crisis import Crisis
from ..stress.history.backcast import MODEL, SHRUNK, Backcast, Beside
from ..stress.history.draws import Draws
from ..stress.history.fitting import Fitted
from ..stress.history.posterior import Cost
from .context import counted
from .ensemble_text import lasting, size
from .ensemble_words import labelled, two_digits
from .numbers import MINUS

LISTED = 20
OF_PARAMETERS = (
    "Chains are short, as every draw solves the crisis several times: --vary fewer parameters, or use the mode and "
    "its intervals; where draws diverge, see which of the parameters have their mode at an end of their range"
)


def cost_text(cost: Cost) -> str:
    """What a search takes, before it begins in earnest."""
    least, most = (lasting(cost.derivative * count) for count in (cost.least, cost.most))
    memory = f", and {size(cost.memory)} of memory so far" if cost.memory else ""
    return (
        f"{counted(cost.parameters, 'parameter')} to fit: about {cost.least} to {cost.most} derivatives of "
        f"{cost.derivative:.2g} s each, {least} to {most} of processor time{memory}. --vary NAME, repeated, fits "
        "fewer; --points has fewer nodes."
    )


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
    more = len(order) - len(rows)
    left = [filled(f"The record narrows {more} more by less; --json and -o FILE.json have all.")] if more else []
    return "\n\n".join([filled(head), "\n".join(aligned([heads, *rows])), *left])


def drawn_text(crisis: Crisis, parameters: Mapping[str, Mapping[str, float]], draws: Draws) -> str:
    """What draws from the posterior say, and whether they can be relied on."""
    heads = ("", "mean", "sd", "95%", "effective draws", "R̂")
    rows = [
        (
            labelled(crisis.parameters, name),
            two_digits(e["mean"]),
            two_digits(e["sd"]),
            f"{two_digits(e['low'])} to {two_digits(e['high'])}",
            f"{e['ess']:.0f}",
            f"{e['rhat']:.2f}",
        )
        for name, e in parameters.items()
    ]
    chains = Chains.of(draws.diverging, parameters)
    head = (
        f"Draws from the posterior, {draws.solved} derivatives: {chains.text()}. Chains agree where R̂ is near one. At "
        f"{counted(draws.impossible, 'point')} that were tried the crisis was not solved."
    )
    warning = chains.warning(OF_PARAMETERS)
    said = [filled(f"{warning[0].upper()}{warning[1:]}.")] if warning else []
    return "\n\n".join([filled(head), "\n".join(aligned([heads, *rows])), *said])


def _log(x: float) -> str:
    return f"{x:.2f}".replace("-", MINUS)


def backcast_text(crisis: Crisis, found: Backcast, points: int) -> str:
    """Scores a move, how the model stands beside what has no strategy, and how often acts came at its chances."""
    ways = list(found.scores)
    heads = ("Coded crisis", "account", "moves", *ways)
    rows = []
    for (name, account), score in found.scores[MODEL].items():
        logs = (found.scores[way][name, account].log / score.moves for way in ways)
        rows.append((name, account, str(score.moves), *(_log(x) if math.isfinite(x) else "cannot be" for x in logs)))
    numbers = (
        "the model's numbers are the file's, and where it is 'refitted' those fitted to the other crises, under their "
        "ranges as priors."
        if found.refitted
        else "the model's numbers are the file's, not fitted again with the crisis left out (--refit does that)."
    )
    drawn = (
        " Those that are pooled have the directions of acts drawn towards the shares of many crises, with these among "
        "them."
        if any(kind in found.beside for kind in SHRUNK.values())
        else ""
    )
    head = (
        f"{counted(found.crises, 'coded crisis', 'coded crises')} predicted by {crisis.brief.name}, solved on {points} "
        "nodes a side, day by day: log score a move (who, what, when, and nothing else; higher is better). What has no "
        f"strategy is counted from the other crises; {numbers}{drawn}"
    )
    calibration = [
        (f"{c.low:.0%} to {c.high:.0%}", str(c.days), f"{c.forecast:.1%}", f"{c.done / c.days:.1%} ({c.done})")
        for c in found.calibration
    ]
    return "\n\n".join(
        [
            filled(head),
            "\n".join(aligned([heads, *rows])),
            *(filled(sentence) for sentence in verdicts(found)),
            "\n".join(aligned([("Chance of an act that day", "days", "mean forecast", "acts came"), *calibration])),
        ]
    )


def verdicts(found: Backcast) -> list[str]:
    """Whether the model beats each prediction without strategy, as far as so few crises show it."""
    stated = _verdicts("The model", found.beside, found.crises, "Several of its numbers were set")
    return stated + _verdicts("The model, refitted,", found.refitted, found.crises, "Several of its ranges were set")


def _verdicts(model: str, besides: Mapping[str, Beside], crises: int, set_so: str) -> list[str]:
    out = []
    for kind, beside in besides.items():
        if not math.isfinite(beside.gain):
            out.append(f"{model} does not beat {kind}: it holds a crisis impossible that happened.")
            continue
        said = (
            f"{beside.gain:+.2f} ± {beside.error:.2f} a move (mean and standard error over "
            f"{counted(crises, 'crisis', 'crises')}), better in {beside.better}"
        ).replace("-", MINUS)
        if beside.gain <= 0:
            out.append(f"{model} does not beat {kind}: {said}.")
        elif beside.gain <= 2 * beside.error:
            out.append(f"{model} is not shown to beat {kind}: {said}; so few crises leave it open.")
        else:
            out.append(f"{model} beats {kind}: {said}. {set_so} with these crises in view.")
    return out

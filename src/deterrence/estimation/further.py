"""What may be asked of a fit beside its table, and its report: effects, comparison, folds, recovery, posterior."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ArgumentError
from .bayes import sample, summary
from .calibration import calibrate
from .chains import Chains, with_nulls
from .comparison import compare, out_of_sample
from .drawing import effects_svg
from .effects import Effects
from .estimating import fit
from .fitting import Fit
from .recovery import recover

OF_COEFFICIENTS = (
    "The sampler could not follow the posterior, as where the model does not fit the data, coefficients are hardly "
    "identified, or a game has no equilibrium nearby. See the warnings and modes of the fit, and how it predicts "
    "(--folds, --against); leave out or fix the coefficients that are named; else use the maximum, with --se bootstrap"
)


@dataclass(frozen=True)
class Further:
    """What is asked.

    Attributes:
        effects: columns whose effects on outcomes are wanted.
        at: column -> value, at which probabilities are wanted.
        against: another specification, fitted to the same data.
        folds: of the log score out of sample; 0 for none.
        replications: of recovery; 0 for none.
        bayes: whether to draw from the posterior.
    """

    effects: tuple[str, ...] = ()
    at: tuple[tuple[str, float | str], ...] = ()
    against: str | None = None
    folds: int = 0
    replications: int = 0
    bayes: bool = False


@dataclass(frozen=True, eq=False)
class Answers:
    """What was found.

    Attributes:
        shown: for JSON, by subject.
        text: for a terminal.
        posterior: a DataTree, if one was asked for.
        picture: of the effects, SVG; empty where none were asked for.
    """

    shown: dict[str, Any]
    text: str
    posterior: Any = None
    picture: str = ""


def answers(
    found: Fit, data: str | Path, asked: Further, progress: Callable[[str], None] = lambda message: None
) -> Answers:
    """Answer what is asked of a fit. Raises as the functions called, :func:`values` and ``estimating.fit``."""
    shown: dict[str, Any] = {}
    lines: list[str] = []
    posterior, picture = None, ""
    settings = found.settings
    if asked.effects or asked.at:
        progress("effects")
        of_fit = Effects(found, settings.seed)
        effects = of_fit.all_of(asked.effects) + (of_fit.probabilities(dict(asked.at)) if asked.at else [])
        picture = effects_svg(effects, found.title)
        shown["effects"] = [effect.as_dict() for effect in effects]
        lines += [str(effect) for effect in effects]
    if asked.against is not None:
        progress("fitting the other")
        comparison = compare(found, fit(asked.against, data, settings))
        shown["comparison"] = comparison.as_dict()
        lines.append(str(comparison))
    if asked.folds:
        progress("leaving out folds")
        score = out_of_sample(found, asked.folds, settings.seed)
        shown["out_of_sample"] = {"folds": asked.folds, "log_score": score}
        lines.append(f"log score out of sample, {asked.folds} folds: {score:.6f} an observation")
    if asked.replications:
        recovery = recover(
            found.whole,
            found.theta,
            asked.replications,
            seed=settings.seed,
            level=settings.level,
            penalty=settings.penalty,
            kind=settings.errors,
            clusters=found.clusters,
            samples=settings.samples,
            method=settings.method,
            progress=progress,
        )
        shown["recovery"] = recovery.as_dict()
        lines.append(recovery.text())
    if asked.replications and asked.bayes:
        progress("calibrating the posterior")
        calibration = calibrate(
            found.whole, asked.replications, settings.seed, around=found.theta, progress=progress
        )
        shown["calibration"] = calibration.as_dict()
        lines.append(calibration.text())
    if asked.bayes:
        progress("drawing from the posterior")
        posterior = sample(found.model, found.theta, seed=settings.seed)
        coefficients = summary(posterior, settings.level)
        chains = Chains.of(posterior["sample_stats"]["diverging"].values, coefficients)
        shown |= {"posterior": with_nulls(coefficients), "chains": chains.as_dict()}
        lines += [
            f"posterior of {name}: {e['mean']:.5f} (sd {e['sd']:.5f}), {settings.level:.0%} {e['low']:.5f} to "
            f"{e['high']:.5f}; effective draws {e['ess']:.0f}, R̂ {e['rhat']:.3f}"
            for name, e in coefficients.items()
        ]
        lines.append(chains.text())
        if warning := chains.warning(OF_COEFFICIENTS):
            shown["warnings"] = [*found.warnings, warning]
            lines.append(f"warning: {warning}")
    return Answers(shown, "\n".join(lines), posterior, picture)


def values(settings: tuple[str, ...]) -> tuple[tuple[str, float | str], ...]:
    """COLUMN=VALUE texts as pairs, numbers where they are. Raises ``ArgumentError``."""
    found: list[tuple[str, float | str]] = []
    for setting in settings:
        column, equals, text = setting.partition("=")
        if not equals or not column.strip():
            raise ArgumentError(f"--at '{setting}': write COLUMN=VALUE, such as balance=0.5")
        try:
            found.append((column.strip(), float(text)))
        except ValueError:
            found.append((column.strip(), text.strip()))
    return tuple(found)

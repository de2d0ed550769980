"""Fits as text: for a terminal, and as regression tables in Markdown and LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

from ..files.messages import amount
from .fitting import Fit
from .reported import Estimate

GAIN = 1e-6  # of log likelihood: less is rounding
STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_LATEX = {
    "&": r"\&",
    "%": r"\%",
    "_": r"\_",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "^": r"\^{}",
    "~": r"\~{}",
}
_LATEX["\\"] = r"\textbackslash{}"


def stars(p: float | None) -> str:
    """Marks of significance at .05, .01 and .001."""
    return next((mark for bound, mark in STARS if p is not None and p < bound), "")


def text(fit: Fit) -> str:
    """A fit for a terminal."""
    model = fit.model
    width = max((len(key) for key in fit.estimates), default=4)
    lines = [
        f"{fit.title}: {model.error}; {amount(fit.n, 'observation')}"
        + (f", {amount(fit.rows - len(model.rows), 'incomplete row')} left out" if fit.rows > len(model.rows) else ""),
        f"log likelihood {fit.log_likelihood:.6f}; AIC {fit.aic:.3f}, BIC {fit.bic:.3f}; "
        + amount(model.size, "free parameter")
        + (f"; penalty {fit.settings.penalty}" if fit.settings.penalty != "none" else ""),
        "",
        f"{'':{width}}  {'estimate':>11} {'std. error':>11} {f'{fit.settings.level:.0%} interval':>25}",
    ]
    for key, e in fit.estimates.items():
        if e.error is None:
            lines.append(f"{key:{width}}  {e.value:>11.5f} {'held':>11}")
        else:
            lines.append(
                f"{key:{width}}  {e.value:>11.5f} {e.error:>11.5f} {e.low:>12.5f} {e.high:>12.5f} {stars(e.p)}".rstrip()
            )
    note = f" ({fit.covariance.note})" if fit.covariance.note else ""
    lines += ["", f"standard errors: {fit.covariance.kind}{note}", "", "modes found:"]
    for mode in fit.modes:
        off = "; ".join(map(str, mode.runaway))
        starts = amount(mode.starts, "start")
        lines.append(f"  {mode.value:.6f}  from {starts}" + (f"  diverges ({off})" if off else ""))
    for value, why in fit.no_modes:
        lines.append(f"  {value:.6f}  no maximum: {why}" if isfinite(value) else f"  nowhere: {why}")
    if fit.failed:
        lines.append(f"  climbs that ended at no maximum: {fit.failed}")
    details = model.details(fit.theta)
    if "selection" in details:
        lines.append(f"selection: {details['selection']}")
    if "equilibria" in details:
        unit = next(unit for unit in ("rows", "games") if f"{unit}_by_number" in details["equilibria"])
        number = details["equilibria"][f"{unit}_by_number"]
        lines.append("equilibria at the estimates: " + ", ".join(f"{k} in {n} {unit}" for k, n in number.items()))
        if details["equilibria"].get("likeliest", -inf) > fit.log_likelihood + GAIN:
            lines.append(
                f"the likeliest equilibria found there, game by game, have {details['equilibria']['likeliest']:.6f}; a "
                "climb from them ended at no maximum"
            )
    return "\n".join([*lines, *(f"note: {warning}" for warning in fit.warnings)])


def markdown(fits: Sequence[Fit]) -> str:
    """A regression table in Markdown, a column a fit, standard errors in parentheses."""
    head = ["", *(fit.title for fit in fits)]
    rows = [head, ["---"] * len(head), *_rows(fits)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"


def latex(fits: Sequence[Fit]) -> str:
    """The same in LaTeX, for ``booktabs``."""
    rows = [" & ".join(_escaped(cell) for cell in row) + r" \\" for row in _rows(fits)]
    body = [*rows[: -len(_FOOT)], r"\midrule", *rows[-len(_FOOT) :]]
    head = " & ".join(["", *(_escaped(fit.title) for fit in fits)]) + r" \\"
    columns = "l" + "r" * len(fits)
    lines = [
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        head,
        r"\midrule",
        *body,
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


_FOOT = ("log likelihood", "observations", "AIC", "BIC", "standard errors")


def _rows(fits: Sequence[Fit]) -> list[list[str]]:
    keys = list(dict.fromkeys(key for fit in fits for key in fit.estimates))
    rows = [[key, *(_cell(fit.estimates.get(key)) for fit in fits)] for key in keys]
    rows.append([_FOOT[0], *(f"{fit.log_likelihood:.3f}" for fit in fits)])
    rows.append([_FOOT[1], *(str(fit.n) for fit in fits)])
    rows.append([_FOOT[2], *(f"{fit.aic:.2f}" for fit in fits)])
    rows.append([_FOOT[3], *(f"{fit.bic:.2f}" for fit in fits)])
    rows.append([_FOOT[4], *(fit.covariance.kind for fit in fits)])
    return rows


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    if estimate.error is None:
        return f"{estimate.value:.3f} (held)"
    return f"{estimate.value:.3f}{stars(estimate.p)} ({estimate.error:.3f})"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)

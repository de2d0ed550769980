"""What the numbers rest on: the certificate in words, other assumptions, other equilibria, and how to make it again."""

from __future__ import annotations

import math
import shlex

from ...solvers.certificate import Certificate
from ...stress.resolving import Variant
from ..blocks import Block, Bullets, Details, Facts, Paragraph, Subheading, Table
from ..page import Section
from ..prose import Code, Prose
from .inputs import inputs
from .tables import plain_table, words
from ..context import Context, chance, sentence

TIGHT, CONSISTENT = 1e-7, 1e-10
UNSEARCHED = "; others were not searched for"
"""What the certificate says on its own; the search reported below has been made."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALL_ERROR = 0.01


def basis(context: Context) -> Section:
    """The section."""
    return Section(
        "basis",
        "What it rests on",
        [
            Paragraph(_finding(context)),
            Subheading("The solution, certified"),
            certificate_table(context.study.solution.certificate),
            Subheading("Other assumptions, other equilibria"),
            *_variants(context),
            Subheading("How to make it again"),
            *_again(context),
            Subheading("What was put in"),
            *inputs(context),
        ],
    )


def _finding(context: Context) -> Prose:
    certificate = context.study.solution.certificate
    good = certificate.residual <= TIGHT and certificate.within_bound and certificate.consistency <= CONSISTENT
    solved = (
        "The game is solved to the precision shown, as arithmetic independent of the solver confirms."
        if good
        else "The certificate below finds fault with the solution: read the figures with care."
    )
    return f"{solved} What is uncertain is the game: its numbers are mostly judgements, and its form is a choice."


def certificate_table(c: Certificate) -> Table:
    """The certificate, figure by figure, in words."""
    error = c.grid_error
    size = f"{error.value:.2g}" if error else "not estimated"
    bound = f"{c.logit_bound:.2g}" if math.isfinite(c.logit_bound) else "without limit"
    rows: list[tuple[Prose, ...]] = [
        (
            "Residual",
            _power(c.residual),
            "Largest gap between a side's play and the rule it is said to follow.",
            _good(c.residual <= TIGHT, "as exact as arithmetic allows", "too large"),
        ),
        (
            "Grid error",
            size,
            "How far values at the start lie from those of ever finer grids, in stakes.",
            _good(
                error is not None and error.value <= SMALL_ERROR,
                "below a hundredth of the stake",
                "not small; chances carry more error",
            ),
        ),
        (
            "Regret",
            f"{c.regret:.2g}",
            (
                "Most that any strategic side could gain by the best reply from the start, in stakes. Noise in its "
                f"own choices alone allows {bound}."
            ),
            _good(c.within_bound, "explained by the noise in choice", "more than the noise explains"),
        ),
        (
            "Regret anywhere",
            f"{c.regret_anywhere:.2g}",
            "The same from any position that play reaches.",
            "for information",
        ),
        (
            "Consistency",
            _power(c.consistency),
            "How far beliefs drift on average, which by Bayes' rule they must not.",
            _good(c.consistency <= CONSISTENT, "none beyond rounding", "beliefs drift"),
        ),
        ("Branch", "", sentence(c.branch.removesuffix(UNSEARCHED)) + ".", "several equilibria may exist"),
    ]
    return Table(
        "certificate", "The certificate, in words", words("Figure", "Value", "What it is", "Is it good?"), rows
    )


def _power(x: float) -> str:
    """A tiny number as a power of ten: ``6 × 10⁻¹⁶``."""
    if x <= 0:
        return "0"
    digit, exponent = f"{x:.0e}".split("e")
    return f"{digit} × 10{str(int(exponent)).translate(RAISED)}"


def _good(holds: bool, yes: str, no: str) -> str:
    return f"Yes: {yes}" if holds else f"No: {no}"


def _variants(context: Context) -> list[Block]:
    keys = context.headlines
    labels = ["Setting", *(sentence(context.called(key)) for key in keys)]

    def row(v: Variant) -> tuple[str, ...]:
        return (sentence(v.label), *(chance(context.probability(v.values, key)) for key in keys))

    found = [*context.study.robustness, *context.study.branches]
    branches = (
        f"{len(context.study.branches)} further equilibrium branches were found; each is in the table."
        if context.study.branches
        else "A search for other equilibria from several nearly pure starting points found no other."
    )
    return [
        Paragraph(
            "Precision of choice, the error rate of commitments (tremble) and the length of the window cannot be "
            f"known from introspection, so each is varied. {branches}"
        ),
        plain_table(
            "variants",
            "Chances under other assumptions",
            labels,
            [row(v) for v in found],
            "All on one small grid, so that rows compare with each other; the first row may differ from the text "
            "by the grid's error. Another window is another question: less or more may happen in it.",
        ),
    ]


def command(context: Context) -> str:
    """The command that makes this report again, with every value that is not the file's own."""
    stated, used = context.study.crisis.parameters.defaults, context.study.game.values
    changed = {name: used[name] for name in stated if used[name] != stated[name]}
    study = context.study
    parts = ["deterrence", "run", context.brief.name]
    for name, value in changed.items():
        parts += ["--set", f"{name}={value!r}"]
    if study.precision is not None:
        parts += ["--precision", repr(study.precision)]
    if study.resolution != "report":
        parts += ["--resolution", study.resolution]
    return shlex.join([*parts, "--seed", str(study.seed)])


def _again(context: Context) -> list[Block]:
    study = context.study
    facts: list[tuple[str, Prose]] = [
        ("Command", Code(command(context))),
        ("Scenario", (f"{context.brief.name}, SHA-256 ", Code(study.crisis.sha256))),
        ("Seed", str(study.seed)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in study.versions.items())),
    ]
    changes: list[Block] = []
    if study.changes:
        changes = [
            Paragraph("Set on the command line:"),
            Bullets([Code(f"{n} = {v:g}") for n, v in study.changes.items()]),
        ]
    seconds = [(sentence(name), f"{s:.0f}") for name, s in study.seconds.items()]
    timing: list[Block] = [plain_table("seconds", "Time taken", ("Part", "Seconds"), seconds)] if seconds else []
    return [
        Paragraph("The same command, scenario and versions give the same numbers, digit for digit."),
        Facts(facts),
        *changes,
        *([Details("How long it took", timing)] if timing else []),
    ]

"""What the numbers rest on: the certificate in words, other assumptions, other equilibria, and how to make it again."""

from __future__ import annotations

import shlex
from pathlib import Path

from ...catalogue import folder
from ...solvers.certificate import Certificate
from ...stress.ensemble.counts import BESIDE
from ..blocks import Block, Bullets, Details, Facts, Paragraph, Subheading, Table
from ..context import Context, chance, numeral, sentence
from ..page import Section
from ..prose import Code, Prose
from .inputs import inputs
from .limits import reading
from .tables import plain_table, words

TIGHT, CONSISTENT = 1e-7, 1e-10
UNSEARCHED = "; others were not searched for"
"""What the certificate says on its own, before the search that the report makes."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALL_ERROR = 0.01
ALL_THERE_IS = 1.0


def basis(context: Context) -> Section:
    """The section."""
    return Section(
        "basis",
        "What it rests on",
        [
            Paragraph(_finding(context)),
            reading(context),
            Subheading("The solution, certified"),
            certificate_table(context.study.solution.certificate),
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
        "The game is solved to the precision shown below, as arithmetic independent of the solver confirms."
        if good
        else "The certificate below finds fault with the solution: read the figures with care."
    )
    return f"{solved} What is uncertain is the game: its numbers are mostly judgements, and its form is a choice."


def certificate_table(c: Certificate) -> Table:
    """The certificate, figure by figure, in words."""
    error = c.grid_error
    size = f"{error.value:.2g}" if error else "not estimated"
    informative = c.logit_bound < ALL_THERE_IS
    bound = f"alone allows {c.logit_bound:.2g}." if informative else "might explain more than there is to lose."
    rows: list[tuple[Prose, ...]] = [
        (
            "Residual",
            _power(c.residual),
            "Largest gap between what an actor does and the rule of choice that it is meant to follow.",
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
                "Most that any strategic type could gain by the best reply from the start, in stakes. Noise in its "
                f"own choices {bound}"
            ),
            _good(c.within_bound, "no more than the noise explains", "more than the noise explains")
            if informative
            else "For information",
        ),
        (
            "Regret anywhere",
            f"{c.regret_anywhere:.2g}",
            "The same from any position that play reaches.",
            "For information",
        ),
        (
            "Consistency",
            _power(c.consistency),
            "How far beliefs drift on average, which by Bayes' rule they must not.",
            _good(c.consistency <= CONSISTENT, "none beyond rounding", "beliefs drift"),
        ),
        ("Branch", "–", sentence(c.branch.removesuffix(UNSEARCHED)) + ".", "Several equilibria may exist"),
    ]
    return Table(
        "certificate", "The certificate, in words", words("Figure", "Value", "What it is", "Is it good?"), rows
    )


def _power(x: float) -> str:
    """A tiny number as a power of ten: ``6 × 10⁻¹⁶``."""
    if x <= 0:
        return "0"
    digit, exponent = f"{x:.0e}".split("e")
    return f"{digit}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{str(int(exponent)).translate(RAISED)}"


def _good(holds: bool, yes: str, no: str) -> str:
    return f"Yes: {yes}" if holds else f"No: {no}"


def variants(context: Context) -> list[Block]:
    """Headlines under other assumptions, and on other equilibria."""
    others = context.study.branches
    tried = [*context.study.robustness, *others]
    searched = (
        f"{sentence(numeral(len(others)))} further {'equilibrium was' if len(others) == 1 else 'equilibria were'} "
        "found by a search from several nearly pure starting points; each is in the table."
        if others
        else "A search for other equilibria from several nearly pure starting points found none."
    )
    return [
        Paragraph(f"{_varied(context)} {searched}"),
        plain_table(
            "variants",
            "Chances under other assumptions",
            ("What happens", *(sentence(v.label) for v in tried)),
            [
                (sentence(context.called(key)), *(chance(context.probability(v.values, key)) for v in tried))
                for key in context.headlines
            ],
            "All on one small grid, so that columns compare with each other; the first may differ from the text by the "
            "grid's error. Another window is another question: less or more may happen in it.",
        ),
    ]


def _varied(context: Context) -> str:
    """What is varied, and why."""
    committed = any(not t.strategic for a in context.brief.actors for t in a.types)
    slips = ", the error rate of commitments (their tremble)" if committed else ""
    return (
        f"Precision of choice{slips} and the length of the window are known to nobody, so each is varied: multiplied "
        "by the factor at the head of the column."
    )


def command(context: Context) -> str:
    """The command that makes this report again, with every value that is not the file's own."""
    stated, used = context.study.crisis.parameters.defaults, context.study.game.values
    changed = {name: used[name] for name in stated if used[name] != stated[name]}
    study = context.study
    parts = ["deterrence", "run", _file(context)]
    for name, value in changed.items():
        parts += ["--set", f"{name}={value!r}"]
    if study.precision is not None:
        parts += ["--precision", repr(study.precision)]
    if study.resolution != "report":
        parts += ["--resolution", study.resolution]
    if study.draws != BESIDE or study.claimed:
        parts += ["--draws", str(study.draws)]
    return shlex.join([*parts, "--seed", str(study.seed)])


def _file(context: Context) -> str:
    """A shipped scenario by its name, another by the name of its file."""
    file = context.study.crisis.file
    return Path(file).name if file and Path(file).parent != folder() else context.brief.name


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

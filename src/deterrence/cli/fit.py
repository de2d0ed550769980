"""The verb that estimates."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text, write_whole
from .shared import JSON, SEED, progress, reports_errors

WRITTEN = (".md", ".tex", ".json", ".txt", ".nc", ".svg")
PENALTIES = ("none", "log-f", "cauchy", "firth")
ERRORS = ("hessian", "opg", "sandwich", "cluster", "bootstrap")
METHODS = ("full", "pseudo", "nested", "constrained")


@click.command()
@click.argument("specification", metavar="SPEC")
@click.argument("data", metavar="DATA")
@click.option("--starts", type=click.IntRange(min=0), help="Random starts; 24, or 2 where a climb takes long.")
@click.option("--method", type=click.Choice(METHODS), default="full", show_default=True, help="Where beliefs matter.")
@click.option("--penalty", type=click.Choice(PENALTIES), default="none", show_default=True, help="On coefficients.")
@click.option(
    "--se", "errors", type=click.Choice(ERRORS), default="hessian", show_default=True, help="Standard errors."
)
@click.option("--cluster", metavar="COLUMN", help="The column that says the cluster of each row.")
@click.option("--samples", type=click.IntRange(min=10), default=200, show_default=True, help="Of a bootstrap.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of intervals.")
@click.option("--effect", "effects", multiple=True, metavar="COLUMN", help="Its effect on outcomes; repeatable.")
@click.option("--at", multiple=True, metavar="COLUMN=VALUE", help="Probabilities with columns so; repeatable.")
@click.option("--against", metavar="SPEC", help="Another specification, compared on the same data.")
@click.option("--folds", type=click.IntRange(min=2), help="Score out of sample, in so many folds.")
@click.option("--recover", type=click.IntRange(min=2), help="Simulate and fit again, so many times.")
@click.option("--bayes", is_flag=True, help="Draw from the posterior too.")
@SEED
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write .md, .tex, .json, .txt; with --effect .svg, with --bayes .nc.",
)
@JSON
@reports_errors
def fit(
    specification: str,
    data: str,
    starts: int | None,
    method: str,
    penalty: str,
    errors: str,
    cluster: str | None,
    samples: int,
    level: float,
    effects: tuple[str, ...],
    at: tuple[str, ...],
    against: str | None,
    folds: int | None,
    recover: int | None,
    bayes: bool,
    seed: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """Estimate a strategic model from data.

    SPEC says who moves when, what each end is worth, and how outcomes are seen; DATA is a CSV file with a row for each
    case. With a game of Gambit's (.efg, .nfg) and counts of choices, the precision of quantal response is estimated.
    """
    if output is not None and output.suffix.lower() not in WRITTEN:
        raise ArgumentError(f"--output: give it a name that ends in {', '.join(WRITTEN[:-1])} or {WRITTEN[-1]}")
    if cluster is not None and errors not in ("cluster", "bootstrap"):
        raise ArgumentError("--cluster is about standard errors by cluster: add --se cluster or --se bootstrap")
    if output is not None and output.suffix.lower() == ".nc" and not bayes:
        raise ArgumentError("--output: .nc holds draws from the posterior: add --bayes")
    if output is not None and output.suffix.lower() == ".svg" and not (effects or at):
        raise ArgumentError("--output: .svg draws effects: add --effect COLUMN or --at COLUMN=VALUE")
    require_file(output)
    from ..estimation.estimating import estimate
    from ..estimation.fitting import Fit, Settings
    from ..estimation.further import Further, answers, values
    from ..estimation.presentation import latex, markdown, text

    settings = Settings(starts, seed, penalty, errors, cluster, samples, level, method)  # type: ignore[arg-type]
    asked = Further(effects, values(at), against, folds or 0, recover or 0, bayes)
    tables = {".md": markdown, ".tex": latex}
    with progress() as tell:
        tell("fitting")
        found = estimate(specification, data, settings)
        shown, told, posterior, picture = found.as_dict(), "", None, ""
        if isinstance(found, Fit):
            more = answers(found, data, asked, tell)
            posterior, picture = more.posterior, more.picture
            shown |= more.shown
            told = "\n\n".join(filter(None, [text(found), more.text]))
        elif asked != Further() or (output is not None and output.suffix.lower() in tables):
            raise ArgumentError("an experiment has a precision alone: leave out what is asked about coefficients")
        else:
            told = found.text()
    as_text = json.dumps(shown, allow_nan=False)
    if output is not None:
        kind = output.suffix.lower()
        if posterior is not None and kind == ".nc":
            write_whole(output, lambda path: posterior.to_netcdf(path, engine="h5netcdf"))
        elif kind == ".svg":
            write_text(output, picture)
        elif isinstance(found, Fit) and kind in tables:
            write_text(output, tables[kind]([found]))
        else:
            write_text(output, f"{as_text if kind == '.json' else told}\n")
    click.echo(as_text if as_json else told)

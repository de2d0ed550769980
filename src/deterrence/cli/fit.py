"""The verb that estimates."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import JSON, SEED, progress, reports_errors

WRITTEN = (".md", ".tex", ".json", ".txt")
PENALTIES = ("none", "log-f", "cauchy", "firth")
ERRORS = ("hessian", "opg", "sandwich", "cluster", "bootstrap")
METHODS = ("full", "pseudo", "nested")


@click.command()
@click.argument("specification", metavar="SPEC")
@click.argument("data", metavar="DATA")
@click.option("--starts", type=click.IntRange(min=0), help="Random starts; 24, or 2 where a climb takes long.")
@click.option("--method", type=click.Choice(METHODS), default="full", show_default=True, help="Of signalling.")
@click.option("--penalty", type=click.Choice(PENALTIES), default="none", show_default=True, help="On coefficients.")
@click.option(
    "--se", "errors", type=click.Choice(ERRORS), default="hessian", show_default=True, help="Standard errors."
)
@click.option("--cluster", metavar="COLUMN", help="The column that says the cluster of each row.")
@click.option("--samples", type=click.IntRange(min=10), default=200, show_default=True, help="Of a bootstrap.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of intervals.")
@SEED
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write .md, .tex, .json or .txt.")
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
    require_file(output)
    from ..estimation.estimating import estimate
    from ..estimation.fitting import Fit, Settings
    from ..estimation.presentation import latex, markdown, text

    with progress() as tell:
        tell("fitting")
        settings = Settings(starts, seed, penalty, errors, cluster, samples, level, method)  # type: ignore[arg-type]
        found = estimate(specification, data, settings)
    as_text = json.dumps(found.as_dict(), allow_nan=False)
    shown = text(found) if isinstance(found, Fit) else found.text()
    if output is not None:
        kind = output.suffix.lower()
        tables = {".md": markdown, ".tex": latex}
        if kind in tables and not isinstance(found, Fit):
            raise ArgumentError("--output: an experiment has no regression table; write .json or .txt")
        content = tables[kind]([found]) if kind in tables else f"{as_text if kind == '.json' else shown}\n"  # type: ignore[list-item]
        write_text(output, content)
    click.echo(as_text if as_json else shown)

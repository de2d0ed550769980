"""The verb about the three conditions of deterrence."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import JSON, SETTINGS, chosen_values, load_ladder, progress, reports_errors

WORKERS = 2


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--resolution",
    type=click.Choice(["interactive", "report"]),
    default="report",
    show_default=True,
    help="interactive is quick, and its stated errors are less to be relied on.",
)
@SETTINGS
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write a page, FILE.html.")
@JSON
@reports_errors
def conditions(scenario: str, resolution: str, settings: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """What capability, credibility and communication contribute to each side's deterrence, and which binds."""
    if output is not None and output.suffix != ".html":
        raise ArgumentError(f"--output writes a page: give it a name that ends in .html, not '{output}'")
    require_file(output)
    loaded = load_ladder(scenario, "'deterrence run' moves its levers, condition by condition")
    values, changes = chosen_values(loaded.scenario, settings)
    from ..report.conditions import conditions_html, conditions_text
    from ..stress.conditions import GRIDS, coarser, three_conditions

    grids = GRIDS[resolution], coarser(GRIDS[resolution])
    began = time.perf_counter()
    with progress() as tell:
        tell("solving with each condition at its best")
        found = three_conditions(loaded.scenario, values, grids[0], WORKERS)
    if output is not None:
        write_text(output, conditions_html(loaded.scenario, found, grids, changes))
    if as_json:
        shown = {
            "scenario": {"name": loaded.scenario.name, "title": loaded.scenario.title, "sha256": loaded.sha256},
            "set": changes,
            "points": list(grids),
            "actors": [f.as_dict() for f in found],
            "seconds": time.perf_counter() - began,
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        click.echo(conditions_text(loaded.scenario, found, grids))
        if output is not None:
            click.echo(f"\n{output}")

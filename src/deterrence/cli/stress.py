"""The verb about the three conditions of deterrence."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import JSON, LOCK, SETTINGS, chosen_values, progress, reports_errors, say_locks, with_locks

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
@LOCK
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write a page, FILE.html.")
@JSON
@reports_errors
def conditions(
    scenario: str,
    resolution: str,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    output: Path | None,
    as_json: bool,
) -> None:
    """What capability, credibility and communication contribute to each actor's deterrence, and which binds."""
    if output is not None and output.suffix != ".html":
        raise ArgumentError(f"--output writes a page: give it a name that ends in .html, not '{output}'")
    require_file(output)
    from ..scenario.crisis import load
    from ..stress.condition_ranges import require_conditions

    crisis = load(scenario)
    require_conditions(crisis)
    values, changes = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    from ..report.conditions import conditions_html, conditions_text
    from ..stress.conditions import coarser, deterring, grid_points, three_conditions

    game = crisis.game_at(values)
    left_out = deterring(crisis, game).left_out
    fine = grid_points(resolution, game)
    grids = fine, coarser(fine)
    began = time.perf_counter()
    with progress() as report:
        found = three_conditions(crisis, values, fine, WORKERS, report)
    if output is not None:
        write_text(output, conditions_html(crisis.brief, found, grids, changes, left_out, locked))
    if as_json:
        shown = {
            "scenario": {"name": crisis.brief.name, "title": crisis.brief.title, "sha256": crisis.sha256},
            "set": changes,
            "locks": [lock.as_dict() for lock in locked],
            "points": list(grids),
            "actors": [f.as_dict() for f in found],
            "left_out": [{"actor": actor, "why": why} for actor, why in left_out.items()],
            "seconds": time.perf_counter() - began,
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(conditions_text(crisis.brief, found, grids, left_out))
        if output is not None:
            click.echo(f"\n{output}")

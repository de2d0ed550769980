"""The verb about policy options."""

from __future__ import annotations

import json
import time

import click

from ..errors import ArgumentError
from .shared import JSON, LOCK, SEED, SETTINGS, chosen_values, progress, reports_errors, say_locks, with_locks

WORKERS = 2
DRAWS = 20


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--draws", type=click.IntRange(min=0), default=DRAWS, show_default=True, help="Plausible worlds to draw for regret."
)
@click.option("--quick", is_flag=True, help="The table alone: draw no worlds.")
@SEED
@SETTINGS
@LOCK
@JSON
@reports_errors
def options(
    scenario: str, draws: int, quick: bool, seed: int, settings: tuple[str, ...], locks: tuple[str, ...], as_json: bool
) -> None:
    """Policy options side by side: what follows from each, for every actor; and their regret."""
    from ..scenario.crisis import load

    crisis = load(scenario)
    if not crisis.brief.options:
        raise ArgumentError(f"{crisis.brief.name} states no policy options: add a section 'options' to the file")
    values, changes = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    from ..report.options_json import as_dict, regrets_dict
    from ..report.options_text import text
    from ..stress.option_outcomes import compare

    began = time.perf_counter()
    with progress() as report:
        found = compare(crisis, values, draws=0 if quick else draws, seed=seed, workers=WORKERS, progress=report)
    if as_json:
        shown = {
            "scenario": {"name": crisis.brief.name, "title": crisis.brief.title, "sha256": crisis.sha256},
            "set": changes,
            "locks": [lock.as_dict() for lock in locked],
            "points": [found.points, found.coarse],
            **as_dict(found.table),
            "absent": dict(found.absent),
            "regret": regrets_dict(found.regrets) if found.regrets else None,
            "seed": seed,
            "seconds": time.perf_counter() - began,
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(text(crisis.brief, found))

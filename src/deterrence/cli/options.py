"""The verb about policy options."""

from __future__ import annotations

import json
import time

import click

from ..errors import ArgumentError
from .shared import JSON, SEED, SETTINGS, chosen_values, load_ladder, progress, reports_errors

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
@JSON
@reports_errors
def options(scenario: str, draws: int, quick: bool, seed: int, settings: tuple[str, ...], as_json: bool) -> None:
    """Policy options side by side: what follows from each, for every actor, whoever takes it; and their regret."""
    loaded = load_ladder(scenario, "'deterrence run' moves its levers")
    if not loaded.scenario.options:
        raise ArgumentError(
            f"{loaded.scenario.name} has no options: add a section 'options' (see docs/scenario-file.md)"
        )
    values, changes = chosen_values(loaded.scenario, settings)
    from ..report.options_json import as_dict, regrets_dict
    from ..report.options_text import text
    from ..stress.option_outcomes import compare

    began = time.perf_counter()
    with progress() as tell:
        found = compare(loaded.scenario, values, draws=0 if quick else draws, seed=seed, workers=WORKERS, progress=tell)
    if as_json:
        shown = {
            "scenario": {"name": loaded.scenario.name, "title": loaded.scenario.title, "sha256": loaded.sha256},
            "set": changes,
            "points": [found.points, found.coarse],
            **as_dict(found.table),
            "regret": regrets_dict(found.regrets) if found.regrets else None,
            "seed": seed,
            "seconds": time.perf_counter() - began,
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        click.echo(text(loaded.scenario, found))

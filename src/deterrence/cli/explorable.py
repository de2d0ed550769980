"""The verb that writes a page without a server."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_folder
from .shared import LOCK, SETTINGS, chosen_values, progress, reports_errors, with_locks

LEAST, USUAL, MOST = 2, 3, 9


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR")
@click.option(
    "--lever", "levers", multiple=True, metavar="NAME", help="A parameter to be moved; repeatable. Three by default."
)
@click.option(
    "--values",
    "points",
    type=click.IntRange(LEAST, MOST),
    default=USUAL,
    show_default=True,
    help="Values of each lever over its plausible range; that of the file comes beside them.",
)
@click.option("--language", default="en", show_default=True, metavar="TAG", help="Language of the page.")
@SETTINGS
@LOCK
@reports_errors
def explorable(
    scenario: str,
    output: Path,
    levers: tuple[str, ...],
    points: int,
    language: str,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
) -> None:
    """Write a crisis as pages without a server: solved at every combination of a few values of a few levers.

    Any web host can serve the folder, and it opens from a disk; nothing in it is a script, or asks another host.
    """
    from ..app.texts import catalogue
    from ..scenario.crisis import load

    if language not in catalogue():
        raise ArgumentError(f"--language '{language}': the page is written in {', '.join(catalogue())}")
    crisis = load(scenario)
    values, changes = chosen_values(crisis, settings)
    crisis, _ = with_locks(crisis, locks, values)
    require_folder(output)
    from ..app.explorable.grid import grid
    from ..app.explorable.writing import write_explorable

    found = grid(crisis, changes, levers, points)
    with progress() as tell:
        tell(f"solving {len(found.places)} settings")
        path = write_explorable(found, output, catalogue()[language], tell)
    click.echo(f"{path} ({len(found.places)} settings)")

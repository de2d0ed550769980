"""The verb that writes sessions of play down as data."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import ArgumentError
from .serve import usual_folder
from .shared import progress, reports_errors


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that 'deterrence serve' keeps its sessions in; its usual one if it is not given.",
)
@click.option("--database", default="", metavar="URL", help="Where sessions are, if not in a file in that folder.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file to write; standard output if it is not given.",
)
@reports_errors
def sessions(data: Path | None, database: str, output: Path | None) -> None:
    """Write played sessions that are over as rows, one for each decision, for 'deterrence fit'.

    Nobody's name is in them. Crises that were played are solved again, as the page solves them.
    """
    from ..app.crises import Crises
    from ..app.play.tables import Tables
    from ..app.settings import Settings
    from ..outputs import require_file, write_text
    from ..play.dump import as_csv, rows

    require_file(output)
    settings = Settings(data or usual_folder(), database=database)
    if not database and not (settings.data / "play.sqlite").is_file():
        raise ArgumentError(f"there are no sessions in '{settings.data}': name the folder with --data")
    crises = Crises(settings)
    tables = Tables(settings, crises)
    try:
        with progress() as tell:
            tell("reading sessions")
            host = tables.host
            found = [host.state(session) for session in host.store.sessions(over=True)]
            table = as_csv(rows((host.walk(state), state) for state in found))
    finally:
        tables.close()
        crises.close()
    if output is None:
        click.echo(table, nl=False)
    else:
        write_text(output, table)

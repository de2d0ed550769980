"""The verb that opens the local page."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..errors import ArgumentError
from .shared import reports_errors

HIGHEST_PORT = 65_535
HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. 0.0.0.0 is every network.")
@click.option(
    "--port",
    type=click.IntRange(0, HIGHEST_PORT),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 for a free one.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for opened scenarios, sessions of play and reports. A folder of your own beside other programs' data "
    "if it is not given.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Host name by which browsers reach the page beside 127.0.0.1 and localhost, such as that of a proxy; "
    "repeatable.",
)
@click.option("--language", default="", metavar="TAG", help="Language of the page; else what the browser asks for.")
@click.option("--first", default="", metavar="SCENARIO", help="Shipped scenario that is shown first.")
@click.option("--database", default="", metavar="URL", help="Of sessions of play; else a file in the data folder.")
@reports_errors
def serve(
    host: str, port: int, data: Path | None, names: tuple[str, ...], language: str, first: str, database: str
) -> None:
    """Open the local page: explore a crisis, walk it, play it.

    It listens on this machine alone by default. docs/page.md says how to put it behind a proxy.
    """
    from ..app.running import run
    from ..app.settings import Settings
    from ..app.texts import catalogue
    from ..catalogue import names as shipped
    from ..outputs import require_folder

    if language and language not in catalogue():
        raise ArgumentError(f"--language '{language}': the page is written in {', '.join(catalogue())}")
    if first and first not in shipped():
        raise ArgumentError(f"--first '{first}': the shipped scenarios are {', '.join(shipped())}")
    for name in names:
        if not HOST.fullmatch(name):
            raise ArgumentError(f"--name '{name}': write a host alone, such as crisis.example.org")
    folder = data or usual_folder()
    require_folder(folder)
    if database:  # said now, not to whoever first plays
        from ..play.store import Store

        Store(database).close()
    run(
        Settings(folder, host, port, tuple(names), language, first or Settings.first, database),
        lambda address: click.echo(f"{address} (Ctrl-C ends it)"),
    )


def usual_folder() -> Path:
    """Where data of a program of this user belong: ``$XDG_DATA_HOME``, or ``~/.local/share``."""
    import os

    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "deterrence"

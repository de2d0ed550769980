"""Verbs about scenario files themselves: what one says in full, and a first one to change."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import reports_errors


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--expanded",
    is_flag=True,
    help="With every template, module and definition written out, and two sides on one ladder turn by turn.",
)
@reports_errors
def show(scenario: str, expanded: bool) -> None:
    """Print a scenario file: as it was written, or as a file in the plain language that says the same."""
    from ..scenario.crisis import read, written_out

    found = read(scenario)
    if not expanded:
        click.echo(found.text, nl=False)
        return
    from ..files.yaml_writer import written

    click.echo(written(written_out(found)), nl=False)


@click.command()
@click.argument("name", metavar="NAME")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it; NAME.yaml if not given."
)
@reports_errors
def new(name: str, output: Path | None) -> None:
    """Write a small commented scenario on a clock, which checks and solves, to be changed into one of your own."""
    from ..scenario.starter import starter

    text = starter(name)
    path = output or Path(f"{name}.yaml")
    if path.exists():
        raise ArgumentError(f"'{path}' is there already: name another file with --output")
    require_file(path)
    write_text(path, text)
    click.echo(str(path))

"""Verbs about past crises."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .shared import JSON, reports_errors


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@JSON
@reports_errors
def histories(name: str | None, as_json: bool) -> None:
    """Past crises coded move by move: all of them, or one in full with each side's account.

    NAME is the name of a shipped history or a path to a file.
    """
    from ..history import catalogue, listing
    from ..history.reading import read_history

    if name is not None:
        history = read_history(catalogue.locate(name))
        shown = listing.entry_dict(history) if as_json else listing.entry(history)
    else:
        found = catalogue.histories()
        shown = {"histories": [listing.summary_dict(h) for h in found]} if as_json else listing.listing(found)
    click.echo(json.dumps(shown, allow_nan=False) if as_json else shown)


def checked(file: str) -> str:
    """What ``deterrence check`` says of a well-formed file: a history, a campaign or a scenario, as it calls itself.

    Raises:
        ArgumentError: it names nothing that is there.
        InputError: the file is not well formed; holds every problem found.
    """
    from ..catalogue import locate
    from ..crisis import load
    from ..history import catalogue
    from ..history.reading import is_history, load_history

    if not Path(file).suffix and not Path(file).exists() and file in catalogue.names():
        path = catalogue.locate(file)
    else:
        path = locate(file)
    if is_history(path):
        history = load_history(path)
        return f"{history.file}: {history.history.title}: well formed"
    crisis = load(path)
    return f"{crisis.file}: {crisis.brief.title}: well formed"

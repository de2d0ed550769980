"""Verbs about past crises."""

from __future__ import annotations

import json

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
    from ..coded_crises import catalogue, listing
    from ..coded_crises.reading import read_history

    if name is not None:
        history = read_history(catalogue.locate(name))
        shown = listing.entry_dict(history) if as_json else listing.entry(history)
    else:
        found = catalogue.histories()
        shown = {"histories": [listing.summary_dict(h) for h in found]} if as_json else listing.listing(found)
    click.echo(json.dumps(shown, allow_nan=False) if as_json else shown)

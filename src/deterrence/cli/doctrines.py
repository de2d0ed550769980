"""The verb about doctrines."""

from __future__ import annotations

import json

import click

from ..errors import ArgumentError
from .shared import JSON, LOCK, PRECISION, SETTINGS, chosen_values, progress, reports_errors, say_locks, with_locks

WORKERS = 2  # processes beside the main one


@click.command()
@click.argument("scenario", metavar="[SCENARIO]", required=False)
@click.option("--actor", help="Vary this actor's doctrine only.")
@click.option("--margin", type=float, help="Payoff that one move may lose before a doctrine is said to fail.")
@SETTINGS
@LOCK
@PRECISION
@JSON
@reports_errors
def doctrines(
    scenario: str | None,
    actor: str | None,
    margin: float | None,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    precision: float | None,
    as_json: bool,
) -> None:
    """The library of doctrines; with a scenario, what follows where each actor's commitment carries each out.

    A doctrine that no strategic type would carry out is reported with the move at which it fails; one that the
    scenario cannot express is left out, with the reason.
    """
    if scenario is None:
        if actor is not None or margin is not None or settings or locks or precision is not None:
            raise ArgumentError("name a scenario: without one the library is listed, and takes no options but --json")
        _list(as_json)
        return
    from ..scenario.crisis import load

    crisis = load(scenario)
    values, _ = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    from ..report.doctrines_json import as_dict
    from ..report.doctrines_text import text
    from ..stress.doctrines import MARGIN, compare

    with progress() as report:
        found = compare(
            crisis,
            values,
            actors=[actor] if actor is not None else (),
            margin=MARGIN if margin is None else margin,
            precision=precision,
            workers=WORKERS,
            progress=report,
        )
    if as_json:
        shown = {"scenario": crisis.brief.name, "locks": [lock.as_dict() for lock in locked], **as_dict(found)}
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(text(found, crisis.brief))


def _list(as_json: bool) -> None:
    """The library itself."""
    from ..doctrines.reading import library
    from ..report.doctrines_text import listing

    if as_json:
        click.echo(json.dumps(library().model_dump(mode="json", by_alias=True, exclude_none=True), allow_nan=False))
    else:
        click.echo(listing())

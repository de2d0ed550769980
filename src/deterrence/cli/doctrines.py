"""The verb about doctrines."""

from __future__ import annotations

import json

import click

from ..errors import ArgumentError
from .shared import JSON, PRECISION, SETTINGS, load_ladder, progress, reports_errors, set_values

WORKERS = 2  # processes beside the main one


@click.command()
@click.argument("scenario", metavar="[SCENARIO]", required=False)
@click.option("--actor", help="Vary this actor's doctrine only.")
@click.option("--margin", type=float, help="Payoff that one move may lose before a doctrine is said to fail.")
@SETTINGS
@PRECISION
@JSON
@reports_errors
def doctrines(
    scenario: str | None,
    actor: str | None,
    margin: float | None,
    settings: tuple[str, ...],
    precision: float | None,
    as_json: bool,
) -> None:
    """The library of doctrines; with a scenario, what follows where each actor's commitment carries each out.

    A doctrine that no strategic type would carry out is told with the move at which it fails.
    """
    from ..doctrines.reading import library

    if scenario is None:
        if actor is not None or margin is not None or settings or precision is not None:
            raise ArgumentError("name a scenario: without one the library is listed, and takes no options but --json")
        from ..doctrines.telling import listing

        if as_json:
            shown = library().model_dump(mode="json", by_alias=True, exclude_none=True)
            click.echo(json.dumps(shown, allow_nan=False))
        else:
            click.echo(listing())
        return
    from ..game.parameters import override

    read = load_ladder(scenario, "'deterrence run' compares the doctrines that its file names").scenario
    values, warnings = override(read, set_values(settings))
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)
    from ..doctrines.comparing import MARGIN, as_dict, compare
    from ..doctrines.telling import text
    from ..study import precision_names

    if precision is not None:
        values = {**values, **dict.fromkeys(precision_names(read), precision)}
    with progress() as tell:
        found = compare(
            read,
            values,
            actors=[actor] if actor is not None else (),
            margin=MARGIN if margin is None else margin,
            workers=WORKERS,
            progress=tell,
        )
    click.echo(json.dumps({"scenario": read.name, **as_dict(found)}, allow_nan=False) if as_json else text(found))

"""Verbs about past crises."""

from __future__ import annotations

import json

import click

from ..errors import ArgumentError
from .shared import JSON, reports_errors


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--backcast",
    metavar="SCENARIO",
    help="Score how a scenario on a clock tells the coded crises it stands beside, move by move, against rates of acts "
    "without strategy.",
)
@click.option("--points", type=click.IntRange(min=5, max=49), help="With --backcast: nodes a side of the belief grid.")
@JSON
@reports_errors
def histories(name: str | None, backcast: str | None, points: int | None, as_json: bool) -> None:
    """Past crises coded move by move: all of them, or one in full with each side's account.

    NAME is the name of a shipped history or a path to a file.
    """
    if backcast is not None:
        if name is not None:
            raise ArgumentError("--backcast tells every coded crisis that a scenario names: leave NAME out")
        to_backcast(backcast, points, as_json)
        return
    if points is not None:
        raise ArgumentError("--points is about --backcast")
    from ..coded_crises import catalogue, listing
    from ..coded_crises.reading import read_history

    if name is not None:
        history = read_history(catalogue.locate(name))
        shown = listing.entry_dict(history) if as_json else listing.entry(history)
    else:
        found = catalogue.histories()
        shown = {"histories": [listing.summary_dict(h) for h in found]} if as_json else listing.listing(found)
    click.echo(json.dumps(shown, allow_nan=False) if as_json else shown)


def to_backcast(scenario: str, points: int | None, as_json: bool) -> None:
    """Say how well a scenario tells coded crises."""
    from dataclasses import asdict

    from ..report.ensemble_json import plain
    from ..report.history_text import backcast_text, verdicts
    from ..scenario.crisis import load
    from ..solvers.grid import Grid
    from ..stress.history.backcast import backcast
    from ..stress.history.likelihood import coded
    from ..stress.resolve import QUICK_TOLERANCE, Resolver, points_for

    crisis = load(scenario)
    game = crisis.game_at(crisis.parameters.defaults)
    crises = coded(game.brief, game.structure.rungs)
    grid = Grid(points=points or points_for(game), tolerance=QUICK_TOLERANCE)
    found = backcast(*Resolver(crisis, crisis.parameters.defaults, grid).solved(), crises)
    if not as_json:
        click.echo(backcast_text(crisis, found, grid.points))
        return
    scores = [
        {"by": kind, "history": name, "account": account, **asdict(score)}
        for kind, some in found.scores.items()
        for (name, account), score in some.items()
    ]
    shown = {
        "points": grid.points,
        "crises": found.crises,
        "scores": scores,
        "beside": {kind: asdict(beside) for kind, beside in found.beside.items()},
        "calibration": [asdict(row) for row in found.calibration],
        "sentences": verdicts(found),
    }
    click.echo(json.dumps(plain(shown), allow_nan=False))

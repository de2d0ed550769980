"""Verbs about past crises."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import JSON, given_options, points_option, priors_option, progress, reports_errors, vary_option

WRITTEN = (".svg", ".json", ".txt")
OF_BACKCAST = {"points", "refit", "vary", "priors", "output"}


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--backcast",
    metavar="SCENARIO",
    help="Score how a scenario on a clock predicts the coded crises it stands beside, move by move, against rates of "
    "acts without strategy.",
)
@points_option("With --backcast: nodes a side of the belief grid.")
@click.option("--refit", is_flag=True, help="With --backcast: fit the scenario again to the others for each crisis.")
@vary_option("With --refit: fit this parameter; repeatable.")
@priors_option(
    "With --backcast: draw rates without strategy towards pooled priors too; what 'data priors --json' printed."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --backcast: write .svg (calibration), .json or .txt.",
)
@JSON
@reports_errors
def histories(
    name: str | None,
    backcast: str | None,
    points: int | None,
    refit: bool,
    vary: tuple[str, ...],
    priors: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Past crises coded move by move: all of them, or one in full with each side's account.

    NAME is the name of a shipped history or a path to a file.
    """
    if backcast is not None:
        if name is not None:
            raise ArgumentError("--backcast scores every coded crisis that a scenario names: leave NAME out")
        if vary and not refit:
            raise ArgumentError("--vary names what --refit fits: add --refit")
        to_backcast(backcast, points, refit, vary, priors, output, as_json)
        return
    if OF_BACKCAST & given_options().keys():
        raise ArgumentError("--points, --refit, --vary, --priors and --output are about --backcast SCENARIO")
    from ..coded_crises import catalogue, listing
    from ..coded_crises.reading import read_history

    if name is not None:
        history = read_history(catalogue.locate(name))
        shown = listing.entry_dict(history) if as_json else listing.entry(history)
    else:
        found = catalogue.histories()
        shown = {"histories": [listing.summary_dict(h) for h in found]} if as_json else listing.listing(found)
    click.echo(json.dumps(shown, allow_nan=False) if as_json else shown)


def to_backcast(
    scenario: str,
    points: int | None,
    refit: bool,
    vary: tuple[str, ...],
    priors: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Say how well a scenario predicts coded crises."""
    if output is not None and output.suffix.lower() not in WRITTEN:
        raise ArgumentError(f"--output: a backcast is written as {', '.join(WRITTEN[:-1])} or {WRITTEN[-1]}")
    require_file(output)
    from dataclasses import asdict

    from ..data.pooling import read_prior
    from ..report.calibration_svg import calibration_svg
    from ..report.ensemble_json import plain
    from ..report.history_text import backcast_text, cost_text, verdicts
    from ..scenario.crisis import load
    from ..solvers.grid import Grid
    from ..stress.history.backcast import backcast
    from ..stress.history.left_out import left_out
    from ..stress.history.likelihood import coded
    from ..stress.history.pooled import pooled
    from ..stress.resolve import QUICK_TOLERANCE, Change, Resolver, points_for

    alpha = None if priors is None else read_prior(priors)
    crisis = load(scenario)
    game = crisis.game_at(crisis.parameters.defaults)
    crises = coded(game.brief, game.structure.rungs)
    towards = None
    if alpha is not None and game.brief.coded is not None:
        towards = pooled(alpha, game.brief.coded.rungs)
    grid = Grid(points=points or points_for(game), tolerance=QUICK_TOLERANCE)
    resolver, changes = Resolver(crisis, crisis.parameters.defaults, grid), dict[str, Change]()
    with progress() as tell:
        if refit:
            fits = left_out(resolver, vary, tell=tell, forecast=lambda cost: click.echo(cost_text(cost), err=True))
            changes |= fits.without
        tell("following crises day by day")
        without = (lambda name: resolver.solved(changes[name])) if refit else None
        found = backcast(*resolver.solved(), crises, without, towards)
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
        "calibration": [row.as_dict() for row in found.calibration],
        "refitted": {kind: asdict(beside) for kind, beside in found.refitted.items()},
        "priors": None if towards is None else {"directions": dict(towards.directions)},
        "fitted": {name: dict(change.values) for name, change in changes.items()},
        "sentences": verdicts(found),
    }
    in_json, as_text = json.dumps(plain(shown), allow_nan=False), backcast_text(crisis, found, grid.points)
    if output is not None:
        title = f"{crisis.brief.title}: calibration"
        written = {".svg": calibration_svg(found.calibration, title), ".json": f"{in_json}\n", ".txt": f"{as_text}\n"}
        write_text(output, written[output.suffix.lower()])
    click.echo(in_json if as_json else as_text)

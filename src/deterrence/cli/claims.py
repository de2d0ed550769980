"""The verb about claims."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..errors import ArgumentError
from .shared import JSON, LOCK, SEED, SETTINGS, chosen_values, progress, reports_errors, say_locks, with_locks

WORKERS = 2


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--only", multiple=True, metavar="ID", help="Test this claim and its mirrors alone; repeatable.")
@click.option("--quick", is_flag=True, help="Baselines only: do not look for where claims stop holding.")
@click.option(
    "--tries", type=click.IntRange(min=0), default=2, show_default=True, help="Ends of ranges solved for each claim."
)
@click.option(
    "--bisect", type=click.IntRange(min=0), default=2, show_default=True, help="Bisections of each limit found."
)
@click.option(
    "--worlds", type=click.IntRange(min=0), default=0, show_default=True, help="Plausible worlds to draw as well."
)
@click.option(
    "--claims",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of claims of your own, in place of those that ship.",
)
@SEED
@SETTINGS
@LOCK
@JSON
@reports_errors
def claims(
    scenario: str,
    only: tuple[str, ...],
    quick: bool,
    tries: int,
    bisect: int,
    worlds: int,
    file: Path | None,
    seed: int,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    as_json: bool,
) -> None:
    """Which causal claims hold in a scenario, by how much, and where they stop holding.

    Claims are what others say, as data; each is a contrast of A against B and the number it is about.
    """
    from ..claims.reading import claims_of, read_claims
    from ..scenario.crisis import load

    crisis = load(scenario)
    values, _ = chosen_values(crisis, settings)
    found = read_claims(file or claims_of(crisis), crisis.unlocked())
    crisis, locked = with_locks(crisis, locks, values)
    if only:
        from ..files.messages import did_you_mean

        known = [c.id for c in found.claims]
        for name in only:
            if name not in known:
                remedy = did_you_mean(name, known) or f"the claims are {', '.join(known)}"
                raise ArgumentError(f"there is no claim '{name}': {remedy}")
        found = found.model_copy(update={"claims": tuple(c for c in found.claims if c.id in only or c.mirrors in only)})
    from ..claims.evaluation import Options, evaluate, grids_for
    from ..report.claims_json import as_dict
    from ..report.claims_text import text

    points, coarse = grids_for(crisis)
    options = Options(quick, tries, bisect, worlds, seed, WORKERS, points, coarse)
    with progress() as tell:
        answers = evaluate(crisis, found, values, options, tell)
    if as_json:
        unexpressed = [n.model_dump(mode="json") for n in found.not_expressible]
        shown = {
            "locks": [lock.as_dict() for lock in locked],
            "claims": [as_dict(answer, found) for answer in answers],
            "not_expressible": unexpressed,
            "grid": {"points": options.points, "coarse": options.coarse},
            "worlds": {"n": worlds, "seed": seed},
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(text(answers, found, options))

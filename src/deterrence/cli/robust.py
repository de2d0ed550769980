"""The verb about a choice that stands up in many worlds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import ArgumentError
from ..outputs import require_folder
from .ensembles import bar, cores
from .shared import chosen_values, many_worlds, reports_errors, say_locks, with_locks

if TYPE_CHECKING:
    from ..stress.ensemble.plan import Plan
    from ..stress.ensemble.running import Finished

DRAWS = 32
MOST = 60


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--taker", required=True, metavar="ACTOR", help="Whose options are searched.")
@click.option("--draws", type=click.IntRange(min=2), default=DRAWS, show_default=True, help="Plausible worlds.")
@click.option(
    "--aim",
    type=click.Choice(["regret", "enough"]),
    default="regret",
    show_default=True,
    help="That the largest regret is least, or that it is worth enough in as many worlds as can be.",
)
@click.option("--level", type=float, help="What is enough; by default what nothing is worth in the median world.")
@click.option("--most", type=click.IntRange(min=2), default=MOST, show_default=True, help="Choices to try, about.")
@many_worlds("robust")
@reports_errors
def robust(
    scenario: str,
    taker: str,
    draws: int,
    aim: str,
    level: float | None,
    most: int,
    points: int | None,
    workers: int | None,
    output: Path,
    seed: int,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    precision: float | None,
    as_json: bool,
) -> None:
    """Doses and combinations of an actor's options that stand up in many plausible worlds: searched for.

    Stopped in whatever way, the same command goes on where it was.
    """
    from ..parameters.option import options_of
    from ..scenario.crisis import load

    crisis = load(scenario)
    if not crisis.brief.options:
        raise ArgumentError(f"{crisis.brief.name} states no policy options: add a section 'options' to the file")
    options_of(crisis.brief.options, taker)
    values, changes = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    require_folder(output)
    from ..report.robust_text import as_dict, text
    from ..stress.ensemble.plan import planned
    from ..stress.ensemble.robust import robust as searched
    from ..stress.ensemble.running import run

    plan = planned(
        crisis, values, draws=draws, seed=seed, held=tuple(changes), quick=True, points=points, precision=precision
    )
    if not as_json:
        say_locks(locked)
        sys.stdout.flush()

    def solved(plan: Plan, folder: Path) -> Finished:
        with bar() as tell:
            return run(plan, folder, workers=workers or cores(), tell=tell)

    found = searched(plan, taker, aim, output, solved, level=level, most=most)
    if as_json:
        click.echo(json.dumps({"set": changes, **as_dict(plan, found)}, allow_nan=False))
    else:
        click.echo(text(crisis, plan, found))

"""The verb about many worlds."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import ArgumentError
from ..outputs import require_folder, write_text
from ..stopping import undone_if_stopped
from .shared import chosen_values, many_worlds, reports_errors, say_locks, vary_option, with_locks

if TYPE_CHECKING:
    from ..claims.across import AcrossWorlds
    from ..scenario.crisis import Crisis
    from ..stress.ensemble.given import Given
    from ..stress.ensemble.plan import Plan
    from ..stress.ensemble.running import Estimate, Finished, Standing
    from ..stress.ensemble.weighed import Three

DRAWS = 256
PAGE = "report.html"
KINDS = ("latin", "sobol", "independent", "saltelli")


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--draws",
    type=click.IntRange(min=1),
    help=f"Plausible worlds: {DRAWS} by default, or as many as a file of draws has.",
)
@click.option(
    "--design",
    default="latin",
    show_default=True,
    metavar=f"{'|'.join(KINDS)}|FILE",
    help="How worlds are spread: a Latin hypercube, a Sobol' sequence, or independently; saltelli, for Sobol' indices, "
    "takes as many worlds for each draw as parameters are drawn, and two. Or a file of draws from a posterior, "
    ".parquet or .csv, with a column for each parameter: the others are drawn beside them.",
)
@click.option("--options", is_flag=True, help="Every policy option of the file in every world, one taker at a time.")
@click.option("--together", is_flag=True, help="With --options: every pair of options of two takers.")
@click.option(
    "--cross",
    multiple=True,
    metavar="NAME[=VALUE,VALUE]|'ACTOR: DOCTRINE'",
    help="In every world a lever at each of its levels (where it stands and both ends of its range, or the values "
    "given), or conduct locked and not; all combinations. Repeatable.",
)
@vary_option("Draw this parameter and no others but those named so.")
@click.option(
    "--correlate", multiple=True, metavar="NAME~NAME=R", help="Rank correlation of two parameters; repeatable."
)
@click.option("--quantity", multiple=True, metavar="NAME", help="Read every number of this quantity too; repeatable.")
@click.option("--quick", is_flag=True, help="Leave out whether events happen: less time on a clock.")
@click.option(
    "--payoffs",
    is_flag=True,
    help="Under options, levers and locks read what the crisis is worth to every actor and nothing else: less time on "
    "a clock.",
)
@click.option("--slopes", is_flag=True, help="Exact derivatives of headlines in every world; dear on a clock.")
@click.option("--board", is_flag=True, help="Both sides of every claim about the crisis in every world.")
@click.option(
    "--weigh",
    type=click.Choice(["histories"]),
    help="Weigh worlds by the likelihood of the coded crises that the scenario stands beside.",
)
@click.option("--strategies", is_flag=True, help="Keep how everybody plays in every world too.")
@click.option(
    "--audit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Repeat the audit of form in N worlds: does the answer depend on how the crisis was written, whatever the "
    "numbers?",
)
@click.option(
    "--concern",
    metavar="COLUMN>NUMBER",
    help="The box of worlds where this happens; < for below, 90% for the number that so many worlds are below.",
)
@click.option("--chunk", default="1/1", metavar="K/N", help="The K-th of N shares, which fill one folder.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="A Dask cluster that works in their place.")
@many_worlds("worlds")
@reports_errors
def stress(
    scenario: str,
    draws: int | None,
    design: str,
    options: bool,
    together: bool,
    cross: tuple[str, ...],
    vary: tuple[str, ...],
    correlate: tuple[str, ...],
    quantity: tuple[str, ...],
    quick: bool,
    payoffs: bool,
    slopes: bool,
    board: bool,
    weigh: str | None,
    strategies: bool,
    audit: int | None,
    concern: str | None,
    points: int | None,
    chunk: str,
    workers: int | None,
    scheduler: str,
    output: Path,
    seed: int,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    precision: float | None,
    as_json: bool,
) -> None:
    """Many plausible worlds: how far every headline reaches, what decides it, what survives.

    Worlds are kept in the output folder as they are solved. Stopped in whatever way, the same command goes on where it
    was, and ends with the same bytes.
    """
    share, correlations = _share(chunk), _correlations(correlate)
    levers, either = _crossed(cross)
    from ..scenario.crisis import load

    crisis = load(scenario)
    if options and not crisis.brief.options:
        raise ArgumentError(f"{crisis.brief.name} states no policy options: add a section 'options' to the file")
    if together and not options:
        raise ArgumentError("--together is about options: give --options too")
    values, changes = chosen_values(crisis, settings)
    crisis.parameters.require((*vary, *levers))
    crisis, locked = with_locks(crisis, locks, values)
    require_folder(output)
    # what is written in a wrong way is refused before what takes seconds to import
    from ..stress.ensemble.concern import Concern

    about = Concern.written(concern) if concern else None
    given = None if design in KINDS else _given(design, crisis)
    if quantity:
        from ..forecasting.registry import require_quantities

        require_quantities(quantity)
    from ..claims.across import claims_across, claims_weighed, marks_of, reader_of
    from ..report.ensemble_json import as_dict
    from ..report.ensemble_page import ensemble_html
    from ..report.ensemble_text import estimated, text
    from ..stress.ensemble.form import FORM, form_across, planned_form
    from ..stress.ensemble.history_reader import Record
    from ..stress.ensemble.plan import planned
    from ..stress.ensemble.running import run
    from ..stress.ensemble.summary import summarised
    from ..stress.ensemble.weighed import weighed

    claims = reader_of(crisis, values) if board else None
    record = Record.of(crisis.game_at(values)) if weigh else None
    plan = planned(
        crisis,
        values,
        kind="latin" if given else design,
        draws=draws or (len(given) if given else DRAWS),
        given=given,
        seed=seed,
        only=vary,
        held=tuple(changes),
        correlations=correlations,
        options=options,
        together=together,
        levers=levers,
        locks=either,
        more=quantity,
        quick=quick,
        payoffs=payoffs,
        slopes=slopes,
        beside=tuple(reader for reader in (claims, record) if reader),
        points=points,
        precision=precision,
        strategies=strategies,
    )
    if not as_json:
        say_locks(locked)

    def say_estimate(plan: Plan, estimate: Estimate) -> None:
        if not as_json:
            click.echo(estimated(plan, estimate))
            sys.stdout.flush()

    def solved(plan: Plan, folder: Path) -> Finished:
        say, crew = partial(say_estimate, plan), workers or cores()
        with bar() as tell:
            return run(plan, folder, share=share, workers=crew, scheduler=scheduler, forecast=say, tell=tell)

    form = planned_form(plan, audit) if audit else None
    done = solved(plan, output)
    audited = solved(form, output / FORM) if form else None
    written = form_across(audited) if audited and not audited.missing else None
    found = summarised(done, about) if not done.missing else None
    held: tuple[AcrossWorlds, ...] = ()
    by_record = weighed(done, record) if record and not done.missing else None
    claims_three: dict[str, Three] = {}
    if claims and not done.missing:
        marks = marks_of(crisis, values, plan.points, precision, workers or cores())
        held = claims_across(done, claims, marks)
        claims_three = claims_weighed(done, claims, marks, by_record) if by_record else {}
    if found is not None:
        write_text(output / PAGE, ensemble_html(crisis, done, found, held, written, by_record, claims_three))
    if as_json:
        shown = as_dict(crisis, done, found, held, written, by_record, claims_three)
        click.echo(json.dumps({"set": changes, **shown}, allow_nan=False))
    else:
        click.echo(text(crisis, done, found, held, written, by_record, claims_three))
        if found is not None:
            click.echo(f"\n{output / PAGE}")


def _share(chunk: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", chunk)
    if found is None:
        raise ArgumentError(f"--chunk {chunk}: write K/N, such as 3/20")
    return int(found[1]), int(found[2])


def _given(design: str, crisis: Crisis) -> Given:
    """Draws from the file that is named in place of a design."""
    from ..stress.ensemble.given import ENDINGS, Given

    if not design.endswith(ENDINGS):
        raise ArgumentError(
            f"--design {design}: choose one of {', '.join(KINDS)}, or name a file of draws that ends in "
            f"{', '.join(ENDINGS)}"
        )
    return Given.read(Path(design), crisis.parameters)


def _crossed(cross: tuple[str, ...]) -> tuple[dict[str, list[float]], list[str]]:
    """Levers with the levels given (none for the usual ones), and locks."""
    levers: dict[str, list[float]] = {}
    locks = []
    for text in cross:
        if ":" in text:
            locks.append(text)
            continue
        name, equals, levels = text.partition("=")
        try:
            given = [float(level) for level in levels.split(",")] if equals else []
        except ValueError as error:
            raise ArgumentError(f"--cross '{text}': write NAME, or NAME=VALUE,VALUE with numbers") from error
        if levers.setdefault(name.strip(), given) is not given:
            raise ArgumentError(f"--cross '{text}': '{name.strip()}' is crossed already: give it once")
    return levers, locks


def _correlations(correlate: tuple[str, ...]) -> dict[tuple[str, str], float]:
    found = {}
    for text in correlate:
        pair, _, rank = text.partition("=")
        one, tilde, other = pair.partition("~")
        try:
            found[one.strip(), other.strip()] = float(rank)
        except ValueError:
            tilde = ""
        if not tilde:
            raise ArgumentError(f"--correlate '{text}': write NAME~NAME=R with R within (-1, 1)")
    return found


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def bar() -> Iterator[Callable[[Standing], None]]:
    """A bar with the time left, on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda standing: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    shown = TextColumn("worlds × policies"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}")
    bar = Progress(*shown, console=Console(stderr=True))
    with bar, undone_if_stopped(bar.stop):
        task = bar.add_task("", total=None, left="getting ready")

        def tell(standing: Standing) -> None:
            from ..report.ensemble_text import lasting

            words = "" if standing.left is None else f"{lasting(standing.left)} left"
            failed = f", {standing.failed} failed" if standing.failed else ""
            bar.update(task, completed=standing.done, total=standing.rows, left=words + failed)

        yield tell



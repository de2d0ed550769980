"""Verbs about data: which data sets can be read, what a file is, and the threat ledger of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import ArgumentError
from ..outputs import require_folder, write_files
from .shared import JSON, SEED, progress, reports_errors

if TYPE_CHECKING:
    from ..ledger.record import Ledger
    from ..ledger.study import LedgerStudy

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
SOURCE = click.option("--source", metavar="KEY", help="The data set of the file, if its columns do not show it.")


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
@reports_errors
def data(context: click.Context, as_json: bool) -> None:
    """Public data sets that can be read: all of them; or what a file is, or its ledger.

    None ships with the program. Any CSV of your own can have a ledger too.
    """
    if context.invoked_subcommand is not None:
        if as_json:
            raise ArgumentError("give --json after the verb")
        return
    from ..data.sources.registry import SOURCES

    if as_json:
        shown = [{"key": s.key, "title": s.title, "citation": s.citation, "notes": list(s.notes)} for s in SOURCES]
        click.echo(json.dumps({"sources": shown}, allow_nan=False))
        return
    from ..report.data_text import listing

    click.echo(listing(SOURCES))


@data.command()
@FILE
@SOURCE
@click.option("--exact", is_flag=True, help="Refuse a file whose checksum is not known.")
@JSON
@reports_errors
def describe(file: Path, source: str | None, exact: bool, as_json: bool) -> None:
    """What a file is: data set, version, checksum, coverage, columns, missing values, traps."""
    from ..data.sources.loading import load_table

    found = load_table(file, source, exact=exact).description
    if as_json:
        click.echo(json.dumps(found.as_dict(), allow_nan=False))
        return
    from ..report.data_text import described

    click.echo(described(found))


@data.command()
@FILE
@click.option("--crises", default="", metavar="N,N", help="Numbers of crises whose own acts are counted too.")
@SEED
@JSON
@reports_errors
def priors(file: Path, crises: str, seed: int, as_json: bool) -> None:
    """Priors from all coded crises of ICBe: of which direction the next act is, after each, and how sure that is."""
    numbers = [text.strip() for text in crises.split(",") if text.strip()]
    if not all(text.isdigit() for text in numbers):
        raise ArgumentError(f"--crises {crises!r}: write numbers of ICB crises with commas between them, as 425,431")
    from ..data.pooling import pool, sequences
    from ..data.sources.loading import load_table

    own = [int(text) for text in numbers]
    found = pool(sequences(load_table(file).frame), seed)
    if as_json:
        click.echo(json.dumps(found.as_dict(own), allow_nan=False))
        return
    from ..report.data_text import pooled

    click.echo(pooled(found, own))


@data.command()
@FILE
@SOURCE
@click.option("--place", default="", metavar="COUNTRY", help="Count this country only.")
@click.option("--since", default="", metavar="YYYY-MM", help="First month.")
@click.option("--until", default="", metavar="YYYY-MM", help="Last month.")
@click.option("--date", default="", metavar="COLUMN", help="Of a file of your own: the column of dates.")
@click.option("--incidents", default="", metavar="COLUMN", help="Of a file of your own: counts of incidents.")
@click.option("--deaths", default="", metavar="COLUMN", help="Of a file of your own: people killed.")
@click.option("--perpetrator", default="", metavar="COLUMN", help="Of a file of your own: by whom.")
@click.option("--target", default="", metavar="COLUMN", help="Of a file of your own: against whom.")
@click.option("--country", default="", metavar="COLUMN", help="Of a file of your own: in which country.")
@click.option("--compare", default="", metavar="YYYY:YYYY", help="Two years to compare; the last two by default.")
@click.option(
    "--intervention", multiple=True, metavar="NAME=YYYY-MM", help="Something whose effect is asked for; repeatable."
)
@click.option("--score-from", default="", metavar="YYYY-MM", help="First month whose forecast is scored.")
@click.option("--quick", is_flag=True, help="Counts, changes and levels only: no model, no forecast.")
@click.option(
    "--draws", type=click.IntRange(min=50), default=500, show_default=True, help="Of each chain of the posterior."
)
@click.option(
    "--views", type=click.IntRange(min=1), metavar="ID", help="With -o: forecasts as VIEWS has them; its country_id."
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="A folder for the ledger's files."
)
@SEED
@JSON
@reports_errors
def ledger(
    file: Path,
    source: str | None,
    place: str,
    since: str,
    until: str,
    date: str,
    incidents: str,
    deaths: str,
    perpetrator: str,
    target: str,
    country: str,
    compare: str,
    intervention: tuple[str, ...],
    score_from: str,
    quick: bool,
    draws: int,
    views: int | None,
    output: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """The threat ledger of a file: counts by month, what changed, what an event changed, how well it is forecast.

    Writes ledger.html, ledger.json and counts.csv into the output folder, if there is one.
    """
    before, after = _years(compare)
    if views is not None and (output is None or quick):
        raise ArgumentError("--views writes files of forecasts: give -o too, and leave out --quick")
    if quick and (intervention or score_from):
        raise ArgumentError("--intervention and --score-from take the model that --quick leaves out")
    if output is not None:
        require_folder(output)
    from ..ledger.entering import Columns
    from ..ledger.entering import ledger as counted
    from ..ledger.interventions import Intervention

    asked = [Intervention.written(text) for text in intervention]
    columns = Columns(date, incidents, deaths, perpetrator, target, country)
    found = counted(file, columns, place=place, since=since, until=until, source=source)
    from ..ledger.study import study

    with progress() as tell:
        done = study(
            found,
            asked,
            before=before,
            after=after,
            scored_from=score_from,
            quick=quick,
            draws=draws,
            seed=seed,
            progress=tell,
        )
        tell("writing")
        from ..report.ledger_files import files
        from ..report.ledger_json import as_dict
        from ..report.ledger_text import text

        paths = files(done, output, views, seed) if output is not None else {}
        write_files(paths)
    if as_json:
        click.echo(json.dumps(as_dict(done), allow_nan=False))
        return
    click.echo(text(done))
    for path in paths:
        click.echo(str(path))


def entered(file: Path) -> Ledger:
    """The ledger of a file as it is. Raises ``InputError`` and ``ArgumentError``."""
    from ..ledger.entering import ledger as counted

    return counted(file)


def studied(found: Ledger, seed: int, tell: Callable[[str], None]) -> LedgerStudy:
    """All there is to say of a ledger, with no intervention. Raises ``ArgumentError`` and ``NotConverged``."""
    from ..ledger.study import study

    return study(found, seed=seed, progress=tell)


def _years(compare: str) -> tuple[str, str]:
    before, colon, after = compare.partition(":")
    if compare and not (colon and before.isdigit() and after.isdigit() and before < after):
        raise ArgumentError(f"--compare {compare!r}: write two years, the earlier first, as 2023:2024")
    return before, after

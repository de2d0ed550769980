"""The command line: verbs only. Everything heavy is imported by the verb that needs it.

Verbs about scenarios are here, those about published models and game trees in :mod:`.trees`.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click

from .. import __version__
from ..errors import ArgumentError, InputError
from ..outputs import require_file, require_folder
from ..stress.ensemble.counts import BESIDE
from .audit import audit
from .checking import checked
from .claims import claims
from .data import data, entered, studied
from .doctrines import doctrines
from .ensembles import stress
from .explorable import explorable
from .files import new, show
from .fit import fit
from .histories import histories
from .options import options
from .robust import robust
from .serve import serve
from .sessions import sessions
from .shared import (
    JSON,
    LOCK,
    PRECISION,
    RESOLUTION,
    SEED,
    SETTINGS,
    WRONG_INPUT,
    chosen_values,
    given_options,
    progress,
    reports_errors,
    say_locks,
    with_locks,
)
from .stress import conditions
from .trees import export, models, solve_game_tree

WORKERS = 2  # processes beside the main one

SCENARIO = click.argument("scenario", metavar="SCENARIO")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deterrence")
def main() -> None:
    """Write a crisis down once; then solve it, forecast it, stress it and report it.

    SCENARIO is the name of a shipped scenario (see 'deterrence scenarios') or a path to a file. MODEL is the key of a
    published game (see 'deterrence models').
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal or pipe that cannot say λ or draw a tree is no error


main.add_command(audit)
main.add_command(claims)
main.add_command(data)
main.add_command(doctrines)
main.add_command(fit)
main.add_command(histories)
main.add_command(models)
main.add_command(new)
main.add_command(options)
main.add_command(explorable)
main.add_command(export)
main.add_command(conditions)
main.add_command(robust)
main.add_command(serve)
main.add_command(sessions)
main.add_command(show)
main.add_command(stress)


@main.command()
@SCENARIO
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True
)
@SETTINGS
@LOCK
@RESOLUTION
@PRECISION
@SEED
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    help=f"Plausible worlds that say how far every headline reaches; {BESIDE} by default. Given, every claim is put to "
    "each of them too; 0 for none.",
)
@click.option("--full", is_flag=True, help="Solve every lever that mechanisms name again, not only a few.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Events or counts of attacks to set beside the game; see 'deterrence data ledger'.",
)
@reports_errors
def run(
    scenario: str,
    output: Path,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    resolution: str,
    precision: float | None,
    seed: int,
    draws: int | None,
    full: bool,
    ledger: Path | None,
) -> None:
    """The main job: solve, look ahead, compare doctrines, and write the report.

    Writes report.html, results.json and results.nc into the output folder.
    """
    from ..scenario.crisis import load

    crisis = load(scenario)
    values, changes = chosen_values(crisis, settings)
    crisis, _ = with_locks(crisis, locks, values)
    require_folder(output)
    from ..stress.worker_pool import Team

    counted = entered(ledger) if ledger is not None else None
    stated, _ = crisis.parameters.override(changes)
    with progress() as tell, Team(crisis, stated, WORKERS, precision) as team:
        from ..notebook import study  # takes seconds to import, in which the workers begin

        found = study(
            crisis,
            changes,
            resolution=resolution,
            precision=precision,
            seed=seed,
            draws=BESIDE if draws is None else draws,
            claims_in_worlds=draws is not None,
            workers=WORKERS,
            team=team,
            ledger=studied(counted, seed, tell) if counted is not None else None,
            all_levers=full,
            progress=tell,
        )
        tell("writing")
        paths = found.write(output)
    for path in paths:
        click.echo(str(path))


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--about", metavar="SCENARIO", help="The scenario that a file of claims is about, if it is your own.")
@JSON
@reports_errors
def check(file: str, about: str | None, as_json: bool) -> None:
    """Is this file well formed? Every error, with its line and remedy."""
    try:
        said = checked(file, about)
    except InputError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"ok": False, "errors": [p.as_dict() for p in error.problems]}))
        sys.exit(WRONG_INPUT)
    if as_json:
        click.echo(json.dumps({"ok": True, "errors": []}))
    else:
        click.echo(said)


@main.command("solve")
@click.argument("scenario", metavar="SCENARIO|MODEL|FILE.efg|FILE.nfg")
@SETTINGS
@LOCK
@RESOLUTION
@PRECISION
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the solution: FILE.nc for a scenario; FILE.json, .svg or .txt for a game tree.",
)
@JSON
@reports_errors
def solve_command(
    scenario: str,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    resolution: str,
    precision: float | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Equilibrium and certificate.

    Of a scenario; or of a game tree: a published model, or a file of Gambit's. For a game tree no --precision means
    the limit of precise choice.
    """
    from ..catalogue import is_scenario

    if not is_scenario(scenario):
        if "resolution" in given_options():
            raise ArgumentError(
                "--resolution is about the belief grid of a scenario; a game tree is solved without one: leave it out"
            )
        if locks:
            raise ArgumentError("--lock is about what the actors of a scenario do; a game tree has none: leave it out")
        return solve_game_tree(scenario, settings, precision, output, as_json)
    from ..scenario.crisis import load

    if output is not None and output.suffix != ".nc":
        raise ArgumentError(f"--output writes NetCDF: give it a name that ends in .nc, not '{output}'")
    require_file(output)
    crisis = load(scenario)
    values, _ = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    crisis.require_announced("the equilibrium, which this verb is about, is the one without it")
    from ..forecasting.on_path_play import reached_play
    from ..solvers.solving import solve

    with progress() as tell:
        tell("solving")
        solution = solve(crisis.game_at(values), precision=precision, resolution=resolution)
    if output is not None:
        from ..report.outputs import write_strategies

        write_strategies(solution, output)
    if as_json:
        shown = reached_play(solution)
        shown["locks"] = [lock.as_dict() for lock in locked]
        shown["certificate"] = solution.certificate.as_dict()
        shown["seconds"] = solution.seconds.as_dict()
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(str(solution))
        for name, p in solution.assessment.ending_probabilities().items():
            click.echo(f"{name:16} {p:.4f}")


@main.command()
@SCENARIO
@click.option("-n", "count", type=click.IntRange(min=1), default=10_000, show_default=True, help="Histories to sample.")
@SEED
@SETTINGS
@LOCK
@PRECISION
@click.option("--resolution", type=click.Choice(["interactive", "report"]), default="interactive", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write histories: .nc, .csv.gz or .parquet."
)
@JSON
@reports_errors
def simulate(
    scenario: str,
    count: int,
    seed: int,
    settings: tuple[str, ...],
    locks: tuple[str, ...],
    precision: float | None,
    resolution: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Sample histories, with causes."""
    from ..scenario.crisis import load

    require_file(output)
    crisis = load(scenario)
    values, _ = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    from ..forecasting.imposed import Imposed
    from ..forecasting.rollout import rollout
    from ..forecasting.trajectory_files import file_format
    from ..report.numbers import share
    from ..solvers.solving import solve

    if output is not None:
        file_format(output)  # refuses before the work is done
    with progress() as tell:
        tell("solving")
        game = crisis.game_at(values)
        solution = solve(game, precision=precision, resolution=resolution)
        tell("sampling")
        histories = rollout(
            solution.assessment,  # type: ignore[arg-type]
            count,
            seed,
            days=crisis.brief.days,
            imposed=Imposed.of(game),
        )
        if output is not None:
            histories.save(output)
    endings = histories.endings()
    if as_json:
        shown = {
            "n": count,
            "seed": seed,
            "locks": [lock.as_dict() for lock in locked],
            "endings": endings,
            "file": str(output) if output else None,
        }
        click.echo(json.dumps(shown))
        return
    say_locks(locked)
    for name, k in endings.items():
        click.echo(f"{name:16} {share(k, count)}")
    if output is not None:
        click.echo(str(output))


@main.command()
@JSON
@reports_errors
def scenarios(as_json: bool) -> None:
    """What is there: the scenarios that ship with the program."""
    from dataclasses import asdict

    from ..catalogue import scenarios as shipped

    found = shipped()
    if as_json:
        click.echo(json.dumps({"scenarios": [asdict(e) for e in found]}))
        return
    for e in found:
        click.echo(f"{e.name:20} {e.title} ({', '.join(e.actors)}; {', '.join(e.systems)})")


@main.command()
@click.option("--campaign", is_flag=True, help="Of the other form, for several actors, fronts and rounds.")
@reports_errors
def schema(campaign: bool) -> None:
    """The JSON Schema of a scenario file, for editors that complete and check."""
    from ..files.json_schema import json_schema
    from ..scenario.expansion.schema import language_schema
    from ..scenario.ladder.record import Scenario

    click.echo(json.dumps(language_schema() if campaign else json_schema(Scenario), indent=2, ensure_ascii=False))

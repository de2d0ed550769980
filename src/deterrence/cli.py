"""The command line: verbs only. Everything heavy is imported by the verb that needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from . import __version__
from .errors import ArgumentError, DeterrenceError, InputError

WORKERS = 2  # processes beside the main one
FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130

SCENARIO = click.argument("scenario", metavar="SCENARIO")
SETTINGS = click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Give a parameter another value; repeatable."
)
RESOLUTION = click.option(
    "--resolution",
    type=click.Choice(["interactive", "report"]),
    default="report",
    show_default=True,
    help="interactive is quick and states its error; report refines until the error is met.",
)
PRECISION = click.option("--precision", type=float, help="λ, precision of choice, for every actor.")
SEED = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of what is sampled.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def reports_errors(verb: Callable[..., None]) -> Callable[..., None]:
    """Errors on standard error, one a line; exit 2 where the input is wrong, 1 where the work failed."""

    @wraps(verb)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            verb(*args, **kwargs)
        except (InputError, ArgumentError) as error:
            click.echo(str(error), err=True)
            sys.exit(WRONG_INPUT)
        except DeterrenceError as error:
            click.echo(str(error), err=True)
            sys.exit(FAILED)
        except OSError as error:
            click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
            sys.exit(WRONG_INPUT)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deterrence")
def main() -> None:
    """Write a crisis down once; then solve it, forecast it, stress it and report it.

    SCENARIO is the name of a shipped scenario (see 'deterrence scenarios') or a path to a file.
    """


@main.command()
@SCENARIO
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True
)
@SETTINGS
@RESOLUTION
@PRECISION
@SEED
@reports_errors
def run(
    scenario: str, output: Path, settings: tuple[str, ...], resolution: str, precision: float | None, seed: int
) -> None:
    """The main job: solve, look ahead, compare doctrines, and write the report.

    Writes report.html, results.json and results.nc into the output folder.
    """
    from .catalogue import locate
    from .game.reading import load

    loaded = load(locate(scenario))
    values, changes = chosen_values(loaded.scenario, settings)
    output.mkdir(parents=True, exist_ok=True)
    from .study import as_dict, conduct
    from .writing import write_results

    with progress() as tell:
        study = conduct(
            loaded,
            values,
            changes=changes,
            resolution=resolution,
            precision=precision,
            seed=seed,
            workers=WORKERS,
            progress=tell,
        )
        tell("writing")
        paths = write_results(study, as_dict(study), output)
    for path in paths:
        click.echo(str(path))


@main.command()
@click.argument("file", metavar="FILE")
@JSON
@reports_errors
def check(file: str, as_json: bool) -> None:
    """Is this scenario well formed? Every error, with its line and remedy."""
    from .catalogue import locate
    from .game.reading import load

    try:
        loaded = load(locate(file))
    except InputError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"ok": False, "errors": [p.as_dict() for p in error.problems]}))
        sys.exit(WRONG_INPUT)
    if as_json:
        click.echo(json.dumps({"ok": True, "errors": []}))
    else:
        click.echo(f"{loaded.file}: {loaded.scenario.title}: well formed")


@main.command("solve")
@SCENARIO
@SETTINGS
@RESOLUTION
@PRECISION
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all strategies, FILE.nc.")
@JSON
@reports_errors
def solve_command(
    scenario: str,
    settings: tuple[str, ...],
    resolution: str,
    precision: float | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Equilibrium and certificate."""
    from .catalogue import locate
    from .game.reading import load

    if output is not None and output.suffix != ".nc":
        raise ArgumentError(f"--output writes NetCDF: give it a name that ends in .nc, not '{output}'")
    loaded = load(locate(scenario))
    values, _ = chosen_values(loaded.scenario, settings)
    from .forecast.outlook import headline_probabilities
    from .forecast.reached import reached_play
    from .game.compiling import compile_scenario
    from .solvers.refine import solve

    with progress() as tell:
        tell("solving")
        game = compile_scenario(loaded.scenario, values).game
        solution = solve(game, precision=precision, resolution=resolution, probabilities=headline_probabilities)
    if output is not None:
        from .writing import write_strategies

        write_strategies(solution, output)
    if as_json:
        shown = reached_play(solution)
        shown["certificate"] = solution.certificate.as_dict()
        shown["seconds"] = solution.seconds.as_dict()
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        click.echo(str(solution))
        for name, p in headline_probabilities(solution.assessment).items():  # type: ignore[arg-type]
            click.echo(f"{name:16} {p:.4f}")


@main.command()
@SCENARIO
@click.option("-n", "count", type=click.IntRange(min=1), default=10_000, show_default=True, help="Histories to sample.")
@SEED
@SETTINGS
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
    precision: float | None,
    resolution: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Sample histories, with causes."""
    from .catalogue import locate
    from .game.reading import load

    loaded = load(locate(scenario))
    values, _ = chosen_values(loaded.scenario, settings)
    from .forecast.rollout import rollout
    from .game.compiling import compile_scenario
    from .report.numbers import share
    from .solvers.refine import solve

    with progress() as tell:
        tell("solving")
        solution = solve(compile_scenario(loaded.scenario, values).game, precision=precision, resolution=resolution)
        tell("sampling")
        histories = rollout(solution.assessment, count, seed)  # type: ignore[arg-type]
        if output is not None:
            histories.save(output)
    endings = histories.endings()
    if as_json:
        click.echo(json.dumps({"n": count, "seed": seed, "endings": endings, "file": str(output) if output else None}))
        return
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

    from .catalogue import entries

    found = entries()
    if as_json:
        click.echo(json.dumps({"scenarios": [asdict(e) for e in found]}))
        return
    for e in found:
        click.echo(f"{e.name:20} {e.title} ({', '.join(e.actors)}; {', '.join(e.systems)})")


@main.command()
@reports_errors
def schema() -> None:
    """The JSON Schema of a scenario file, for editors that complete and check."""
    from .game.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def chosen_values(scenario: Any, settings: tuple[str, ...]) -> tuple[dict[str, float], dict[str, float]]:
    """All parameter values with those set on the command line replaced, and the replacements alone.

    Raises:
        ArgumentError: a setting that is no NAME=VALUE, an unknown name, or an impossible value.
    """
    from .game.parameters import override

    changes: dict[str, float] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            changes[name.strip()] = float(text)
        except ValueError:
            equals = ""
        if not equals:
            raise ArgumentError(f"--set '{setting}': write NAME=VALUE with a number, such as posture=2")
    values, warnings = override(scenario, changes)
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)
    return values, changes


class progress:
    """Tells what is being done, on a terminal; silent in a pipe."""

    def __enter__(self) -> Callable[[str], None]:
        self._status: Any = None
        if not sys.stderr.isatty():
            return lambda message: None
        from rich.console import Console

        self._status = Console(stderr=True).status("starting")
        self._status.__enter__()
        return lambda message: self._status.update(message)

    def __exit__(self, *error: object) -> None:
        if self._status is not None:
            self._status.__exit__(*error)

"""What the verbs share: options, exit codes, errors reported, progress shown."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..errors import ArgumentError, DeterrenceError, InputError
from ..files.messages import shown
from ..stopping import undone_if_stopped

if TYPE_CHECKING:
    from ..games.locked import Locked
    from ..scenario.crisis import Crisis

FAILED, WRONG_INPUT, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
TRACEBACK = "DETERRENCE_TRACEBACK"  # set in the environment, what nobody foresaw is shown with its traceback

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
LOCK = click.option(
    "--lock",
    "locks",
    multiple=True,
    metavar="'ACTOR: DOCTRINE'",
    help="Fix what an actor does, whatever its type, as everybody knows; 'ACTOR: DOCTRINE, unannounced' where nobody "
    "else does. Repeatable.",
)
PRECISION = click.option("--precision", type=float, help="λ, precision of choice, for every actor.")
SEED = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of what is sampled.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def points_option(about: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--points``: nodes a side of the belief grid."""
    return click.option("--points", type=click.IntRange(min=5, max=49), help=about)


def vary_option(about: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--vary``, repeatable: the parameters that a verb fits or draws."""
    return click.option("--vary", multiple=True, metavar="NAME", help=about)


def priors_option(about: str, hidden: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--priors``: a file of pooled priors."""
    kept = click.Path(dir_okay=False, path_type=Path)
    return click.option("--priors", type=kept, metavar="FILE", help=about, hidden=hidden)


def given_options() -> dict[str, str]:
    """Options of the running verb that its user gave: name of the argument -> how the option is written."""
    context = click.get_current_context()
    return {
        option.name: option.opts[0]
        for option in context.command.params
        if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    }


def many_worlds(folder: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a verb that solves many plausible worlds and keeps them in a folder, by default of this name."""
    options = (
        points_option("Nodes a side of the belief grid; few by default."),
        click.option(
            "--workers", type=click.IntRange(min=1), help="Processes; by default as many as there are cores."
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(file_okay=False, path_type=Path),
            default=Path(folder),
            show_default=True,
        ),
        SEED,
        SETTINGS,
        LOCK,
        PRECISION,
        JSON,
    )

    def with_options(verb: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return with_options


def reports_errors(verb: Callable[..., None]) -> Callable[..., None]:
    """Errors on standard error, one a line; exit 2 where the input is wrong, 1 where the work or its output failed.

    Nothing is said where the reader of the output has gone: the program ends with 141, as others do.
    """

    @wraps(verb)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            verb(*args, **kwargs)
            flush()
        except (InputError, ArgumentError) as error:
            click.echo(str(error), err=True)
            sys.exit(WRONG_INPUT)
        except DeterrenceError as error:
            click.echo(str(error), err=True)
            sys.exit(FAILED)
        except OSError as error:
            sys.exit(reported(error))
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)

    return wrapped


def flush() -> None:
    """Write out what was printed, so that what cannot be written is met here and not at Python's end."""
    if sys.stdout is not None:
        sys.stdout.flush()


def reported(error: OSError) -> int:
    """Say what the system refused, and the exit code for it: a file by its name; without one it is what is printed.

    Of a pipe that nobody reads nothing is said.
    """
    if error.filename is not None:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        return WRONG_INPUT
    with suppress(OSError, ValueError):  # what is still to be printed goes nowhere; a stream of a test has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    click.echo(f"standard output: {error.strerror or error}", err=True)
    return FAILED


def unexpected(error: Exception) -> int:
    """Say in a line what went wrong that no part of the program foresaw, and the exit code for it."""
    if isinstance(error, MemoryError):
        click.echo("there is not enough memory: ask for less at once, as by fewer --points or --workers", err=True)
        return FAILED
    steps = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""
    said = shown(" ".join(str(error).split()))
    click.echo(
        f"a fault of the program, not of what you gave it: {type(error).__name__} {said}{place}: please report it, "
        f"with what is printed where {TRACEBACK}=1 is set in the environment",
        err=True,
    )
    return FAILED


def set_values(settings: tuple[str, ...]) -> dict[str, float]:
    """What ``--set NAME=VALUE`` gave, by name. Raises ``ArgumentError`` where it is no NAME=VALUE, or has two."""
    changes: dict[str, float] = {}
    for setting in settings:
        name, _, text = setting.partition("=")
        name = name.strip()
        try:
            value = float(text)
        except ValueError:
            name = ""
        if not name:
            raise ArgumentError(f"--set '{setting}': write NAME=VALUE with a number, such as posture=2")
        if name in changes and changes[name] != value:
            raise ArgumentError(f"--set '{setting}': '{name}' has another value already: set it once")
        changes[name] = value
    return changes


def chosen_values(crisis: Crisis, settings: tuple[str, ...]) -> tuple[dict[str, float], dict[str, float]]:
    """All parameter values with those set on the command line replaced, and the replacements alone.

    Raises:
        ArgumentError: a setting that is no NAME=VALUE, an unknown name, or an impossible value.
    """
    changes = set_values(settings)
    values, warnings = crisis.parameters.override(changes)
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)
    return values, changes


def with_locks(crisis: Crisis, locks: tuple[str, ...], values: dict[str, float]) -> tuple[Crisis, tuple[Locked, ...]]:
    """The crisis with conduct locked as well as its file says, and what every lock does in it.

    Where a lock has nothing to say is said on standard error.

    Raises:
        ArgumentError: a lock of another form; an unknown actor or doctrine; a lock that closes nothing.
    """
    found = crisis.locked(*locks)
    reports = found.game_at(values).locks if found.locks else ()
    for lock in reports:
        for line in unaffected(lock):
            click.echo(f"note: {line}", err=True)
    return found, reports


def unaffected(lock: Locked) -> list[str]:
    """Where a lock leaves the actor as it is although it is about the state, by reason."""
    from ..scenario.lock_rule import NOT_ABOUT

    by_reason: dict[str, list[str]] = {}
    for state, why in lock.left:
        if why != NOT_ABOUT:
            by_reason.setdefault(why, []).append(state)
    return [
        f"'{lock.label}' leaves {states[0]}{f' and {len(states) - 1} more' if states[1:] else ''} as it is: {why}"
        for why, states in by_reason.items()
    ]


def say_locks(locks: tuple[Locked, ...]) -> None:
    """Say, before anything else, that conduct is locked."""
    for lock in locks:
        click.echo(f"locked: {lock.label} ({lock.extent})")


class progress:
    """Shows what is being done, on a terminal; silent in a pipe."""

    def __enter__(self) -> Callable[[str], None]:
        self._shown = ExitStack()
        if not sys.stderr.isatty():
            return lambda message: None
        from rich.console import Console

        status = self._shown.enter_context(Console(stderr=True).status("starting"))
        self._shown.enter_context(undone_if_stopped(status.stop))  # gives the terminal its cursor back
        return lambda message: status.update(message)

    def __exit__(self, *error: object) -> None:
        self._shown.close()

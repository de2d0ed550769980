"""What the verbs share: options, exit codes, errors reported, progress shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ..errors import ArgumentError, DeterrenceError, InputError

if TYPE_CHECKING:
    from ..crisis import Crisis

FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130

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


def set_values(settings: tuple[str, ...]) -> dict[str, float]:
    """What ``--set NAME=VALUE`` gave, by name. Raises ``ArgumentError`` where it is no NAME=VALUE."""
    changes: dict[str, float] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            changes[name.strip()] = float(text)
        except ValueError:
            equals = ""
        if not equals:
            raise ArgumentError(f"--set '{setting}': write NAME=VALUE with a number, such as posture=2")
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


class progress:
    """Shows what is being done, on a terminal; silent in a pipe."""

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

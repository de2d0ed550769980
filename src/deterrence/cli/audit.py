"""The verb about form: does the answer depend on how the crisis was written down?"""

from __future__ import annotations

import json
import time

import click

from .shared import JSON, LOCK, SETTINGS, chosen_values, points_option, progress, reports_errors, say_locks, with_locks


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@points_option("Nodes a side of the grid; few by default.")
@SETTINGS
@LOCK
@JSON
@reports_errors
def audit(scenario: str, points: int | None, settings: tuple[str, ...], locks: tuple[str, ...], as_json: bool) -> None:
    """Does the answer depend on how the crisis was written down? Changes of description that should not matter."""
    from ..scenario.crisis import load

    crisis = load(scenario)
    values, changes = chosen_values(crisis, settings)
    crisis, locked = with_locks(crisis, locks, values)
    from ..report.audit_text import as_dict, text
    from ..stress.audit.audit import audit as audited

    began = time.perf_counter()
    with progress() as report:
        found = audited(crisis.game_at(values), points, report, crisis=crisis)
    if as_json:
        shown = {
            "scenario": {"name": crisis.brief.name, "title": crisis.brief.title, "sha256": crisis.sha256},
            "set": changes,
            "locks": [lock.as_dict() for lock in locked],
            **as_dict(found),
            "seconds": time.perf_counter() - began,
        }
        click.echo(json.dumps(shown, allow_nan=False))
    else:
        say_locks(locked)
        click.echo(text(crisis.brief, found))

"""The files: a page for each setting, which links to its neighbours; the style; every number as CSV. No script."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path

from ...outputs import Write, write_files
from ..explore.drawings import bars
from ..explore.results import Reading
from ..pages import environment
from ..texts import Texts
from .grid import Grid, Lever, Place

ASSETS = ("page.css", "explorable.css", "mark.svg")
LOOK = ("light.css", "dark.css", "picture.css")
DATA = "data.csv"


def write_explorable(of: Grid, folder: Path, texts: Texts, tell: Callable[[str], object] = lambda words: None) -> Path:
    """Write it, all of it or nothing.

    Args:
        of: the grid.
        folder: that exists.
        texts: of a language.
        tell: called with how far it is.

    Returns:
        The page as stated.

    Raises:
        DeterrenceError: a setting could not be solved. OutputError: a file could not be written.
    """
    pages: dict[Path, Write] = {}
    rows, first = [], None
    settings = dict(of.solved())
    beside = settings[of.stated]
    template = environment().get_template("explorable/page.html")
    for k, (place, solved) in enumerate(settings.items(), start=1):
        tell(f"setting {k} of {len(settings)}")
        reading = Reading(solved, None if place == of.stated else beside, errors=True)
        tables = [t for t in (reading.endings(), reading.deterrence(), reading.events(), *reading.lines()) if t]
        text = template.render(
            t=texts,
            brief=of.crisis.brief,
            locks=of.crisis.locks,
            levers=[(lever, _choices(of, place, axis)) for axis, lever in enumerate(of.levers)],
            tables=tables,
            bars=bars(tables[0].bars),
            flow=reading.flow(),
            most_off=reading.most_off,
            home=name_of(of, of.stated),
            at_home=place == of.stated,
            data=DATA,
        )
        path = folder / name_of(of, place)
        first = path if place == of.stated else first
        pages[path] = partial(_put, text.encode())
        at = [f"{lever.values[x]:g}" for lever, x in zip(of.levers, place, strict=True)]
        rows += [[*at, t.quantity, row.owner, row.name, repr(row.value)] for t in tables for row in t.rows]
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([*(lever.parameter.name for lever in of.levers), "quantity", "owner", "of", "value"])
    sheet.writerows(rows)
    pages[folder / DATA] = partial(_put, out.getvalue().encode())
    for package, inner, names in (("app", "assets", ASSETS), ("report", "look", LOOK)):
        for name in names:
            asset = resources.files(f"deterrence.{package}").joinpath(inner, name).read_bytes()
            pages[folder / name] = partial(_put, asset)
    write_files(pages)
    assert first is not None  # the stated place is on the grid
    return first


def name_of(of: Grid, place: Place) -> str:
    """The file of a place; ``index.html`` where everything is as stated."""
    return "index.html" if place == of.stated else f"at-{'-'.join(map(str, place))}.html"


def _choices(of: Grid, place: Place, axis: int) -> list[tuple[str, str, bool, bool]]:
    """Of a lever, by value: in print, the page where it has it and all else is as here, is it here, is it as stated."""
    lever: Lever = of.levers[axis]
    found = []
    for k, value in enumerate(lever.values):
        there = (*place[:axis], k, *place[axis + 1 :])
        found.append((f"{value:.4g}", name_of(of, there), k == place[axis], k == lever.stated))
    return found


def _put(content: bytes, path: Path) -> None:
    path.write_bytes(content)

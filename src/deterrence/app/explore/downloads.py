"""What can be taken away: the changed scenario, data, drawings."""

from __future__ import annotations

import csv
import io

from markupsafe import Markup

from ...errors import ArgumentError
from ...files.yaml_writer import written
from ...report.bundle import text
from ...report.pictures import Picture
from ...scenario.crisis import read, written_out
from ...scenario.lock_rule import parsed
from ..setting import Setting
from ..solved import Solved
from .drawings import bars
from .results import Reading

LOOK = ("look/light.css", "look/picture.css")
"""A file of its own is light, as paper is."""
FIGURES = ("endings", "flow")
COLUMNS = ("name", "actor", "of", "given", "stage", "value", "beside", "kind", "unit")


def data(now: Solved, beside: Solved | None) -> str:
    """Every quantity of the outlook, one a row, as CSV; with what it is set beside."""
    from ...forecasting.registry import absent, definitions

    known = definitions()
    names = [name for name in known if name not in absent(now.game)]
    values = now.measured(names)
    others = beside.measured([n for n in names if n not in absent(beside.game)]) if beside else {}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for key, value in values.items():
        stage = key.stage if key.stage >= 0 else ""
        other = others.get(key, "")
        d = known[key.name]
        rows.writerow((key.name, key.actor, key.of, key.given, stage, repr(value), other, d.kind, d.unit))
    return out.getvalue()


def figure(reading: Reading, name: str) -> str:
    """A drawing as a file of its own, its look with it.

    Raises:
        ArgumentError: there is no such drawing, or the crisis does not have it.
    """
    if name not in FIGURES:
        raise ArgumentError(f"there is no figure '{name[:40]}': there are {', '.join(FIGURES)}")
    picture: Picture
    if name == "endings":
        picture = bars(reading.endings().bars)
    else:
        found = reading.flow()
        if isinstance(found, str) or found.drawing is None:
            raise ArgumentError(f"this crisis has no picture of its flow: {found}")
        picture = found.drawing.pictures[0][1]
    style = "\n".join(text(name) for name in LOOK)
    inner = str(picture.wide).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" class="picture" ', 1
    )
    head, _, rest = inner.partition(">")
    return f"{head}>{Markup('<style>{}</style>').format(Markup(style))}{rest}"


def scenario(path: str, setting: Setting) -> str:
    """The changed scenario as a file in the plain language, every template written out; a range that does not hold the
    new value is widened to it.

    Args:
        path: what ``load`` takes for the scenario.
        setting: what is changed and locked.

    Raises:
        ArgumentError: a number of the scenario is not among the parameters of its plain form.
    """
    found = written_out(read(path))
    parameters = {name: dict(row) for name, row in found.get("parameters", {}).items()}
    for name, value in setting.changes:
        if name not in parameters:
            raise ArgumentError(f"'{name}' is no parameter of the scenario when it is written out: change its own file")
        parameters[name]["value"] = value
        if (ends := parameters[name].get("range")) is not None:
            parameters[name]["range"] = (min(ends[0], value), max(ends[1], value))
    locks = [
        {"actor": rule.actor, "doctrine": rule.doctrine, "announced": rule.announced}
        for rule in map(parsed, setting.locks)
    ]
    found["parameters"] = parameters
    if locks:
        found["locks"] = (*found.get("locks", ()), *locks)
    return written(found)

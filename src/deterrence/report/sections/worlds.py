"""How far every headline reaches over plausible worlds: in each, every number that is a judgement is redrawn."""

from __future__ import annotations

from collections.abc import Mapping

from ...forecasting.keys import Key
from ...stress.ensemble.beside import Worlds
from ...stress.ensemble.fans import QUANTILES
from ...stress.ensemble.reader import headline_column
from .. import charts
from ..blocks import Block, Bullets, Details, Figure, Paragraph
from ..charts import Measure
from ..context import Context, chance, counted, sentence
from ..numbers import interval
from ..page import Section
from ..prose import Prose
from ..typical import at_the_middle, reached, why
from .tables import bar, plain_table

NO_ENTRY = "–"
AT = ("As reported", "With every number at its middle plausible value")
Reaches = Mapping[Key, tuple[float, ...]]


def worlds(context: Context) -> Section | None:
    """The section; None where no worlds were solved."""
    found = context.study.worlds
    if found is None:
        return None
    keys = reached(context)
    return Section(
        "worlds",
        "How far the judgements let it reach",
        [Paragraph(_finding(context, found, keys)), *_figure(context, found, keys), *_failed(found)],
    )


def _finding(context: Context, found: Worlds, keys: Reaches) -> Prose:
    """What the worlds are, what reaches farthest, and what the values as they stand are not typical of."""
    said = (
        f"Most numbers are judgements. In {counted(found.n, 'plausible world')} {len(found.inputs)} of them are "
        "redrawn at once, each from its range, half of the time below the value that it has here, and the crisis is "
        "solved again. "
    )
    if not keys:
        return said
    return said + why(context)


def _title(context: Context, keys: Reaches) -> str:
    """What reaches farthest, and what least."""
    width = {key: q[-1] - q[0] for key, q in keys.items()}
    widest = max(width, key=lambda key: width[key])
    reach = interval(keys[widest][0], keys[widest][-1])
    said = f"The judgements leave most room to {context.chance_of(widest)} ({reach})"
    narrowest = min(width, key=lambda key: width[key])
    return said if narrowest == widest else f"{said}, least to {context.chance_of(narrowest)}"


def _figure(context: Context, found: Worlds, keys: Reaches) -> list[Block]:
    if not keys:
        return []
    rows, cells = [], []
    for key, quantiles in keys.items():
        label, value = sentence(context.called(key)), context.reported(key) or 0.0
        rows.append(bar(label, value, chance(value), (quantiles[0], quantiles[-1])))
        n = found.fans[headline_column(key)].n
        middle = at_the_middle(context, key)
        between = NO_ENTRY if middle is None else chance(middle)
        cells.append((label, chance(value), between, *(chance(q) for q in quantiles), f"{n:,}"))
    few = " Of so few worlds the outer ones are the lowest and the highest." if found.n * QUANTILES[0] < 1 else ""
    return [
        Figure(
            "fig-worlds",
            _title(context, keys),
            charts.bars(rows, measure=Measure("Probability", lowest=0)),
            "Horizontal bars, one for each headline, as long as its chance is as reported, with lines over nine in ten "
            "worlds.",
            "A bar ends at the chance reported, and the thin line goes over nine in ten worlds: where a bar ends "
            "outside of its line, the reported chance is not typical of the worlds.",
            plain_table(
                "numbers-worlds",
                "Headlines as reported, and over plausible worlds",
                ("Headline", *AT, *(f"{q:.0%} of worlds below" for q in QUANTILES), "Worlds"),
                cells,
                f"A further world falls below a quantile with that chance.{few} The worlds are solved on a grid of "
                f"{found.points} nodes a side, and put on the reported level by what the two differ by at the values "
                f"as they stand (Latin hypercube, seed {found.seed}).",
            ),
        )
    ]


def _failed(found: Worlds) -> list[Block]:
    if not found.failed:
        return []
    rows: list[Prose] = [f"{counted(n, 'world')}: {why}" for why, n in found.failed.items()]
    return [Details("Worlds without numbers, and why", [Bullets(rows)])]

"""What decides numbers over an ensemble, and where in it a concern comes true."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..scenario.crisis import Crisis
from ..stress.across.boxes import Bound
from ..stress.across.given_data import Index
from ..stress.ensemble.running import Finished
from ..stress.ensemble.summary import Summary
from . import charts
from .blocks import Block, Drawing, Figure, Paragraph, Sign
from .charts import Measure, Row
from .context import counted, sentence
from .ensemble_text import shared_sentence
from .ensemble_words import box_sentence, called, chance_of, figure, labelled, level
from .numbers import interval
from .pictures.plane import Axis, plane
from .sections.tables import plain_table

ENDS = ("In its lowest fifth", "In its highest")


def what_decides(crisis: Crisis, done: Finished, found: Summary) -> list[Block]:
    """The parameters that decide each headline, and what they decide only together."""
    out: list[Block] = []
    drawn = len(done.plan.sample.drawn)
    for k, (y, shares) in enumerate(found.decided.items()):
        clear = {x: index for x, index in shares.items() if index.stands_out(drawn)}
        if not clear:
            continue
        out.append(_tornado(crisis, found, y, clear, f"decides-{k}", drawn))
    out += [Paragraph(shared_sentence(crisis, y, shared)) for y, shared in found.shared.items()]
    if not out and found.decided:
        said = f"None of {counted(drawn, 'parameter')} stands out by itself in {counted(found.n, 'world')}."
        out.append(Paragraph(said))
    return out


def _tornado(crisis: Crisis, found: Summary, y: str, clear: Mapping[str, Index], id: str, drawn: int) -> Figure:
    """What a number is where each parameter that decides it is low, and where it is high."""
    ends, name = found.ends[y], called(crisis, y)
    rows: list[Row] = [
        {"label": labelled(crisis.parameters, x), "at_low": ends[x].low, "at_high": ends[x].high} for x in clear
    ]
    cells = [
        (
            labelled(crisis.parameters, x),
            f"{i.value:.0%}",
            interval(i.low, i.high),
            figure(y, ends[x].low),
            figure(y, ends[x].high),
        )
        for x, i in clear.items()
    ]
    return Figure(
        f"fig-{id}",
        f"What decides {chance_of(crisis, y)} most: {rows[0]['label']}",
        charts.tornado(rows, measure=Measure("Probability"), reference=found.fans[y].mean, ends=ENDS),
        f"Horizontal ranges, one for each parameter, around the mean over all worlds, {figure(y, found.fans[y].mean)}.",
        "Each range goes from the mean over the worlds in which the parameter is in its lowest fifth to that over the "
        f"worlds in which it is in its highest; all else is as drawn. Of {counted(drawn, 'parameter')} those are "
        "shown that stand out from chance, all of them tested together, widest first.",
        plain_table(
            f"numbers-{id}",
            f"‘{sentence(name)}’: share of the variance over {counted(found.n, 'world')}, and means at both ends",
            ("Parameter", "Share", "95% interval", "Where it is low", "Where it is high"),
            cells,
        ),
    )


def where_it_comes_true(crisis: Crisis, found: Summary) -> list[Block]:
    """The box of the worlds in which a concern comes true most."""
    concern, box = found.concern, found.box
    if concern is None or box is None:
        return []
    way = "above" if concern.above else "below"
    what = f"{chance_of(crisis, concern.column)} is {way} {level(concern.column, concern.level)}"
    said = Paragraph(box_sentence(crisis, what, box))
    if not box.bounds:
        return [said]
    first, *others = box.bounds
    ys, hits = found.seen[concern.column].tolist(), found.hits.tolist()
    across = _axis(crisis, found, first)
    outcome = Axis(called(crisis, concern.column), min(ys), max(ys), (min(ys), max(ys)))
    xs = found.seen[first.name].tolist()
    pictures = [(f"Up: {outcome.name}", plane(across, outcome, list(zip(xs, ys, hits, strict=True))))]
    if others:
        up, zs = _axis(crisis, found, others[0]), found.seen[others[0].name].tolist()
        pictures.insert(0, (f"Up: {up.name}", plane(across, up, list(zip(xs, zs, hits, strict=True)))))
    cells = [
        (labelled(crisis.parameters, b.name), _end(b.low), _end(b.high), f"{b.doubt:.1g}", f"{b.found:.0%}")
        for b in box.bounds
    ]
    legend = [Sign("another", "it comes true"), Sign("selected", "it does not"), Sign("band", "the box")]
    heads = ("Parameter", "At least", "At most", "Chance would do as well", "Found again")
    return [
        said,
        Figure(
            "fig-box",
            f"Where {what}",
            Drawing(pictures, legend),
            "Planes with a dot for each world, filled where the concern comes true, and the box shaded.",
            f"Each dot is a world, of {counted(len(ys), 'world')}. The box is where the concern comes true most; it "
            "may be bounded by more parameters than a plane can show.",
            plain_table("numbers-box", "The bounds of the box", heads, cells),
        ),
    ]


def _end(x: float) -> str:
    return f"{x:.3g}" if math.isfinite(x) else "–"


def _axis(crisis: Crisis, found: Summary, bound: Bound) -> Axis:
    """Over the range; over the worlds shown as well, where draws were given that go beyond it."""
    p, seen = crisis.parameters[bound.name], found.seen[bound.name]
    low, high = p.range or (math.inf, -math.inf)
    low, high = min(low, float(seen.min())), max(high, float(seen.max()))
    return Axis(p.label, low, high, (max(bound.low, low), min(bound.high, high)))

"""Against history: coded crises as strips over the model's bands, and every count that the outlook speaks to."""

from __future__ import annotations

from collections import defaultdict

from ...coded_crises.acts import CodedAct
from ...stress.unfolding import Path, Unfolding
from .. import charts, pictures
from ..blocks import Block, Bullets, Details, Drawing, Figure, Paragraph, Sign, Table
from ..charts import Measure, Row
from ..context import Context, chance, joined, numeral, quoted, sentence
from ..numbers import days, interval
from ..page import Section
from ..pictures import Strip
from ..prose import Prose
from ..record_counts import Count, counts
from .flow_figure import looks
from .tables import bar, plain_table, words

type Band = tuple[int, int, int, int]

HERE = "This scenario"
FIGURE_ERROR = 0.0005
QUANTILES = (0.05, 0.25, 0.75, 0.95)
LEAST_BAND = 0.01
"""An act that comes in fewer crises has no band."""


def record(context: Context) -> Section | None:
    """The section; None where the scenario stands beside no past crises."""
    found = counts(context)
    contradicting = [c for c in found if c.outside]
    strips = _strips(context)
    if not found and not strips:
        return None
    return Section(
        "history",
        "Against history",
        [
            Paragraph(
                "Counts of past crises are few, of crises that did occur, and nobody drew them at random: they can "
                f"show an outlook to be odd, not to be right. {_agreeing(found)}"
            ),
            *([_table(contradicting)] if contradicting else []),
            *strips,
            Details("Other counts, a figure of all, lengths, and what differs", _folded(context, found)),
        ],
    )


def _verdict(c: Count) -> str:
    if not c.outside:
        return "yes"
    return "no: too often here" if c.here > c.interval[1] else "no: too rarely here"


def _agreeing(found: list[Count]) -> str:
    """How many counts contradict the outlook, and that the others are folded."""
    if not found:
        return ""
    outside = sum(c.outside for c in found)
    if not outside:
        return f"None of the {len(found)} that speak to this outlook contradicts it."
    contradict = "contradicts" if outside == 1 else "contradict"
    rest = len(found) - outside
    others = "; the other does not" if rest == 1 else f"; the other {numeral(rest)} do not" if rest else ""
    return f"{sentence(numeral(outside))} {contradict} this outlook{others}."


def _table(shown: list[Count], id: str = "counts") -> Table:
    rows: list[tuple[Prose, ...]] = [
        (sentence(c.what), sentence(c.record), _here(c.here), f"{c.k} of {c.n}", interval(*c.interval), _verdict(c))
        for c in shown
    ]
    return Table(
        id,
        _counted(shown),
        words("What is counted", "Past crises", "In this outlook", "In the past", "95% interval", "Is it within?"),
        rows,
        "Exact intervals (Clopper–Pearson). Of so many counts about one in twenty would lie outside by chance, were "
        "the outlook right; counts of the same crises go together. How high acts go is counted here as they are meant; "
        "coded crises are counted as coded, disputed acts included.",
    )


def _counted(shown: list[Count]) -> str:
    """What is too rare and what too common here, against counts that contradict it; or that no count does."""
    if not shown[0].outside:
        return "Counts that do not contradict the outlook: it lies within their 95% intervals"
    rare = list(dict.fromkeys(c.what for c in shown if c.here < c.interval[0]))
    common = list(dict.fromkeys(c.what for c in shown if c.here > c.interval[1]))
    sides = (("rarely", rare), ("often", common))
    parts = [f"too {how} in the model: {joined([quoted(what) for what in those])}" for how, those in sides if those]
    return sentence("; ".join(parts))


def _here(p: float) -> str:
    return chance(p, FIGURE_ERROR)


def _strips(context: Context) -> list[Block]:
    """The coded crises on the scenario's ladder, each over the quantiles of the model's acts."""
    found, coded = context.study.unfolding, context.brief.coded
    if found is None or coded is None or not found.paths:
        return []
    order = [rung.id for rung in context.brief.rungs]
    bands, going = _bands(found, order)
    used = {act.rung for path in found.paths for act in path.acts} | {order[level] for band in bands for level in band}
    shown = [rung for rung in order if rung in used]
    place = {rung: shown.index(rung) for rung in shown}
    columns = min(found.most, max(len(path.acts) for path in found.paths))
    style = looks(context)
    drawn = [
        (
            _titled(path),
            pictures.strip(
                Strip(
                    [sentence(context.rungs[rung]) for rung in shown],
                    [_shown(place, order, band) for band in bands],
                    [(place[act.rung], style[act.actor]) for act in path.acts],
                    max(len(path.acts) - columns, 0),
                ),
                columns,
            ),
        )
        for path in found.paths
    ]
    legend = [Sign(style[id], context.labels[id]) for id in context.actors if id in coded.actors]
    return [
        Figure(
            "fig-strips",
            _strips_title(context, found),
            Drawing(drawn, [*legend, Sign("band", "Where the model's acts lie: half, and nine in ten (fainter)")]),
            "Strips on one ladder, one for each coded crisis: a dot for each act, in order, over grey bands of the "
            "rungs of the model's acts.",
            "Each strip is a past crisis on this scenario's ladder, a dot for each act, coloured by who acted. The "
            "bands are the rungs of the model's first, second, third act, in the crises that have one "
            f"({', '.join(f'act {k}: {chance(p, FIGURE_ERROR)}' for k, p in enumerate(going, start=1))}). A dot "
            "outside the fainter band is higher, or lower, than 19 in 20 of the model's acts at that place.",
            plain_table(
                "numbers-strips",
                "The acts of the coded crises, and how likely the model makes them as a crisis's first acts",
                (
                    "Crisis",
                    "Account",
                    "Acts, in order",
                    "Chance of its first act",
                    "Of its first three",
                    "Of all of them",
                ),
                [_row(context, path) for path in found.paths],
                coded.note or "",
                heads=3,
            ),
        )
    ]


def _titled(path: Path) -> str:
    return path.title if path.account == "as coded" else f"{path.title}, {path.account}"


def _shown(place: dict[str, int], order: list[str], band: Band) -> Band:
    """A band in places among the rungs that are shown."""
    low5, low, high, high95 = (place[order[level]] for level in band)
    return low5, low, high, high95


def _bands(found: Unfolding, order: list[str]) -> tuple[list[Band], list[float]]:
    """By act, quantiles of its rung among crises that have it, and how many have it."""
    rungs: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for link in found.links:
        if link.act is not None:
            rungs[link.step][order.index(link.act.rung)] += link.probability
    bands, going = [], []
    for step in range(found.most):
        total = sum(rungs[step].values())
        if total < LEAST_BAND:
            break
        low5, low, high, high95 = (_quantile(rungs[step], q * total) for q in QUANTILES)
        bands.append((low5, low, high, high95))
        going.append(total)
    return bands, going


def _quantile(mass: dict[int, float], of: float) -> int:
    below = 0.0
    for level in sorted(mass):
        below += mass[level]
        if below >= of:
            return level
    return max(mass)


def _strips_title(context: Context, found: Unfolding) -> str:
    """Whether the model can follow the coded crises, and how far."""
    able = [path for path in found.paths if path.chances[-1] > 0]
    if len(able) == len(found.paths):
        least = min(found.paths, key=lambda path: path.chances[-1])
        rare = f"{quoted(least.title)} ({chance(least.chances[-1])})"
        return f"The model gives every coded crisis a chance, act by act; the least to {rare}"
    lost = next(path for path in found.paths if path.chances[-1] == 0)
    stop = next(k for k, p in enumerate(lost.chances, start=1) if p == 0)
    others = len(found.paths) - len(able) - 1
    too = f", and {numeral(others)} more" if others else ""
    return f"The model has no room for act {stop} of {quoted(lost.title)}{too}"


def _row(context: Context, path: Path) -> tuple[Prose, ...]:
    acts = "; ".join(_act(context, act) for act in path.acts)
    three = path.chances[2] if len(path.chances) > 2 else path.chances[-1]
    return path.title, path.account, acts, *(chance(p) for p in (path.chances[0], three, path.chances[-1]))


def _act(context: Context, act: CodedAct) -> str:
    disputed = " (disputed)" if act.disputed else ""
    return f"{context.labels[act.actor]} {context.rungs[act.rung]}{disputed}"


def _folded(context: Context, found: list[Count]) -> list[Block]:
    notes = [f"{sentence(r.name)}: {r.note.strip()}" for r in context.brief.base_rates if r.note]
    agreeing = [c for c in found if not c.outside]
    return [
        *([_table(agreeing, "counts-within")] if agreeing else []),
        *([_figure(context, found)] if found else []),
        *_length(context),
        Paragraph("What differs between the counted crises and this scenario, and why:"),
        Bullets(notes or ["The scenario does not say."]),
    ]


def _figure(context: Context, found: list[Count]) -> Block:
    rows: list[Row] = []
    cells = []
    by_what: dict[str, list[Count]] = defaultdict(list)
    for c in found:
        by_what[c.what].append(c)
    for what, mine in by_what.items():
        label = sentence(what)
        rows.append(bar(label, mine[0].here, _here(mine[0].here), group=HERE))
        for c in mine:
            rows.append(bar(label, c.k / c.n, f"{c.k} of {c.n}", c.interval, group=sentence(c.record)))
            cells.append((label, sentence(c.record), _here(c.here), f"{c.k} of {c.n}: {interval(*c.interval)}"))
    worst = found[0]
    return Figure(
        "fig-history",
        f"{'Furthest off' if worst.outside else 'Nearest to being off'}: {worst.what}",
        charts.grouped_bars(rows, measure=Measure("Share of crises", lowest=0, highest=1)),
        "Grouped horizontal bars, for each thing counted: this scenario, and each set of past crises with its 95% "
        "interval.",
        "Thin lines are exact 95% intervals (Clopper–Pearson) of the counts. A count of none proves little: its "
        "interval says how much remains possible.",
        plain_table(
            "numbers-history",
            "The outlook beside the counts, with exact 95% intervals",
            ("What is counted", "Past crises", HERE, "There"),
            cells,
            heads=2,
        ),
    )


def _length(context: Context) -> list[Block]:
    known = [r for r in context.brief.base_rates if r.days is not None]
    d = context.study.durations
    if not known or d is None or d.mean <= 0:
        return []
    q = d.quantiles
    rows = [(HERE, days(q["50%"]), f"{q['5%']:.0f} to {days(q['95%'])} (nine in ten)")]
    rows += [(sentence(r.name), days(r.days[1]), f"{r.days[0]:g} to {days(r.days[2])} (all)") for r in known if r.days]
    return [plain_table("history-days", "How long crises last", ("Crises", "Median", "Range"), rows)]

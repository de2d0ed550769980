"""How high crises go, as meant and as seen, and by what cause each threshold is crossed."""

from __future__ import annotations

from ...forecast.quantities.rungs import CAUSES, SEEN
from .. import charts
from ..blocks import Block, Figure, Paragraph
from ..charts import Measure, Row
from ..page import Section
from ..prose import Prose
from .losses import losses
from .stability import deterrence, stability
from .tables import bar, plain_table, within
from ..context import Context, chance, share_label, quoted, sentence

CAUSE_WORDS = {"chosen": "Chosen", "matched": "Matched", "misperceived": "Misread", "accident": "Accident", "chance": "Chance"}
NEGLIGIBLE = 1e-6
HALF = 0.5


def peaks(context: Context) -> Section:
    """The section."""
    return Section(
        "peaks",
        "How high, by what cause, and at whose cost",
        [
            Paragraph(_finding(context)),
            _peaks(context),
            *_crossings(context),
            *deterrence(context),
            *stability(context),
            *losses(context),
        ],
    )


def _finding(context: Context) -> Prose:
    passed = []
    for threshold in context.brief.thresholds:
        total, chosen = (context.find("crossing", of=threshold.id, given=g) for g in (SEEN, f"{SEEN}, chosen"))
        if total and chosen and total.value > NEGLIGIBLE:
            name = f"{quoted(threshold.name)} ({chance(total.value, total.error)})"
            passed.append((chosen.value / total.value, name))
    if not passed:
        return "The ladder has no named thresholds. Peaks are reported as meant, as seen and as realised."
    by_choice = [name for share, name in passed if share >= HALF]
    otherwise = [(share, name) for share, name in passed if share < HALF]
    text = "What a side means and what comes of it are kept apart. "
    if by_choice:
        text += f"The highest threshold first passed by choice more often than not is {by_choice[-1]}. "
    if otherwise:
        share, name = otherwise[0]
        text += (
            f"At {name} most first crossings come of accident, misreading or chance: "
            f"{_share(share)} are chosen."
        )
    return text


def _peaks(context: Context) -> Block:
    top = max((q for q in context.study.outlook.named("peak_rung") if q.key.given == SEEN), key=lambda q: q.value)
    rows: list[Row] = []
    cells = []
    for rung, name in context.rungs.items():
        texts = []
        for given, group in (
            ("meant", "Meant by someone"),
            ("seen", "Seen, accidents and misreadings included"),
            ("realised", "What really happened"),
        ):
            q = context.find("peak_rung", of=rung, given=given)
            if q:
                texts.append(chance(q.value, q.error) if q.value > 0 else "none")
                rows.append(bar(sentence(name), q.value, texts[-1], within(q.value, q.error), group=group))
        if texts:
            cells.append((sentence(name), *texts))
    return Figure(
        "fig-peaks",
        f"Most often the highest rung is {quoted(context.rungs[top.key.of])}",
        charts.grouped_bars(rows, measure=Measure("Share of crises whose highest rung is this")),
        "Grouped horizontal bars, three for each rung: the highest act meant, the highest seen, the highest realised.",
        "Where the second bar is longer than the first, crises are carried to that rung by accident, misreading or "
        "loss of control, not by choice.",
        plain_table(
            "numbers-peaks", "Highest rung, meant, seen and realised", ("Rung", "Meant", "Seen", "Realised"), cells
        ),
    )


def _crossings(context: Context) -> list[Block]:
    rows: list[Row] = []
    cells = []
    parts = [CAUSE_WORDS[c] for c in CAUSES]
    for threshold in context.brief.thresholds:
        total = context.find("crossing", of=threshold.id, given=SEEN)
        if total is None or total.value <= NEGLIGIBLE:
            continue
        by = {CAUSE_WORDS[c]: q.value for c in CAUSES if (q := context.find("crossing", of=threshold.id, given=f"{SEEN}, {c}"))}
        label = f"{sentence(threshold.name)} ({chance(total.value, total.error)})"
        shares = {part: by.get(part, 0.0) / total.value for part in parts}
        rows += [
            {"label": label, "part": cause, "value": p, "text": share_label(p)} for cause, p in shares.items() if p > 0
        ]
        cells.append(
            (sentence(threshold.name), chance(total.value, total.error), *(_share(shares[part]) for part in parts))
        )
    if not rows:
        return []
    by_choice = sum(row["value"] >= HALF for row in rows if row["part"] == CAUSE_WORDS["chosen"])
    used = [part for part in parts if any(row["part"] == part for row in rows)]
    return [
        Figure(
            "fig-crossings",
            f"{by_choice} of {len(cells)} thresholds are first crossed by choice more often than not",
            charts.stacked_bars(
                rows, measure=Measure("Share of first crossings", highest=1), parts=used, ordered=False
            ),
            "Stacked horizontal bars, one for each threshold, divided by the cause of its first crossing.",
            "Each bar is all crises in which the threshold is crossed (how many, after its name), divided by the "
            "cause of the first crossing: an act meant to cross it, an act that came out higher than meant, one "
            "taken for more than it was, or chance. Control that is lost counts as an accident.",
            plain_table(
                "numbers-crossings",
                "Crossings of each threshold, and shares by cause",
                ("Threshold", "Crossed", *parts),
                cells,
            ),
        )
    ]


def _share(p: float) -> str:
    return chance(p) if p > NEGLIGIBLE else "none"

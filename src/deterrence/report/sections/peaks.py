"""How high crises go, as meant and as seen, and by what cause each threshold is crossed."""

from __future__ import annotations

from collections.abc import Sequence

from ...forecasting.quantities.rungs import CAUSES, MEANT, REALISED, SEEN
from .. import charts
from ..blocks import Block, Figure, Paragraph
from ..charts import Measure, Row
from ..context import Context, chance, quoted, sentence, share_label
from ..page import Section
from ..prose import Prose
from .losses import losses
from .stability import deterrence, stability
from .tables import bar, filled_columns, plain_table, within

CAUSE_WORDS = {
    "chosen": "Chosen",
    "matched": "Matched",
    "misperceived": "Misread",
    "accident": "Accident",
    "chance": "Chance",
}
MEANINGS = {
    "Chosen": "an act meant to cross it",
    "Matched": "an act that answers another and goes no higher",
    "Misread": "an act taken for more than it was",
    "Accident": "an act that came out higher than meant, or control that was lost",
    "Chance": "an event that nobody chose",
}
APART = "What an actor means and what follows are kept apart. "
NONE = "none"
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
        return "The highest rung is reported as it was meant, as it was seen and as it really was."
    if len(passed) == 1:
        ((share, name),) = passed
        often = "more" if share >= HALF else "less"
        return f"{APART}{sentence(name)} is first crossed by choice {often} often than not."
    by_choice = [name for share, name in passed if share >= HALF]
    otherwise = [(share, name) for share, name in passed if share < HALF]
    text = APART
    if by_choice:
        text += f"Up to {by_choice[-1]}, thresholds are first crossed by choice more often than not. "
    if otherwise:
        share, name = otherwise[0]
        text += (
            f"At {name} most first crossings come of accident, misreading or chance; {_share(share)} "
            f"{'is' if _share(share) == NONE else 'are'} by choice."
        )
    return text


def _peaks(context: Context) -> Block:
    peaks = {(q.key.of, q.key.given): q for q in context.study.outlook.named("peak_rung")}
    top = max((q for (_, sense), q in peaks.items() if sense == SEEN), key=lambda q: q.value)
    senses = _senses(context)
    rows: list[Row] = []
    cells = []
    for rung, name in context.rungs.items():
        found = {label: q for sense, label in senses.items() if (q := peaks.get((rung, sense)))}
        if not any(q.value > 0 for q in found.values()):
            continue
        texts = {label: chance(q.value, q.error) if q.value > 0 else "none" for label, q in found.items()}
        rows += [
            bar(sentence(name), q.value, texts[label], within(q.value, q.error), group=label)
            for label, q in found.items()
        ]
        cells.append((sentence(name), *texts.values()))
    beyond = "by accident, misreading or loss of control" if REALISED in senses else "by accident or loss of control"
    return Figure(
        "fig-peaks",
        f"Most often the highest rung is {quoted(context.rungs[top.key.of])}",
        charts.grouped_bars(rows, measure=Measure(f"Share of {context.courses} whose highest rung is this")),
        "Grouped horizontal bars by rung: the highest act meant, and what was seen and came of it.",
        f"Where the first bar is shorter than those below it, that rung is reached {beyond}, not by choice. "
        "Rungs that are never the highest are left out. Thin lines are the error of the grid.",
        plain_table("numbers-peaks", "The highest rung", ("Rung", *senses.values()), cells),
    )


def _senses(context: Context) -> dict[str, str]:
    """The senses in which a rung may be the highest, in words; what is seen and what is real in one if they agree."""
    peaks = {(q.key.of, q.key.given): q.value for q in context.study.outlook.named("peak_rung")}
    if all(abs(p - peaks[rung, SEEN]) < NEGLIGIBLE for (rung, sense), p in peaks.items() if sense == REALISED):
        return {MEANT: "As meant", SEEN: "As it came out, for all to see"}
    return {MEANT: "As meant", SEEN: "As seen, misreadings included", REALISED: "As it really came out"}


def _crossings(context: Context) -> list[Block]:
    rows: list[Row] = []
    cells: list[tuple[Prose, ...]] = []
    parts = [CAUSE_WORDS[c] for c in CAUSES]
    for threshold in context.brief.thresholds:
        total = context.find("crossing", of=threshold.id, given=SEEN)
        if total is None or total.value <= NEGLIGIBLE:
            continue
        by = {
            CAUSE_WORDS[cause]: q.value
            for cause in CAUSES
            if (q := context.find("crossing", of=threshold.id, given=f"{SEEN}, {cause}"))
        }
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
    used = [part for part in parts if any(row["part"] == part for row in rows)]
    labels, cells = filled_columns(("Threshold", "Crossed", *parts), cells, NONE)
    return [
        Figure(
            "fig-crossings",
            _crossings_title(rows),
            charts.stacked_bars(
                rows, measure=Measure("Share of first crossings", highest=1), parts=used, ordered=False
            ),
            "Stacked horizontal bars, one for each threshold, divided by the cause of its first crossing.",
            f"Each bar is all {context.courses} in which the threshold is crossed (how many stands after its name), "
            f"divided by the cause of the first crossing: {_causes(used)}.",
            plain_table(
                "numbers-crossings",
                "Crossings of each threshold, and shares by cause",
                labels,
                cells,
            ),
        )
    ]


def _crossings_title(rows: Sequence[Row]) -> str:
    """At which threshold first crossings are most often chosen, and at which least."""
    chosen = {row["label"]: row["value"] for row in rows if row["part"] == CAUSE_WORDS["chosen"]}
    labels = list(dict.fromkeys(row["label"] for row in rows))
    shares = {label.rsplit(" (", 1)[0]: chosen.get(label, 0.0) for label in labels}
    most, least = (pick(shares, key=lambda name: shares[name]) for pick in (max, min))
    if most == least or _share(shares[most]) == _share(shares[least]):
        return f"First crossings by choice: {_share(shares[most])}"
    return f"First crossed by choice: {quoted(most)} {_share(shares[most])}, {quoted(least)} {_share(shares[least])}"


def _causes(used: Sequence[str]) -> str:
    """What the causes that occur mean."""
    return "; ".join(f"{part.lower()}, {MEANINGS[part]}" for part in used)


def _share(p: float) -> str:
    return "all" if p > 1 - NEGLIGIBLE else chance(p) if p > NEGLIGIBLE else NONE

"""The systems that a scenario uses: the mechanism in words, its levers, and what they move."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...games.brief import MechanismBrief
from ..blocks import Block, Column, Paragraph, Subheading, Table
from ..context import CHALLENGE, Context, chance, joined, quoted, sentence
from ..numbers import plain
from ..page import Section
from ..prose import Code, Inline, Prose

MOST_SHOWN = 5
UNMOVED = "0"
SYSTEMS = {
    "S1": "Capability, credibility, communication",
    "S2": "Red lines",
    "S3": "Threat ledger",
    "S4": "Cumulative deterrence",
    "S5": "The grey zone and escalation dominance",
    "S6": "Sanctuary",
    "S7": "Third parties and diplomacy",
    "S8": "Several fronts, one reputation",
    "S9": "The nuclear overhang",
    "S10": "Doctrine against action",
    "S11": "Learning from precedents",
    "S12": "How crises end",
    "S13": "Audiences at home",
    "S14": "Policy options",
    "S15": "History",
    "S16": "Claims",
}


def mechanisms(context: Context) -> Section | None:
    """A part for each system, with a table of its levers; None where the scenario names none."""
    if not context.brief.mechanisms:
        return None
    solved = {e.parameter for e in context.study.levers}
    every = all(name in solved for mechanism in context.brief.mechanisms for name in mechanism.levers)
    rest: list[Inline] = [
        " Only the first of each mechanism is solved again here, and the others are named; ",
        Code("--full"),
        " solves them all.",
    ]
    blocks: list[Block] = [
        Paragraph(
            [
                "Each lever is set to the low and to the high end of its plausible range, alone, and the game is "
                "solved again. The tables say by how many percentage points that moves the chances, against the "
                "values of the scenario.",
                *([] if every else rest),
            ]
        )
    ]
    for k, mechanism in enumerate(context.brief.mechanisms, start=1):
        blocks += [
            Subheading(SYSTEMS[mechanism.system]),
            Paragraph(mechanism.text.strip()),
            *_levers(context, mechanism, k),
        ]
    return Section("mechanisms", "What is at work, and what moves it", blocks)


def _levers(context: Context, mechanism: MechanismBrief, k: int) -> list[Block]:
    """A table of the levers that were solved again and move anything, by what they move; in words which do not."""
    effects = {e.parameter: e for e in context.study.levers}
    keys = [key for name in mechanism.shows if (key := _key(context, name))][:MOST_SHOWN]
    keys = keys or [key for key in context.headlines if key != CHALLENGE][:MOST_SHOWN]
    labels = {name: context.study.crisis.parameters[name].label for name in mechanism.levers}
    rows: list[tuple[Prose, ...]] = []
    still = []
    for name in (n for n in mechanism.levers if n in effects):
        mine = [(value, [context.shift(values, key) for key in keys]) for value, values in effects[name].ends]
        if all(shift == UNMOVED for _, shifts in mine for shift in shifts):
            still.append(labels[name])
            continue
        rows += [([f"{sentence(labels[name])} = {plain(value)} ", Code(name)], *shifts) for value, shifts in mine]
    named = f"the chances of {joined([quoted(context.called(key)) for key in keys])}"
    left = [label for name, label in labels.items() if name not in effects]
    notes = [
        *([f"Moves none of {named}: {'; '.join(still)}."] if still else []),
        *([f"Not solved again: {'; '.join(left)}."] if left else []),
    ]
    if not rows:
        return [Paragraph(" ".join(notes))] if notes else []
    stated: tuple[Prose, ...] = ("As stated", *(chance(context.study.outlook[key].value) for key in keys))
    return [
        Table(
            f"levers-{k}",
            f"Levers of {SYSTEMS[mechanism.system].lower()}: change of the chance in percentage points",
            [Column("Lever", numeric=False), *(Column(sentence(context.called(key))) for key in keys)],
            [stated, *rows],
            " ".join(notes),
        )
    ]


def _key(context: Context, name: str) -> Key | None:
    """The probability that an event, or an ending, of that id has in the comparisons; None for a sequence."""
    if name in context.events:
        return Key("event", of=name)
    return Key("outcome", of=name) if name in context.study.outlook.outcomes else None

"""The systems that the campaign uses: the mechanism in words, its levers, and what they move."""

from __future__ import annotations

from ...campaign.record import Mechanism
from ...forecast.metrics import Key
from ..blocks import Block, Column, Paragraph, Subheading, Table
from ..page import Section
from ..prose import Code, Prose
from ..sections.tables import plain_table
from ..sections.told import chance, sentence
from .told import SYSTEMS, Telling

MOST_SHOWN = 5


def mechanisms(told: Telling) -> Section:
    """A part for each system: text, and a table of its levers."""
    blocks: list[Block] = [
        Paragraph(
            "Each lever is set to the low and to the high end of its plausible range, alone, and the game is solved "
            "again. The tables say by how many percentage points that moves the chances, against the values of the "
            "file. A lever that moves nothing here is shown as it is. Unless all levers were asked for (--full), "
            "the first of each system is solved again, and the others are named."
        )
    ]
    for k, mechanism in enumerate(told.campaign.mechanisms):
        blocks += [
            Subheading(f"{mechanism.system}: {SYSTEMS[mechanism.system]}"),
            Paragraph(mechanism.text.strip()),
            _levers(told, mechanism, k),
        ]
    return Section("mechanisms", "What is at work, and what moves it", blocks)


def _levers(told: Telling, mechanism: Mechanism, k: int) -> Block:
    effects = {e.parameter: e for e in told.study.levers}
    keys = [key for name in mechanism.shows if (key := _key(told, name))][:MOST_SHOWN]
    rows: list[tuple[Prose, ...]] = []
    for name in mechanism.levers:
        parameter = told.campaign.parameters[name]
        if name not in effects:
            continue
        for value, values in effects[name].ends:
            label: Prose = [sentence(parameter.label), f" = {value:g} ", Code(name)]
            rows.append((label, *(told.shift(values, key) for key in keys)))
    left = [sentence(told.campaign.parameters[n].label) for n in mechanism.levers if n not in effects]
    note = f"Not solved again: {'; '.join(left)}." if left else ""
    stated: tuple[Prose, ...] = ("As stated", *(chance(told.study.outlook[key].value) for key in keys))
    return Table(
        f"levers-{k + 1}",
        f"Levers of {SYSTEMS[mechanism.system].lower()}: change of the chance in percentage points",
        [Column("Lever", numeric=False), *(Column(sentence(told.called(key))) for key in keys)],
        [stated, *rows],
        note,
    )


def _key(told: Telling, name: str) -> Key | None:
    """The probability that an event, or an ending, of that id has in the comparisons; None for a sequence."""
    if name in told.events:
        return Key("event", of=name)
    return Key("outcome", of=name) if name in told.endings else None


def doctrines(told: Telling) -> Section | None:
    """Declared rule and conduct, their gap, and other doctrines; None where nobody is committed to one."""
    gaps = told.study.outlook.named("declared_operational_gap")
    if not gaps:
        return None
    cells = [
        (told.bearers[q.key.actor], told.kinds.get((q.key.actor, q.key.of), q.key.of), f"{q.value:.2f}") for q in gaps
    ]
    blocks: list[Block] = [
        Paragraph(
            "The gap between a declared doctrine and conduct runs from 0, exactly what the rule says, to 1, never that."
            " A committed type has none; the public mixture is what onlookers see."
        ),
        plain_table(
            "gap",
            "Distance between the declared rule and what is done, where play goes",
            ("Actor", "Kind", "Gap (0 to 1)"),
            cells,
            heads=2,
        ),
    ]
    if told.study.doctrines:
        blocks.append(Subheading("Other doctrines"))
        actors = dict.fromkeys(v.actor for v in told.study.doctrines)
        blocks += [_other_doctrines(told, actor, k) for k, actor in enumerate(actors, start=1)]
    return Section("doctrines", "What is declared, and what is done", blocks)


def _other_doctrines(told: Telling, actor: str, k: int) -> Block:
    tried = [v for v in told.study.doctrines if v.actor == actor]
    return plain_table(
        f"other-doctrines-{k}",
        f"With another doctrine of the committed type of {told.bearers[actor]}: change in percentage points",
        ("Event or ending", *(sentence(told.doctrines[v.doctrine]) for v in tried)),
        [(sentence(told.called(key)), *(told.shift(v.values, key) for v in tried)) for key in told.headlines],
    )

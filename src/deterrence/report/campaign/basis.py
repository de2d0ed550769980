"""What the numbers rest on: certificate, other assumptions, parameters, facts with each side's account, sources."""

from __future__ import annotations

import shlex

from ...parameters.evidence import Fact
from ..blocks import Block, Bullets, Details, Paragraph, Subheading, Table
from ..page import Section
from ..prose import Code, Inline, Link, Prose
from ..sections.basis import certificate_table
from ..sections.tables import plain_table, words
from ..sections.told import sentence
from .told import Telling


def basis(told: Telling) -> Section:
    """The section."""
    return Section(
        "basis",
        "What the numbers rest on",
        [
            Subheading("Is it solved?"),
            certificate_table(told.study.solution.certificate),
            Subheading("Other assumptions"),
            _assumptions(told),
            Subheading("How to make it again"),
            _again(told),
            Subheading("What was put in"),
            *_parameters(told),
            *_facts(told),
            *_sources(told),
        ],
    )


def _assumptions(told: Telling) -> Block:
    tried = told.study.robustness
    rows = [(sentence(told.called(key)), *(told.shift(v.values, key) for v in tried)) for key in told.headlines]
    return plain_table(
        "assumptions",
        "What nobody can be sure of, changed: change in percentage points",
        ("Event or ending", *(sentence(v.label) for v in tried)),
        rows,
        "Comparisons are made on a smaller grid than the main solution; grid error largely cancels in differences.",
    )


def _again(told: Telling) -> Block:
    changed = "".join(f" --set {shlex.quote(f'{name}={value:g}')}" for name, value in told.study.changes.items())
    command = f"deterrence run {shlex.quote(told.study.scenario.name)}{changed}"
    return Paragraph(
        [Code(command), f". The file's SHA-256 is {told.study.loaded.sha256}; nothing in this report is sampled."]
    )


def _parameters(told: Telling) -> list[Block]:
    rows: list[tuple[Prose, ...]] = []
    sources = told.campaign.sources
    for name, p in told.campaign.parameters.items():
        used = told.study.compiled.values[name]
        value = f"{used:g}" + ("" if used == p.value else f" (file: {p.value:g})")
        spread = f"{p.range[0]:g} to {p.range[1]:g}" if p.range else "–"
        source = sources[p.source].title if p.source in sources else p.source
        condition = p.condition if p.condition != "none" else "–"
        rows.append(([sentence(p.label), " ", Code(name)], value, p.unit, spread, p.role, condition, sentence(source)))
    columns = words("Parameter", "Value used", "Unit", "Plausible range", "Role", "Condition", "Source")
    return [Details(f"{len(rows)} parameters", [Table("parameters", "Parameters of the file", columns, rows)])]


def _facts(told: Telling) -> list[Block]:
    if not told.campaign.facts:
        return []
    return [
        Details(
            f"{len(told.campaign.facts)} facts, with each side's account where they differ",
            [Bullets([_fact(fact) for fact in told.campaign.facts])],
        )
    ]


def _fact(fact: Fact) -> Prose:
    said: list[Inline] = [f"{fact.date}: {fact.what.strip()}"]
    said += [f" {a.by}: {a.says.strip()}" for a in fact.accounts]
    return [*said, f" ({', '.join(fact.sources)})"]


def _sources(told: Telling) -> list[Block]:
    if not told.campaign.sources:
        return []
    items: list[Prose] = []
    for name, s in told.campaign.sources.items():
        by = ", ".join(str(x) for x in (s.author, s.year) if x)
        line: list[Inline] = [f"{name}: {by + '. ' if by else ''}{s.title}. "]
        if s.address and s.address.startswith("https://"):
            line.append(Link(f"opened {s.opened}", s.address))
        items.append([*line, *([f" {s.note}"] if s.note else [])])
    return [Details(f"{len(items)} sources", [Bullets(items)])]


def limits(told: Telling) -> Section:
    """What the model leaves out."""
    return Section(
        "limits",
        "What the model leaves out",
        [
            Bullets(
                [
                    "Actors move in the turns that the file writes; what it does not write cannot happen.",
                    "Each actor is one mind, apart from its private type.",
                    "Public events are seen by all alike; private channels show only in what they change publicly.",
                    "Payoffs are judgements on one scale an actor. They say what an actor is taken to want, no more.",
                    "The equilibrium is one of mutual expectation: everyone knows the model and its numbers.",
                    "Several equilibria may exist; the certificate says which was taken.",
                    "Probabilities are of the model. The report takes no side and recommends no act.",
                ]
            )
        ],
    )

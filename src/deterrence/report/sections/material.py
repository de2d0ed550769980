"""What was put in: every parameter with its source, disputed facts with each side's account, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from ...game.parameters import number_paths
from ...parameters.evidence import Fact, Source
from ...parameters.parameter import Parameter
from ..blocks import Block, Details, Paragraph, Subheading, Table
from ..prose import Code, Inline, Link, Prose
from .tables import words
from .told import Told, joined, sentence

GROUPS = {"ladder": "The ladder", "lines": "Red lines", "off_ramp": "The way out", "mediator": "The mediator"}
REST = "Everything else"
KINDS = {"judgement": "judgement", "recollection": "recollection, not looked up", "file": "file", "page": "web page"}


def material(told: Told) -> list[Block]:
    """Parameters, facts and sources."""
    parameters = number_paths(told.scenario)
    judged = sum(_kind(told, p) == "judgement" for p in parameters.values())
    return [
        Paragraph(
            f"The scenario has {len(parameters)} numbers; {judged} of them are judgements. "
            "Each has a range in which it is thought plausible."
        ),
        *_parameters(told, parameters),
        *_facts(told),
        *_sources(told),
    ]


def _kind(told: Told, parameter: Parameter) -> str:
    source = told.scenario.sources.get(parameter.source)
    return source.kind if source else parameter.source


def _parameters(told: Told, parameters: dict[str, Parameter]) -> list[Block]:
    groups = {**told.actors, **GROUPS}
    sorted_in: dict[str, list[tuple[Prose, ...]]] = {title: [] for title in (*groups.values(), REST)}
    for name, parameter in parameters.items():
        sorted_in[groups.get(name.split(".")[0], REST)].append(_row(told, name, parameter))
    columns = words("Parameter", "Value used", "Unit", "Plausible range", "Role", "Condition", "Source")
    return [
        Details(
            f"{title}: {len(rows)} parameters",
            [Table(f"parameters-{k}", f"Parameters: {title}", columns, rows)],
        )
        for k, (title, rows) in enumerate(sorted_in.items(), start=1)
        if rows
    ]


def _row(told: Told, name: str, p: Parameter) -> tuple[Prose, ...]:
    used = told.study.compiled.values[name]
    value = f"{used:g}" + ("" if used == p.value else f" (file: {p.value:g})")
    spread = f"{p.range[0]:g} to {p.range[1]:g}" if p.range else "–"
    label: Prose = (sentence(p.label), " ", Code(name)) if p.label else Code(name)
    source = told.scenario.sources.get(p.source)
    title = source.title if source and source.kind not in ("judgement", "recollection") else ""
    kind = KINDS.get(_kind(told, p), p.source)
    return (
        label,
        value,
        p.unit,
        spread,
        p.role,
        p.condition if p.condition != "none" else "–",
        f"{sentence(kind)}: {title}" if title else sentence(kind),
    )


def _facts(told: Told) -> list[Block]:
    facts = told.scenario.facts
    if not facts:
        return []
    disputed = [fact for fact in facts if fact.disputed]
    others = [fact for fact in facts if not fact.disputed]
    blocks: list[Block] = [
        Subheading("What happened, as each side tells it"),
        Paragraph(
            "The first column says what is common ground. Where accounts differ, each stands under its own name, "
            "and the program prefers none. Facts do not enter the calculation; they are what the numbers were "
            "judged from."
        ),
    ]
    for key, title, some in (("disputed", "Disputed", disputed), ("undisputed", "Not marked as disputed", others)):
        if some:
            blocks.append(Details(f"{title}: {len(some)} facts", [_accounts(told, key, title, some)]))
    return blocks


def _accounts(told: Told, key: str, title: str, facts: Iterable[Fact]) -> Table:
    """Facts in rows, each side's account in a column of its own, other voices named in the last."""
    sides = list(told.actors.values())
    rows: list[tuple[Prose, ...]] = []
    for fact in facts:
        by = {account.by: account.says for account in fact.accounts}
        voices = " ".join(f"{sentence(a.by)}: {a.says}" for a in fact.accounts if a.by not in sides)
        what: list[Inline] = [f"{fact.date}. {fact.what}"]
        for source in fact.sources:
            what += [" ", Code(source)]
        rows.append((what, *(by.get(side, "–") for side in sides), voices or "–"))
    return Table(
        f"facts-{key}",
        f"{title}: what happened, and what is said of it",
        words("What happened", *sides, "Other voices"),
        rows,
    )


def _sources(told: Told) -> list[Block]:
    if not told.scenario.sources:
        return []
    rows = [_source(id, source) for id, source in told.scenario.sources.items()]
    table = Table(
        "sources",
        "Sources, by the name that the scenario gives them",
        words("Source", "What it is", "Where", "Note"),
        rows,
    )
    return [Subheading("Sources"), Details(f"{len(rows)} sources", [table])]


def _source(id: str, source: Source) -> tuple[Prose, ...]:
    by = joined([part for part in (source.author, str(source.year) if source.year else None) if part]).replace(
        " and ", ", "
    )
    what = f"{source.title} ({by})" if by else source.title
    where: Prose = source.file or "–"
    if source.address:
        where = Link(source.address, source.address) if source.address.startswith("https://") else source.address
    opened = f"Opened {source.opened}. " if source.opened else ""
    return Code(id), f"{sentence(KINDS[source.kind])}: {what}", where, f"{opened}{source.note or ''}".strip() or "–"

"""What was put in: every parameter with its source, disputed facts with each actor's account, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from ...parameters.evidence import Fact, Source
from ...parameters.table import NamedParameter
from ..blocks import Block, Details, Paragraph, Subheading, Table
from ..context import Context, counted, joined, sentence
from ..prose import Code, Inline, Link, Prose
from .tables import filled_columns, words

REST = "no single actor"
SORTS = {"judgement": "judgement", "recollection": "recollection, not looked up", "file": "file", "page": "web page"}


def inputs(context: Context) -> list[Block]:
    """Parameters, facts and sources."""
    parameters = context.study.crisis.parameters
    judged = sum(_sort(context, p) == "judgement" for p in parameters.values())
    ranged = sum(p.range is not None for p in parameters.values())
    return [
        Paragraph(
            f"The scenario has {len(parameters)} numbers. {_share(judged, len(parameters))} judgements; "
            f"{_share(ranged, len(parameters)).lower()} given with a range in which they are thought plausible."
        ),
        *_parameters(context),
        *_facts(context),
        *_sources(context),
    ]


def _share(part: int, whole: int) -> str:
    """How many of all, with its verb."""
    return "All are" if part == whole else f"{part} of them {'is' if part == 1 else 'are'}"


def _sort(context: Context, parameter: NamedParameter) -> str:
    """The sort of source that a parameter has."""
    source = context.brief.sources.get(parameter.source)
    return source.kind if source else parameter.source


def _parameters(context: Context) -> list[Block]:
    by_owner: dict[str, list[tuple[Prose, ...]]] = {name: [] for name in (*context.actors.values(), REST)}
    for p in context.study.crisis.parameters.values():
        by_owner[context.actors.get(p.owner or "", REST)].append(_row(context, p))
    columns = words("Parameter", "Value used", "Unit", "Plausible range", "Role", "Condition", "Source")
    return [
        Details(
            f"{sentence(name)}: {counted(len(rows), 'parameter')}",
            [Table(f"parameters-{k}", f"Parameters of {name}", columns, rows)],
        )
        for k, (name, rows) in enumerate(by_owner.items(), start=1)
        if rows
    ]


def _row(context: Context, p: NamedParameter) -> tuple[Prose, ...]:
    used = context.study.game.values[p.name]
    value = f"{used:g}" + ("" if used == p.value else f" (file: {p.value:g})")
    spread = f"{p.range[0]:g} to {p.range[1]:g}" if p.range else "–"
    label: Prose = (sentence(p.label), " ", Code(p.name)) if p.label != p.name else Code(p.name)
    source = context.brief.sources.get(p.source)
    title = source.title if source and source.kind not in ("judgement", "recollection") else ""
    sort = SORTS.get(_sort(context, p), p.source)
    return (
        label,
        value,
        p.unit,
        spread,
        p.role,
        p.condition if p.condition != "none" else "–",
        f"{sentence(sort)}: {title}" if title else sentence(sort),
    )


def _facts(context: Context) -> list[Block]:
    facts = context.brief.facts
    if not facts:
        return []
    disputed = [fact for fact in facts if fact.disputed]
    others = [fact for fact in facts if not fact.disputed]
    blocks: list[Block] = [
        Subheading("What happened, in the accounts of those concerned"),
        Paragraph(
            "The first column says what is common ground. Where accounts differ, each stands under its own name, "
            "and the program prefers none. Facts do not enter the calculation; they are what the numbers were "
            "judged from."
        ),
    ]
    for key, title, some in (("disputed", "Disputed", disputed), ("undisputed", "Not marked as disputed", others)):
        if some:
            blocks.append(Details(f"{title}: {counted(len(some), 'fact')}", [_accounts(context, key, title, some)]))
    return blocks


def _accounts(context: Context, key: str, title: str, facts: Iterable[Fact]) -> Table:
    """Facts in rows, each actor's account in a column of its own, other voices named in the last."""
    sides = list(context.actors.values())
    rows: list[tuple[Prose, ...]] = []
    for fact in facts:
        by = {account.by: account.says for account in fact.accounts}
        voices = " ".join(f"{sentence(a.by)}: {a.says}" for a in fact.accounts if a.by not in sides)
        what: list[Inline] = [f"{fact.date}. {fact.what}"]
        for source in fact.sources:
            what += [" ", Code(source)]
        rows.append((what, *(by.get(side, "–") for side in sides), voices or "–"))
    labels, cells = filled_columns(("What happened", *context.labels.values(), "Other voices"), rows, "–")
    return Table(f"facts-{key}", f"{title}: what happened, and what is said of it", words(*labels), cells)


def _sources(context: Context) -> list[Block]:
    if not context.brief.sources:
        return []
    rows = [_source(id, source) for id, source in context.brief.sources.items()]
    table = Table(
        "sources",
        "Sources, by the name that the scenario gives them",
        words("Source", "What it is", "Where", "Note"),
        rows,
    )
    return [Subheading("Sources"), Details(counted(len(rows), "source"), [table])]


def _source(id: str, source: Source) -> tuple[Prose, ...]:
    by = joined([part for part in (source.author, str(source.year) if source.year else None) if part]).replace(
        " and ", ", "
    )
    what = f"{source.title} ({by})" if by else source.title
    where: Prose = source.file or "–"
    if source.address:
        where = Link(source.address, source.address) if source.address.startswith("https://") else source.address
    opened = f"Opened {source.opened}. " if source.opened else ""
    return Code(id), f"{sentence(SORTS[source.kind])}: {what}", where, f"{opened}{source.note or ''}".strip() or "–"

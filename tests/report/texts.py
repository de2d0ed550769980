"""The words of a page, without its charts."""

from __future__ import annotations

from collections.abc import Iterator

from deterrence.report.blocks import Bullets, Callout, Details, Facts, Figure, Paragraph, Subheading, Table, walk
from deterrence.report.page import Page
from deterrence.report.prose import Link, Prose, Reference, pieces


def said(prose: Prose) -> str:
    """Running text as a string, links with their targets."""
    parts = []
    for piece in pieces(prose):
        match piece:
            case str():
                parts.append(piece)
            case Reference():
                parts.append(piece.id)
            case Link():
                parts.append(f"{piece.text} {piece.target}")
            case _:
                parts.append(piece.text)
    return "".join(parts)


def passages(page: Page) -> Iterator[str]:
    """Everything that a page says in words and tables, passage by passage."""
    yield page.title
    yield said(page.standfirst)
    yield said(page.answer)
    yield from (f"{term} {said(fact)}" for term, fact in page.facts)
    for section in page.sections:
        yield section.heading
        for block in walk(section.blocks):
            yield from _of(block)


def _of(block: object) -> Iterator[str]:
    match block:
        case Paragraph():
            yield said(block.text)
        case Subheading():
            yield block.text
        case Bullets():
            yield from map(said, block.items)
        case Facts():
            yield from (f"{term} {said(fact)}" for term, fact in block.items)
        case Callout():
            yield block.title
        case Details():
            yield block.summary
        case Figure():
            yield from (block.title, block.description, said(block.reading))
            yield from _table(block.numbers)
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield from (table.caption, said(table.note))
    yield from (" | ".join(map(said, row)) for row in table.rows)


def text_of(page: Page) -> str:
    """All of it."""
    return "\n".join(passages(page))

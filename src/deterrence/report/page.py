"""A report as one HTML file: sections of blocks in, a string out, nothing fetched.

>>> from deterrence.report.blocks import Paragraph
>>> page = Page("A title", "What it found.", [Section("why", "Why", [Paragraph("Because.")])])
>>> render(page).startswith("<!doctype html>")
True
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from deterrence.errors import ArgumentError
from deterrence.report.blocks import Block, Bullets, Facts, Figure, Paragraph, Table, walk
from deterrence.report.bundle import content_security_policy, libraries, text
from deterrence.report.charts import Spec
from deterrence.report.prose import Link, Prose, Reference, pieces, to_html

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESERVED = frozenset({"content", "contents", "licences"})


@dataclass(frozen=True)
class Section:
    """A part of the report with its own heading and entry in the contents; ``folded`` until the reader opens it."""

    id: str
    heading: str
    blocks: Sequence[Block]
    folded: bool = False


@dataclass(frozen=True)
class Page:
    """A whole report.

    Attributes:
        title: the subject, as a reader would name it.
        standfirst: what to know first, in a paragraph.
        sections: the report, in reading order.
        kicker: the kind of document, above the title.
        facts: what a reader wants to know before reading: scenario, date, version.
        language: the BCP 47 tag of the text.
        answer: what was found, in a few sentences, after the standfirst.
    """

    title: str
    standfirst: Prose
    sections: Sequence[Section]
    kicker: str = ""
    facts: Sequence[tuple[str, Prose]] = ()
    language: str = "en"
    answer: Prose = ""


def render(page: Page) -> str:
    """The report as HTML.

    Raises:
        ArgumentError: an id is malformed or used twice, a link leads nowhere in the page, or a chart
            holds something that is not plain data.
    """
    names = _names(page)
    _check_links(page, names)
    environment = Environment(
        loader=PackageLoader("deterrence.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = partial(to_html, names=names)
    environment.filters["embedded"] = _embedded
    style = _style()
    scripts = [*libraries(), text("templates/draw.js")]
    return environment.get_template("page.html").render(
        page=page,
        names=names,
        policy=content_security_policy(scripts, [style]),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        licences=text("assets/NOTICES.txt"),
    )


def _style() -> str:
    """Colours, drawings, and what is the report's own."""
    light, dark, picture = (text(f"look/{name}.css") for name in ("light", "dark", "picture"))
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
    return "\n".join((light, dark, picture, text("templates/page.css")))


def _names(page: Page) -> dict[str, str]:
    """What each id of the page is called in a cross-reference."""
    names: dict[str, str] = {}
    figures = tables = 0
    for section in page.sections:
        _claim(names, section.id, section.heading)
        for block in walk(section.blocks):
            if isinstance(block, Figure):
                figures += 1
                _claim(names, block.id, f"Figure\N{NO-BREAK SPACE}{figures}")
                _claim(names, block.numbers.id, f"the numbers of figure {figures}")
            elif isinstance(block, Table):
                tables += 1
                _claim(names, block.id, f"Table\N{NO-BREAK SPACE}{tables}")
    return names


def _claim(names: dict[str, str], id: str, name: str) -> None:
    if not ID.fullmatch(id):
        raise ArgumentError(f"the id {id!r} is malformed: use lower-case words joined by hyphens")
    if id in names or id in RESERVED:
        raise ArgumentError(f"the id {id!r} is taken: give each section, figure and table its own")
    names[id] = name


def _check_links(page: Page, names: dict[str, str]) -> None:
    for prose in _prose(page):
        for piece in pieces(prose):
            target = piece.id if isinstance(piece, Reference) else ""
            if isinstance(piece, Link) and piece.target.startswith("#"):
                target = piece.target[1:]
            if target and target not in names:
                raise ArgumentError(f"nothing in the page has the id {target!r}: there are {sorted(names)}")


def _prose(page: Page) -> Iterator[Prose]:
    """Every passage of the page that may hold a link."""
    yield page.standfirst
    yield page.answer
    yield from (fact for _, fact in page.facts)
    for block in (block for section in page.sections for block in walk(section.blocks)):
        match block:
            case Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case Facts():
                yield from (fact for _, fact in block.items)
            case Table():
                yield from _table_prose(block)
            case Figure():
                yield block.reading
                yield from _table_prose(block.numbers)


def _table_prose(table: Table) -> Iterator[Prose]:
    yield table.note
    yield from (cell for row in table.rows for cell in row)


def _embedded(spec: Spec) -> Markup:
    """A spec as JSON that cannot end the script element that holds it."""
    try:
        data = json.dumps(spec, allow_nan=False, ensure_ascii=True, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ArgumentError(
            f"a chart holds something that is not plain data ({error}): give finite numbers and strings"
        ) from error
    return Markup(data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))

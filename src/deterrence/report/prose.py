"""Running text: plain strings, with emphasis, links and cross-references where they are meant.

Plain strings are always text: nothing in them is read as markup.

    >>> Link("the sources", "#sources").target
    '#sources'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from deterrence.errors import ArgumentError


@dataclass(frozen=True)
class Strong:
    """Words that carry the sentence."""

    text: str

    def __html__(self) -> str:
        return Markup("<strong>{}</strong>").format(self.text)


@dataclass(frozen=True)
class Emphasis:
    """A stressed word, a title, or a term where it is defined."""

    text: str

    def __html__(self) -> str:
        return Markup("<em>{}</em>").format(self.text)


@dataclass(frozen=True)
class Code:
    """A name as it stands in a file, or a command."""

    text: str

    def __html__(self) -> str:
        return Markup("<code>{}</code>").format(self.text)


@dataclass(frozen=True)
class Link:
    """A link to a place in the page (``#id``) or to a source on the web (``https://``)."""

    text: str
    target: str

    def __post_init__(self) -> None:
        if not self.target.startswith(("#", "https://")):
            raise ArgumentError(f"a link to {self.target!r} is refused: begin it with # or https://")

    def __html__(self) -> str:
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(self.target, self.text)


@dataclass(frozen=True)
class Reference:
    """A cross-reference by id: reads "Figure 2", "Table 1", or the heading of the section."""

    id: str


type Inline = str | Strong | Emphasis | Code | Link | Reference
type Prose = Inline | Sequence[Inline]


def pieces(prose: Prose) -> Sequence[Inline]:
    """``prose`` as a sequence, whichever way it was written."""
    return [prose] if isinstance(prose, str) or not isinstance(prose, Sequence) else prose


def to_html(prose: Prose, names: Mapping[str, str]) -> Markup:
    """``prose`` as HTML, every string escaped; ``names`` says what a referenced id is called."""
    return Markup("").join(
        escape(Link(names[piece.id], f"#{piece.id}") if isinstance(piece, Reference) else piece)
        for piece in pieces(prose)
    )

"""Parts of a formula's text exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..campaign.formula import MOST_CHARACTERS


def one_line(text: str) -> str:
    """A formula without breaks between lines, so that columns say where its parts are."""
    return " ".join(text.split())


def parsed(text: str) -> ast.expr | None:
    """The syntax tree of a text; None where it has none, which the checks of formulas report."""
    if len(text) > MOST_CHARACTERS or not text.isascii():
        return None
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def spliced(text: str, new: Iterable[tuple[ast.expr, str]]) -> str:
    """A formula on one line with parts of its tree, none within another, exchanged for other text."""
    for node, written in sorted(new, key=lambda pair: -pair[0].col_offset):
        assert node.end_col_offset is not None  # the parser gives it
        text = text[: node.col_offset] + written + text[node.end_col_offset :]
    return text

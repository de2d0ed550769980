"""What else would change the outlook: ways out, and what actors could choose."""

from __future__ import annotations

from ..blocks import Paragraph
from ..context import Context
from ..page import Section
from .offramps import off_ramps, offers
from .termination import termination


def changes(context: Context) -> Section | None:
    """The section, of those of its two parts that the scenario has; None without either."""
    finding = offers(context)
    opening = [Paragraph(finding)] if finding else []
    blocks = [block for part in (opening, off_ramps(context), termination(context)) for block in part]
    return Section("changes", "Ways out, and what each could choose", blocks) if blocks else None

"""What would change the outlook: ways out, what actors could choose, restraint against response, what matters most."""

from __future__ import annotations

from ..blocks import Paragraph
from ..context import Context
from ..page import Section
from .offramps import off_ramps, offers
from .restraint_response import answered, answers
from .sensitivity import sensitivity, strongest
from .termination import termination


def changes(context: Context) -> Section | None:
    """The section, of those of its four parts that the scenario has; None without any."""
    finding = " ".join(filter(None, (offers(context), answered(context), strongest(context))))
    opening = [Paragraph(finding)] if finding else []
    parts = (opening, off_ramps(context), termination(context), answers(context), sensitivity(context))
    blocks = [block for part in parts for block in part]
    return Section("changes", "What would change that", blocks) if blocks else None

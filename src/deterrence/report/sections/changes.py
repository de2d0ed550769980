"""What would change the outlook: ways out, each side's choices, restraint against response, what matters most."""

from __future__ import annotations

from ..blocks import Paragraph
from ..page import Section
from .restraint_response import answered, answers
from .sensitivity import sensitivity, strongest
from .offramps import off_ramps, offers
from .termination import termination
from ..context import Context


def changes(context: Context) -> Section:
    """The section, in its four parts."""
    finding = " ".join(filter(None, (offers(context), answered(context), strongest(context))))
    opening = [Paragraph(finding)] if finding else []
    parts = (opening, off_ramps(context), termination(context), answers(context), sensitivity(context))
    return Section("changes", "What would change that", [block for part in parts for block in part])

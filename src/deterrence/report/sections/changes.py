"""What would change the outlook: ways out, each side's choices, restraint against response, what matters most."""

from __future__ import annotations

from ..blocks import Paragraph
from ..page import Section
from .answers import answered, answers
from .levers import levers, strongest
from .offramps import off_ramps, offers
from .termination import termination
from .told import Told


def changes(told: Told) -> Section:
    """The section, in its four parts."""
    finding = " ".join(filter(None, (offers(told), answered(told), strongest(told))))
    opening = [Paragraph(finding)] if finding else []
    parts = (opening, off_ramps(told), termination(told), answers(told), levers(told))
    return Section("changes", "What would change that", [block for part in parts for block in part])

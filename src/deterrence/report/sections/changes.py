"""What would change the outlook: ways out, restraint against response, and the parameters that matter most."""

from __future__ import annotations

from ..blocks import Paragraph
from ..page import Section
from .answers import answered, answers
from .levers import levers, strongest
from .offramps import off_ramps, offers
from .told import Told


def changes(told: Told) -> Section:
    """The section, in its three parts."""
    finding = " ".join(filter(None, (offers(told), answered(told), strongest(told))))
    opening = [Paragraph(finding)] if finding else []
    return Section("changes", "What would change that", [*opening, *off_ramps(told), *answers(told), *levers(told)])

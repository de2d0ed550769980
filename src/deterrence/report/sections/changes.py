"""What would change the outlook: ways out, restraint against response, and the parameters that matter most."""

from __future__ import annotations

from ..page import Section
from .answers import answers
from .levers import levers
from .offramps import off_ramps
from .told import Told


def changes(told: Told) -> Section:
    """The section, in its three parts."""
    return Section("changes", "What would change that", [*off_ramps(told), *answers(told), *levers(told)])

"""Names of a campaign: each given once, known and used; and public variables, which have the values they list."""

from __future__ import annotations

from collections.abc import Iterator

from ....files import references as generic
from ....files.diagnostics import Fault
from ....files.messages import listed, shown
from ....files.references import Declares, marked
from ..formula import OWN, FormulaError, names
from ..formulas import formulas
from ..public_state import UNRESOLVED
from ..public_state import listed as several
from ..record import Campaign
from ..vocabulary import REMAINDER, REST, Asked

RESERVED = (REST, REMAINDER, OWN, UNRESOLVED)


def references(campaign: Campaign) -> Iterator[Fault]:
    """Ids are given once, every reference has its target, and nothing is declared in vain."""
    read: set[str] = set()
    for placed in formulas(campaign):
        try:
            read |= names(placed.formula)
        except FormulaError:  # a fault of its own: what it would have read is not known
            read |= set(campaign.parameters)
    yield from generic.references(campaign, used={"parameter": read})


def reserved(campaign: Campaign) -> Iterator[Fault]:
    """No id is a word of the format."""
    for _, path, at, name in marked(campaign, Declares):
        if name in RESERVED and path[-1] == "id":
            yield Fault(path, f"{shown(name)} is a word of the format", "choose another id", at)


def variables(campaign: Campaign) -> Iterator[Fault]:
    """A public variable lists its values once, begins with one of them, and is asked for and set to no other."""
    for k, variable in enumerate(campaign.public):
        if len(set(variable.values)) < len(variable.values):
            yield Fault(("public", k, "values"), f"{shown(variable.id)} lists a value twice", "remove one")
        if variable.first not in variable.values:
            yield Fault(("public", k, "first"), f"{shown(variable.first)} is not among its values", "name one of them")
    values = {v.id: v.values for v in campaign.public}
    for _, path, _, table in marked(campaign, Asked):
        for name, wanted in table.items():
            for value in several(wanted):
                if name in values and value not in values[name] and not (path[-1] == "set" and value in ("+1", "-1")):
                    what = f"{shown(name)} is never {shown(value)}"
                    yield Fault((*path, name), what, f"it is {listed([str(v) for v in values[name]])}")

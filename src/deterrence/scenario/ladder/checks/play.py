"""What only play shows: moves never open, rules that never decide, doctrines with nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import shown
from ..reachability import audit
from ..record import Scenario


def idle_rule(k: int, doctrine: str, rule: int) -> Fault:
    """A rule (by index) of the k-th doctrine that decides nothing anywhere."""
    what = f"rule {rule + 1} of the doctrine {shown(doctrine)} never decides anything"
    remedy = "mend its 'when' or its 'do', move it above the rule that hides it, or remove it"
    return Fault(("doctrines", k, "rules", rule), what, remedy)


def reachable(scenario: Scenario) -> Iterator[Fault]:
    """Every move opens somewhere, every rule decides somewhere, every doctrine decides everywhere.

    The scenario must have passed all other rules.
    """
    try:
        found = audit(scenario)
    except ValueError as error:
        yield Fault((), str(error), "use fewer rungs, moves or red lines")
        return
    moves = {move.id: i for i, move in enumerate(scenario.moves)}
    doctrines = {doctrine.id: i for i, doctrine in enumerate(scenario.doctrines)}
    for name in found.unused_moves:
        what = f"the move {shown(name)} is never open"
        yield Fault(("moves", moves[name]), what, "widen 'lowest' and 'highest', change 'step', or remove it")
    for name, rule in found.idle_rules:
        yield idle_rule(doctrines[name], name, rule)
    for name, place in found.open_ended_doctrines:
        what = f"the doctrine {shown(name)} says nothing at {place}"
        yield Fault(("doctrines", doctrines[name], "rules"), what, "end it with a rule 'do: [wait]'", at="key")

"""The library and its comparison as text, in the same words for every actor."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

from ..doctrines.reading import library
from ..doctrines.record import Library, LibraryDoctrine
from ..games.brief import Brief
from ..models.listing import aligned
from ..parameters.evidence import Source

if TYPE_CHECKING:
    from ..stress.compliance_cost import Step
    from ..stress.doctrines import Case, Comparison, TypeLosses

HEAD = 16  # characters in a line of a column's head
DIGITS = 3  # of probabilities
LEFT_OPEN = 1e-7  # what the solver's tolerance leaves open is no error to be shown
SHOWN = 5e-4
"""What has less chance than this under every doctrine is not shown."""
_SEEN = {"page": "opened", "file": "opened", "recollection": "recalled, not opened", "judgement": "judgement"}


def listing(found: Library | None = None) -> str:
    """The library, one doctrine a paragraph; then what locks may name beside doctrines."""
    found = found or library()
    doctrines = [
        f"{d.id}  {d.name}\n  {d.text}" + "".join(f"\n  {line}" for line in sources(d, found)) for d in found.doctrines
    ]
    return "\n\n".join([*doctrines, *(f"{x.id}  {x.name} (for --lock)\n  {x.text}" for x in found.locks)])


def sources(doctrine: LibraryDoctrine, found: Library) -> list[str]:
    """Who discusses a doctrine, each with how it was read."""
    return [cited(found.sources[name]) for name in doctrine.discussed]


def cited(source: Source) -> str:
    """A source in a line."""
    return f"{source.author} ({source.year}), {source.title} [{_SEEN[source.kind]}]"


def markdown(found: Library | None = None) -> str:
    """The library as a table for the documentation."""
    found = found or library()
    rows = ["| doctrine | what it does | needs | discussed by |", "| --- | --- | --- | --- |"]
    for d in found.doctrines:
        who = "; ".join(f"{s.author} {s.year} ({_SEEN[s.kind]})" for s in (found.sources[name] for name in d.discussed))
        name = f"`{d.id}-RUNG`" if d.each else f"`{d.id}`"
        rows.append(f"| {name} | {d.text} | {', '.join(d.needs) or '–'} | {who or '–'} |")
    return "\n".join(rows) + "\n"


def text(found: Comparison, brief: Brief) -> str:
    """The comparison: a table for each actor, then where each doctrine fails, then what was left out."""
    parts = []
    for actor in dict.fromkeys(case.actor for case in found.cases):
        cases = [case for case in found.cases if case.actor == actor]
        parts += [*_tables(actor, cases, brief), _costs(cases, found.margin)]
    fine, coarse = found.points
    parts.append(f"Solved on {fine} nodes a side; grid errors from {coarse}, rounded up; '?': smaller than its error.")
    if found.left_out:
        rows = [f"  {x.actor}{f', {x.doctrine}' if x.doctrine else ''}: {x.why}" for x in found.left_out]
        parts.append("Left out:\n" + "\n".join(rows))
    return "\n\n".join(parts)


def _tables(actor: str, cases: list[Case], brief: Brief) -> list[str]:
    """Challenges and events, and endings: in one table, or in two where there are events."""
    before = {"challenge": "challenge", **{f"event:{e.id}": e.name for e in brief.events}}
    after = {e.id: e.id.replace("_", " ") for e in brief.endings}
    tables = [before, after] if brief.events else [{**before, **after}]
    first, *rest = [shown for columns in tables if (shown := _table(cases, columns))]
    head = (
        f"{actor}, its commitment under each doctrine: probabilities as stated, then differences from it with their "
        "grid error"
    )
    return [f"{head}\n{first}", *rest]


def _table(cases: list[Case], columns: Mapping[str, str]) -> str:
    """One row a doctrine; "" where nothing in it ever has a chance."""
    names = [name for name in columns if any(case.headlines.get(name, 0.0) > SHOWN for case in cases)]
    heads = list(zip_longest(*(wrap(columns[name], HEAD) for name in names), fillvalue=""))
    rows = [("", *head) for head in heads]
    for case in (case for case in cases if not case.trouble):
        if case.own:
            rows.append((f"{case.doctrine} (as stated)", *(f"{case.headlines[name]:.3f}" for name in names)))
        else:
            cells = (_change(case.difference[name], case.error[name]) for name in names)
            rows.append((case.doctrine, *cells))
    failed = [f"{case.doctrine}  not solved: {case.trouble}" for case in cases if case.trouble]
    return "\n".join([*aligned(rows), *failed]) if names else ""


def _change(difference: float, error: float) -> str:
    """With its error; a question mark where even its sign is open."""
    near = round(difference, DIGITS) or 0.0  # no zero has a sign
    sign = f"{near:+.{DIGITS}f}" if near else f"{near:.{DIGITS}f}"
    open_ = abs(difference) <= error and error > LEFT_OPEN
    return f"{sign} {_within(error, DIGITS)}{' ?' if open_ else ''}"


def _within(error: float, digits: int) -> str:
    """An error, rounded up: one that is small is not none."""
    if not math.isfinite(error):
        return "(error not known)"
    return f"±{math.ceil((error - LEFT_OPEN) * 10**digits) / 10**digits:.{digits}f}"


def _costs(cases: list[Case], margin: float) -> str:
    lines = []
    for case in cases:
        name = f"{case.doctrine} (as stated)" if case.own else case.doctrine
        lines += [f"  {name}, {losses.type} type: {_cost(losses, case.prior)}" for losses in case.types]
    reasons = dict.fromkeys(case.types_absent for case in cases if case.types_absent)
    lines += [f"  Not known: {why}." for why in reasons]
    return f"Would a strategic type do as it says? (It fails where one move costs more than {margin:g}.)\n" + "\n".join(
        lines
    )


def _cost(losses: TypeLosses, prior: float) -> str:
    sign = "costs" if losses.whole >= 0 else "gains"
    whole = f"followed throughout it {sign} {abs(losses.whole):.2f} {_within(losses.whole_error, 2)}"
    gap = f"gap {losses.gap:.2f}, belief {prior:.2f} to {losses.belief:.2f}"
    if losses.fails is None:
        fails = "no position where it fails"
    else:
        s = losses.fails.step
        fails = f"fails at {_where(s)}: {s.does}, where {s.better} is better by {s.loss:.2f}"
    return f"{fails}; {whole}; {gap}"


def _where(step: Step) -> str:
    if step.move is None:
        return f"{step.state} (where a history comes {step.reached:.2g} times on average)"
    return f"move {step.move}, {step.state} ({step.reached:.0%} of histories come there)"

"""Studies for tests of the report, quickly solved: two ladders and a crisis written turn by turn."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from unittest.mock import patch

from deterrence.catalogue import folder
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.reading import read_text
from deterrence.solvers.refine import Resolution
from deterrence.stress import study as work
from deterrence.stress.study import Study
from scenario.campaign.samples import TEXT as TURNS

SHARE = "{{value: {0}, unit: share, range: [0, 1], source: judgement, label: a share}}"
STAKE = "{{value: {0}, unit: stake, range: [0, 1], source: judgement, label: a stake}}"


def number(form: str, value: float) -> str:
    """A parameter in the file's own notation."""
    return form.format(value)


def line(owner: str, name: str, rung: str) -> str:
    """A red line in the file's own notation."""
    return (
        f"  - {{id: {owner}-{rung}, name: {name}, owner: {owner}, rung: {rung}, response: at,"
        f" clarity: {number(SHARE, 0.8)}, visibility: {number(SHARE, 0.9)}, excusing: {number(SHARE, 0.5)},"
        f" audience_cost: {number(STAKE, 0.5)}}}\n"
    )


def both(form: str, value: float) -> str:
    """The same number for either side."""
    return f"{{row: {number(form, value)}, column: {number(form, value)}}}"


MOVES = """\
  - {id: offer, name: offer a way out, act: offer, tags: [abandon]}
  - {id: accept, name: accept the way out, act: accept, tags: [abandon]}
"""
DOCTRINE = """\
  - id: yielding
    name: answer nothing
    text: No act is answered.
    rules:
      - {when: {offered: true}, do: [accept]}
      - {do: [hold]}
"""
REST = f"""
red_lines:
{line("row", "the middle rung against Row", "middle")}{line("column", "the middle rung against Column", "middle")}
off_ramp:
  name: stop and talk
  value: {both(STAKE, 0.5)}
  inducement: {both(STAKE, 0.1)}
  face_cost: {both(STAKE, 0.3)}
  face_saving: {number(SHARE, 0.4)}
  offer_cost: {both(STAKE, 0.1)}
  discretion: {number(SHARE, 0.4)}
mediator:
  name: an envoy
  arrival: {{middle: {number(SHARE, 0.3)}}}
  pressure: {both(STAKE, 0.1)}
  presses_from: middle
  guarantee: {number(STAKE, 0.2)}
comparisons:
  - {{actor: row, doctrines: [yielding]}}
  - {{actor: column, doctrines: [yielding]}}
base_rates:
  - name: earlier climbs
    source: counts
    crises: 9
    violence: {{none: 6, minor: 2, serious: 1, war: 0}}
    form: {{formal: 0, semi-formal: 1, tacit: 2, unilateral: 4, imposed: 1, faded: 1}}
    days: [2, 9, 40]
    note: They were climbed by others.
coded_crises:
  crises: [balakot-2019, may-2025]
  own: may-2025
  actors: {{row: india, column: pakistan}}
  rungs:
    economic-measures: low
    diplomatic-measures: low
    border-fire: middle
    limited-strikes: high
    facility-strikes: high
  note: Words have no rung here.
sources:
  counts: {{kind: page, title: Counts of climbs, address: "https://example.org/counts", opened: "2025-01-01"}}
facts:
  - id: first
    date: "2025-01-01"
    what: Somebody climbed.
    disputed: true
    accounts:
      - {{by: Row, says: It was Column.}}
      - {{by: Column, says: It was Row.}}
      - {{by: a neighbour, says: It was dark.}}
    sources: [counts]
  - id: again
    date: "2025-01-02"
    what: Somebody climbed once more.
    sources: [counts]
options:
  - id: care
    name: more care
    text: Acts at the high rung do less harm.
    source: judgement
    sets:
      row: {{row.acts.high.harm: careful}}
      column: {{column.acts.high.harm: careful}}
parameters:
  careful: {{value: 0.5, unit: stake, range: [0.2, 0.8], source: judgement, label: harm of a careful act}}
"""
YIELDING = """
  - {id: yielding, name: yields, text: Yield., rules: [{do: [hold]}]}
comparisons:
  - {actor: defender, doctrines: [yielding]}
events:
"""


LADDER = (folder() / "ladder.yaml").read_text(encoding="utf-8")
SMALL = {
    "SMALL_POINTS": dict.fromkeys(range(4), 7),
    "_settings": lambda name, structure: Resolution(points=9, most=9, reply=1, starts=0),
    "SAMPLES": 2000,
    "BRANCH_STARTS": 1,
}
"""In place of what the main job takes: grids on which everything is quick, and nothing exact."""


def written(text: str) -> Crisis:
    """A crisis from its text, of either form."""
    read = read_campaign_text if "\nturns:" in text else read_text
    return Crisis(read(text), "written.yaml", hashlib.sha256(text.encode()).hexdigest())


def studied(crisis: Crisis, **changes: float) -> Study:
    """The main job on small grids."""
    with patch.multiple(work, **SMALL):
        return work.conduct(crisis, changes)


def rich_text() -> str:
    """The ladder with lines, a way out, a mediator, doctrines compared, an option, history and a disputed fact."""
    text = LADDER.replace("\ndoctrines:\n", f"{MOVES}\ndoctrines:\n").replace("\nactors:\n", f"{DOCTRINE}\nactors:\n")
    text = text.replace("moves: 24", "moves: 6").replace(
        "violence: none,", "violence: none, days: {value: 2, unit: days, source: judgement},", 1
    )
    return text + REST


def turns_text() -> str:
    """The small crisis written turn by turn, with another doctrine to compare."""
    return TURNS.replace("\nevents:\n", YIELDING, 1)


@cache
def plain() -> Study:
    """The ladder: no line, no way out, nothing compared."""
    return studied(written(LADDER.replace("moves: 24", "moves: 6")))


@cache
def rich() -> Study:
    """The ladder with everything that a report can show."""
    return studied(written(rich_text()))


@cache
def turns() -> Study:
    """Three actors, one line, events."""
    return studied(written(turns_text()))


def exchanged(text: str, pairs: dict[str, str]) -> str:
    """A text with names in place of each other, whole words only: ids and names of two actors."""
    both = {**pairs, **{other: one for one, other in pairs.items()}}
    return re.sub(rf"\b({'|'.join(map(re.escape, both))})\b", lambda found: both[found[0]], text)


def actors_reversed(crisis: Crisis) -> Crisis:
    """The same crisis with the actors in the opposite order in its file."""
    return crisis.changed(actors=crisis.record.actors[::-1])

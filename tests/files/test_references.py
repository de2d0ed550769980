"""The three walks over names, on a made-up kind of file: each fault at its line and column."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field

from deterrence.errors import InputError
from deterrence.files.reader import FileKind, read_text
from deterrence.files.record import Identifier, Record, Text
from deterrence.files.references import Declares, Marker, Names, Refers, marked, references

PortId = Annotated[Identifier, Refers("port", also=("open-sea",))]
ShipId = Annotated[Identifier, Refers("ship")]
VesselId = Annotated[Identifier, Refers("ship", "boat")]


class Sailor(Record):
    id: Annotated[Identifier, Declares("sailor", unique="list")]
    mate: Annotated[Identifier, Refers("sailor")] | None = None


class Ship(Record):
    id: Annotated[Identifier, Declares("ship", among="vessel", unused="sail it, or scrap it")]
    home: PortId | Literal["none"] = "none"
    flags: tuple[Annotated[Identifier, Declares("flag", unique="no")], ...] = ()
    crew: tuple[Sailor, ...] = ()


class Boat(Record):
    id: Annotated[Identifier, Declares("boat", among="vessel")]


class Fleet(Record):
    format: Literal["fleet-1"] = Field(alias="schema")
    ships: tuple[Ship, ...]
    boats: tuple[Boat, ...] = ()
    ports: dict[Annotated[Identifier, Declares("port", unused="call at it")], Text] = Field(default_factory=dict)
    lead: ShipId | tuple[ShipId, ...] = ()
    routes: dict[VesselId, tuple[PortId, ...]] = Field(default_factory=dict)
    winds: Annotated[Identifier, Refers("wind", remedy="ask the forecast")] | None = None
    saluted: tuple[Annotated[Identifier, Refers("flag", uses=False)], ...] = ()
    feared: Annotated[Identifier, Refers("monster")] | None = None


FLEET = FileKind(
    "fleet",
    "fleet-1",
    Fleet,
    rules=(lambda fleet: references(fleet, outside={"wind": ["north", "south"]}, unchecked=["monster"]),),
)
TEXT = """\
schema: fleet-1
ships:
  - id: swift
    home: none
    flags: [red, blue]
    crew: [{id: ann, mate: bob}, {id: bob}]
  - {id: brave, home: open-sea, flags: [red], crew: [{id: ann}]}
boats:
  - {id: dinghy}
ports:
  haven: A haven.
lead: swift
routes:
  dinghy: [haven]
  brave: [haven, open-sea]
winds: north
saluted: [blue]
feared: kraken
"""


def said(old: str = "", new: str = "") -> list[str]:
    assert old in TEXT
    try:
        read_text(FLEET, TEXT.replace(old, new, 1), "fleet.yaml")
    except InputError as error:
        return [str(problem).removeprefix("fleet.yaml:") for problem in error.problems]
    return []


def test_the_fleet_is_in_order():
    assert said() == []


CASES = {
    "given twice in a list": (
        ("{id: bob}]", "{id: ann}]"),
        ["6:28: there is no sailor 'bob': name one of 'ann', or add it",
         "6:39: 'ann' is the id of items 1 and 2 of 'crew': change or remove one of them"],
    ),
    "given twice in the file": (
        ("id: brave, home", "id: swift, home"),
        ["7:10: 'swift' is the id of items 1 and 2 of 'ships': change or remove one of them",
         "15:3: there is no ship or boat 'brave': name one of 'swift', 'dinghy', or add it"],
    ),
    "nouns that share their names": (
        ("  - {id: dinghy}", "  - {id: dinghy}\n  - {id: swift}"),
        ["10:10: 'swift' is the id of item 1 of 'ships' and of item 2 of 'boats': change or remove one of them"],
    ),
    "a value that is not declared": (
        ("lead: swift", "lead: swit"),
        ["3:5: the ship 'swift' is declared but never used: sail it, or scrap it",
         "12:7: there is no ship 'swit': did you mean 'swift'?"],
    ),
    "an item that is not declared": (
        ("lead: swift", "lead: [swift, dinghy]"),
        ["12:15: there is no ship 'dinghy': name one of 'swift', 'brave', or add it"],
    ),
    "a key that is not declared": (
        ("  dinghy: [haven]", "  dingy: [haven]"), ["14:3: there is no ship or boat 'dingy': did you mean 'dinghy'?"]),
    "in a list inside a table": (
        ("  brave: [haven, open-sea]", "  brave: [haven, hafen]"),
        ["15:18: there is no port 'hafen': did you mean 'haven'?"],
    ),
    "not declared outside either": (
        ("winds: north", "winds: west"), ["16:8: there is no wind 'west': ask the forecast"]),
    "never used": (
        ("lead: swift", "lead: brave"), ["3:5: the ship 'swift' is declared but never used: sail it, or scrap it"]),
    "a key never used": (
        ("  haven: A haven.", "  haven: A haven.\n  spare: A spare."),
        ["12:3: the port 'spare' is declared but never used: call at it"],
    ),
    "known, if often given": (
        ("saluted: [blue]", "saluted: [blu]"), ["17:11: there is no flag 'blu': did you mean 'blue'?"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_fault_is_at_its_place(case):
    (old, new), messages = CASES[case]
    assert said(old, new) == messages


def test_a_word_of_the_format_is_no_name():
    (problem,) = said("home: none", "home: nun")
    assert problem == "4:11: there is no port 'nun': name one of 'haven', 'open-sea', or add it"


class Heavy(Marker):
    """A marker of one's own."""


class Crate(Record):
    weight: Annotated[int, Heavy()] | None = None
    inner: tuple[Annotated[int, Heavy()], ...] = ()


def test_markers_of_ones_own_are_found_with_their_paths():
    found = [(mark.path, mark.at, mark.value) for mark in marked(Crate(weight=3, inner=(1, 2)), Heavy)]
    assert found == [(("weight",), "value", 3), (("inner", 0), "value", 1), (("inner", 1), "value", 2)]
    assert not list(marked(Crate(), Heavy))


def test_names_stand_in_the_order_of_the_file():
    fleet = read_text(FLEET, TEXT).record
    assert Names(fleet).of("boat", "ship") == ["dinghy", "swift", "brave"]
    assert Names(fleet).of("flag") == ["red", "blue"]
    assert Names(fleet).of("nothing") == []


def test_references_used_otherwise_count():
    fleet = read_text(FLEET, TEXT).record.model_copy(update={"lead": ()})
    (fault,) = references(fleet, outside={"wind": ["north"]}, unchecked=["monster"])
    assert fault.path == ("ships", 0, "id")
    assert not list(references(fleet, {"wind": ["north"]}, used={"ship": ["swift"]}, unchecked=["monster"]))

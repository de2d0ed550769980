"""The words of a campaign file that its records share: ids by what they refer to, formulas, and tables of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints

from ...files.record import Finite, Record, Text
from ...files.references import Declares, Marker, Refers
from .formula import MOST_CHARACTERS

UNUSED = "use it, or remove it"

REST = "rest"  # an outcome's chance: what the others leave
REMAINDER = "remainder"  # a type's prior: what the others leave


@dataclass(frozen=True)
class IsFormula(Marker):
    """The value is a formula: what for, in a word of :mod:`.formulas`."""

    kind: str


class Asked(Marker):
    """The value is a table from public variables to values of theirs."""


class Given(Asked):
    """The same, of the values that they are given."""


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
DottedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=100)]
ActorId = Annotated[Name, Refers("actor")]
BearerId = Annotated[Name, Refers("actor", "bystander")]
RungId = Annotated[Name, Refers("rung")]
LineId = Annotated[Name, Refers("line")]
FrontId = Annotated[Name, Refers("front")]
TurnId = Annotated[Name, Refers("turn")]
DoctrineId = Annotated[Name, Refers("doctrine")]
MoveId = Annotated[Name, Refers("move")]
EventId = Annotated[Name, Refers("event")]
PlaceId = Annotated[Name, Refers("turn", "lottery", "clock", "ending")]
StartId = Annotated[Name, Refers("turn", "lottery", "clock")]
Tag = Annotated[Name, Declares("tag", unique="no")]
LeverId = Annotated[DottedName, Refers("parameter", uses=False)]
TargetId = Annotated[DottedName, Refers("parameter", uses=False)]
OptionNumber = Annotated[DottedName, Refers("parameter")] | Finite
ShownId = Annotated[Name, Refers("event", "sequence", "ending", called="event or ending")]
VariableId = Annotated[Name, Refers("public variable")]

Formula = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)] | int | Finite
Value = Name | int
Cause = Literal["chosen", "matched", "misperceived", "accident", "chance"]
Wanted = Value | tuple[Value, ...]
When = Annotated[dict[VariableId, Wanted], Asked()]
Settings = Annotated[dict[VariableId, Value | Literal["+1", "-1"]], Given()]
Payments = dict[ActorId, Annotated[Formula, IsFormula("payment")]]
Losses = dict[BearerId, Annotated[Formula, IsFormula("loss")]]


class Named(Record):
    """Something with an id, by which the file refers to it, and a name, by which a report does."""

    id: Name
    name: Text

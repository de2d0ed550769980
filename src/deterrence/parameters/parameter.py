"""A number of a scenario, with what it stands on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.record import Finite, Record, Text
from ..files.references import Declares, Mark, Marker, Refers
from ..files.yaml_scalars import is_number
from .evidence import SourceId

Role = Literal["fixed", "estimated", "uncertain", "lever"]
Condition = Literal["capability", "credibility", "communication", "none"]


class Distribution(Record):
    """How plausible values of a parameter are spread.

    ``balanced`` has half of them below the parameter's value and half above, evenly on either side, over its
    ``range`` (where the value is an end of the range, it is uniform); ``uniform`` and ``triangular`` run over the
    range (the triangle's peak is the value); ``beta`` needs ``a`` and ``b`` and is stretched over the range;
    ``lognormal`` needs ``sigma`` (its median is the value) and is cut to the range.
    """

    kind: Literal["balanced", "uniform", "triangular", "beta", "lognormal"]
    a: Finite | None = Field(None, gt=0, description="First shape of a beta distribution.")
    b: Finite | None = Field(None, gt=0, description="Second shape of a beta distribution.")
    sigma: Finite | None = Field(None, gt=0, description="Standard deviation of the logarithm.")


class Parameter(Record):
    """A number, with what it stands on."""

    value: Finite = Field(description="The value used unless it is set otherwise.")
    unit: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(
        description="Unit: 'probability', 'days', 'stake' (what is at issue between the actors is 1), …"
    )
    range: tuple[Finite, Finite] | None = Field(None, description="Plausible range, [low, high].")
    distribution: Distribution | None = Field(None, description="Spread over the range; balanced if absent.")
    source: SourceId = Field(description="Id of an entry of 'sources' ('judgement' needs no more).")
    role: Role = Field("uncertain", description="fixed, estimated, uncertain or lever.")
    condition: Condition = Field("none", description="Which condition of deterrence the number belongs to.")
    nil: Finite | None = Field(None, description="The value at which the condition is absent.")
    ideal: Finite | None = Field(None, description="The favourable end, for the condition's contribution.")
    label: Text | None = Field(None, description="The number in words, as a report should call it.")
    note: Text | None = Field(None, description="Why this value and this range.")


ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=120)]


class _Shared(Refers):
    """A name of a shared parameter, where a number could stand too."""

    def fault(self, mark: Mark, known: Collection[str], add: str) -> Fault:
        """As for any name, save that a number in quotes names nothing."""
        if is_number(mark.value):
            what = f"the quoted number {shown(mark.value)} is no parameter"
            return Fault(mark.path, what, f"write {{value: {mark.value}, unit: …, source: …}}")
        return super().fault(mark, known, add)


class IsNumber(Marker):
    """The value is a number of the scenario: a parameter, or the name of a shared one."""


SharedName = Annotated[
    ParameterName,
    IsNumber(),
    _Shared("parameter", remedy="add it under 'parameters', or write the number here"),
]
Number = Annotated[Parameter, IsNumber()] | SharedName
Parameters = dict[
    Annotated[
        ParameterName, Declares("parameter", unused="refer to it where a number stands, or remove it")
    ],
    Parameter,
]

"""The sections of the short language, as records: what they hold, for the reader's messages and for editors."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from ...files.record import Finite, Record

VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Plain = Annotated[str, StringConstraints(max_length=400)] | bool | int | Finite

CONDITIONS = ("when", "seen")  # keys of tables that ask public variables for values
FOR, ONLY, TAKES, WITH, FROM = "for", "only", "takes", "with", "from"


class Module(Record):
    """A fragment of a file with arguments: whatever sections it gives are added to the file's where it is used."""

    model_config = ConfigDict(extra="allow")

    takes: tuple[VariableName, ...] = Field((), description="Its arguments, which stand in it as {NAME}.")
    from_: str | None = Field(
        None, alias="from", description="The file it is in, beside this one, in place of the rest."
    )


class Use(Record):
    """A module, with what its arguments stand for."""

    module: VariableName = Field(description="Which of 'modules'.")
    with_: dict[VariableName, Plain] = Field(
        default_factory=dict, alias="with", description="What each argument of the module stands for."
    )


class Language(Record):
    """The sections that are gone once a file is written out."""

    lists: dict[VariableName, tuple[Plain, ...]] = Field(
        default_factory=dict, description="Named lists of values, for 'for' to go through."
    )
    modules: dict[VariableName, Module] = Field(
        default_factory=dict, description="Fragments with arguments, written once and used as often as wanted."
    )
    use: tuple[Use, ...] = Field((), description="Modules that the file uses, with their arguments.")


SECTIONS = tuple(Language.model_fields)
DEFINITIONS = "definitions"

LOOP = (
    "Repeats the item: {VARIABLE: list, …} for every combination, or [{VARIABLE: value, …}, …] for every row. A list "
    "is [values], a name of 'lists', actors, bystanders, fronts or ladder, or {from: RUNG, to: RUNG}."
)
CONDITION = "The item stands only where variables of 'for' have these values: a value, [values], or {from: …, to: …}."
DEFINED = "Formulas by name, for other formulas to use."

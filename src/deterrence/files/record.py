"""What every file of the program is made of: records that never change, and the words their fields are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
SystemName = Annotated[str, StringConstraints(pattern=r"^S([1-9]|1[0-6])$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Finite = Annotated[float, Field(allow_inf_nan=False, strict=False)]


class Record(BaseModel):
    """Base of every section: unknown keys are errors and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

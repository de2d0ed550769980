"""The scenario file's format as a JSON Schema, for editors and other programs."""

from __future__ import annotations

from typing import Any

from .scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file.

    It says what sections and keys there are and of what kind; that references have targets and numbers
    fit together is left to :mod:`.checking`.
    """
    body = Scenario.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, **body, "title": "Deterrence scenario, format 1"}

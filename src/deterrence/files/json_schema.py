"""A file's format as a JSON Schema, for editors and other programs."""

from __future__ import annotations

from typing import Any

from .record import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: type[Record]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a file that spells a record.

    It says what sections and keys there are and of what kind; that references have targets and numbers
    fit together is left to the rules of its kind.
    """
    body = form.model_json_schema(by_alias=True, mode="validation")
    version = body["properties"]["schema"]["const"].rpartition("-")[2]
    return {"$schema": DIALECT, **body, "title": f"Deterrence {form.__name__.lower()}, format {version}"}

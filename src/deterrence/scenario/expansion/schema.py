"""The JSON Schema of a campaign file as a person writes it: with templates, modules, definitions and order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...files.json_schema import json_schema
from ..campaign.record import Campaign
from .language import CONDITION, CONDITIONS, DEFINED, DEFINITIONS, FOR, LOOP, ONLY, Language
from .modules import NOT_GIVEN
from .variables import BOUNDS

Schema = dict[str, Any]

_FILLED: Schema = {
    "type": "string",
    "pattern": r"\{[a-z]",
    "description": "Filled in by a 'for' or a module around it.",
}
_SCALAR = {"type": ["string", "number", "boolean"]}
_BOUNDED: Schema = {
    "type": "object",
    "description": "Values of an ordered variable: from and to include the bound, above and below do not.",
    "properties": dict.fromkeys(BOUNDS, _SCALAR),
    "additionalProperties": False,
    "minProperties": 1,
}
_SOURCE: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": _SCALAR}, _BOUNDED]}
_TEMPLATE: Schema = {
    FOR: {
        "description": LOOP,
        "anyOf": [
            {"type": "object", "additionalProperties": _SOURCE, "minProperties": 1},
            {"type": "array", "items": {"type": "object", "additionalProperties": _SCALAR}},
        ],
    },
    ONLY: {
        "description": CONDITION,
        "type": "object",
        "additionalProperties": {"anyOf": [_SCALAR, *_SOURCE["anyOf"][1:]]},
    },
}


def language_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a campaign file in the short language, of which the plain one is a part.

    What placeholders come to is left to the reader, as are references and the lengths of lists.
    """
    whole = json_schema(Campaign)
    short = Language.model_json_schema(by_alias=True)
    kinds = {**whole["$defs"], **short["$defs"]}
    items = {ref for schema in (whole, short) for ref in _items(schema)}
    defined = {"type": "object", "description": DEFINED, "additionalProperties": {"type": ["string", "number"]}}
    return {
        **whole,
        "properties": {
            **{name: _loosened(section) for name, section in {**whole["properties"], **short["properties"]}.items()},
            "schema": whole["properties"]["schema"],
            DEFINITIONS: _joined(defined),
        },
        "required": ["schema", "name"],  # a module may give any other section
        "$defs": {
            **{name: _kind(kind, f"#/$defs/{name}" in items) for name, kind in kinds.items()},
            "Module": _module(short["$defs"]["Module"], whole["properties"]),
        },
    }


def _module(schema: Schema, sections: Schema) -> Schema:
    """A module: sections to be completed as those of a file, though an item may only add to one that the file has."""
    given = {name: {"anyOf": [_loosened(section), {}]} for name, section in sections.items() if name not in NOT_GIVEN}
    return {**schema, "properties": {**given, **schema["properties"]}}


def _items(schema: Any) -> Iterator[str]:
    """References to what the items of lists are."""
    inside: list[Any] = schema if isinstance(schema, list) else []
    if isinstance(schema, dict):
        inside = [*schema.values()]
        if isinstance(schema.get("items"), dict) and "$ref" in schema["items"]:
            yield schema["items"]["$ref"]
    for part in inside:
        yield from _items(part)


def _kind(schema: Schema, item: bool) -> Schema:
    """A record, which as an item of a list may be a template."""
    loosened = _loosened(schema)
    return {**loosened, "properties": {**loosened["properties"], **_TEMPLATE}} if item else loosened


def _loosened(schema: Schema, key: str = "") -> Schema:
    """What fits a schema, or becomes what fits it once it is written out."""
    if "$ref" in schema or "const" in schema:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [_loosened(part, key) for part in schema["anyOf"]]}
    if schema.get("type") == "array":
        rest = {word: given for word, given in schema.items() if word not in ("minItems", "maxItems")}
        return {**rest, "items": _loosened(schema["items"])} if "items" in schema else schema
    if "properties" in schema:
        inside = {name: _loosened(part, name) for name, part in schema["properties"].items()}
        return {**schema, "properties": inside}
    if schema.get("type") == "object":
        return _table(schema, key)
    kept: Schema = {word: schema[word] for word in ("description", "default") if word in schema}
    return {**kept, "anyOf": [schema, _FILLED]}


def _table(schema: Schema, key: str) -> Schema:
    """A table by names, each of which may be a placeholder."""
    [value] = (
        schema["patternProperties"].values() if "patternProperties" in schema else [schema["additionalProperties"]]
    )
    value = _loosened(value)
    if key in CONDITIONS:
        value = {"anyOf": [value, _BOUNDED]}
    left_out = ("patternProperties", "propertyNames", "minProperties")
    return _joined(
        {**{word: given for word, given in schema.items() if word not in left_out}, "additionalProperties": value}
    )


def _joined(table: Schema) -> Schema:
    """A table, or a list of tables that are joined."""
    item = {**table, "properties": _TEMPLATE}
    return {"description": table.get("description", ""), "anyOf": [table, {"type": "array", "items": item}]}

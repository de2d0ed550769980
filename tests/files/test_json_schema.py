"""The published JSON Schema describes scenario files."""

import jsonschema
import pytest

from deterrence.files.decoding import decode
from deterrence.files.diagnostics import Faults
from deterrence.files.json_schema import json_schema
from deterrence.files.yaml_reader import parse
from deterrence.scenario.ladder.record import Scenario
from scenario.ladder.edits import TEXT, edit

VALIDATOR = jsonschema.Draft202012Validator(json_schema(Scenario))


def as_json(value):
    """Plain data as JSON has it."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, tuple) else value


def data(text):
    faults = Faults("file.yaml")
    return as_json(parse(decode(text.encode(), faults), faults).data)


def test_schema_is_a_schema_of_its_draft():
    schema = json_schema(Scenario)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "Deterrence scenario, format 2"
    assert "$id" not in schema
    assert "schema" in schema["required"] and "format" not in schema["properties"]


def test_minimal_scenario_fits():
    VALIDATOR.validate(data(TEXT))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  moves: 8", "  movs: 8"),
        ("  moves: 8", "  moves: 0"),
        ("prize: {value: 4, unit: stake, source: judgement}", "prize: 4"),
        ("domain: grey-zone", "domain: gray"),
        ("id: raid", "id: Raid"),
        ("schema: deterrence-scenario-2", "schema: other"),
        ("    owner: b\n", ""),
    ],
)
def test_other_files_do_not_fit(old, new):
    assert not VALIDATOR.is_valid(data(edit((old, new))))


def test_numbers_are_described():
    parameter = json_schema(Scenario)["$defs"]["Parameter"]["properties"]
    assert all("description" in parameter[key] for key in ("value", "unit", "range", "source", "ideal"))

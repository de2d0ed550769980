"""results.json: the schema takes what is written for every form of scenario, and nothing that lacks a part."""

from __future__ import annotations

import ast
import inspect
import json
from dataclasses import fields
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from deterrence.forecasting.intervention import Consequences
from deterrence.forecasting.registry import definitions
from deterrence.report import results
from deterrence.report.results import FORMAT, as_dict
from deterrence.stress.frontier import Choice
from deterrence.stress.levers import LeverEffect
from deterrence.stress.off_ramps import OffRampPrice
from deterrence.stress.sensitivity import Effect
from deterrence.stress.stability import StabilityInstability
from report.studies import plain, rich, turns

DOCS = Path(__file__).parents[2] / "docs"
STUDIES = pytest.mark.parametrize("study", [plain, rich, turns], ids=lambda study: study.__name__)
SAMPLED = {"duration_quantile": "sampled quantile"}


@cache
def schema() -> dict:
    return json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema())


@cache
def written(study) -> str:
    return json.dumps(as_dict(study()), allow_nan=False)


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["properties"]["format"]["const"] == FORMAT


@STUDIES
def test_schema_takes_what_is_written(study) -> None:
    validator().validate(json.loads(written(study)))


@pytest.mark.parametrize("key", schema()["required"])
def test_schema_refuses_a_missing_key(key) -> None:
    found = json.loads(written(rich))
    del found[key]
    assert not validator().is_valid(found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "1"),
        (("scenario", "sha256"), "abc"),
        (("method", "resolution"), "fine"),
        (("outcomes", "war"), 1.5),
        (("quantities", 0, "kind"), "guess"),
        (("sensitivity", 0, "effects", 0, "linear"), "yes"),
        (("off_ramp_prices", 0, "tried", 0), [0.0]),
        (("levers",), {}),
    ],
)
def test_schema_refuses_a_wrong_value(path, value) -> None:
    found = json.loads(written(rich))
    at = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not validator().is_valid(found)


def test_schema_and_page_have_the_keys_that_are_written() -> None:
    (body,) = ast.parse(inspect.getsource(results.as_dict)).body
    returned = next(node for node in body.body if isinstance(node, ast.Return)).value
    keys = [key.value for key in returned.keys]
    assert schema()["required"] == keys
    page = (DOCS / "results-schema.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in keys)


@pytest.mark.parametrize(
    ("name", "record"),
    {
        "consequences": Consequences,
        "offRampPrice": OffRampPrice,
        "stabilityInstability": StabilityInstability,
        "effect": Effect,
        "actorChoice": Choice,
        "lever": LeverEffect,
    }.items(),
)
def test_schema_has_the_fields_of_the_records(name, record) -> None:
    assert schema()["$defs"][name]["required"] == [field.name for field in fields(record)]


def test_every_kind_of_quantity_is_in_schema_and_page() -> None:
    kinds = set(schema()["$defs"]["quantity"]["properties"]["kind"]["enum"])
    assert kinds == {d.kind for d in definitions().values()} | set(SAMPLED.values())
    page = (DOCS / "results-schema.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in page for kind in kinds)


@STUDIES
def test_what_is_absent_is_not_there_too(study) -> None:
    """A quantity is reported, or its absence explained, and never both."""
    found = json.loads(written(study))
    reported = {q["name"] for q in found["quantities"]} - set(SAMPLED)
    assert not reported & set(found["absent"])
    for part in ("doctrines", "off_ramp_prices", "choices", "sensitivity", "levers", "options"):
        assert bool(found[part]) != (part in found["absent"]), part


@STUDIES
def test_outcomes_sum_to_one_and_are_those_of_the_quantities(study) -> None:
    found = json.loads(written(study))
    assert sum(found["outcomes"].values()) == pytest.approx(1, abs=1e-9)
    assert found["outcomes"] == {q["of"]: q["value"] for q in found["quantities"] if q["name"] == "outcome"}


@STUDIES
def test_the_base_is_what_is_reported_up_to_grid_error(study) -> None:
    found = json.loads(written(study))
    parts = ("name", "actor", "of", "given", "stage")
    reported = {tuple(q[p] for p in parts): q["value"] for q in found["quantities"]}
    for q in found["base"]:
        assert q["value"] == pytest.approx(reported[tuple(q[p] for p in parts)], abs=0.05), q

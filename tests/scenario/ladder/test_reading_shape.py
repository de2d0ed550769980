"""Wrong keys and values are explained in words, at their place."""

import pytest

from deterrence.files.schema_lookup import keys_at, record_at
from deterrence.parameters.evidence import Source
from deterrence.parameters.parameter import Distribution, Parameter
from deterrence.scenario.ladder.record import ActCosts, Rung, Scenario, When
from scenario.ladder.edits import TEXT, cases, problems, said

CASES = cases("shape.cases")
JARGON = ("pydantic", "Input should", "constrained", "literal[", "tuple", "dict", "_type", "bool", "None")


@pytest.mark.parametrize(("text", "messages"), CASES.values(), ids=CASES)
def test_fault_is_explained_at_its_place(text, messages):
    assert said(text).replace("file.yaml:", "").splitlines() == messages
    assert not any(word in said(text) for word in JARGON)


def test_many_faults_are_reported_up_to_a_bound():
    unknown = "".join(f"    k{n}: 1\n" for n in range(1000))
    found = problems(TEXT.replace("    name: raid\n", "    name: raid\n" + unknown))
    assert len(found) == 101
    assert found[0].what == "there are more problems than are listed"


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ((), Scenario),
        (("ladder", 3), Rung),
        (("actors", 0, "acts", "strike"), ActCosts),
        (("actors", 0, "acts", "strike", "cost"), Parameter),
        (("ladder", 3, "hazard", "distribution"), Distribution),
        (("off_ramp", "value", "a"), Parameter),
        (("doctrines", 0, "rules", 1, "when"), When),
        (("sources", "handbook"), Source),
        (("sources",), None),
        (("ladder",), None),
        (("no", "such", 3), None),
    ],
)
def test_outline_of_the_format(path, record):
    assert record_at(path, Scenario) is record
    assert bool(keys_at(path, Scenario)) == (record is not None)


def test_keys_are_those_of_the_file():
    assert "schema" in keys_at((), Scenario) and "format" not in keys_at((), Scenario)

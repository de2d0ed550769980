"""Every number has a name, and its value can be replaced within what its place admits."""

import math

import pytest

from deterrence.errors import ArgumentError
from deterrence.parameters.limits import PROBABILITY, Limits
from deterrence.parameters.parameter import Parameter
from deterrence.scenario.ladder.describing import parameters_of
from deterrence.scenario.ladder.limits import limits
from deterrence.scenario.ladder.parameter_sites import NumberNames, sites, walk
from deterrence.scenario.ladder.reading import load, read_scenario, read_text
from scenario.ladder.edits import TEXT, edit
from scenario.ladder.mutator import MINIMAL

SCENARIO = read_scenario(MINIMAL)
PARAMETERS = parameters_of(SCENARIO)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a.discount", 0.95),
        ("a.stakes.prize", 4),
        ("a.acts.raid.accident_up", 0.05),
        ("a.plain.prior", 0.7),
        ("a.resolute.resolve", 2),
        ("b.committed.tremble", 0.01),
        ("b.resilience", 0.2),
        ("ladder.raid.days", 3),
        ("ladder.strike.hazard", 0.01),
        ("thresholds.open-force.salience", 0.8),
        ("lines.no-strike.clarity", 0.7),
        ("off_ramp.value.b", -0.1),
        ("off_ramp.face_saving", 0.5),
        ("mediator.arrival.strike", 0.3),
        ("mediator.pressure.a", 0.2),
        ("mediator.guarantee", 0.2),
        ("war_hazard", 0.05),
        ("posture", 1),
        ("precision", 2),
        ("catastrophe", 20),
    ],
)
def test_numbers_are_named_by_their_place(name, value):
    assert PARAMETERS[name].value == value


def test_every_parameter_of_the_file_is_named_once():
    names = [name for name, _, _ in walk(SCENARIO)]
    assert len(names) == len(set(names)) == TEXT.count("unit: ")
    assert "a.precision" not in names and "b.plain.prior" not in names


def test_paths_lead_to_the_numbers_in_the_file():
    positions = load(MINIMAL).positions
    for name, parameter, path in walk(SCENARIO):
        assert path in positions.values, name
        assert isinstance(parameter, Parameter)
    for site in sites(SCENARIO):
        assert site.path in positions.values, site.name


def test_name_of_a_shared_number_is_its_own():
    names = NumberNames()
    assert names.name(SCENARIO.actors[0].precision, ("a", "precision")) == "precision"
    assert names.name(SCENARIO.actors[0].stakes.prize, ("a", "stakes", "prize")) == "a.stakes.prize"
    assert {site.parameter for site in sites(SCENARIO)} == set(PARAMETERS)


def test_override_replaces_and_keeps_the_rest():
    values, warnings = PARAMETERS.override({"precision": 3, "a.discount": 0.9})
    assert (values["precision"], values["a.discount"], warnings) == (3.0, 0.9, [])
    kept = {
        name: p.value for name, p in PARAMETERS.items() if name not in ("precision", "a.discount")
    }
    assert kept.items() <= values.items()
    again, _ = PARAMETERS.override({"posture": 2}, values)
    assert again == {**values, "posture": 2.0}


def test_override_warns_of_the_implausible():
    _, warnings = PARAMETERS.override({"precision": 9, "a.stakes.prize": 100})
    assert warnings == ["precision = 9 is outside its plausible range [1, 4]"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"precison": 1}, "there is no parameter 'precison': did you mean 'precision'?"),
        ({"zzzzzz": 1}, "there is no parameter 'zzzzzz': the parameters are a.discount, a.stakes.grievance, "),
        ({"lines.no-strike.visibility": 1.1}, "is not possible: give a number from 0 to 1"),
        ({"a.discount": 0}, "a.discount = 0 is not possible: give a number above 0, at most 1"),
        ({"precision": -1}, "give a number of 0 or more"),
        ({"precision": math.nan}, "is not a finite number"),
        ({"precision": math.inf}, "is not a finite number"),
        ({"precision": "2"}, "is not a finite number"),
        ({"precision": True}, "is not a finite number"),
        ({"a.plain.prior": 0.5}, "the priors of 'a' sum to 0.8: make them sum to 1"),
        ({"a.acts.raid.accident_up": 0.9}, "sum to 1.02: bring them down to 1 together"),
        ({"posture": 200}, "posture and hazard at 'strike' multiply to 2: bring their product down to 1"),
    ],
)
def test_override_refuses_what_cannot_be(changes, message):
    with pytest.raises(ArgumentError) as caught:
        PARAMETERS.override(changes)
    assert message in str(caught.value)


def test_override_says_all_that_is_wrong():
    with pytest.raises(ArgumentError) as caught:
        PARAMETERS.override({"no": 1, "precision": -1})
    assert len(str(caught.value).splitlines()) == 2


def test_priors_may_move_together():
    values, _ = PARAMETERS.override({"a.plain.prior": 0.5, "a.resolute.prior": 0.5})
    assert values["a.plain.prior"] + values["a.resolute.prior"] == 1


def test_limits_are_what_unit_and_places_admit_together():
    found = limits(SCENARIO)
    assert found["ladder.strike.hazard"] == PROBABILITY
    assert found["a.discount"] == Limits(0, 1, open=True)
    assert found["off_ramp.value.b"] == Limits()
    assert found["a.stakes.prize"] == Limits(0)
    shared = limits(
        read_text(
            edit(
                ("{value: 2, unit: per stake, range: [1, 4]", "{value: 1, unit: factor, range: [0.5, 1]"),
                ("resilience: {value: 0.2, unit: share, source: judgement}", "resilience: precision"),
            )
        )
    )
    assert shared["precision"] == PROBABILITY


@pytest.mark.parametrize(
    ("interval", "inside", "outside", "words"),
    [
        (Limits(0, 1), (0, 0.5, 1), (-0.1, 1.1, math.nan), "from 0 to 1"),
        (Limits(0, 1, open=True), (0.1, 1), (0, 1.1), "above 0, at most 1"),
        (Limits(0), (0, 1e9), (-1e-9, math.inf), "of 0 or more"),
        (Limits(), (-5, 5), (math.inf, -math.inf), "of either sign"),
        (Limits(0, open=True), (0.1,), (0,), "above 0"),
        (Limits(0, 1) & Limits(0, 2, open=True), (1,), (0, 2), "above 0, at most 1"),
    ],
)
def test_intervals(interval, inside, outside, words):
    assert all(map(interval.admits, inside)) and not any(map(interval.admits, outside))
    assert str(interval) == words

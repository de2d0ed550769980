"""Grids are refined until an outlook is known as well as is wanted, and each number is worked out once."""

from dataclasses import replace

import pytest

from deterrence import load
from deterrence.forecasting import outlook
from deterrence.forecasting.outlook import Readings, forecast
from deterrence.solvers.refine import resolution_named
from deterrence.solvers.solving import solve

WANTED = 0.005


@pytest.fixture(scope="module")
def crisis():
    """Of one actor with private types, so that fine grids are small; 13 nodes a side leave errors of 1.6 points."""
    return load("two-fronts").compile()


def asked(crisis):
    return replace(resolution_named("report", crisis.game.structure), starts=0, reply=1)


def largest(found):
    return max(q.error for q in found if q.kind == "probability")


def test_a_grid_is_refined_until_every_probability_is_known_as_well_as_is_wanted(crisis, monkeypatch):
    read = []
    measure = outlook.measure
    monkeypatch.setattr(outlook, "measure", lambda *args, **more: read.append(args[1]) or measure(*args, **more))
    plain, readings = solve(crisis, resolution=asked(crisis)), Readings(crisis)
    solution = solve(crisis, resolution=asked(crisis), enough=readings.enough(WANTED))
    points = [len(a.lattices[-1]) for a in (plain.assessment, solution.assessment, solution.comparisons["coarse"])]
    assert points[0] == 13 < points[1] == 2 * points[2] - 1
    edge = readings.edge(solution.comparisons["narrow"], solution.comparisons["wide"])
    assert largest(forecast(solution, readings=readings)) <= WANTED + max(edge.values())
    assert largest(forecast(plain)) > WANTED
    by_size = {len(a.lattices[-1]): a for a in read}
    before = readings.spacing(by_size[points[2]], by_size[points[2] // 2 + 1])  # on the grid before it was not enough
    assert max(e for k, e in before.items() if outlook.definitions()[k.name].kind == "probability") > WANTED
    known = [id(a) for a in read]
    assert known.count(id(solution.assessment)) == known.count(id(solution.comparisons["coarse"])) == 1


def test_no_grid_is_refined_beyond_a_number_of_nodes(crisis):
    states = len(crisis.structure.states)
    enough = Readings(crisis).enough(WANTED, most=2 * 13 * states - 1)
    assert len(solve(crisis, resolution=asked(crisis), enough=enough).assessment.lattices[-1]) == 13


def test_numbers_are_the_same_however_they_were_read(crisis):
    solution, readings = solve(crisis, resolution=asked(crisis)), Readings(crisis)
    readings.of(solution.assessment)
    assert forecast(solution, readings=readings).to_dict() == forecast(solution).to_dict()


def test_the_error_of_a_number_has_its_own_edge(crisis):
    """What following beliefs half as far again, on another grid, makes of that number."""
    solution, readings = solve(crisis, resolution=asked(crisis)), Readings(crisis)
    found = forecast(solution, readings=readings)
    fine, coarse, narrow, wide = (
        readings.of(a)[0]
        for a in (solution.assessment, *(solution.comparisons[name] for name in ("coarse", "narrow", "wide")))
    )
    edges = {k: abs(narrow[k] - wide[k]) for k in fine if k in narrow and k in wide}
    for key, edge in edges.items():
        assert found[key].error == pytest.approx(abs(fine[key] - coarse[key]) + edge, rel=1e-12, abs=1e-15)
    assert len(edges) > 0.9 * len(found) and len({round(e, 12) for e in edges.values()}) > 50

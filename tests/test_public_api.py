"""The ten lines that a notebook begins with, by public names alone, for every shipped scenario."""

import json

import pytest

import deterrence
from deterrence import Grid, forecast, load, scenarios, solve, study

POINTS = {0: 9, 1: 13, 2: 9, 3: 8}
NAMES = [
    pytest.param(entry.name, marks=() if entry.name in {"ladder", "standoff"} else pytest.mark.slow)
    for entry in scenarios()
]


def quick(game):
    axes = sum(len(types) - 1 for types in game.structure.types)
    return Grid(points=POINTS[min(axes, 3)])


@pytest.fixture(scope="module", params=NAMES)
def solved(request):
    game = load(request.param).compile()
    return solve(game, quick(game))


def test_every_public_name_is_there():
    for name in deterrence.__all__:
        assert getattr(deterrence, name) is not None, name
    for verb in ("load", "solve", "forecast", "study", "scenarios", "rollout", "draw"):
        assert callable(getattr(deterrence, verb)), verb


def test_a_name_is_the_same_however_it_is_imported():
    import deterrence.forecasting.outlook
    import deterrence.notebook

    assert deterrence.forecast is deterrence.forecasting.outlook.forecast is forecast
    assert deterrence.study is deterrence.notebook.study is study


def test_forecast_in_three_forms(solved):
    outlook = forecast(solved)
    frame = outlook.to_dataframe()
    assert len(frame) == len(outlook) and frame.value.notna().all()
    ended = frame[frame.name == "outcome"].value.sum()
    assert ended == pytest.approx(1.0, abs=1e-9)
    assert float(outlook.to_xarray().value.sum()) == pytest.approx(frame.value.sum())
    json.dumps(outlook.to_dict(), allow_nan=False)
    assert "outcome" in outlook._repr_html_() and "outcome" in str(outlook)


def test_results_say_what_they_rest_on(solved):
    made = solved.made
    assert made["scenario"]["sha256"] == load(made["scenario"]["name"]).sha256
    assert made["parameters"] == load(made["scenario"]["name"]).parameters.defaults
    assert "points" in made["method"] and made["versions"]["deterrence"] == deterrence.__version__


def test_a_crisis_and_its_game_show_themselves():
    crisis = load("ladder")
    assert crisis.brief.title in crisis._repr_html_()
    game = crisis.compile({"column.committed.prior": 0.5})
    assert game.values["column.committed.prior"] == 0.5
    assert crisis.brief.title in game._repr_html_()


def test_parameters_are_set_by_keyword_where_their_names_are_words():
    crisis = load("south-asia-2025")
    assert crisis.compile(mediation=2).values["mediation"] == 2


def test_a_solution_that_belongs_to_no_crisis_has_no_outlook():
    import numpy as np

    plain = deterrence.from_arrays([np.zeros((1, 1))], [np.ones((1, 1))], 0.5)
    with pytest.raises(deterrence.errors.UnsupportedGame, match="crisis"):
        forecast(solve(plain))


@pytest.mark.slow
def test_study_writes_its_report(tmp_path):
    found = study(load("ladder"), resolution="interactive")
    path = found.report(tmp_path / "report.html")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    json.dumps(found.to_dict(), allow_nan=False)
    assert len(found.to_dataframe()) == len(found.outlook)
    assert "<table>" in found._repr_html_()

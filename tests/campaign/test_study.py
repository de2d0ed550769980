"""The main job for a campaign: study, results, report; and that every actor's data are told alike."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
from deterrence.campaign_study import as_dict, lever_names
from deterrence.forecasting.metrics import Key
from deterrence.report.campaign.story import campaign_html, campaign_story

from campaign.samples import TEXT, edited, studied, study
from deterrence.campaign.reading import load_campaign
from report.texts import passages

SCHEMA = Path(__file__).parents[2] / "docs" / "campaign-results.schema.json"


def test_results_are_of_the_documented_schema():
    results = json.loads(json.dumps(as_dict(study()), allow_nan=False))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(results)


def test_the_base_is_what_is_reported_up_to_grid_error():
    for key, value in study().base.items():
        assert abs(value - study().outlook[key].value) < 0.02, key


def test_levers_are_solved_at_both_ends():
    assert [e.parameter for e in study().levers] == lever_names(study().scenario, every=False)
    ((low, at_low), (high, at_high)) = study().levers[0].ends
    assert (low, high) == (0.0, 0.8)
    assert at_low[Key("worth", "defender", "strategic")] != at_high[Key("worth", "defender", "strategic")]


def test_the_certificate_meets_its_tolerances():
    c = study().solution.certificate
    assert c.residual <= 1e-9 and c.within_bound and c.consistency <= 1e-10


def exchanged(text: str) -> str:
    """The same words with the first and the third actor's names and ids exchanged."""
    for one, other in (("group", "defender"), ("Group", "Defender")):
        text = re.sub(rf"{one}|{other}", lambda m, a=one, b=other: b if m[0] == a else a, text)
    return text


def test_exchanging_all_data_of_two_actors_exchanges_every_sentence(tmp_path):
    file = tmp_path / "exchanged.yaml"
    file.write_text(exchanged(TEXT), encoding="utf-8")
    again = studied(load_campaign(file))
    before = [exchanged(p) for p in passages(campaign_story(study()))]
    after = list(passages(campaign_story(replace(again, loaded=replace(again.loaded, sha256=study().loaded.sha256)))))
    assert any("The defender" in p for p in before)
    assert sorted(p for p in before if "Residual" not in p) == sorted(p for p in after if "Residual" not in p)


def test_a_name_from_the_file_cannot_become_markup(tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text(edited("name: The group", 'name: "<script>alert(1)</script>"'), encoding="utf-8")
    html = campaign_html(replace(study(), loaded=load_campaign(file)))
    assert "<script>alert" not in html

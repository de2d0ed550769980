"""The report of a study: sections in order, numbers fit to print, hostile names inert, what is lacking said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from deterrence.report.sections.told import Told, believed, chance

from deterrence.report.sections.basis import command
from deterrence.report.sections.history import outlook_by_violence
from deterrence.report.story import report_html, story
from report.studies import plain, rich
from report.texts import text_of

ORDER = ["outlook", "changes", "credibility", "red-lines", "dominance", "peaks", "history", "basis", "limits"]
STUDIES = pytest.mark.parametrize("study", [plain, rich])


@STUDIES
def test_sections_in_order(study) -> None:
    assert [section.id for section in story(study()).sections] == ORDER


@STUDIES
def test_no_number_is_unfit_to_print(study) -> None:
    said = text_of(story(study()))
    assert not re.search(r"\b(nan|NaN|None|inf|Infinity)\b", said)
    assert not re.search(r"(?<![\d.])0%", said)
    assert not re.search(r"(?<![\d.])100%", said)
    assert not re.search(r"\d\.\d+%", said)
    assert not re.search(r"\b0\.0*[1-9]\d{3}", said)


@STUDIES
def test_it_renders_whole(study) -> None:
    html = report_html(study())
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")


def test_what_is_lacking_is_said() -> None:
    said = text_of(story(plain()))
    for words in ("no off-ramp", "compares no doctrines", "no red lines", "no comparable crises", "not told in days"):
        assert words in said


def test_what_is_there_is_told() -> None:
    said = text_of(story(rich()))
    for words in (
        "stop and talk",
        "an envoy",
        "The middle rung against Row",
        "95% interval",
        "It was dark",
        "https://example.org/counts",
        "not linear",
        "by slope alone",
        rich().loaded.sha256,
    ):
        assert words in said


def test_hostile_names_are_inert() -> None:
    hostile = "<script>alert(1)</script>"
    study = rich()
    first, second = study.scenario.actors
    scenario = study.scenario.model_copy(
        update={"title": hostile, "actors": (first.model_copy(update={"name": hostile}), second)}
    )
    html = report_html(replace(study, loaded=replace(study.loaded, record=scenario)))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.0, "fewer than 1 in 2,000"),
        (0.0021, "about 1 in 500"),
        (0.3127, "31%"),
        (0.994, "all but about 1 in 150"),
        (1.0, "all but fewer than 1 in 2,000"),
    ],
)
def test_chances(p: float, said: str) -> None:
    assert chance(p, 1e-6) == said


@pytest.mark.parametrize(("p", "said"), [(0.0017, "below 1%"), (0.3, "30%"), (0.999, "above 99%")])
def test_beliefs(p: float, said: str) -> None:
    assert believed(p) == said


def test_violence_adds_up() -> None:
    assert sum(outlook_by_violence(Told(rich())).values()) == pytest.approx(1, abs=1e-9)


def test_the_command_sets_what_differs_from_the_file() -> None:
    study = rich()
    assert command(Told(study)) == "deterrence run ladder --seed 0"
    values = {**study.compiled.values, "row.stakes.war": 6.5}
    changed = replace(study, compiled=replace(study.compiled, values=values))
    assert "--set row.stakes.war=6.5" in command(Told(changed))

"""The ledger in a report: only where one was given, with its contradictions and its scores."""

from types import SimpleNamespace

import pytest

from data.samples import ESSAY
from deterrence.ledger.entering import ledger as counted
from deterrence.ledger.study import study
from deterrence.report.blocks import Bullets, Callout, Figure, walk
from deterrence.report.ledger_files import ledger_html
from deterrence.report.sections.ledger import KEPT, ledger
from deterrence.report.story import OPEN
from ledger.series import ledger_of, self_exciting


def context(kept):
    return SimpleNamespace(study=SimpleNamespace(kept=kept))


@pytest.fixture
def essay(tmp_path):
    path = tmp_path / "essay.csv"
    path.write_text(ESSAY.replace("2024,,,Teh", "2024,,585,Teh"))
    return study(counted(path), quick=True)


def test_there_is_a_section_only_where_a_ledger_was_given(essay):
    assert ledger in OPEN
    assert ledger(context({})) is None
    assert ledger(context({KEPT: essay})).id == "ledger"


def test_it_says_what_changed_and_where_the_table_contradicts_itself(essay):
    found = list(walk(ledger(context({KEPT: essay})).blocks))
    said = [item for block in found if isinstance(block, Bullets) for item in block.items]
    assert "deaths 748 in 2023, 1,081 in 2024 (+45%)" in said
    (caution,) = [block for block in found if isinstance(block, Callout)]
    assert "585 deaths are 54.1% of the year's, the table says 52%" in caution.blocks[0].items[0]


def test_counts_are_drawn_with_their_levels():
    made = study(ledger_of(self_exciting(96, 1)), quick=True)
    figures = [b for b in walk(ledger(context({KEPT: made})).blocks) if isinstance(b, Figure)]
    assert [f.id for f in figures] == ["ledger-incidents", "ledger-deaths"]
    assert len(figures[0].chart["data"]["values"]) == 96
    assert len(figures[0].numbers.rows) == len(made.spans["incidents"])


def test_a_page_of_its_own_asks_for_nothing(essay):
    html = ledger_html(essay)
    assert "<h1" in html and "1,099" in html and 'src="http' not in html

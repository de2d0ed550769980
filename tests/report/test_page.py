"""The page as text: everything escaped, ids sound, links that lead somewhere, a strict policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from deterrence.errors import ArgumentError
from deterrence.report import charts
from deterrence.report.blocks import Column, Details, Figure, Paragraph, Table
from deterrence.report.charts import Measure
from deterrence.report.page import Page, Section, render
from deterrence.report.prose import Link, Reference
from report.specimen import specimen

HOSTILE = "<script>alert(1)</script>"
TABLE = Table("the-table", "Caption", [Column("Case"), Column("Chance", "%")], [("a", "1")])


def page_of(*blocks) -> Page:
    return Page("Title", "Standfirst.", [Section("only", "Only", blocks)])


def figure(chart, key: str = "fig-a") -> Figure:
    return Figure(key, "Title", chart, "Description", "Reading", Table(f"{key}-numbers", "Caption", (), ()))


def test_hostile_title_is_inert() -> None:
    html = render(specimen(HOSTILE))
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_chart_data_cannot_end_its_script() -> None:
    rows = [{"label": "</script><!--", "value": 0.5}]
    html = render(page_of(figure(charts.bars(rows, measure=Measure("m")))))
    embedded = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert embedded
    assert json.loads(embedded[1])["data"]["values"][0]["label"] == "</script><!--"


def test_policy_names_every_script_and_style() -> None:
    html = render(specimen())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL) + re.findall(
        r"<style>(.*?)</style>", html, re.DOTALL
    )
    assert len(inline) == 5
    for text in inline:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy[1].replace("&#39;", "'")
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = re.sub(r"<script.*?</script>", "", render(specimen()), flags=re.DOTALL)
    assert not re.search(r"\s(src|srcset|data|action|poster)=", html)
    assert "<link" not in html
    assert "@import" not in html
    assert "url(" not in html


def test_figures_and_tables_are_numbered_and_referenced() -> None:
    chart = charts.bars([{"label": "a", "value": 1}], measure=Measure("m"))
    page = page_of(Details("More", [figure(chart)]), TABLE, Paragraph(Reference("the-table")))
    assert '<a href="#the-table" rel="noreferrer">Table\N{NO-BREAK SPACE}1</a>' in render(page)


@pytest.mark.parametrize("prose", [Reference("nowhere"), Link("there", "#nowhere")])
def test_a_link_must_lead_somewhere(prose) -> None:
    with pytest.raises(ArgumentError, match="nowhere"):
        render(page_of(Paragraph(("See ", prose))))


@pytest.mark.parametrize("target", ["javascript:alert(1)", "http://example.org", "data:text/html,x", "//x"])
def test_only_safe_links(target: str) -> None:
    with pytest.raises(ArgumentError, match="refused"):
        Link("x", target)


def test_an_id_is_used_once() -> None:
    with pytest.raises(ArgumentError, match="taken"):
        render(page_of(TABLE, TABLE))


@pytest.mark.parametrize("key", ["", "Upper", "a b", 'a"b', "a--b"])
def test_an_id_is_well_formed(key: str) -> None:
    with pytest.raises(ArgumentError, match="malformed"):
        render(Page("Title", "Standfirst.", [Section(key, "Heading", [])]))


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ArgumentError, match="row 2: 1 cells for 2 columns"):
        Table("t", "Caption", TABLE.columns, [("a", "1"), ("b",)])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_a_chart_holds_plain_finite_data(value) -> None:
    spec = charts.bars([{"label": "a", "value": value}], measure=Measure("m"))
    with pytest.raises(ArgumentError, match="plain data"):
        render(page_of(figure(spec)))


def test_rows_with_sentences_stack_on_a_narrow_screen() -> None:
    wordy, short = ("A sentence that is much too long for a narrow column", *"abc"), tuple("abcd")
    wide = ("An event that may come", *3 * ("53% (5% to 78%)",))
    heads = [Column(label) for label in ("Claim", "Verdict", "Effect", "Other")]
    blocks = [Table("one", "A caption", heads, [wordy]), Table("two", "Another", heads, [short])]
    assert Table("three", "A third", heads, [wide]).stacks and not Table("four", "A fourth", heads, []).stacks
    html = render(page_of(*blocks))
    assert html.count('class="stacks"') == 1
    assert 'data-label="Verdict: ">a</td>' in html and html.count("data-label=") == 3
    nothing = render(page_of(Table("one", "A caption", heads, [(wordy[0], "–", *"bc")])))
    assert nothing.count('blank" data-label') == 1, "a cell without anything has no line of its own"

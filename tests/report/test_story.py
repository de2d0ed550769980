"""The report of a study: sections in order, numbers fit to print, hostile names inert, what is lacking said."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from deterrence.catalogue import names
from deterrence.forecasting.quantities.own_terms import BETTER, no_worse
from deterrence.forecasting.registry import absent, definitions
from deterrence.report.blocks import Bullets, Details, Figure, Table, walk
from deterrence.report.context import Context, believed, chance, counted, joined, numeral, part_of, quoted
from deterrence.report.numbers import percent
from deterrence.report.record_counts import outlook_by_violence
from deterrence.report.sections import termination
from deterrence.report.sections.game import FINE, LEAST
from deterrence.report.sections.limits import NAMES
from deterrence.report.sections.methods import command
from deterrence.report.sections.sensitivity import ends, ranked
from deterrence.report.story import report_html, story
from deterrence.scenario.crisis import load
from deterrence.stress.frontier import STATED
from report.studies import plain, rich, studied, turns
from report.texts import passages, said, text_of
from shipped import compiled

ORDER = {
    plain: (["claims", "unfolding", "owes"], ["game", "reputation", "dominance", "peaks", "basis", "limits"]),
    rich: (
        ["claims", "unfolding", "responses", "history", "options", "owes"],
        ["game", "changes", "doctrines", "reputation", "red-lines", "dominance", "peaks", "basis", "limits"],
    ),
    turns: (
        ["unfolding", "responses", "owes"],
        ["game", "events", "mechanisms", "doctrines", "reputation", "red-lines", "peaks", "basis", "limits"],
    ),
}
"""By study, the sections that the reader sees, and those that are folded."""
MOST_WORDS = 3000
LACKING = {
    plain: ["policy options", "how often lines are crossed", "events on the way", "comparison with past crises"],
    rich: ["events on the way", "the next crisis"],
    turns: ["escalation dominance", "the price of a way out", "what each could choose", "comparison with past crises"],
}
DECIMALS = r"\d\.\d+%(?<!<0\.05%)(?<!above 99\.[589]%)"
"""A percentage finer than a whole one; a bound in round figures states no digit that its error does not support."""
STUDIES = pytest.mark.parametrize("study", list(ORDER), ids=lambda study: study.__name__)


@STUDIES
def test_sections_in_order(study) -> None:
    sections = story(study()).sections
    assert [s.id for s in sections] == [*ORDER[study][0], *ORDER[study][1]]
    assert [s.folded for s in sections] == [False] * len(ORDER[study][0]) + [True] * len(ORDER[study][1])


@STUDIES
def test_what_is_not_folded_is_short(study) -> None:
    """About as many words as a reader takes in at a sitting: open sections, without what they fold away."""
    page = story(study())
    text = [said(page.standfirst), said(page.answer)]
    for section in (s for s in page.sections if not s.folded):
        for block in section.blocks:
            if not isinstance(block, Details):
                part = [replace(section, blocks=[block])]
                only = replace(page, standfirst="", answer="", facts=(), title="", sections=part)
                text.append(text_of(only) if not isinstance(block, Figure) else f"{block.title} {said(block.reading)}")
    assert 300 < len(" ".join(text).split()) < MOST_WORDS


@STUDIES
def test_what_is_lacking_is_said_with_the_reason(study) -> None:
    (*_, last) = story(study()).sections
    reasons = last.blocks[-1].items
    for what in LACKING[study]:
        assert any(what in reason.lower() and ", because " in reason for reason in reasons), what
    assert all(reason.endswith(".") and not re.search(r"[_\[\]]", reason) for reason in reasons)


@STUDIES
def test_everything_that_a_study_lacks_has_a_name(study) -> None:
    assert set(study().absent) <= set(NAMES)


@pytest.mark.parametrize("name", names())
def test_every_quantity_that_a_shipped_scenario_lacks_has_a_name(name) -> None:
    assert set(absent(compiled(name))) <= set(NAMES)
    assert set(NAMES) & set(definitions())


@STUDIES
def test_no_section_is_empty_and_no_table_either(study) -> None:
    for section in story(study()).sections:
        assert section.blocks
        for block in walk(section.blocks):
            match block:
                case Table():
                    assert block.rows, block.id
                case Figure():
                    assert block.numbers.rows, block.id
                case Bullets():
                    assert block.items
                case Details():
                    assert block.blocks


@STUDIES
def test_no_number_is_unfit_to_print(study) -> None:
    text = text_of(story(study()))
    assert not re.search(r"\b(nan|NaN|None(?! [a-z])|inf|Infinity)\b", text)
    assert not re.search(r"(?<![\d.])0%", text)
    assert not re.search(r"(?<![\d.])100%", text)
    assert not re.search(DECIMALS, text)
    assert not re.search(r"\b0\.0*[1-9]\d{3}", text)
    assert not re.search(r"[−-]0\.?0*\b(?!\.?\d)", text), "no zero has a sign"


def test_chances_of_moves_have_decimals_in_bounds_alone() -> None:
    """Round figures above the error, half a tenth of a percent: one in a thousand, two, five (:mod:`.rounding`)."""
    stated = {percent(p, FINE) for p in np.linspace(LEAST, 1, 20_001)}
    assert {words for words in stated if "." in words} == {"above 99.5%", "above 99.8%", "above 99.9%"}
    assert not any(re.search(DECIMALS, words) for words in stated)
    assert all(re.search(DECIMALS, words) for words in ("99.7%", "31.3%", "0.4%", "above 99.7%", "below 0.1%"))


@STUDIES
def test_words_stand_as_sentences(study) -> None:
    """Passages begin with a capital, a figure, a quotation or a sign; nothing is doubled, and no raw id shows."""
    ids = {e.id for e in study().crisis.brief.endings} | {r.id for r in study().crisis.brief.rungs}
    raw = {id for id in ids if "_" in id}
    for passage in passages(story(study())):
        assert not re.search(r"\s{2,}|\.\.|,,|\( | \)|\bthe the\b|: \.", passage), passage
        assert not any(re.search(rf"(?<![\w.-]){id}(?![\w.-])", passage) for id in raw), passage
        assert not re.search(r"\b(nought|told|oftener|seldom|anew|1 facts|1 parameters)\b", passage), passage


@STUDIES
def test_headings_and_running_text_begin_with_a_capital(study) -> None:
    page = story(study())
    for section in page.sections:
        for block in walk(section.blocks):
            opening = {
                "Paragraph": lambda b: [b.text],
                "Subheading": lambda b: [b.text],
                "Bullets": lambda b: b.items,
                "Details": lambda b: [b.summary],
                "Figure": lambda b: [b.title, b.reading, b.description],
                "Table": lambda b: [b.caption, *(c.label for c in b.columns)],
            }.get(type(block).__name__, lambda b: [])(block)
            for text in map(said, opening):
                assert not text[:1].islower(), text


@STUDIES
def test_it_renders_whole(study) -> None:
    html = report_html(study())
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")


def test_what_is_there_is_said() -> None:
    text = text_of(story(rich()))
    for words in (
        "stop and talk",
        "An envoy may arrive",
        "The middle rung against Row",
        "95% intervals",
        "is the first to use force",
        "Pulwama and Balakot, 2019",
        "It was dark",
        "https://example.org/counts",
        "by slope alone",
        "More care",
        rich().crisis.sha256,
    ):
        assert words in text


def test_sides_are_spoken_of_only_where_there_are_two() -> None:
    written = " ".join(t.text for t in turns().crisis.brief.doctrines)
    text = text_of(story(turns())).replace(written, "")
    assert not re.search(r"\b(either|neither|both|the other|two) sides?\b", text, re.IGNORECASE)
    assert "another actor acts next" in text
    assert "Column acts next" in text_of(story(rich()))


def test_hostile_names_are_inert() -> None:
    hostile = "<script>alert(1)</script>"
    for study in (rich(), turns()):
        first, *rest = study.crisis.record.actors
        actors = (first.model_copy(update={"name": hostile}), *rest)
        html = report_html(replace(study, crisis=study.crisis.changed(title=hostile, actors=actors)))
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "<0.05%"),
        (0.0021, "about 1 in 500"),
        (0.3127, "31%"),
        (0.994, "over 99%"),
        (1.0, "over 99%"),
    ],
)
def test_chances(p: float, text: str) -> None:
    assert chance(p, 1e-6) == text


@pytest.mark.parametrize(("p", "text"), [(0.0017, "below 1%"), (0.3, "30%"), (0.999, "above 99%")])
def test_beliefs(p: float, text: str) -> None:
    assert believed(p) == text


def test_small_numbers_in_words() -> None:
    assert [part_of(k, 4, "lines") for k in (0, 1, 4)] == ["none of the lines", "one of four lines", "all four lines"]
    assert part_of(2, 2, "lines") == "both lines"
    assert (numeral(12), numeral(13)) == ("twelve", "13")
    assert (counted(1, "fact"), counted(2, "fact")) == ("1 fact", "2 facts")
    assert joined(["a", "b", "c"], "or") == "a, b or c"
    assert quoted(f"an act at {quoted('low')} or above") == "“an act at ‘low’ or above”"


def test_violence_adds_up() -> None:
    assert sum(outlook_by_violence(Context(rich())).values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("study", [rich, turns])
def test_a_challenge_is_ranked_by_what_it_is_and_not_by_what_it_is_not(study) -> None:
    context = Context(study())
    challenge = context.headlines[0]
    base = context.probability(context.study.base, challenge)
    assert base == pytest.approx(1 - context.find("general_deterrence").value, abs=0.05)
    (effect, *_) = ranked(context)[challenge]
    low, high = ends(effect)
    assert min(low, high) <= base <= max(low, high) or effect.linear is False


def test_a_line_that_nobody_improves_on_is_the_stated_one_or_marked() -> None:
    stated = [c for c in rich().choices if c.lever == STATED]
    text = text_of(story(rich()))
    assert text.count("No choice tried does better") == sum(c.efficient for c in stated)


def test_the_command_sets_what_differs_from_the_file() -> None:
    study = rich()
    assert command(Context(study)) == "deterrence run written.yaml --draws 0 --seed 0"
    values = {**study.game.values, "row.stakes.war": 6.5}
    changed = replace(study, game=replace(study.game, values=values), precision=2.0, resolution="interactive")
    assert command(Context(changed)) == (
        "deterrence run written.yaml --set row.stakes.war=6.5 --precision 2.0 --resolution interactive --draws 0 "
        "--seed 0"
    )
    shipped = replace(study, crisis=load("ladder"))
    assert command(Context(shipped)).startswith("deterrence run ladder ")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_has_a_report(name) -> None:
    text = text_of(story(studied(load(name))))
    assert not re.search(r"\b(nan|NaN|inf|None(?! [a-z]))\b", text)  # "None in the baseline." is a sentence
    assert not re.search(DECIMALS, text)


@STUDIES
def test_the_first_paragraph_says_how_far_the_answer_can_be_trusted(study) -> None:
    """Form, record, numbers, other equilibria and arithmetic, each with a figure; the form as the audit found it."""
    found, first = study(), said(story(study()).standfirst)
    failing = [row for row in found.audit.rows if row.form and not row.within]
    assert bool(failing) == ("It depends on how the crisis was written: " in first)
    assert bool(failing) != ("Written in " in first)
    assert all(why.rstrip(".") in first for why in found.audit.said.values())
    assert all(row.passed for row in found.audit.rows if row.exact)
    n = len(found.crisis.parameters)
    assert re.search(rf"(All {n} of its|\d+ of its {n}) numbers are judgements", first)
    assert "to first order" in first and "anywhere between 0% and 100%" not in first
    assert re.search(r"found one equilibrium|other equilibri", first)
    assert re.search(r"The arithmetic itself is right to within (a twentieth of a point|\d)", first)
    assert bool(found.crisis.brief.base_rates) == ("of past crises that the outlook speaks to" in first)


@pytest.mark.parametrize(("given", "said_too"), [(0.08, "; chances given that something has happened"), (0.005, None)])
def test_the_first_paragraph_has_the_largest_error_of_any_chance(given: float, said_too: str | None) -> None:
    found = rich()
    errors = {"probability": 0.004, "conditional probability": given}
    changed = {key: replace(q, error=errors.get(q.kind, q.error)) for key, q in found.outlook.quantities.items()}
    first = said(story(replace(found, outlook=replace(found.outlook, quantities=changed))).standfirst)
    assert "The arithmetic itself is right to within 0.4 points" in first
    assert (f"to within 0.4 points{said_too}, such as credibility, to within 8 points." in first) == bool(said_too)
    assert ("credibility" in first) == bool(said_too)


@STUDIES
def test_where_ranges_leave_a_number_open_the_report_says_so_and_by_what(study) -> None:
    """An interval of more than 60 points says little: what makes it so wide says more."""
    found = study()
    labels = [found.crisis.parameters[name].label for name in list(found.crisis.parameters)[:2]]
    endings = [key for key in found.spread if key.name == "outcome"]
    names = tuple(list(found.crisis.parameters)[:2])

    def told(spread: float) -> tuple[str, Figure]:
        made = replace(found, spread=dict.fromkeys(endings, spread), widest=dict.fromkeys(endings, names))
        page = story(made)
        blocks = (b for s in page.sections for b in walk(s.blocks) if isinstance(b, Figure))
        return said(page.standfirst), next(b for b in blocks if b.id == "fig-endings")

    first, figure = told(10.0)
    by = f"{quoted(labels[0])} and {quoted(labels[1])}"
    assert f"wide open, most of all by {by}" in first
    assert f"left open, most by {by}" in [said(row[-1]) for row in figure.numbers.rows]
    first, figure = told(0.01)
    assert " open, most" not in first and "anywhere in its plausible range" in first
    assert not any("left open" in said(row[-1]) for row in figure.numbers.rows)


def test_where_no_end_is_worth_more_than_the_status_quo_nobody_is_said_to_have_terms(monkeypatch) -> None:
    """What events and moves pay as they lead to an end is in the worth of the game, and not in that of the end."""
    found = rich()
    stated = [c for c in found.choices if c.lever == STATED]
    assert stated and all(no_worse(found.game, c.actor, BETTER).any() for c in stated)

    def texts() -> str:
        blocks = termination.termination(Context(found))
        return " ".join(said(item) for block in blocks if isinstance(block, Bullets) for item in block.items)

    assert "end on its own terms and" in texts() and "no end is by itself" not in texts()
    monkeypatch.setattr(termination, "no_worse", lambda game, actor, side: np.zeros(len(game.structure.states)))
    assert texts().count("no end is by itself worth more to it than the status quo") == len({c.actor for c in stated})
    assert "end on its own terms and" not in texts()

"""The sections of the new order: how it unfolds, restraint against response, against history, the game on a page."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from deterrence.forecasting.acts import Act
from deterrence.report import pictures
from deterrence.report.blocks import Figure, Table, walk
from deterrence.report.comparing import ALIKE, how_likely, in_one_unit, set_beside
from deterrence.report.context import Context
from deterrence.report.pictures import Flow, Lane, Ribbon, Slope, Strip, Trace
from deterrence.report.pictures.svg import apart
from deterrence.report.record_counts import CODED, Count, counts
from deterrence.report.sections.record import record
from deterrence.report.story import story
from report.studies import plain, rich, turns
from report.texts import said

STUDIES = pytest.mark.parametrize("study", [plain, rich, turns], ids=lambda study: study.__name__)
HOSTILE = "</svg><script>alert(1)</script>"


def block_of(study, id: str) -> Figure | Table:
    """The figure or table with an id."""
    return next(b for s in story(study()).sections for b in walk(s.blocks) if getattr(b, "id", "") == id)


@STUDIES
def test_all_that_begins_ends_once_and_as_the_outlook_says(study) -> None:
    found = study()
    ended: dict[str, float] = defaultdict(float)
    for link in found.unfolding.links:
        if link.act is None:
            ended[link.ending] += link.probability
    assert sum(ended.values()) == pytest.approx(1, abs=1e-9)
    for key, p in found.base.items():
        if key.name == "outcome":
            assert ended[key.of] == pytest.approx(p, abs=1e-9), key


@STUDIES
def test_what_comes_to_an_act_leaves_it(study) -> None:
    found = study().unfolding
    come: dict[tuple[int, Act], float] = defaultdict(float)
    gone: dict[tuple[int, Act], float] = defaultdict(float)
    for link in found.links:
        if link.act is not None:
            come[link.step + 1, link.act] += link.probability
        if link.before is not None:
            gone[link.step, link.before] += link.probability
    assert come.keys() == gone.keys()
    for key, p in come.items():
        assert gone[key] == pytest.approx(p, abs=1e-12), key


def test_the_first_at_a_rung_are_those_that_reach_it() -> None:
    """Pr(some act at a rung or above) of the acts, against the highest rung meant."""
    study = rich()
    order = [r.id for r in study.crisis.brief.rungs]
    for rung, shares in study.unfolding.firsts.items():
        above = order[order.index(rung) :]
        meant = sum(q.value for q in study.outlook.named("peak_rung") if q.key.given == "meant" and q.key.of in above)
        assert sum(shares.values()) == pytest.approx(meant, abs=0.02), rung


def test_a_path_is_as_likely_as_its_acts() -> None:
    """Its first act by the links; then never more likely; a path without what is disputed stands beside it."""
    study = rich()
    begun = {link.act: link.probability for link in study.unfolding.links if link.step == 0 and link.act}
    for path in study.unfolding.paths:
        first = path.acts[0]
        assert path.chances[0] == pytest.approx(begun.get(Act(first.actor, first.rung), 0.0), abs=1e-12)
        assert all(a >= b for a, b in pairwise(path.chances))
    assert {p.history for p in study.unfolding.paths} == {"balakot-2019", "may-2025"}
    assert {p.account for p in study.unfolding.paths if p.history == "may-2025"} == {
        "as coded",
        "without disputed acts",
    }


def test_the_flow_has_the_path_over_it_and_every_share_in_its_table() -> None:
    figure = block_of(rich, "fig-flow")
    drawn = str(figure.drawing.pictures[0][1].wide)
    assert 'class="trace"' in drawn
    assert 'class="trace"' not in str(block_of(turns, "fig-flow").drawing.pictures[0][1].wide)
    assert figure.numbers.rows


def test_no_selected_figure_stands_without_the_imposed_one() -> None:
    for study in (rich, turns):
        rows = block_of(study, "fig-struck").numbers.rows
        for actor in {row[0] for row in rows}:
            kinds = [row[1] for row in rows if row[0] == actor]
            assert kinds[0].startswith("Imposed, and everybody")
            assert kinds[1].startswith("Imposed, and nobody")


def test_an_answer_is_compared_in_words_that_agree_with_the_figures() -> None:
    for pair in ((0.3, 0.3), (0.004, 0.004), (0.0001, 0.0)):
        assert how_likely(*pair) == ALIKE
    assert (how_likely(0.6, 0.3), how_likely(0.3, 0.6)) == ("twice as likely", "half as likely")
    assert how_likely(0.9, 0.8) == "more likely"
    assert how_likely(0.005, 0.0005) == "many times as likely"
    assert set_beside(Context(rich()), 0.2, 0.2).startswith(ALIKE)


def test_contradictions_come_first_and_are_those_outside_the_exact_interval() -> None:
    found = counts(Context(rich()))
    assert [c.outside for c in found] == sorted((c.outside for c in found), reverse=True)
    assert any(c.record == CODED for c in found)
    assert any("tacit" in c.what for c in found)
    assert Count("r", "w", 0.85, 1, 7).outside  # the exact interval is 0.4% to 58%
    assert not Count("r", "w", 0.5, 1, 7).outside
    assert Count("r", "w", 0.85, 1, 7).surprise == pytest.approx(7 * 0.85 * 0.15**6 + 0.15**7)
    assert record(Context(plain())) is None


def test_the_game_on_a_page_has_play_of_every_type_of_who_moves() -> None:
    table = block_of(rich, "busiest")
    types = {(a.name, t.name) for a in rich().crisis.brief.actors for t in a.types}
    assert {(row[2], row[3]) for row in table.rows} == types
    assert len({said(row[0]) for row in table.rows}) <= 8
    assert block_of(rich, "regret").rows


def test_pictures_are_inert_and_follow_the_style_sheet() -> None:
    lanes = [Lane("a", HOSTILE), Lane("b", "End", over=True)]
    ribbons = [Ribbon(0, None, ("a", "x"), 0.6), Ribbon(0, None, ("b", ""), 0.4), Ribbon(1, ("a", "x"), ("b", ""), 0.6)]
    of = Flow(lanes, {"x": "one", "": "nobody"}, [HOSTILE, "Then"], ribbons, Trace([("a", "x")], [HOSTILE]))
    drawn = [
        pictures.flow(of, of).wide,
        pictures.slopes([Slope("learnt", 0.2, 0.4, (HOSTILE, "b"))], (HOSTILE, "after"), 0.0, 1.0).wide,
        pictures.strip(Strip([HOSTILE, "high"], [(0, 0, 1, 1)], [(1, "one")]), 2).wide,
    ]
    for picture in drawn:
        assert "<script" not in picture
        assert "&lt;" in picture
        assert "style=" not in picture


@pytest.mark.parametrize("wanted", [[10, 10, 10], [10, 12, 90], [100, 100], [5.0]])
def test_labels_are_kept_apart_in_order_and_within_bounds(wanted) -> None:
    places = apart(wanted, 15, 0, 100)
    ordered = [places[k] for k in sorted(range(len(wanted)), key=lambda k: wanted[k])]
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(ordered))
    assert min(places) >= 0
    assert max(places) <= 100


def test_a_rare_chance_and_one_beside_it_are_said_in_one_unit() -> None:
    """Not "1% against about 1 in 150"; common ones stay percentages."""
    context = Context(rich())
    shown, was = in_one_unit(context, 0.02, 0.001)
    assert shown == "about 1 in 50" and "1 in" in was
    assert in_one_unit(context, 0.002, 0.0001)[1] == "fewer than 1 in 2,000"
    assert in_one_unit(context, 0.4, 0.001)[0] == context.compared(0.4)

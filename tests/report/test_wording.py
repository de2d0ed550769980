"""Sentences whose logic is their own: each says what its figures say, for every actor alike."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from deterrence.claims.board import board_of
from deterrence.claims.results import FAILS, HOLDS, Baseline
from deterrence.report.blocks import Bullets, Details, Facts, Figure, Paragraph, Table, walk
from deterrence.report.claims_text import effect
from deterrence.report.commitment import belief_in
from deterrence.report.comparing import figures
from deterrence.report.context import Context, joined, quoted, sentence
from deterrence.report.ensemble_words import figure, level, two_digits
from deterrence.report.option_words import wish_sentences
from deterrence.report.record_counts import Count
from deterrence.report.sections import termination
from deterrence.report.sections.claims import in_words
from deterrence.report.sections.game import game
from deterrence.report.sections.mechanisms import mechanisms
from deterrence.report.sections.options import options
from deterrence.report.sections.outlook import _alike, unfolds
from deterrence.report.sections.precedents import CHOICE, Taught, _beside, _own_acts
from deterrence.report.sections.record import _agreeing, _counted
from deterrence.report.sections.restraint_response import often
from deterrence.report.story import story
from deterrence.stress.frontier import DOCTRINE, STATED
from deterrence.stress.options import Choice, Wish
from report.studies import plain, rich, turns
from report.texts import said, text_of
from shipped import compiled

STUDIES = pytest.mark.parametrize("study", [plain, rich, turns], ids=lambda study: study.__name__)


def answered(difference: float, ratio: float | None, quantity: str = "outcome") -> SimpleNamespace:
    """What :func:`effect` reads of a claim's answer."""
    b = Baseline(0.0, 0.0, difference, 0.0, 0.0, HOLDS, ratio=ratio)
    keys = (SimpleNamespace(of="days"),)
    return SimpleNamespace(baseline=b, claim=SimpleNamespace(quantity=SimpleNamespace(name=quantity)), keys=keys)


@pytest.mark.parametrize(
    ("difference", "ratio", "quantity", "text"),
    [
        (0.4557, 4.51, "outcome", "+46 points, ×4.5"),
        (-0.0033, 0.996, "outcome", "−0.3 points"),
        (0.01, None, "outcome", "+1.0 point"),
        (0.0006, 1.11, "outcome", "+0.06 points, ×1.1"),
        (-0.00003, 0.81, "outcome", "under 0.01 points, ×0.81"),
        (-0.86, 0.96, "duration", "−0.9 days"),
    ],
)
def test_an_effect_has_no_more_digits_than_one_small_grid_supports(difference, ratio, quantity, text) -> None:
    assert effect(answered(difference, ratio, quantity)) == text


@pytest.mark.parametrize(("x", "text"), [(-0.526, "−0.53"), (6.334, "6.3"), (0.00709, "0.0071"), (123.0, "120")])
def test_numbers_of_many_worlds_have_two_digits(x: float, text: str) -> None:
    assert two_digits(x) == text


@STUDIES
def test_what_the_model_says_is_said_of_every_actor_in_the_same_words(study) -> None:
    context = Context(study())
    first = said(story(study()).answer)
    assert first.startswith("What the model says: ") and "The likeliest ending" in first
    cases = [c for c in study().doctrines if c.baseline and len(c.consequences) == 2]
    for case in cases:
        alike = [context.actors[c.actor] for c in cases if often(context, c) == often(context, case)]
        again = f"is first crossed, one is crossed again {often(context, case)}."
        assert first.count(f"Where a line of {joined(alike, 'or')} {again}") == 1


@STUDIES
def test_no_figure_and_no_table_of_levers_has_only_heads_of_rows(study) -> None:
    for section in story(study()).sections:
        for block in walk(section.blocks):
            if isinstance(block, Figure):
                assert len(block.numbers.columns) > 1
            if isinstance(block, Table) and block.id.startswith("levers"):
                assert len(block.columns) > 1


@STUDIES
def test_no_doctrine_is_explained_twice(study) -> None:
    blocks = list(walk(unfolds(Context(study())).blocks))
    for facts in (block for block in blocks if isinstance(block, Facts)):
        assert len(facts.items) == len({(term, said(fact)) for term, fact in facts.items})


def test_events_alike_of_several_actors_share_a_row() -> None:
    context = SimpleNamespace(actors={"a": "Alpha", "b": "Beta"})
    names = ["Alpha strikes", "Beta strikes", "any strikes", "Alpha talks", "a raid by Alpha", "a raid by Beta"]
    assert _alike(context, names) == {
        "strikes": {"a": "Alpha strikes", "b": "Beta strikes"},
        "a raid by …": {"a": "a raid by Alpha", "b": "a raid by Beta"},
        "talks": {"a": "Alpha talks"},
    }
    assert not _alike(context, ["Alpha strikes", "Beta talks"])


def test_where_crises_recur_chances_are_of_periods() -> None:
    """What the window holds is said by the file, and by every sentence about shares."""
    study = turns()
    record = study.crisis.record
    window = record.window.model_copy(update={"recurrent": True})
    recurrent = replace(study, crisis=study.crisis.changed(window=window))
    first, again = said(story(study).answer), said(story(recurrent).answer)
    assert " of crises" in first and " of periods" not in first
    assert " of periods" in again and " of crises" not in again and "of a period of " in again


def test_what_several_would_choose_or_want_is_said_once() -> None:
    brief = SimpleNamespace(
        actors=[SimpleNamespace(id=id, name=name) for id, name in (("a", "Alpha"), ("b", "Beta"), ("g", "the group"))],
        options=[SimpleNamespace(id="x", name="talks"), SimpleNamespace(id="y", name="trade")],
    )
    x, y = (Choice(option, 0.1, 0.1, None) for option in ("x", "y"))
    wishes = [Wish("a", "b", x, x), Wish("b", "a", x, x), Wish("g", "a", y, x), Wish("g", "b", y, x)]
    assert wish_sentences(brief, wishes) == [
        "Left to choose, Beta and Alpha would take “talks”.",
        "The group would want Alpha and Beta to take “trade”.",
        "Beta and Alpha would each want the other to take what the other would choose anyway.",
    ]


def test_the_game_on_a_page_calls_states_and_moves_by_their_names() -> None:
    study = turns()
    section = game(Context(study))
    table = next(block for block in section.blocks if isinstance(block, Table) and block.id == "busiest")
    names = {turn.id: turn for turn in study.crisis.brief.turns}
    assert all(here.node in names for here in study.play)
    told = " ".join(f"{said(row[0])} {said(row[-1])}" for row in table.rows)
    for here in study.play:
        assert sentence(names[here.node].name) in told
        assert not any(here.state == said(row[0]) for row in table.rows)
        made = {m for by_type in here.play.values() for play in by_type.values() for m, p in play.items() if p > 0.01}
        assert all(names[here.node].named[move] in told for move in made)


def test_a_bound_beyond_all_that_there_is_to_lose_is_no_bound() -> None:
    study = rich()
    c = study.solution.certificate
    for most, shown in ((0.25, True), (7.5, False)):
        actors = tuple(replace(figures, logit_bound=most) for figures in c.actors)
        made = replace(study, solution=replace(study.solution, certificate=replace(c, actors=actors)))
        (table,) = (b for b in game(Context(made)).blocks if isinstance(b, Table) and b.id == "regret")
        assert ("Most that noisy choice explains" in [column.label for column in table.columns]) == shown


def test_haste_costs_safety_only_where_the_figures_in_print_differ() -> None:
    study = rich()
    actor = next(c.actor for c in study.choices if c.lever == STATED)
    stated = next(c for c in study.choices if c.actor == actor and c.lever == STATED)

    def text(quick: float) -> str:
        slow = replace(stated, lever=DOCTRINE, choice="yielding", moves=2 * stated.moves, war=0.05, catastrophe=0.01)
        made = replace(study, choices=(replace(stated, war=quick, catastrophe=0.01), slow))
        blocks = termination._pace(Context(made))
        return " ".join(said(item) for block in blocks if isinstance(block, Bullets) for item in block.items)

    assert "by 50% of their moves" in text(0.2) and text(0.2).endswith("haste costs safety.")
    assert text(0.05).endswith("either way: haste costs no safety.")
    assert text(0.01).endswith("haste costs no safety.") and "either way" not in text(0.01)


def test_counts_that_contradict_are_called_by_what_is_too_rare_and_too_common() -> None:
    rare, common = Count("old", "war comes", 0.01, 9, 10), Count("old", "it fades", 0.9, 0, 10)
    fair = Count("old", "it ends", 0.5, 5, 10)
    assert _counted([rare, common]) == "Too rarely in the model: “war comes”; too often in the model: “it fades”"
    assert "do not contradict" in _counted([fair])
    assert _agreeing([rare, fair]) == "One contradicts this outlook; the other does not."
    assert _agreeing([rare, common, fair, fair]).startswith("Two contradict this outlook; the other two do not.")
    assert _agreeing([fair]) == "None of the 1 that speak to this outlook contradicts it." or _agreeing([]) == ""


def test_a_lever_that_moves_nothing_has_no_row_and_is_named() -> None:
    study = turns()
    still = tuple(replace(e, ends=tuple((x, study.base) for x, _ in e.ends)) for e in study.levers)
    assert still
    blocks = mechanisms(Context(replace(study, levers=still))).blocks
    assert not any(isinstance(block, Table) for block in blocks)
    told = " ".join(said(block.text) for block in blocks if isinstance(block, Paragraph))
    assert all(study.crisis.parameters[e.parameter].label in told for e in still)


def test_a_capital_stands_behind_a_quotation_mark_too() -> None:
    assert (sentence("war"), sentence(quoted("war comes")), sentence("")) == ("War", "“War comes”", "")


def test_options_have_a_table_for_each_taker_with_a_column_for_each_option() -> None:
    study = rich()
    blocks = list(walk(options(Context(study)).blocks))
    tables = [b for b in blocks if isinstance(b, Table) and b.id.startswith("options-chances")]
    assert len(tables) == len(study.options.takers)
    for table, taker in zip(tables, study.options.takers, strict=True):
        assert Context(study).actors[taker] in table.caption
        assert [c.label for c in table.columns][:3] == ["What happens", "Nothing is taken", "More care"]


def test_claims_with_one_reason_stand_under_it_once() -> None:
    for study in (plain(), rich()):
        folded = [b for s in story(study).sections for b in walk(s.blocks) if isinstance(b, Details)]
        for block in (b for b in folded if b.summary.startswith(("Claims asked of one", "Claims that are settled"))):
            reasons = [said(b.text) for b in block.blocks if isinstance(b, Paragraph)]
            assert len(reasons) == len(set(reasons)) > 0
    assert FAILS in text_of(story(plain()))


def test_a_crisis_that_has_the_name_of_another_alone_has_a_report_without_claims() -> None:
    """Claims ship by name: where its actors are others, they are not about it."""
    study = rich()
    called = study.crisis.changed(name="standoff")
    made = replace(study, crisis=called, kept={})
    assert board_of(made).absent.startswith("the claims that ship for 'standoff' are not about this crisis")
    assert next(s.id for s in story(made).sections) == "unfolding"


def test_a_claim_asked_of_one_alone_says_why_without_an_id() -> None:
    why = "no other actor has the same part: there is no 'row.firm' for Row"
    assert in_words(why) == "no other actor has the same part"
    assert in_words("nothing that it sets or asks is one actor's by name").endswith("by name")


@pytest.mark.parametrize(
    ("prior", "learnt", "told"),
    [
        ((0.30, 0.20), (0.40, 0.20), "part of the difference is what was learnt"),
        ((0.21, 0.20), (0.40, 0.20), "most of the difference is what was learnt"),
        ((0.38, 0.20), (0.40, 0.20), "most of the difference is not learnt"),
        ((0.60, 0.20), (0.40, 0.20), "what is learnt makes it smaller"),
        ((0.20, 0.30), (0.40, 0.20), "make it go the other way"),
        ((0.20, 0.21), (0.404, 0.402), "40% after “event 0”, 40% after “event 1”."),
    ],
)
def test_what_sets_two_next_crises_apart_is_learnt_or_the_situation(prior, learnt, told) -> None:
    rows = [
        Taught(
            SimpleNamespace(name=f"event {k}", challenge="it", challenger=""),
            CHOICE,
            "it comes",
            SimpleNamespace(value=before, error=1e-4),
            SimpleNamespace(value=after, error=1e-4),
        )
        for k, (before, after) in enumerate(zip(prior, learnt, strict=True))
    ]
    (text,) = _beside(rows)
    assert told in text
    assert text == _beside(rows[::-1])[0]


def test_figures_about_alike_are_one_and_equal_ones_either_way() -> None:
    context = SimpleNamespace(compared=lambda p: f"{p:.0%}")
    assert figures(context, 0.718, 0.714) == "about 72% either way"
    assert figures(context, 0.72, 0.72) == "72% either way" and figures(context, 0.88, 0.42) == "88% against 42%"


def test_thresholds_that_the_opening_choice_reaches_by_itself_are_said() -> None:
    """An answer with force is higher than an attack, and an attack is not; so of either state that is attacked."""
    game = compiled("western-front")
    brief = game.brief
    events = {e.id: e.name for e in brief.events}
    context = SimpleNamespace(brief=brief, study=SimpleNamespace(game=game), events=events)
    rows = [Taught(p, t.id, t.name, None, None) for p in brief.precedents for t in brief.thresholds]
    (said_of_blood,) = _own_acts(context, rows)
    assert "“An attack by an armed group” counts as reached" in said_of_blood
    assert "“Pakistan answers an attack with force”" in said_of_blood and "“the group attacks" not in said_of_blood
    assert _own_acts(context, [row for row in rows if "attack_next" in row.precedent.id]) == []


def test_a_small_level_of_a_concern_has_digits():
    assert level("ending:war", 0.00042) == "0.042%"
    assert level("ending:war", 0.1) == figure("ending:war", 0.1) == "10%"
    assert level("value:row", 0.00042) == figure("value:row", 0.00042)


def test_belief_in_a_commitment_is_called_by_what_it_is_where_that_says_more() -> None:
    kinds = {"a": ["committed"], "b": ["cannot restrain the group"], "c": ["firm", "mild"]}
    actors = {
        id: SimpleNamespace(types=[SimpleNamespace(name="weighs costs", strategic=True)]
                            + [SimpleNamespace(name=name, strategic=False) for name in names])
        for id, names in kinds.items()
    }
    context = SimpleNamespace(brief=SimpleNamespace(actor=actors.__getitem__))
    assert [belief_in(context, id, "it") for id in kinds] == [
        "belief that it is committed",
        "belief that it is of type “cannot restrain the group”",
        "belief that it is committed",
    ]

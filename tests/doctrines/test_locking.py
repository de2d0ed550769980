"""Locks: what they close, what then follows, worked out by hand; what they leave alone; what is said of wrong ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from deterrence.errors import ArgumentError, InputError
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import absent, known_keys, measure
from deterrence.games.locking import closing
from deterrence.scenario.lock_rule import parsed
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.solving import solve
from deterrence.stress.audit.audit import audit
from deterrence.stress.audit.rewriting import acts_doubled, reordered
from deterrence.stress.doctrines import compare
from doctrines.lock_games import ANSWER, ANSWERS, COST, GAIN, LOSS, PRECISION, read, with_locks
from scenario.campaign.samples import mini
from shipped import SHIPPED, compiled, crisis, small

POINTS = 13


def logit(values: dict[str, float], weight: dict[str, float] | None = None) -> dict[str, float]:
    """Choice probabilities at the precision of the small crisis."""
    scores = {a: (weight or dict.fromkeys(values, 1.0))[a] * np.exp(PRECISION * v) for a, v in values.items()}
    return {a: float(s / sum(scores.values())) for a, s in scores.items()}


def played(game, points=POINTS):
    assessment = solve_grid(game.game, Grid(points=points))
    return assessment, measure(game, assessment)[0]


def outcomes(values) -> dict[str, float]:
    return {k.of: p for k, p in values.items() if k.name == "outcome"}


def moves_at(game, state: str) -> list[str]:
    s = game.structure
    return [s.moves[m].label for open_ in s.moves_at[s.index(state)] for m in open_]


def test_a_single_move_left_is_answered_by_logit_choice():
    """By hand: Second passes whatever its type, so that a raid is worth its gain, and nothing is learnt."""
    game = read().compile(lock="second: restraint")
    assert moves_at(game, "reply") == ["pass"]
    _, values = played(game)
    raid = logit({"stay": 0.0, "raid": GAIN})["raid"]
    assert_allclose(
        [outcomes(values)[e] for e in ("peace", "passed", "talks", "war")], [1 - raid, raid, 0, 0], atol=1e-12
    )
    for stage in (0, 1, 2):
        for truth in ("s", "firm"):
            key = Key("reputation", "second", "firm", f"true type: {truth}", stage)
            assert_allclose(values[key], 0.25, atol=1e-12)
    assert_allclose(values[Key("worth", "first", "s")], raid * GAIN, atol=1e-10)


def test_several_moves_left_are_chosen_among():
    """By hand: never-respond leaves passing and talking, to the strategic type and to the committed one, whose doctrine
    names neither: it makes either by base weight."""
    game = read().compile(lock="second: never-respond")
    assert moves_at(game, "reply") == ["pass", "talk"]
    _, values = played(game)
    raid = logit({"stay": 0.0, "raid": GAIN})["raid"]
    talk = 0.75 * logit({"pass": 0.0, "talk": 0.1})["talk"] + 0.25 * 0.5
    assert_allclose([outcomes(values)[e] for e in ("passed", "talks")], [raid * (1 - talk), raid * talk], atol=1e-12)


def test_a_kind_keeps_its_base_weight():
    """By hand: raiding and shelling are one kind, and with shelling closed raiding has a third, not a quarter."""
    game = with_locks("  - {actor: second, never: [shell]}\n").compile({"firm": 0.0})
    weight = np.asarray(game.game.numbers.base_weight)[[m for m, r in enumerate(game.structure.moves) if r.actor == 1]]
    assert weight.tolist() == [1 / 3, 1 / 3, 1 / 3]
    _, values = played(game)
    reply = logit({"pass": 0.0, "talk": 0.1, "raid": ANSWER - COST})
    raid = logit({"stay": 0.0, "raid": GAIN - LOSS * reply["raid"]})["raid"]
    assert_allclose(outcomes(values)["war"], raid * reply["raid"], atol=1e-12)


def test_a_commitment_keeps_to_its_doctrine_where_that_is_left():
    """By hand: with talking closed the committed type raids, its tremble spread over what is left."""
    game = with_locks("  - {actor: second, never: [talk]}\n").compile()
    s = game.structure
    rows = [m for m, row in enumerate(s.moves) if row.actor == 1]
    assert [s.moves[m].label for m in rows] == ["pass", "raid", "shell"]
    assert_allclose(np.asarray(game.game.numbers.rule)[rows, 1], [0.05, 0.9 + 0.025, 0.025], rtol=1e-15)


def test_locked_to_what_it_does_anyway_changes_nothing():
    """At high precision play is pure: First raids, Second raids back. Locking both to that moves nothing."""
    sure = {"sharp": 30.0, "answer": 1.2, "firm": 0.0, "loss": 0.1}
    case = with_locks("  - {actor: first, always: [raid]}\n  - {actor: second, doctrine: firmness}\n")
    _, free = played(case.unlocked().compile(sure))
    _, held = played(case.compile(sure))
    assert free[Key("outcome", of="war")] > 1 - 1e-6
    for key, value in free.items():
        assert abs(held[key] - value) < 1e-6, key


@pytest.mark.parametrize("lock", ["second: restraint", "second: never-respond", "second: firmness"])
def test_others_best_respond_to_an_announced_lock(lock):
    """Nobody gains by another reply, beyond what noise in one's own choices costs; at high precision nobody gains."""
    found = solve(read().compile({"sharp": 30.0}, lock=lock), Grid(points=POINTS))
    assert found.certificate.residual < 1e-9
    assert found.certificate.regret < 2e-2


@pytest.mark.parametrize("lock", ["second: restraint", "first: never-act", "second: firmness"])
def test_everything_listed_the_other_way_round(lock):
    """Locks are by name: relabelling, reordering and doubling acts change no number."""
    game = read().compile(lock=lock)
    _, values = played(game)
    for other in (reordered(game), acts_doubled(game)):
        _, found = played(other)
        assert found.keys() == values.keys()
        assert max(abs(found[k] - v) for k, v in values.items()) < 1e-9
    swapped = read().compile(lock=[lock, "first: in-kind"])
    back = read().compile(lock=["first: in-kind", lock]) if lock[0] == "s" else swapped
    assert swapped.structure.states == back.structure.states
    assert [row.label for row in swapped.structure.moves] == [row.label for row in back.structure.moves]


def test_sides_exchanged():
    """On the ladder both sides are alike but for who moves first: that, and who is locked, exchanged."""
    case = crisis("ladder")
    other = case.changed(window=case.record.window.model_copy(update={"first": "column"}))
    for how in ("", ", unannounced"):
        game, swapped = case.compile(lock=f"row: restraint{how}"), other.compile(lock=f"column: restraint{how}")
        one = {x.replace("row", "me").replace("column", "you") for x in game.locks[0].bound}
        assert one == {x.replace("column", "me").replace("row", "you") for x in swapped.locks[0].bound}
        mine, theirs = (outcomes(played(each, 7)[1]) for each in (game, swapped))
        assert_allclose(list(mine.values()), [theirs[e] for e in mine], atol=1e-9)


def test_labels_and_quantities_stay():
    """What is closed is still spoken of: the locked crisis has every number, at zero where it must be."""
    game, free = read().compile(lock="first: never-act"), read().compile()
    assert set(game.structure.states) <= set(free.structure.states)
    assert game.as_stated.structure.states == free.structure.states
    assert absent(game) == absent(free)
    assert {k for k in known_keys(free)} == {k for k in known_keys(game) if k.name != "locked"}
    _, values = played(game)
    assert values[Key("challenge", "first")] == 0.0 and values[Key("general_deterrence")] == 1.0
    assert values[Key("event", of="act")] == 0.0


def test_it_says_what_it_does():
    game = read().compile(lock="second: never-respond")
    assert game.locks[0].as_dict() == {
        "actor": "second", "conduct": "never-respond", "announced": True, "bound": ["reply"], "left": [],
    }  # fmt: skip
    _, values = played(game)
    raid = logit({"stay": 0.0, "raid": GAIN})["raid"]
    assert_allclose(values[Key("locked", "second", "never-respond", "moves")], raid, atol=1e-12)
    assert_allclose(values[Key("locked", "second", "never-respond", "share of its moves")], 1.0, atol=1e-12)


def test_states_it_says_nothing_about_are_left_and_named():
    """The library's 'generous' asks what this crisis does not count, where the two answers differ."""
    found = crisis("corridor-window").compile(lock="defender: generous").locks[0]
    assert len(found.bound) == 5 and len(found.left) == 2
    assert {why for _, why in found.left} == {"what is public does not show how often others have challenged"}


def test_a_lock_can_ask_what_is_public():
    rule = "  - {actor: defender, when: {standing: [hit, quiet]}, always: [hold]}\n"
    case = replace(mini(), record=mini().record.model_copy(update={"locks": with_locks_of(rule)}))
    game, free = case.compile(), mini().compile()
    assert game.locks[0].conduct == "always hold where standing = hit or quiet"
    answers = [x for x in free.structure.states if x.startswith("answer/")]
    assert set(game.locks[0].bound) == {x for x in answers if "unknown" not in x}
    assert {why for _, why in game.locks[0].left} == {"the lock is not about it"}
    assert moves_at(game, "answer/standing=unknown") == ["hold", "strike"]
    assert moves_at(game, "answer/standing=hit") == ["hold"]


def with_locks_of(text: str):
    from deterrence.scenario.campaign.reading import read_campaign_text
    from scenario.campaign.samples import TEXT

    return read_campaign_text(f"{TEXT}locks:\n{text}").locks


def test_two_locks_on_one_actor():
    """The second chooses among what the first leaves; where nothing is left, the state is named."""
    case = with_locks("  - {actor: second, never: [act]}\n  - {actor: second, always: [talk]}\n")
    game = case.compile()
    assert moves_at(game, "reply") == ["talk"]
    with pytest.raises(ArgumentError, match="closes no move anywhere: another lock closes what it leaves"):
        with_locks("  - {actor: second, never: [act]}\n  - {actor: second, always: [raid]}\n").compile()


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("secnd: restraint", "there is no actor 'secnd': did you mean 'second'?"),
        ("second: restrant", "there is no doctrine 'restrant': did you mean 'restraint'?"),
        ("second: massive", "it has no move for 'above'"),
        ("second: random", "it prescribes no move"),
        ("first: firmness", "closes no move anywhere: it prescribes no move that is open"),
        ("second restraint", "write ACTOR: DOCTRINE"),
        ("second: restraint, secretly", "write ACTOR: DOCTRINE"),
        ("second:", "write ACTOR: DOCTRINE"),
        ("", "write ACTOR: DOCTRINE"),
        ("Second: restraint", "write ACTOR: DOCTRINE"),
    ],
)
def test_what_is_wrong_is_said(lock, said):
    with pytest.raises(ArgumentError) as found:
        read().compile(lock=lock)
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("{actor: secnd, doctrine: restraint}", "there is no actor 'secnd': did you mean 'second'?"),
        ("{actor: second, doctrine: restrant}", "there is no doctrine 'restrant': did you mean 'restraint'?"),
        ("{actor: second}", "says nothing that is done"),
        ("{actor: second, never: [act], always: [talk]}", "says 'never' and 'always'"),
        ("{actor: second, never: [tlak]}", "no move is, or is tagged, 'tlak': did you mean 'talk'?"),
        ("{actor: second, never: [act], when: {turns: reply}}", "is called 'turns': did you mean 'turn'?"),
        ("{actor: second, never: [act], when: {turn: rply}}", "'turn' is never 'rply'"),
        ("{actor: second, never: [act], when: {attacked: 3}}", "'attacked' is never 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_at_its_line(lock, said):
    with pytest.raises(InputError) as found:
        with_locks(f"  - {lock}\n")
    line = len(ANSWERS.splitlines()) + 2
    assert any(said in str(p) and f":{line}:" in str(p) for p in found.value.problems), str(found.value)


def test_a_file_of_two_sides_takes_the_same_section():
    from deterrence.catalogue import folder
    from deterrence.scenario.crisis import Crisis
    from deterrence.scenario.ladder.reading import read_text

    text = (folder() / "ladder.yaml").read_text(encoding="utf-8")
    case = Crisis(read_text(f"{text}\nlocks:\n  - {{actor: column, never: [act], when: {{last: attacked}}}}\n"))
    named = crisis("ladder").compile(lock="column: never-respond")
    assert case.compile().locks[0].bound == named.locks[0].bound
    assert case.compile().structure.states == named.structure.states
    with pytest.raises(InputError, match="'last' is never 'attackd'"):
        read_text(f"{text}\nlocks:\n  - {{actor: column, never: [act], when: {{last: attackd}}}}\n")


def test_what_reads_equilibrium_play_refuses_hidden_locks():
    case = read().locked("second: restraint, unannounced")
    with pytest.raises(ArgumentError, match="is unannounced"):
        compare(case, case.parameters.defaults)
    with pytest.raises(ArgumentError, match="announce the lock"):
        audit(case.compile())


def test_leaders_who_may_change_cannot_be_locked_unannounced():
    with pytest.raises(ArgumentError, match="redrawn"):
        crisis("south-asia-recurrent-window").compile(lock="india: restraint, unannounced")


def test_closing_nothing_is_the_same_game():
    game = compiled("ladder")
    same = closing(game, ())
    assert same.structure.states == game.structure.states
    for name in ("branch_probability", "base_weight", "rule", "payoff"):
        assert np.array_equal(getattr(same.game.numbers, name), getattr(game.game.numbers, name))


def test_the_command_lines_form():
    assert parsed(" india :restraint").announced and parsed("india: restraint, announced").announced
    assert not parsed("india: restraint,unannounced").announced


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_takes_a_lock_by_name(name):
    """Both ways, at five points a side, with every number of the outlook finite."""
    case = crisis(name)
    whose = dict.fromkeys(("corridor-window", "two-fronts-window"), "defender")
    whose |= {"western-front": "pakistan", "south-asia-recurrent": "india"}
    actor = whose.get(name, case.brief.actors[0].id)
    points = min(small(name), 5)
    game = case.compile(lock=f"{actor}: restraint")
    assessment = solve_grid(game.game, Grid(points=points))
    values, _ = measure(game, assessment)
    assert values[Key("locked", actor, "restraint", "moves")] > 0
    assert sum(outcomes(values).values()) == pytest.approx(1.0, abs=1e-9)
    hidden = case.compile(lock=f"{actor}: restraint, unannounced")
    free, _ = measure(hidden, solve_grid(compiled(name).game, Grid(points=points)))
    assert sum(outcomes(free).values()) == pytest.approx(1.0, abs=1e-9)

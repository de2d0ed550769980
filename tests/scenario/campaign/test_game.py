"""The game that turns written out spell, by hand; neutrality; and its quantities against sampled histories."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.forecasting.rollout import rollout
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.resolve import HEADLINES
from scenario.campaign.samples import TEXT, compiled, edited, mini, read, solved

STRIKE = 'to: attack, leaves: [soil], pays: {defender: "-0.2 * (standing == hit)"}'


def at(state):
    return compiled().structure.index(state)


def payoff(state, move, column):
    s = compiled().structure
    (m,) = [k for k, row in enumerate(s.moves) if row.state == at(state) and row.label == move]
    (j,) = [k for k in range(len(s.joint_state)) if m in s.joint_moves[k]]
    return float(compiled().game.numbers.payoff[j, s.columns.index(column)])


def test_public_states_are_those_that_play_reaches():
    s = compiled().structure
    assert len(s.states) == 10  # three turns by three values of what is known, and war
    assert sorted(s.states[x] for x in np.flatnonzero(s.standing == Standing.TERMINAL)) == ["war"]
    assert s.endings[at("attack/standing=quiet")] == "unresolved"


def test_payments_are_expectations_over_outcomes():
    # What the raid costs the defender does not depend on whether it is attributed.
    assert payoff("attack/standing=quiet", "raid", (2, 0)) == pytest.approx(-1.0)
    assert payoff("attack/standing=quiet", "raid", (0, 0)) == pytest.approx(0.8 - 0.1)  # own.zeal
    assert payoff("answer/standing=hit", "hold", (2, 0)) == pytest.approx(-0.2)
    assert payoff("answer/standing=quiet", "hold", (2, 0)) == 0.0


def test_rest_is_what_the_others_leave():
    s, n = compiled().structure, compiled().game.numbers
    for j in range(len(s.joint_state)):
        assert n.branch_probability[s.branch_joint == j].sum() == pytest.approx(1.0)


def test_commitments_do_what_their_doctrine_says():
    s, n = compiled().structure, compiled().game.numbers
    firm = [t.id for t in s.types[2]].index("firm")
    for m, row in enumerate(s.moves):
        if row.actor == 2:
            called = "strike" if "standing=hit" in s.states[row.state] else "hold"
            assert n.rule[m, firm] == pytest.approx(0.99 + 0.005 if row.label == called else 0.005)


def test_moves_are_public_unless_they_give_one_signal():
    s = compiled().structure
    assert len(s.outcomes_at[at("police/standing=hit")]) == 2
    text = edited('to: answer, pays: {host: "0.2"}', 'outcomes: [{to: answer, signal: quiet}], pays: {host: "0.2"}')
    text = edited(
        "name: restrain, to: answer, pays", "name: restrain, outcomes: [{to: answer, signal: quiet}], pays", text
    )
    hidden = read(text).compile().structure
    assert len(hidden.outcomes_at[hidden.index("police/standing=hit")]) == 1


def test_a_type_without_prior_is_pruned():
    assert [len(kinds) for kinds in mini().compile({"host.unable": 0.0}).structure.types] == [2, 1, 2]


def test_values_that_cannot_be_are_refused():
    with pytest.raises(ArgumentError, match="no parameter 'sen': did you mean 'seen'"):
        mini().parameters.override({"sen": 0.5})
    with pytest.raises(ArgumentError, match=r"comes to 1\.5"):
        mini().parameters.override({"seen": 1.5})
    values, warnings = mini().parameters.override({"hurt": 5.0})
    assert values["hurt"] == 5.0 and "outside its plausible range" in warnings[0]


def test_another_doctrine_changes_play():
    other = mini().with_doctrine("defender", "always").compile()
    assert not np.array_equal(other.game.numbers.rule, compiled().game.numbers.rule)


def reordered(text):
    """The same file with the actors, and the types of each, in another order and under other names."""
    head, rest = text.split("actors:\n", 1)
    actors, tail = rest.split("bystanders:", 1)
    blocks = ["  - id:" + part for part in actors.split("  - id:")[1:]]
    swapped = head + "actors:\n" + blocks[2] + blocks[0] + blocks[1] + "bystanders:" + tail
    return swapped.replace("The group", "A").replace("The host", "B").replace("The defender", "C")


def test_order_and_names_of_actors_have_no_effect():
    other = read(reordered(TEXT)).compile()
    assert other.structure.actors == ("defender", "group", "host")
    found = measure(other, solve_grid(other.game, Grid(points=9)))[0]
    for key, value in measure(compiled(), solved())[0].items():
        assert found[key] == pytest.approx(value, abs=1e-8), key


def test_scaling_payoffs_and_precision_changes_no_strategy():
    text = edited("precision: group.precision", 'precision: "group.precision / 3"', TEXT)  # of the group alone
    text = edited('pays: {group: "own.zeal - 0.1"}', 'pays: {group: "3 * (own.zeal - 0.1)"}', text)
    text = edited('pays: {group: "-0.5"}', 'pays: {group: "-0.5 * 3"}', text)
    text = edited('pays: {group: "-1", host: "-0.5"', 'pays: {group: "-1 * 3", host: "-0.5"', text)
    text = edited('pays: {group: "-1", host: "-2"', 'pays: {group: "-3", host: "-2"', text)
    scaled = read(text).compile()
    found = measure(scaled, solve_grid(scaled.game, Grid(points=9)))[0]
    for key, value in measure(compiled(), solved())[0].items():
        if key.name not in ("worth", "end_worth"):  # payoffs, in units of a stake
            assert found[key] == pytest.approx(value, abs=1e-7), key


def test_probabilities_of_ways_to_end_and_of_peaks_sum_to_one():
    values, gap = measure(compiled(), solved())
    assert gap < 1e-12
    for name, given in (("outcome", ""), ("peak_rung", "realised"), ("peak_rung", "seen"), ("peak_rung", "meant")):
        assert sum(v for k, v in values.items() if (k.name, k.given) == (name, given)) == pytest.approx(1.0)


def test_some_quantities_are_those_of_all():
    everything = measure(compiled(), solved())[0]
    for names in ({"follows"}, {"reputation", "crossing"}, {"event_count"}):
        found = measure(compiled(), solved(), names)[0]
        assert set(found) == {k for k in everything if k.name in names}
        assert all(everything[k] == pytest.approx(v, abs=1e-12) for k, v in found.items())
    assert set(measure(compiled(), solved(), HEADLINES)[0]) <= set(everything)


def test_quantities_agree_with_sampled_histories():
    """Push-forward against rollouts with exact beliefs: within four standard errors and the grid error."""
    n, grid_error = 40_000, 2e-3
    fine = solve_grid(compiled().game, Grid(points=13))
    values = measure(compiled(), fine)[0]
    histories = rollout(fine, n, seed=7)
    labels = np.array([row.label for row in compiled().structure.moves])
    made = np.full(histories.branch.shape, "", labels.dtype)
    for i in range(len(compiled().structure.actors)):
        moves = histories.moves_of(i)
        made = np.where(moves >= 0, labels[moves], made)
    realised = np.array([b.realised for b in compiled().structure.branches])
    peak = np.where(histories.branch >= 0, realised[histories.branch], 0).max(1)
    strike = (made == "strike").argmax(1)
    after = np.array([list(row[k + 1 :]) for row, k in zip(made, strike, strict=True)], object)
    struck = (made == "strike").any(1)
    chance = [
        next((m == "raid" for m in row if m in ("raid", "lull")), None)
        for row, was in zip(after, struck, strict=True)
        if was
    ]
    chance = np.array([c for c in chance if c is not None], float)
    sampled = {
        Key("outcome", of="war"): (histories.endings()["war"] / n, n),
        Key("event", of="raid"): ((made == "raid").any(1).mean(), n),
        Key("event", of="strike"): (struck.mean(), n),
        Key("peak_rung", of="strike", given="realised"): ((peak == 2).mean(), n),
        Key("follows", of="again", given="next"): (chance.mean(), len(chance)),
    }
    for key, (share, count) in sampled.items():
        p = values[key]
        assert abs(share - p) < 4 * np.sqrt(p * (1 - p) / count) + grid_error, key
    count = (made == "raid").sum(1)
    expected = values[Key("event_count", of="raid")]
    assert abs(count.mean() - expected) < 4 * count.std() / np.sqrt(n) + 2 * grid_error


@pytest.mark.parametrize("seen", [0.0, 1.0])
def test_states_that_nothing_reaches_are_no_trouble(seen):
    other = mini().compile({"seen": seen})
    values, gap = measure(other, solve_grid(other.game, Grid(points=7)))
    assert gap < 1e-12
    assert values[Key("event", of="known")] == pytest.approx(0.0 if seen == 0.0 else values[Key("event", of="raid")])

"""What a doctrine's conditions ask: read off the labelled game, against what the ladder's own positions say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.doctrines.facts import Facts
from deterrence.scenario.ladder.public_state import ATTACKED, CROSSED, OFFERED, WARNED, Position
from deterrence.scenario.ladder.record import When
from shipped import LADDERS, SHIPPED, compiled, crisis


@pytest.mark.parametrize("name", LADDERS)
@pytest.mark.parametrize("actor", [0, 1])
def test_on_the_ladder_they_are_what_the_position_says(name, actor):
    """Nothing of a position is read: neither what was done last nor whether a line was crossed."""
    game = crisis(name).remembering(crisis(name).brief.actors[actor].id, 2).compile()
    facts = Facts(game, actor)
    places = [(x, place) for x, place in enumerate(game.places) if isinstance(place, Position) and place.actor == actor]
    assert tuple(x for x, _ in places) == facts.states
    assert {place.made[1 - actor] for _, place in places} == {0, 1, 2}
    can_accept = any("accept" in row.tags for row in game.structure.moves)
    for x, place in places:
        assert facts.attacked(x) == (place.last in (ATTACKED, CROSSED))
        assert facts.crossed(x) == (place.last == CROSSED)
        assert facts.offered(x) == (can_accept and place.last == OFFERED)
        assert facts.warned(x) == (place.last == WARNED)
        assert facts.mediated(x) == place.mediated
        assert facts.challenged(x) == place.challenged
        assert facts.challenges(x) == place.made[1 - actor]
        assert facts.rung(x) == place.rung


@pytest.mark.parametrize("name", LADDERS)
def test_rungs_faced_are_those_of_acts(name):
    acts = [k for k, rung in enumerate(crisis(name).record.ladder) if rung.standing == "act"]
    assert [Facts(compiled(name), i).rungs_faced for i in (0, 1)] == [tuple(acts)] * 2


def at(facts: Facts, label: str) -> int:
    """The one state of the actor whose label begins so."""
    (found,) = [x for x in facts.states if facts.game.structure.states[x].startswith(label)]
    return found


def test_an_incident_that_may_be_none_is_no_act():
    """In the corridor an unclear incident looks like an accident; a known attack and an open strike do not."""
    game = compiled("corridor-window")
    facts = Facts(game, game.structure.actors.index("defender"))
    start = "answer/corridor=open/standing="
    found = {kind: facts.attacked(at(facts, start + kind)) for kind in ("quiet", "ambiguous", "attributed", "struck")}
    assert found == {"quiet": False, "ambiguous": False, "attributed": True, "struck": True}
    rungs = game.structure.rungs
    assert rungs[facts.rung(at(facts, start + "attributed"))] == "proxy"
    assert rungs[facts.rung(at(facts, start + "struck"))] == "strike"
    assert facts.crossed(at(facts, start + "struck")) and not facts.crossed(at(facts, start + "ambiguous"))


def test_an_act_of_ones_own_is_no_attack():
    """The one who is struck faces an act; the one who struck does not."""
    game = compiled("corridor-window")
    attacker = Facts(game, game.structure.actors.index("attacker"))
    assert attacker.attacked(at(attacker, "counter/corridor=open/standing=struck")) is True
    assert attacker.attacked(at(attacker, "attack/corridor=open/standing=quiet")) is False


def test_what_was_done_is_not_known_where_states_forget_it():
    """The host comes to police a closed corridor after the closing of it, and after nothing at all."""
    game = compiled("western-front-window")
    host = Facts(game, game.structure.actors.index("host"))
    forgetful = [x for x in host.states if game.public[x]["tie"] == "closed" and game.nodes[x] == "police"]
    assert forgetful and all(host.attacked(x) is None for x in forgetful)
    assert all(host.holds(x, When(attacked=True)) == (None, "whether another has just acted") for x in forgetful)
    struck = [x for x in host.states if game.nodes[x] == "reply"]
    assert struck and all(host.attacked(x) for x in struck)


def test_a_crossing_is_an_act_whoever_made_it():
    """A crisis that opens with an attack by others: the first, before which nothing was seen, as those after."""
    game = compiled("south-asia-recurrent-window")
    india = Facts(game, 0)
    opening = [x for x in india.states if game.nodes[x] == "india_attacked"]
    assert game.structure.initial in opening
    assert all(india.crossed(x) and india.attacked(x) for x in opening)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in LADDERS])
def test_turns_do_not_count_challenges_nor_say_whether_there_was_one(name):
    game = compiled(name)
    for i in range(len(game.structure.actors)):
        facts = Facts(game, i)
        for x in facts.states:
            assert facts.challenged(x) is None and facts.challenges(x) is None and facts.mediated(x) is None


def test_a_public_variable_that_counts_is_read():
    """Of several others the counts are added; a flag may be written as 0 and 1."""
    game = compiled("two-fronts-window")
    public = tuple({**at_, "challenges_west": 1, "challenges_east": 2, "challenged": 1} for at_ in game.public)
    facts = Facts(replace(game, public=public), game.structure.actors.index("defender"))
    x = facts.states[0]
    assert facts.challenges(x) == 3 and facts.challenged(x) is True
    assert facts.holds(x, When(challenges=3, challenged=True)) == (True, "")
    assert Facts(replace(game, public=public), game.structure.actors.index("west")).challenges(x) == 2


def test_one_condition_that_fails_decides_whatever_is_not_known():
    game = compiled("two-fronts-window")
    facts = Facts(game, game.structure.actors.index("defender"))
    calm = at(facts, "answer_west/west=calm/east=calm")
    assert facts.holds(calm, When(challenges=2)) == (None, "how often others have challenged")
    assert facts.holds(calm, When(challenges=2, attacked=True)) == (False, "")


def test_remembering_changes_nothing_of_the_game():
    """The states distinguish more; what they lead to is the same."""
    from deterrence.forecasting.registry import measure
    from deterrence.solvers.grid import Grid, solve_grid

    case = crisis("ladder")
    case = case.changed(window=case.record.window.model_copy(update={"moves": 6}))
    found = []
    for crisis_ in (case, case.remembering("row", 2)):
        game = crisis_.compile()
        values, _ = measure(game, solve_grid(game.game, Grid(points=9)), ("outcome", "challenge", "worth"))
        found.append((len(game.structure.states), values))
    assert found[1][0] > found[0][0]
    assert found[1][1].keys() == found[0][1].keys()
    assert np.allclose(list(found[1][1].values()), list(found[0][1].values()), atol=1e-8)
    assert case.remembering("row", 2).remembering("row", 1).memory == {"row": 2}

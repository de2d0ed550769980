"""Two sides on one ladder, written out turn by turn: another compiler, and the same crisis."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from deterrence import load
from deterrence.files.yaml_writer import written
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.parameters.expression import ONE, ZERO, parameter
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.as_turns import as_turns
from deterrence.scenario.ladder.conditions import States, text
from deterrence.scenario.ladder.reading import read_text
from deterrence.scenario.ladder.record import ThirdParties
from deterrence.scenario.ladder.turn_moves import plain_id, plain_name
from deterrence.scenario.lock_rule import LockRule
from deterrence.solvers.grid import Grid, solve_grid
from scenario.ladder.edits import edit
from scenario.ladder.test_memory import remembering
from shipped import crisis
from systems.overhang import Outsider, Ramp, both, ladder, number

NAMES = ("outcome", "general_deterrence", "challenge", "worth", "credibility", "enforcement", "duration")
GRID = Grid(points=5, tolerance=1e-12)


def minimal(*changes: tuple[str, str]) -> Crisis:
    return Crisis(read_text(edit(*changes)))


def watched() -> Crisis:
    """The ladder with third parties who watch."""
    others = ThirdParties(
        name="others", visibility=number(0.8), isolation=both(0.1), outcry=both(0.2), support=both(0.3)
    )
    return crisis("ladder").changed(third_parties=others)


def locked() -> Crisis:
    """The small scenario with conduct locked by the file: who never offers, and who only waits when attacked."""
    never = LockRule(actor="a", never=("offer",), when={"mediated": False})
    always = LockRule(actor="b", always=("wait",), when={"attacked": True, "rung": "raid"})
    return minimal().changed(locks=(never, always))


CASES = {
    "a plain ladder": lambda: load("ladder"),
    "every section": minimal,
    "nuclear forces": lambda: ladder(
        leap=True, ramp=Ramp(), outsider=Outsider(alarm=2.0, attention=0.1), war_hazard=0.2, posture=1.5, resolve=1.5,
        nuclear={"row": (2.0, 0.4, 1.0), "column": (1.0, 0.7, 0.5)},
    ),
    "third parties": watched,
    "challenges remembered": lambda: remembering(2).with_doctrine("row", "remembers"),
    "locks": locked,
}

SLOW = {"nuclear forces", "locks"}


@cache
def turns(case: str) -> Crisis:
    text = written(as_turns(CASES[case]().record))
    return Crisis(read_campaign_text(text), text=text)


def values(game: CrisisGame) -> dict[Key, float]:
    return measure(game, solve_grid(game.game, GRID), NAMES)[0]


def renamed(key: Key) -> Key:
    return replace(key, actor=key.actor and plain_id(key.actor), of=key.of and plain_id(key.of))


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.slow if c in SLOW else ()) for c in CASES])
def test_both_compilers_give_the_same_crisis(case):
    """To 1e-9: one enumerates the rules of the ladder, the other the turns that they were written out as."""
    compact, full = CASES[case](), turns(case)
    here = {renamed(k): v for k, v in values(compact.compile()).items()}
    there = values(full.compile())
    none = {k for k in here.keys() - there.keys() if here[k] == 0.0}  # an ending that nothing leads to
    assert here.keys() - none == {k for k in there if k.name in NAMES}
    assert max(abs(there[k] - here[k]) for k in there) <= 1e-9


def test_numbers_keep_their_names_and_mean_the_same():
    compact, full = load("ladder"), turns("a plain ladder")
    changes = {"row.stakes.prize": 5.0, "column.acts.middle.harm": 0.9, "ladder.high.hazard": 0.05}
    here, there = values(compact.compile(changes)), values(full.compile(changes))
    assert max(abs(there[k] - v) for k, v in here.items() if k in there) <= 1e-9
    assert set(full.parameters) <= {plain_name(name) for name in compact.parameters}
    assert full.parameters["row.stakes.prize"].owners == compact.parameters["row.stakes.prize"].owners


def test_what_it_says_is_there_in_words_of_turns():
    record = turns("every section").record
    assert [t.actor for t in record.turns] == ["a", "b"] and record.window.first == "a_moves"
    assert {v.id for v in record.public} == {"rung", "last", "mediated", "challenged"}
    crossed = [m for t in record.turns for m in t.moves if m.enforces]
    assert crossed and all(m.enforces == ("no_strike",) for m in crossed)
    assert {e.counts_as or e.id for e in record.endings} >= {"off_ramp", "settlement", "capitulation", "war", "lapse"}
    assert {e.terms_of for e in record.endings if (e.counts_as or e.id) == "capitulation"} == {"a", "b"}
    assert not record.window.closes[0].when["challenged"] and record.window.closes[0].to == "no_challenge"


def test_conditions_ask_for_no_more_than_they_need():
    states = States(("rung", "last"), [("low", "quiet"), ("low", "acted"), ("high", "acted")])
    assert [when for _, when in states.parts([("low", "quiet")])] == [{"last": ("quiet",)}]
    assert [when for _, when in states.parts(states.states)] == [{}]
    apart = [*states.parts([("low", "quiet"), ("high", "acted")])]
    assert sorted(s for part, _ in apart for s in part) == [("high", "acted"), ("low", "quiet")] and len(apart) == 2
    cost = {("low", "quiet"): ZERO, ("low", "acted"): parameter("cost"), ("high", "acted"): parameter("cost")}
    assert states.formula(cost, str) == "(last == acted)*cost"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (parameter("a") - parameter("b") - parameter("c"), "a - b - c"),
        (parameter("a") - (parameter("b") + parameter("c")), "a - (b + c)"),
        (-(parameter("a") * (ONE - parameter("b"))), "-a*(1 - b)"),
        (parameter("a") / (ONE + parameter("b")) * 2.0, "a/(1 + b)*2"),
        (ZERO - (ZERO - parameter("a")), "-(-a)"),
    ],
)
def test_numbers_are_said_as_one_writes_them(number, said):
    assert text(number, str) == said

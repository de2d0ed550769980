"""Strategic games in Gambit's format: read as trees of hidden moves, written as reduced normal forms."""

from fractions import Fraction

import numpy as np
import pytest

from deterrence.errors import ArgumentError, InputError
from deterrence.trees.builder import TreeBuilder
from deterrence.trees.gambit import normal_form as gambit_normal
from deterrence.trees.gambit import prologue as gambit_prologue
from deterrence.trees.gambit import read_efg, read_nfg, write_efg, write_nfg
from trees.gambit_games import OUTCOMES, SIGNAL, STAGES, TABLE, same

HEAD = 'NFG 1 R "t" { "A" "B" }'


def problem(text):
    with pytest.raises(InputError) as caught:
        read_nfg(text, "game.nfg")
    (found,) = caught.value.problems
    assert found.remedy and "\n" not in str(found)
    return found


def cells(tree):
    """Payoffs by profile: walk the tree of hidden moves."""
    found = {}
    for node in np.flatnonzero(~tree.has_children):
        profile, walker = [], int(node)
        while walker:
            profile.append(int(tree.slot[walker]))
            walker = int(tree.parent[walker])
        o = tree.outcome[node]
        found[tuple(reversed(profile))] = tree.outcomes[o].payoffs if o >= 0 else None
    return found


def test_payoffs_stand_in_the_order_of_counting_with_the_first_player_fastest():
    tree = read_nfg(TABLE)
    assert tree.title == "Selten (IJGT, 75), Figure 2, normal form"
    assert [(s.player, s.number, s.actions) for s in tree.sets] == [(0, 1, ("1", "2", "3")), (1, 1, ("1", "2"))]
    assert tree.parent.tolist() == [-1, 0, 1, 1, 0, 4, 4, 0, 7, 7]
    assert cells(tree) == {
        (0, 0): (1, 1), (1, 0): (0, 2), (2, 0): (0, 2), (0, 1): (1, 1), (1, 1): (0, 3), (2, 1): (2, 0)
    }  # fmt: skip
    assert [o.number for o in tree.outcomes] == [1, 2, 3, 4, 5, 6]


def test_outcomes_and_names():
    tree = read_nfg(OUTCOMES)
    assert tree.comment == "With a comment."
    assert [s.actions for s in tree.sets] == [("up", "down"), ("left", "right"), ("front", "back")]
    assert [o.label for o in tree.outcomes] == ["best", "", "never"]
    best, second = (1, Fraction(1, 2), Fraction(1, 4)), (0, -2, 0)
    assert cells(tree) == {
        (0, 0, 0): best, (1, 0, 0): second, (0, 1, 0): None, (1, 1, 0): second,
        (0, 0, 1): best, (1, 0, 1): best, (0, 1, 1): None, (1, 1, 1): second,
    }  # fmt: skip


@pytest.mark.parametrize("text", [
    'NFG 1 D "t" { "A" "B" } { 2 1 } "c" 1, 2, 3, 4,',
    'NFG 1 R "t" { "A" "B" } { { "1" "2" } { "1" } } "c" 1 2 3 4',
    'NFG 1 R "t" // a comment\n{ "A" "B" }{2 1}"c"\t1.0 2e0 6/2 4 /* the end */',
])  # fmt: skip
def test_forms_of_the_same_game(text):
    assert same(read_nfg(text), read_nfg(HEAD + ' { 2 1 } "c" 1 2 3 4'))


@pytest.mark.parametrize(
    ("text", "at", "what"),
    [
        ("EFG 2 R \n", (1, 1), "expected NFG"),
        (HEAD, (1, 24), "ends where the strategies"),
        (HEAD + " { 2 }\n", (1, 29), "number of strategies of 'B'"),
        (HEAD + " { 2 2 2 } 1\n", (1, 31), "expected the end of the strategies"),
        (HEAD + " { 0 2 } 1\n", (1, 27), "number of strategies of 'A' cannot be '0'"),
        (HEAD + ' { { "a" } { } } 1\n', (1, 37), "name of a strategy"),
        (HEAD + " { 9999999 9999999 } 1\n", (1, 25), "more than 2000000 nodes"),
        (HEAD + " { 1000 1000 } 1 2 3\n", (1, 44), "ends where a payoff (entry 2 of 1000000)"),
        (HEAD + " { 1 2 } 1 2 3 x\n", (1, 39), "expected a payoff (entry 2 of 2)"),
        (HEAD + " { 1 1 } 1 2 3\n", (1, 37), "complete with 1 entries"),
        (HEAD + ' { 1 1 } { { "" 1 } } 1\n', (1, 40), "only 1 payoff"),
        (HEAD + ' { 1 1 } { { "" 1 2 } } 2\n', (1, 48), "cannot be '2'"),
        (HEAD + ' { 1 1 } { { "" 1 2 } } 1.0\n', (1, 48), "expected the number of an outcome"),
        (HEAD + ' { 1 1 } { "" 1 2 } 1\n', (1, 35), "expected an outcome"),
    ],
)  # fmt: skip
def test_faults(text, at, what):
    found = problem(text + "\n")
    assert what in found.what
    assert (found.line, found.column) == at


def test_many_players_are_bounded():
    players = 5000
    text = 'NFG 1 R "t" { ' + '"A" ' * players + "} { " + "1 " * players + "} " + "0 " * players
    assert "nodes" in problem(text).what
    assert gambit_prologue.node_limit(range(players)) < players


@pytest.mark.parametrize("text", [TABLE, OUTCOMES, HEAD + " { 2 1 } 0 0 0 0 ", HEAD + " { 1 1 } { } 0 "])
def test_tables_read_written_and_read_again_are_the_same(text):
    tree = read_nfg(text)
    assert same(read_nfg(write_nfg(tree)), tree)
    assert write_nfg(read_nfg(write_nfg(tree))) == write_nfg(tree)
    assert write_efg(read_efg(write_efg(tree))) == write_efg(tree)


def test_outcomes_stay_outcomes():
    assert '{ "never" 9, 9, 9 }\n}\n1 2 0 2 1 1 0 2\n' in write_nfg(read_nfg(OUTCOMES))


def test_payoffs_are_expected_values_and_exact():
    form = read_nfg(write_nfg(read_efg(SIGNAL)))
    third, two = Fraction(1, 3), Fraction(2, 3)
    quarter, half = Fraction(1, 4), Fraction(1, 2)
    # strong with probability 1/3; being weak costs 1/4 at once
    cost = -two * quarter
    assert cells(form) == {
        (0, 0): (2 + cost, 0),
        (1, 0): (third * 2 + cost, two),
        (2, 0): (two * 2 + cost, third),
        (3, 0): (cost, 1),
        (0, 1): (third * half - two * 3 * half + cost, -third + two),
        (1, 1): (third * half + cost, -third + two),
        (2, 1): (-two * 3 * half + cost, third + two),
        (3, 1): (cost, 1),
    }
    assert form.sets[0].actions == ("arm/arm", "arm/wait", "wait/arm", "wait/wait")


def test_strategies_are_reduced():
    g = TreeBuilder("chain", ("A", "B"))
    last = g.move("A", "again?", {"stop": g.end(2, 0), "go": g.end(3, 3)})
    tree = g.tree(
        g.move("A", "first?", {"out": g.end(1, 0), "in": g.move("B", "b", {"back": g.end(0, 2), "on": last})})
    )
    form = read_nfg(write_nfg(tree))
    assert form.sets[0].actions == ("out/*", "in/stop", "in/go")
    assert cells(form) == {
        (0, 0): (1, 0), (0, 1): (1, 0), (1, 0): (0, 2), (1, 1): (2, 0), (2, 0): (0, 2), (2, 1): (3, 3)
    }  # fmt: skip
    assert len(form.outcomes) == 4  # without chance: the ends of the tree themselves


def test_players_who_never_move_and_names_that_repeat():
    form = read_nfg(write_nfg(read_efg(STAGES)))
    assert [len(s.actions) for s in form.sets] == [2, 1, 6, 2]
    assert form.sets[2].actions == ("1", "2", "3", "4", "5", "6")  # "g/" would name two of them
    assert form.sets[0].actions == ("x", "x")
    idle = TreeBuilder("", ("A", "B"))
    assert read_nfg(write_nfg(idle.tree(idle.end(1, 2)))).sets[1].actions == ("1",)


def test_too_large_tables_are_refused_with_their_size(monkeypatch):
    g = TreeBuilder("", ("A", "B"))
    end = g.end(0, 0)
    moves = {f"n{k}": (1 / 16, g.move("A", f"h{k}", {"l": end, "r": end})) for k in range(16)}
    tree = g.tree(g.chance("n", moves))
    with pytest.raises(ArgumentError, match=r"65536 x 1 strategies; a table may have 50000 entries"):
        write_nfg(tree)
    deep = g.move("B", "h", {"l": end, "r": end})
    for k in range(2000):
        deep = g.move("A" if k % 2 else "B", f"d{k}", {"on": deep, "off": g.end(k, -k)})
    assert write_nfg(g.tree(g.move("A", "top", {"a": end, "b": end})))
    with pytest.raises(ArgumentError, match=r"1001 x 1002 strategies"):
        write_nfg(g.tree(deep))
    monkeypatch.setattr(gambit_normal, "MAX_TERMS", 10)
    with pytest.raises(ArgumentError, match="more than 10 payoffs"):
        write_nfg(read_efg(SIGNAL))


def test_long_strategies_are_refused():
    g = TreeBuilder("", ("A", "B"))
    part = g.end(0, 0)
    for k in range(16):
        part = g.move("A", f"d{k}", {"on": part, "off": g.end(k, 0)})
    for k in range(1000):
        part = g.move("B", f"n{k}", {"only": part})
    chain = g.tree(part)
    assert len(read_nfg(write_nfg(chain)).sets[0].actions) == 17
    end = g.end(0, 0)
    many = {f"n{k}": (Fraction(1, 15), g.move("A", f"h{k}", {"l": end, "r": end})) for k in range(15)}
    idle = g.end(0, 0)
    for k in range(100):
        idle = g.move("A", f"i{k}", {"only": idle})
    with pytest.raises(ArgumentError, match="more than 1000000 choices"):
        write_nfg(g.tree(g.chance("c", {"a": (1, g.chance("n", many)), "b": (0, idle)})))

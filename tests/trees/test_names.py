"""Two of one name: true figures for each, and an error where a name does not say which."""

import json
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from deterrence.cli import main
from deterrence.errors import AmbiguousName, ArgumentError, DeterrenceError
from deterrence.report.tree_svg import tree_svg
from deterrence.report.tree_text import tree_text
from deterrence.solvers.tree import TreeAssessment, certify_tree, derivatives, solve_tree
from deterrence.trees.gambit import read_efg, write_efg
from deterrence.trees.names import move_names, unique_names

PLAYERS = """EFG 2 R "two states" { "State" "State" }
p "" 1 1 "" { "a" "b" } 0
t "" 1 "" { 1, 5 }
p "" 2 1 "answer" { "a" "b" } 0
t "" 2 "" { 3, 7 }
t "" 3 "" { 2, 9 }
"""
SETS = """EFG 2 R "two sets" { "A" }
p "" 1 1 "x" { "a" "b" } 0
p "" 1 2 "x" { "a" "b" } 0
t "" 1 "" { 1 }
t "" 2 "" { 2 }
t "" 3 "" { 3 }
"""
MOVES = """EFG 2 R "two moves" { "A" "B" }
p "" 1 1 "x" { "go" "go" "" } 0
t "" 1 "" { 1, 4 }
t "" 2 "" { 3, 5 }
t "" 3 "" { 2, 6 }
"""


def solved_json(tmp_path, text):
    path = tmp_path / "game.efg"
    path.write_text(text)
    done = CliRunner().invoke(main, ["solve", str(path), "--json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout), CliRunner().invoke(main, ["solve", str(path)]).stdout


@pytest.mark.parametrize(
    ("given_names", "expected"),
    [
        (("A", "B"), ("A", "B")),
        (("State", "State"), ("State_1", "State_2")),
        (("State", "Rival", "State"), ("State_1", "Rival", "State_2")),
        (("State", "State", "State_1"), ("State_2", "State_3", "State_1")),
        (("State_1", "State", "State"), ("State_1", "State_2", "State_3")),
        (("", ""), ("_1", "_2")),
        (("", "A", ""), ("_1", "A", "_2")),
        (("", "1"), ("_1", "1")),
    ],
)
def test_names_are_made_different_as_gambit_does(given_names, expected):
    """What pygambit 17.0.0b2 writes after reading a file with these players."""
    assert unique_names(given_names) == expected


@given(st.lists(st.sampled_from(["", "a", "a_1", "a_2", "b", "_1", "1"]), max_size=8))
def test_names_are_different_and_those_that_occur_once_stay(labels):
    names = unique_names(labels)
    assert len(set(names)) == len(names) == len(labels) and all(names)
    count = Counter(labels)
    assert all(name == label for name, label in zip(names, labels, strict=True) if label and count[label] == 1)
    assert len(set(move_names(labels))) == len(labels)


def test_players_of_one_name_have_their_own_figures(tmp_path):
    shown, text = solved_json(tmp_path, PLAYERS)
    assert shown["players"] == ["State_1", "State_2"]
    assert shown["payoffs"] == {"State_1": 2.0, "State_2": 9.0}
    assert shown["strategies"] == {"State_1": {"1": [0.0, 1.0]}, "State_2": {"1": [0.0, 1.0]}}
    assert set(shown["certificate"]["regret"]) == set(shown["certificate"]["stake"]) == {"State_1", "State_2"}
    assert "State_1: expects 2\n" in text and "State_2: expects 9\n" in text
    assert "best reply of State_1" in text and "best reply of State_2" in text


def test_a_player_is_looked_up_by_a_name_of_its_own_or_by_index():
    a = solve_tree(read_efg(PLAYERS)).assessment
    assert a.value("State_2") == a.value(1) == 9.0 and a.value("State_1") == a.value(0) == 2.0
    assert a.strategy("State_2", "answer") == a.strategy(1, 1) == {"a": 0.0, "b": 1.0}
    for look_up in (lambda: a.value("State"), lambda: a.strategy("State", 1), lambda: a.belief_at("State", "answer")):
        with pytest.raises(AmbiguousName, match="2 players are called 'State': say State_1 or State_2, or an index"):
            look_up()
    with pytest.raises(ArgumentError, match="no player 'Rival'; there are State_1, State_2"):
        a.value("Rival")
    with pytest.raises(ArgumentError, match="no player 2"):
        a.value(2)


def test_sets_of_one_name_have_their_own_figures(tmp_path):
    shown, text = solved_json(tmp_path, SETS)
    assert shown["strategies"]["A"] == {"1": [0.0, 1.0], "2": [0.0, 1.0]}
    assert "  x (1)  a 0, b 1\n" in text and "  x (2)  a 0, b 1\n" in text
    drawn = tree_text(solve_tree(read_efg(SETS)))
    assert "A: x (1)" in drawn and "A: x (2)" in drawn
    assert "x (2)" in tree_svg(read_efg(SETS))


def test_a_set_whose_label_another_has_is_looked_up_by_number_or_name():
    a = solve_tree(read_efg(SETS)).assessment
    assert a.strategy("A", 2) == a.strategy("A", "x (2)") == {"a": 0.0, "b": 1.0}
    for look_up in (lambda: a.strategy("A", "x"), lambda: a.belief_at("A", "x"), lambda: a.tree.find("A", "x")):
        with pytest.raises(AmbiguousName, match=r"A has 2 information sets 'x': say number 1 .* or number 2"):
            look_up()
    with pytest.raises(AmbiguousName):
        TreeAssessment.of(a.tree, {("A", "x"): {"a": 1}})
    entered = TreeAssessment.of(a.tree, {("A", 1): {"b": 1}, ("A", 2): {"a": 1}})
    assert certify_tree(entered).worst_set == "information set 2 'x' of A"
    with pytest.raises(ArgumentError, match="no information set 'y'; it has 1 'x', 2 'x'"):
        a.strategy("A", "y")


def test_moves_of_one_name_have_their_own_figures(tmp_path):
    shown, text = solved_json(tmp_path, MOVES)
    assert shown["information_sets"]["A"]["1"]["actions"] == ["go_1", "go_2", "3"]
    assert shown["strategies"]["A"]["1"] == [0.0, 1.0, 0.0]
    assert "go_1 0, go_2 1, 3 0" in text
    drawn = tree_text(solve_tree(read_efg(MOVES)))
    assert "go_1 · 0 → (1, 4)" in drawn and "go_2 · 1 → (3, 5)" in drawn and "─ 3 · 0 → (2, 6)" in drawn


def test_a_move_is_looked_up_by_a_name_of_its_own():
    solution = solve_tree(read_efg(MOVES), 1.0)
    assert list(solution.assessment.strategy("A", "x")) == ["go_1", "go_2", "3"]
    moved = derivatives(solution, "λ")
    assert moved.probability("A", "x", "go_1") < 0 < moved.probability("A", "x", "go_2")
    message = "2 actions of information set x of A are called 'go': say go_1 or go_2"
    with pytest.raises(AmbiguousName, match=message):
        moved.probability("A", "x", "go")
    with pytest.raises(AmbiguousName, match=message):
        TreeAssessment.of(solution.assessment.tree, {("A", "x"): {"go": 1}})
    with pytest.raises(ArgumentError, match="no action 'stay'; it has go_1, go_2, 3"):
        TreeAssessment.of(solution.assessment.tree, {("A", "x"): {"stay": 1}})
    entered = TreeAssessment.of(solution.assessment.tree, {("A", "x"): {"go_2": 0.5, "": 0.5}})
    assert entered.policy.tolist() == [0.0, 0.5, 0.5]


def test_names_are_the_programs_and_the_file_keeps_its_own():
    for text in (PLAYERS, SETS, MOVES):
        tree = read_efg(text)
        assert write_efg(read_efg(write_efg(tree))) == write_efg(tree)
        assert '"_1"' not in write_efg(tree)
    assert read_efg(PLAYERS).players == ("State", "State")


def test_the_error_is_one_of_the_programs():
    assert issubclass(AmbiguousName, ArgumentError) and issubclass(AmbiguousName, DeterrenceError)


def test_a_probability_below_zero_by_rounding_is_zero():
    tree = solve_tree(read_efg(MOVES)).assessment.tree
    entered = TreeAssessment.of(tree, {("A", "x"): {"go_1": -2e-17, "go_2": 0.25, "": 0.75}})
    assert entered.policy.tolist() == [0.0, 0.25, 0.75]
    with pytest.raises(ArgumentError, match="is no probability distribution"):
        TreeAssessment.of(tree, {("A", "x"): {"go_1": -1e-9, "go_2": 0.25, "": 0.75}})

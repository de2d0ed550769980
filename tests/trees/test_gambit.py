"""Extensive games in Gambit's format: every feature, and every fault at its place."""

import re
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from deterrence.errors import ArgumentError, InputError
from deterrence.trees.builder import TreeBuilder
from deterrence.trees.gambit import prologue as gambit_prologue
from deterrence.trees.gambit import read_efg, read_gambit, read_nfg, write_efg
from deterrence.trees.gambit import tokens as gambit_tokens
from trees.gambit_games import FILES, SIGNAL, STAGES, TABLE, same

HEAD = 'EFG 2 R "t" { "A" "B" } ""\n'
MOVE = 'p "" 1 1 "h" { "x" "y" } 0\n'
ENDS = 't "" 1 "o" { 1, 2 }\nt "" 0\n'


def problem(text, read=read_efg):
    with pytest.raises(InputError) as caught:
        read(text, "game.efg")
    (found,) = caught.value.problems
    assert found.file == "game.efg"
    assert found.what and found.remedy and "\n" not in str(found)
    return found


def payoffs(numbers, players=1):
    names = " ".join(f'"{i}"' for i in range(players))
    return read_efg(f'EFG 2 R "" {{ {names} }} t "" 1 "" {{ {numbers} }}').outcomes[0].payoffs


# what is read


def test_everything_of_a_signalling_game():
    tree = read_efg(SIGNAL)
    assert tree.title == 'A "signal"'
    assert tree.comment == "Two types, one message each way."
    assert tree.players == ("Sender", "Receiver")
    assert tree.parent.tolist() == [-1, 0, 1, 2, 2, 1, 0, 6, 7, 7, 6]
    assert tree.slot.tolist() == [-1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1]
    assert tree.information_set.tolist() == [-1, 0, 1, -1, -1, -1, 2, 1, -1, -1, -1]
    assert tree.chance_set.tolist() == [0] + [-1] * 10
    assert tree.outcome.tolist() == [-1, -1, -1, 0, 1, 2, 3, -1, 0, 4, 2]
    assert [(s.player, s.number, s.label, s.actions) for s in tree.sets] == [
        (0, 1, "strong", ("arm", "wait")),
        (1, 1, "armed", ("yield", "fight")),
        (0, 2, "weak", ("arm", "wait")),
    ]
    assert tree.chances[0].probabilities == (Fraction(1, 3), Fraction(2, 3))
    assert [o.payoffs for o in tree.outcomes] == [
        (2, 0), (Fraction(1, 2), -1), (0, 1), (Fraction(-1, 4), 0), (Fraction(-3, 2), 1)
    ]  # fmt: skip
    assert [o.label for o in tree.outcomes][3] == "cost of arming"
    assert tree.labels[:3] == ("nature", "", "after arming")
    assert tree.numbers().payoff[6].tolist() == [-0.25, 0]


def test_numbers_of_sets_and_outcomes_are_those_of_the_file():
    tree = read_efg(STAGES)
    assert [(s.player, s.number) for s in tree.sets] == [(3, 9), (1, 1), (2, 1), (0, 2), (2, 2)]
    assert [o.number for o in tree.outcomes] == [3, 12, 4]
    assert [c.number for c in tree.chances] == [7]
    assert tree.labels == ()
    assert tree.find("D", 9) == 0


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("3", 3), ("-3", -3), ("+3", 3), ("007", 7), ("2.000000", 2), ("0.1", Fraction(1, 10)), (".5", Fraction(1, 2)),
        ("-.5", Fraction(-1, 2)), ("5.", 5), ("1/3", Fraction(1, 3)), ("-2/4", Fraction(-1, 2)), ("+4/2", 2),
        ("1e3", 1000), ("1.5E-3", Fraction(3, 2000)), ("-2e+1", -20), (".5e1", 5), ("0/7", 0), ("-0", 0),
        ("1e-300", Fraction(1, 10**300)), ("0." + "3" * 300, Fraction(int("3" * 300), 10**300)),
    ],
)  # fmt: skip
def test_numbers_are_exact(word, value):
    (found,) = payoffs(word)
    assert found == value and isinstance(found, int if Fraction(value).denominator == 1 else Fraction)


@pytest.mark.parametrize("numbers", ["1 2 3", "1, 2, 3", "1,2,3,", "1 , 2 3", "1\n2\t3\r\n", "1 /* two */ 2 // ,\n 3"])
def test_commas_blanks_and_comments(numbers):
    assert payoffs(numbers, 3) == (1, 2, 3)


def test_white_space_means_nothing_outside_texts():
    spread = "\n\r\n\t " + SIGNAL.replace(" }", "\v}").replace("} ", "}\f").replace("0\n", "0  \r\n // so\n\n")
    assert same(read_efg(spread), read_efg(SIGNAL))
    assert same(read_efg('EFG 2 R "t"{"A""B"}""p ""1 1"h"{"x""y"}0 t ""1"o"{1,2}t ""0'), read_efg(HEAD + MOVE + ENDS))


def test_comment_is_optional():
    assert read_efg('EFG 2 R "t" { "A" } t "" 0').comment == ""
    assert read_efg('EFG 2 R "t" { "A" } "why" t "" 0').comment == "why"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (r"a\"b", 'a"b'), (r"a\\b", "a\\b"), (r"a\b", "a\\b"), (r"\\\"", '\\"'), (r"a\\", "a\\"), (r"\n", "\\n"),
        ("two\nlines", "two\nlines"), ("// no comment /* at all", "// no comment /* at all"), ("{ } , p", "{ } , p"),
        ("été 核", "été 核"),
    ],
)  # fmt: skip
def test_texts(inside, said):
    tree = read_efg(f'EFG 2 R "{inside}" {{ "A" }} "{inside}" t "{inside}" 0')
    assert (tree.title, tree.comment, tree.labels) == (said, said, (said,))
    assert same(read_efg(write_efg(tree)), tree)


def test_description_may_be_left_out_or_said_again():
    left_out = read_efg(SIGNAL)
    again = SIGNAL.replace('p "" 2 1 0', 'p "" 2 1 "armed" { "yield" "fight" } 0').replace(
        't "" 3\n', 't "" 3 "calm" { 0/5 1.0 }\n'
    )
    name_only = SIGNAL.replace('p "" 2 1 0', 'p "" 2 1 "armed" 0')
    assert same(read_efg(again), left_out) and same(read_efg(name_only), left_out)


def test_one_node_is_a_game():
    assert len(read_efg('EFG 2 R "" { "A" } t "" 0')) == 1


def test_file_and_text_and_byte_order_mark(tmp_path):
    file = tmp_path / "game.efg"
    file.write_bytes(b"\xef\xbb\xbf" + SIGNAL.replace("\n", "\r\n").encode())
    for source in (file, str(file)):
        tree = read_efg(source)
        assert tree.title == 'A "signal"' and len(tree) == 11
    assert same(read_gambit(file), tree)
    assert same(read_gambit(TABLE), read_nfg(TABLE))


# what is refused, and where


@pytest.mark.parametrize(
    ("text", "at", "what"),
    [
        ("", (1, 1), "ends where EFG"),
        ("NFG 1 R \n", (1, 1), "expected EFG"),
        ('EFG 3 R "t"\n', (1, 5), "expected version 2"),
        ('EFG 2 X "t"\n', (1, 7), "expected R or D"),
        ("EFG 2 R t\n", (1, 9), "expected the title"),
        ('EFG 2 R "t" { }\n', (1, 15), "no player"),
        ('EFG 2 R "t" { A }\n', (1, 15), "name of a player"),
        ('EFG 2 R "t" { "A" \n\n', (1, 18), "ends where the name of a player"),
        (HEAD, (1, 27), "ends where a node"),
        (HEAD + 'q "" 0', (2, 1), "expected a node"),
        (HEAD + "t 0", (2, 3), "node's name"),
        (HEAD + 'p "" 3 1 "h" { "x" } 0', (2, 6), "player's number cannot be '3'"),
        (HEAD + 'p "" 0 1 "h" { "x" } 0', (2, 6), "player's number"),
        (HEAD + 'p "" 1 0 "h" { "x" } 0', (2, 8), "number of the information set"),
        (HEAD + 'p "" 1 1.5 "h" { "x" } 0', (2, 8), "number of the information set"),
        (HEAD + 'p "" 1 99999999999 "h" { "x" } 0', (2, 8), "number of the information set"),
        (HEAD + f'p "" 1 {"9" * 6000} "h" {{ "x" }} 0', (2, 8), "number of the information set"),
        (HEAD + 'p "" 1 1 0', (2, 8), "not been described"),
        (HEAD + 'p "" 1 1 "h" 0', (2, 14), "list of actions"),
        (HEAD + 'p "" 1 1 "h" { } 0', (2, 16), "name of an action"),
        (HEAD + 'p "" 1 1 "h" { "x", "y" } 0', (2, 19), "name of an action"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2 }\n', (3, 20), "ends where the next node"),
        (HEAD + MOVE + 't "" 1 "o" { 1 }\nt "" 0', (3, 14), "only 1 payoff:"),
        (HEAD + MOVE + 't "" 1 "o" { 1 2 3 }\nt "" 0', (3, 14), "more than 2 payoffs"),
        (HEAD + MOVE + 't "" 1 "o" { 1,,2 }\nt "" 0', (3, 16), "expected a payoff"),
        (HEAD + MOVE + 't "" 1 { 1, 2 }\nt "" 0', (3, 6), "outcome 1 has not been described"),
        (HEAD + MOVE + 't "" 0 "o" { 1, 2 }\nt "" 0', (3, 8), "outcome 0"),
        (HEAD + MOVE + 't "" 1\nt "" 0', (3, 6), "outcome 1 has not been described"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2 }\nt "" 1 "o" { 1, 3 }', (4, 8), "other payoffs"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2 }\nt "" 1 "u" { 1, 2 }', (4, 8), "another name"),
        (HEAD + MOVE + ENDS + 't "" 0', (5, 1), "tree is complete"),
        (HEAD + 't "" 1 "o" { 1/0 1 }', (2, 14), "divides by zero"),
        (HEAD + 't "" 1 "o" { - 1 }', (2, 14), "'-' is not a number"),
        (HEAD + 't "" 1 "o" { 1.5/2 1 }', (2, 14), "is not a number"),
        (HEAD + 't "" 1 "o" { nan 1 }', (2, 14), "expected a payoff"),
        (HEAD + 't "" 1 "o" { ٣ 1 }', (2, 14), "expected a payoff"),
        (HEAD + 't "" 1 "o" { 1e999999999 1 }', (2, 14), "too large"),
        (HEAD + 't "" 1 "o" { 1e-99999999999999999999999 1 }', (2, 14), "too large"),
        (HEAD + 't "" 1 "o" { 1e400 1 }', (2, 14), "too large"),
        (HEAD + f't "" 1 "o" {{ {"9" * 5000} 1 }}', (2, 14), "too large"),
        (HEAD + f't "" 1 "o" {{ 0.{"1" * 600} 1 }}', (2, 14), "too large"),
        (HEAD + 't "never closed 0', (2, 3), "never closed"),
        (HEAD + 't "never closed \\"', (2, 3), "never closed"),
        (HEAD + "t /* never closed", (2, 3), "never closed"),
        (HEAD + 'c "" 1 "n" { "a" 1/2 "b" 1/3 } 0', (2, 12), "sum to 0.8333"),
        (HEAD + 'c "" 1 "n" { "a" 0.333333 "b" 0.333333 "c" 0.333333 } 0', (2, 12), "sum to 0.999999"),
        (HEAD + 'c "" 1 "n" { "a" 3/2 "b" -1/2 } 0', (2, 26), "negative"),
        (HEAD + 'c "" 1 "n" { "a" "b" } 0', (2, 18), "expected a probability"),
        (HEAD + 'c "" 1 "n" { "a" 1 } 0\nc "" 1 "n" { "a" 1/2 "b" 1/2 } 0', (3, 8), "other actions"),
        (HEAD + 'c "" 1 "n" { "a" 0 "b" 1 } 0 c "" 1 "n" { "a" 1 "b" 0 } 0', (2, 37), "other probabilities"),
        (HEAD + 'p "" 1 1 "h" { "x" } 0\np "" 1 1 "h" { "y" } 0', (3, 10), "other actions"),
        (HEAD + 'p "" 1 1 "h" { "x" } 0\np "" 1 1 "g" 0', (3, 10), "another name"),
        (HEAD + 't "\x00" 0', (2, 4), "U+0000"),
        (HEAD + 't "\ud800" 0', (2, 4), "U+D800"),
    ],
)  # fmt: skip
def test_faults(text, at, what):
    found = problem(text if "\n" in text else text + "\n")
    assert what in f"{found.what}: {found.remedy}"
    assert (found.line, found.column) == at


def test_imperfect_recall_is_refused_at_the_node():
    absent_minded = HEAD + 'p "" 1 1 "exit?" { "on" "off" } 0\np "" 1 1 0\n' + 't "" 0\n' * 3
    found = problem(absent_minded)
    assert (found.line, found.column) == (3, 1)
    assert "information set 1 'exit?' of A" in found.what and "imperfect recall" in found.what
    forgets = HEAD + MOVE + 'p "" 1 2 "later" { "l" "r" } 0\n' + 't "" 0\n' * 2 + ' p "" 1 2 0\n' + 't "" 0\n' * 2
    found = problem(forgets)
    assert (found.line, found.column) == (6, 2)
    assert "information set 2 'later'" in found.what


def test_bytes_that_are_not_text(tmp_path):
    file = tmp_path / "game.efg"
    file.write_bytes(SIGNAL.encode().replace(b"nature", b"na\xfftre"))
    found = problem(file)
    assert (found.line, found.column, found.remedy) == (4, 6, "save it as UTF-8")


def test_files_that_cannot_be_read(tmp_path):
    assert "no such file" in problem(tmp_path / "none.efg").what
    assert "cannot be read" in problem(tmp_path).what
    assert "cannot be read" in problem("a\x00b").what
    assert "cannot be read" in problem("x" * 100_000).what


# bounds


def test_long_files_and_large_games_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(gambit_tokens, "MAX_BYTES", 2**10)
    assert "longer than" in problem(SIGNAL * 3).what
    file = tmp_path / "game.efg"
    file.write_text(SIGNAL * 3)
    assert "longer than" in problem(file).what
    monkeypatch.setattr(gambit_prologue, "MAX_ENTRIES", 20)
    found = problem(SIGNAL)
    assert "more than 10 nodes" in found.what and found.line == 14


def test_depth_is_no_limit():
    depth = 10_000
    nodes = "".join(f'p "" {k % 2 + 1} {k + 1} "" {{ "on" "off" }} 0\n' for k in range(depth))
    tree = read_efg(HEAD + nodes + 't "" 0\n' * (depth + 1))
    assert len(tree) == 2 * depth + 1
    text = write_efg(tree)
    assert write_efg(read_efg(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        HEAD + '"\\"' * 300_000,
        HEAD + "/*" * 300_000,
        HEAD + "/* " * 300_000,
        HEAD + "/*/" * 300_000,
        HEAD + "/" * 900_000,
        HEAD + "\\" * 900_000,
        HEAD + '"' + "\\" * 900_001,
        HEAD + "1" * 900_000,
        HEAD + "1." * 400_000,
        HEAD + "{" * 900_000,
        HEAD + 'p "" 1 1 "h" {' * 60_000,
        HEAD + 'c "" 1 "n" {' + "".join(f'"" 1/{10**300 + k} ' for k in range(3000)) + "} 0",
        HEAD + 'p "" 1 1 "h" { ' + '"x" ' * 50_000 + "} 0\n" + 'p "" 1 1 "h" 0\n' * 50_000,
        'EFG 2 R "t" {' + '"A"' * 200_000 + "}" + 'p "" 1 1 "h" { "x" } 0\n' * 1000,
    ],
    ids=range(14),
)
def test_no_text_makes_reading_slow(text):
    begin = time.thread_time()
    problem(text)
    assert time.thread_time() - begin < 5


# what is written


def test_written_as_gambit_writes():
    g = TreeBuilder('The "game"', ("A", "B"), "why")
    w = g.parameter("w", 0.25)
    war = g.end(-1, Fraction(1, 3))
    answer = g.move("B", "h", {"fight": war, "yield": g.end(1 - w, 0.1)}, pay=(Fraction(-1, 8), 1e-7))
    tree = g.tree(g.chance("n", {"s": (Fraction(1, 3), answer), "w": (Fraction(2, 3), war)}))
    assert write_efg(tree) == (
        'EFG 2 R "The \\"game\\"" { "A" "B" }\n'
        '"why"\n\n'
        'c "" 1 "n" { "s" 1/3 "w" 2/3 } 0\n'
        'p "" 2 1 "h" { "fight" "yield" } 1 "" { -0.125, 0.0000001 }\n'
        't "" 2 "" { -1, 1/3 }\n'
        't "" 3 "" { 0.75, 0.1 }\n'
        't "" 2 "" { -1, 1/3 }\n'
    )
    assert write_efg(tree.with_values(w=1.0)).count("{ 0, 0.1 }") == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5e-324, "5.0e-324"), (1e22, "1" + "0" * 22), (Fraction(1, 2**80), f"1/{2**80}"),
        (0.1 + 0.2, "0.30000000000000004"),
        (Fraction(-1, 10**41), "-1.0e-41"), (Fraction(-5, 4), "-1.25"), (Fraction(3, 1), "3"), (-0.0, "0"), (True, "1"),
    ],
)  # fmt: skip
def test_numbers_as_written(value, said):
    g = TreeBuilder("", ("A",))
    text = write_efg(g.tree(g.end(value)))
    assert f"{{ {said} }}" in text
    assert float(read_efg(text).outcomes[0].payoffs[0]) == float(value)


def test_probabilities_with_rounding_errors_are_written_to_sum_to_one():
    g = TreeBuilder("", ("A",))
    end = g.end(0)
    third = g.parameter("p", 1 / 3)
    root = g.chance("n", {"a": (third, end), "b": (1 / 3, end), "c": (1 / 3, end), "d": (Fraction(0), end)})
    text = write_efg(g.tree(root))
    assert sum(read_efg(text).chances[0].probabilities) == 1
    assert text.count("0.3333333333333333 ") == 2 and text.count("0.3333333333333334 ") == 1


def one_move(**changes):
    g = TreeBuilder("t", ("A",))
    end = g.end(changes.get("payoff", 0))
    p = changes.get("p", 0.5)
    return g.tree(g.chance(changes.get("label", "n"), {"a": (p, end), "b": (0.5, end)}))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"payoff": float("nan")}, "finite"),
        ({"payoff": float("-inf")}, "finite"),
        ({"payoff": Fraction(1, 3**900)}, "more than 400 digits"),
        ({"payoff": 10**309}, "too large"),
        ({"p": 0.4}, r"chance set 1 'n': the probabilities \(0.4, 0.5\) are not a lottery"),
        ({"label": "a\x00"}, r"U\+0000"),
    ],
)
def test_trees_that_cannot_be_written(changes, what):
    with pytest.raises(ArgumentError, match=what):
        write_efg(one_move(**changes))


def test_formulas_that_cannot_be_computed_cannot_be_written():
    g = TreeBuilder("", ("A",))
    tree = g.tree(g.end(1 / g.parameter("w", 0.0)))
    with pytest.raises(ArgumentError, match="cannot be computed"):
        write_efg(tree)


def test_numbers_that_do_not_tell_sets_apart_cannot_be_written():
    tree = read_efg(SIGNAL)
    twice = replace(tree, sets=tuple(replace(s, number=1) for s in tree.sets))
    with pytest.raises(ArgumentError, match="information set 1 'weak' of Sender cannot be written: another"):
        write_efg(twice)
    with pytest.raises(ArgumentError, match="outcome 0 cannot be written"):
        write_efg(replace(tree, outcomes=tuple(replace(o, number=0) for o in tree.outcomes)))


@pytest.mark.parametrize("name", FILES)
def test_files_read_written_and_read_again_are_the_same(name):
    tree = read_gambit(FILES[name])
    text = write_efg(tree)
    used = set(tree.outcome.tolist()) >= set(range(len(tree.outcomes)))
    assert same(read_efg(text), tree) or not used or name in ("table", "outcomes")
    assert write_efg(read_efg(text)) == text


def test_the_documentation_says_what_happens():
    page = (Path(__file__).parents[2] / "docs" / "gambit-files.md").read_text(encoding="utf-8")
    blocks = [body for _, body in re.findall(r"^```(\w*)\n(.*?)^```", page, re.M | re.S)]
    game = next(b for b in blocks if b.startswith("EFG"))
    assert write_efg(read_efg(game)) == game.replace("-1/2", "-0.5")
    thirds = HEAD + '\n\nc "" 1 "n" { "a" 0.333333 "b" 0.333333 "c" 0.333333 } 0'
    assert f"{problem(thirds)}\n" in blocks
    assert f"{gambit_tokens.MAX_BYTES // 2**20} MiB" in page and gambit_prologue.MAX_ENTRIES == 4 * 10**6


def test_starts_without_heavy_packages():
    code = (
        "import sys; import deterrence.trees.gambit; "
        "print([m for m in ('jax', 'scipy', 'pydantic', 'yaml', 'h5py') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_large_trees_are_read_in_time():
    depth = 13  # 16,383 nodes, no two ends alike
    g, rows = [], [(0, 1)]
    while rows:
        level, k = rows.pop()
        if level == depth:
            g.append(f't "" {k} "" {{ {k / 7:.5f}, -{k / 3:.4f} }}')
        else:
            g.append(f'p "" {level % 2 + 1} {k} "" {{ "left" "right" }} 0')
            rows += [(level + 1, 2 * k + 1), (level + 1, 2 * k)]
    text = HEAD + "\n".join(g)
    begin = time.thread_time()
    assert len(read_efg(text)) == 2 ** (depth + 1) - 1
    assert time.thread_time() - begin < 2

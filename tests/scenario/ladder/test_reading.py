"""Files are read whole, bounded and safely, and every fault has its line and column."""

import hashlib
import subprocess
import sys
import time
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import InputError
from deterrence.files import yaml_reader
from deterrence.files.positions import Spot
from deterrence.scenario.ladder.reading import load, read_scenario, read_text
from scenario.ladder.edits import TEXT, edit, problems, said
from scenario.ladder.mutator import MINIMAL

SECONDS_FOR_A_THOUSAND_LINES = 1.0


def test_minimal_scenario_is_read():
    scenario = read_scenario(MINIMAL)
    assert scenario == read_text(TEXT)
    assert [a.id for a in scenario.actors] == ["a", "b"]
    assert scenario.summary.endswith("Either may offer a way out, and a mediator may arrive.")


def test_load_keeps_text_hash_and_positions():
    loaded = load(str(MINIMAL))
    assert loaded.file == str(MINIMAL)
    assert loaded.text == TEXT
    assert loaded.sha256 == hashlib.sha256(MINIMAL.read_bytes()).hexdigest()
    assert loaded.positions.key(("window", "moves")) == Spot(11, 3)
    assert loaded.positions.value(("window", "moves")) == Spot(11, 10)
    assert loaded.positions.value(("window",)) == Spot(11, 3)
    assert loaded.positions.value(("ladder", 2, "weight", "range", 1)) == Spot(31, 52)
    assert loaded.positions.value(("ladder", 2, "no", "such", "key")) == Spot(26, 5)


def test_byte_order_mark_and_line_ends_move_nothing(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load(path).positions == load(MINIMAL).positions


def test_yaml_1_2_may_be_declared():
    assert read_text("%YAML 1.2\n---\n" + TEXT) == read_text(TEXT)


def test_problem_names_file_line_column_and_remedy(tmp_path):
    path = tmp_path / "crisis.yaml"
    path.write_text(edit(("challenge: raid", "challenge: rade")), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert str(caught.value) == f"{path}:13:14: there is no rung 'rade': did you mean 'raid'?"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("absent.yaml", "there is no such file"),
        (".", "cannot be read (is a directory)"),
        ("a\0b", "not a path"),
    ],
)
def test_what_cannot_be_opened_is_an_input_error(tmp_path, name, what):
    with pytest.raises(InputError, match=":1:1: ") as caught:
        read_scenario(f"{tmp_path}/{name}")
    assert what in str(caught.value)


def test_columns_count_characters_not_bytes():
    assert problems(edit(("name: Side A", "name: [Élysée, no]")))[0].column == 11
    assert said(edit(("{value: 3, unit: days,", "{note: 'ü–é', value: x, unit: days,"))).startswith(
        "file.yaml:32:32:"
    )


def test_all_problems_come_at_once_and_in_order():
    broken = edit(
        ("moves: 8", "moves: 8\n  moves: 9"), ("force: 1", "force: 9"), ("unit: share", "unity: share")
    )
    found = [(p.line, p.column) for p in problems(broken)]
    assert found == [(12, 3), (20, 12), (32, 26)]


def test_first_of_repeated_keys_is_named():
    assert "'first' stands here twice, first on line 12: " in said(
        edit(("  challenge:", "  first: b\n  challenge:"))
    )


def test_value_of_a_repeated_key_is_not_read():
    (problem,) = problems(edit(("  moves: 8", "  moves: 8\n  moves: {a: [1, {b: 2, b: 3}]}")))
    assert (problem.line, problem.column) == (12, 3)


TEXTS = {
    "empty": ("", 1, 1, "empty"),
    "comments": ("# nothing\n\n", 1, 1, "empty"),
    "null": ("---\n", 2, 1, "must be a mapping"),
    "list": ("- a\n- b\n", 1, 1, "must be a mapping"),
    "word": ("\n  word", 2, 3, "must be a mapping"),
    "nul": ("a: b\nc: \0", 2, 4, "U+0000"),
    "escape code": ("a: \x1b[31m", 1, 4, "U+001B"),
    "next line": ("a: b\u0085c: d", 1, 5, "U+0085"),
    "bidirectional": ("a: x\u202ey", 1, 5, "U+202E"),
    "byte order mark inside": ("a: \ufeffb", 1, 4, "U+FEFF"),
    "escaped nul": ('a: "\\0"', 1, 4, "U+0000"),
    "escaped bell in a key": ('"\\a": b', 1, 1, "hidden"),
    "escaped surrogate": ('a: "\\ud800"', 1, 7, "escape"),
    "escape too large": ('a: "\\UFFFFFFFF"', 1, 7, "escape"),
    "unknown escape": ('a: "C:\\dir"', 1, 7, "escape"),
    "tag": ("a: !!python/object/apply:os.system ['touch executed']", 1, 4, "tag"),
    "local tag": ("a: !x y", 1, 4, "tag"),
    "tag of a key": ("!!str a: b", 1, 1, "tag"),
    "unknown tag handle": ("a: !x!y z", 1, 4, "tag"),
    "anchor": ("a: &x 1", 1, 4, "anchor"),
    "alias": ("a: &x 1\nb: *x", 2, 4, "alias"),
    "alias to nothing": ("b: *x", 1, 4, "alias"),
    "alias as key": ("*x : b", 1, 1, "alias"),
    "merge": ("a: 1\n<<: {b: 2}", 2, 1, "merge key"),
    "second document": ("a: 1\n---\nb: 2", 2, 1, "second document"),
    "text after the end": ("a: 1\n...\nb: 2", 3, 1, "after the end"),
    "tag directive": ("%TAG ! tag:x,2000:\n---\na: 1", 1, 1, "directive"),
    "version 1.1": ("# x\n%YAML 1.1\n---\na: 1", 2, 1, "directive"),
    "list as key": ("? [a]\n: b", 1, 3, "key"),
    "key twice": ("a: 1\nb: 2\n'a': 3", 3, 1, "first on line 1"),
    "nan": ("a: .nan", 1, 4, "finite"),
    "infinite": ("a: -.inf", 1, 4, "finite"),
    "overflow": ("a: 1e999", 1, 4, "too large"),
    "long number": ("a: " + "9" * 41, 1, 4, "41 characters"),
    "tab": ("a:\n\tb: 1", 2, 1, "tab"),
    "tab after a line": ("a: 1\n\tb: 1", 2, 1, "tab"),
    "tab after a text block": ("a: >-\n  b\n\tc: 1", 3, 1, "tab"),
    "stray mark": ("a: @b", 1, 4, "cannot begin with '@'"),
    "two colons": ("a: b: c", 1, 5, "':'"),
    "no colon": ("a: 1\nb\nc: 1", 2, 1, "neither"),
    "unclosed quote": ("a: 1\nb: 'c\nd: 1", 2, 4, "never closed"),
    "unclosed list": ("a: [1, 2\nb: 1", 1, 4, "'['"),
    "unclosed mapping": ("a: {b: 1\nc: 1", 1, 4, "'{'"),
    "missing comma": ("a: [1 2, {b: 'c' d: 1}]", 1, 18, "'{'"),
    "stray bracket": ("a: 1\nb: ]", 2, 4, "missing or misplaced"),
    "stray item": ("a: - b", 1, 4, "'-'"),
    "key in a list": ("- a\nb: 1", 2, 1, "list item"),
    "outdented": ("a:\n    b: 1\n  c: 1", 3, 3, "what stands above"),
    "block header": ("a: >x\n  b", 1, 4, "text block"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "what"), TEXTS.values(), ids=TEXTS)
def test_text_that_is_no_scenario_is_refused_at_its_place(text, line, column, what):
    located = [p for p in problems(text) if what in p.what]
    assert [(p.line, p.column) for p in located] == [(line, column)], said(text)


@pytest.mark.parametrize(("text", "line", "column", "what"), TEXTS.values(), ids=TEXTS)
def test_parser_in_python_refuses_too(text, line, column, what, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_EventParser", yaml.SafeLoader)
    assert problems(text)


def test_parser_in_python_reads_the_same(monkeypatch):
    by_c = load(MINIMAL)
    monkeypatch.setattr(yaml_reader, "_EventParser", yaml.SafeLoader)
    assert load(MINIMAL) == by_c


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(sorted(set(TEXT)) + list("&*!%|\\?@`<\t~")), max_size=200))
def test_any_text_is_a_scenario_or_refused(text):
    assert problems(text)


@settings(deadline=None)
@given(st.data())
def test_any_splice_is_a_scenario_or_refused(data):
    start, end, source = (data.draw(st.integers(0, len(TEXT))) for _ in range(3))
    spliced = TEXT[:start] + TEXT[source : source + 40] + TEXT[end:]
    lines = spliced.count("\n") + 2
    assert all(1 <= p.line <= lines and p.column >= 1 for p in problems(spliced))


def test_surrogates_in_a_text_are_refused_not_raised():
    assert "not UTF-8" in said("a: \ud800")


def test_bytes_that_are_no_text_are_refused_at_their_place(tmp_path):
    path = tmp_path / "bytes.yaml"
    for raw, place in (
        (b"a: b\nc: \xff\xfe", "2:4"),
        ("a: 1".encode("utf-16"), "1:1"),
        (bytes(range(256)), "3:115"),
    ):
        path.write_bytes(raw)
        with pytest.raises(InputError, match=f":{place}: the file is not UTF-8 text here: save it as UTF-8"):
            read_scenario(path)


LIMITS = {
    "2 MiB": ("a: 1\n" * (2**21 // 5), 1, "longer than 1024 KiB"),
    "lists 40 deep": ("a: " + "[" * 40 + "]" * 40, 1, "more than 32 deep"),
    "mappings 40 deep": ("\n".join(" " * k + "a:" for k in range(40)), 33, "more than 32 deep"),
    "a million brackets": ("[" * (2**20 - 1), 1, "more than 32 deep"),
    "a million dashes": ("- " * 500_000, 1, "more than 32 deep"),
    "60,000 values": ("a: [" + "1," * 60_000 + "]", 1, "more than 50000 keys and values"),
    "nine laughs": (
        "a: &a [lol, lol]\n" + "".join(f"{y}: &{y} [{f'*{x}, ' * 9}]\n" for x, y in pairwise("abcdefghi")),
        1, "an anchor is not allowed",
    ),
    "many faults": ("a: 1\n" * 1000, 201, "stands here twice"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), LIMITS.values(), ids=LIMITS)
def test_bounds_hold_in_little_time(text, line, what):
    before = time.thread_time()
    found = problems(text)
    assert time.thread_time() - before < 2
    assert len(found) <= 201
    assert (line, what) in {(p.line, what) for p in found if what in p.what}


def test_depth_and_length_within_bounds_are_read():
    assert "deep" not in said("a: " + "[" * 31 + "]" * 31)
    assert "long" not in said("a: " + "9" * 40)


def test_nothing_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for tag in (
        "!!python/object/apply:os.system",
        "!!python/object/new:os.system",
        "!!python/name:os.system",
    ):
        assert problems(f"schema: {tag} ['touch executed']")
    assert not list(tmp_path.iterdir())


def test_reading_does_not_import_jax():
    code = (
        f"import sys; from deterrence.scenario.ladder.reading import load; load({str(MINIMAL)!r}); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"jax", "scipy"} & set(done.stdout.split())


def test_a_thousand_lines_are_read_quickly():
    facts = "".join(
        f"  - {{id: fact-{k}, date: 2025-05-07, what: Something happened., sources: [report, handbook]}}\n"
        for k in range(1000)
    )
    read_text(TEXT)  # whatever is imported on first use
    before = time.thread_time()
    assert len(read_text(TEXT + facts).facts) == 1001
    assert time.thread_time() - before < SECONDS_FOR_A_THOUSAND_LINES

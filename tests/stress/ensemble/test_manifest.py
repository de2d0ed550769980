"""A file that is only added to: whole lines are read, others are named and say nothing."""

from __future__ import annotations

import pytest

from deterrence.stress.ensemble.manifest import Manifest, digest


@pytest.fixture
def manifest(tmp_path):
    found = Manifest(tmp_path / "manifest.jsonl")
    for k in range(3):
        found.append({"kind": "part", "part": k, "of": "Ā"})
    return found


def test_what_is_added_is_read_in_order(manifest):
    lines, damaged = manifest.lines()
    assert [line["part"] for line in lines] == [0, 1, 2] and not damaged
    assert Manifest(manifest.path.with_name("none")).lines() == ([], [])


def test_a_line_cut_short_says_nothing_and_the_next_stands_by_itself(manifest):
    whole = manifest.path.read_bytes()
    manifest.path.write_bytes(whole[:-7])
    assert [line["part"] for line in manifest.lines()[0]] == [0, 1] and manifest.lines()[1] == [3]
    manifest.append({"kind": "part", "part": 9})
    assert [line["part"] for line in manifest.lines()[0]] == [0, 1, 9] and manifest.lines()[1] == [3]


def test_no_byte_can_be_wrong_unnoticed(manifest):
    whole = manifest.path.read_bytes()
    middle = whole.index(b"\n") + 1, whole.index(b"\n", whole.index(b"\n") + 1)
    for at in range(*middle):
        manifest.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        lines, damaged = manifest.lines()
        assert [line["part"] for line in lines] == [0, 2], (at, lines)
        assert damaged


def test_digests_do_not_hang_on_the_order_of_keys():
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) != digest({"a": 1, "b": [3]})

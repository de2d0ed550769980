"""What is written reads as what it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.files.decoding import HIDDEN, decode
from deterrence.files.diagnostics import Faults
from deterrence.files.yaml_reader import parse
from deterrence.files.yaml_writer import written

ODD = (
    "",
    "no",
    "on",
    "~",
    "null",
    "1e3",
    "0o17",
    "017",
    "0x1f",
    ".5",
    "1_000",
    "12:30",
    ".inf",
    "- a",
    "a: b",
    "#",
    "{x}",
    "9" * 50,
)
TEXT = st.sampled_from(ODD) | st.text(max_size=30).filter(lambda text: not HIDDEN.search(text))
SCALAR = (
    TEXT | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()
)
DATA = st.recursive(
    SCALAR,
    lambda inside: st.lists(inside, max_size=4).map(tuple) | st.dictionaries(TEXT, inside, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TEXT, DATA, min_size=1, max_size=4))
def test_what_is_written_reads_as_what_it_was(data: dict) -> None:
    faults = Faults("file.yaml")
    found = parse(decode(written(data).encode(), faults), faults).data
    assert not faults.problems and found == data and repr(found) == repr(data)

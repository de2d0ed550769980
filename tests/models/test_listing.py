"""Tables and paragraphs at a terminal: no wider than it is, and nothing lost; elsewhere a row is a line."""

from __future__ import annotations

import pytest

from deterrence.models import listing

ROWS = [
    ("what is changed", "moves most", "from", "to", "verdict"),
    ("every act split into two that are alike", "the ending “it fades with nothing agreed”", "9.1%", "9.1%", "passes"),
    ("opportunities-of-both-in-strict-turn", "any force", "73.0%", "72.6%", "fails on 4 of 11"),
]


def at(monkeypatch: pytest.MonkeyPatch, width: int | None) -> None:
    """A terminal of so many columns."""
    monkeypatch.setattr(listing, "terminal_width", lambda: width)


def test_where_there_is_no_terminal_a_row_is_a_line(monkeypatch) -> None:
    at(monkeypatch, None)
    assert len(listing.aligned(ROWS)) == len(ROWS)
    assert max(map(len, listing.filled("word " * 100).split("\n"))) > 90


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(monkeypatch, width: int) -> None:
    at(monkeypatch, width)
    lines = listing.aligned(ROWS, indent="  ")
    assert max(map(len, lines)) <= width
    letters = [sorted("".join(parts).replace(" ", "")) for parts in (lines, [cell for row in ROWS for cell in row])]
    again = "" in lines  # the first column, beside what goes on below
    assert again == (width == 30) and (len(letters[0]) > len(letters[1]) if again else letters[0] == letters[1])
    assert max(map(len, listing.filled("word " * 100).split("\n"))) <= width


def test_what_does_not_fit_goes_on_beside_the_first_column(monkeypatch) -> None:
    at(monkeypatch, 24)
    rows = [("name", "first", "second", "third"), ("alpha", "1" * 8, "2" * 8, "3" * 8)]
    lines = listing.aligned(rows)
    assert max(map(len, lines)) <= 24 and "" in lines
    heads, named = (sum(line.startswith(word) for line in lines) for word in ("name", "alpha"))
    assert heads == named > 1


def test_a_terminal_is_asked_how_wide_it_is(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "61")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert listing.terminal_width() == 61
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert listing.terminal_width() is None

"""The claims board: what is said of the crisis, whether it holds in the model, by how much, and for the other side."""

from __future__ import annotations

from collections.abc import Sequence

from ...claims.board import Board, Row, board_of
from ...claims.results import FAILS, HOLDS, UNDECIDED, UNKNOWN
from ..blocks import Block, Bullets, Column, Details, Facts, Paragraph, Table
from ..claims_text import effect, turned
from ..context import Context, joined, numeral, sentence
from ..numbers import interval
from ..page import Section
from ..prose import Prose
from .tables import filled_columns

NONE = "–"
MISSING = ": there is no"
MOST_OPEN = 10
"""Claims that the reader sees; the file's own order says which."""
VERDICTS = {HOLDS: "holds", FAILS: "fails", UNDECIDED: "undecided", UNKNOWN: "not computed"}


def claims(context: Context) -> Section | None:
    """The section; None where no claims about the scenario are known."""
    board = board_of(context.study, context.study.workers)
    if not board.rows:
        return None
    return Section(
        "claims",
        "What is claimed, and whether it holds here",
        [Paragraph(_finding(board)), *_tables(board), *_apart(board), *_left(board), _sources(board)],
    )


def _finding(board: Board) -> Prose:
    """How many hold, of those that could have come out either way; and how often the other side's verdict differs."""
    found = board.counts()
    parts = [f"{n} {word}" for word, n in _phrases(found) if n]
    said = f"Of the claims that could have come out either way, {joined(parts)}. "
    if built := found["built in"]:
        one, many = "is settled by how it is built, and supports", "are settled by how they are built, and support"
        said += f"{sentence(numeral(built))} more {one if built == 1 else many} nothing. "
    shown = [(row, others) for row, others in _rows(board) if others]
    apart = sum(any(o.answer.baseline.verdict != row.answer.baseline.verdict for o in others) for row, others in shown)
    if shown:
        verdict = "has another verdict" if apart < 2 else "have another verdict"
        said += (
            f"Of {len(shown)} that are asked, in the same words, of others in the actor's place, "
            f"{numeral(apart) if apart else 'none'} then {verdict}. "
        )
    return (
        f"{said}No claim is the program's own. A verdict is about this model and its numbers, and no evidence of what "
        "happened."
    )


def _phrases(found: dict[str, int]) -> list[tuple[str, int]]:
    words = {
        HOLDS: ("holds", "hold"),
        FAILS: ("fails", "fail"),
        UNDECIDED: ("is within the error of the grid", "are within the error of the grid"),
        UNKNOWN: ("is not computed", "are not computed"),
    }
    return [(word[n != 1], n) for verdict, word in words.items() for n in [found.get(verdict, 0)]]


def _tables(board: Board) -> list[Block]:
    """The board: its first claims, and the others folded."""
    rows = _rows(board)
    board_of_first = _table("claims-board", rows[:MOST_OPEN])
    if len(rows) <= MOST_OPEN:
        return [board_of_first]
    rest = _table("claims-board-others", rows[MOST_OPEN:])
    return [board_of_first, Details(f"The other claims: {len(rows) - MOST_OPEN}", [rest])]


def _table(id: str, rows: Sequence[tuple[Row, list[Row]]]) -> Table:
    """A row for each claim that the file makes, but for those that are another's mirror and come after it."""
    labels = ["Claim", "Verdict", "Effect", "Asked of the other", "In plausible worlds", "By slope, it changes with"]
    note = (
        "An effect is the quantity with the one side of the claim less that with the other, and their ratio. Small: "
        "less than the claims call an effect. "
    )
    if any(row.worlds for row, _ in rows):
        note += (
            "In plausible worlds every number that is a judgement is redrawn; the share in which the claim holds is "
            "with an interval of 95%. "
        )
    if any(row.flips for row, _ in rows):
        note += "Where the last column is empty no straight line reaches a change in a range, or none was looked for. "
    cells: list[tuple[Prose, ...]] = []
    for row, others in rows:
        flip = turned(row.flips[0]) if row.flips else NONE
        cells.append((row.answer.claim.text, _verdict(row), _effect(row), _others(others), _share(row), flip))
    kept, shown = filled_columns(labels, cells, NONE)
    return Table(
        id,
        "Each claim, its verdict in the model, and how large the effect is",
        [Column(label, numeric=False) for label in kept],
        shown,
        f"{note}Solved on the small grid of the comparisons.",
    )


def _rows(board: Board) -> list[tuple[Row, list[Row]]]:
    """Each claim with those that mirror it, which do not come again."""
    by_id = {row.answer.claim.id: row for row in board}
    done: set[str] = set()
    found = []
    for name, row in by_id.items():
        if name not in done:
            done |= {name, *row.mirrored}
            found.append((row, [by_id[other] for other in row.mirrored]))
    return found


def _verdict(row: Row) -> str:
    word = VERDICTS[row.answer.baseline.verdict]
    notes = [note for note, yes in (("by construction", row.answer.by_construction), ("small", _small(row))) if yes]
    return f"{word} ({', '.join(notes)})" if notes else word


def _small(row: Row) -> bool:
    return row.answer.baseline.small and row.answer.baseline.verdict in (HOLDS, FAILS)


def _effect(row: Row) -> str:
    return effect(row.answer) or NONE


def _share(row: Row) -> str:
    """In how many of the study's worlds it holds."""
    found = row.worlds
    if found is None or found.interval is None:
        return NONE
    unclear = f", undecided in {found.undecided}" if found.undecided else ""
    return f"{found.holds} of {found.n} ({interval(*found.interval)}{unclear})"


def _others(others: Sequence[Row]) -> str:
    if not others:
        return NONE
    return "; ".join(f"{_verdict(other)}, {_effect(other)}" for other in others)


def _apart(board: Board) -> list[Block]:
    """Claims of which the outcome is built in, and claims asked of one actor alone, each with why."""
    built = [(row.answer.by_construction, row) for row in board if row.said and row.answer.by_construction]
    alone = [(in_words(row.answer.unmirrored), row) for row in board if row.said and row.answer.unmirrored]
    return [
        *_by_reason("Claims that are settled by how they are built", built),
        *_by_reason("Claims asked of one actor alone, and why", alone),
    ]


def in_words(why: str) -> str:
    """Why a claim is not asked of another, without the id of what is missing."""
    return why.partition(MISSING)[0]


def _by_reason(summary: str, found: Sequence[tuple[str, Row]]) -> list[Block]:
    """Claims under the reason that they share, folded; nothing where there are none."""
    by_reason: dict[str, list[Prose]] = {}
    for why, row in found:
        by_reason.setdefault(why, []).append(row.answer.claim.text)
    blocks = [block for why, said in by_reason.items() for block in (Paragraph(f"{sentence(why)}:"), Bullets(said))]
    return [Details(summary, blocks)] if blocks else []


def _left(board: Board) -> list[Block]:
    left = board.claims.not_expressible if board.claims else ()
    if not left:
        return []
    return [Details("Sentences without a claim, and why", [Facts([(n.text.strip(), n.why.strip()) for n in left])])]


def _sources(board: Board) -> Block:
    rows = [(row.answer.claim.text, f"{row.source}. {row.answer.claim.says.strip()}") for row in board if row.said]
    return Details("Who says it, and where", [Facts(rows)])

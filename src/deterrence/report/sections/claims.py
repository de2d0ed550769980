"""The claims board: what is said of the crisis, whether it holds in the model, by how much, and for the other side."""

from __future__ import annotations

from collections.abc import Sequence

from ...claims.board import Board, Row, board_of
from ...claims.results import FAILS, HOLDS, UNDECIDED, UNKNOWN
from ..blocks import Block, Bullets, Column, Details, Facts, Paragraph, Table
from ..claims_text import effect, turned
from ..context import Context, joined, numeral, sentence
from ..page import Section
from ..prose import Prose

VERDICTS = {HOLDS: "holds", FAILS: "fails", UNDECIDED: "undecided", UNKNOWN: "not computed"}


def claims(context: Context) -> Section | None:
    """The section; None where no claims about the scenario are known."""
    board = board_of(context.study, context.study.workers)
    if not board.rows:
        return None
    return Section(
        "claims",
        "What is claimed, and whether it holds here",
        [Paragraph(_finding(board)), _table(board), *_apart(board), *_left(board), _sources(board)],
    )


def _finding(board: Board) -> Prose:
    """How many hold, of those that could have come out either way; and how often the other side's verdict differs."""
    found = board.counts()
    parts = [f"{numeral(n)} {word}" for word, n in _phrases(found) if n]
    said = f"Of the claims that could have come out either way, {joined(parts)}. "
    if built := found["built in"]:
        are = "is" if built == 1 else "are"
        said += f"{sentence(numeral(built))} more {are} settled by how the claim is built, and no support for it. "
    pairs = [row for row in board if row.said and row.mirrored]
    apart = sum(any(v != row.answer.baseline.verdict for v in row.mirrored.values()) for row in pairs)
    if pairs:
        some = numeral(apart) if apart else "none"
        said += (
            f"Every claim about one actor is asked of others in the same part: for {some} of {numeral(len(pairs))} the "
            "verdict is then another. "
        )
    return (
        f"{said}None of the claims is the program's. A verdict is about this model and its numbers, as they stand; it "
        "is no evidence of what happened."
    )


def _phrases(found: dict[str, int]) -> list[tuple[str, int]]:
    words = {HOLDS: "hold", FAILS: "fail", UNDECIDED: "cannot be told from none", UNKNOWN: "could not be computed"}
    return [(word, found.get(verdict, 0)) for verdict, word in words.items()]


def _table(board: Board) -> Table:
    """A row for each claim that the file makes, but for those that are another's mirror and come after it."""
    labels = ("Claim", "Verdict", "Effect", "Of the other side", "By slope, it changes with")
    by_id = {row.answer.claim.id: row for row in board}
    done: set[str] = set()
    cells: list[tuple[Prose, ...]] = []
    for row in board:
        claim = row.answer.claim
        if claim.id in done:
            continue
        done |= {claim.id, *row.mirrored}
        others = [by_id[name] for name in row.mirrored]
        flip = turned(row.flips[0]) if row.flips else "–"
        cells.append((claim.text, _verdict(row), _effect(row), _others(row, others), flip))
    return Table(
        "claims-board",
        "Claims about this crisis: the verdict in the model, the size of the effect, and the same of the other side",
        [Column(label, numeric=False) for label in labels],
        cells,
        "An effect is the difference that the one side of the claim makes against the other, and their ratio. Where "
        "the last column is empty no straight line reaches a change within a range, or none was looked for. Solved on "
        "the small grid of the comparisons.",
    )


def _verdict(row: Row) -> str:
    word = VERDICTS[row.answer.baseline.verdict]
    notes = [note for note, yes in (("by construction", row.answer.by_construction), ("small", _small(row))) if yes]
    return f"{word} ({', '.join(notes)})" if notes else word


def _small(row: Row) -> bool:
    return row.answer.baseline.small and row.answer.baseline.verdict in (HOLDS, FAILS)


def _effect(row: Row) -> str:
    return effect(row.answer) or "–"


def _others(row: Row, others: Sequence[Row]) -> str:
    if not others:
        return "–"
    return "; ".join(f"{_verdict(other)}, {_effect(other)}" for other in others)


def _apart(board: Board) -> list[Block]:
    """Claims of which the outcome is built in, and claims asked of one actor alone, each with why."""
    said: list[Prose] = [
        f"{row.answer.claim.text.rstrip('.')}: {row.answer.by_construction}."
        for row in board
        if row.said and row.answer.by_construction
    ]
    alone: list[Prose] = [
        f"{row.answer.claim.text.rstrip('.')}: {row.answer.unmirrored}."
        for row in board
        if row.said and row.answer.unmirrored
    ]
    built = [Details("Claims that are settled by how they are built", [Bullets(said)])] if said else []
    return [*built, *([Details("Claims asked of one actor alone, and why", [Bullets(alone)])] if alone else [])]


def _left(board: Board) -> list[Block]:
    left = board.claims.not_expressible if board.claims else ()
    if not left:
        return []
    said: list[Prose] = [f"{n.text.strip().rstrip('.')}. {n.why.strip()}" for n in left]
    return [Details("Sentences without a claim, and why", [Bullets(said)])]


def _sources(board: Board) -> Block:
    rows = [(row.answer.claim.text, f"{row.source}. {row.answer.claim.says.strip()}") for row in board if row.said]
    return Details("Who says it, and where", [Facts(rows)])

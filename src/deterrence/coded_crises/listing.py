"""Histories in words: the list of them, and one move by move with each side's account."""

from __future__ import annotations

import textwrap
from typing import Any

from .ladder import ladder
from .ranking import ranks
from .record import CodedMove, History

WIDTH = 110


def listing(found: list[History]) -> str:
    """One line to a history: name, title, span, moves, and the highest rung that was reached."""
    return "\n".join(
        f"{h.name:20} {h.title} ({h.span.first} to {h.span.last}; {len(h.moves)} moves, up to {_peak(h)})"
        for h in found
    )


def entry(history: History) -> str:
    """One history in full: summary, moves with accounts, losses, gaps."""
    lines = [f"{history.title} ({history.span.first} to {history.span.last})", "", *_wrapped(history.summary), ""]
    for actor in history.actors:
        lines.append(f"  {actor.name}: {actor.role}")
    lines.append("")
    for move in history.moves:
        lines += _move(history, move)
    if history.losses:
        lines += ["", "Losses, as each side states them (never added up):"]
    for loss in history.losses:
        lines.append(f"  {loss.of}")
        lines += [line for a in loss.accounts for line in _wrapped(f"{history.names[a.by]}: {a.says}", "      ")]
    lines += ["", "Not covered:", *(line for gap in history.gaps for line in _wrapped(gap, "  "))]
    return "\n".join(lines)


def _move(history: History, move: CodedMove) -> list[str]:
    names, rungs = history.names, ladder()
    when = move.date if move.until is None else f"{move.date} to {move.until}"
    level = f"{rungs.level(move.rung):+d}"
    marks: list[str] = [move.cause] if move.cause != "chosen" else []
    marks += [move.attribution] if move.attribution != "claimed" else []
    if move.intended is not None:
        marks.append(f"meant as {rungs.rung(move.intended).name}")
    marks.append(f"confidence {move.confidence.level}")
    head = f"{when:24} {level:>3}  {rungs.rung(move.rung).name}: {names[move.actor]} ({', '.join(marks)})"
    accounts = [line for a in move.accounts for line in _wrapped(f"{names[a.by]}: {a.says}", "          ")]
    return [head, *_wrapped(move.what, "      "), *accounts]


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _peak(history: History) -> str:
    rungs = ladder()
    return rungs.rung(max((move.rung for move in history.moves), key=rungs.level)).name


def summary_dict(history: History) -> dict[str, Any]:
    """A line of the list, as the record that ``--json`` prints."""
    return {
        "name": history.name,
        "title": history.title,
        "span": history.span.model_dump(),
        "actors": [actor.name for actor in history.actors],
        "moves": len(history.moves),
        "peak": max((move.rung for move in history.moves), key=ladder().level),
    }


def entry_dict(history: History) -> dict[str, Any]:
    """One history as the file says it, each move with its level on the ladder and its ranks under every weighting."""
    shown = history.model_dump(mode="json", by_alias=True)
    ranked = {row.id: row for row in ranks(history)}
    for move in shown["moves"]:
        row = ranked[move["id"]]
        move |= {"level": ladder().level(move["rung"]), "ranks": row.ranks, "rank_spread": row.spread}
    return shown

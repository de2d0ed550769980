"""Conduct that is locked: whose, who knows, how often it binds, and the headlines with and without."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...forecasting.quantities.locks import MOVES, SHARE
from ...games.locked import Locked
from ..blocks import Block, Bullets, Paragraph, Table
from ..context import Context, chance, counted, joined, quoted, sentence
from ..numbers import points
from ..page import Section
from ..prose import Prose, Strong
from .tables import plain_table, words


def locks(context: Context) -> Section | None:
    """The section; None where nobody's conduct is locked."""
    if not context.study.game.locks:
        return None
    return Section("locks", "With conduct locked", [*_what(context), _compared(context), *_left(context)])


def locked_first(context: Context) -> list[str | Strong]:
    """What the report says first where conduct is locked, and what it does to the headline that it moves most."""
    found = context.study.game.locks
    if not found:
        return []
    said = joined([f"{context.actors[lock.actor]}, {quoted(lock.conduct)}, {_known(lock)}" for lock in found])
    free = context.study.unlocked
    key = max(context.headlines, key=lambda k: abs(context.probability(context.study.base, k) - _free(context, k)))
    without, held = chance(_free(context, key)), chance(context.probability(context.study.base, key))
    assert free
    return [
        Strong(f"Conduct is locked: {said}. "),
        f"Without, {context.chance_of(key)} is {without}; with it, {held}. ",
    ]


def _free(context: Context, key: Key) -> float:
    return context.probability(context.study.unlocked, key)


def _known(lock: Locked) -> str:
    return "as everybody knows" if lock.announced else "which nobody else knows"


def _what(context: Context) -> list[Block]:
    rows: list[tuple[Prose, ...]] = []
    for lock in context.study.game.locks:
        often = context.find("locked", lock.actor, lock.conduct, MOVES)
        share = context.find("locked", lock.actor, lock.conduct, SHARE)
        rows.append(
            (
                context.labels[lock.actor],
                lock.conduct,
                "announced" if lock.announced else "unannounced",
                f"{len(lock.bound)} of {len(lock.bound) + len(lock.left)}",
                f"{often.value:.1f}" if often else "–",
                f"{share.value:.0%}" if share else "–",
            )
        )
    columns = words("Actor", "Locked to", "Who knows", "Binds at public states", "Moves bound", "Of its moves")
    hidden = [lock for lock in context.study.game.locks if not lock.announced]
    text = (
        "A lock fixes what an actor does, whatever its type: it closes moves, and the game is solved again. Where it "
        "is announced everybody knows, answers as well as it can, and learns nothing from a move that every type makes."
    )
    if hidden:
        text += (
            " Where it is not, the others play and believe as they would without it, and only the actor in fact does "
            "otherwise: the certificate below is that of the game without such locks."
        )
    return [Paragraph(text), Table("locks-what", "What is locked, and how often it binds", columns, rows)]


def _compared(context: Context) -> Block:
    rows = []
    for key in context.headlines:
        free, held = _free(context, key), context.probability(context.study.base, key)
        rows.append((sentence(context.called(key)), chance(free), chance(held), points(held - free)))
    gone = [
        (sentence(e.name), chance(p), chance(0.0), points(-p))
        for e in context.brief.endings
        if (p := context.study.unlocked.get(Key("outcome", of=e.id), 0.0)) > 0
        and Key("outcome", of=e.id) not in context.headlines
    ]
    return plain_table(
        "locks-compared",
        "Headlines with nobody's conduct locked, and with conduct locked as here",
        ("Headline", "Without", "With", "Difference"),
        [*rows, *gone],
        "Both on the small grid of the comparisons, so that grid error cancels in the differences.",
    )


def _left(context: Context) -> list[Block]:
    items: list[Prose] = []
    for lock in context.study.game.locks:
        reasons: dict[str, int] = {}
        for _, why in lock.left:
            reasons[why] = reasons.get(why, 0) + 1
        items += [f"{context.labels[lock.actor]}, {counted(n, 'public state')}: {why}." for why, n in reasons.items()]
    if not items:
        return []
    return [Paragraph("Where a lock leaves the actor as it is although it has a choice:"), Bullets(items)]

"""Other doctrines that commitments could carry out: what they do to every headline."""

from __future__ import annotations

from ..blocks import Block, Paragraph
from ..context import Context, chance, sentence
from ..page import Section
from .tables import plain_table


def doctrines(context: Context) -> Section | None:
    """The section; None where no other doctrine is compared."""
    other = [case for case in context.study.doctrines if not case.baseline]
    if not other:
        return None
    blocks: list[Block] = [
        Paragraph(
            "The committed type of one actor is given another doctrine, all else as stated. Everybody knows it, and "
            "the game is solved again. The tables say by how many percentage points that moves the chances."
        )
    ]
    for k, actor in enumerate(dict.fromkeys(case.actor for case in other), start=1):
        tried = [case for case in other if case.actor == actor]
        blocks.append(
            plain_table(
                f"other-doctrines-{k}",
                f"With another doctrine of the committed type of {context.actors[actor]}: change in percentage points",
                ("What happens", "As stated", *(sentence(context.doctrines[case.doctrine]) for case in tried)),
                [
                    (
                        sentence(context.called(key)),
                        chance(context.probability(context.study.base, key)),
                        *(context.shift(case.values, key) for case in tried),
                    )
                    for key in context.headlines
                ],
            )
        )
    return Section("doctrines", "Other doctrines", blocks)

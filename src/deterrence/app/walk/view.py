"""What the page shows of a position: the way there, what is open and would follow, what is believed, what is ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from ...play import step_code
from ...play.ahead import Ahead
from ...play.coded import CodedWalk
from ...play.records import CLOCK, DECISION, After, OpenMove, Position
from .address import Address
from .drawing import Line, Row, belief_path, mosaic
from .parts import Believed, Card, Choice, Mover, Option, Result

if TYPE_CHECKING:
    from ...coded_crises.record import CodedMove

LETTERS = "ABCDEFGH"
SHOWN_NEXT, SHOWN_ENDINGS = 3, 3
MOVED = 0.005
"""By how much the chance of an ending must move to be worth a line."""


class View:
    """A position of a walk, for the templates.

    Args:
        ahead: of a walk of the solved crisis.
        address: of the page.
        coded: the coded crisis beside it, if any.
        drawn: the text equivalent of a drawing, by the actor's name.
        along: that of the drawing of belief along the path, by the actor's name, and name and beliefs of its types.
    """

    def __init__(
        self,
        ahead: Ahead,
        address: Address,
        coded: CodedWalk | None,
        drawn: Callable[[str], str],
        along: Callable[[str, Sequence[tuple[str, Sequence[float]]]], str],
    ):
        walk = self.walk = ahead.walk
        self.ahead, self.address, self.coded = ahead, address, coded
        self._drawn, self._along = drawn, along
        steps = step_code.read(address.steps or "")
        self.path, self.came, self.codes = [walk.start()], [], [""]
        for step in steps:
            at = self.path[-1]
            after = walk.follow(at, step)
            self.came.append(walk.follow(at, replace(step, moves=())) if step.moves else after)
            self.path.append(after.position)
            self.codes.append(step_code.joined([self.codes[-1], walk.word(at, after.position.steps[-1])]))
        self.here = self.path[-1]
        self.actors = walk.words.actors
        self.endings_here = ahead.endings(self.here)

    @property
    def unannounced(self) -> bool:
        """Is anybody's conduct locked without the others' knowing?"""
        return bool(self.walk.crisis and self.walk.crisis.unannounced)

    def name(self, actor: str) -> str:
        """Of an actor, by id."""
        return self.actors.get(actor, actor)

    @property
    def beginning(self) -> str:
        """The address of the start."""
        return self.address.at("")

    @cached_property
    def cards(self) -> list[Card]:
        """One for each past step."""
        return list(self._cards())

    def _cards(self) -> Iterator[Card]:
        acts = self._acts()
        for k, (at, step, seen) in enumerate(zip(self.path, self.here.steps, self.came, strict=False)):
            yield Card(
                number=k + 1,
                address=self.address.at(self.codes[k]),
                before=at,
                options=tuple(self._options(at, seen, step.moves)),
                seen=seen.seen,
                chance=seen.probability,
                hidden=at.standing == DECISION and not step.moves,
                coded=acts.get(k),
            )

    def _acts(self) -> dict[int, CodedMove]:
        """Coded acts, as far as the walk is still the coded one."""
        if self.coded is None:
            return {}
        along = [
            (mine.seen, mine.wait) == (theirs.seen, theirs.wait)
            for mine, theirs in zip(self.here.steps, self.coded.position.steps, strict=False)
        ]
        same = along.index(False) if False in along else len(along)
        return {k: move for k, move in self.coded.acts.items() if k < same}

    def _options(self, at: Position, came: After, moves: Sequence[str]) -> Iterator[Option]:
        if at.standing == DECISION:
            for place, (actor, open_) in enumerate(self.walk.moves(at).items()):
                for move in open_:
                    taken = bool(moves) and moves[place] == move.name
                    yield Option(actor, move.words, move.chance, taken)
        else:
            for other in self.walk.after(at):
                yield Option("", other.seen.words, other.probability, other.seen.name == came.seen.name)

    @property
    def so_far(self) -> float:
        """The chance of all that was seen so far, waits apart."""
        chance = 1.0
        for card in self.cards:
            chance *= card.chance
        return chance

    @property
    def waits(self) -> float | None:
        """Days until the next event is to be expected, where a clock runs."""
        if self.here.standing != CLOCK:
            return None
        return 1 / sum(event.rate or 0.0 for event in self.walk.events(self.here))

    @property
    def beliefs(self) -> list[tuple[str, tuple[Believed, ...], Markup | None]]:
        """By actor with several types, what is believed of each, and a drawing of how that went; None at the start."""
        before = self.path[-2] if len(self.path) > 1 else self.here
        found = []
        for actor, kinds in self.here.belief.items():
            if len(kinds) > 1:
                types = self._believed(actor, self.here, before)
                found.append((self.name(actor), types, self._path(actor, types) if self.came else None))
        return found

    def _path(self, actor: str, types: Sequence[Believed]) -> Markup:
        beliefs = [[at.belief[actor][id] for at in self.path] for id in self.here.belief[actor]]
        lines = [Line(kind.letter, own) for kind, own in zip(types, beliefs, strict=True)]
        named = [(kind.name, own) for kind, own in zip(types, beliefs, strict=True)]
        acts = [k for k, at in enumerate(self.path[:-1]) if at.standing == DECISION and actor in at.movers]
        return belief_path(lines, acts, self._along(self.name(actor), named))

    def _believed(self, actor: str, now: Position, before: Position) -> tuple[Believed, ...]:
        structure = self.walk.assessment.game.structure
        labels = structure.types[structure.actors.index(actor)]
        names, first = self.walk.words.types[actor], self.walk.prior[actor]
        return tuple(
            Believed(
                LETTERS[k], names[kind.id], kind.strategic, now.belief[actor][kind.id], before.belief[actor][kind.id],
                first[kind.id],
            )
            for k, kind in enumerate(labels)
        )  # fmt: skip

    @cached_property
    def movers(self) -> list[Mover]:
        """Who chooses now, and among what."""
        return [self._mover(actor, moves) for actor, moves in self.walk.moves(self.here).items()]

    def _mover(self, actor: str, moves: Sequence[OpenMove]) -> Mover:
        types = self._believed(actor, self.here, self.here)
        kinds = list(self.here.belief[actor])
        best = {kind: max(move.value_by_type[kind] for move in moves) for kind in moves[0].value_by_type}
        rows = [
            Row(f"{kind.letter} {kind.now:.0%}", kind.now, [move.chance_by_type[id] for move in moves])
            for kind, id in zip(types, kinds, strict=True)
        ]
        alone = len(self.here.movers) == 1
        choices = tuple(
            Choice(
                number=k + 1,
                move=move,
                costs={kind: best[kind] - move.value_by_type[kind] for kind in best},
                results=self._results(self.walk.after(self.here, {actor: move.name})) if alone else (),
            )
            for k, move in enumerate(moves)
        )
        return Mover(actor, self.name(actor), types, choices, mosaic(rows, self._drawn(self.name(actor))))

    @cached_property
    def events(self) -> tuple[Result, ...]:
        """What chance, a clock or several movers together may bring."""
        if self.here.ended or len(self.here.movers) == 1:
            return ()
        return self._results(self.walk.after(self.here))

    def rate(self, result: Result) -> float | None:
        """How often an event comes, per day; None for one that does not race."""
        return next((e.rate for e in self.walk.events(self.here) if e.seen.name == result.seen.name), None)

    def _results(self, after: Sequence[After]) -> tuple[Result, ...]:
        found = []
        for chance, there, seen in sorted(after, key=lambda one: -one.probability):
            moved = tuple(
                (self.name(actor), self._believed(actor, there, self.here))
                for actor, kinds in there.belief.items()
                if len(kinds) > 1 and kinds != self.here.belief[actor]
            )
            code = step_code.joined([self.codes[-1], self.walk.word(self.here, there.steps[-1])])
            following = () if there.ended else self.ahead.next_moves(there)[:SHOWN_NEXT]
            shifts = () if there.ended else self._shifts(there)
            found.append(Result(self.address.at(code), seen, chance, moved, following, shifts))
        return tuple(found)

    def _shifts(self, there: Position) -> tuple[tuple[str, float, float], ...]:
        then = self.ahead.endings(there)
        moved = sorted(then, key=lambda name: -abs(then[name] - self.endings_here[name]))[:SHOWN_ENDINGS]
        return tuple(
            (self.walk.words.ending(name), then[name], then[name] - self.endings_here[name])
            for name in moved
            if abs(then[name] - self.endings_here[name]) >= MOVED
        )

    @property
    def endings(self) -> list[tuple[str, float, float]]:
        """By ending, its chance from here and from the start; the likeliest first."""
        first = self.ahead.endings(self.path[0])
        rows = [(self.walk.words.ending(n), p, first[n]) for n, p in self.endings_here.items() if max(p, first[n]) > 0]
        return sorted(rows, key=lambda row: -row[1])

    @property
    def worth(self) -> list[tuple[str, str, float]]:
        """(actor, strategic type, what play is worth to it from here on)."""
        return [
            (self.name(actor), self.walk.words.types[actor][kind], value)
            for actor, by_type in self.walk.values(self.here).items()
            for kind, value in by_type.items()
        ]

"""Form and numbers together: the form audit (:mod:`..audit.audit`) repeated in plausible worlds.

That the answer does not move with how a crisis is written down is shown by the audit at the values as they stand. Here
the same changes of description are applied in a sample of worlds, an ensemble of its own: what holds there is not owed
to the numbers that happen to be in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...errors import ArgumentError
from ...forecasting.keys import Key
from ...forecasting.registry import definitions
from ...games.crisis_game import CrisisGame
from ...scenario.crisis import Crisis
from ...stats import wilson
from ..audit.audit import MAY_MATTER, PROBABILITIES, audit
from ..audit.changes import changes
from ..resolve import Change, Resolver
from .plan import Plan
from .policies import Policy
from .reader import GENERAL, headline_column
from .running import Finished
from .tables import Rows

FORM = "form"
"""The folder of the ensemble within that of the worlds, and how its columns begin."""


@dataclass(frozen=True)
class Rewriting:
    """A change of description.

    Attributes:
        id: names its columns: the row of the audit, and which of the row's changes it is.
        words: what is changed. mark: the most that a headline may move by.
        excused: does the file say why it may move further, where that is enough?
    """

    id: str
    words: str
    mark: float
    excused: bool


@dataclass(frozen=True)
class FormReader:
    """Reads off every world how far each headline moves under each change of description.

    Attributes:
        rewritings: those that can be applied to the crisis. left_out: the others, with why.
        headlines: numbers that are compared.
    """

    rewritings: tuple[Rewriting, ...]
    left_out: tuple[tuple[str, str], ...]
    headlines: tuple[Key, ...]

    @classmethod
    def of(cls, crisis: Crisis, game: CrisisGame) -> FormReader:
        """Of a crisis, compiled.

        Raises:
            ArgumentError: conduct is locked and not announced.
        """
        if game.unannounced:
            raise ArgumentError("the form is audited of the game that everybody plays: announce the lock")
        found: list[Rewriting] = []
        left = []
        for change in changes(game, crisis):
            if change.game is None:
                left.append((change.words, change.why))
                continue
            number = sum(other.id.split("-")[0] == change.row for other in found) + 1
            excused = change.row == MAY_MATTER and MAY_MATTER in game.brief.audit
            found.append(Rewriting(f"{change.row}-{number}", change.words, change.mark, excused))
        have = [d for name, d in definitions().items() if name in PROBABILITIES and not d.lacks(game)]
        return cls(tuple(found), tuple(left), tuple(key for d in have for key in d.keys(game)))

    @property
    def columns(self) -> tuple[str, ...]:
        """``form:CHANGE:HEADLINE``, how far it moves."""
        return tuple(form_column(change, key) for change in self.rewritings for key in self.headlines)

    def read(self, resolver: Resolver, change: Change) -> dict[str, float]:
        """Differences by column; raises as :func:`..audit.audit.audit`."""
        game, near = resolver.solved(change)
        grid = resolver.grid
        found = audit(
            game,
            grid.points,
            crisis=resolver.crisis,
            precision=resolver.precision,
            threads=grid.threads,
            grids=False,
            near=near,
        )
        by_words = {rewriting.words: rewriting for rewriting in self.rewritings}
        return {form_column(by_words[row.change], row.headline): row.difference for row in found.rows}

    def as_dict(self) -> dict[str, Any]:
        """What it reads, for the record."""
        return {FORM: {change.id: change.words for change in self.rewritings}}


def form_column(change: Rewriting, key: Key) -> str:
    """Of a headline under a change."""
    return f"{FORM}:{change.id}:{headline_name(key)}"


def headline_name(key: Key) -> str:
    """The column that a headline has in an ensemble; general deterrence stands for a challenge by anybody."""
    if key == GENERAL:
        return "challenge:any"
    return f"challenge:{key.actor}" if key.name == "challenge" else headline_column(key)


def planned_form(plan: Plan, draws: int) -> Plan:
    """The ensemble of the form audit: worlds of the same kind as another ensemble's, under its first policy.

    Args:
        plan: of the other.
        draws: worlds, in a Latin hypercube of their own; of given draws the first.

    Raises:
        ArgumentError: fewer draws are given, or conduct is locked and not announced.
    """
    sample = plan.sample
    if sample.given is not None and draws > len(sample.given):
        raise ArgumentError(f"--audit {draws}: {len(sample.given)} draws are given: ask for no more")
    design = replace(sample.design, kind="latin", draws=draws)
    reader = FormReader.of(plan.crisis, plan.crisis.game_at(plan.stated))
    sample = replace(sample, design=design)
    return replace(plan, sample=sample, policies=(Policy(),), reader=reader, compared=None, strategies=False)


@dataclass(frozen=True)
class Moved:
    """What one change of description does over the worlds.

    Attributes:
        change: which.
        n: worlds in which it was applied.
        passed: worlds in which no headline moves by more than the mark.
        interval: 95 % (Wilson), of the share of such worlds.
        headline, largest: the headline that moves farthest in any world, and how far; general deterrence by its own
            sign.
        typical: the median over worlds of how far the headline moves that moves farthest there.
    """

    change: Rewriting
    n: int
    passed: int
    interval: tuple[float, float]
    headline: str
    largest: float
    typical: float


@dataclass(frozen=True)
class FormAcross:
    """The form audit over worlds.

    Attributes:
        n: worlds audited. failed: those that could not be, by reason.
        moved: by change.
        left_out: changes that cannot be applied, with why.
    """

    n: int
    failed: Mapping[str, int]
    moved: tuple[Moved, ...]
    left_out: Mapping[str, str]


def form_across(done: Finished) -> FormAcross:
    """What an ensemble of the form audit says; whole on disk."""
    reader = done.plan.reader
    assert isinstance(reader, FormReader)
    rows = Rows.of(done.plan, done.store)
    failed: dict[str, int] = {}
    for _, why in rows.troubles():
        failed[why] = failed.get(why, 0) + 1
    moved = tuple(_moved(rows, reader))
    return FormAcross(len(rows.worlds()), failed, moved, dict(reader.left_out))


def _moved(rows: Rows, reader: FormReader) -> Iterator[Moved]:
    for change in reader.rewritings:
        names = [form_column(change, key) for key in reader.headlines]
        found = rows.columns(names)
        moves = np.array([found[name] for name in names])
        whole = np.isfinite(moves).any(0)
        moves = np.nan_to_num(moves[:, whole])
        if not moves.size:
            continue
        far = np.abs(moves).max(0)
        n, passed = len(far), int((far <= change.mark).sum())
        k, world = np.unravel_index(int(np.abs(moves).argmax()), moves.shape)
        headline = names[k].split(":", 2)[2]
        yield Moved(
            change, n, passed, wilson(passed, n), headline, float(moves[k, world]), float(np.median(far))
        )

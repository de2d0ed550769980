"""The claims board of a study: what is claimed about its crisis, and how each claim fares, at little cost.

Baselines alone, on the small grid of the study's comparisons: what was solved there already is taken from the study,
and how far that grid is off is taken from the study's own solution. ``deterrence claims`` tests the same claims on two
grids and looks for where they stop holding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import ArgumentError, DeterrenceError, InputError
from ..forecasting.intervention import CONSEQUENCE, consequence_values
from ..forecasting.keys import Key, Values
from ..scenario.crisis import Crisis
from ..stress.resolve import Change, coarser, points_for
from ..stress.study import SMALL_POINTS, Study
from ..stress.worker_pool import Team
from .across import AcrossWorlds, ClaimsReader, claim_beside, reader_of
from .cases import Known
from .evaluation import Options, evaluate
from .reading import claims_of, read_claims
from .record import Claims
from .results import Answer, Flip

TURNED = 4
"""Of so many claims, those with least to spare, it is worked out where they change by slope."""


@dataclass(frozen=True, eq=False)
class Row:
    """A claim on the board.

    Attributes:
        answer: what its test shows. source: who says it, and where.
        mirrored: verdicts of the same claim made of others, by id.
        said: does the file have it, or was it made of what the file says of another actor?
        worlds: in how many of the study's plausible worlds it holds; None where its sides were not solved in them.
    """

    answer: Answer
    source: str
    mirrored: dict[str, str]
    said: bool
    worlds: AcrossWorlds | None = None

    @property
    def flips(self) -> tuple[Flip, ...]:
        """Where it changes by slope alone, nearest first; nothing where that was not worked out."""
        return self.answer.flips or ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        claim, b = self.answer.claim, self.answer.baseline
        return {
            "id": claim.id,
            "text": claim.text,
            "source": self.source,
            "said": self.said,
            "systems": list(claim.systems),
            "direction": claim.direction,
            "a": b.a,
            "b": b.b,
            "verdict": b.verdict,
            "effect": b.difference,
            "ratio": b.ratio,
            "error": b.error,
            "small": b.small,
            "by_construction": self.answer.by_construction or None,
            "supports": self.answer.supports,
            "mirrored": dict(self.mirrored),
            "unmirrored": self.answer.unmirrored or None,
            "flips": None if self.answer.flips is None else [_flip(flip) for flip in self.answer.flips],
            "worlds": None if self.worlds is None else _in_worlds(self.worlds),
            "trouble": b.trouble or None,
        }


def _flip(flip: Flip) -> dict[str, Any]:
    return {"parameter": flip.parameter, "label": flip.label, "value": flip.value, "at": flip.at}


def _in_worlds(found: AcrossWorlds) -> dict[str, Any]:
    counts = {"n": found.n, "holds": found.holds, "fails": found.fails, "undecided": found.undecided}
    return {**counts, "share": found.share, "interval": found.interval, "error": found.mark.error}


@dataclass(frozen=True, eq=False)
class Board:
    """Every claim about a crisis, and the sentences without a claim.

    Attributes:
        rows: in the order of the file, what is made of another actor after what it was made of.
        claims: as they were read. grid: nodes a side.
        absent: why there is no board; "" where there is one.
    """

    rows: tuple[Row, ...]
    claims: Claims | None
    grid: int
    absent: str = ""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def counts(self) -> dict[str, int]:
        """How many hold, fail, are undecided or not computed, of those whose outcome is not built in; and how many
        others there are."""
        found = {"built in": 0}
        for row in self.rows:
            name = "built in" if row.answer.by_construction else row.answer.baseline.verdict
            found[name] = found.get(name, 0) + 1
        return found

    def to_dict(self) -> dict[str, Any]:
        """For ``results.json``."""
        left = self.claims.not_expressible if self.claims else ()
        return {
            "rows": [row.to_dict() for row in self.rows],
            "without_claim": [{"id": n.id, "text": n.text, "source": n.source, "why": n.why} for n in left],
            "grid": self.grid,
            "absent": self.absent or None,
        }

    def __str__(self) -> str:
        return "\n".join(f"{row.answer.claim.id}: {row.answer.baseline.verdict}" for row in self.rows) or self.absent


@lru_cache(maxsize=1)
def _shipped(crisis: Crisis) -> Claims:
    """The claims that ship about a crisis; of one crisis at a time, read once."""
    return read_claims(claims_of(crisis), crisis.unlocked())


def asked_of_doctrines(crisis: Crisis) -> tuple[str, ...]:
    """The quantities that shipped claims about a crisis ask for under another doctrine; a study reads them as well."""
    try:
        claims = _shipped(crisis)
    except (ArgumentError, InputError):  # said when the board is asked for
        return ()
    return tuple(sorted({claim.quantity.name for claim, _, side in claims.sides() if side.doctrine} - {CONSEQUENCE}))


def readers_of(crisis: Crisis, values: Mapping[str, float]) -> tuple[ClaimsReader, ...]:
    """What reads both sides of the claims that ship about a crisis off a world; nothing where none ship."""
    try:
        return (reader_of(crisis, values),)
    except ArgumentError:  # said when the board is asked for
        return ()


def board_of(study: Study, workers: int = 0, team: Team | None = None) -> Board:
    """The board of a study; worked out once for it.

    Args:
        study: of a crisis.
        workers: processes; zero does the work here.
        team: in place of workers of its own, those that the study was made with.
    """
    if "claims" not in study.kept:
        study.kept["claims"] = _made(study, workers, team)
    found = study.kept["claims"]
    assert isinstance(found, Board)
    return found


def _made(study: Study, workers: int, team: Team | None) -> Board:
    crisis, points = study.crisis, points_for(study.game, SMALL_POINTS)
    try:
        claims = _shipped(crisis)
    except ArgumentError as error:
        return Board((), None, points, str(error))
    except InputError as error:  # another crisis of the same name
        why = f"the claims that ship for '{crisis.brief.name}' are not about this crisis: {error}"
        return Board((), None, points, why)
    options = Options(quick=True, workers=workers, points=points, coarse=coarser(points), flips=TURNED)
    try:
        answers = evaluate(
            crisis, claims, study.game.values, options, known=_known(study), precision=study.precision, team=team
        )
    except DeterrenceError as error:
        return Board((), claims, points, str(error))
    verdicts = {a.claim.id: a.baseline.verdict for a in answers}
    said = {c.id for c in claims.claims}
    worlds = study.worlds
    rows = [
        Row(
            a,
            claims.source_of(a.claim),
            {m: verdicts[m] for m in a.mirrors},
            a.claim.id in said,
            None if worlds is None else claim_beside(worlds, a),
        )
        for a in answers
    ]
    return Board(tuple(rows), claims, points)


def _known(study: Study) -> Known:
    """What the study has solved on its small grid, by change, and how far its numbers may be off."""
    values: dict[Change, Values] = {Change(): dict(study.base)}
    for case in study.doctrines:
        change = Change() if case.baseline else Change(doctrines=((case.actor, case.doctrine),))
        found = values.setdefault(change, {})
        found.update({**case.values, **case.beside})
        found.update(consequence_values(case.consequences))
    for lever in study.levers:
        for value, ends in lever.ends:
            values.setdefault(Change(values=((lever.parameter, value),)), {}).update(ends)
    reported: dict[Key, tuple[float, float]] = {q.key: (q.value, q.error or 0.0) for q in study.outlook}
    return Known(values, reported)

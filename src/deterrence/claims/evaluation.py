"""Claims put to the test in one scenario: both sides on one grid, how far beyond its error, where they stop holding.

The two sides of a claim are solved on the same belief grid, and again on one of twice the spacing. The error is the
largest of those of the margin, of the difference and of either side (``deterrence.stress.resolve.small_grid_error``).
That much of it cancels in the difference is not relied on, for now and then it does so on these two grids and not on a
finer one. A margin within the error is undecided.

A board (:mod:`.board`) uses one grid, on which a study has solved much already, and with errors taken
from the study's own solution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from ..forecasting.keys import Key
from ..parameters.table import NamedParameter
from ..scenario.crisis import Crisis
from ..stats import clopper_pearson
from ..stress.resolve import Change, small_grid_error
from ..stress.sampling import draw
from ..stress.worker_pool import Team
from .book import Book
from .cases import Case, Known
from .construction import by_construction, contrasts, settled
from .effects import Margin, margin, ratio
from .mirroring import mirrored, partners
from .record import Claims
from .results import ENDINGS, FAILS, HOLDS, LEVERS, NONE, SLOPE, UNDECIDED, UNKNOWN, Answer, Baseline, InWorlds, Screen
from .sides import lacking
from .slopes import ENDING
from .thresholds import (
    Prospect,
    Search,
    by_endings,
    by_lever,
    by_slope,
    chosen,
    flips,
    margin_slope,
    predicted,
    searched,
)

POINTS = 17
COARSE = 9
THREE_AXES = (13, 7)  # the same two, where beliefs have three log-odds axes
TRIES = 2
BISECTIONS = 2
ONE_GAME = 3  # times as many ends for a claim whose sides are read from one game: other such claims use them too
FLIPPED = 8
LEAST_ERROR = 1e-5  # what the solver's own tolerance may come to after all moves

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How much work to do.

    Attributes:
        quick: baselines only.
        tries: ends of ranges solved per claim.
        bisections: of each change of verdict found.
        worlds: plausible worlds drawn; zero for none.
        seed: of the worlds.
        workers: processes; zero does the work here.
        points, coarse: nodes a side of the grid, and of the one that its error is read from and limits are found on.
        flips: of how many claims to work out where they change by slope, those likeliest to do so first.
    """

    quick: bool = False
    tries: int = TRIES
    bisections: int = BISECTIONS
    worlds: int = 0
    seed: int = 0
    workers: int = 0
    points: int = POINTS
    coarse: int = COARSE
    flips: int = FLIPPED


def grids_for(crisis: Crisis) -> tuple[int, int]:
    """Nodes a side of the two grids: fewer where there are three log-odds axes."""
    axes = sum(len(a.types) - 1 for a in crisis.brief.actors)
    return THREE_AXES if axes > 2 else (POINTS, COARSE)


def evaluate(
    crisis: Crisis,
    claims: Claims,
    values: Mapping[str, float],
    options: Options = Options(),
    progress: Progress = lambda message: None,
    known: Known | None = None,
    precision: float | None = None,
    team: Team | None = None,
) -> list[Answer]:
    """Put every claim to the test, in order; each also of the other actors in the same part (:mod:`.mirroring`).

    Args:
        crisis: what the claims are about.
        claims: read and checked against it.
        values: every parameter's value.
        options: how much to do.
        progress: called, in words, with what is being done.
        known: what a study has solved already; baselines are then solved on one grid alone.
        precision: λ in place of every actor's own, if given.
        team: works for it, and goes on; one of its own if None.
    """
    claims, alone = mirrored(claims, crisis)
    with nullcontext(team) if team else Team(crisis, values, options.workers, precision) as team:
        cases = tuple(Case.of(claim, crisis, values, claims.least_effect) for claim in claims.claims)
        trial = _Trial(crisis, values, options, team, progress, cases, known)
        trial.baselines()
        trial.placed(partners(claims), alone)
        if not options.quick:
            trial.limits()
        trial.flips()
        if options.worlds:
            trial.worlds()
        return trial.answers


@dataclass
class _Trial:
    crisis: Crisis
    values: Mapping[str, float]
    options: Options
    team: Team
    progress: Progress
    cases: tuple[Case, ...]
    known: Known | None = None

    def __post_init__(self) -> None:
        self.book = Book(self.team)
        if self.known is not None:
            for change, found in self.known.values.items():
                at = (self.options.points, change)
                self.book.known[at], self.book.asked[at] = dict(found), set(found)
        self.answers: list[Answer] = []

    def _ask(self, points: int, cases: Sequence[tuple[Case, Mapping[str, float]]]) -> None:
        self.book.gather([row for case, moved in cases for row in self._wanted(points, case, moved)])

    def _wanted(self, points: int, case: Case, moved: Mapping[str, float]) -> list[tuple[int, Change, Key]]:
        sides = zip(case.changes, case.keys, strict=True)
        return [(points, self._among(change, moved), key) for change, key in sides]

    def _among(self, change: Change, moved: Mapping[str, float]) -> Change:
        return change.among({n: x for n, x in moved.items() if x != self.values[n]}) if moved else change

    def _margin(self, points: int, case: Case, moved: Mapping[str, float]) -> tuple[float | None, str]:
        changes = [self._among(c, moved) for c in case.changes]
        a, b = self.book.pair(points, changes, case.keys)
        if a is None or b is None:
            return None, self.book.why_not(points, changes)
        return margin(case.claim, a, b).value, ""

    def baselines(self) -> None:
        """Both sides on both grids, and, where limits are wanted, every derivative on the coarser."""
        self.progress("solving both sides of every claim")
        grids = (self.options.points, self.options.coarse) if self.known is None else (self.options.points,)
        wanted = [row for points in grids for case in self.cases for row in self._wanted(points, case, {})]
        if self.known is not None:  # the reported values give the grid's error
            asked = {key for case in self.cases for key in case.keys} & self.known.reported.keys()
            wanted += [(self.options.points, Change(), key) for key in sorted(asked)]
        self.book.gather(wanted, 0 if self.options.quick else self.options.coarse)
        self.answers = [Answer(case.claim, case.keys, self._baseline(case)) for case in self.cases]

    def _baseline(self, case: Case) -> Baseline:
        a, b = self.book.pair(self.options.points, case.changes, case.keys)
        error = None if a is None or b is None else self._error(case, a, b)
        if a is None or b is None or error is None:
            points = self.options.points if a is None or b is None else self.options.coarse
            why = next(filter(None, (lacking(self.crisis, k) for k in case.keys)), "")
            why = why or self.book.why_not(points, case.changes)
            return Baseline(a, b, None, None, None, UNKNOWN, why)
        held = margin(case.claim, a, b).value
        verdict = UNDECIDED if abs(held) <= error else HOLDS if held > 0 else FAILS
        return Baseline(a, b, a - b, error, held, verdict, ratio=ratio(a, b), small=case.small(a, b))

    def _error(self, case: Case, a: float, b: float) -> float | None:
        """The error of a baseline; None where the coarser grid does not have it."""
        if self.known is not None:
            return max(*(self._off(key) for key in case.keys), LEAST_ERROR)
        c, d = self.book.pair(self.options.coarse, case.changes, case.keys)
        if c is None or d is None:
            return None
        margins = margin(case.claim, a, b).value, margin(case.claim, c, d).value
        grids = self.options.points, self.options.coarse
        errors = [small_grid_error(*pair, *grids) for pair in (margins, (a - b, c - d), (a, c), (b, d))]
        return max(LEAST_ERROR, *(error or 0.0 for error in errors))

    def _off(self, key: Key) -> float:
        """How far a number on this grid is from the reported one, and that from the truth; of a number that is not
        reported, as far as the worst of those that are."""
        assert self.known is not None
        stated = self.book.known.get((self.options.points, Change()), {})
        both = self.known.reported.keys() & stated.keys()
        about = [key] if key in both else [k for k in both if k.name == ENDING]
        off = [abs(stated[k] - self.known.reported[k][0]) + self.known.reported[k][1] for k in about]
        return max(off, default=0.0)

    def placed(self, partners: Mapping[str, tuple[str, ...]], alone: Mapping[str, str]) -> None:
        """Say of every answer which others mirror it, or why none does, and whether it is settled by construction."""
        built = self.team.submit(by_construction, contrasts(self.cases), points=self.options.points).result()
        self.answers = [
            replace(
                answer,
                by_construction=settled(case, built[n]),
                mirrors=partners[case.claim.id],
                unmirrored=alone.get(case.claim.id, ""),
            )
            for n, (case, answer) in enumerate(zip(self.cases, self.answers, strict=True))
        ]

    def flips(self) -> None:
        """Where claims change by slope alone: those with least to spare first, as many as are asked for."""
        decided = [n for n, a in enumerate(self.answers) if a.baseline.holds is not None and not a.by_construction]
        decided.sort(key=lambda n: self._spare(self.answers[n].baseline))
        grid = self.options.coarse
        some = decided[: self.options.flips] if self.options.quick else decided
        wanted = [pair for n in some for pair in zip(self.cases[n].changes, self.cases[n].keys, strict=True)]
        if wanted and self.options.quick:
            self.progress("looking for where claims change")
            self.book.lean(grid, wanted)
        for n in some:
            case, (a, b) = self.cases[n], (self.book.slopes.get(c) for c in self.cases[n].changes)
            if isinstance(a, Mapping) and isinstance(b, Mapping) and case.keys[0] in a and case.keys[1] in b:
                known, found = searched(self.crisis.parameters, case.kept()), self.answers[n].baseline
                slope = margin_slope(self._weights(case, found), a[case.keys[0]], b[case.keys[1]])
                assert found.margin is not None  # it holds or fails
                turns = flips(known, self.values, found.margin, slope)
                self.answers[n] = replace(self.answers[n], flips=turns)

    @staticmethod
    def _weights(case: Case, baseline: Baseline) -> Margin:
        assert baseline.a is not None and baseline.b is not None  # it holds or fails
        return margin(case.claim, baseline.a, baseline.b)

    @staticmethod
    def _spare(baseline: Baseline) -> float:
        """The margin as a share of the larger side."""
        assert baseline.a is not None and baseline.b is not None and baseline.margin is not None  # it holds or fails
        return abs(baseline.margin) / max(abs(baseline.a), abs(baseline.b), LEAST_ERROR)

    def limits(self) -> None:
        """Choose ends by slope, solve them, bisect changes of verdict, on the coarser grid; confirm on the finer.

        The coarser grid's verdicts on the baseline are the finer one's wherever the margin there is above the error, by
        the error's definition.
        """
        grid = self.options.coarse
        searches: dict[int, list[Search]] = {}
        screens: dict[int, Screen] = {}
        taken: set[tuple[str, float]] = set()
        for n, (case, answer) in enumerate(zip(self.cases, self.answers, strict=True)):
            if answer.baseline.holds is not None:
                searches[n], screens[n] = self._screened(case, answer.baseline, taken)
                taken |= {(s.name, s.end) for s in searches[n]}
        rounds = 0
        while any(not s.over for some in searches.values() for s in some):
            self.progress("solving ends of ranges" if rounds == 0 else f"closing in on limits, round {rounds}")
            asked = [(n, s, x) for n, some in searches.items() for s in some for x in s.asks()]
            self._ask(grid, [(self.cases[n], {s.name: x}) for n, s, x in asked])
            for n, s, x in asked:
                s.take(x, *self._margin(grid, self.cases[n], {s.name: x}))
            rounds += 1
        self.progress("confirming limits on the finer grid")
        crossed = [(n, s) for n, some in searches.items() for s in some if s.crosses]
        self._ask(self.options.points, [(self.cases[n], {s.name: s.end}) for n, s in crossed])
        for n, some in searches.items():
            limits = tuple(
                s.limit(self._margin(self.options.points, self.cases[n], {s.name: s.end})[0]) for s in some if s.crosses
            )
            tried = tuple(s.tried() for s in some if not s.crosses)
            self.answers[n] = replace(self.answers[n], limits=limits, tried=tried, screen=screens[n])

    def _screened(self, case: Case, baseline: Baseline, taken: set[tuple[str, float]]) -> tuple[list[Search], Screen]:
        """Ends to solve for a claim, and how they were chosen."""
        known = searched(self.crisis.parameters, case.kept())
        held, trouble = self._margin(self.options.coarse, case, {})
        if held is None:
            return [], Screen(NONE, len(known), trouble=trouble)
        prospects, method, reason = self._prospects(case, baseline, known)
        count = self.options.tries * (ONE_GAME if case.one_game else 1)
        picked = chosen(prospects, held, count, taken)
        searches = [
            Search(p.parameter, known[p.parameter], self.values[p.parameter], held, p.end, self.options.bisections)
            for p in picked
        ]
        return searches, Screen(method, len(known), predicted(prospects, held, picked), reason)

    def _prospects(
        self, case: Case, baseline: Baseline, known: Mapping[str, NamedParameter]
    ) -> tuple[list[Prospect], str, str]:
        """Ends of ranges that may be solved, how they compare, and why that is not by slope."""
        systems = case.claim.systems
        named = (name for m in self.crisis.brief.mechanisms if m.system in systems for name in m.levers)
        levers = list(dict.fromkeys(named))
        a, b = (self.book.slopes[c] for c in case.changes)
        if isinstance(a, str) or isinstance(b, str):
            reason = next(x for x in (a, b) if isinstance(x, str))
            found = by_lever(known, self.values, levers)
            return found, LEVERS if found else NONE, reason
        one, other = a.get(case.keys[0]), b.get(case.keys[1])
        if one is None or other is None:
            return by_endings(known, self.values, a, b, levers), ENDINGS, ""
        slope = margin_slope(self._weights(case, baseline), one, other)
        return by_slope(known, self.values, slope), SLOPE, ""

    def worlds(self) -> None:
        """Count the plausible worlds in which each claim holds."""
        drawn = draw(self.crisis, self.values, self.options.worlds, self.options.seed)
        counts = [[0, 0, 0] for _ in self.cases]
        for k, world in enumerate(drawn):
            self.progress(f"world {k + 1} of {len(drawn)}")
            self._ask(self.options.points, [(case, world) for case in self.cases])
            for n, (case, answer) in enumerate(zip(self.cases, self.answers, strict=True)):
                held, _ = self._margin(self.options.points, case, world)
                if held is not None:
                    unclear = abs(held) <= (answer.baseline.error or 0.0)
                    counts[n][2 if unclear else 0 if held > 0 else 1] += 1
        self.answers = [
            replace(answer, worlds=_in_worlds(*count)) for answer, count in zip(self.answers, counts, strict=True)
        ]


def _in_worlds(holds: int, fails: int, undecided: int) -> InWorlds:
    n = holds + fails + undecided
    return InWorlds(n, holds, fails, undecided, clopper_pearson(holds, n) if n else None)

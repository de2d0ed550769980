"""Claims put to the test in one scenario: both sides on one grid, how far beyond its error, where they stop holding.

The two sides of a claim are solved on the same belief grid, and again on one of twice the spacing. The error is the
largest change between the two: of the difference, or of either side. It is not divided by three, since at these
spacings the error does not yet fall as the square; and that much of it cancels in the difference is not relied on, for
now and then it does so on these two grids and not on a finer one. A margin within the error is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..campaign.record import Campaign
from ..claims.reading import key_of
from ..claims.record import Claim, Claims
from ..forecast.metrics import Key
from ..forms import AnyParameter, AnyScenario, parameters_of
from ..report.numbers import clopper_pearson
from .claim_answers import FAILS, HOLDS, UNDECIDED, UNTOLD, Answer, Baseline, InWorlds, Screen
from .claim_limits import Search, chosen, foretold, margin_slope, prospects, searched
from .claim_sides import Found, Setting
from .claim_slopes import Gradients, told_at
from .claim_worlds import draw
from .team import Team

POINTS = 17
COARSE = 9
THREE_AXES = (13, 7)  # the same two, where beliefs have three log-odds axes
TRIES = 2
BISECTIONS = 2
ONE_GAME = 3  # times as many ends for a claim whose sides are read from one game: other such claims use them too
LEAST_ERROR = 1e-5  # what the solver's own tolerance may come to after all moves

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How much work to do.

    Attributes:
        quick: baselines only.
        tries: ends of ranges solved per claim.
        bisections: of each change of verdict found.
        worlds: plausible worlds drawn; nought for none.
        seed: of the worlds.
        workers: processes; nought does the work here.
        points, coarse: nodes a side of the grid, and of the one that its error is read from and limits are found on.
    """

    quick: bool = False
    tries: int = TRIES
    bisections: int = BISECTIONS
    worlds: int = 0
    seed: int = 0
    workers: int = 0
    points: int = POINTS
    coarse: int = COARSE


def grids_for(scenario: AnyScenario) -> tuple[int, int]:
    """Nodes a side of the two grids: fewer where there are three log-odds axes."""
    axes = sum(len(a.types) - 1 for a in scenario.actors)
    return THREE_AXES if axes > 2 else (POINTS, COARSE)


def evaluate(
    scenario: AnyScenario,
    claims: Claims,
    values: Mapping[str, float],
    options: Options = Options(),
    progress: Progress = lambda message: None,
) -> list[Answer]:
    """Put every claim to the test, in order.

    Args:
        scenario: what the claims are about.
        claims: read and checked against it.
        values: every parameter's value.
        options: how much to do.
        progress: told, in words, what is being done.
    """
    with Team(scenario, values, options.workers) as team:
        cases = tuple(_Case.of(claim, scenario, values) for claim in claims.claims)
        trial = _Trial(scenario, values, options, team, progress, cases)
        trial.baselines()
        if not options.quick:
            trial.limits()
        if options.worlds:
            trial.worlds()
        return trial.answers()


@dataclass(frozen=True)
class _Case:
    """A claim with the settings and numbers of its two sides."""

    claim: Claim
    settings: tuple[Setting, Setting]
    keys: tuple[Key, Key]

    @classmethod
    def of(cls, claim: Claim, scenario: AnyScenario, values: Mapping[str, float]) -> _Case:
        sides = (claim.contrast.a, claim.contrast.b)
        first, second = (Setting.of(side, scenario, values) for side in sides)
        one, other = (key_of(claim, side) for side in sides)
        return cls(claim, (first, second), (one, other))

    def kept(self) -> list[str]:
        """Parameters that the contrast itself sets."""
        return [*self.claim.contrast.a.set, *self.claim.contrast.b.set]

    def margin(self, difference: float) -> float:
        """By how much the claim holds."""
        allowed = self.claim.within or 0.0
        match self.claim.direction:
            case "up":
                return allowed + difference
            case "down":
                return allowed - difference
        return allowed - abs(difference)


@dataclass
class _Book:
    """Numbers by grid and setting, each solved once."""

    team: Team
    gradients: dict[Setting, Gradients | str] = field(default_factory=dict)
    known: dict[tuple[int, Setting], Found] = field(default_factory=dict)
    asked: dict[tuple[int, Setting], set[Key]] = field(default_factory=dict)
    trouble: dict[tuple[int, Setting], str] = field(default_factory=dict)

    def gather(self, wanted: Sequence[tuple[int, Setting, Key]], slopes_on: int = 0) -> None:
        """Work out what is not known yet, side by side; with gradients on the grid of ``slopes_on`` nodes a side."""
        fresh: dict[tuple[int, Setting], set[Key]] = {}
        for points, setting, key in wanted:
            if key not in self.asked.get((points, setting), set()):
                fresh.setdefault((points, setting), set()).add(key)
        jobs = {
            at: self.team.submit(told_at, at[1], tuple(sorted(keys)), at[0] == slopes_on, points=at[0])
            for at, keys in fresh.items()
        }
        for at, job in jobs.items():
            found, gradients = job.result()
            if gradients is not None:
                self.gradients[at[1]] = gradients
            self.asked.setdefault(at, set()).update(fresh[at])
            if isinstance(found, str):
                self.trouble[at] = found
            else:
                self.known.setdefault(at, {}).update(found)

    def pair(self, points: int, settings: Sequence[Setting], keys: Sequence[Key]) -> tuple[float | None, float | None]:
        """The two sides' numbers."""
        a, b = (self.known.get((points, s), {}).get(k) for s, k in zip(settings, keys, strict=True))
        return a, b

    def why_not(self, points: int, settings: Sequence[Setting]) -> str:
        """Why a number could not be told."""
        said = [self.trouble[points, s] for s in settings if (points, s) in self.trouble]
        return said[0] if said else "what it is conditional on hardly ever happens there"


@dataclass
class _Trial:
    scenario: AnyScenario
    values: Mapping[str, float]
    options: Options
    team: Team
    progress: Progress
    cases: tuple[_Case, ...]

    def __post_init__(self) -> None:
        self.book = _Book(self.team)
        self.found: list[Answer] = []
        self.parameters = parameters_of(self.scenario)

    def answers(self) -> list[Answer]:
        return self.found

    def _ask(self, points: int, cases: Sequence[tuple[_Case, Mapping[str, float]]]) -> None:
        self.book.gather([row for case, changes in cases for row in self._wanted(points, case, changes)])

    def _wanted(self, points: int, case: _Case, changes: Mapping[str, float]) -> list[tuple[int, Setting, Key]]:
        sides = zip(case.settings, case.keys, strict=True)
        return [(points, self._changed(setting, changes), key) for setting, key in sides]

    def _changed(self, setting: Setting, changes: Mapping[str, float]) -> Setting:
        return setting.plus({n: x for n, x in changes.items() if x != self.values[n]}) if changes else setting

    def _margin(self, points: int, case: _Case, changes: Mapping[str, float]) -> tuple[float | None, str]:
        settings = [self._changed(s, changes) for s in case.settings]
        a, b = self.book.pair(points, settings, case.keys)
        if a is None or b is None:
            return None, self.book.why_not(points, settings)
        return case.margin(a - b), ""

    def baselines(self) -> None:
        """Both sides on both grids, and, where limits are wanted, every derivative on the coarser."""
        self.progress("solving both sides of every claim")
        grids = (self.options.points, self.options.coarse)
        wanted = [row for points in grids for case in self.cases for row in self._wanted(points, case, {})]
        sloped = not self.options.quick and not isinstance(self.scenario, Campaign)
        self.book.gather(wanted, self.options.coarse if sloped else 0)
        self.found = [Answer(case.claim, case.keys, self._baseline(case)) for case in self.cases]

    def _baseline(self, case: _Case) -> Baseline:
        a, b = self.book.pair(self.options.points, case.settings, case.keys)
        c, d = self.book.pair(self.options.coarse, case.settings, case.keys)
        if a is None or b is None or c is None or d is None:
            points = self.options.points if a is None or b is None else self.options.coarse
            return Baseline(a, b, None, None, None, UNTOLD, self.book.why_not(points, case.settings))
        difference, error = a - b, max(abs((a - b) - (c - d)), abs(a - c), abs(b - d), LEAST_ERROR)
        margin = case.margin(difference)
        verdict = UNDECIDED if abs(margin) <= error else HOLDS if margin > 0 else FAILS
        return Baseline(a, b, difference, error, margin, verdict)

    def limits(self) -> None:
        """Choose ends by slope, solve them, bisect changes of verdict, on the coarser grid; confirm on the finer.

        The coarser grid's verdicts on the baseline are the finer one's wherever the margin there is above the error, by
        the error's definition.
        """
        grid = self.options.coarse
        searches: dict[int, list[Search]] = {}
        screens: dict[int, Screen] = {}
        taken: set[tuple[str, float]] = set()
        for n, (case, answer) in enumerate(zip(self.cases, self.found, strict=True)):
            if answer.baseline.holds is not None:
                searches[n], screens[n] = self._screened(case, answer.baseline, taken)
                taken |= {(s.name, s.end) for s in searches[n]}
        rounds = 0
        while any(not s.over for some in searches.values() for s in some):
            self.progress("solving ends of ranges" if rounds == 0 else f"closing in on limits, round {rounds}")
            asked = [(n, s, x) for n, some in searches.items() for s in some for x in s.asks()]
            self._ask(grid, [(self.cases[n], {s.name: x}) for n, s, x in asked])
            for n, s, x in asked:
                s.told(x, *self._margin(grid, self.cases[n], {s.name: x}))
            rounds += 1
        self.progress("confirming limits on the finer grid")
        crossed = [(n, s) for n, some in searches.items() for s in some if s.crosses]
        self._ask(self.options.points, [(self.cases[n], {s.name: s.end}) for n, s in crossed])
        for n, some in searches.items():
            limits = tuple(
                s.limit(self._margin(self.options.points, self.cases[n], {s.name: s.end})[0]) for s in some if s.crosses
            )
            tried = tuple(s.tried() for s in some if not s.crosses)
            self.found[n] = replace(self.found[n], limits=limits, tried=tried, screen=screens[n])

    def _screened(self, case: _Case, baseline: Baseline, taken: set[tuple[str, float]]) -> tuple[list[Search], Screen]:
        known = searched(self.parameters, case.kept())
        if isinstance(self.scenario, Campaign):
            return self._by_lever(self.scenario, case, known)
        a, b = (self.book.gradients[s] for s in case.settings)
        margin, _ = self._margin(self.options.coarse, case, {})
        if isinstance(a, str) or isinstance(b, str) or margin is None:
            return [], Screen("none", len(known), trouble=next((x for x in (a, b) if isinstance(x, str)), ""))
        assert baseline.difference is not None  # it holds or fails
        one, other = a.by_key.get(case.keys[0]), b.by_key.get(case.keys[1])
        slope = None
        if one is not None and other is not None:
            slope = margin_slope(case.claim.direction, baseline.difference, one, other)
        ends = prospects(known, self.values, slope, a, b)
        one_game = case.settings[0] == case.settings[1]
        picked = chosen(ends, margin, self.options.tries * (ONE_GAME if one_game else 1), taken)
        searches = [
            Search(p.parameter, known[p.parameter], self.values[p.parameter], margin, p.end, self.options.bisections)
            for p in picked
        ]
        if slope is None:
            return searches, Screen("endings", len(known))
        return searches, Screen("slope", len(known), foretold(ends, margin, picked))

    def _by_lever(
        self, campaign: Campaign, case: _Case, known: Mapping[str, AnyParameter]
    ) -> tuple[list[Search], Screen]:
        """In a campaign, whose derivatives there is no quick way to: the levers of the claim's own systems, in the
        order of the file, at both ends."""
        margin, _ = self._margin(self.options.coarse, case, {})
        if margin is None:
            return [], Screen("none", len(known), trouble="the coarser grid does not tell it")
        levers = [n for m in campaign.mechanisms if m.system in case.claim.systems for n in m.levers if n in known]
        searches = []
        for name in list(dict.fromkeys(levers))[: self.options.tries * ONE_GAME]:
            parameter, value = known[name], self.values[name]
            ends = [end for end in parameter.range or () if end != value]
            searches += [Search(name, parameter, value, margin, end, self.options.bisections) for end in ends]
        return searches, Screen("levers", len(known))

    def worlds(self) -> None:
        """Count the plausible worlds in which each claim holds."""
        drawn = draw(self.scenario, self.values, self.options.worlds, self.options.seed)
        counts = [[0, 0, 0] for _ in self.cases]
        for k, world in enumerate(drawn):
            self.progress(f"world {k + 1} of {len(drawn)}")
            self._ask(self.options.points, [(case, world) for case in self.cases])
            for n, (case, answer) in enumerate(zip(self.cases, self.found, strict=True)):
                margin, _ = self._margin(self.options.points, case, world)
                if margin is not None:
                    unclear = abs(margin) <= (answer.baseline.error or 0.0)
                    counts[n][2 if unclear else 0 if margin > 0 else 1] += 1
        self.found = [
            replace(answer, worlds=_in_worlds(*count)) for answer, count in zip(self.found, counts, strict=True)
        ]


def _in_worlds(holds: int, fails: int, undecided: int) -> InWorlds:
    n = holds + fails + undecided
    return InWorlds(n, holds, fails, undecided, clopper_pearson(holds, n) if n else None)

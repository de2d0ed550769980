"""A study with the words for it: names from the scenario, and numbers as a reader should meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...forecast.metrics import ENDINGS
from ...forecast.outlook import Quantity
from ...game.scenario import RedLine, Scenario
from ...game.sites import NumberNames
from ...parameters.parameter import Number
from ..numbers import percent
from ..odds import odds

if TYPE_CHECKING:
    from ...study import Study

RARE = 0.01
"""Below this (and as near to certainty) a chance is told as odds."""
RAREST = 1 / 2000
"""Below this only the bound is told: the inputs support no more."""
FINEST = 0.001
"""No chance is told finer than a whole percent, however small its grid error: the inputs are judgements."""
AGREED = ("off_ramp", "settlement")


def chance(p: float, error: float | None = None) -> str:
    """A probability in words: ``31%``, ``about 1 in 500``, ``all but about 1 in 170``."""
    p = min(max(p, 0.0), 1.0)
    if min(p, 1 - p) < RAREST:
        return f"{'' if p < RARE else 'all but '}fewer than 1 in {1 / RAREST:,.0f}"
    if p < RARE or p > 1 - RARE:
        return odds(p, error)
    return percent(p, max(error or 0.0, FINEST))


def believed(p: float, error: float | None = None) -> str:
    """A belief in words: whole percents, ``below 1%``, ``above 99%``."""
    return "below 1%" if p < RARE else "above 99%" if p > 1 - RARE else chance(p, error)


def inscribed(p: float) -> str:
    """A share of a divided bar, to be printed in it: nothing where it is too small to tell."""
    return "all" if p > 1 - RARE / 2 else f"{p:.0%}" if p >= RARE / 2 else ""


def crises(text: str) -> str:
    """``31% of crises``, ``about 1 in 500 crises``."""
    return f"{text} of crises" if text.endswith("%") else f"{text} crises"


def sentence(text: str) -> str:
    """``text`` with a capital."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """A name from the file, within a sentence."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def joined(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


@dataclass(frozen=True, eq=False)
class Told:
    """A study, and what its scenario calls things."""

    study: Study

    @property
    def scenario(self) -> Scenario:
        """The scenario studied."""
        return self.study.scenario

    @cached_property
    def actors(self) -> dict[str, str]:
        """Names of the actors by id, in the order of the file."""
        return {actor.id: actor.name for actor in self.scenario.actors}

    @cached_property
    def rungs(self) -> dict[str, str]:
        """Names of the rungs by id, from the lowest."""
        return {rung.id: rung.name for rung in self.scenario.ladder}

    @cached_property
    def lines(self) -> dict[str, RedLine]:
        """Red lines by id."""
        return {line.id: line for line in self.scenario.red_lines}

    @cached_property
    def doctrines(self) -> dict[str, str]:
        """Names of the doctrines by id."""
        return {doctrine.id: doctrine.name for doctrine in self.scenario.doctrines}

    def other(self, actor: str) -> str:
        """The other side's name."""
        return next(name for id, name in self.actors.items() if id != actor)

    @property
    def challenge(self) -> str:
        """Name of the lowest rung that counts as a challenge."""
        return self.rungs[self.scenario.window.challenge]

    def find(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> Quantity | None:
        """A quantity of the outlook, None where the scenario does not show it."""
        return self.study.outlook.get(name, actor, of, given, stage)

    def tell(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> str:
        """A probability of the outlook in words; a dash where there is none."""
        quantity = self.find(name, actor, of, given, stage)
        return chance(quantity.value, quantity.error) if quantity else "–"

    def number(self, number: Number | None, *path: str) -> float | None:
        """The value used for a number of the file, None where the file leaves it out."""
        return None if number is None else self.study.compiled.values[NumberNames().name(number, path)]

    def prior(self, actor: str) -> float | None:
        """Prior belief that the actor is committed, None where no such number is in the file."""
        owner = next(a for a in self.scenario.actors if a.id == actor)
        for kind in owner.types:
            if kind.kind == "commitment" and kind.prior != "remainder":
                return self.number(kind.prior, actor, kind.id, "prior")
        return None

    @cached_property
    def endings(self) -> dict[str, str]:
        """The endings that this scenario can have, in words."""
        standing = {rung.standing: rung.name for rung in self.scenario.ladder}
        mediator = self.scenario.mediator
        words = {
            "no_challenge": "no challenge, and nothing agreed",
            "lapse": "fading away, nothing agreed",
            "off_ramp": "a way out agreed directly",
            "settlement": f"a way out agreed with {mediator.name if mediator else 'a mediator'} present",
            "capitulation": "one side giving in",
            "war": standing.get("war", "war"),
            "catastrophe": standing.get("catastrophe", "catastrophe"),
            "unresolved": f"still open after {self.scenario.window.moves} moves",
        }
        found = self.study.outlook.outcomes
        return {name: words[name] for name in ENDINGS if name in found and found[name].value > 0}

    @property
    def agreed(self) -> tuple[float, float] | None:
        """Probability of an agreed way out, with its error; None where the scenario has none."""
        parts = [self.study.outlook.outcomes[name] for name in AGREED if name in self.endings]
        return (sum(q.value for q in parts), sum(q.error or 0.0 for q in parts)) if parts else None

    @cached_property
    def coarseness(self) -> tuple[float, float]:
        """How far the small grid of the comparisons lies from the main solution: at most, over the endings, in
        probability and as a share of it."""
        stated = next((v.headlines for v in self.study.robustness), {})
        apart = [
            (gap := abs(stated[name] - q.value) + (q.error or 0.0), gap / q.value)
            for name, q in self.study.outlook.outcomes.items()
            if q.value > 0 and name in stated
        ]
        return max((a for a, _ in apart), default=0.0), max((share for _, share in apart), default=0.0)

    def compared(self, p: float) -> str:
        """A probability from a comparison on the small grid, in words."""
        return chance(p, self._coarse(p))

    def belief(self, p: float) -> str:
        """A belief from such a comparison, in words."""
        return believed(p, self._coarse(p))

    def around(self, p: float) -> tuple[float, float]:
        """The same as an interval."""
        return max(p - self._coarse(p), 0.0), min(p + self._coarse(p), 1.0)

    def _coarse(self, p: float) -> float:
        most, share = self.coarseness
        return min(most, share * p)

"""A study with the words for it: names from the scenario, and numbers in the form in which a report gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..forecasting.keys import Key, Values
from ..forecasting.outlook import Quantity
from ..stress.ensemble.reader import headline_column
from .numbers import percent
from .odds import odds

if TYPE_CHECKING:
    from ..games.brief import Brief, LineBrief
    from ..stress.study import Study

GENERAL = Key("general_deterrence")
CHALLENGE = Key("challenge")
"""A challenge by anybody, as a headline: what general deterrence leaves."""
RARE = 0.01
"""Below this a chance is given as odds, and as near to certainty only the bound."""
RAREST = 1 / 2000
"""Below this only the bound is given: the inputs support no more."""
FINEST = 0.001
"""No chance is given finer than a whole percent, however small its grid error: the inputs are judgements."""
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORST = ("war", "catastrophe")
NEGLIGIBLE = 1e-4
NINE_IN_TEN = 1.645
"""Standard deviations either side within which nine in ten draws of a normal distribution lie."""
OPEN = 0.6
"""A probability whose nine in ten worlds lie further apart than this is left open by the ranges of the numbers."""


def chance(p: float, error: float | None = None) -> str:
    """A probability in words: ``31%``, ``about 1 in 500``, ``<0.05%``, ``over 99%``."""
    p = min(max(p, 0.0), 1.0)
    if p < RAREST:
        return f"<{RAREST:.2%}"
    if p > 1 - RARE:
        return f"over {1 - RARE:.0%}"
    if p < RARE:
        return odds(p, error)
    return percent(p, max(error or 0.0, FINEST))


def believed(p: float, error: float | None = None) -> str:
    """A belief in words: whole percents, ``below 1%``, ``above 99%``."""
    return "below 1%" if p < RARE else "above 99%" if p > 1 - RARE else chance(p, error)


def share_label(p: float) -> str:
    """A share of a divided bar, to be printed in it: nothing where it is too small to show."""
    return "all" if p > 1 - RARE / 2 else f"{p:.0%}" if p >= RARE / 2 else ""


def sentence(text: str) -> str:
    """``text`` with a capital, behind a quotation mark too."""
    head = 1 + text.startswith("“")
    return text[: head - 1] + text[head - 1 : head].upper() + text[head:]


def quoted(text: str) -> str:
    """A name from the file, within a sentence; quotation marks within it become single ones."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; or another word before the last."""
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def numeral(n: int) -> str:
    """A number of things, in words where it is small."""
    return NUMERALS[n] if n < len(NUMERALS) else f"{n:,}"


def part_of(k: int, n: int, noun: str) -> str:
    """Some of a number of things: ``both lines``, ``all four lines``, ``one of four lines``, ``none of the lines``."""
    if k == n:
        return f"both {noun}" if n == 2 else f"all {numeral(n)} {noun}"
    return f"{numeral(k)} of {numeral(n)} {noun}" if k else f"none of the {noun}"


def are(k: int) -> str:
    """The verb that goes with a number of things."""
    return "is" if k == 1 else "are"


def counted(n: int, one: str, many: str = "") -> str:
    """``1 fact``, ``4 facts``."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


@dataclass(frozen=True, eq=False)
class Context:
    """A study, and what its scenario calls things."""

    study: Study

    @property
    def brief(self) -> Brief:
        """What the scenario says."""
        return self.study.crisis.brief

    @cached_property
    def actors(self) -> dict[str, str]:
        """Names of the actors by id, in the order of the file, as they stand within a sentence."""
        return {actor.id: actor.name for actor in self.brief.actors}

    @cached_property
    def labels(self) -> dict[str, str]:
        """The same as they stand at the head of a sentence, a panel or a cell."""
        return {id: sentence(name) for id, name in self.actors.items()}

    @cached_property
    def bearers(self) -> dict[str, str]:
        """Names of those who may bear losses, by id: actors, bystanders, and others that losses name."""
        named = {q.key.actor: q.key.actor for q in self.study.outlook.named("loss")}
        return {id: sentence(name) for id, name in {**self.brief.bearers, **named, **self.brief.bearers}.items()}

    @cached_property
    def types(self) -> dict[tuple[str, str], str]:
        """Names of private types by (actor, type)."""
        return {(a.id, t.id): t.name for a in self.brief.actors for t in a.types}

    @cached_property
    def rungs(self) -> dict[str, str]:
        """Names of the rungs by id, from the lowest."""
        return {rung.id: rung.name for rung in self.brief.rungs}

    @cached_property
    def lines(self) -> dict[str, LineBrief]:
        """Red lines by id."""
        return {line.id: line for line in self.brief.lines}

    @cached_property
    def doctrines(self) -> dict[str, str]:
        """Names of the doctrines by id; without an actor's name in brackets at the end, for whose they are is said."""
        names = {d.id: d.name for d in self.brief.doctrines}
        for actor in self.actors.values():
            names = {id: name.removesuffix(f" ({actor})") for id, name in names.items()}
        return names

    @cached_property
    def events(self) -> dict[str, str]:
        """Names of the events by id."""
        return {e.id: e.name for e in self.brief.events}

    @property
    def courses(self) -> str:
        """What chances are shares of: crises, or periods where crises come one after another within the window."""
        return "periods" if self.brief.recurrent else "crises"

    @property
    def course(self) -> str:
        """One of them."""
        return "period" if self.brief.recurrent else "crisis"

    def share(self, text: str) -> str:
        """``31% of crises``, ``about 1 in 500 crises``."""
        return f"{text} of {self.courses}" if text.endswith("%") else f"{text} {self.courses}"

    def together(self, cases: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        """Sentences about actors by id, ``{0}`` where a name belongs: by sentence, the names of those of whom it is
        so, in the order of the file."""
        found: dict[str, list[str]] = {}
        for actor, said in cases:
            found.setdefault(said, []).append(self.actors[actor])
        return found

    def rival(self, actor: str) -> str:
        """The other actor by name, where there are just two; else words for any of the others."""
        rest = [name for id, name in self.actors.items() if id != actor]
        return rest[0] if len(rest) == 1 else "another actor"

    def type_name(self, actor: str, type: str) -> str:
        """What a private type is called: by the file, or as it stands where the file has no such type."""
        return self.types.get((actor, type), type)

    def by_actor(self, quantities: Iterable[Quantity]) -> list[Quantity]:
        """Quantities in the order of the actors in the file."""
        order = list(self.actors)
        return sorted(quantities, key=lambda q: order.index(q.key.actor) if q.key.actor in order else len(order))

    def when(self, stage: int) -> float:
        """Where a stage of the outlook stands: the number of the move that comes next, or the day."""
        stages = self.study.game.structure.stages
        return stage + 1 if self.brief.days is None else stage * self.brief.days / stages

    @property
    def challenge(self) -> str:
        """A challenge in words: an act at a rung or above it, where the scenario says which."""
        at = self.brief.challenge
        return f"an act at {quoted(self.rungs[at])} or above" if at else "a challenge"

    @property
    def unchallenged(self) -> str:
        """That no challenge is seen, as a clause."""
        _, _, noun = self.challenge.partition(" ")
        return f"no {noun} is seen"

    def find(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> Quantity | None:
        """A quantity of the outlook, None where the scenario does not show it."""
        return self.study.outlook.get(name, actor, of, given, stage)

    def shown(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> str:
        """A probability of the outlook in words; a dash where there is none."""
        quantity = self.find(name, actor, of, given, stage)
        return chance(quantity.value, quantity.error) if quantity else "–"

    def number(self, parameter: str | None) -> float | None:
        """The value used for a parameter, None where there is none."""
        return None if parameter is None else self.study.game.values.get(parameter)

    def prior(self, actor: str) -> float | None:
        """Prior belief that the actor is committed, None where no such number is in the file."""
        priors = (t.prior for t in self.brief.actor(actor).types if not t.strategic and t.prior)
        return self.number(next(priors, None))

    @cached_property
    def endings(self) -> dict[str, str]:
        """The endings that have any chance, in words."""
        found = self.study.outlook.outcomes
        return {e.id: e.name for e in self.brief.endings if e.id in found and found[e.id].value > 0}

    @property
    def agreed(self) -> tuple[float, float] | None:
        """Probability of an agreed way out, with its error; None where the scenario has none."""
        parts = [self.study.outlook.outcomes[name] for name in self.brief.agreed if name in self.endings]
        return (sum(q.value for q in parts), sum(q.error or 0.0 for q in parts)) if parts else None

    @cached_property
    def headlines(self) -> tuple[Key, ...]:
        """What is compared when something is changed: a challenge, headline events, endings that have any chance."""
        first = [CHALLENGE] if GENERAL in self.study.base else []
        events = [Key("event", of=e.id) for e in self.brief.events if e.headline]
        found = self.study.outlook.outcomes
        return (*first, *events, *(Key("outcome", of=name) for name, q in found.items() if q.value > NEGLIGIBLE))

    def called(self, key: Key) -> str:
        """What a headline is called, as a heading or after a colon: the file's own words, a noun or a clause."""
        match key.name:
            case CHALLENGE.name:
                return f"{self.challenge} is seen"
            case "event":
                return self.events[key.of]
            case _:
                return next(e.name for e in self.brief.endings if e.id == key.of)

    def chance_of(self, key: Key) -> str:
        """The chance of a headline, within a sentence."""
        name = self.called(key)
        return f"the chance that {name}" if key == CHALLENGE else f"the chance of {quoted(name)}"

    def among_ranges(self, key: Key, p: float) -> tuple[float, float] | None:
        """Where nine in ten worlds put a probability if every number is somewhere in its range: of the worlds solved
        beside the study where there are any, else to first order; no upper end is below a percent by slopes, which say
        nothing so fine."""
        if (reach := self.reach(key)) is not None:
            return reach[0], reach[-1]
        spread = self.study.spread.get(key)
        if spread is None:
            return None
        return max(p - NINE_IN_TEN * spread, 0.0), min(max(p + NINE_IN_TEN * spread, RARE), 1.0)

    @property
    def by(self) -> str:
        """How it is known where worlds put a probability, as an adverb."""
        worlds = self.study.worlds
        return f"in {counted(worlds.n, 'plausible world')}" if worlds else "to first order"

    def reach(self, key: Key) -> tuple[float, ...] | None:
        """Quantiles of a headline over the worlds solved beside the study, put on the reported level by what the values
        as they stand differ by between the two grids; None where there are none."""
        worlds, reported = self.study.worlds, self.reported(key)
        column = headline_column(key)
        if worlds is None or reported is None or column not in worlds.fans or column not in worlds.stated:
            return None
        off = reported - worlds.stated[column]
        return tuple(min(max(q + off, 0.0), 1.0) for q in worlds.fans[column].quantiles)

    def reported(self, key: Key) -> float | None:
        """A headline's probability as reported; None where there is none."""
        found = self.study.outlook.quantities.get(GENERAL if key == CHALLENGE else key)
        if found is None:
            return None
        return 1.0 - found.value if key == CHALLENGE else found.value

    def left_open(self, key: Key, p: float) -> list[str]:
        """Where those worlds lie too far apart for their ends to say anything, labels of the parameters whose ranges
        do most of it; else none."""
        among = self.among_ranges(key, p)
        if among is None or among[1] - among[0] <= OPEN:
            return []
        return [quoted(self.study.crisis.parameters[name].label) for name in self.study.widest.get(key, ())]

    def probability(self, values: Values, key: Key) -> float:
        """A headline's probability in a comparison."""
        return 1.0 - values[GENERAL] if key == CHALLENGE else values.get(key, 0.0)

    def anchored(self, values: Values, key: Key) -> float:
        """The same, put on the reported level by what the base differs by between the two grids."""
        return 1.0 - self.study.anchored(values, GENERAL) if key == CHALLENGE else self.study.anchored(values, key)

    def shift(self, values: Values, key: Key) -> str:
        """A change against the base in percentage points: ``+3``, ``−12``, ``0``."""
        points = 100 * (self.probability(values, key) - self.probability(self.study.base, key))
        size = f"{abs(points):.0f}" if abs(points) >= 0.95 else f"{abs(points):.1f}"
        return "0" if float(size) == 0 else f"{'+' if points > 0 else chr(0x2212)}{size}"

    def ended(self, values: Values) -> dict[str, float]:
        """Probability of each ending in a comparison, put on the reported level."""
        return {k.of: self.anchored(values, k) for k in values if k.name == "outcome"}

    @cached_property
    def coarseness(self) -> tuple[float, float]:
        """How far the small grid of the comparisons lies from the main solution: at most, over the endings, in
        probability and as a share of it."""
        apart = [
            (gap := abs(self.study.base[q.key] - q.value) + (q.error or 0.0), gap / q.value)
            for q in self.study.outlook.outcomes.values()
            if q.value > 0 and q.key in self.study.base
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

"""What an address of Explore says, and the one address that every state has.

``/explore?scenario=NAME&p.PARAMETER=VALUE&take.ACTOR=OPTION&lock.ACTOR=DOCTRINE&quiet.ACTOR=1&against=ADDRESS``: only
what differs from the file, sorted, so that two who see the same have the same address.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from ...errors import ArgumentError
from ...parameters.option import changes as changed_by
from ...scenario.crisis import Crisis
from ...scenario.lock_rule import UNANNOUNCED
from ..setting import FIGURES, Setting

MOST_FIELDS, LONGEST = 1_000, 20_000
SCENARIO, VALUE, TAKE, LOCK, QUIET, AGAINST = "scenario", "p.", "take.", "lock.", "quiet.", "against"


@dataclass(frozen=True)
class Chosen:
    """What a reader has chosen.

    Attributes:
        scenario: its name in the library; "" for the one that is shown first.
        values: sliders, by parameter.
        taken: policy options, by actor that takes them.
        locks: doctrine by actor whose conduct is locked.
        quiet: those of them whose lock is not announced.
        against: the address of what it is set beside; "" for the crisis as its file states it.
    """

    scenario: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locks: Mapping[str, str] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()
    against: str = ""

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Chosen:
        """What the fields of a form, or of an address, say; fields of other names are passed over.

        Raises:
            ArgumentError: there are too many, or a value is no number.
        """
        pairs = list(pairs)
        if len(pairs) > MOST_FIELDS or sum(len(k) + len(v) for k, v in pairs) > LONGEST:
            raise ArgumentError("the address is longer than any state of the page: open the scenario again")
        values: dict[str, float] = {}
        taken: dict[str, tuple[str, ...]] = {}
        locks: dict[str, str] = {}
        for key, value in pairs:
            if key.startswith(VALUE):
                values[key.removeprefix(VALUE)] = number(key.removeprefix(VALUE), value)
            elif key.startswith(TAKE) and value:
                actor = key.removeprefix(TAKE)
                taken[actor] = tuple(dict.fromkeys((*taken.get(actor, ()), value)))
            elif key.startswith(LOCK) and value:
                locks[key.removeprefix(LOCK)] = value
        quiet = frozenset(k.removeprefix(QUIET) for k, v in pairs if k.startswith(QUIET) and v)
        plain = dict(pairs)
        return cls(plain.get(SCENARIO, ""), values, taken, locks, quiet & locks.keys(), plain.get(AGAINST, ""))

    @classmethod
    def parsed(cls, query: str) -> Chosen:
        """The same from an address as a query. Raises as :meth:`read`."""
        try:
            pairs = parse_qsl(query, max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise ArgumentError("the address of what is compared is longer than any state of the page") from error
        return cls.read(pairs)

    def settled(self, crisis: Crisis, first: str) -> Chosen:
        """In the one form that it has: without what is as the file says.

        Raises:
            ArgumentError: a parameter, actor or option that is not there.
        """
        table = crisis.parameters
        table.override(dict(self.values))
        moved = {n: v for n, v in self.values.items() if rounded(v) != rounded(table[n].value)}
        options = {o.id: o for o in crisis.brief.options}
        for actor, ids in self.taken.items():
            for id in ids:
                if id not in options or actor not in options[id].takers:
                    raise ArgumentError(f"no policy option '{id[:80]}' is written for '{actor[:80]}' in this scenario")
        actors = {a.id for a in crisis.brief.actors}
        for actor in self.locks:
            if actor not in actors:
                raise ArgumentError(f"there is no actor '{actor[:80]}' whose conduct could be locked")
        return replace(
            self,
            scenario=self.scenario or first,
            values={n: rounded(v) for n, v in sorted(moved.items())},
            taken={a: tuple(sorted(ids)) for a, ids in sorted(self.taken.items())},
            locks=dict(sorted(self.locks.items())),
        )

    def setting(self, crisis: Crisis) -> Setting:
        """What is to be solved: sliders first, then options, each actor's in the order of the file."""
        found = {**crisis.parameters.defaults, **self.values}
        moved = dict(self.values)
        for actor in (a.id for a in crisis.brief.actors):
            taken = [o for o in crisis.brief.options if o.id in self.taken.get(actor, ())]
            new = changed_by(taken, actor, found)
            found.update(new)
            moved.update(new)
        locks = [f"{a}: {d}{f', {UNANNOUNCED}' if a in self.quiet else ''}" for a, d in self.locks.items()]
        return Setting.of(crisis, self.scenario, moved, locks)

    @property
    def own(self) -> str:
        """The address without what it is set beside, as a query."""
        pairs = [(SCENARIO, self.scenario)]
        pairs += [(VALUE + n, f"{v:.{FIGURES}g}") for n, v in self.values.items()]
        pairs += [(TAKE + a, id) for a, ids in self.taken.items() for id in ids]
        pairs += [(LOCK + a, d) for a, d in self.locks.items()]
        pairs += [(QUIET + a, "1") for a in sorted(self.quiet)]
        return urlencode(pairs)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as name and value of a form's fields."""
        return parse_qsl(self.own)

    @property
    def query(self) -> str:
        """The address, as a query."""
        return self.own + (f"&{urlencode({AGAINST: self.against})}" if self.against else "")

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"/explore?{self.query}"

    @property
    def beside_itself(self) -> str:
        """The address at which this state is what others are set beside."""
        return replace(self, against=self.own).address

    @property
    def unpinned(self) -> str:
        """The address of this state beside the crisis as its file states it."""
        return replace(self, against="").address

    @property
    def cleared(self) -> str:
        """The address of the crisis as its file states it, beside the same as now."""
        return Chosen(self.scenario, against=self.against).address


def number(name: str, text: str) -> float:
    """A number as a field has it. Raises ``ArgumentError`` where it is none, or not finite."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ArgumentError(f"{name[:80]} = '{text[:40]}' is no number: give a number")
    return value


def rounded(value: float) -> float:
    """A value to as many figures as distinguish settings."""
    return float(f"{value:.{FIGURES}g}")

"""A campaign's study with the words for it: names from the file, and numbers as a reader should meet them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...campaign.board import UNRESOLVED
from ...campaign.record import Campaign
from ...forecast.metrics import Key, Values
from ...forecast.outlook import Quantity
from ..sections.told import chance

if TYPE_CHECKING:
    from ...campaign_study import CampaignStudy

SYSTEMS = {
    "S1": "Capability, credibility, communication",
    "S2": "Red lines",
    "S3": "Threat ledger",
    "S4": "Cumulative deterrence",
    "S5": "The grey zone and escalation dominance",
    "S6": "Sanctuary",
    "S7": "Third parties and diplomacy",
    "S8": "Several fronts, one reputation",
    "S9": "The nuclear overhang",
    "S10": "Doctrine against action",
    "S11": "Learning from precedents",
    "S12": "How crises end",
    "S13": "Audiences at home",
    "S14": "Policy options",
    "S15": "History",
    "S16": "Claims",
}
PROBABILITIES = ("outcome", "event")


@dataclass(frozen=True, eq=False)
class Telling:
    """A campaign's study, and what its file calls things."""

    study: CampaignStudy

    @property
    def campaign(self) -> Campaign:
        """The campaign studied."""
        return self.study.scenario

    @cached_property
    def bearers(self) -> dict[str, str]:
        """Names of actors and bystanders by id, in the order of the file."""
        return {x.id: x.name for x in [*self.campaign.actors, *self.campaign.bystanders]}

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """Names of private types by (actor, type)."""
        return {(a.id, t.id): t.name for a in self.campaign.actors for t in a.types}

    @cached_property
    def endings(self) -> dict[str, str]:
        """Names of the endings by id, the window's closing among them."""
        stated = {e.id: e.name for e in self.campaign.endings}
        return {**stated, UNRESOLVED: f"still open after {self.campaign.window.moves} moves"}

    @cached_property
    def events(self) -> dict[str, str]:
        """Names of the events by id."""
        return {e.id: e.name for e in self.campaign.events}

    @cached_property
    def rungs(self) -> dict[str, str]:
        """Names of the rungs by id, lowest first."""
        return {r.id: r.name for r in self.campaign.ladder}

    @cached_property
    def doctrines(self) -> dict[str, str]:
        """Names of the doctrines by id."""
        return {d.id: d.name for d in self.campaign.doctrines}

    @cached_property
    def headlines(self) -> tuple[Key, ...]:
        """What is compared when something is changed: headline events, then endings that have any chance."""
        events = [Key("event", of=e.id) for e in self.campaign.events if e.headline]
        found = self.study.outlook.outcomes
        return (*events, *(Key("outcome", of=name) for name, q in found.items() if q.value > 1e-4))

    def find(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> Quantity | None:
        """A quantity of the outlook, None where the campaign does not show it."""
        return self.study.outlook.get(name, actor, of, given, stage)

    def tell(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> str:
        """A probability of the outlook in words; a dash where there is none."""
        quantity = self.find(name, actor, of, given, stage)
        return chance(quantity.value, quantity.error) if quantity else "–"

    def called(self, key: Key) -> str:
        """What a headline is called."""
        return self.events[key.of] if key.name == "event" else self.endings[key.of]

    def moved(self, values: Values, key: Key) -> float:
        """A compared probability, put on the reported level by what the base differs by between the two grids."""
        reported = self.study.outlook[key].value
        return min(max(values[key] + reported - self.study.base[key], 0.0), 1.0)

    def shift(self, values: Values, key: Key) -> str:
        """A change against the base in percentage points: ``+3``, ``−12``, ``0``."""
        points = 100 * (values[key] - self.study.base[key])
        shown = f"{abs(points):.0f}" if abs(points) >= 0.95 else f"{abs(points):.1f}"
        return "0" if float(shown) == 0 else f"{'+' if points > 0 else chr(0x2212)}{shown}"

"""S6: an armed group, the state it lives in and the state it attacks: pressure, weakening, hidden backing, assurance.

The game is the sample western-front-window over fewer moves, on a small grid: signs, not figures. "Attacks" are
attacks and raids a season, so that windows that end early count no less. Conduct is reported by private type, so that
what pressure does to an unwilling host is not mixed with how likely the host is to be one.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest
import yaml

from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.push import Pusher
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid, solve_grid
from endings import ending_probabilities
from shipped import SAMPLES, crisis

FILE = SAMPLES["western-front-window"]
MOVES, GRID = 11, Grid(points=7, tolerance=1e-8)
FIRM = {"defender.firm": 0.7}  # so that the declared doctrine is most of what the others reckon with
ATTACKS = ("attack", "raid")
RESTRAINS, BACKS = ("restrain", "yield_to"), ("back", "back_more")


class Found(NamedTuple):
    """What a solved window shows: attacks a season, conduct by (actor, type) as shares of its choices, endings."""

    attacks: float
    conduct: dict[tuple[str, str], dict[str, float]]
    endings: dict[str, float]

    def share(self, actor: str, kind: str, moves: tuple[str, ...]) -> float:
        return sum(self.conduct[actor, kind].get(m, 0.0) for m in moves)

    @property
    def restraint(self) -> float:
        return self.share("host", "unwilling", RESTRAINS)

    @property
    def backing(self) -> float:
        return self.share("host", "unwilling", BACKS)

    @property
    def unable_restrains(self) -> float:
        """Share of restraint among an unable host's choices where it was not struck."""
        made = self.conduct["host", "unable"]
        return made["restrain"] / sum(made[m] for m in ("restrain", "tolerate", "back"))


@cache
def shipped() -> Crisis:
    case = crisis("western-front-window")
    return case.changed(window=case.record.window.model_copy(update={"moves": MOVES}))


def measured(case: Crisis, changes: dict[str, float]) -> Found:
    game = case.compile(changes)
    pusher = Pusher(solve_grid(game.game, GRID))
    s, seasons, attacks = game.structure, 0.0, 0.0
    made: dict[tuple[str, str], dict[str, float]] = {}

    def visit(flow: Flow) -> None:
        nonlocal seasons, attacks
        labels = [s.moves[m].label for m in flow.moves]
        actor = s.actors[flow.mover]
        if "raid" in labels or "attack" in labels:
            seasons += float(flow.public_mass.sum())
            attacks += sum(p for m, p in zip(labels, flow.move_mass(), strict=True) if m in ATTACKS)
        (play,) = flow.plays
        for k, kind in enumerate(s.types[flow.mover]):
            amounts = play.strategy[k] @ (flow.public_mass * play.belief[:, k])
            row = made.setdefault((actor, kind.id), {})
            for label, amount in zip(labels, amounts, strict=True):
                row[label] = row.get(label, 0.0) + float(amount)

    final = pusher.finish(visit=visit)
    conduct = {who: {m: v / sum(row.values()) for m, v in row.items()} for who, row in made.items()}
    return Found(attacks / seasons, conduct, ending_probabilities(pusher, final))


@cache
def _found(doctrine: str, changes: tuple[tuple[str, float], ...]) -> Found:
    return measured(shipped().with_doctrine("defender", doctrine), {**FIRM, **dict(changes)})


def found(doctrine: str, **changes: float) -> Found:
    return _found(doctrine, tuple(sorted((name.replace("__", "."), v) for name, v in changes.items())))


STICK = "hold_the_host_to_account"


@pytest.mark.parametrize(
    ("doctrine", "stick", "low", "high"),
    [(STICK, "host__blow", 0.1, 2.0), ("graduated", "host__trade", 0.05, 1.0)],
)
def test_pressure_moves_an_unwilling_host_and_not_an_unable_one(doctrine, stick, low, high):
    gentle, harsh = (found(doctrine, weakening=0.0, **{stick: v}) for v in (low, high))
    assert harsh.restraint > gentle.restraint + 0.02
    assert harsh.backing < gentle.backing - 0.02
    assert harsh.attacks < gentle.attacks - 1e-4
    for case in (gentle, harsh):  # exactly: its doctrine and its tremble, whatever it is threatened with
        assert case.unable_restrains == pytest.approx(shipped().parameters["tremble"].value / 3, abs=1e-14)


def test_pressure_on_a_host_that_is_all_but_surely_unable_changes_no_attack():
    """Pressure works through the host's choice alone; where there is next to none, next to nothing follows."""
    gentle, harsh = (found(STICK, host__unable=1 - 1e-9, host__blow=v) for v in (0.1, 2.0))
    assert abs(harsh.attacks - gentle.attacks) < 1e-6


def test_striking_at_the_host_lowers_attacks_or_raises_them_by_what_it_does_to_its_grip():
    """Carter 2015: the stick makes restraint worth while and takes away the means; the second outweighs where a strike
    loosens the host's grip. Against a defender who lets attacks pass."""
    passive = found("strategic_restraint")
    sparing, crippling = found(STICK, weakening=0.0), found(STICK, weakening=1.0)
    assert sparing.attacks < passive.attacks - 0.005
    assert crippling.attacks > passive.attacks + 0.02
    assert sparing.restraint > passive.restraint + 0.1 > crippling.restraint + 0.1


@pytest.mark.slow
def test_the_harm_of_weakening_is_of_hosts_that_would_restrain():
    """With an unable host there is no restraint to lose: weakening raises attacks less, the likelier it is unable."""
    rise = [
        found(STICK, weakening=1.0, host__unable=u).attacks - found(STICK, weakening=0.0, host__unable=u).attacks
        for u in (0.1, 0.4, 0.95)
    ]
    assert rise[0] > rise[1] > rise[2] > -1e-3


def test_hidden_backing_limits_what_an_understanding_can_enforce():
    """Schultz 2010. First without the assumed loss of worth of an unwatched understanding (leak): by play alone."""
    hidden, seen = (found("coercive_diplomacy", detection=d, defender__leak=0.0) for d in (0.0, 0.9))
    assert seen.backing < hidden.backing - 0.1
    assert seen.restraint > hidden.restraint + 0.05
    assert seen.endings["understanding"] > hidden.endings["understanding"] + 0.02
    unwatched = found("coercive_diplomacy", detection=0.0)  # leak as in the file
    assert unwatched.endings["understanding"] < hidden.endings["understanding"] - 0.005


def test_detection_is_idle_where_being_seen_costs_nothing():
    """The reversal: what works is the price of being seen; belief alone, without it, does next to nothing."""
    hidden, seen = (found("coercive_diplomacy", detection=d, defender__leak=0.0, isolation=0.0) for d in (0.0, 0.9))
    assert abs(seen.endings["understanding"] - hidden.endings["understanding"]) < 2e-3
    assert abs(seen.backing - hidden.backing) < 5e-3


def test_sticks_with_assurance_beat_sticks_alone_in_restraint_and_understandings():
    alone, assured = found("force_alone"), found("coercive_diplomacy", assurance=1.0)
    assert assured.restraint > alone.restraint + 0.1
    assert assured.endings["understanding"] > alone.endings["understanding"] + 0.1
    empty = found("coercive_diplomacy", assurance=0.0)
    assert empty.restraint < alone.restraint + 0.03  # offers that are not kept move the host hardly at all


@pytest.mark.slow
def test_but_not_in_attacks_where_an_understanding_costs_the_group():
    """Talks are there to be spoiled (Kydd and Walter 2002): where an understanding costs the group, offers draw
    attacks; where it costs nothing and promises are kept, sticks with assurance have the fewer attacks."""
    spoiling = [
        found("coercive_diplomacy", assurance=1.0, group__accord=a).attacks
        - found("force_alone", group__accord=a).attacks
        for a in (0.0, 0.5, 1.2)
    ]
    assert spoiling[0] < -0.005 and spoiling[1] > 0.005 and spoiling[2] > spoiling[1]


def test_inducements_without_sticks_move_the_host_and_leave_the_attacks():
    """The essay: inducements work only from strength. That fails for the host's restraint and holds for attacks."""
    both, carrots, neither = (found(d) for d in ("coercive_diplomacy", "inducements_alone", "strategic_restraint"))
    assert carrots.restraint > neither.restraint + 0.05
    assert carrots.restraint > both.restraint
    assert both.attacks < carrots.attacks - 0.05
    assert both.endings["understanding"] > carrots.endings["understanding"] + 0.01


def test_support_that_restores_the_hosts_incentive():
    """Outside support for restraint raises it and lowers attacks; it is lost on an unable host."""
    without, with_ = (found("coercive_diplomacy", mechanism=m) for m in (0.0, 0.8))
    assert with_.restraint > without.restraint + 0.2 and with_.attacks < without.attacks - 0.02
    lost = [found("coercive_diplomacy", mechanism=m, host__unable=0.95).attacks for m in (0.0, 0.8)]
    assert abs(lost[1] - lost[0]) < 0.3 * (without.attacks - with_.attacks)


def test_the_order_of_actors_in_the_file_changes_nothing():
    base = found("coercive_diplomacy")
    turned = shipped().changed(actors=shipped().record.actors[::-1])
    other = measured(turned, FIRM)
    assert other.attacks == pytest.approx(base.attacks, abs=1e-7)
    assert other.endings == pytest.approx(base.endings, abs=1e-7)


def test_names_change_nothing():
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    new = dict(zip(("group", "host", "defender"), ("zulu", "alpha", "mike"), strict=True))
    data["window"]["moves"] = MOVES
    text = yaml.safe_dump(renamed(data, new), sort_keys=False, allow_unicode=True)
    other = measured(Crisis(read_campaign_text(text)), FIRM)
    base = found("coercive_diplomacy")
    assert other.attacks == pytest.approx(base.attacks, abs=1e-12)
    assert other.endings == pytest.approx(base.endings, abs=1e-12)


def renamed(data: object, new: dict[str, str]) -> object:
    """Actors' ids and names replaced wherever they are ids, keys or payees; parameters keep theirs."""
    if isinstance(data, dict):
        swapped = {new.get(k, k): renamed(v, new) for k, v in data.items()}
        return {**swapped, "name": "Nobody in particular"} if "precision" in data else swapped
    if isinstance(data, list):
        return [renamed(v, new) for v in data]
    return new.get(data, data) if isinstance(data, str) else data

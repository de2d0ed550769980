"""Where play goes: the joint distribution over types, public states and public beliefs, pushed forward.

The mass of every combination of types is carried apart, so that two statements can fail and are checked:
public belief is a martingale, E[b_t] = b_0, and it is right, mass(θ, node) = Π_i b_i(θ_i) · mass(node). Where types are
drawn anew with a share s, the mean moves by s E[π − b] at every passage, and that is allowed for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...games.structure import Standing
from .play import Play
from .simultaneous import JointTurn
from .splitting import Places
from .turns import Array, Turn

DUST = 1e-19  # mass too small to push on; all of it together stays far below 1e-10
STILL = 1e-9  # mass in play at which a game without a horizon is left
MOST_MOVES = 200  # of a game without a horizon
MOST_EVENTS = 5_000  # of a game with a clock, moves and other events

Masses = dict[int, Array]


@dataclass(frozen=True, eq=False)
class Reach:
    """What is reached.

    Attributes:
        visits: per stage, {decision state: mass at every belief node, (n,)}; for a game without a horizon,
            one stage, with the expected number of visits.
        stopped: per decision state, mass there when the horizon is reached.
        endings: per terminal state, the probability that play ends there.
        drift: largest |E[b_t] − b_0|, what has ended with its last belief, less what renewals have moved.
        mismatch: largest |mass of types − belief in them · mass|, over nodes.
        beyond: largest mass in play whose belief lies beyond the cut.
        unfinished: mass still in play where a game without a horizon was left.
    """

    visits: tuple[dict[int, Array], ...]
    stopped: dict[int, float]
    endings: dict[int, float]
    drift: float
    mismatch: float
    beyond: float
    unfinished: float = 0.0

    @property
    def consistency(self) -> float:
        """The larger of the two gaps."""
        return max(self.drift, self.mismatch)


class Pusher:
    """Pushes mass forward under an assessment on its own nodes.

    Mass is (Θ, places): every combination of types by every combination of the actors' places, both flat,
    actors in order and the last fastest.
    """

    def __init__(self, play: Play, places: type[Places] = Places):
        self.play = play
        self.structure = play.assessment.game.structure
        self.places = tuple(places(axis) for axis in play.grid.axes)
        self.sizes = tuple(p.count for p in self.places)
        self.types = tuple(len(p.belief) for p in self.places)
        self.count = int(np.prod(self.sizes))
        self.strides = tuple(int(np.prod(self.sizes[i + 1 :])) for i in range(len(self.sizes)))
        along = [grid.reshape(-1) for grid in np.indices(self.sizes)]
        kinds = [grid.reshape(-1) for grid in np.indices(self.types)]
        self.kind = tuple(kinds)
        self.along = tuple(along)
        self.node = np.zeros(self.count, int)
        for p, a, step in zip(self.places, along, play.grid.strides, strict=True):
            self.node += p.node[a] * step
        self.joint = np.ones((len(kinds[0]), self.count))
        for p, a, k in zip(self.places, along, kinds, strict=True):
            self.joint *= p.belief[np.ix_(k, a)]
        inside = [a < len(p.axis.nodes) for p, a in zip(self.places, along, strict=True)]
        self.outside = ~np.all(inside, axis=0)
        terminal = np.flatnonzero(self.structure.standing == Standing.TERMINAL)
        self.terminal = frozenset(terminal.tolist())
        self.moved = [np.zeros(len(p.belief)) for p in self.places]  # E[b] by renewals so far

    def start(self) -> Masses:
        """Everybody at the prior, before the first move."""
        at = sum(
            int(np.flatnonzero((p.axis.nodes == 0).all(1))[0]) * step
            for p, step in zip(self.places, self.strides, strict=True)
        )
        mass = np.zeros_like(self.joint)
        mass[:, at] = self.joint[:, at]
        return self.through_chance({self.structure.initial: mass})

    def through_chance(self, masses: Masses) -> Masses:
        """The same masses with those at chance states sent on; chance takes no time, and moves beliefs only where types
        are drawn anew."""
        sent: Masses = {x: mass for x, mass in masses.items() if x not in self.play.chances}
        for x in masses.keys() & self.play.chances.keys():
            chance, mass = self.play.chances[x], masses[x]
            for actor, share in chance.renewal:
                mass = self._renewed(mass, actor, share)
            for y, probability in zip(chance.following.tolist(), chance.probability, strict=True):
                sent[y] = sent.get(y, 0.0) + probability * mass
        return sent

    def _renewed(self, mass: Array, actor: int, share: float) -> Array:
        """Mass (Θ, places) after a share of an actor's types is drawn anew."""
        by_type = mass.reshape(*self.types, self.count)
        prior = self.places[actor].axis.prior.reshape(-1, *(1,) * (len(self.types) - actor))
        others = tuple(j for j in range(len(self.sizes)) if j != actor)
        public = mass.sum(0).reshape(self.sizes).sum(others)
        self.moved[actor] += share * (public.sum() * prior.reshape(-1) - self.places[actor].belief @ public)
        drawn = (1 - share) * by_type + share * prior * by_type.sum(actor, keepdims=True)
        matrices = self.places[actor].renewed(share)
        sizes = (*self.sizes[:actor], *self.sizes[actor + 1 :])
        out = np.empty(mass.shape)
        for joint, (row, kind) in enumerate(zip(drawn.reshape(mass.shape), self.kind[actor], strict=True)):
            along = np.moveaxis(row.reshape(self.sizes), actor, 0)
            moved = (matrices[kind] @ along.reshape(len(along), -1)).reshape(len(along), *sizes)
            out[joint] = np.moveaxis(moved, 0, actor).reshape(-1)
        return out

    def move(self, stage: int, masses: Masses) -> Masses:
        """Masses after a move, or after a clock's next event, by state.

        In one thread: so many short operations run no faster in two.
        """
        sent: Masses = {}
        for x in sorted(masses.keys() & self.play.clocks.keys()):
            clock = self.play.clocks[x]
            for y, probability in zip(clock.following.tolist(), clock.probability, strict=True):
                sent[y] = sent.get(y, 0.0) + probability * masses[x]
        for x in sorted(masses.keys() & self.play.turns.keys()):
            turn, sigma = self.play.turns[x], self.play.sigma(stage, x)
            if isinstance(turn, JointTurn):
                moved = self._joint(turn, sigma, masses[x])
            else:
                moved = self._turn(turn, sigma, masses[x])
            for y, mass in moved.items():
                sent[y] = sent[y] + mass if y in sent else mass
        return self.through_chance(sent)

    def _turn(self, turn: Turn, sigma: Array, mass: Array) -> Masses:
        """Where the mass at a state goes with one move.

        Where play ends belief need not be split: there the mass is by types alone, at the first place.
        """
        i, step = turn.mover, self.strides[turn.mover]
        support = np.flatnonzero(mass.sum(0) > DUST)
        if not len(support):
            return {}
        place, kind = self.along[i][support], self.kind[i]
        rest, here = support - place * step, mass[:, support]
        playing = sigma[:, :, self.node[support]]
        states = turn.following.tolist()
        sent = {y: np.zeros_like(mass) for y in states}
        shown = [turn.by_type(row, playing) for row in turn.show.T]
        likelihood = [
            np.array([np.broadcast_to(row, len(support)) for row in of_type]) for of_type in zip(*shown, strict=True)
        ]  # (O, n) each
        carried = [row * likelihood[k] for row, k in zip(here, kind, strict=True)]
        goes_on = np.array([y not in self.terminal for y in states])
        for o in np.flatnonzero(~goes_on):
            sent[states[o]][:, 0] += [row[o].sum() for row in carried]
        # All outcomes at once, one after another along one axis.
        on = [row[goes_on].reshape(-1) for row in likelihood]
        count = int(goes_on.sum())
        parts = list(self.places[i].split(np.tile(place, count), on))
        away = np.tile(rest, count) + np.repeat(np.arange(count), len(support)) * self.count
        target = np.concatenate([away[item] + new * step for item, new, _ in parts]) if count else np.zeros(0, int)
        for joint, k in enumerate(kind):
            moving = carried[joint][goes_on].reshape(-1)
            weight = [moving[item] * share[k] for item, _, share in parts]
            added = np.bincount(target, np.concatenate(weight), minlength=count * self.count) if count else target
            for y, row in zip(np.array(states)[goes_on].tolist(), added.reshape(count, self.count), strict=True):
                sent[y][joint] += row
        return sent

    def _joint(self, turn: JointTurn, sigma: Array, mass: Array) -> Masses:
        """The same where several actors move: belief about each is split by what the outcome tells of it."""
        support = np.flatnonzero(mass.sum(0) > DUST)
        if not len(support):
            return {}
        playing = turn.split(sigma[:, :, self.node[support]])
        sent = {y: np.zeros_like(mass) for y in turn.following.tolist()}
        for o, y in enumerate(turn.following.tolist()):
            carried, offsets = turn.scale[o] * mass[:, support], [(support, np.ones((len(mass), len(support))))]
            for part, mine in zip(turn.parts, playing, strict=True):
                i, step = part.mover, self.strides[part.mover]
                likelihood = [np.broadcast_to(row, len(support)) for row in part.by_type(part.show[:, o], mine)]
                carried = carried * np.stack([likelihood[k] for k in self.kind[i]])
                place, shares = self.along[i][support], []
                for item, new, share in self.places[i].split(place, likelihood) if y not in self.terminal else ():
                    to, of_type = place.copy(), np.zeros((len(share), len(support)))
                    to[item], of_type[:, item] = new, share
                    shares.append(((to - place) * step, of_type[self.kind[i]]))
                if shares:
                    offsets = [(at + by, w * more) for at, w in offsets for by, more in shares]
            if y in self.terminal:
                sent[y][:, 0] += carried.sum(1)
                continue
            for target, weight in offsets:
                for joint, row in enumerate(carried * weight):
                    sent[y][joint] += np.bincount(target, row, minlength=self.count)
        return sent


class _Tally:
    """Adds up what has ended, and checks what is in play together with it."""

    def __init__(self, pusher: Pusher):
        self.pusher = pusher
        self.ended = [np.zeros(len(p.belief)) for p in pusher.places]
        self.endings: dict[int, float] = {}
        self.drift = self.mismatch = self.beyond = 0.0

    def take(self, masses: Masses) -> Masses:
        """Note the gaps in all these masses; return those still in play."""
        pusher = self.pusher
        playing = {x: mass for x, mass in masses.items() if x not in pusher.terminal}
        for x in masses.keys() - playing.keys():
            by_types = masses[x].sum(1)
            self.endings[x] = self.endings.get(x, 0.0) + float(by_types.sum())
            for ended, kind in zip(self.ended, pusher.kind, strict=True):
                ended += np.bincount(kind, by_types, minlength=len(ended))
        total, beyond = [ended.copy() for ended in self.ended], 0.0
        for mass in playing.values():
            public = mass.sum(0)
            self.mismatch = max(self.mismatch, float(np.abs(mass - pusher.joint * public).max()))
            beyond += float(public[pusher.outside].sum())
            for i, places in enumerate(pusher.places):
                others = tuple(j for j in range(len(total)) if j != i)
                total[i] += places.belief @ public.reshape(pusher.sizes).sum(others)
        for running, moved, axis in zip(total, pusher.moved, pusher.play.grid.axes, strict=True):
            self.drift = max(self.drift, float(np.abs(running - moved - axis.prior).max()))
        self.beyond = max(self.beyond, beyond)
        return playing


def push(play: Play, places: type[Places] = Places) -> Reach:
    """Push the prior forward until the horizon, or until nothing is left in play.

    Args:
        play: an assessment on its own nodes.
        places: how posteriors are split; another way than the right one shows in the gaps.
    """
    pusher = Pusher(play, places)
    tally = _Tally(pusher)
    horizon = pusher.structure.horizon
    visits: list[dict[int, Array]] = []
    playing = tally.take(pusher.start())
    endless = MOST_EVENTS if play.clocks else MOST_MOVES
    for t in range(endless if horizon is None else horizon):
        here = {
            x: np.bincount(pusher.node, mass.sum(0), minlength=play.grid.count)
            for x, mass in playing.items()
            if x in play.turns
        }
        if horizon is None and visits:
            for x, mass in here.items():
                visits[0][x] = visits[0][x] + mass if x in visits[0] else mass
        else:
            visits.append(here)
        playing = tally.take(pusher.move(t, playing))
        if horizon is None and sum(float(mass.sum()) for mass in playing.values()) < STILL:
            break
    left = {x: float(mass.sum()) for x, mass in playing.items()}
    return Reach(
        visits=tuple(visits),
        stopped={} if horizon is None else left,
        endings=tally.endings,
        drift=tally.drift,
        mismatch=tally.mismatch,
        beyond=tally.beyond,
        unfinished=sum(left.values()) if horizon is None else 0.0,
    )

"""Mass of types, public states and public beliefs: how it is sent on, and what is checked of it.

The mass of every combination of types is carried apart, so that two statements can fail and are checked:
public belief is a martingale, E[b_t] = b_0, and it is right, mass(θ, node) = Π_i b_i(θ_i) · mass(node). Where types are
redrawn with a share s, the mean moves by s E[π − b] at every passage, and that is allowed for.
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

Masses = dict[int, Array]


@dataclass(frozen=True, eq=False)
class Split:
    """Where the mass at n places of a state goes.

    Attributes:
        onward: states that it may go on to.
        ended: by ending, its chance by the mover's type, (K, n).
        source: (entries,), which of the n places.
        target: (entries,), the place it goes to, those of one state of ``onward`` after those of another.
        weight: (K, entries), how much of it, by the mover's type.
    """

    onward: tuple[int, ...]
    ended: dict[int, Array]
    source: Array
    target: Array
    weight: Array


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
        are redrawn."""
        sent: Masses = {x: mass for x, mass in masses.items() if x not in self.play.chances}
        for x in masses.keys() & self.play.chances.keys():
            chance, mass = self.play.chances[x], masses[x]
            for actor, share in chance.renewal:
                mass = self._renewed(mass, actor, share)
            for y, probability in zip(chance.following.tolist(), chance.probability, strict=True):
                sent[y] = sent.get(y, 0.0) + probability * mass
        return sent

    def _renewed(self, mass: Array, actor: int, share: float) -> Array:
        """Mass (Θ, places) after a share of an actor's types is redrawn."""
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
                moved = self.joint_turn(turn, sigma, masses[x])
            else:
                moved = self._turn(turn, sigma, masses[x])
            for y, mass in moved.items():
                sent[y] = sent[y] + mass if y in sent else mass
        return self.through_chance(sent)

    def _turn(self, turn: Turn, sigma: Array, mass: Array) -> Masses:
        """Where the mass at a state goes with one move."""
        support = np.flatnonzero(mass.sum(0) > DUST)
        if not len(support):
            return {}
        return self.sent(self.split_turn(turn, sigma, support), turn.mover, mass[:, support])

    def sent(self, split: Split, mover: int, here: Array) -> Masses:
        """Where mass (Θ, n) at the places of a split goes, by state.

        Where play ends belief need not be split: there the mass is by types alone, at the first place.
        """
        kind, count = self.kind[mover], len(split.onward)
        sent = {y: np.zeros_like(self.joint) for y in (*split.onward, *split.ended)}
        for y, chance in split.ended.items():
            sent[y][:, 0] += (here * chance[kind]).sum(1)
        for joint, k in enumerate(kind if count else ()):
            moving = here[joint][split.source] * split.weight[k]
            added = np.bincount(split.target, moving, minlength=count * self.count)
            for y, row in zip(split.onward, added.reshape(count, self.count), strict=True):
                sent[y][joint] += row
        return sent

    def split_turn(self, turn: Turn, sigma: Array, support: Array) -> Split:
        """Where the mass at some places of a state goes with one move; all outcomes at once."""
        i, step = turn.mover, self.strides[turn.mover]
        place = self.along[i][support]
        rest, playing, states = support - place * step, sigma[:, :, self.node[support]], turn.following.tolist()
        shown = [turn.by_type(row, playing) for row in turn.show.T]
        likelihood = np.array([
            [np.broadcast_to(row, len(support)) for row in of_type] for of_type in zip(*shown, strict=True)
        ])  # (K, O, n)  # fmt: skip
        ended: dict[int, Array] = {}
        for o, y in enumerate(states):
            if y in self.terminal:
                ended[y] = ended[y] + likelihood[:, o] if y in ended else likelihood[:, o]
        goes_on = [o for o, y in enumerate(states) if y not in self.terminal]
        onward = list(dict.fromkeys(states[o] for o in goes_on))
        count = len(goes_on)
        on = [row[goes_on].reshape(-1) for row in likelihood]
        parts = list(self.places[i].split(np.tile(place, count), on)) if count else []
        first = np.repeat([onward.index(states[o]) * self.count for o in goes_on], len(support)).astype(int)
        away, source = np.tile(rest, count) + first, np.tile(np.arange(len(support)), count)
        empty = [np.zeros(0, int)]
        return Split(
            onward=tuple(onward),
            ended=ended,
            source=np.concatenate([source[item] for item, _, _ in parts] or empty),
            target=np.concatenate([away[item] + new * step for item, new, _ in parts] or empty),
            weight=np.stack([
                np.concatenate([row[item] * share[k] for item, _, share in parts] or empty)
                for k, row in enumerate(on)
            ]),
        )  # fmt: skip

    def joint_turn(self, turn: JointTurn, sigma: Array, mass: Array) -> Masses:
        """The same where several actors move: belief about each is split by what the outcome reveals of it."""
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


class Tally:
    """Adds up what has ended, and checks what is in play together with it."""

    def __init__(self, pusher: Pusher):
        self.pusher = pusher
        self.ended = [np.zeros(len(p.belief)) for p in pusher.places]
        self.endings: dict[int, float] = {}
        self.drift = self.mismatch = self.beyond = 0.0

    def compare(self, mass: Array) -> None:
        """Note the gap between the types' masses and those that belief says."""
        self.mismatch = max(self.mismatch, float(np.abs(mass - self.pusher.joint * mass.sum(0)).max()))

    def take(self, masses: Masses, beyond: float = 0.0) -> Masses:
        """Note the gaps in all these masses; return those still in play.

        Args:
            masses: by state.
            beyond: mass beyond the cut that is no longer in play.
        """
        pusher = self.pusher
        playing = {x: mass for x, mass in masses.items() if x not in pusher.terminal}
        for x in masses.keys() - playing.keys():
            by_types = masses[x].sum(1)
            self.endings[x] = self.endings.get(x, 0.0) + float(by_types.sum())
            for ended, kind in zip(self.ended, pusher.kind, strict=True):
                ended += np.bincount(kind, by_types, minlength=len(ended))
        total = [ended.copy() for ended in self.ended]
        for mass in playing.values():
            public = mass.sum(0)
            self.compare(mass)
            beyond += float(public[pusher.outside].sum())
            for i, places in enumerate(pusher.places):
                others = tuple(j for j in range(len(total)) if j != i)
                total[i] += places.belief @ public.reshape(pusher.sizes).sum(others)
        for running, moved, axis in zip(total, pusher.moved, pusher.play.grid.axes, strict=True):
            self.drift = max(self.drift, float(np.abs(running - moved - axis.prior).max()))
        self.beyond = max(self.beyond, beyond)
        return playing

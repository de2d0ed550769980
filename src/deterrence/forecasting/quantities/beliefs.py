"""What is believed of an actor, and how far what it does is from what it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import PUSH
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Automata, Definition, Reading, register
from .lines import FATES, first_answer, owners

if TYPE_CHECKING:
    from ..rows import Rows
    from ..stage_play import StagePlay

PUBLIC = "public mixture"


def _committed(game: CrisisGame) -> dict[str, list[int]]:
    """By actor that has both sorts of type or several commitments, its committed types."""
    s = game.structure
    return {
        actor: [k for k, label in enumerate(types) if not label.strategic]
        for actor, types in zip(s.actors, s.types, strict=True)
        if len(types) > 1 and not all(label.strategic for label in types)
    }


def lasting(game: CrisisGame, actor: str) -> bool:
    """Is the actor's type the same at the end as at the start?"""
    renewal = game.game.renewal
    return renewal is None or not renewal[:, game.structure.actors.index(actor)].any()


def _reputation(reading: Reading) -> Values:
    s, passage, out = reading.game.structure, reading.passage, {}
    for actor, committed in _committed(reading.game).items():
        i = s.actors.index(actor)
        if actor in owners(reading.game):
            block = passage.stack.block(("first answer", actor))
            for t in range(len(passage.mass)):
                for tag, fate in FATES.items():
                    total = passage.mass[t, block][tag]
                    if total > LEAST_CONDITION:
                        for k in committed:
                            believed = passage.believed[i][t, block][tag, k]
                            out[Key("reputation", actor, s.types[i][k].id, fate, t)] = float(believed / total)
        if lasting(reading.game, actor):
            prior = np.asarray(reading.assessment.game.numbers.prior)[i]
            for k in committed:
                for truth, label in enumerate(s.types[i]):
                    for t, joint in enumerate(passage.believed_by_type[i]):
                        key = Key("reputation", actor, s.types[i][k].id, f"true type: {label.id}", t)
                        out[key] = float(joint[truth, k] / prior[truth])
    return out


def _reputation_keys(game: CrisisGame) -> list[Key]:
    s = game.structure
    out = []
    for actor, committed in _committed(game).items():
        i = s.actors.index(actor)
        given = list(FATES.values()) if actor in owners(game) else []
        given += [f"true type: {t.id}" for t in s.types[i]] if lasting(game, actor) else []
        stages = range(s.stages + 1)
        out += [Key("reputation", actor, s.types[i][k].id, g, t) for k in committed for g in given for t in stages]
    return out


def _answers(game: CrisisGame) -> Automata:
    return {("first answer", owner): first_answer(owner) for owner in owners(game)}


register(
    Definition(
        name="reputation",
        kind="expected belief",
        unit="probability",
        words="What an actor is taken for: E[b_i(commitment)], the public belief that it is of a committed type, "
        "before each move, given what became of the first answer to a crossing of one of i's lines, and given i's true "
        "type (where that lasts). Without a condition it is a martingale, so it is not reported.",
        keys=_reputation_keys,
        read=_reputation,
        automata=_answers,
        absent=lambda game: "" if _committed(game) else "nobody may be committed: there is nothing to believe",
    )
)


class DoctrineGap:
    """Gathers the distance between what the declared rule does and what the actor does."""

    def __init__(self, game: CrisisGame):
        self.structure = game.structure
        self.declared = np.array(
            [next((k for k, kind in enumerate(types) if not kind.strategic), -1) for types in self.structure.types]
        )
        most = max(len(types) for types in self.structure.types)
        self.total = np.zeros((len(self.structure.types), most + 1))  # by type, the mixture after the last
        self.weight = np.zeros(self.total.shape)

    def __call__(self, play: StagePlay, rows: Rows, within: float) -> None:
        """Take in every belief reached at a stage."""
        from ..distances import add_distances  # imports Numba, which listing the quantities does not take

        play.add_distances(self.declared, rows, within, self.total, self.weight)
        for x, part in play.others.items():
            mass = within * rows.at(x)[play.at(x), PUSH]
            for own in part.plays:
                i, belief = own.actor, np.ascontiguousarray(own.belief)
                if self.declared[i] >= 0:
                    add_distances(
                        int(self.declared[i]), own.strategy, own.mixture, belief, mass, self.total[i], self.weight[i]
                    )

    def values(self) -> Values:
        """The weighted means."""
        out: Values = {}
        for i, actor in enumerate(self.structure.actors):
            if self.declared[i] >= 0:
                names = [*(label.id for label in self.structure.types[i]), PUBLIC]
                for name, total, weight in zip(names, self.total[i], self.weight[i], strict=False):
                    if weight > LEAST_CONDITION:
                        out[Key("declared_operational_gap", actor, name)] = float(total / weight)
        return out


def _gap(reading: Reading) -> Values:
    gap = reading.watchers["doctrine gap"]
    assert isinstance(gap, DoctrineGap)
    return gap.values()


def _gap_keys(game: CrisisGame) -> list[Key]:
    s = game.structure
    return [
        Key("declared_operational_gap", actor, of)
        for actor, types in zip(s.actors, s.types, strict=True)
        if not all(label.strategic for label in types)
        for of in (*(label.id for label in types), PUBLIC)
    ]


register(
    Definition(
        name="declared_operational_gap",
        kind="distance",
        unit="Jensen–Shannon distance, base 2, 0 to 1",
        words="The distance between what the declared rule (its tremble included) does and what the actor does, "
        "weighted by reach; by type, and for the public mixture. Reference: Lin (1991), \"Divergence measures based on "
        "the Shannon entropy\", IEEE Transactions on Information Theory 37(1) (recalled, not opened).",
        keys=_gap_keys,
        read=_gap,
        watchers={"doctrine gap": DoctrineGap},
        absent=lambda game: "" if _gap_keys(game) else "no actor declares a doctrine",
    )
)

"""Tags that ride along: against each tag pushed by itself, alone and in company, shared, at rest and added."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence import load
from deterrence.forecasting.automata import DROPPED, NOWHERE, Stack, Tracked
from deterrence.forecasting.passage import Passage
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.dominance import IMPOSED, KEY, OBSERVED, Escalations
from deterrence.forecasting.registry import asked_of, definitions, once
from deterrence.games.crisis_game import CrisisGame
from deterrence.games.structure import Standing, Structure
from deterrence.solvers.grid import Assessment
from forecasting.masses import led
from forecasting.random_play import GAMES, played_at_random
from shipped import COUNTED, SHIPPED, compiled, solved

SAME = 1e-12
QUICK = {"ladder", "two-fronts-window"}


class ByTag:
    """One automaton pushed as its definition says: the mass of every state and tag by itself, branch by branch."""

    def __init__(self, assessment: Assessment, automaton: Tracked):
        s, pusher = assessment.game.structure, Pusher(assessment)
        tags = automaton.table.shape[1]
        self.made = np.zeros((s.horizon, len(s.joint_state), tags))
        self.mass = np.zeros((s.horizon + 1, tags))
        self.final = np.zeros((len(s.states), tags))
        self.believed = [np.zeros((s.horizon + 1, tags, axis.belief.shape[1])) for axis in pusher.axes]
        self.s, self.pusher, self.table = s, pusher, automaton.table
        mass = {}
        if automaton.start != DROPPED:
            begun = np.zeros(pusher.vertices.count)
            begun[pusher.vertices.origin] = 1.0
            mass = self.through_chance(0, {(s.initial, automaton.start): begun})
        for t in range(s.horizon + 1):
            for (_, g), amount in mass.items():
                self.mass[t, g] += amount.sum()
                for i, belief in enumerate(pusher.vertices.belief):
                    self.believed[i][t, g] += amount @ belief
            if t < s.horizon:
                mass = self.advance(t, mass)
        for (x, g), amount in mass.items():
            self.final[x, g] += amount.sum()

    def advance(self, t, mass):
        after = {}
        for (x, g), amount in mass.items():
            if self.s.standing[x] == Standing.TERMINAL:
                add(after, x, g, amount)
                continue
            flow = self.pusher.flow(t, x, amount.reshape(self.pusher.sizes))
            for n, j in enumerate(flow.joints):
                chosen = flow.public_mass * flow.mixture[n]
                self.made[t, j, g] += chosen.sum()
                for b in np.flatnonzero(self.s.branch_joint == j):
                    k = flow.outcomes.index(int(self.s.branch_outcome[b]))
                    after_it = led(flow, k, chosen * self.pusher.probability[b])
                    add(after, int(self.s.branch_next[b]), self.table[b, g], after_it.ravel())
        return self.through_chance(t, after)

    def through_chance(self, t, mass):
        out = {}
        for (x, g), amount in mass.items():
            if self.s.standing[x] != Standing.CHANCE:
                add(out, x, g, amount)
                continue
            passed = self.pusher.renewals.after(x, amount.reshape(*self.pusher.sizes, 1)).reshape(-1)
            self.made[t, self.s.joints_at[x][0], g] += passed.sum()
            for b in self.s.branches_at[x]:
                add(out, int(self.s.branch_next[b]), self.table[b, g], self.pusher.probability[b] * passed)
        return out


def add(mass, x, g, amount):
    if g != DROPPED:
        mass[x, int(g)] = mass.get((x, int(g)), 0.0) + amount


def drawn(rng: np.random.Generator, s: Structure) -> Tracked:
    """An automaton drawn at random: most branches leave most tags alone, some drop them; perhaps all is not asked."""
    tags = int(rng.integers(1, 5))
    table = np.tile(np.arange(tags, dtype=np.int32), (len(s.branches), 1))
    moved = rng.random(table.shape) < 0.4
    table[moved] = rng.integers(-1 if rng.random() < 0.3 else 0, tags, int(moved.sum()))
    asked = None
    if rng.random() < 0.5:
        table[:, tags - 1] = tags - 1
        asked = np.flatnonzero(rng.random(len(s.states)) < rng.choice([0.0, 0.2])).tolist()
    return Tracked(table, int(rng.integers(0, tags)), asked)


def compare(passage: Passage, key: object, alone: ByTag) -> None:
    """What may be asked of an automaton is what it is by itself; what may not is not a number, or is right as well."""
    s, block, automaton = passage.stack.structure, passage.stack.block(key), passage.stack.automata[key]
    made, final = passage.made[:, block], passage.final[:, block]
    assert passage.share(key) == pytest.approx(alone.final.sum(0), abs=SAME)
    rests = np.isnan(made)
    assert np.where(rests, 0.0, made) == pytest.approx(np.where(rests, 0.0, alone.made.sum(0)), abs=SAME)
    assert np.where(np.isnan(final), 0.0, final - alone.final) == pytest.approx(0.0, abs=SAME)
    changes = np.zeros(made.shape, bool)
    np.logical_or.at(changes, s.branch_joint, automaton.table != np.arange(made.shape[1]))
    assert not rests[changes].any()
    if automaton.asked is not None:
        assert not rests[np.isin(s.joint_state, automaton.asked)].any()
        return
    assert not rests.any() and not np.isnan(final).any()
    assert passage.mass[:, block] == pytest.approx(alone.mass, abs=SAME)
    for found, expected in zip(passage.believed, alone.believed, strict=True):
        assert found[:, block] == pytest.approx(expected, abs=SAME)


@pytest.mark.parametrize("name", GAMES)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_tags_are_what_their_tables_say(name, seed):
    rng = np.random.default_rng(seed)
    assessment = played_at_random(GAMES[name](seed % 1000), seed)
    s = assessment.game.structure
    automata = {k: drawn(rng, s) for k in range(4)}
    ever = rng.random(len(s.branches)) < 0.3
    automata |= {"once": Tracked(once(ever), asked=NOWHERE), "the same": Tracked(once(ever), asked=NOWHERE)}
    later = np.tile(np.array([0, 1, 2], np.int32), (len(s.branches), 1))
    later[ever, 0], later[rng.random(len(s.branches)) < 0.3, 1] = 1, 2
    automata["once, and then"] = Tracked(later)  # its first tag is lost as that of "once"
    passage = Pusher(assessment).passage(Stack(s, automata))
    for key, automaton in automata.items():
        compare(passage, key, ByTag(assessment, automaton))


@pytest.mark.parametrize("name", GAMES)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_mass_is_kept_and_belief_is_a_martingale(name, seed):
    """Whatever is played; less what changes of leaders do. And true types average back to the whole."""
    assessment = played_at_random(GAMES[name](seed % 1000), seed)
    s, pusher = assessment.game.structure, Pusher(assessment)
    passage = pusher.passage(Stack(s, {}))
    assert passage.mass[:, 0] == pytest.approx(1.0, abs=SAME)
    assert passage.by_stage.sum(0) == pytest.approx(passage.made[:, 0], abs=SAME)
    assert passage.ended.sum() == pytest.approx(1.0, abs=SAME)
    assert passage.consistency <= SAME
    decisions = s.standing[s.joint_state] == Standing.DECISION
    for t in range(s.horizon):
        at_rest = sum(
            float(mass.push.sum()) for x, mass in list(pusher.run())[t].items() if s.standing[x] == Standing.TERMINAL
        )
        assert passage.by_stage[t, decisions].sum() + at_rest == pytest.approx(1.0, abs=SAME)
    for i, kinds in enumerate(s.types):
        if assessment.game.renewal is not None and assessment.game.renewal[:, i].any():
            continue
        prior = assessment.game.numbers.prior[i]
        parts = [pusher.finish(truth={i: k}) for k in range(len(kinds))]
        for x, p in enumerate(passage.ended):
            mixed = sum(prior[k] * float(part[x].push.sum()) for k, part in enumerate(parts) if x in part)
            assert mixed == pytest.approx(p, abs=SAME)


def test_automata_are_made_once_for_a_game_and_its_definitions():
    game, other = compiled("ladder"), load("ladder").compile()
    wanted = [d for d in definitions().values() if not d.absent(game)]
    assert asked_of(game, wanted) is asked_of(game, iter(wanted))
    assert set(asked_of(game, wanted[:1]).stack.automata) < set(asked_of(game, wanted).stack.automata)
    changed = [*wanted[1:], replace(wanted[0], automata=lambda game: {"else": lambda game: Tracked(never(game))})]
    assert "else" in asked_of(game, changed).stack.automata, "a definition of the same name is another"
    assert asked_of(other, wanted) is not asked_of(game, wanted)


def never(game: CrisisGame) -> np.ndarray:
    return once(np.zeros(len(game.structure.branches), bool))


@pytest.mark.parametrize("forgotten", [(), (0,), (1,), (0, 1)])
def test_mass_is_put_back_to_the_prior_about_some_actors(forgotten):
    vertices = Pusher(solved("ladder")).vertices
    mass = np.random.default_rng(1).random(vertices.count)
    grid = mass.reshape(vertices.sizes)
    after = np.bincount(vertices.forgotten(forgotten), mass, vertices.count).reshape(vertices.sizes)
    assert after.sum(forgotten) == pytest.approx(grid.sum(forgotten), rel=SAME)
    for i in forgotten:
        elsewhere = np.delete(after, vertices.axes[i].origin, axis=i)
        assert not elsewhere.any()


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in SHIPPED])
def test_automata_in_company_are_as_they_are_alone(name):
    game, assessment = compiled(name), solved(name)
    stack = asked_of(game, [d for d in definitions().values() if not d.absent(game)]).stack
    pusher, days = Pusher(assessment), game.brief.days
    together = pusher.passage(stack, days=days)
    compared = {"chosen": 0, "taken": 0}
    for key, automaton in stack.automata.items():
        alone = pusher.passage(Stack(game.structure, {key: automaton}), days=days)
        assert together.share(key) == pytest.approx(alone.share(key), abs=SAME), key
        for read in compared:
            one, other = (getattr(passage, read)(key) for passage in (together, alone))
            told = ~np.isnan(other)  # in company, more may be answered than is asked
            assert one[told] == pytest.approx(other[told], abs=SAME), (key, read)
            compared[read] += int(told.sum())
        for i in range(len(game.structure.actors)):
            one, other = (np.nan_to_num(p.believed[i][:, p.stack.block(key)]) for p in (together, alone))
            assert one == pytest.approx(other, abs=SAME), key
    assert min(compared.values()) > 0


@pytest.mark.parametrize("name", COUNTED)
def test_escalations_add_up(name):
    """By actor and rung: what follows an escalation, observed, is every such act that is chosen, and imposed, every one
    that is open where play passes; what is answered and what has ended are all of it."""
    game, assessment = compiled(name), solved(name)
    s, automaton = game.structure, Escalations(game)
    passage = Pusher(assessment).passage(Stack(s, {KEY: automaton}))
    passes = passage.by_stage.sum(0)
    block = passage.stack.block(KEY)
    by_joint = passage.made[:, block]
    moved = s.joint_moves.max(1) >= 0
    followed = by_joint[moved].sum(0) + passage.final[:, block].sum(0)
    passed = np.bincount(s.joint_state, passes, len(s.states))
    seen = 0
    for i in range(len(s.actors)):
        for rung in range(len(s.rungs)):
            mine = np.array([automaton.escalates[m] and r.actor == i and r.rung == rung for m, r in enumerate(s.moves)])
            with_it = (s.joint_moves[:, i] >= 0) & mine[s.joint_moves[:, i]]
            open_ = np.bincount([r.state for r, yes in zip(s.moves, mine, strict=True) if yes], minlength=len(s.states))
            assert followed[automaton.tag(OBSERVED, i, rung)] == pytest.approx(passes[with_it].sum(), abs=SAME)
            assert followed[automaton.tag(IMPOSED, i, rung)] == pytest.approx(passed @ open_, abs=SAME)
            seen += int(with_it.any())
    assert seen >= 2

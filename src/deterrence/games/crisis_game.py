"""The one object behind every quantity, study and report: a labelled game with explicit public states.

Whatever form a scenario file has, it compiles to a :class:`CrisisGame`. The game's structure and numbers are in it, and
beside them everything that a quantity may need to know: what each public state is, what each move is marked as, what
was seen and what really happened on each branch, which red lines it crossed, who lost what, how long it took.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import cast

import numpy as np

from ..parameters.expression import Evaluator, Expression, constant
from ..parameters.table import ParameterTable
from .brief import Brief, EventBrief, When
from .locked import Locked
from .state_space import ENFORCES, LEAVES, Losses, played
from .stochastic import Numbers, StochasticGame
from .structure import Structure
from .symbols import SymbolicNumbers

Value = str | int | bool
_LossRows = dict[tuple[str, str], tuple[list[int], list[int], list[Expression]]]
CATASTROPHE = "catastrophe"
"""The ending that stakes leave out, and whose cost the stability–instability quantity moves."""

CHALLENGES = "challenges_"
"""Before an actor's id, the public variable that counts its challenges so far."""


@dataclass(frozen=True)
class Variable:
    """A public variable: what everybody sees between moves.

    Attributes:
        id, name: by which the scenario, and a report, refer to it.
        values: what it may be, from the lowest where it is ordered.
        ordered: do its values have an order?
    """

    id: str
    name: str
    values: tuple[Value, ...]
    ordered: bool = False

    def said(self, value: Value, rungs: Mapping[str, str], actors: Mapping[str, str]) -> str:
        """One of its values in words: a rung by its name where all its values are rungs, actors by theirs.

        Args:
            value: to say.
            rungs, actors: names by id.
        """
        if isinstance(value, bool):
            return "yes" if value else "no"
        if all(str(v) in rungs for v in self.values):
            return rungs[str(value)]
        return actors.get(str(value)) or " ".join(actors.get(part, part) for part in str(value).split("_"))


@dataclass(frozen=True, eq=False)
class Enumerated:
    """What a front end finds: X states, M moves, B branches, N actors, K types.

    Attributes:
        structure: the game's shape and labels.
        symbols: its numbers as expressions in parameters.
        prescribed: (M, K), 1 where the doctrine of the mover's type prescribes the move, 0 where it prescribes another,
            -1 where it prescribes none, or the type is strategic.
        tremble: by actor and type, ε as an expression; zero for strategic types.
        places: per state, the front end's own record of it; only the front end reads it.
        variables: public variables.
        public: per state, their values (those that it has).
        nodes: per state, the id of the turn, lottery or ending it belongs to; "" where the form has none.
        losses: per branch, expected loss by (bearer, kind).
        days: per state, how long a move there takes.
        terms_of: (X,), at endings the index of the actor on whose terms it ends, -1 for nobody's.
        start_rung: index of the rung at which the crisis opens.
    """

    structure: Structure
    symbols: SymbolicNumbers
    prescribed: np.ndarray
    tremble: list[list[Expression]]
    places: tuple[object, ...]
    variables: tuple[Variable, ...]
    public: tuple[Mapping[str, Value], ...]
    nodes: tuple[str, ...]
    losses: tuple[Losses, ...]
    days: tuple[Expression, ...]
    terms_of: np.ndarray
    start_rung: int


@dataclass(frozen=True, eq=False)
class CrisisGame(Enumerated):
    """A crisis as a labelled game, its numbers waiting for parameter values.

    Attributes:
        brief: what the scenario says, in words.
        parameters: every parameter, with what it is and whose.
        values: the parameter values it was compiled at, by name.
        stated_prior: by actor and type, the priors as expressions, before types with none were left out.
        sha256: of the file it came from; "" where it came from none.
        locks: what is locked of anybody's conduct (:mod:`.locked`).
        unannounced: indices of the moves that unannounced locks close: the game that everybody plays and believes in
            has them, and the locked actor in fact does not make them.
        stated: the crisis without what announced locks close; None where they close nothing.
    """

    brief: Brief
    parameters: ParameterTable
    values: Mapping[str, float]
    stated_prior: list[list[Expression]]
    sha256: str = field(default="")
    locks: tuple[Locked, ...] = ()
    unannounced: frozenset[int] = frozenset()
    stated: CrisisGame | None = None

    def _repr_html_(self) -> str:
        s, b = self.structure, self.brief
        return (
            f"<p>The game of <b>{escape(b.title)}</b>: {len(s.actors)} actors, {len(s.states)} public states, "
            f"{len(s.moves)} moves, {len(s.branches)} branches, {len(self.values)} parameters.</p>"
        )

    @cached_property
    def game(self) -> StochasticGame:
        """The game at the values it was compiled at."""
        return StochasticGame(self.structure, self.numbers(self.values))

    def numbers(self, values: Mapping[str, float]) -> Numbers:
        """The game's arrays at parameter values. One that makes a prior zero needs compiling again."""
        return self.symbols.at(values)

    def at(self, values: Mapping[str, float]) -> CrisisGame | None:
        """The same structure at other values of all parameters; None where they change which types there are."""
        here, there = self.evaluate, Evaluator(values)
        same = all((here(p) == 0.0) == (there(p) == 0.0) for row in self.stated_prior for p in row)
        return self.revalued(values) if same else None

    def revalued(self, values: Mapping[str, float]) -> CrisisGame:
        """The same structure at other values of all parameters, which must leave it the types that it has."""
        return self.sharing(replace(self, values=dict(values)))

    def sharing(self, other: CrisisGame) -> CrisisGame:
        """A game of the same structure and labels, with what is kept of them."""
        vars(other)["kept"] = self.kept
        return other

    def with_tremble(self, factor: float) -> StochasticGame:
        """The game with every commitment's tremble multiplied (to one at most)."""
        numbers = self.game.numbers
        rule, weight = np.array(numbers.rule), np.asarray(numbers.base_weight)
        for m, row in enumerate(self.structure.moves):
            for k, expression in enumerate(self.tremble[row.actor]):
                if self.prescribed[m, k] >= 0:
                    tremble = min(float(self.evaluate(expression)) * factor, 1.0)
                    rule[m, k] = (1.0 - tremble) * self.prescribed[m, k] + tremble * weight[m]
        return replace(self.game, numbers=replace(numbers, rule=rule))

    def with_rule(self, actor: str, chosen: Mapping[int, int], tremble: float | None = None) -> CrisisGame:
        """The game with the commitments of an actor carrying out another rule of conduct.

        Args:
            actor: id.
            chosen: by state, the index of the move that the rule prescribes there; at the actor's other states every
                open move is made by its base weight.
            tremble: ε in place of the types' own.
        """
        i = self.structure.actors.index(actor)
        committed = [k for k, label in enumerate(self.structure.types[i]) if not label.strategic]
        rule, prescribed = [list(row) for row in self.symbols.rule], np.array(self.prescribed)
        errs = [list(row) for row in self.tremble]
        for k in committed:
            errs[i][k] = errs[i][k] if tremble is None else constant(tremble)
            for m, row in enumerate(self.structure.moves):
                if row.actor == i:
                    move = chosen.get(row.state)
                    prescribed[m, k] = -1 if move is None else move == m
                    rule[m][k] = played(prescribed[m, k], errs[i][k], self.symbols.base_weight[m])
        symbols = self.symbols.with_rule(rule)
        return self.sharing(replace(self, symbols=symbols, prescribed=prescribed, tremble=errs))

    def with_catastrophe(self, factor: float) -> StochasticGame:
        """The game with what catastrophe is worth to everybody multiplied."""
        numbers = self.game.numbers
        worth = np.array(numbers.ending)
        worth[[name == CATASTROPHE for name in self.structure.endings]] *= factor
        return replace(self.game, numbers=replace(numbers, ending=worth))

    @property
    def as_stated(self) -> CrisisGame:
        """The crisis without announced locks: what it can be about, whatever they close."""
        return self.stated or self

    @cached_property
    def kept(self) -> dict[object, object]:
        """For what is worked out once of its structure and labels, which games at other values share."""
        return {}

    @cached_property
    def evaluate(self) -> Evaluator:
        """Evaluates expressions at the values it was compiled at."""
        return Evaluator(self.values)

    @cached_property
    def days_by_state(self) -> np.ndarray:
        """Days that a move takes at each state, (X,)."""
        return np.array([float(self.evaluate(days)) for days in self.days])

    @cached_property
    def loss_by_branch(self) -> dict[tuple[str, str], np.ndarray]:
        """By (bearer, kind), expected loss on each branch, (B,)."""
        out = {}
        for key, (branches, which, amounts) in self._losses.items():
            out[key] = np.zeros(len(self.losses))
            out[key][branches] = np.array([float(self.evaluate(amount)) for amount in amounts])[which]
        return out

    @property
    def _losses(self) -> _LossRows:
        """By (bearer, kind), the branches with a loss, and which of the amounts that there are it is; found once."""
        if "losses" not in self.kept:
            found: _LossRows = {key: ([], [], []) for row in self.as_stated.losses for key in row}
            known: dict[tuple[tuple[str, str], Expression], int] = {}
            for b, row in enumerate(self.losses):
                for key, amount in row.items():
                    branches, which, amounts = found[key]
                    if (key, amount) not in known:
                        known[key, amount] = len(amounts)
                        amounts.append(amount)
                    branches.append(b)
                    which.append(known[key, amount])
            self.kept["losses"] = found
        return cast("_LossRows", self.kept["losses"])

    @cached_property
    def challenges_marked(self) -> bool:
        """Does the scenario say what a challenge is?"""
        return any("challenge" in row.tags for row in self.as_stated.structure.moves)

    def happening(self, event: EventBrief) -> Happening:
        """Where an event can happen."""
        s = self.structure
        chosen = np.zeros(len(s.moves) + 1, bool)  # the last row stands for no move
        for m, row in enumerate(s.moves if event.moves or event.tags else ()):
            there = not event.turns or self.nodes[row.state] in event.turns
            named = row.label in event.moves or bool(row.tags & set(event.tags))
            chosen[m] = there and named and holds(event.when, self.public[row.state])
        seen = np.array([bool(event.seen) and bool(at) and holds(event.seen, at) for at in self.public])
        opportunity = np.zeros(len(s.states), bool)
        opportunity[[row.state for m, row in enumerate(s.moves) if chosen[m]]] = True
        # A state that lasts is reached once.
        return Happening(chosen[s.branch_move] | (seen[s.branch_next] & ~seen[s.branch_state]), opportunity)

    @cached_property
    def happenings(self) -> dict[str, Happening]:
        """By event, where it can happen."""
        return {event.id: self.happening(event) for event in self.brief.events}

    @cached_property
    def answers(self) -> tuple[tuple[tuple[str, bool], ...], ...]:
        """Per move, the crossed red lines that it answers: (line, is it enforced?)."""
        return tuple(
            tuple(
                (tag.removeprefix(mark), mark == ENFORCES)
                for tag in sorted(row.tags)
                for mark in (ENFORCES, LEAVES)
                if tag.startswith(mark)
            )
            for row in self.structure.moves
        )

    def answer_rung(self, move: int, line: str) -> int:
        """Index of the rung of the crossing that a move answers: the one it was seen at, or else the line's own."""
        stands = self.public[self.structure.moves[move].state].get("rung", self.brief.line(line).rung)
        return self.structure.rungs.index(str(stands))


@dataclass(frozen=True, eq=False)
class Happening:
    """Where an event can happen.

    Attributes:
        branch: (B,), does it happen where play takes the branch?
        opportunity: (X,), could it be chosen at the state? All false for an event that is a public state.
    """

    branch: np.ndarray
    opportunity: np.ndarray


def holds(when: When, at: Mapping[str, Value]) -> bool:
    """Do the public variables have one of the values that are asked for?"""
    return all(at.get(name) in wanted for name, wanted in when.items())

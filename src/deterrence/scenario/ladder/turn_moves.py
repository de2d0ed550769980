"""The moves of two sides on one ladder as moves of turns: each does one thing, at every place it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ...games.crisis_game import CATASTROPHE, CHALLENGES
from ...games.state_space import ENFORCES, LEAVES
from ...parameters.expression import ONE, ZERO, Expression, parameter
from .conditions import State, States, sum_of, text
from .enumerating import tags_of
from .payoffs import Payoffs
from .public_state import LAST, Aftermath, Board, Ending, Place, Position
from .reachability import explore
from .record import Move, Scenario
from .transitions import Turn, Turns

THIRD_PARTIES = "third_parties"
Data = dict[str, Any]


def plain_id(word: str) -> str:
    """An id as formulas can hold it."""
    found = word.replace("-", "_")
    return found if found[0].isalpha() else f"x{found}"


def plain_name(name: str) -> str:
    """A parameter's name as formulas can hold it."""
    return ".".join(plain_id(part) for part in name.split("."))


@dataclass(frozen=True)
class _Result:
    """What a branch of a move does, as distinct from the state it leaves.

    Attributes:
        to: the turn or ending it leads to.
        set: (public variable, new value), where it changes.
        cause, rung, signal, crosses: as a campaign's outcome has them; rung and seen of an act.
    """

    to: str
    set: tuple[tuple[str, str | int], ...] = ()
    cause: str = "chosen"
    rung: str = ""
    seen: str = ""
    signal: str = ""
    crosses: tuple[str, ...] = ()
    challenges: bool = False


class TurnMoves:
    """What a scenario's moves become, and the words that they are written in.

    Args:
        scenario: the scenario.
        doctrines: by actor, ids of those whose conditions are to be distinguished.

    Attributes:
        actors, rungs: ids, as the file of turns has them.
        positions: every public state at which somebody moves.
        resolve: multiplies what is at stake.
        endings: those that moves lead to, with their ids.
        read: names of the numbers that anything written so far reads.
    """

    def __init__(self, scenario: Scenario, doctrines: Sequence[Collection[str]]):
        self.scenario = scenario
        self.board = Board(scenario, doctrines)
        self.payoffs = Payoffs(self.board)
        self.positions = explore(self.board)
        self.actors = [plain_id(a) for a in self.board.actors]
        self.rungs = [plain_id(r) for r in self.board.rungs]
        self.endings: dict[Ending, str] = {}
        self.read: set[str] = set()
        resolute = any(t.resolve is not None for a in scenario.actors for t in a.types)
        self.resolve = parameter("own.resolve") if resolute else ONE
        self._turns = Turns(self.board, self.payoffs)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Public variables that differ between states that play reaches."""
        every = [*self.known(self.positions[0])]
        return tuple(v for v in every if len({self.known(at)[v] for at in self.positions}) > 1)

    def known(self, at: Position) -> dict[str, str | int]:
        """What everybody sees at a position, by public variable, whether it ever differs or not."""
        counts = {f"{CHALLENGES}{a}": n for a, n in zip(self.actors, at.made, strict=True)}
        return {
            "rung": self.rungs[at.rung],
            "last": at.last,
            "mediated": int(at.mediated),
            "challenged": int(at.challenged),
            **counts,
        }

    def _state(self, at: Position) -> State:
        known = self.known(at)
        return tuple(known[v] for v in self.variables)

    def variable(self, k: int) -> Data:
        """The k-th public variable, as the file has it."""
        name = self.variables[k]
        found = {self._state(at)[k] for at in self.positions}
        words: dict[str, tuple[str, list[str | int], bool]] = {
            "rung": ("rung that the crisis stands at", [*self.rungs], True),
            "last": ("what the other side did last", [*LAST], False),
            "mediated": ("a mediator is present", [0, 1], False),
            "challenged": ("somebody has challenged", [0, 1], False),
        }
        said, order, ordered = words.get(name, (f"how often {name.removeprefix(CHALLENGES)} has challenged", [], True))
        values = [v for v in order if v in found] or sorted(found, key=int)
        found_: Data = {"id": name, "name": said, **({"ordered": True} if ordered else {}), "values": values}
        return {**found_, "first": self._state(self.board.start)[k]}

    def _at(self, actor: int) -> States:
        return States(self.variables, [self._state(at) for at in self.positions if at.actor == actor])

    def turn(self, actor: int) -> Data:
        """An actor's turn with all its moves."""
        mine = [at for at in self.positions if at.actor == actor]
        days = {self._state(at): self.payoffs.number(self.scenario.ladder[at.rung].days, "ladder",
                self.scenario.ladder[at.rung].id, "days") for at in mine}  # fmt: skip
        moves = [move for m in self.scenario.moves for move in self._moves(actor, m)]
        found = {"id": f"{self.actors[actor]}_moves", "name": f"a move of {self.scenario.actors[actor].name}"}
        found["actor"] = self.actors[actor]
        if any(not d.is_zero for d in days.values()):
            found["days"] = self._formula(self._at(actor), days)
        return {**found, "moves": moves}

    def _moves(self, actor: int, move: Move) -> Iterator[Data]:
        """A move of the ladder as moves that do one thing each, with the places where they are open."""
        alike: dict[object, list[Position]] = defaultdict(list)
        for at in self.positions:
            if at.actor == actor and move in self.board.open_moves(at):
                results = frozenset(self._results(at, move))
                alike[self.board.target(at, move), tags_of(self.board, at, move), results].append(at)
        states = self._at(actor)
        split = [
            ([at for at in places if self._state(at) in part], when)
            for places in alike.values()
            for part, when in states.parts([self._state(at) for at in places])
        ]
        for n, (places, when) in enumerate(split):
            yield self._move(states, move, places, when, f"_{n + 1}" if len(split) > 1 else "")

    def _move(self, states: States, move: Move, places: list[Position], when: Mapping[str, Any], number: str) -> Data:
        first = places[0]
        target = self.board.target(first, move)
        tags = tags_of(self.board, first, move)
        found: Data = {
            "id": plain_id(move.id) + number,
            "name": move.name if target < 0 else f"{move.name}: {self.scenario.ladder[target].name}",
            "kind": plain_id(move.kind or move.id),
            "when": {name: values[0] if len(values) == 1 else values for name, values in when.items()},
            "rung": self.rungs[target] if target >= 0 else "",
            "tags": sorted(plain_id(t) for t in tags if not t.startswith((ENFORCES, LEAVES))),
            "enforces": [plain_id(t.removeprefix(ENFORCES)) for t in tags if t.startswith(ENFORCES)],
            "leaves": [plain_id(t.removeprefix(LEAVES)) for t in tags if t.startswith(LEAVES)],
            "pays": self._pays(states, move, places),
            "outcomes": self._outcomes(states, move, places, "challenge" in tags),
        }
        return {key: part for key, part in found.items() if part}

    def _pays(self, states: States, move: Move, places: list[Position]) -> Data:
        paid: list[dict[State, Expression]] = [{}, {}]
        for at in places:
            turns = self._turns.after_move(at, move)
            staked, rest, gained, harm = self.payoffs.flows(at, move, [(t.probability, t.realised) for t in turns])
            paid[at.actor][self._state(at)] = sum_of(staked, rest, self.resolve)
            paid[1 - at.actor][self._state(at)] = sum_of(gained, -harm, self.resolve)
        return {a: f for a, p in zip(self.actors, paid, strict=True) if (f := self._formula(states, p)) != "0"}

    def _outcomes(self, states: States, move: Move, places: list[Position], tagged: bool) -> list[Data]:
        chances: dict[_Result, dict[State, Expression]] = defaultdict(dict)
        for at in places:
            for result, chance in self._results(at, move).items():
                chances[result][self._state(at)] = chance
        *others, rest = sorted(chances, key=lambda r: r.cause in ("chosen", "matched"))
        made = [{"chance": self._formula(states, chances[r]), **self._outcome(places[0], r, tagged)} for r in others]
        return [*made, self._outcome(places[0], rest, tagged)]

    def _outcome(self, at: Position, result: _Result, tagged: bool) -> Data:
        found: Data = {"to": result.to, "set": dict(result.set), "rung": result.rung}
        if result.cause != "chosen":
            found["cause"] = result.cause
        if result.seen != result.rung:
            found["seen"] = result.seen
        found |= {"signal": result.signal, "crosses": list(result.crosses)}
        if result.rung in self.rungs:
            found["loses"] = self._loses(at.actor, self.rungs.index(result.rung))
        found = {key: part for key, part in found.items() if part}
        return found if result.challenges == tagged else {**found, "challenges": result.challenges}

    def _loses(self, actor: int, rung: int) -> Data:
        if rung not in self.board.acts:
            return {}
        me, step = self.scenario.actors[actor], self.scenario.ladder[rung]
        lost = {
            self.actors[1 - actor]: self.payoffs.harm(me, rung),
            THIRD_PARTIES: self.payoffs.number(step.bystanders, "ladder", step.id, "bystanders"),
        }
        return {who: self.text(amount) for who, amount in lost.items() if not amount.is_zero}

    def _results(self, at: Position, move: Move) -> dict[_Result, Expression]:
        """What a move can lead to, what follows an act included, with the chance of each."""
        found: dict[_Result, Expression] = {}
        for turn in self._turns.after_move(at, move):
            seen = turn.place
            if not isinstance(seen, Aftermath):
                result = self._result(at, turn, turn.place)
                found[result] = found.get(result, ZERO) + turn.probability
                continue
            signal = f"seen_{self.rungs[seen.rung]}" + "_excused" * seen.excused
            crosses = tuple(
                plain_id(line.id)
                for line in self.scenario.red_lines
                if line.owner == self.board.actors[1 - at.actor] and self.board.rungs.index(line.rung) <= seen.rung
            )
            act = _Result(
                "",
                cause=turn.cause,
                rung=self.rungs[turn.realised],
                seen=self.rungs[seen.rung],
                signal=signal,
                crosses=crosses,
                challenges=seen.rung >= self.board.challenge,
            )
            for after in self._turns.after_act(seen):
                result = self._result(at, after, after.place, act)
                found[result] = found.get(result, ZERO) + turn.probability * after.probability
        return found

    def _result(self, at: Position, turn: Turn, place: Place, act: _Result | None = None) -> _Result:
        made = act or _Result("", cause=turn.cause)
        if isinstance(place, Ending):
            if act is not None and place.kind == CATASTROPHE:
                top = self.rungs[-1]
                made = replace(made, cause=turn.cause, rung=top, seen=top)
            return replace(made, to=self.ending_id(place))
        assert isinstance(place, Position)  # what follows an act has been run through
        before, after = self.known(at), self.known(place)
        changed = {name: after[name] for name in self.variables if after[name] != before[name]}
        said = ("last",) if act is None else ("rung", "last")  # even where it changes nothing, to be the same anywhere
        changed |= {name: after[name] for name in said if name in self.variables}
        return replace(made, to=f"{self.actors[place.actor]}_moves", set=tuple(changed.items()))

    def ending_id(self, place: Ending) -> str:
        """The id of an ending; it is then one of :attr:`endings`."""
        if place not in self.endings:
            same = sum(other.kind == place.kind for other in self.endings)
            self.endings[place] = plain_id(place.kind) + (f"_{same + 1}" if same else "")
        return self.endings[place]

    @cached_property
    def variants(self) -> dict[str, list[str]]:
        """Ids of a move of the ladder at either turn, by its own."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for i in range(2):
            for move in self.scenario.moves:
                for written in self._moves(i, move):
                    found[plain_id(move.id)][written["id"]] = None
        return {id: [*ids] for id, ids in found.items()}

    def text(self, number: Expression) -> str:
        """A number as a formula; what it reads is then in :attr:`read`."""
        return text(number, self._called)

    def _formula(self, states: States, numbers: Mapping[State, Expression]) -> str:
        return states.formula(numbers, self._called)

    def _called(self, name: str) -> str:
        if name in self.resolve.args:
            return name
        self.read.add(plain_name(name))
        return plain_name(name)

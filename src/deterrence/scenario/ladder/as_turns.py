"""The compact form of two sides on one ladder, written out turn by turn: a campaign file that says the same.

Each side has one turn. What its moves do depends on the rung at which the crisis stands, on what the other side did
last and on who is present: those become public variables, and a move of the ladder becomes moves that are open where it
does one and the same thing. Numbers keep their names, but for hyphens, which formulas would read as minus.

Not carried over, for the form of turns has no such thing: what losses consist of (they are added up), postures,
inducements, base rates and policy options, which are written otherwise there; a red line's four numbers, beside what
they do in formulas; rungs below the one that the crisis starts at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ...games.crisis_game import CATASTROPHE, CHALLENGES
from ...games.state_space import ENFORCES, LEAVES
from ...parameters.expression import ONE, ZERO, Expression, constant, parameter
from ...parameters.parameter import Number
from ..lock_rule import FACTS, several
from .conditions import State, States, sum_of, text
from .describing import RESPONSES, parameters_of
from .enumerating import DEFAULT_TREMBLE, NO_CHALLENGE, UNRESOLVED, tags_of
from .parameter_sites import REMAINDER, NumberNames, walk
from .payoffs import Payoffs
from .public_state import CROSSED, FACING_AN_ACT, LAST, OFFERED, WARNED, Aftermath, Board, Ending, Place, Position
from .reachability import explore
from .record import Move, Rule, Scenario
from .transitions import Turn, Turns

THIRD_PARTIES = "third_parties"
Data = dict[str, Any]


def as_turns(scenario: Scenario) -> Data:
    """A campaign file, as data, that says what a scenario of two sides on one ladder says."""
    return _Written(scenario).file()


def plain_id(word: str) -> str:
    """An id as formulas can hold it."""
    found = word.replace("-", "_")
    return found if found[0].isalpha() else f"x{found}"


@dataclass(frozen=True)
class _Result:
    """What a branch of a move does, told apart from the state it leaves.

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


class _Written:
    def __init__(self, scenario: Scenario):
        self.scenario = scenario
        self.board = Board(scenario, [self._carried(a.id) for a in scenario.actors])
        self.payoffs = Payoffs(self.board)
        self.turns = Turns(self.board, self.payoffs)
        self.positions = explore(self.board)
        self.names = NumberNames()
        self.actors = [plain_id(a) for a in self.board.actors]
        self.rungs = [plain_id(r) for r in self.board.rungs]
        self.read: set[str] = set()
        self.endings: dict[Ending, str] = {}
        resolute = any(t.resolve is not None for a in scenario.actors for t in a.types)
        self.resolve = parameter("own.resolve") if resolute else ONE

    def file(self) -> Data:
        s = self.scenario
        turns = [self._turn(i) for i in range(2)]
        sections: Data = {
            "schema": s.format,
            "name": s.name,
            "title": s.title,
            "summary": s.summary,
            "window": self._window(),
            "actors": [self._actor(i) for i in range(2)],
            "bystanders": [{"id": THIRD_PARTIES, "name": "third parties"}],
            "ladder": [
                {"id": plain_id(r.id), "name": r.name, "domain": r.domain, "force": r.force,
                 **({"nuclear": r.nuclear} if r.nuclear != "none" else {}),
                 **({} if r.reversible else {"reversible": False})}
                for r in s.ladder[self.board.calm :]
            ],
            "thresholds": [
                {"id": plain_id(t.id), "name": t.name, "below": plain_id(t.below)}
                for t in s.thresholds
                if self.board.rungs.index(t.below) >= self.board.calm
            ],
            "public": [self._variable(k) for k in range(len(self.variables))],
            "turns": turns,
            "endings": [self._ending(place, id) for place, id in self.endings.items()],
            "lines": [
                {"id": plain_id(x.id), "name": x.name, "owner": plain_id(x.owner), "rung": plain_id(x.rung),
                 "declares": RESPONSES[x.response]}
                for x in s.red_lines
            ],
            "doctrines": [self._doctrine(k) for k in range(len(s.doctrines))],
            "comparisons": [
                {"actor": plain_id(c.actor), "doctrines": [plain_id(d) for d in c.doctrines]} for c in s.comparisons
            ],
            "events": [{"id": "somebody_challenges", "name": "somebody challenges", "tags": ["challenge"]}],
        }  # fmt: skip
        sections["locks"] = [self._lock(k) for k in range(len(s.locks))]
        sections["mechanisms"] = self._mechanisms()
        sections["parameters"] = self._parameters()
        used = {p["source"] for p in sections["parameters"].values()} | {x for f in s.facts for x in f.sources}
        sections["sources"] = {k: _plain(v) for k, v in s.sources.items() if k in used}
        sections["facts"] = [_plain(f) for f in s.facts]
        if s.audit:
            sections["audit"] = dict(s.audit)
        return {key: part for key, part in sections.items() if part}

    # What everybody sees.

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Public variables that differ between states that play reaches."""
        every = [*self._all(self.positions[0])]
        return tuple(v for v in every if len({self._all(at)[v] for at in self.positions}) > 1)

    def _all(self, at: Position) -> dict[str, str | int]:
        counts = {f"{CHALLENGES}{a}": n for a, n in zip(self.actors, at.made, strict=True)}
        return {
            "rung": self.rungs[at.rung],
            "last": at.last,
            "mediated": int(at.mediated),
            "challenged": int(at.challenged),
            **counts,
        }

    def _state(self, at: Position) -> State:
        known = self._all(at)
        return tuple(known[v] for v in self.variables)

    def _variable(self, k: int) -> Data:
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

    # Turns and their moves.

    def _at(self, actor: int) -> States:
        return States(self.variables, [self._state(at) for at in self.positions if at.actor == actor])

    def _turn(self, actor: int) -> Data:
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
            turns = self.turns.after_move(at, move)
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
        return {who: self._text(amount) for who, amount in lost.items() if not amount.is_zero}

    def _results(self, at: Position, move: Move) -> dict[_Result, Expression]:
        """What a move can lead to, what follows an act included, with the chance of each."""
        found: dict[_Result, Expression] = {}
        for turn in self.turns.after_move(at, move):
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
            for after in self.turns.after_act(seen):
                result = self._result(at, after, after.place, act)
                found[result] = found.get(result, ZERO) + turn.probability * after.probability
        return found

    def _result(self, at: Position, turn: Turn, place: Place, act: _Result | None = None) -> _Result:
        made = act or _Result("", cause=turn.cause)
        if isinstance(place, Ending):
            if act is not None and place.kind == CATASTROPHE:
                top = self.rungs[-1]
                made = replace(made, cause=turn.cause, rung=top, seen=top)
            return replace(made, to=self._ending_id(place))
        assert isinstance(place, Position)  # what follows an act has been run through
        before, after = self._all(at), self._all(place)
        changed = {name: after[name] for name in self.variables if after[name] != before[name]}
        said = ("last",) if act is None else ("rung", "last")  # even where it changes nothing, to be the same anywhere
        changed |= {name: after[name] for name in said if name in self.variables}
        return replace(made, to=f"{self.actors[place.actor]}_moves", set=tuple(changed.items()))

    # Endings and the window.

    def _ending_id(self, place: Ending) -> str:
        if place not in self.endings:
            same = sum(other.kind == place.kind for other in self.endings)
            self.endings[place] = plain_id(place.kind) + (f"_{same + 1}" if same else "")
        return self.endings[place]

    def _ending(self, place: Ending, id: str) -> Data:
        own = place.kind in ("capitulation", "off_ramp", "settlement")
        found: Data = {"id": id, "name": place.kind.replace("_", " "), "pays": self._worth(place)}
        if id != plain_id(place.kind):
            found["counts_as"] = plain_id(place.kind)
        if place.kind in ("off_ramp", "settlement"):
            found["agreed"] = True
        if own:
            found["terms_of"] = self.actors[1 - place.actor]
        return {key: part for key, part in found.items() if part}

    def _worth(self, place: Ending) -> Data:
        worth = {a: sum_of(*self.payoffs.ending(place, i), self.resolve) for i, a in enumerate(self.actors)}
        return {a: self._text(w) for a, w in worth.items() if not w.is_zero}

    def _window(self) -> Data:
        window = self.scenario.window
        found: Data = {
            "moves": window.moves,
            "first": f"{plain_id(window.first)}_moves",
            "closing": self._worth(Ending(UNRESOLVED)),
        }
        quiet = next((id for place, id in self.endings.items() if place.kind == NO_CHALLENGE), None)
        if quiet is not None and "challenged" in self.variables:
            found["closes"] = [{"when": {"challenged": 0}, "to": quiet}]
        return found

    # Actors and doctrines.

    def _actor(self, i: int) -> Data:
        actor = self.scenario.actors[i]
        types = []
        stated = [t.prior for t in actor.types]
        for k, kind in enumerate(actor.types):
            last = REMAINDER not in stated and k == len(stated) - 1
            found: Data = {"id": plain_id(kind.id), "name": kind.name, "kind": kind.kind}
            rest = last or kind.prior == REMAINDER
            found["prior"] = REMAINDER if rest else self._name(kind.prior, (actor.id, kind.id, "prior"))
            if kind.kind == "strategic":
                if self.resolve != ONE:
                    found["traits"] = {"resolve": self._text(self.payoffs.resolve(i, k))}
            else:
                assert kind.doctrine is not None  # the checks require it
                tremble = self.payoffs.number(
                    kind.tremble, actor.id, kind.id, "tremble", default=constant(DEFAULT_TREMBLE)
                )
                found |= {"doctrine": plain_id(kind.doctrine), "tremble": self._text(tremble)}
            types.append(found)
        return {
            "id": self.actors[i],
            "name": actor.name,
            "precision": self._name(actor.precision, (actor.id, "precision")),
            "discount": self._name(actor.discount, (actor.id, "discount")),
            "types": types,
        }

    def _doctrine(self, k: int) -> Data:
        doctrine = self.scenario.doctrines[k]
        rules = [rule for r in doctrine.rules for rule in self._rules(doctrine.id, r)]
        return {"id": plain_id(doctrine.id), "name": doctrine.name, "text": doctrine.text, "rules": rules}

    def _carried(self, actor: str) -> set[str]:
        """Doctrines that an actor carries out, or is compared with carrying out."""
        own = {t.doctrine for a in self.scenario.actors if a.id == actor for t in a.types if t.doctrine}
        return own | {d for c in self.scenario.comparisons if c.actor == actor for d in c.doctrines}

    def _rules(self, doctrine: str, rule: Rule) -> Iterator[Data]:
        """A rule with conditions on public variables, where they can hold; by turn where it counts challenges."""
        if rule.when.challenges is None:
            yield from self._rule(rule, {}, {})
            return
        for i, actor in enumerate(self.board.actors):
            other = f"{CHALLENGES}{self.actors[1 - i]}"
            if doctrine in self._carried(actor) and other in self.variables:
                enough = {at.made[1 - i] for at in self.positions if at.made[1 - i] >= rule.when.challenges}
                yield from self._rule(rule, {"turn": f"{self.actors[i]}_moves"}, {other: {*enough}})

    def _rule(self, rule: Rule, where: Data, counted: Mapping[str, set[str | int]]) -> Iterator[Data]:
        w, holding = rule.when, {**counted}
        order = self.board.rungs

        def ask(name: str, wanted: set[str | int]) -> None:
            holding[name] = holding.get(name, wanted) & wanted

        for truth, lasts in ((w.attacked, FACING_AN_ACT), (w.offered, {OFFERED}), (w.warned, {WARNED}),
                             (None if w.line is None else w.line == "crossed", {CROSSED})):  # fmt: skip
            if truth is not None:
                ask("last", {x for x in LAST if (x in lasts) == truth})
        for truth, name in ((w.mediator, "mediated"), (w.challenged, "challenged")):
            if truth is not None:
                ask(name, {int(truth)})
        if w.lowest is not None or w.highest is not None:
            low, high = self.board.rung(w.lowest, 0), self.board.rung(w.highest, len(order))
            ask("rung", {r for k, r in enumerate(self.rungs) if low <= k <= high})
        when: Data = {}
        for name, wanted in holding.items():
            values = list(dict.fromkeys(self._all(at)[name] for at in self.positions))
            kept = [v for v in values if v in wanted]
            if not kept:
                return
            if len(kept) < len(values):
                when[name] = kept[0] if len(kept) == 1 else kept
        do = [x for move in rule.do for x in self._variants.get(plain_id(move), [])]
        if do:
            yield {**where, **({"when": when} if when else {}), "do": do}

    def _lock(self, k: int) -> Data:
        lock = self.scenario.locks[k]
        found: Data = {"actor": plain_id(lock.actor), "doctrine": lock.doctrine and plain_id(lock.doctrine)}
        for how in ("never", "always"):
            words = [plain_id(word) for word in getattr(lock, how)]
            found[how] = [x for word in words for x in self._variants.get(word, [word])]
        found["when"] = {
            plain_id(name): [_worded(v, name in FACTS) for v in several(wanted)] for name, wanted in lock.when.items()
        }
        found = {key: part for key, part in found.items() if part}
        return found if lock.announced else {**found, "announced": False}

    @cached_property
    def _variants(self) -> dict[str, list[str]]:
        """Ids of a move of the ladder at either turn, by its own."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for i in range(2):
            for move in self.scenario.moves:
                for written in self._moves(i, move):
                    found[plain_id(move.id)][written["id"]] = None
        return {id: [*ids] for id, ids in found.items()}

    # Numbers.

    def _mechanisms(self) -> list[Data]:
        levers = [f"{a.id}.stakes.{key}" for a in self.scenario.actors for key in ("prize", "concession", "war")]
        known = [plain_name(name) for name in levers if plain_name(name) in self.read] or sorted(self.read)[:1]
        said = "Named by the compact form that this was written out from."
        systems = self.scenario.systems or ("S1",)
        return [{"system": x, "text": said, "levers": known, "shows": ["somebody_challenges"]} for x in systems]

    def _parameters(self) -> Data:
        table = parameters_of(self.scenario)
        found: Data = {}
        for name, number, _ in walk(self.scenario):
            if plain_name(name) not in self.read:
                continue
            said = {k: v for k, v in _plain(number).items() if v is not None}
            owner = table.rows[name].owner
            said["label"] = number.label or name
            found[plain_name(name)] = {**said, **({"owner": plain_id(owner)} if owner else {})}
        return found

    def _name(self, number: Number, path: tuple[str, ...]) -> str:
        return self._text(parameter(self.names.name(number, path)))

    def _text(self, number: Expression) -> str:
        return text(number, self._called)

    def _formula(self, states: States, numbers: Mapping[State, Expression]) -> str:
        return states.formula(numbers, self._called)

    def _called(self, name: str) -> str:
        if name in self.resolve.args:
            return name
        self.read.add(plain_name(name))
        return plain_name(name)


def _worded(value: bool | int | str, fact: bool) -> bool | int | str:
    """A value that a lock asks for: true and false of facts, 1 and 0 of public variables."""
    if isinstance(value, str):
        return plain_id(value)
    return int(value) if isinstance(value, bool) and not fact else value


def plain_name(name: str) -> str:
    """A parameter's name as formulas can hold it."""
    return ".".join(plain_id(part) for part in name.split("."))


def _plain(record: Any) -> Data:
    found: Data = record.model_dump(exclude_none=True, exclude_defaults=True)
    return found

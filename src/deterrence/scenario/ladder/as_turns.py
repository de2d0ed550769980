"""The compact form of two sides on one ladder, written out turn by turn: a campaign file that says the same.

Each side has one turn. What its moves do depends on the rung at which the crisis stands, on what the other side did
last and on who is present: those become public variables, and a move of the ladder becomes moves that are open where it
does one and the same thing. Numbers keep their names, but for hyphens, which formulas would read as minus.

Not carried over, for the form of turns has no such thing: what losses consist of (they are added up), postures,
inducements, base rates and policy options, which are written otherwise there; a red line's four numbers, beside what
they do in formulas; rungs below the one that the crisis starts at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...games.crisis_game import CHALLENGES
from ...parameters.expression import ONE, constant, parameter
from ...parameters.parameter import Number
from ..lock_rule import FACTS, several
from .conditions import sum_of
from .describing import RESPONSES, parameters_of
from .enumerating import DEFAULT_TREMBLE, NO_CHALLENGE, UNRESOLVED
from .parameter_sites import REMAINDER, NumberNames, walk
from .public_state import CROSSED, FACING_AN_ACT, LAST, OFFERED, WARNED, Ending
from .record import Rule, Scenario
from .turn_moves import THIRD_PARTIES, Data, TurnMoves, plain_id, plain_name

MECHANISM = "In the rules of two sides on one ladder, which this was written out from."


def as_turns(scenario: Scenario) -> Data:
    """A campaign file, as data, that says what a scenario of two sides on one ladder says."""
    return _File(scenario).written()


class _File:
    def __init__(self, scenario: Scenario):
        self.scenario = scenario
        self.moves = TurnMoves(scenario, [_carried(scenario, a.id) for a in scenario.actors])
        self.names = NumberNames()

    def written(self) -> Data:
        s = self.scenario
        turns = [self.moves.turn(i) for i in range(2)]
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
                for r in s.ladder[self.moves.board.calm :]
            ],
            "thresholds": [
                {"id": plain_id(t.id), "name": t.name, "below": plain_id(t.below)}
                for t in s.thresholds
                if self.moves.board.rungs.index(t.below) >= self.moves.board.calm
            ],
            "public": [self.moves.variable(k) for k in range(len(self.moves.variables))],
            "turns": turns,
            "endings": [self._ending(place, id) for place, id in self.moves.endings.items()],
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

    # Endings and the window.

    def _ending(self, place: Ending, id: str) -> Data:
        own = place.kind in ("capitulation", "off_ramp", "settlement")
        found: Data = {"id": id, "name": place.kind.replace("_", " "), "pays": self._worth(place)}
        if id != plain_id(place.kind):
            found["counts_as"] = plain_id(place.kind)
        if place.kind in ("off_ramp", "settlement"):
            found["agreed"] = True
        if own:
            found["terms_of"] = self.moves.actors[1 - place.actor]
        return {key: part for key, part in found.items() if part}

    def _worth(self, place: Ending) -> Data:
        m = self.moves
        worth = {a: sum_of(*m.payoffs.ending(place, i), m.resolve) for i, a in enumerate(m.actors)}
        return {a: self.moves.text(w) for a, w in worth.items() if not w.is_zero}

    def _window(self) -> Data:
        window = self.scenario.window
        found: Data = {
            "moves": window.moves,
            "first": f"{plain_id(window.first)}_moves",
            "closing": self._worth(Ending(UNRESOLVED)),
        }
        quiet = next((id for place, id in self.moves.endings.items() if place.kind == NO_CHALLENGE), None)
        if quiet is not None and "challenged" in self.moves.variables:
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
                if self.moves.resolve != ONE:
                    found["traits"] = {"resolve": self.moves.text(self.moves.payoffs.resolve(i, k))}
            else:
                assert kind.doctrine is not None  # the checks require it
                tremble = self.moves.payoffs.number(
                    kind.tremble, actor.id, kind.id, "tremble", default=constant(DEFAULT_TREMBLE)
                )
                found |= {"doctrine": plain_id(kind.doctrine), "tremble": self.moves.text(tremble)}
            types.append(found)
        return {
            "id": self.moves.actors[i],
            "name": actor.name,
            "precision": self._name(actor.precision, (actor.id, "precision")),
            "discount": self._name(actor.discount, (actor.id, "discount")),
            "types": types,
        }

    def _doctrine(self, k: int) -> Data:
        doctrine = self.scenario.doctrines[k]
        rules = [rule for r in doctrine.rules for rule in self._rules(doctrine.id, r)]
        return {"id": plain_id(doctrine.id), "name": doctrine.name, "text": doctrine.text, "rules": rules}

    def _rules(self, doctrine: str, rule: Rule) -> Iterator[Data]:
        """A rule with conditions on public variables, where they can hold; by turn where it counts challenges."""
        if rule.when.challenges is None:
            yield from self._rule(rule, {}, {})
            return
        for i, actor in enumerate(self.moves.board.actors):
            other = f"{CHALLENGES}{self.moves.actors[1 - i]}"
            if doctrine in _carried(self.scenario, actor) and other in self.moves.variables:
                enough = {at.made[1 - i] for at in self.moves.positions if at.made[1 - i] >= rule.when.challenges}
                yield from self._rule(rule, {"turn": f"{self.moves.actors[i]}_moves"}, {other: {*enough}})

    def _rule(self, rule: Rule, where: Data, counted: Mapping[str, set[str | int]]) -> Iterator[Data]:
        w, holding = rule.when, {**counted}
        order = self.moves.board.rungs

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
            low, high = self.moves.board.rung(w.lowest, 0), self.moves.board.rung(w.highest, len(order))
            ask("rung", {r for k, r in enumerate(self.moves.rungs) if low <= k <= high})
        when: Data = {}
        for name, wanted in holding.items():
            values = list(dict.fromkeys(self.moves.known(at)[name] for at in self.moves.positions))
            kept = [v for v in values if v in wanted]
            if not kept:
                return
            if len(kept) < len(values):
                when[name] = kept[0] if len(kept) == 1 else kept
        do = [x for move in rule.do for x in self.moves.variants.get(plain_id(move), [])]
        if do:
            yield {**where, **({"when": when} if when else {}), "do": do}

    def _lock(self, k: int) -> Data:
        lock = self.scenario.locks[k]
        found: Data = {"actor": plain_id(lock.actor), "doctrine": lock.doctrine and plain_id(lock.doctrine)}
        for how in ("never", "always"):
            words = [plain_id(word) for word in getattr(lock, how)]
            found[how] = [x for word in words for x in self.moves.variants.get(word, [word])]
        found["when"] = {
            plain_id(name): [_worded(v, name in FACTS) for v in several(wanted)] for name, wanted in lock.when.items()
        }
        found = {key: part for key, part in found.items() if part}
        return found if lock.announced else {**found, "announced": False}

    # Numbers.

    def _mechanisms(self) -> list[Data]:
        levers = [f"{a.id}.stakes.{key}" for a in self.scenario.actors for key in ("prize", "concession", "war")]
        known = [plain_name(name) for name in levers if plain_name(name) in self.moves.read] or [min(self.moves.read)]
        found = {"text": MECHANISM, "levers": known, "shows": ["somebody_challenges"]}
        return [{"system": system, **found} for system in self.scenario.systems]

    def _parameters(self) -> Data:
        table = parameters_of(self.scenario)
        found: Data = {}
        for name, number, _ in walk(self.scenario):
            if plain_name(name) not in self.moves.read:
                continue
            said = {k: v for k, v in _plain(number).items() if v is not None}
            owner = table.rows[name].owner
            said["label"] = number.label or name
            found[plain_name(name)] = {**said, **({"owner": plain_id(owner)} if owner else {})}
        return found

    def _name(self, number: Number, path: tuple[str, ...]) -> str:
        return self.moves.text(parameter(self.names.name(number, path)))

def _worded(value: bool | int | str, fact: bool) -> bool | int | str:
    """A value that a lock asks for: true and false of facts, 1 and 0 of public variables."""
    if isinstance(value, str):
        return plain_id(value)
    return int(value) if isinstance(value, bool) and not fact else value


def _plain(record: Any) -> Data:
    found: Data = record.model_dump(exclude_none=True, exclude_defaults=True)
    return found


def _carried(scenario: Scenario, actor: str) -> set[str]:
    """Doctrines that an actor carries out, or is compared with carrying out."""
    own = {t.doctrine for a in scenario.actors if a.id == actor for t in a.types if t.doctrine}
    return own | {d for c in scenario.comparisons if c.actor == actor for d in c.doctrines}

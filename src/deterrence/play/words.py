"""What public states, moves and outcomes are called, in the scenario's own words as far as it has any."""

from __future__ import annotations

from functools import cache

from ..games.crisis_game import CrisisGame
from ..games.structure import Standing, Structure
from .records import Fact, Seen, Way
from .state_tables import AGAIN, StateTables

CHANCE_DECIDES = "what comes of it"
DAYS_PASS = "days pass"


class Words:
    """Of a game; ``crisis`` is what it was compiled from, if anything."""

    def __init__(self, structure: Structure, crisis: CrisisGame | None):
        self.structure, self.crisis = structure, crisis
        brief = crisis.brief if crisis else None
        self.actors = {a: a for a in structure.actors} | ({a.id: a.name for a in brief.actors} if brief else {})
        self.types = {
            actor: {kind.id: kind.id for kind in kinds}
            for actor, kinds in zip(structure.actors, structure.types, strict=True)
        }
        for actor in brief.actors if brief else ():
            own = self.types[actor.id]
            own.update((kind.id, kind.name) for kind in actor.types if kind.id in own)
        self.rungs = {r.id: r.name for r in brief.rungs} if brief else {}
        self.lines = {line.id: line.name for line in brief.lines} if brief else {}
        self.endings = {e.id: e.name for e in brief.endings} if brief else {}
        self._nodes = {t.id: t for t in brief.turns if t.id} if brief else {}
        self._turns = {t.actor: t for t in brief.turns if not t.id} if brief else {}
        self._chances = {c.id: c.name for c in brief.chances} if brief else {}
        self.where = cache(self._where)
        self.facts = cache(self._facts)

    def _where(self, x: int) -> str:
        s, node = self.structure, self.crisis.nodes[x] if self.crisis else ""
        if s.standing[x] == Standing.TERMINAL:
            return self.ending(s.endings[x])
        if node in self._chances:
            return self._chances[node]
        if node in self._nodes:
            return self._nodes[node].name
        movers = [self.actors[s.actors[i]] for i in s.movers[x]]
        if movers:
            return f"{' and '.join(movers)} may act"
        return DAYS_PASS if s.standing[x] == Standing.CLOCK else CHANCE_DECIDES

    def ending(self, name: str) -> str:
        """An ending, by its id."""
        return self.endings.get(name, plain(name))

    def _facts(self, x: int) -> tuple[Fact, ...]:
        if self.crisis is None:
            return (Fact("state", "state", self.structure.states[x], self.structure.states[x]),)
        at = self.crisis.public[x]
        known = [v for v in self.crisis.variables if v.id in at]
        return tuple(Fact(v.id, v.name, at[v.id], v.said(at[v.id], self.rungs, self.actors)) for v in known)

    def rung(self, index: int) -> str:
        """A rung; "" for none."""
        return "" if index < 0 else self.rungs.get(self.structure.rungs[index], self.structure.rungs[index])

    def move(self, m: int) -> str:
        """A move, by its index."""
        row = self.structure.moves[m]
        actor = self.structure.actors[row.actor]
        node = self.crisis.nodes[row.state] if self.crisis else ""
        turn = self._nodes.get(node) or self._turns.get(actor)
        return turn.named.get(row.label, plain(row.label)) if turn else plain(row.label)

    def seen(self, x: int, table: StateTables, o: int, chances: list[float]) -> Seen:
        """An outcome of a state; ``chances`` of its branches."""
        s, y = self.structure, int(table.following[o])
        branches = [s.branches[b] for b in table.branches[o]]
        total = sum(chances)
        here = {fact.id: fact.value for fact in self.facts(x)}
        then = self.where(y)
        levels = {self.rung(row.seen) for row in branches}
        return Seen(
            name=table.names[o],
            what=self._what(table, o, then),
            level=levels.pop() if len(levels) == 1 else "",
            then=then,
            waits=bool(s.standing[y] == Standing.CLOCK),
            changes=tuple(fact for fact in self.facts(y) if here.get(fact.id) != fact.value),
            crosses=tuple(self.lines.get(line, line) for line in sorted({c for row in branches for c in row.crosses})),
            ways=tuple(
                Way(self._moves(table, row.joint), row.cause, self.rung(row.realised), chance / total)
                for row, chance in zip(branches, chances, strict=True)
                if chance > 0
            ),
        )

    def _moves(self, table: StateTables, joint: int) -> tuple[str, ...]:
        s = self.structure
        return tuple(s.moves[int(s.joint_moves[joint, i])].label for i in table.movers)

    def _what(self, table: StateTables, o: int, then: str) -> str:
        """The move where it is seen as itself; else what is seen, if that has a word; else where it leads."""
        s = self.structure
        sight = table.names[o].split(AGAIN)[0]
        for own in table.moves:
            for m in own:
                if s.moves[m].label == sight:
                    return self.move(m)
        joints = {s.branches[b].joint for b in table.branches[o]}
        if len(joints) == 1 and table.movers:
            (j,) = joints
            made = [self.move(int(s.joint_moves[j, i])) for i in table.movers]
            return " + ".join(made)
        levels = {self.rung(s.branches[b].seen) for b in table.branches[o]}
        if len(levels) == 1 and "" not in levels:
            return levels.pop()
        nodes = {self.crisis.nodes[y] for y in table.following} if self.crisis else set()
        known = sight in nodes or sight in self.endings or sight == self.structure.states[int(table.following[o])]
        return then if known or (self.crisis and sight in s.actors) else plain(sight)


def plain(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")

"""Sessions of the shipped standoff, for tests of play."""

from __future__ import annotations

from functools import cache

from deterrence.play.position import Walk
from deterrence.play.rules import Command, decide
from deterrence.play.session import State, fold, folded
from deterrence.play.setup import BOT, PERSON, STRATEGIC, Event, Seat, Setup
from shipped import compiled, solved

SEED = "5f" * 16
ALONE = (Seat("row", PERSON, STRATEGIC), Seat("column", BOT))
TWO = (Seat("row"), Seat("column"))
BOTS = (Seat("row", BOT), Seat("column", BOT))


@cache
def walk(name: str = "standoff") -> Walk:
    return Walk.over(solved(name), compiled(name))


def setup(seats=ALONE, seed=SEED, forecasts=False, purpose="class"):
    return Setup("standoff", compiled("standoff").sha256, seats, seed, forecasts=forecasts, purpose=purpose)


class Table:
    """A session in memory: commands in, events kept."""

    def __init__(self, of: Setup, walk: Walk | None = None):
        self.walk = walk or globals()["walk"]()
        self.events: list[Event] = [Event("created", data={"setup": of.as_dict()})]
        self.state: State = fold(self.walk, None, self.events[0])

    def do(self, kind, by="facilitator", **data):
        new, after = decide(self.walk, self.state, Command(kind, by, data))
        self.events += new
        self.state = folded(self.walk, new, self.state)
        assert self.state.position.as_dict() == after.position.as_dict()
        return self

    def began(self):
        for actor in self.state.persons:
            self.do("join", actor)
        return self.do("start")

    def play(self, choose):
        """To the end; ``choose`` takes the state and the actor to a move."""
        while self.state.phase == "running":
            actor = self.state.waits[0]
            if actor in self.state.forecasting:
                self.do("forecast", actor, turn=self.state.turn, chances=None)
            else:
                self.do("choose", actor, turn=self.state.turn, move=choose(self.state, actor))
        return self


def last(state, actor):
    """The last open move: of the standoff never a hold where there is another."""
    from deterrence.play.rules import open_to

    return open_to(walk(), state.position, actor, state.types[actor])[-1].name

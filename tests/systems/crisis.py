"""A small crisis in which both sides are alike but for who moves first: the shipped ladder with a way out, a mediator,
third parties and options."""

from __future__ import annotations

from functools import cache

from deterrence.catalogue import folder
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.reading import read_text
from deterrence.solvers.grid import Assessment, Grid
from deterrence.stress.resolve import Change, Resolver

POINTS = 9
SIDES = ("row", "column")
MOVES = """\
  - {id: offer, name: offer a way out, act: offer, tags: [abandon]}
  - {id: accept, name: accept the way out, act: accept, tags: [abandon]}
"""


def number(value: float, unit: str = "share", high: float = 1.0) -> str:
    """A parameter in the file's own notation."""
    return f"{{value: {value}, unit: {unit}, range: [0, {high}], source: judgement, label: a number}}"


def both(value: float, unit: str = "stake") -> str:
    """The same number for either side."""
    return f"{{row: {number(value, unit)}, column: {number(value, unit)}}}"


def option(name: str, sets: dict[str, str], multiplies: dict[str, str]) -> str:
    """An option written alike for either side: ME and OTHER stand for the taker and the other."""
    said = f"  - {{id: {name}, name: the option {name}, text: It is for tests., source: judgement"
    for key, table in (("sets", sets), ("multiplies", multiplies)):
        by_taker = []
        for me, other in (SIDES, SIDES[::-1]):
            entries = ", ".join(f"{k}: {v}".replace("ME", me).replace("OTHER", other) for k, v in table.items())
            by_taker.append(f"{me}: {{{entries}}}")
        said += f", {key}: {{{', '.join(by_taker)}}}" if table else ""
    return said + "}\n"


REST = f"""
off_ramp:
  name: stop and talk
  value: {both(0.5)}
  inducement: {both(0.1)}
  face_cost: {both(0.3)}
  face_saving: {number(0.4)}
  offer_cost: {both(0.1)}
  discretion: {number(0.4)}
mediator:
  name: an envoy
  arrival: {{low: {number(0.1)}, middle: {number(0.3)}, high: {number(0.5)}}}
  pressure: {both(0.2)}
  presses_from: middle
  guarantee: {number(0.2, "stake")}
third_parties:
  name: onlookers
  visibility: {number(0.8)}
  isolation: {both(0.1)}
  outcry: {both(0.2)}
  support: {both(0.1, "share")}
options:
{option("arms", {}, {"ME.acts.middle.harm": "more", "ME.acts.high.harm": "more"})}\
{option("tact", {"off_ramp.discretion": number(0.8)}, {"OTHER.acts.high.cost": number(1.2, "multiplier", 2)})}\
{option("show", {"third_parties.isolation.OTHER": number(0.3, "stake")}, {})}\
parameters:
  more: {{value: 1.5, unit: multiplier, range: [1.1, 2], source: judgement, label: what arms multiply harm by}}
"""


def text(moves: int = 5) -> str:
    """The file."""
    ladder = (folder() / "ladder.yaml").read_text(encoding="utf-8")
    ladder = ladder.replace("moves: 24", f"moves: {moves}").replace("\ndoctrines:\n", f"{MOVES}\ndoctrines:\n")
    return ladder + REST


def exchanged(words: str) -> str:
    """Either side's name in place of the other's, throughout."""
    for one, other in (("row", "column"), ("Row", "Column")):
        words = words.replace(one, "\0").replace(other, one).replace("\0", other)
    return words


def read(words: str) -> Crisis:
    """A crisis from the text of its file."""
    return Crisis(read_text(words))


@cache
def crisis(moves: int = 5) -> Crisis:
    """The scenario, read and checked."""
    return read(text(moves))


@cache
def resolver(moves: int = 5, points: int = POINTS) -> Resolver:
    """It, to be solved again with something changed."""
    case = crisis(moves)
    return Resolver(case, case.parameters.defaults, Grid(points=points, tolerance=1e-9))


def found(changes: dict[str, float], *keys: Key, moves: int = 5, points: int = POINTS) -> list[float]:
    """Numbers of the outlook with something changed."""
    values: Values = measure(*solved(changes, moves, points), {key.name for key in keys})[0]
    return [values[key] for key in keys]


def solved(changes: dict[str, float], moves: int = 5, points: int = POINTS) -> tuple[CrisisGame, Assessment]:
    """The crisis solved with something changed."""
    return resolver(moves, points).solved(Change.of(changes) if changes else Change())


def pushed(changes: dict[str, float], moves: int = 5, points: int = POINTS) -> tuple[CrisisGame, Pusher]:
    """The same, ready to be pushed forward."""
    game, assessment = solved(changes, moves, points)
    return game, Pusher(assessment)

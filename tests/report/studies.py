"""Studies to tell: the shipped ladder as it is, and one with everything that a report can show, quickly solved."""

from __future__ import annotations

from functools import cache

from deterrence.game.compiling import compile_scenario
from deterrence.study import Study, sample_durations, versions

from deterrence.catalogue import folder
from deterrence.cli.shared import chosen_values
from deterrence.files import reader
from deterrence.forecasting.outlook import forecast
from deterrence.game.reading import SCENARIO, Loaded, load
from deterrence.solvers.grid import Grid
from deterrence.solvers.refine import solve
from deterrence.stress.cases import choices, doctrine_case, doctrine_cases, inducements, postures, price_of
from deterrence.stress.frontier import terms_at
from deterrence.stress.resolving import Resolver, Variant, stability_instability
from deterrence.stress.sensitivity import Effect

SHARE = "{{value: {0}, unit: share, range: [0, 1], source: judgement, label: a share}}"
STAKE = "{{value: {0}, unit: stake, range: [0, 1], source: judgement, label: a stake}}"


def number(form: str, value: float) -> str:
    """A parameter in the file's own notation."""
    return form.format(value)


def line(owner: str, name: str, rung: str) -> str:
    """A red line in the file's own notation."""
    return (
        f"  - {{id: {owner}-{rung}, name: {name}, owner: {owner}, rung: {rung}, response: at,"
        f" clarity: {number(SHARE, 0.8)}, visibility: {number(SHARE, 0.9)}, verifiability: {number(SHARE, 0.5)},"
        f" audience_cost: {number(STAKE, 0.5)}}}\n"
    )


def both(form: str, value: float) -> str:
    """The same number for either side."""
    return f"{{row: {number(form, value)}, column: {number(form, value)}}}"


MOVES = """\
  - {id: offer, name: offer a way out, act: offer, tags: [abandon]}
  - {id: accept, name: accept the way out, act: accept, tags: [abandon]}
"""
DOCTRINE = """\
  - id: yielding
    name: answer nothing
    text: No act is answered.
    rules:
      - {when: {offered: true}, do: [accept]}
      - {do: [hold]}
"""
REST = f"""
red_lines:
{line("row", "the middle rung against Row", "middle")}{line("column", "the middle rung against Column", "middle")}
off_ramp:
  name: stop and talk
  value: {both(STAKE, 0.5)}
  inducement: {both(STAKE, 0.1)}
  face_cost: {both(STAKE, 0.3)}
  face_saving: {number(SHARE, 0.4)}
  offer_cost: {both(STAKE, 0.1)}
  discretion: {number(SHARE, 0.4)}
mediator:
  name: an envoy
  arrival: {{middle: {number(SHARE, 0.3)}}}
  pressure: {both(STAKE, 0.1)}
  presses_from: middle
  guarantee: {number(STAKE, 0.2)}
comparisons:
  - {{actor: row, doctrines: [yielding]}}
  - {{actor: column, doctrines: [yielding]}}
base_rates:
  - name: earlier climbs
    source: counts
    crises: 9
    violence: {{none: 6, minor: 2, serious: 1, war: 0}}
    days: [2, 9, 40]
    note: They were climbed by others.
sources:
  counts: {{kind: page, title: Counts of climbs, address: "https://example.org/counts", opened: "2025-01-01"}}
facts:
  - id: first
    date: "2025-01-01"
    what: Somebody climbed.
    disputed: true
    accounts:
      - {{by: Row, says: It was Column.}}
      - {{by: Column, says: It was Row.}}
      - {{by: a neighbour, says: It was dark.}}
    sources: [counts]
"""


@cache
def plain() -> Study:
    """The ladder: no line, no way out, nothing compared."""
    return _studied(load(folder() / "ladder.yaml"))


@cache
def rich() -> Study:
    """The ladder with lines, a way out, a mediator, doctrines compared, history and a disputed fact."""
    text = (folder() / "ladder.yaml").read_text(encoding="utf-8")
    text = text.replace("\ndoctrines:\n", f"{MOVES}\ndoctrines:\n").replace("\nactors:\n", f"{DOCTRINE}\nactors:\n")
    text = text.replace("moves: 24", "moves: 8").replace(
        "violence: none,", "violence: none, days: {value: 2, unit: days, source: judgement},", 1
    )
    return _studied(Loaded(**vars(reader.read_text(SCENARIO, text + REST, "rich.yaml"))))


def _studied(loaded: Loaded) -> Study:
    scenario = loaded.scenario
    values, _ = chosen_values(scenario, ())
    compiled = compile_scenario(scenario, values)
    solution = solve(compiled.game, resolution="interactive")
    resolver = Resolver(scenario, values, Grid(points=9))
    base = resolver.headlines()
    doctrines = [doctrine_case(resolver, *case) for case in doctrine_cases(scenario)]
    prices = [price_of(resolver, *offer) for offer in inducements(scenario)]
    takes = [(actor, name, terms_at(resolver, changes)) for actor, name, changes in postures(scenario)]
    return Study(
        loaded=loaded,
        compiled=compiled,
        changes={"row.stakes.war": 6.5},
        solution=solution,
        outlook=forecast(compiled, solution),
        doctrines=tuple(case for case, _ in doctrines),
        robustness=(Variant("as stated", base), Variant("precision × 2", base), Variant("tremble × 3", base)),
        branches=(),
        prices=tuple(price for price, _ in prices),
        choices=choices(scenario, terms_at(resolver, {}), doctrines, prices, takes),
        stability=stability_instability(resolver),
        effects={name: _effects(base[name]) for name in ("challenge", "war")},
        durations=sample_durations(compiled, solution, seed=0),
        seed=0,
        seconds={"solve": 1.0},
        versions=versions(),
    )


def _effects(p: float) -> tuple[Effect, ...]:
    """Three invented effects around a headline: a straight one, a bent one, and one by its slope alone."""
    half = p / 2
    common = {"derivative": -half, "linear_low": half, "linear_high": -half, "linear_change": -p, "swing": p}
    ends = {"resolved_low": p + half, "resolved_high": half, "resolved_change": -p}
    made = (("cost", ends | {"linear": True}), ("harm", ends | {"linear": False}), ("prize", {"linear": None}))
    return tuple(
        Effect(f"{who}.{name}", f"{name} of {title}", value=0.5, low=0.0, high=1.0, **common, **more)
        for name, more in made
        for who, title in (("row", "Row"), ("column", "Column"))
    )

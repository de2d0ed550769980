"""What an ensemble says: how far every number reaches, what decides it, where a concern is, which choices stand up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..across.boxes import Box, box
from ..across.choices import Standing, knowing, knowing_everything, standings
from ..across.given_data import Ends, Index, at_ends, deciding
from ..across.shapley_effects import MOST_INPUTS, Shared, shapley_effects
from ..across.slopes import Steepness, steepness
from ..across.sobol import Sobol, sobol_indices
from ..options import NOTHING, VALUE
from ..ranked import WORST
from .concern import Concern
from .fans import Fan
from .history_reader import HISTORY
from .plan import WORLD
from .quantiles import poincare
from .reader import ANY_CHALLENGE
from .running import Finished
from .slopes_reader import SLOPE, slope_column
from .tables import Rows, alone

MOST_DECIDED = 8
"""Numbers for which it is worked out what decides them: those that reach farthest."""
LISTED = 8
"""Parameters listed of each."""
MOST_SEEN = 400
"""Worlds that a picture shows."""
STILL = 1e-6
"""A number that reaches no farther is decided by nothing."""
FEWEST = 20
"""Worlds without which nothing but ranges is said."""


@dataclass(frozen=True)
class Chosen:
    """A taker's choices over the worlds.

    Attributes:
        taker: who chooses.
        n: worlds in which every choice was solved.
        by_actor: how the choices stand, by whose value.
        everything: what it is worth to the taker to know the world before choosing.
        knowing: the same of one parameter, of those worth most.
    """

    taker: str
    n: int
    by_actor: Mapping[str, tuple[Standing, ...]]
    everything: float
    knowing: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Summary:
    """What an ensemble says, under its first policy but for choices.

    Attributes:
        n: worlds solved. failed: those that were not, by reason.
        fans: by column.
        decided: by column, the parameters that by themselves account for most of its variance, with the share of each.
        ends: by column and parameter, of the same, the column's mean where the parameter is low and where it is high.
        shared: the same where parameters go together: variance shared out among those that do and those that decide
            (Shapley effects); empty where none do, or there are too few worlds.
        sobol: the same from a ``saltelli`` design; empty for another.
        steep: by headline, how steeply it depends on parameters, steepest first; empty where that was not read.
        concern: what the box is about; None where there is nothing to be concerned about.
        box: where it happens.
        choices: of every taker.
        seen: of some worlds, the concern's number and those that the box bounds, by column.
        hits: (m,), in which of them the concern comes true.
    """

    n: int
    failed: Mapping[str, int]
    fans: Mapping[str, Fan]
    decided: Mapping[str, Mapping[str, Index]]
    ends: Mapping[str, Mapping[str, Ends]]
    shared: Mapping[str, Shared]
    sobol: Mapping[str, Mapping[str, Sobol]]
    steep: Mapping[str, Mapping[str, Steepness]]
    concern: Concern | None
    box: Box | None
    choices: tuple[Chosen, ...]
    seen: Mapping[str, np.ndarray]
    hits: np.ndarray


def summarised(done: Finished, concern: Concern | None = None) -> Summary:
    """What an ensemble says.

    Args:
        done: whole on disk.
        concern: what the box is about; by default the tenth of the worlds in which the worst ending is likeliest.

    Raises:
        ArgumentError: the concern is about a number that was not read.
    """
    plan = done.plan
    rows = Rows.of(plan, done.store)
    read = [name for name in plan.reader.columns if name.split(":")[0] not in (SLOPE, HISTORY)]
    fans = {name: fan for name, y in rows.in_turn(read) if (fan := Fan.of(y)) is not None}
    n = len(rows.worlds())
    failed = Counter(why for _, why in rows.troubles())
    varying = [name for name in read if name in fans and fans[name].reach > STILL]
    about = concern or (_usual(varying) if n >= FEWEST else None)
    if about is not None:
        about = about.settled(rows)
    chosen = tuple(_chosen(done, taker) for taker in plan.takers) if n >= FEWEST else ()
    there = _box(rows, about) if about is not None else None
    shown = rows.columns([about.column, *(b.name for b in there.bounds)]) if about and there else {}
    seen = {name: column[:MOST_SEEN] for name, column in shown.items()}
    headlines = sorted((name for name in varying if _headline(name)), key=lambda name: -fans[name].reach)[:MOST_DECIDED]
    decided = _decided(rows, headlines) if n >= FEWEST else {}
    most = {name: _first(some, lambda index: index.value) for name, some in decided.items()}
    return Summary(
        n,
        dict(failed.most_common()),
        fans,
        most,
        _ends(rows, most),
        _shared(rows, decided),
        _sobol(rows, headlines) if plan.sample.design.kind == "saltelli" else {},
        _steep(rows, varying),
        about,
        there,
        chosen,
        seen,
        about.happens(seen[about.column]) if about else np.zeros(0, bool),
    )


def _headline(name: str) -> bool:
    """Is a column a probability that headlines are about?"""
    return name == ANY_CHALLENGE or name.split(":")[0] in ("event", "ending")


def _usual(names: list[str]) -> Concern | None:
    """The worst ending that there is; else that anybody's challenge is seen."""
    wanted = [f"ending:{ending}" for ending in reversed(WORST)] + [ANY_CHALLENGE]
    found = next((name for name in wanted if name in names), None)
    return None if found is None else Concern(found, above=True, level=0.9, quantile=True)


def _decided(rows: Rows, names: list[str]) -> dict[str, dict[str, Index]]:
    ys = rows.columns(names)
    found: dict[str, dict[str, Index]] = {name: {} for name in names}
    for x, values in rows.in_turn(rows.plan.sample.drawn):
        for name, y in ys.items():
            whole = np.isfinite(y)
            found[name].update(deciding({x: values[whole]}, y[whole]))
    return found


def _ends(rows: Rows, most: Mapping[str, Mapping[str, Index]]) -> dict[str, dict[str, Ends]]:
    out = {}
    for name, indices in most.items():
        read = rows.columns([name, *indices])
        whole = np.isfinite(read[name])
        out[name] = {x: at_ends(read[x][whole], read[name][whole]) for x in indices}
    return out


def _shared(rows: Rows, decided: Mapping[str, Mapping[str, Index]]) -> dict[str, Shared]:
    """Of numbers with every parameter's index: among parameters that go together and those that stand out."""
    tied = set(rows.plan.sample.together)
    out: dict[str, Shared] = {}
    for name, indices in decided.items() if tied else ():
        among = {x: i for x, i in indices.items() if x in tied or i.stands_out(len(indices))}
        inputs = sorted(among, key=lambda x: (-among[x].value, x))[:MOST_INPUTS]
        read = rows.columns([name, *inputs])
        whole = np.isfinite(read[name])
        out |= shapley_effects({x: read[x][whole] for x in inputs}, {name: read[name][whole]})
    return out


def _first(found: Mapping[str, Any], by: Any) -> dict[str, Any]:
    return dict(sorted(found.items(), key=lambda row: (-by(row[1]), row[0]))[:LISTED])


def _sobol(rows: Rows, names: list[str]) -> dict[str, dict[str, Sobol]]:
    drawn = list(rows.plan.sample.drawn)
    out = {}
    at = rows.worlds()
    for name, y in rows.columns(names).items():
        whole = np.full(rows.plan.worlds, np.nan)
        whole[at] = y
        indices = sobol_indices(whole.reshape(-1, len(drawn) + 2))
        out[name] = _first(dict(zip(drawn, indices, strict=True)), lambda index: index.total.value)
    return out


def _steep(rows: Rows, headlines: list[str]) -> dict[str, dict[str, Steepness]]:
    """Of every headline whose derivatives were read."""
    wanted = {name for name in rows.plan.reader.columns if name.startswith(f"{SLOPE}:")}
    out: dict[str, dict[str, Steepness]] = {}
    for headline in headlines:
        names = {x: name for x in rows.plan.sample.drawn if (name := slope_column(headline, x)) in wanted}
        if not names:
            continue
        y = rows.columns([headline])[headline]
        slopes = dict(rows.in_turn(names.values()))
        found = {}
        for x, name in names.items():
            p = rows.plan.sample.drawn[x]
            constant = poincare(p) if x in rows.plan.sample.designed and p.range is not None else None
            if p.range is not None and (steep := steepness(slopes[name], y, *p.range, constant)) is not None:
                found[x] = steep
        out[headline] = _first(found, lambda steep: abs(steep.swing))
    return out


def _box(rows: Rows, concern: Concern) -> Box:
    hit = concern.happens(rows.columns([concern.column])[concern.column])
    drawn = list(rows.plan.sample.drawn)
    xs = np.array([values for _, values in rows.in_turn(drawn)]).T
    return box(xs, hit, drawn)


def _chosen(done: Finished, taker: str) -> Chosen:
    """A taker's choices, in the worlds in which all of them were solved."""
    plan = done.plan
    actors = [name for name in plan.reader.columns if name.startswith(VALUE)]
    by_option = {o: Rows.of(plan, done.store, policy) for o, policy in alone(plan, taker).items()}
    read = {option: rows.columns([WORLD, *actors]) for option, rows in by_option.items()}
    common = sorted(set.intersection(*(set(found[WORLD].tolist()) for found in read.values())))
    values: dict[str, dict[str, np.ndarray]] = {actor.removeprefix(VALUE): {} for actor in actors}
    for option, found in read.items():
        kept = np.isin(found[WORLD], common)
        for actor in actors:
            values[actor.removeprefix(VALUE)][option] = found[actor][kept]
    whole = {who: table for who, table in values.items() if all(np.isfinite(v).all() for v in table.values())}
    standing = {who: tuple(standings(table, NOTHING)) for who, table in whole.items()} if common else {}
    if taker not in standing:  # without a payoff it has nothing to choose by
        return Chosen(taker, len(common), standing, math.nan, {})
    base = by_option[NOTHING]
    here = np.isin(base.worlds(), common)
    worth = {x: knowing(whole[taker], column[here]) for x, column in base.in_turn(plan.sample.drawn)}
    kept_worth = {x: w for x, w in _first(worth, float).items() if w > 0}
    return Chosen(taker, len(common), standing, knowing_everything(whole[taker]), kept_worth)



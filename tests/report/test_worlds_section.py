"""Plausible worlds beside a study: the ranges in its report, and the shares of its claims."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest

from deterrence.claims.across import column
from deterrence.claims.board import board_of, readers_of
from deterrence.report import typical
from deterrence.report.context import CHALLENGE, Context
from deterrence.report.results import as_dict
from deterrence.report.sections.methods import command
from deterrence.report.story import story
from deterrence.report.typical import outside
from deterrence.stress.ensemble.beside import NONE_ASKED, Worlds, worlds_later
from deterrence.stress.ensemble.counts import BESIDE
from deterrence.stress.ensemble.fans import Fan
from deterrence.stress.ensemble.sample import Sample
from deterrence.stress.resolve import Change, Resolver
from deterrence.stress.worker_pool import Team
from report.studies import plain
from report.test_results import schema
from report.texts import said, text_of, walk
from shipped import crisis

DRAWS, POINTS = 6, 7


@cache
def found() -> Worlds:
    """Of the plain study's crisis, with its claims: what the shipped ladder's file says of it."""
    study = plain()
    values = study.game.values
    with Team(study.crisis, values, 0) as team:
        wanted = readers_of(crisis("ladder"), values)
        return worlds_later(
            team, study.crisis, values, study.game, draws=DRAWS, seed=3, points=POINTS, beside=wanted
        )()


@cache
def drawn():
    """The plain study with worlds beside it."""
    return replace(plain(), worlds=found(), draws=DRAWS, claimed=True, crisis=crisis("ladder"), kept={})


def test_worlds_are_those_of_the_ensemble_solved_alone():
    worlds, study = found(), plain()
    assert worlds.n == DRAWS and worlds.points == 5 and not worlds.failed
    sample = Sample.of(study.crisis, study.game.values, "latin", DRAWS, 3)
    assert set(worlds.inputs) == set(sample.drawn)
    last = sample.worlds(DRAWS - 1, DRAWS)[0]
    assert {name: x[-1] for name, x in worlds.inputs.items()} == dict(last.values)
    with Team(study.crisis, study.game.values, 0) as team:
        alone = team.submit(ending_in, last.values, points=5).result()
    assert worlds.columns["ending:war"][-1] == alone


def ending_in(resolver: Resolver, values):
    """A task: how likely war is."""
    return {k.of: x for k, x in resolver.measured(Change.of(values)).items() if k.name == "outcome"}["war"]


def test_none_asked_for_and_none_to_draw_are_said():
    study = plain()
    with Team(study.crisis, study.game.values, 0) as team:

        def asked(**wanted):
            return worlds_later(team, study.crisis, study.game.values, study.game, seed=0, points=POINTS, **wanted)()

        assert asked(draws=0) == NONE_ASKED
        assert "no parameter is drawn" in asked(draws=4, held=tuple(study.crisis.parameters))
    assert plain().absent["worlds"] == NONE_ASKED


def test_quantiles_are_where_a_further_world_falls_below_with_that_chance():
    """Of 19 worlds the lowest and the highest hold a twentieth nine times in ten."""
    fan = Fan.of(np.random.default_rng(0).permutation(19).astype(float))
    assert (fan.quantiles[0], fan.quantiles[2], fan.quantiles[-1]) == (0.0, 9.0, 18.0)
    assert Fan.of(np.arange(5.0)).quantiles[::4] == (0.0, 4.0)
    rng = np.random.default_rng(1)
    rows = rng.random((4000, BESIDE + 1))
    inside = [(row[:-1].min() <= row[-1] <= row[:-1].max()) for row in rows]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.015)


def test_every_headline_is_shown_with_its_range():
    context, page = Context(drawn()), story(drawn())
    (section,) = [s for s in page.sections if s.id == "worlds"]
    figure = next(b for b in walk(section.blocks) if getattr(b, "id", "") == "fig-worlds")
    assert len(figure.numbers.rows) == len(context.headlines)
    reach = context.reach(CHALLENGE)
    off = context.reported(CHALLENGE) - found().stated["challenge:any"]
    low = min(max(found().columns["challenge:any"].min() + off, 0.0), 1.0)
    assert reach[0] == pytest.approx(low, abs=1e-12) and list(reach) == sorted(reach)
    assert f"{DRAWS} plausible worlds" in text_of(page) and f"in {DRAWS} plausible worlds" in said(page.standfirst)
    assert "to first order" not in said(page.standfirst)
    assert not [s for s in story(plain()).sections if s.id == "worlds"]


def test_a_value_that_is_not_typical_is_said_to_be_so():
    moved = {name: np.zeros(DRAWS) if name == "challenge:any" else y for name, y in found().columns.items()}
    worlds = replace(found(), columns=moved, failed={"no luck": 2})
    study = replace(drawn(), worlds=worlds, kept={"claims": board_of(drawn())})
    text = text_of(story(study))
    assert "The values as they stand are not typical" in text and "2 worlds: no luck" in text


def test_why_a_value_is_not_typical_is_found_by_solving_the_middle_of_what_is_plausible():
    worlds, study = found(), plain()
    ranged = {name: study.crisis.parameters[name] for name in worlds.inputs}
    assert worlds.medians == {n: sum(p.range) / 2 if p.value in p.range else p.value for n, p in ranged.items()}
    with Team(study.crisis, study.game.values, 0) as team:
        alone = team.submit(ending_in, worlds.medians, points=5).result()
    assert worlds.middle["ending:war"] == alone
    between = sum(study.game.values[name] == middle for name, middle in worlds.medians.items())
    assert between == sum(p.value not in p.range for p in ranged.values()) > 0.6 * len(ranged)
    far = {name: y - y + 0.999 for name, y in worlds.columns.items()}
    inside = dict.fromkeys(far, 0.999)
    for middle, told in ((worlds.stated, "none of these would be within"), (inside, "would be within")):
        made = replace(drawn(), worlds=replace(worlds, columns=far, middle=middle))
        context = Context(made)
        assert set(outside(context)) == set(typical.reached(context))
        told_short = f"{between} of the {len(ranged)} values redrawn stand at their middle plausible value"
        assert told_short in typical.in_short(context)
        assert told in typical.why(context) and ("none" in typical.why(context)) == (middle is worlds.stated)
    beside = {name: 2 * x for name, x in worlds.medians.items()}
    aside = Context(replace(drawn(), worlds=replace(worlds, columns=far, medians=beside)))
    assert f"of the {len(ranged)} values redrawn stand below their middle plausible value" in typical.in_short(aside)
    assert typical.in_short(context) in said(story(replace(made, kept={"claims": board_of(drawn())})).standfirst)


def test_as_many_outside_as_chance_would_have_are_not_called_untypical():
    inside, beyond = (0.0, 0.0, 0.5, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0, 0.0)
    for many, told in ((11, False), (5, True)):
        fake = SimpleNamespace(
            headlines=range(many),
            reach=lambda key: beyond if key == 0 else inside,
            reported=lambda key: 0.3,
            chance_of=lambda key: f"the chance of {key}",
        )
        assert typical.outside(fake) == [0] and typical.untypical(fake) == told
        if not told:
            assert "the chance of 0 is outside nine in ten, as one in ten" in typical.why(fake)
            assert typical.in_short(fake) == ""


def test_claims_have_their_shares_and_the_error_of_the_worlds_grid():
    board = board_of(drawn())
    assert all(row.worlds.n == DRAWS for row in board)
    row = next(row for row in board if row.answer.baseline.margin)
    a, b = (found().stated[column(row.answer.claim, side)] for side in ("a", "b"))
    assert row.worlds.mark.error >= row.answer.baseline.error
    assert row.worlds.mark.error >= abs(abs(a - b) - abs(row.answer.baseline.difference)) - 1e-12
    assert row.worlds.mark.by_construction == row.answer.by_construction
    assert f"{row.worlds.holds} of {DRAWS} (" in text_of(story(drawn()))


def test_results_and_the_command_that_makes_them_again():
    written = json.loads(json.dumps(as_dict(drawn()), allow_nan=False))
    jsonschema.Draft202012Validator(schema()).validate(written)
    numbers = {row["column"]: row for row in written["worlds"]["numbers"]}
    assert numbers["ending:war"]["stated"] == found().stated["ending:war"]
    assert numbers["ending:war"]["quantiles"]["95%"] == found().columns["ending:war"].max()
    assert all(row["worlds"]["n"] == DRAWS for row in written["claims"]["rows"])
    assert command(Context(drawn())).endswith(f"--draws {DRAWS} --seed 0")
    assert command(Context(replace(drawn(), draws=BESIDE, claimed=False))).endswith("ladder --seed 0")

"""Claims put to the test on the teaching ladder: verdicts, limits, mirrors, worlds, and what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from scipy.optimize import brentq

from deterrence.catalogue import folder
from deterrence.claims.reading import claims_of, read_claims, read_claims_text
from deterrence.claims.record import Claims
from deterrence.forecast.metrics import Key
from deterrence.forecast.outlook import measure
from deterrence.game.compiling import default_values
from deterrence.game.reading import read_text
from deterrence.game.scenario import Scenario
from deterrence.report.claims_json import as_dict
from deterrence.report.claims_text import sentence, text
from deterrence.solvers.grid import Grid
from deterrence.stress.claim_answers import FAILS, HOLDS, UNDECIDED, UNTOLD, Answer
from deterrence.stress.claim_sides import Setting, read_off, solved
from deterrence.stress.claim_slopes import gradients
from deterrence.stress.claim_worlds import draw
from deterrence.stress.claims import Options, evaluate
from deterrence.stress.resolving import Change, Resolver
from shipped import scenario
from test_cli import deterrence, only_json

SCHEMA = Path(__file__).parents[2] / "docs" / "claims.schema.json"
SMALL = Options(points=9, coarse=5, quick=True)
HEAD = "schema: deterrence-claims-1\nscenario: ladder\nsources: {x: {title: made up}}\nclaims:\n"


def claim(name: str, a: str, b: str, quantity: str, direction: str) -> str:
    return (
        f"  - {{id: {name}, source: x, where: x, says: x, text: x, scope: x, systems: [S1], direction: {direction}, "
        f"quantity: {{{quantity}}}, contrast: {{a: {{name: one{a}}}, b: {{name: another{b}}}}}}}\n"
    )


def claims(*rows: str, about: Scenario | None = None) -> Claims:
    return read_claims_text(HEAD + "".join(rows), about or scenario("ladder"))


def answered(found: Claims, options: Options, **changes: float) -> dict[str, Answer]:
    about = scenario("ladder")
    answers = evaluate(about, found, {**default_values(about), **changes}, options)
    return {answer.claim.id: answer for answer in answers}


DEARER = ", set: {row.stakes.prize: 6}"
CHEAPER = ", set: {row.stakes.prize: 2}"
ROW = "name: challenge, actor: row"
WAR = "name: outcome, of: war"


@cache
def verdicts() -> dict[str, Answer]:
    return answered(
        claims(
            claim("up", DEARER, CHEAPER, ROW, "up"),
            claim("down", DEARER, CHEAPER, ROW, "down"),
            claim("same", DEARER, CHEAPER, ROW, "unchanged, within: 0.01"),
            claim("not-much", DEARER, CHEAPER, ROW, "down, within: 0.9"),
            claim("hair", ", set: {row.stakes.prize: 4.00001}", "", ROW, "up"),
            claim("coarse", ", set: {row.committed.tremble: 0.1}", "", "name: challenge, actor: column", "down"),
        ),
        SMALL,
    )


def test_a_larger_prize_makes_a_challenge_likelier() -> None:
    answer = verdicts()["up"].baseline
    assert answer.verdict == HOLDS and answer.holds is True
    resolver = Resolver(scenario("ladder"), default_values(scenario("ladder")), Grid(points=9, tolerance=1e-7))
    for value, prize in ((answer.a, 6.0), (answer.b, 2.0)):
        alone = measure(*resolver.solved(Change.of({"row.stakes.prize": prize})))[0]
        assert value == pytest.approx(alone[Key("challenge", "row")], abs=1e-9)
    assert answer.a is not None and answer.b is not None
    assert answer.difference == pytest.approx(answer.a - answer.b)
    assert answer.margin == answer.difference and answer.error is not None and answer.error < answer.margin


def test_the_contrary_claim_fails_by_as_much() -> None:
    up, down = verdicts()["up"].baseline, verdicts()["down"].baseline
    assert down.verdict == FAILS and down.holds is False
    assert up.margin is not None and down.margin == -up.margin


def test_what_counts_as_none_is_allowed_for() -> None:
    assert verdicts()["same"].baseline.verdict == FAILS
    slack = verdicts()["not-much"].baseline
    assert slack.verdict == HOLDS and slack.difference is not None and slack.difference > 0
    assert slack.margin == pytest.approx(0.9 - slack.difference)


def test_a_difference_within_its_error_is_undecided() -> None:
    hair = verdicts()["hair"]
    assert hair.baseline.difference is not None and 0 < abs(hair.baseline.difference) < 1e-4
    assert hair.baseline.verdict == UNDECIDED and hair.baseline.holds is None
    assert sentence(hair).startswith("Undecided")
    coarse = verdicts()["coarse"].baseline
    assert coarse.difference is not None and coarse.error is not None and coarse.verdict == UNDECIDED
    assert 0.005 < abs(coarse.difference) < coarse.error  # a difference that shows, and that the grid does not bear out


def test_a_condition_that_never_holds_is_not_told() -> None:
    found = claims(claim("never", ", set: {row.precision: 2}", "", f"{ROW}", "up"))
    answers = answered(found, SMALL)
    assert answers["never"].baseline.verdict != UNTOLD
    # A prior of nought takes the committed type away, and with it the belief in it.
    path = "name: credibility, actor: row, of: committed, given: 'true type: strategic', stage: 3"
    gone = answered(claims(claim("gone", ", set: {row.committed.prior: 0}", "", path, "down")), SMALL)["gone"]
    assert gone.baseline.verdict == UNTOLD and "hardly ever" in gone.baseline.trouble
    assert sentence(gone).startswith("Cannot be told")


def test_a_limit_is_where_bisection_puts_it() -> None:
    """Along one parameter, by re-solving outside the machinery until the sign changes."""
    found = claims(claim("capitulation", DEARER, "", "name: outcome, of: capitulation", "up"))
    options = Options(points=13, coarse=9, tries=4, bisections=4)
    answer = answered(found, options)["capitulation"]
    limit = answer.limits[0]
    resolver = Resolver(scenario("ladder"), default_values(scenario("ladder")), Grid(points=9, tolerance=1e-7))

    def difference(x: float) -> float:
        a = resolver({"row.stakes.prize": 6.0, limit.parameter: x})["capitulation"]
        return a - resolver({limit.parameter: x})["capitulation"]

    root = brentq(difference, limit.value, limit.end, xtol=1e-3 * abs(limit.end - limit.value))
    assert limit.bracket[0] - 1e-9 <= root <= limit.bracket[1] + 1e-9
    width = abs(limit.end - limit.value) / 16
    assert limit.bracket[1] - limit.bracket[0] == pytest.approx(width)
    assert limit.at == pytest.approx(root, abs=width)
    assert not limit.clear or (limit.margin < 0) == (answer.baseline.holds is True)
    held = (limit.holds_from, limit.holds_to)
    assert limit.at in held and held[0] <= limit.value <= held[1]
    assert "stops holding where" in sentence(answer) or not limit.clear


def swapped(words: str) -> str:
    for one, other in (("row", "column"), ("Row", "Column")):
        words = words.replace(one, "\0").replace(other, one).replace("\0", other)
    return words


def test_mirrored_claims_mirror_when_the_sides_are_exchanged() -> None:
    """Everything said of the two actors is exchanged, in the scenario and in the claim: the answer is the same."""
    text_ = (folder() / "ladder.yaml").read_text(encoding="utf-8")
    uneven = {"row.stakes.prize": 4.5, "column.committed.prior": 0.3, "column.acts.high.cost": 0.8}
    other = read_text(swapped(text_))
    assert other.actors[0].id == "column" and other.window.first == "column"
    row = claim("belief", ", set: {column.committed.prior: 0.6}", "", ROW, "down")
    options = replace(SMALL, quick=False, bisections=1)
    here = answered(claims(row), options, **uneven)["belief"]
    (there,) = evaluate(
        other,
        claims(swapped(row), about=other),
        {**default_values(other), **{swapped(name): value for name, value in uneven.items()}},
        options,
    )
    assert there.baseline.verdict == here.baseline.verdict
    assert there.baseline.a == pytest.approx(here.baseline.a, abs=1e-6)
    assert there.baseline.difference == pytest.approx(here.baseline.difference, abs=1e-6)
    assert [swapped(limit.parameter) for limit in there.limits] == [limit.parameter for limit in here.limits]
    assert [limit.at for limit in there.limits] == pytest.approx([limit.at for limit in here.limits], rel=1e-3)
    assert [swapped(t.parameter) for t in there.tried] == [t.parameter for t in here.tried]


KEYS = (
    Key("outcome", of="war"),
    Key("general_deterrence"),
    Key("crossing", of="first-force"),
    Key("crossing", of="general-war"),
    Key("peak_rung", of="middle", given="realised"),
)


@pytest.mark.parametrize("name", ["row.stakes.prize", "column.committed.prior", "ladder.high.hazard"])
def test_slopes_are_those_of_finite_differences(name: str) -> None:
    about = scenario("ladder")
    values = default_values(about)
    resolver = Resolver(about, values, Grid(points=7, tolerance=1e-12))
    slopes = gradients(*solved(resolver, Setting()), KEYS)
    step = 1e-5
    above, below = (
        read_off(*solved(resolver, Setting(((name, values[name] + sign * step),))), KEYS) for sign in (1, -1)
    )
    for key in KEYS:
        assert slopes.by_key[key][name] == pytest.approx((above[key] - below[key]) / (2 * step), rel=1e-3, abs=1e-6)


def test_numbers_read_off_are_those_of_the_outlook() -> None:
    about = scenario("ladder")
    resolver = Resolver(about, default_values(about), Grid(points=7, tolerance=1e-7))
    compiled, assessment = resolver.solved()
    whole = measure(compiled, assessment)[0]
    assert read_off(compiled, assessment, whole) == whole


def test_worlds_are_plausible_and_the_same_again() -> None:
    about = scenario("ladder")
    values = default_values(about)
    first, again = draw(about, values, 3, seed=1), draw(about, values, 5, seed=1)
    assert first == again[:3] and draw(about, values, 3, seed=2) != first
    from deterrence.game.parameters import number_paths

    known = number_paths(about)
    for world in again:
        for name, value in world.items():
            low, high = known[name].range or (0.0, 0.0)
            assert low <= value <= high and known[name].role in ("uncertain", "estimated")


def test_worlds_are_counted() -> None:
    found = claims(claim("up", DEARER, CHEAPER, ROW, "up"), claim("down", DEARER, CHEAPER, ROW, "down"))
    answers = answered(found, replace(SMALL, worlds=4))
    up, down = answers["up"].worlds, answers["down"].worlds
    assert up is not None and down is not None and up.interval is not None
    assert up.n == up.holds + up.fails + up.undecided == 4
    assert (up.holds, up.fails, up.undecided) == (down.fails, down.holds, down.undecided)
    assert up.interval[0] <= up.holds / up.n <= up.interval[1]


def test_answers_have_the_documented_shape() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    about = scenario("ladder")
    found = read_claims(claims_of(about), about)
    some = found.model_copy(update={"claims": found.claims[:1]})
    options = replace(SMALL, quick=False, bisections=1, worlds=1)
    answers = evaluate(about, some, default_values(about), options)
    shown = {
        "claims": [as_dict(answer, some) for answer in answers],
        "not_expressible": [],
        "grid": {"points": 9, "coarse": 5},
        "worlds": {"n": 1, "seed": 0},
    }
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(shown, allow_nan=False)))
    said = text(answers, some, options)
    assert some.claims[0].id in said and "Not expressible" in said


def test_the_verb_prints_one_object() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    shown = only_json(deterrence("claims", "ladder", "--quick", "--only", "prize-tempts", "--json"))
    jsonschema.Draft202012Validator(schema).validate(shown)
    (answer,) = shown["claims"]
    assert answer["id"] == "prize-tempts" and answer["baseline"]["holds"] is True and answer["limits"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["claims", "ladder", "--only", "prize-temps"], "prize-tempts"),
        (["claims", "ladder", "--claims", "missing.yaml"], "no such file"),
        (["claims", "ladder", "--set", "row.stakes.prise=2"], "row.stakes.prize"),
    ],
)
def test_wrong_input_exits_2_with_one_line(arguments: list[str], says: str) -> None:
    done = deterrence(*arguments)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_claims_about_2025_are_answered() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    shown = only_json(deterrence("claims", "south-asia-2025", "--quick", "--json", timeout=1500))
    jsonschema.Draft202012Validator(schema).validate(shown)
    verdict = {c["id"]: c["baseline"]["verdict"] for c in shown["claims"]}
    assert UNTOLD not in verdict.values() and len(set(verdict.values())) == 3
    for contrary, its in (("first-strike-escalates-india", "measured-strike-stays-limited-india"),):
        assert {verdict[contrary], verdict[its]} != {HOLDS}

"""Claims put to the test on the teaching ladder: verdicts, limits, mirrors, worlds, and what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from scipy.optimize import brentq

from deterrence.catalogue import folder
from deterrence.claims import book
from deterrence.claims.evaluation import LEAST_ERROR, Options, evaluate
from deterrence.claims.reading import key_of, read_claims_text
from deterrence.claims.record import Claims
from deterrence.claims.results import ENDINGS, FAILS, HOLDS, NONE, SLOPE, UNDECIDED, UNKNOWN, Answer
from deterrence.claims.sides import change_of, read_off
from deterrence.claims.slopes import endings, slopes_of
from deterrence.claims.thresholds import Prospect, by_endings, by_lever, by_slope, chosen, predicted, searched
from deterrence.cli import main
from deterrence.forecasting.intervention import consequence_keys, consequences, restraint_and_response
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.report.claims_json import as_dict
from deterrence.report.claims_text import sentence, text
from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import Change, Resolver
from deterrence.stress.sampling import draw
from shipped import claims as shipped_claims
from shipped import crisis, where
from test_cli import deterrence, only_json

SCHEMA = Path(__file__).parents[2] / "docs" / "claims.schema.json"
SMALL = Options(points=9, coarse=5, quick=True)
HEAD = "schema: deterrence-claims-1\nscenario: ladder\nsources: {x: {title: made up}}\nclaims:\n"


def ladder(points: int, tolerance: float) -> Resolver:
    about = crisis("ladder")
    return Resolver(about, about.parameters.defaults, Grid(points=points, tolerance=tolerance))


def claim(name: str, a: str, b: str, quantity: str, direction: str) -> str:
    return (
        f"  - {{id: {name}, source: x, where: x, says: x, text: x, scope: x, systems: [S1], direction: {direction}, "
        f"quantity: {{{quantity}}}, contrast: {{a: {{name: one{a}}}, b: {{name: another{b}}}}}}}\n"
    )


def claims(*rows: str, about: Crisis | None = None) -> Claims:
    return read_claims_text(HEAD + "".join(rows), about or crisis("ladder"))


def answered(found: Claims, options: Options, **changes: float) -> dict[str, Answer]:
    about = crisis("ladder")
    answers = evaluate(about, found, {**about.parameters.defaults, **changes}, options)
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
    resolver = ladder(9, 1e-7)
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
    assert 0.005 < abs(coarse.difference) < coarse.error  # a difference that shows, and that the grid does not support


def test_a_condition_that_never_holds_is_not_computed() -> None:
    found = claims(claim("never", ", set: {row.precision: 2}", "", f"{ROW}", "up"))
    answers = answered(found, SMALL)
    assert answers["never"].baseline.verdict != UNKNOWN
    # A prior of zero takes the committed type away, and with it the belief in it.
    path = "name: reputation, actor: row, of: committed, given: 'true type: strategic', stage: 3"
    gone = answered(claims(claim("gone", ", set: {row.committed.prior: 0}", "", path, "down")), SMALL)["gone"]
    assert gone.baseline.verdict == UNKNOWN and "hardly ever" in gone.baseline.trouble
    assert sentence(gone).startswith("Not computed here")


@pytest.mark.slow
def test_a_limit_is_where_bisection_puts_it() -> None:
    """Along one parameter, by re-solving outside the machinery until the sign changes."""
    found = claims(claim("capitulation", DEARER, "", "name: outcome, of: capitulation", "up"))
    options = Options(points=13, coarse=9, tries=4, bisections=4)
    answer = answered(found, options)["capitulation"]
    limit = answer.limits[0]
    resolver = ladder(9, 1e-7)

    def difference(x: float) -> float:
        a = resolver({"row.stakes.prize": 6.0, limit.parameter: x})[Key("outcome", of="capitulation")]
        return a - resolver({limit.parameter: x})[Key("outcome", of="capitulation")]

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


def test_mirrored_claims_mirror_when_the_sides_are_exchanged(tmp_path: Path) -> None:
    """Everything said of the two actors is exchanged, in the scenario and in the claim: the answer is the same."""
    text_ = (folder() / "ladder.yaml").read_text(encoding="utf-8")
    uneven = {"row.stakes.prize": 4.5, "column.committed.prior": 0.3, "column.acts.high.cost": 0.8}
    (tmp_path / "swapped.yaml").write_text(swapped(text_), encoding="utf-8")
    other = load(tmp_path / "swapped.yaml")
    assert other.brief.actors[0].id == "column" and other.brief.first == "column"
    row = claim("belief", ", set: {column.committed.prior: 0.6}", "", ROW, "down")
    options = replace(SMALL, quick=False, bisections=1)
    here = answered(claims(row), options, **uneven)["belief"]
    there, mirror = evaluate(
        other,
        claims(swapped(row), about=other),
        {**other.parameters.defaults, **{swapped(name): value for name, value in uneven.items()}},
        options,
    )
    assert mirror.claim.mirrors == there.claim.id
    assert there.baseline.verdict == here.baseline.verdict
    assert there.baseline.a == pytest.approx(here.baseline.a, abs=1e-6)
    assert there.baseline.difference == pytest.approx(here.baseline.difference, abs=1e-6)
    assert [swapped(limit.parameter) for limit in there.limits] == [limit.parameter for limit in here.limits]
    assert [limit.at for limit in there.limits] == pytest.approx([limit.at for limit in here.limits], rel=1e-3)
    assert [swapped(t.parameter) for t in there.tried] == [t.parameter for t in here.tried]


KEYS = (
    Key("outcome", of="war"),
    Key("general_deterrence"),
    Key("challenge", "row"),
    Key("duration", of="moves"),
    Key("crossing", of="first-force", given="seen"),
    Key("crossing", of="general-war", given="seen, accident"),
    Key("peak_rung", of="middle", given="realised"),
)


@pytest.mark.parametrize("name", ["row.stakes.prize", "column.committed.prior", "ladder.high.hazard"])
def test_slopes_are_those_of_finite_differences(name: str) -> None:
    resolver = ladder(7, 1e-12)
    slopes = slopes_of(*resolver.solved(), KEYS)
    assert not isinstance(slopes, str)
    value, step = resolver.base[name], 1e-5
    above, below = (
        read_off(*resolver.solved(Change.of({name: value + sign * step})), KEYS) for sign in (1, -1)
    )
    for key in KEYS:
        assert slopes[key][name] == pytest.approx((above[key] - below[key]) / (2 * step), rel=1e-3, abs=1e-6)


def test_there_are_slopes_of_a_game_of_three_actors() -> None:
    about = crisis("western-front-window")
    resolver = Resolver(about, about.parameters.defaults, Grid(points=5, tolerance=1e-12))
    attacks, belief = Key("event_count", of="attacked"), Key("follows", of="attack_after_strike", given="next")
    slopes = slopes_of(*resolver.solved(), [attacks, belief, *endings(resolver.solved()[0])])
    assert not isinstance(slopes, str)
    assert belief not in slopes  # it depends on what came before
    assert {key.of for key in slopes if key.name == "outcome"} == {e.id for e in about.brief.endings}
    name, step = "isolation", 1e-5
    above, below = (
        read_off(*resolver.solved(Change.of({name: resolver.base[name] + sign * step})), [attacks])[attacks]
        for sign in (1, -1)
    )
    assert slopes[attacks][name] == pytest.approx((above - below) / (2 * step), rel=1e-3, abs=1e-6)


def test_numbers_read_off_are_those_of_the_outlook() -> None:
    compiled, assessment = ladder(7, 1e-7).solved()
    whole = measure(compiled, assessment)[0]
    assert read_off(compiled, assessment, whole) == whole


@cache
def south_asia() -> Resolver:
    about = crisis("south-asia-2025")
    return Resolver(about, about.parameters.defaults, Grid(points=5, tolerance=1e-7))


@pytest.mark.slow
def test_consequences_are_those_of_imposed_answers_and_all_of_them_known() -> None:
    game, assessment = south_asia().solved()
    values = consequences(game, Pusher(assessment), game.structure.actors)
    assert set(values) == set(consequence_keys(game))
    for c in restraint_and_response(game, Pusher(assessment)):
        key = Key("consequence", c.actor, given=c.answer)
        assert values[replace(key, of="belief")] == c.after
        assert values[replace(key, of="other_acts")] == c.other_acts
        assert values[replace(key, of="harder")] == c.harder
        assert {e.id: values[replace(key, of=e.id)] for e in game.brief.endings} == c.endings


@pytest.mark.slow
def test_every_number_that_shipped_claims_are_about_is_there() -> None:
    """Also on a very small grid: none of their conditions is rare as the scenario stands."""
    for resolver in (ladder(5, 1e-7), south_asia()):
        keys = {key_of(c, side) for c, _, side in shipped_claims(resolver.crisis.brief.name).sides()}
        assert set(read_off(*resolver.solved(), keys)) == keys


@pytest.mark.parametrize(
    ("name", "claim", "actor", "doctrine"),
    [
        ("standoff", "restraint-gains-less", "row", "restraint"),
        pytest.param(
            "south-asia-2025", "seeking-dominance-risks-war-india", "india", "massive_india", marks=pytest.mark.slow
        ),
    ],
)
def test_a_side_with_another_doctrine_is_the_crisis_with_that_doctrine(
    name: str, claim: str, actor: str, doctrine: str
) -> None:
    about = crisis(name)
    (side,) = (c.contrast.a for c in shipped_claims(name).claims if c.id == claim)
    change = change_of(side, about, about.parameters.defaults)
    assert change == Change(doctrines=((actor, doctrine),))
    asked = [Key("outcome", of="war"), Key("duration", of="days")]
    resolver = Resolver(about, about.parameters.defaults, Grid(points=5, tolerance=1e-7))
    other = replace(resolver, crisis=about.with_doctrine(actor, doctrine))
    here, there = (read_off(*found, asked) for found in (resolver.solved(change), other.solved()))
    stated = read_off(*resolver.solved(), asked)
    for key in asked:
        assert here[key] == pytest.approx(there[key], abs=1e-6) and abs(here[key] - stated[key]) > 1e-5


def test_what_a_side_sets_to_what_stands_there_is_no_change() -> None:
    about = crisis("ladder")
    (side,) = (c.contrast.a for c in shipped_claims(about.brief.name).claims if c.id == "prize-tempts")
    assert change_of(side, about, {"row.stakes.prize": 6.0}) == Change()
    own = side.model_copy(update={"set": {}, "doctrine": {a.id: a.doctrine for a in about.brief.actors}})
    assert change_of(own, about, about.parameters.defaults) == Change()


def test_in_a_changed_world_what_a_side_sets_stays() -> None:
    change = Change(values=(("row.stakes.prize", 6.0),), doctrines=(("row", "x"),))
    found = change.among({"row.stakes.prize": 1.0, "column.precision": 2.0})
    assert dict(found.values) == {"row.stakes.prize": 6.0, "column.precision": 2.0}
    assert found.doctrines == change.doctrines


def test_ends_that_a_slope_takes_the_wrong_way_come_first_then_the_strongest() -> None:
    found = [Prospect("small", 1.0, -0.1, influence=0.1), Prospect("wrong", 1.0, 0.9, influence=0.9)]
    found += [Prospect("large", 1.0, -0.5, influence=0.5), Prospect("far", 1.0, -0.8, influence=0.8)]
    assert [p.parameter for p in chosen(found, 0.4, 4)] == ["far", "large", "small", "wrong"]
    assert [p.parameter for p in chosen(found, -0.4, 1)] == ["wrong"]
    assert predicted(found, 0.4, chosen(found, 0.4, 1)) == ("large",)
    shared = [Prospect("a", 1.0, influence=1.0), Prospect("b", 1.0, influence=0.9)]
    assert [p.parameter for p in chosen(shared, 0.4, 1, {("b", 1.0)})] == ["b"]


def test_without_a_slope_the_levers_of_the_systems_come_first() -> None:
    about = crisis("ladder")
    values = about.parameters.defaults
    known = searched(about.parameters, ["row.stakes.prize"])
    assert "row.stakes.prize" not in known and "column.precision" in known
    row = {name: 0.01 * n for n, name in enumerate(known)}
    slopes = {Key("outcome", of="war"): row}
    weak, strong = min(row, key=row.__getitem__), max(row, key=row.__getitem__)
    ends = chosen(by_endings(known, values, slopes, slopes, [weak]), 0.1, 3)
    assert [p.parameter for p in ends[:2]] == [weak, weak] and ends[2].parameter != weak
    assert {p.end for p in ends[:2]} == set(known[weak].range or ())
    alike = {Key("outcome", of="war"): dict(row)}  # two games that parameters move alike: no difference to move
    assert all(p.influence == 0 for p in by_endings(known, values, slopes, alike, []))
    some = [strong, weak, "no parameter of this game"]
    assert [p.parameter for p in chosen(by_lever(known, values, some), 0.1, 9)] == [strong] * 2 + [weak] * 2
    assert not by_lever(known, values, [])
    by = {p.parameter: p for p in by_slope(known, values, row) if p.end > values[p.parameter]}
    assert by[strong].change == pytest.approx(row[strong] * (by[strong].end - values[strong]))


def test_how_limits_were_searched_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "name: reputation, actor: row, of: committed, given: 'true type: strategic', stage: 3"
    found = claims(claim("slope", DEARER, "", ROW, "up"), claim("none", DEARER, "", path, "up"))
    options = replace(SMALL, quick=False, tries=1, bisections=0)
    answers = answered(found, options)
    methods = {name: answer.screen.method for name, answer in answers.items() if answer.screen is not None}
    assert methods == {"slope": SLOPE, "none": ENDINGS, "slope--row-column": SLOPE}
    said = text(list(answers.values()), found, options)
    assert "screened by slope" in said and "screened by what they do to the" in said

    def without(*arguments: object) -> object:
        return numbers_at(*arguments)[0], "the game has no end"  # type: ignore[arg-type]

    numbers_at = book.numbers_at
    monkeypatch.setattr(book, "numbers_at", without)
    answer = answered(found, options)["slope"]
    assert answer.screen is not None and answer.screen.method == NONE and not answer.limits + answer.tried
    assert "Limits were not searched for: the game has no end." in " ".join(text([answer], found, options).split())


def test_worlds_are_plausible_and_the_same_again() -> None:
    about = crisis("ladder")
    values = about.parameters.defaults
    first, again = draw(about, values, 3, seed=1), draw(about, values, 5, seed=1)
    assert first == again[:3] and draw(about, values, 3, seed=2) != first
    for world in again:
        for name, value in world.items():
            low, high = about.parameters[name].range or (0.0, 0.0)
            assert low <= value <= high and about.parameters[name].role in ("uncertain", "estimated")


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
    about = crisis("ladder")
    found = shipped_claims(about.brief.name)
    some = found.model_copy(update={"claims": found.claims[:1]})
    options = replace(SMALL, quick=False, bisections=1, worlds=1)
    answers = evaluate(about, some, about.parameters.defaults, options)
    shown = {
        "claims": [as_dict(answer, some) for answer in answers],
        "not_expressible": [],
        "grid": {"points": 9, "coarse": 5},
        "worlds": {"n": 1, "seed": 0},
    }
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(shown, allow_nan=False)))
    said = text(answers, some, options)
    assert some.claims[0].id in said and "Sentences without a claim" in said


@pytest.mark.slow
def test_the_verb_prints_one_object() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    shown = only_json(deterrence("claims", "ladder", "--quick", "--only", "prize-tempts", "--json"))
    jsonschema.Draft202012Validator(schema).validate(shown)
    answer, mirror = shown["claims"]
    assert answer["id"] == "prize-tempts" and answer["baseline"]["holds"] is True and answer["limits"] == []
    assert answer["mirrors"] == [mirror["id"]]
    assert mirror["text"] == "A larger prize makes a challenge by Column more likely."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["claims", "ladder", "--only", "prize-temps"], "prize-tempts"),
        (["claims", "ladder", "--claims", "missing.yaml"], "no such file"),
        (["claims", str(where("corridor-window"))], "no claims ship for 'corridor-window'"),
        (["claims", "ladder", "--set", "row.stakes.prise=2"], "row.stakes.prize"),
    ],
)
def test_wrong_input_exits_2_with_one_line(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and says in done.stderr and done.stderr.count("\n") == 1 and done.stdout == ""


def verdict_of(answer: dict[str, Any]) -> str:
    """What two sides and an error say of a claim about a difference, worked out from its own numbers alone."""
    base = answer["baseline"]
    assert answer["direction"] in ("up", "down") and not (answer["within_ratio"] or answer["at_least_ratio"])
    towards = base["a"] - base["b"] if answer["direction"] == "up" else base["b"] - base["a"]
    margin = towards + (answer["within"] or 0.0) - (answer["at_least"] or 0.0)
    return UNDECIDED if abs(margin) <= base["error"] else HOLDS if margin > 0 else FAILS


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_claims_about_2025_are_answered() -> None:
    """Each has the verdict that its own sides and error give, and its mirrors have theirs; contraries never agree."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    shown = only_json(deterrence("claims", "south-asia-2025", "--quick", "--json", timeout=1500))
    jsonschema.Draft202012Validator(schema).validate(shown)
    answers = {c["id"]: c for c in shown["claims"]}
    assert answers.keys() >= {c.id for c in shipped_claims("south-asia-2025").claims}
    for answer in answers.values():
        base = answer["baseline"]
        assert base["verdict"] != UNKNOWN and base["error"] >= LEAST_ERROR
        assert base["verdict"] == verdict_of(answer), answer["id"]
        assert all(answer["id"] in answers[other]["mirrors"] for other in answer["mirrors"])
    for actor in ("india", "pakistan"):  # one says what the other denies, of the same two games
        contrary = answers[f"first-strike-escalates-{actor}"]["baseline"]
        its = answers[f"measured-strike-stays-limited-{actor}"]["baseline"]
        assert contrary["margin"] == pytest.approx(-its["margin"])
        assert {contrary["verdict"], its["verdict"]} in ({HOLDS, FAILS}, {UNDECIDED})

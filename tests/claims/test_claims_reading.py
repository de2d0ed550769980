"""Files of claims: the shipped ones are sound, and every fault is said with its place and remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deterrence import catalogue
from deterrence.claims.reading import claims_of, folder, key_of, read_claims_text
from deterrence.cli import main
from deterrence.errors import ArgumentError, InputError
from deterrence.forecasting.intervention import consequence_keys
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import known_keys
from deterrence.scenario.crisis import Crisis
from shipped import claims, compiled, crisis

TEXT = (folder() / "ladder.yaml").read_text(encoding="utf-8")
ABOUT = [path.stem for path in sorted(folder().glob("*.yaml"))]


HEAD = "schema: deterrence-claims-1\nscenario: {}\nsources: {{x: {{title: made up}}}}\nclaims:\n"
ROW = (
    "  - {{id: c, source: x, where: x, says: x, text: x, scope: x, systems: [S1], direction: up, quantity: {{{}}}, "
    "contrast: {{a: {{name: one, set: {{{}}}}}, b: {{name: another}}}}}}\n"
)



def problems(old: str, new: str) -> list[str]:
    assert old in TEXT, old
    return problems_of(TEXT.replace(old, new, 1), crisis("ladder"))


def problems_of(text: str, about: Crisis) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_claims_text(text, about, "file.yaml")
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("name", ABOUT)
def test_shipped_claims_are_sound(name: str) -> None:
    found = claims(name)
    assert found.scenario == name
    by_id = {claim.id: claim for claim in found.claims}
    for claim in found.claims:
        assert all(by_id[other].mirrors == claim.id for other in [claim.mirrors] if other), claim.id
        assert set(claim.against) <= set(by_id)


@pytest.mark.parametrize("name", ABOUT)
def test_every_number_that_a_shipped_claim_is_about_is_known(name: str) -> None:
    game = compiled(name)
    known = {*known_keys(game), *consequence_keys(game)}
    for claim, _, side in claims(name).sides():
        assert key_of(claim, side) in known, claim.id


def test_claims_are_read_without_jax() -> None:
    program = (
        "import sys\nfrom deterrence.claims.reading import claims_of, read_claims\n"
        "from deterrence.scenario.crisis import load\n"
        "c = load('western-front')\nassert read_claims(claims_of(c), c).claims\nsys.exit('jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=300).returncode == 0


def test_a_type_that_has_no_weight_yet_can_be_asked_about() -> None:
    """The file gives it a prior of zero, and a side may give it another."""
    about, key = crisis("two-fronts-window"), Key("reputation", "west", "driven", "true type: strategic", 3)
    assert about.parameters["west.driven"].value == 0.0 and key not in set(known_keys(about.compile()))
    quantity = "name: reputation, actor: west, of: driven, given: 'true type: strategic', stage: 3"
    text = HEAD.format("two-fronts-window") + ROW.format(quantity, "west.driven: 0.3")
    (claim,) = read_claims_text(text, about).claims
    assert key_of(claim, claim.contrast.a) == key
    assert key in set(known_keys(about.compile({"west.driven": 0.3})))


PARTS = {
    "absent": ("name: precedent, of: next", "'precedent' is not in this scenario: the scenario names no precedents"),
    "part of two": (
        "name: crossing, of: open_war",
        "'crossing' needs 'given': add one of 'meant', 'seen', 'realised', 'meant, chosen'",
    ),
    "sense": ("name: peak_rung, of: raid, given: intended", "'peak_rung' has no 'given' 'intended'"),
    "stage missing": (
        "name: reputation, actor: defender, of: firm, given: line enforced",
        "'reputation' needs 'stage': add a move from 0 to",
    ),
    "stage too late": (
        "name: reputation, actor: defender, of: firm, given: line enforced, stage: 99",
        "'reputation' has no 'stage' '99': name a move from 0 to",
    ),
    "stage too much": ("name: outcome, of: war, stage: 1", "remove 'stage'"),
    "consequence": ("name: consequence, actor: defender, of: beleif, given: response", "did you mean 'belief'?"),
    "nobody's consequence": ("name: consequence, actor: host, of: belief, given: response", "name one of 'defender'"),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_part_that_does_not_fit_says_what_may_stand_there(case: str) -> None:
    quantity, says = PARTS[case]
    (problem,) = problems_of(
        HEAD.format("western-front-window") + ROW.format(quantity, "group.struck: 1.0"), crisis("western-front-window")
    )
    assert says in problem and problem.startswith("file.yaml:5:"), problem


def test_the_crisis_of_2025_has_both_essays_and_both_sides() -> None:
    about = crisis("south-asia-2025")
    found = claims(about.brief.name)
    assert len(found.claims) >= 16
    sources = {claim.source for claim in found.claims}
    assert {"essay-retaliation", "essay-doctrine"} <= sources <= set(found.sources)
    assert any(claim.against for claim in found.claims)
    assert len({n.id for n in found.not_expressible}) >= 5
    for claim in found.claims:
        actors = [a.id for a in about.brief.actors]
        sides = [a for a in actors if claim.id.endswith(f"-{a}")]
        if sides:
            assert claim.mirrors == claim.id.replace(sides[0], next(a for a in actors if a != sides[0]))


def test_a_side_replaces_parts_of_the_quantity() -> None:
    about = crisis("south-asia-2025")
    found = {c.id: c for c in claims(about.brief.name).claims}
    claim = found["restraint-invites-acts-pakistan"]
    a, b = key_of(claim, claim.contrast.a), key_of(claim, claim.contrast.b)
    assert a == Key("consequence", "pakistan", "next_crisis", "restraint")
    assert b == Key("consequence", "pakistan", "next_crisis", "response")


CASES = {
    "parameter": ("column.committed.prior: 0.6", "column.comitted.prior: 0.6", "'column.committed.prior'"),
    "value": ("column.committed.prior: 0.6", "column.committed.prior: 1.6", "from 0 to 1"),
    "quantity": ("name: challenge", "name: challange", "did you mean 'challenge'?"),
    "actor": ("actor: row}", "actor: rwo}", "did you mean 'row'?"),
    "part it has not": ("actor: row}", "actor: row, of: war}", "remove 'of'"),
    "part it needs": ("name: challenge, actor: row}", "name: outcome}", "'outcome' needs 'of'"),
    "direction": ("direction: down", "direction: downward", "'direction'"),
    "unchanged by how much": ("direction: down", "direction: unchanged", "add within"),
    "system": ("systems: [S1, S4]", "systems: [S17]", "S17"),
    "source": ("source: textbook", "source: textbok", "did you mean 'textbook'?"),
    "mirror": ("mirrors: belief-deters-column", "mirrors: belief-deters-colum", "did you mean 'belief-deters-column'?"),
    "doctrine": ('name: "the prior as it stands"', 'doctrine: {row: massive}, name: "x"', "there is no doctrine"),
    "actor of a doctrine": ('name: "the prior as it stands"', 'doctrine: {rwo: answer-higher}, name: "x"', "'row'"),
    "unknown key": ("scope:", "scop:", "did you mean 'scope'?"),
    "missing key": ('    text: "The more Column', '    txt: "The more Column', "'text'"),
    "scenario": ("scenario: ladder", "scenario: south-asia-2025", "the scenario is 'ladder'"),
    "two of one id": ("id: prize-tempts", "id: belief-deters-row", "items 1 and 3 of 'claims'"),
    "no contrast": (
        'a: {name: "a larger prize", set: {row.stakes.prize: 6.0}}',
        'a: {name: "a larger prize", set: {row.stakes.prize: 2.0}}',
        "the two sides are the same",
    ),
    "schema": ("schema: deterrence-claims-1", "schema: deterrence-claims-2", "'schema'"),
}


@pytest.mark.parametrize("case", CASES)
def test_faults_are_located_and_mended(case: str) -> None:
    old, new, says = CASES[case]
    found = problems(old, new)
    changed = TEXT.replace(old, new, 1)
    line = next(i for i, (x, y) in enumerate(zip(TEXT.splitlines(), changed.splitlines(), strict=True), 1) if x != y)
    assert any(says in problem for problem in found), found
    lines = {int(problem.removeprefix("file.yaml:").split(":")[0]) for problem in found}
    near = {line - 1, line, line + 1} if case in ("no contrast", "two of one id", "missing key") else {line}
    assert lines & near or case in ("missing key",), (line, found)


def test_syntax_is_said_as_for_scenarios() -> None:
    with pytest.raises(InputError, match="file of claims"):
        read_claims_text("", crisis("ladder"))
    with pytest.raises(InputError, match="quote"):
        read_claims_text(TEXT.replace('"throughout"', '"throughout', 1), crisis("ladder"))


def test_where_no_claims_ship_the_message_says_so() -> None:
    with pytest.raises(ArgumentError, match=r"no claims ship for 'corridor-window' .*ladder.*--claims"):
        claims_of(crisis("corridor-window"))


def test_claims_about_a_scenario_of_ones_own_are_checked_against_it(tmp_path: Path) -> None:
    text, about = claims_of(crisis("standoff")).read_text(), catalogue.locate("standoff").read_text()
    mine, claims = tmp_path / "quarrel.yaml", tmp_path / "claims.yaml"
    mine.write_text(about.replace("name: standoff", "name: quarrel", 1))
    claims.write_text(text.replace("scenario: standoff", "scenario: quarrel", 1))

    def check(*more: object) -> Result:
        return CliRunner().invoke(main, ["check", str(claims), *map(str, more)])

    refused = check()
    assert refused.exit_code == 2 and "'deterrence check FILE --about SCENARIO'" in refused.output
    assert check("--about", mine).output == f"{claims}: well formed\n"
    wrong = check("--about", "ladder", "--json")
    (error,) = json.loads(wrong.output)["errors"]
    assert wrong.exit_code == 2 and error["what"] == "these are claims about 'quarrel', and the scenario is 'ladder'"
    claims.write_text(claims.read_text().replace("{row.bound: 0.5}", "{row.bond: 0.5}"))
    assert "did you mean 'row.bound'?" in check("--about", mine).output

"""Files of claims: the shipped ones are sound, and every fault is said with its place and remedy."""

from __future__ import annotations

import pytest

from deterrence.catalogue import locate
from deterrence.claims.reading import claims_of, folder, key_of, read_claims, read_claims_text
from deterrence.errors import ArgumentError, InputError
from deterrence.forecast.metrics import Key
from deterrence.forms import load_any
from shipped import scenario

TEXT = (folder() / "ladder.yaml").read_text(encoding="utf-8")
ABOUT = [path.stem for path in sorted(folder().glob("*.yaml"))]


def problems(old: str, new: str) -> list[str]:
    assert old in TEXT, old
    with pytest.raises(InputError) as raised:
        read_claims_text(TEXT.replace(old, new, 1), scenario("ladder"), "file.yaml")
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("name", ABOUT)
def test_shipped_claims_are_sound(name: str) -> None:
    about = load_any(locate(name)).scenario
    found = read_claims(claims_of(about), about)
    assert found.scenario == name
    by_id = {claim.id: claim for claim in found.claims}
    for claim in found.claims:
        assert all(by_id[other].mirrors == claim.id for other in [claim.mirrors] if other), claim.id
        assert set(claim.against) <= set(by_id)


def test_the_crisis_of_2025_has_both_essays_and_both_sides() -> None:
    about = scenario("south-asia-2025")
    found = read_claims(claims_of(about), about)
    assert len(found.claims) >= 16
    sources = {claim.source for claim in found.claims}
    assert {"essay-retaliation", "essay-doctrine"} <= sources <= set(found.sources)
    assert any(claim.against for claim in found.claims)
    assert len({n.id for n in found.not_expressible}) >= 5
    for claim in found.claims:
        sides = [a.id for a in about.actors if claim.id.endswith(f"-{a.id}")]
        if sides:
            assert claim.mirrors == claim.id.replace(sides[0], next(a.id for a in about.actors if a.id != sides[0]))


def test_a_side_replaces_parts_of_the_quantity() -> None:
    about = scenario("south-asia-2025")
    found = {c.id: c for c in read_claims(claims_of(about), about).claims}
    claim = found["restraint-invites-acts-pakistan"]
    a, b = key_of(claim, claim.contrast.a), key_of(claim, claim.contrast.b)
    assert a == Key("consequence", "pakistan", "other_acts", "restraint")
    assert b == Key("consequence", "pakistan", "other_acts", "response")


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
        read_claims_text("", scenario("ladder"))
    with pytest.raises(InputError, match="quote"):
        read_claims_text(TEXT.replace('"throughout"', '"throughout', 1), scenario("ladder"))


def test_no_claims_ship_for_a_scenario_of_ones_own() -> None:
    with pytest.raises(ArgumentError, match="--claims"):
        claims_of(scenario("ladder").model_copy(update={"name": "mine"}))

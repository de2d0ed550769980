"""Drafts of the essays' crises on a clock: each is well formed, and so are the claims about it."""

from __future__ import annotations

import pytest

from deterrence.claims.reading import read_claims
from shipped import DRAFTS, crisis

CLAIMED = sorted(path for draft in DRAFTS.values() for path in (draft.parent / "claims").glob(f"{draft.stem}.yaml"))


def test_there_are_drafts_of_the_crises_of_both_essays() -> None:
    both = {"south-asia-2025-clock", "western-front-clock", "south-asia-recurrent-clock"}
    assert both | {"corridor-clock", "two-fronts-clock"} <= set(DRAFTS)
    assert [path.stem for path in CLAIMED] == sorted(DRAFTS)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_is_on_a_clock_and_every_number_says_what_it_is(name: str) -> None:
    found = crisis(name)
    assert found.brief.days is not None
    assert all(p.label and (p.range or p.role == "fixed") for p in found.parameters.values())


@pytest.mark.parametrize("path", CLAIMED, ids=lambda path: path.stem)
def test_claims_about_a_draft_are_about_what_it_has(path) -> None:
    assert read_claims(path, crisis(path.stem)).claims

"""S16: causal sentences of both essays as testable claims, each with where it stops holding."""

from __future__ import annotations

import pytest

from deterrence.claims.evaluation import Options, evaluate
from shipped import claims as shipped_claims
from shipped import crisis

ESSAYS = {"south-asia-2025": "essay-retaliation", "western-front": "essay-doctrine"}
LEAST = 16

# What the mission asks to be there, and claims that cut against one another among them.
ASKED = {
    "retaliation restores credibility": ("south-asia-2025", "retaliation-restores-credibility"),
    "retaliation makes what follows more dangerous": ("south-asia-2025", "retaliation-climbs"),
    "dominance ends crises": ("south-asia-2025", "seeking-dominance-ends-sooner"),
    "seeking it risks losing control": ("south-asia-2025", "seeking-dominance-risks-war"),
    "restraint invites attack": ("western-front", "restraint-breeds-attacks"),
    "one-sided pressure for restraint invites attack": ("western-front", "pressure-on-one-prolongs"),
    "inducements work only from strength": ("western-front", "strength-makes-diplomacy"),
}


@pytest.mark.parametrize(("name", "essay"), ESSAYS.items())
def test_both_essays_make_claims_that_are_tested(name, essay):
    found = shipped_claims(name)
    assert sum(c.source == essay for c in found.claims) >= LEAST


@pytest.mark.parametrize("asked", ASKED)
def test_the_claims_that_were_asked_for_are_there(asked):
    name, start = ASKED[asked]
    assert any(c.id.startswith(start) for c in shipped_claims(name).claims)


@pytest.mark.parametrize("name", ESSAYS)
def test_claims_cut_against_one_another(name):
    found = shipped_claims(name)
    against = {c.id: set(c.against) for c in found.claims}
    assert any(against.values())
    assert all(other in against for others in against.values() for other in others)


@pytest.mark.parametrize("name", ESSAYS)
def test_sources_are_said_to_be_read_or_recalled(name):
    found = shipped_claims(name)
    assert all(s.note for s in found.sources.values())


@pytest.mark.slow
def test_a_claim_about_three_actors_holds_or_fails_beyond_its_error_and_has_limits():
    about, claims = crisis("western-front"), shipped_claims("western-front")
    few = claims.model_copy(update={"claims": tuple(c for c in claims.claims if c.id == "isolation-moves-the-host")})
    (answer,) = evaluate(about, few, about.parameters.defaults, Options(tries=2, bisections=1, points=9, coarse=5))
    assert answer.baseline.difference is not None and answer.baseline.holds is not None
    assert len(answer.limits) + len(answer.tried) == 2
    assert answer.screen is not None and answer.screen.method == "slope"
    # Ends that a slope makes likeliest to change the verdict come before all others.
    assert not answer.screen.predicted or all(t.margin is not None for t in answer.tried)

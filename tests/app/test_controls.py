"""Sliders and switches: what a reader chooses among can be told apart."""

import pytest

from deterrence import load
from deterrence.app.explore.chosen import Chosen
from deterrence.app.explore.controls import doctrine_names, lock_choices
from deterrence.app.texts import catalogue
from deterrence.catalogue import names
from deterrence.claims.results import FAILS, HOLDS, UNDECIDED, UNKNOWN


@pytest.mark.parametrize("name", names())
def test_no_two_rules_of_conduct_are_called_the_same_in_a_menu(name):
    for lock in lock_choices(load(name), Chosen(name)):
        labels = [label for _, label in lock.doctrines]
        assert len(set(labels)) == len(labels)


def test_only_names_that_several_have_carry_an_id():
    crisis = load("south-asia-2025")
    shown = dict(lock_choices(crisis, Chosen("south-asia-2025"))[0].doctrines)
    assert shown["graduated_india"] == "Graduated response (graduated_india)"
    assert shown["restraint"] == "Restraint" and shown["graduated"] == "Graduated"
    assert dict(doctrine_names(crisis.brief))["graduated_india"] == "Graduated response"


@pytest.mark.parametrize("language", catalogue())
def test_every_verdict_on_a_claim_has_words(language):
    texts = catalogue()[language]
    words = {texts(f"explore.verdicts.{verdict.replace(' ', '_')}") for verdict in (HOLDS, FAILS, UNDECIDED, UNKNOWN)}
    assert len(words) == 4

"""No name has any effect, and whatever is said of one actor is said of another when they change places."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from deterrence.catalogue import folder
from deterrence.forecasting.outlook import Outlook
from deterrence.report.story import story
from deterrence.stress.study import Study
from report.studies import actors_reversed, exchanged, rich, studied, turns, written
from report.texts import passages, text_of

PAIRS = {rich: ("row", "column"), turns: ("group", "defender")}
STUDIES = pytest.mark.parametrize("study", list(PAIRS), ids=lambda study: study.__name__)


def with_names(study: Study, ids: tuple[str, str], names: tuple[str, str]) -> Study:
    """The study with two actors called otherwise."""
    called = dict(zip(ids, names, strict=True))
    actors = tuple(
        actor.model_copy(update={"name": called.get(actor.id, actor.name)}) for actor in study.crisis.record.actors
    )
    return replace(study, crisis=study.crisis.changed(actors=actors))


def with_places_exchanged(study: Study) -> Study:
    """The study with the actors in the opposite order in the file, and everything found about them too."""
    place = {actor.id: k for k, actor in enumerate(study.crisis.brief.actors)}
    quantities = dict(sorted(study.outlook.quantities.items(), key=lambda item: -place.get(item[0].actor, -1)))
    return replace(
        study,
        crisis=actors_reversed(study.crisis),
        outlook=Outlook(quantities, study.outlook.consistency, study.outlook.absent),
        doctrines=study.doctrines[::-1],
        prices=study.prices[::-1],
        choices=tuple(
            choice
            for actor in dict.fromkeys(choice.actor for choice in study.choices[::-1])
            for choice in study.choices
            if choice.actor == actor
        ),
    )


@STUDIES
def test_a_name_has_no_effect(study) -> None:
    text = text_of(story(with_names(study(), PAIRS[study], ("Alpha", "Beta"))))
    again = text_of(story(with_names(study(), PAIRS[study], ("Beta", "Alpha"))))
    assert "Alpha" in text
    assert exchanged(text, {"Alpha": "Beta"}) == again


@STUDIES
def test_a_place_in_the_file_has_no_effect(study) -> None:
    """Every passage has the same words, whatever order it names the actors in."""
    before = sorted(map(words, passages(story(study()))))
    after = sorted(map(words, passages(story(with_places_exchanged(study())))))
    assert before == after


@pytest.mark.slow
def test_exchanging_the_data_of_two_actors_exchanges_every_sentence() -> None:
    """A crisis on a clock in which the sides differ, and the same with all that is the one's given to the other."""
    text = (folder() / "standoff.yaml").read_text(encoding="utf-8")
    for name, stated, changed in (("row.bound", 0.2, 0.35), ("row.harm", 0.5, 0.7)):
        assert f"{name}: {{value: {stated}" in text
        text = text.replace(f"{name}: {{value: {stated}", f"{name}: {{value: {changed}")
    for plain, other in (("row", "alpha"), ("column", "beta"), ("Row", "Alpha"), ("Column", "Beta")):
        text = re.sub(rf"\b{plain}\b", other, text)  # the report speaks of the columns of its tables
    pairs = {"alpha": "beta", "Alpha": "Beta"}
    there = text_of(story(studied(written(exchanged(text, pairs)))))
    here = exchanged(text_of(story(studied(written(text)))), pairs)
    assert unsampled(here) == unsampled(there)


def unsampled(text: str) -> list[list[str]]:
    """The passages of a report, each in the order of the alphabet, but what is sampled, timed, or names the file."""
    left = ("sampled histories", "SHA-256", "deterrence run", " seconds")
    passages = (line for line in text.split("\n") if not any(mark in line for mark in left))
    return sorted(words(line) for line in passages if not re.fullmatch(r"[A-Z]\w+ \| \d+", line))


def words(passage: str) -> list[str]:
    """A passage's words in the order of the alphabet, commas and joining words apart."""
    return sorted(re.sub(r"[.,;|]|\band\b", " ", passage).split())

"""No name has any effect, and whatever is said of one side is said of the other when their data are exchanged."""

from __future__ import annotations

import re
from dataclasses import replace

from deterrence.study import Study

from deterrence.forecasting.outlook import Outlook
from deterrence.report.story import story
from report.studies import rich
from report.texts import passages, text_of

OTHER = {"row": "column", "column": "row"}
NAMES = re.compile(r"\b(Row|Column|row|column)\b")


def exchanged(text: str) -> str:
    """The text with either side's name in place of the other's."""
    swap = {**OTHER, "Row": "Column", "Column": "Row"}
    return NAMES.sub(lambda found: swap[found[0]], text)


def with_names(study: Study, names: tuple[str, str]) -> Study:
    """The study with the actors called otherwise."""
    actors = tuple(
        actor.model_copy(update={"name": name}) for actor, name in zip(study.scenario.actors, names, strict=True)
    )
    scenario = study.scenario.model_copy(update={"actors": actors})
    return replace(study, loaded=replace(study.loaded, record=scenario))


def with_data_exchanged(study: Study) -> Study:
    """The study in which everything found about one side is found about the other."""
    quantities = {}
    for key, quantity in study.outlook.quantities.items():
        of = exchanged(key.of) if key.name in ("deterrence_failure", "enforcement", "enforcement_after") else key.of
        other = replace(key, actor=OTHER.get(key.actor, key.actor), of=of)
        quantities[other] = replace(quantity, key=other)
    doctrines = tuple(
        replace(
            case,
            actor=OTHER[case.actor],
            consequences=tuple(replace(c, actor=OTHER[c.actor]) for c in case.consequences),
        )
        for case in study.doctrines
    )
    scenario = study.scenario
    window = scenario.window.model_copy(update={"first": OTHER[scenario.window.first]})
    return replace(
        study,
        changes={exchanged(name): value for name, value in study.changes.items()},
        loaded=replace(study.loaded, record=scenario.model_copy(update={"window": window})),
        outlook=Outlook(quantities, study.outlook.consistency),
        doctrines=doctrines,
        prices=tuple(replace(price, offerer=OTHER[price.offerer]) for price in study.prices),
        choices=tuple(replace(choice, actor=OTHER[choice.actor]) for choice in study.choices),
        effects={
            name: tuple(replace(e, parameter=exchanged(e.parameter), label=exchanged(e.label)) for e in effects)
            for name, effects in study.effects.items()
        },
    )


def test_a_name_has_no_effect() -> None:
    told = text_of(story(with_names(rich(), ("Alpha", "Beta"))))
    again = text_of(story(with_names(rich(), ("Beta", "Alpha"))))
    swap = {"Alpha": "Beta", "Beta": "Alpha"}
    assert re.sub("Alpha|Beta", lambda found: swap[found[0]], told) == again


def test_every_sentence_changes_sides_with_the_data() -> None:
    before = sorted(exchanged(passage) for passage in running(rich()))
    after = sorted(running(with_data_exchanged(rich())))
    assert before == after


def running(study: Study) -> list[str]:
    """Passages of the report that depend on what was found, tables with a column for each side left out."""
    given = {"basis", "limits"}
    page = story(study)
    kept = replace(page, sections=[section for section in page.sections if section.id not in given])
    return [passage for passage in passages(kept) if not re.match(r"\d+ \| ", passage)]

"""Every proposition of every published model is a test."""

import pytest

from deterrence.models.gallery import find_model, gallery

CASES = [(key, p.name) for key, model in gallery().items() for p in model.propositions]


@pytest.mark.parametrize(("key", "name"), CASES, ids=[f"{k}-{n}" for k, n in CASES])
def test_proposition_holds(key, name):
    (proposition,) = [p for p in find_model(key).propositions if p.name == name]
    evidence = proposition.check()
    assert evidence.holds, f"claimed {evidence.claimed}, computed {evidence.computed} ({evidence.detail})"


@pytest.mark.parametrize("key", gallery())
def test_key_names_the_file_and_the_listing_is_whole(key):
    model = find_model(key)
    assert type(model).__module__.rsplit(".", 1)[0] + "." + key == model.build.__module__
    assert len({p.name for p in model.propositions}) == len(model.propositions) > 0
    assert model.source.opened and model.story and model.branch


@pytest.mark.parametrize("key", gallery())
def test_nothing_is_called_proved_of_which_only_an_abstract_was_opened(key):
    model = find_model(key)
    proved = [p.name for p in model.propositions if p.standing == "proved"]
    unread = [word for word in ("abstract", "recalled") if word in model.source.opened]
    assert not (proved and unread), f"{proved}: opened was '{model.source.opened}'"

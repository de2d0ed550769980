"""Every shipped history: complete, ordered, sourced, in one vocabulary, and free of what it must not hold."""

import re
from pathlib import Path

import pytest

from deterrence.coded_crises import record
from deterrence.coded_crises.catalogue import folder, names
from deterrence.coded_crises.crosswalk import crosswalk
from deterrence.coded_crises.dates import bounds
from deterrence.coded_crises.ladder import ladder
from deterrence.coded_crises.reading import read_history
from deterrence.files.record import Record

HISTORIES = {name: read_history(folder() / f"{name}.yaml") for name in names()}
EVERY = pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
FORBIDDEN = ("target", "location", "place", "coordinate", "latitude", "longitude", "yield", "weapon", "force", "unit",
             "order_of_battle", "plan", "range", "payload", "casualt")  # fmt: skip
WANTED = {"kargil-1999", "standoff-2001-02", "balakot-2019", "may-2025", "western-front-2021", "cuba-1962"}


def test_what_ships():
    assert set(HISTORIES) >= WANTED


@EVERY
def test_name_is_the_files_and_endings_are_coded(history):
    assert history.name in HISTORIES and read_history(folder() / f"{history.name}.yaml") == history
    levels = [ladder().level(move.rung) for move in history.moves]
    assert len(levels) >= 10 and min(levels) < 0 < max(levels)


@EVERY
def test_dates_are_ordered(history):
    latest = bounds(history.span.first)[0]
    for move in history.moves:
        first, last = bounds(move.date)
        assert last >= latest, move.id
        latest = max(latest, first)


@EVERY
def test_every_source_resolves_and_says_what_was_read(history):
    for move in history.moves:
        assert set(move.sources) <= set(history.sources)
    for name, source in history.sources.items():
        if source.read == "not opened":
            assert source.opened is None, name
        else:
            assert source.address.startswith(("http://", "https://")) and bounds(source.opened), name


@EVERY
def test_a_move_is_one_plain_sentence(history):
    for move in history.moves:
        assert move.what.endswith(".") and not re.search(r"\. [A-Z]", move.what), move.id


@EVERY
def test_both_full_sides_move_and_are_heard(history):
    """Whoever is a full side of the crisis moves in it; a disputed move carries the account of another side too."""
    sides = [actor.id for actor in history.actors if actor.role == "party"]
    movers = [move.actor for move in history.moves]
    assert len(sides) >= 2 and all(movers.count(side) >= 2 for side in sides)
    tellers = [account.by for move in history.moves for account in move.accounts]
    assert all(side in tellers for side in sides)


def test_no_field_for_what_is_operational():
    kinds = [kind for kind in vars(record).values() if isinstance(kind, type) and issubclass(kind, Record)]
    fields = {name for kind in kinds for name in kind.model_fields}
    assert not [name for name in fields if any(word in name for word in FORBIDDEN)]


@EVERY
def test_nothing_of_the_machine_it_was_written_on(history):
    text = (folder() / f"{history.name}.yaml").read_text(encoding="utf-8")
    assert not re.search(r"/(?:work|tmp)/|FACTS|shared/", text)


def test_ladder_is_typed_and_follows_force():
    """Force never falls from a rung to the next, but at the nuclear threat, which is words."""
    rungs = ladder().rungs
    assert len(set(ladder().ids)) == len(rungs) and ladder().level(ladder().calm) == 0
    forces = [r.force for r in rungs if r.id != "nuclear-threat"]
    assert forces == sorted(forces)
    assert {r.nuclear for r in rungs} == {"none", "signal", "threat"}
    assert all((r.nuclear != "none") == (r.domain == "nuclear-signal") for r in rungs)


def test_every_rung_but_general_war_and_settled_ones_is_met():
    met = {move.rung for history in HISTORIES.values() for move in history.moves}
    assert set(ladder().ids) - met <= {"war"}


@pytest.mark.data
def test_peaks_agree_with_icb():
    """Peak violence by the crosswalk against ICB's VIOL; where they differ, ICB's crisis is the smaller thing."""
    icb = Path(__file__).parents[3] / "shared" / "data" / "icb_v15"
    if not icb.is_dir():
        pytest.skip("../shared/data/icb_v15 is absent")
    from deterrence.data.icb import load

    crises = load(icb).crises
    words = ["none", "minor", "serious", "war"]
    for history in HISTORIES.values():
        coded = [words.index(crosswalk().row(move.rung).icb_violence.value) for move in history.moves]
        counted = [words.index(crises[n].violence) for n in history.icb if crises[n].violence is not None]
        if counted:
            assert max(coded) == max(counted), history.name

"""What CONTRIBUTING says about adding a quantity: one definition, and it is measured, reported and may be claimed."""

import numpy as np
import pytest

from deterrence import Grid, Key, load, solve
from deterrence.forecasting import registry
from deterrence.forecasting.automata import Tracked
from deterrence.forecasting.outlook import forecast
from deterrence.forecasting.registry import Definition, known_keys, once, register
from shipped import where

SILENCE = Key("silence")


def never_acted(game):
    return Tracked(once(np.array([b.realised >= 0 for b in game.structure.branches])))


@pytest.fixture
def silence():
    """Pr(nobody ever acts), as a file in quantities/ would declare it."""
    registry.definitions()
    yield register(
        Definition(
            name="silence",
            kind="probability",
            unit="probability",
            words="The probability that nobody makes an act within the window.",
            keys=lambda game: [SILENCE],
            read=lambda reading: {SILENCE: float(reading.passage.share("acted")[0])},
            automata=lambda game: {"acted": never_acted},
        )
    )
    registry.forget("silence")


@pytest.mark.parametrize("name", ["ladder", "two-fronts-window"])
def test_a_quantity_is_one_definition(silence, name):
    game = load(where(name)).compile()
    assert SILENCE in set(known_keys(game))
    found = forecast(solve(game, Grid(points=9)))
    start = game.structure.rungs[game.start_rung]
    assert found[SILENCE].value == pytest.approx(found.get("peak_rung", of=start, given="realised").value, abs=1e-12)
    assert found[SILENCE].kind == "probability"


def test_two_quantities_of_one_name_are_refused(silence):
    with pytest.raises(ValueError, match="two quantities called 'silence'"):
        register(silence)

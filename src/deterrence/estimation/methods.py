"""Which likelihood is maximised, where choices answer beliefs about choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from ..errors import ArgumentError
from . import beliefs
from .beliefs import CrisisModel
from .dynamic import nested as of_games
from .dynamic.full import DynamicModel
from .dynamic.pseudo import at_beliefs
from .estimable import Estimable

Method = Literal["full", "pseudo", "nested", "constrained"]


def by_method(model: Estimable, method: Method) -> Any:
    """The likelihood that a method maximises. Raises ``ArgumentError`` where it is about another model."""
    match model, method:
        case _, "full":
            return model
        case CrisisModel(), "pseudo":
            return beliefs.at_beliefs(model)
        case CrisisModel(), "nested":
            return beliefs.nested(model)
        case DynamicModel(), "pseudo":
            return at_beliefs(model)
        case DynamicModel(), "nested":
            return of_games.nested(model)
        case DynamicModel(), "constrained":
            return replace(model, joint=True)
    about = "dynamic games" if method == "constrained" else "'source: signalling' and dynamic games"
    raise ArgumentError(f"--method {method} is about {about}: leave it out")

"""Which models there are: every module of this package that defines ``MODEL``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..errors import ArgumentError
from ..files.library import meant
from ..files.messages import shown
from . import __path__ as folder
from .model import Model


@cache
def gallery() -> dict[str, Model]:
    """Citation key -> model, in the order of the keys."""
    models: dict[str, Model] = {}
    for info in sorted(iter_modules(folder), key=lambda m: m.name):
        model = getattr(import_module(f"{__package__}.{info.name}"), "MODEL", None)
        if model is not None:
            models[model.key] = model
    return models


def find_model(key: str) -> Model:
    """A model by its key. Raises ``ArgumentError`` with all keys if there is none with this one."""
    models = gallery()
    if key not in models:
        known, asked = ", ".join(models), meant(key, models)
        raise ArgumentError(f"{shown(key)} is not a model; the models are {known}{asked}")
    return models[key]

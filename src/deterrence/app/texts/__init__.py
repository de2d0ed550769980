"""Every visible text of the page, by key, in one file for each language.

>>> english = catalogue()["en"]
>>> english("brand")
'deterrence'
>>> english("walk.points", n="+3"), english("walk.points", n="+1")
('+3 points', '+1 point')
>>> english("no.such.key")
Traceback (most recent call last):
KeyError: "the catalogue 'en' has no text 'no.such.key'"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

import yaml

ENGLISH = "en"
ONE = "_one"
"""Ends the key of a text that stands in for another where every count in it is one."""
REFUSED = "refused."
"""Begins the keys of what the rules of play refuse."""
COUNTS = ("n", "days", "seconds")
SINGULAR = {"fr": ("0", "1")}
"""Counts, as they are shown, that take the singular: of languages in which one is not the only one."""


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one language.

    Attributes:
        language: its BCP 47 tag.
        texts: by key; parts of a key are joined by dots.
    """

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """A text with its places filled, in the singular where its counts ask for it.

        Raises:
            KeyError: there is no such text, or a place is not filled.
        """
        if key not in self.texts:
            raise KeyError(f"the catalogue '{self.language}' has no text '{key}'")
        one = f"{key}{ONE}"
        if one in self.texts and self._singular(values):
            key = one
        return self.texts[key].format(**values)

    def _singular(self, values: Mapping[str, object]) -> bool:
        counts = [str(values[name]).lstrip("+\N{MINUS SIGN}") for name in COUNTS if name in values]
        return bool(counts) and all(count in SINGULAR.get(self.language, ("1",)) for count in counts)

    def refusal(self, message: str) -> str:
        """What the rules of play refuse, as a sentence in this language; other words as they stand."""
        if message not in _refusals():
            return message
        text = self.texts[_refusals()[message]]
        return text[:1].upper() + text[1:]

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def places(self, key: str) -> frozenset[str]:
        """Names of the places in a text."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.texts[key]) if name is not None)


@cache
def catalogue() -> Mapping[str, Texts]:
    """Every language there is, by tag; English first."""
    folder = resources.files(__name__)
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    found = {
        name.removesuffix(".yaml"): Texts(
            name.removesuffix(".yaml"), dict(_flat(yaml.safe_load((folder / name).read_text(encoding="utf-8"))))
        )
        for name in files
    }
    return {ENGLISH: found.pop(ENGLISH), **found}


@cache
def _refusals() -> Mapping[str, str]:
    """Keys of what is refused, by its words in English: those in which the rules say it."""
    return {text: key for key, text in catalogue()[ENGLISH].texts.items() if key.startswith(REFUSED)}


def _flat(tree: Any, at: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        here = f"{at}.{key}" if at else str(key)
        if isinstance(value, dict):
            yield from _flat(value, here)
        elif isinstance(value, str):
            yield here, value.strip()
        else:
            raise TypeError(f"the text '{here}' is {value!r}: put it in quotes")


def preferred(asked: str, known: Iterable[str]) -> str:
    """The language that an ``Accept-Language`` header prefers among those known; English where it names none.

    >>> preferred("fr-CH, fr;q=0.9, en;q=0.8", ["en", "fr"])
    'fr'
    >>> preferred("de", ["en", "fr"])
    'en'
    """
    known = list(known)
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(asked[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        ranked.append((-weight, place, tag.strip().lower().split("-")[0]))
    return next((tag for weight, _, tag in sorted(ranked) if tag in known and weight < 0), ENGLISH)

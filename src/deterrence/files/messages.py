"""Words for problems: values quoted safely, and the name a misspelt one was probably meant to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

MAX_SHOWN = 60
MAX_COMPARED = 200


def shown(value: object) -> str:
    """A value as a message quotes it: one line, never long."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value)
    text = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return repr(text) if isinstance(value, str) else text


def numeral(value: float) -> str:
    """A number with as few digits as tell it from every other: ``1.0000001`` is not shown as 1."""
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def described(value: object) -> str:
    """A value with its kind: "the text 'x'", "the number 3", "a list", …"""
    match value:
        case None:
            return "empty"
        case bool():
            return f"the word {shown(value)}"
        case int() | float():
            return f"the number {shown(value)}"
        case str():
            return f"the text {shown(value)}"
        case dict():
            return "a mapping"
        case _:
            return "a list"


def amount(n: int, one: str, many: str = "") -> str:
    """How many of what: ``1 node``, ``2 nodes``. ``many`` where an s does not do."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that another was probably meant to be; empty if none is near."""
    candidates = list(known)[:MAX_COMPARED]
    return next(iter(get_close_matches(word[:MAX_SHOWN], candidates, n=1)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Asks whether the nearest known word was meant; empty if none is near."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def listed(words: Collection[str]) -> str:
    """The words, quoted and in order, cut short after a dozen."""
    names = [shown(word) for word in dict.fromkeys(words)]
    return ", ".join(names[:12] + ["…"] * (len(names) > 12)) or "(none)"

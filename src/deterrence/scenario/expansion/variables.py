"""Variables of templates: what they stand for, and text with placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...files.messages import did_you_mean, listed, shown
from ...files.yaml_scalars import Scalar

PLACEHOLDER = re.compile(r"\{([A-Za-z_][^{}\s]*)\}")
_INNER = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?P<step>[+-][0-9]{1,2})?(?P<words>\.name)?")
SELF, OTHER = "self", "other"
MAX_TOLD = 30  # characters of a value in a message
BOUNDS = ("from", "above", "to", "below")


class TemplateError(ValueError):
    """A placeholder, loop or condition that has no meaning, with what is wrong and what to do.

    Attributes:
        what: what is wrong.
        remedy: what to do about it.
        key: the key of a mapping of bounds that is at fault; empty for the whole.
    """

    def __init__(self, what: str, remedy: str, key: str = ""):
        super().__init__(f"{what}: {remedy}")
        self.what, self.remedy, self.key = what, remedy, key


@dataclass(frozen=True, slots=True)
class Bound:
    """What a variable stands for.

    Attributes:
        value: the value.
        among: the values that it goes through, in order; empty for an argument of a module.
        at: which of them it is.
    """

    value: Scalar
    among: tuple[Scalar, ...] = ()
    at: int = 0


Variables = Mapping[str, Bound]


def in_words(variables: Variables) -> str:
    """What the variables stand for, in words of the file."""
    return ", ".join(f"{name} = {_short(spelt(bound.value))}" for name, bound in variables.items())


def _short(text: str) -> str:
    return text if len(text) <= MAX_TOLD else text[: MAX_TOLD - 1] + "…"


def spelt(value: Scalar) -> str:
    """A scalar as text has it."""
    return {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)


def placeholder(word: str, variables: Variables) -> bool:
    """Would a word in braces be a placeholder for one of the variables?"""
    parts = _INNER.fullmatch(word)
    return parts is not None and (parts["name"] in variables or (parts["name"] == OTHER and SELF in variables))


def filled(text: str, variables: Variables, names: Mapping[Scalar, str]) -> Scalar:
    """A text with every placeholder filled in; a text that is one placeholder has the value's own kind.

    Args:
        text: of the file.
        variables: what may stand in placeholders.
        names: words by id, for ``{x.name}``.

    Raises:
        TemplateError: a placeholder without a meaning here.
    """
    if "{" not in text:
        return text
    if (whole := PLACEHOLDER.fullmatch(text)) is not None:
        return _meant(whole.group(1), variables, names)
    return PLACEHOLDER.sub(lambda found: spelt(_meant(found.group(1), variables, names)), text)


def _meant(word: str, variables: Variables, names: Mapping[Scalar, str]) -> Scalar:
    """What a placeholder stands for."""
    parts = _INNER.fullmatch(word)
    if parts is None:
        raise TemplateError(
            f"{shown(f'{{{word}}}')} is no placeholder", "write {variable}, {variable+1} or {variable.name}"
        )
    bound = looked_up(parts["name"], variables)
    value = _stepped(word, bound, int(parts["step"])) if parts["step"] else bound.value
    if parts["words"]:
        if value not in names:
            what = f"{shown(f'{{{word}}}')}: {shown(value)} is no actor, bystander, front or rung, and has no name"
            raise TemplateError(what, "leave '.name' out, or go through rows that say the name")
        return names[value]
    return value


def looked_up(name: str, variables: Variables) -> Bound:
    """A variable by name; ``other`` is the one of two that ``self`` is not. Raises :class:`TemplateError`."""
    if name in variables:
        return variables[name]
    pair = variables[SELF].among if name == OTHER and SELF in variables else ()
    if len(pair) == 2:
        at = 1 - variables[SELF].at
        return Bound(pair[at], pair, at)
    if not variables:
        raise TemplateError(
            f"{shown(f'{{{name}}}')} stands in no template", "put a 'for' above it, or leave the braces out"
        )
    if pair:
        what = f"'self' goes through {len(pair)} values, so that 'other' is not one"
        raise TemplateError(what, "go through 'other' in a 'for' of its own: it is never 'self'")
    remedy = did_you_mean(name, variables) or f"the variables here are {listed([*variables])}"
    raise TemplateError(f"there is no variable {shown(name)} here", remedy)


def _stepped(word: str, bound: Bound, step: int) -> Scalar:
    if not bound.among:
        raise TemplateError(
            f"{shown(f'{{{word}}}')}: an argument has no next value", "give it as an argument of its own"
        )
    k = bound.at + step
    if 0 <= k < len(bound.among):
        return bound.among[k]
    what = f"there is nothing at {shown(f'{{{word}}}')}: the values are {listed([spelt(v) for v in bound.among])}"
    raise TemplateError(what, "leave the item out there, with 'only'")


def between(order: Sequence[Scalar], bounds: Mapping[str, Scalar], what: str) -> tuple[Scalar, ...]:
    """The values of an order that lie within bounds.

    Args:
        order: values, the least first.
        bounds: any of ``from``, ``to`` (inclusive), ``above`` and ``below`` (exclusive).
        what: whose values they are, as messages call it.

    Raises:
        TemplateError: another key, a value that is not in the order, or nothing left.
    """
    low, high = 0, len(order)
    for key, bound in bounds.items():
        if key not in BOUNDS:
            raise TemplateError(f"{shown(key)} is no bound", "use from, to, above or below", key)
        if bound not in order:
            remedy = (
                did_you_mean(spelt(bound), [spelt(v) for v in order]) or f"it is {listed([spelt(v) for v in order])}"
            )
            raise TemplateError(f"{what} is never {shown(bound)}", remedy, key)
        k = order.index(bound)
        if key in ("from", "above"):
            low = max(low, k + (key == "above"))
        else:
            high = min(high, k + (key == "to"))
    if low >= high:
        raise TemplateError(f"no value of {what} lies there", f"the order is {listed([spelt(v) for v in order])}")
    return tuple(order[low:high])

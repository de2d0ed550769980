"""Templates written out: ``for`` repeats an item of a list, ``only`` leaves it out, placeholders are filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from ...files.diagnostics import Faults, PlacedFault
from ...files.messages import described, did_you_mean, listed, shown
from ...files.positions import Spot
from ...files.yaml_scalars import Scalar
from .language import FOR, ONLY
from .nodes import Node
from .variables import (
    OTHER,
    SELF,
    Bound,
    TemplateError,
    Variables,
    between,
    filled,
    in_words,
    placeholder,
    spelt,
)

_ROWS = "write {variable: list} for every combination, or a list of {variable: value, …} for every row"


@dataclass
class Builder:
    """Writes templates out.

    Attributes:
        faults: takes what is wrong, and gives up.
        lists: values by the name under which ``for`` can go through them.
        names: words by id, for ``{x.name}``.
        found: faults so far.
    """

    faults: Faults
    lists: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    names: dict[Scalar, str] = field(default_factory=dict)
    found: list[PlacedFault] = field(default_factory=list)

    def fault(self, spot: Spot, error: TemplateError, note: str = "") -> None:
        """Note a fault."""
        self.found.append(PlacedFault(spot, error.what, error.remedy, note))

    def settle(self) -> None:
        """Raise ``InputError`` if there was a fault."""
        if self.found:
            self.faults.place(self.found)
            self.faults.raise_if_any()

    def built(self, node: Node, variables: Variables) -> Node:
        """A node written out; what is at fault in it is noted, and stands for nothing."""
        note = in_words(variables)
        if isinstance(node.value, str):
            return replace(node, value=self._text(node, variables), note=note)
        if isinstance(node.value, tuple):
            items = tuple(new for item in node.value for new in self._items(item, variables))
            return replace(node, value=items, note=note)
        if isinstance(node.value, dict):
            return replace(node, value=self._entries(node, variables), note=note)
        return replace(node, note=note)

    def _text(self, node: Node, variables: Variables, key: str | None = None) -> Scalar:
        """The text of a node, or of its key, filled in."""
        try:
            return filled(node.value if key is None else key, variables, self.names)
        except TemplateError as error:
            self.fault(node.spot if key is None else node.where, error, in_words(variables))
            return None

    def _entries(self, node: Node, variables: Variables) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for word in (FOR, ONLY):
            if word in node.value:
                what = f"{shown(word)} belongs to an item of a list, and this mapping is none"
                remedy = "begin it with '- ': where a mapping is wanted, a list of mappings may stand"
                self.fault(node.value[word].where, TemplateError(what, remedy), in_words(variables))
        for word, inside in node.value.items():
            if inside.value is None and len(node.value) == 1 and placeholder(word, variables):
                what = f"to YAML, {{{word}}} without quotes is a mapping"
                self.fault(node.spot, TemplateError(what, f'put it in quotes: "{{{word}}}"'), in_words(variables))
                continue
            key = self._text(inside, variables, word)
            if key is None:
                continue
            name = spelt(key)
            if name in entries:
                what = f"the key {shown(name)} stands here twice, first on line {entries[name].where.line}"
                self.fault(inside.where, TemplateError(what, "remove one"), in_words(variables))
            entries[name] = self.built(inside, variables)
        return entries

    def _items(self, item: Node, variables: Variables) -> Iterator[Node]:
        """What becomes of an item of a list."""
        if not isinstance(item.value, dict) or not (FOR in item.value or ONLY in item.value):
            yield self.built(item, variables)
            return
        body = replace(item, value={k: v for k, v in item.value.items() if k not in (FOR, ONLY)})
        for inner in self._rounds(item.value.get(FOR), variables):
            if self._stands(item.value.get(ONLY), inner):
                yield self.built(body, inner)

    def _rounds(self, loop: Node | None, variables: Variables) -> Iterator[Variables]:
        """The variables of each round of a ``for``."""
        if loop is None:
            yield variables
            return
        try:
            rounds = [*self._rows(loop, variables)] if loop.is_list else [*self._combinations(loop, variables)]
        except _At as at:
            self.fault(at.spot, at.error, in_words(variables))
            return
        for new in rounds:
            if OTHER not in new or SELF not in new or new[OTHER].value != new[SELF].value:
                yield new

    def _combinations(self, loop: Node, variables: Variables) -> Iterator[Variables]:
        if not loop.is_mapping or not loop.value:
            raise _At(loop.spot, TemplateError(f"'for' is {described(loop.value)}, and goes through nothing", _ROWS))
        sources = {name: self.source(source, variables) for name, source in loop.value.items()}
        for name, source in loop.value.items():
            _require_new(name, source.where, variables)
        for values in product(*(enumerate(source) for source in sources.values())):
            bound = zip(sources.items(), values, strict=True)
            yield {**variables, **{name: Bound(value, among, at) for (name, among), (at, value) in bound}}

    def _rows(self, loop: Node, variables: Variables) -> Iterator[Variables]:
        keys: tuple[str, ...] = ()
        rows: list[dict[str, Scalar]] = []
        for row in loop.value:
            if not row.is_mapping or not row.value:
                raise _At(
                    row.spot, TemplateError(f"a row of 'for' is {described(row.value)}, and must be a mapping", _ROWS)
                )
            keys = keys or tuple(row.value)
            if set(row.value) != set(keys):
                what = f"this row has {listed(tuple(row.value))}, and the first has {listed(keys)}"
                raise _At(row.spot, TemplateError(what, "give every row the same variables"))
            for name, value in row.value.items():
                _require_new(name, value.where, variables)
            rows.append({name: self._scalar(value, variables) for name, value in row.value.items()})
        among = {name: tuple(row[name] for row in rows) for name in keys}
        for at, row in enumerate(rows):
            yield {**variables, **{name: Bound(row[name], among[name], at) for name in keys}}

    def source(self, source: Node, variables: Variables) -> tuple[Scalar, ...]:
        """The values that a variable goes through. Raises where they are none."""
        if source.is_list:
            if not source.value:
                raise _At(source.spot, TemplateError("'for' goes through an empty list", "list the values"))
            return tuple(self._scalar(value, variables) for value in source.value)
        try:
            if source.is_mapping:
                bounds = {key: self._scalar(bound, variables) for key, bound in source.value.items()}
                return between(self.lists.get("ladder", ()), bounds, "the ladder")
            name = filled(source.value, variables, self.names) if isinstance(source.value, str) else source.value
        except TemplateError as error:
            raise _At(source.value[error.key].where if error.key else source.spot, error) from None
        if not isinstance(name, str) or name not in self.lists:
            remedy = did_you_mean(str(name), self.lists) or f"name one of {listed([*self.lists])}, or list the values"
            raise _At(source.spot, TemplateError(f"there is no list {shown(name)}", remedy))
        return self.lists[name]

    def _scalar(self, node: Node, variables: Variables) -> Scalar:
        if node.is_mapping or node.is_list or node.value is None:
            what = f"a value of a variable is {described(node.value)}, and must be a word, a text or a number"
            raise _At(node.spot, TemplateError(what, "write one"))
        if isinstance(node.value, str):
            try:
                return filled(node.value, variables, self.names)
            except TemplateError as error:
                raise _At(node.spot, error) from None
        value: Scalar = node.value
        return value

    def _stands(self, condition: Node | None, variables: Variables) -> bool:
        """Do variables have the values that ``only`` asks for?"""
        if condition is None:
            return True
        try:
            if not condition.is_mapping:
                what = f"'only' is {described(condition.value)}, and must be a mapping"
                raise _At(condition.spot, TemplateError(what, "write {variable: value}"))
            return all(self._holds(name, wanted, variables) for name, wanted in condition.value.items())
        except _At as at:
            self.fault(at.spot, at.error, in_words(variables))
            return False

    def _holds(self, name: str, wanted: Node, variables: Variables) -> bool:
        if name not in variables:
            remedy = did_you_mean(name, variables) or f"the variables here are {listed([*variables])}"
            raise _At(wanted.where, TemplateError(f"there is no variable {shown(name)} here", remedy))
        bound = variables[name]
        if not wanted.is_mapping:
            values = wanted.value if wanted.is_list else (wanted,)
            return bound.value in [self._scalar(value, variables) for value in values]
        try:
            bounds = {key: self._scalar(value, variables) for key, value in wanted.value.items()}
            return bound.value in between(bound.among, bounds, shown(name))
        except TemplateError as error:
            raise _At(wanted.value[error.key].where if error.key else wanted.spot, error) from None


class _At(Exception):
    """A template error with where it is."""

    def __init__(self, spot: Spot, error: TemplateError):
        super().__init__(str(error))
        self.spot, self.error = spot, error


def _require_new(name: str, spot: Spot, variables: Variables) -> None:
    if not name.replace("_", "a").isalnum() or not name[:1].islower():
        raise _At(spot, TemplateError(f"{shown(name)} cannot be a variable", "use small letters, digits and '_'"))
    if name in variables:
        what = f"the variable {shown(name)} is taken already, by a 'for' or a module around this"
        raise _At(spot, TemplateError(what, "give it another name"))


def ids(section: Node | None) -> Mapping[str, str]:
    """Id -> name of the items of a section, as far as they can be read."""
    items = section.value if section is not None and section.is_list else ()
    found = {item.get("id"): item.get("name") for item in items}
    return {key: name if isinstance(name, str) else key for key, name in found.items() if isinstance(key, str)}

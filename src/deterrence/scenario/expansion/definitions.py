"""Definitions: formulas by name, put in where other formulas name them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from ...files.decoding import MAX_BYTES
from ...files.diagnostics import PlacedFault
from ...files.messages import described, did_you_mean, listed, shown
from ..campaign.formula import MOST_CHARACTERS, OWN, FormulaError, conditions, dotted, names, syntax
from .builder import Builder
from .conditions import Orders, without_order
from .nodes import Node
from .splicing import one_line, parsed, spliced
from .variables import TemplateError, spelt

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_ATOM = re.compile(r"[a-z][a-z0-9_.]*|[0-9.]+")


@dataclass
class Definitions:
    """Definitions, each with those that it names put in.

    Attributes:
        builder: takes what is wrong.
        written: the text of each definition.
        values, orders: of public variables.
        named: definitions that something names.
        total: characters of all formulas so far.
    """

    builder: Builder
    values: Orders
    orders: Orders
    written: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    total: int = 0

    def read(self, section: Node | None, parameters: Collection[str]) -> None:
        """Take the section. What is wrong in it is noted, at the definition."""
        if section is None:
            return
        texts: dict[str, str] = {}
        for name, node in section.value.items():
            try:
                self._require_name(name, parameters)
            except TemplateError as error:
                self.builder.fault(node.where, error, node.note)
            try:
                texts[name] = self._text(node)
            except TemplateError as error:
                self.builder.fault(node.spot, error, node.note)
        uses = {name: names(text) & texts.keys() for name, text in texts.items()}
        for name in texts:
            for unknown in self._unknown(texts[name], {*section.value, *parameters}):
                self.builder.fault(section.value[name].spot, unknown, section.value[name].note)
        try:
            order = [*TopologicalSorter(uses).static_order()]
        except CycleError as circle:
            node = section.value[circle.args[1][0]]
            what = f"definitions go round in a circle: {' <- '.join(circle.args[1])}"
            self.builder.fault(node.where, TemplateError(what, "define one of them without the others"), node.note)
            return
        for name in order:
            try:
                self.written[name] = self._put_in(texts[name])
            except TemplateError as error:
                self.builder.fault(section.value[name].spot, error, section.value[name].note)

    def put_in(self, node: Node) -> Node:
        """A formula of the file with definitions put in; what is wrong in it is noted."""
        if not isinstance(node.value, str):
            return node
        try:
            text = self._put_in(without_order(one_line(node.value), self.values, self.orders))
        except TemplateError as error:
            self.builder.fault(node.spot, error, node.note)
            return node
        self.total += len(text)
        if self.total > MAX_BYTES:
            what = f"with this, all formulas come to {self.total:,} characters, and at most {MAX_BYTES:,} are read"
            self.builder.faults.fail(node.spot, what, "make definitions shorter, or use them less often")
        return Node(text, node.spot, node.key, node.note)

    def unused(self, section: Node | None) -> Iterator[PlacedFault]:
        """The lines that define something in vain."""
        lines: dict[object, list[str]] = {}
        for name, node in section.value.items() if section is not None else ():
            lines.setdefault(node.where, []).append(name)
        for found in lines.values():
            if not self.named & {*found}:
                assert section is not None  # it has lines
                what = f"the definition {shown(found[0])} is never used"
                yield PlacedFault(section.value[found[0]].where, what, "use it, or remove it")

    def _require_name(self, name: str, parameters: Collection[str]) -> None:
        if not _NAME.fullmatch(name) or name.split(".")[0] == OWN:
            raise TemplateError(f"{shown(name)} cannot be a definition", "use small letters, digits, '_' and '.'")
        if name in parameters or name in self.values:
            kind = "parameter" if name in parameters else "public variable"
            raise TemplateError(f"{shown(name)} is a {kind} too", "give the definition another name")

    def _text(self, node: Node) -> str:
        if node.is_mapping or node.is_list or isinstance(node.value, bool) or node.value is None:
            raise TemplateError(
                f"a definition is {described(node.value)}, and must be a formula", "write one, in quotes"
            )
        text = without_order(one_line(spelt(node.value)), self.values, self.orders)
        try:
            syntax(text)
        except FormulaError as error:
            raise TemplateError(error.what, error.remedy) from None
        return text

    def _unknown(self, text: str, known: Collection[str]) -> Iterator[TemplateError]:
        """What a definition names that there is not."""
        for name in sorted(names(text)):
            if name not in known and not name.startswith(f"{OWN}.") and name not in self.values:
                remedy = did_you_mean(name, known) or "declare it under 'parameters', or define it"
                yield TemplateError(f"there is no parameter or definition {shown(name)}", remedy)
        for variable, wanted in conditions(text):
            values = self.values.get(variable)
            if values is None:
                remedy = did_you_mean(variable, self.values) or f"name one of {listed([*self.values])}"
                yield TemplateError(f"there is no public variable {shown(variable)}", remedy)
                continue
            for value in wanted:
                if value not in values:
                    what = f"{shown(variable)} is never {shown(value)}"
                    yield TemplateError(what, f"it is {listed([spelt(v) for v in values])}")

    def _put_in(self, text: str) -> str:
        tree = parsed(text)
        if tree is None or not self.written:
            return text
        found = [(node, dotted(node)) for node in _named(tree)]
        new = [(node, self._alone(text, name)) for node, name in found if name in self.written]
        self.named |= {name for _, name in found if name in self.written}
        length = len(text) + sum(len(written) for _, written in new)
        if length > MOST_CHARACTERS:
            what = f"with definitions put in, this has {length:,} characters, and at most {MOST_CHARACTERS:,} are read"
            raise TemplateError(what, "make definitions shorter, or name numbers as parameters")
        return spliced(text, new)

    def _alone(self, text: str, name: str) -> str:
        """What stands for a definition in a text, in parentheses where they are needed."""
        written = self.written[name]
        alone = text.strip() == name or _ATOM.fullmatch(written) or _wrapped(written)
        return written if alone else f"({written})"


def _wrapped(text: str) -> bool:
    """Does one pair of parentheses enclose all of a formula?"""
    depth = 0
    for k, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return k == len(text) - 1 and k > 0
    return False


def _named(node: ast.expr) -> Iterator[ast.expr]:
    """Names that stand for a number in a formula."""
    match node:
        case ast.Name():
            yield node
        case ast.Attribute():
            if _is_name(node):
                yield node
        case ast.UnaryOp(operand=inner):
            yield from _named(inner)
        case ast.BinOp(left=left, right=right):
            yield from _named(left)
            yield from _named(right)


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_name(node.value))

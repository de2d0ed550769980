"""A campaign file in the short language -> the same file in the plain one, before it is checked.

In this order: modules are added, templates are written out, lists of mappings become mappings where one is wanted,
conditions by order become lists of values, and definitions are put in where formulas name them. How large the file
becomes is worked out first. Every part keeps the place where a person wrote it, so that what is found wrong later is
found there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...files.diagnostics import Faults, PlacedFault
from ...files.messages import described, nearest, shown
from ...files.record import Record
from ...files.validation import validated
from ...files.yaml_reader import Document
from ..campaign.actor_records import Bystander, CampaignActor
from ..campaign.play_records import CampaignRung, Front, Variable
from ..campaign.record import Campaign
from ..campaign.vocabulary import Asked, IsFormula
from .builder import Builder, ids
from .conditions import condition, values_of
from .definitions import Definitions
from .language import DEFINITIONS, SECTIONS, Language
from .module_files import with_files
from .modules import Used, added, used
from .nodes import Node, document, tree
from .sizes import Sizes
from .typed import fields_of, is_mapping, walked
from .variables import TemplateError, Variables, spelt

# Sections whose ids a 'for' can go through, in the order in which they are written out.
GONE_THROUGH = ("ladder", "fronts", "bystanders", "actors")


def expand(written: Document, faults: Faults) -> Document:
    """The document that a campaign file becomes, in the plain language.

    Raises:
        InputError: what is short in it cannot be written out, or is too large; with every fault found.
    """
    expansion = _Expansion(tree(written), faults)
    return replace(document(expansion.run()), idle=tuple(expansion.idle), further=expansion.further)


class _Ground(Record):
    """Sections whose ids, names and values the short language goes by."""

    ladder: tuple[CampaignRung, ...] = ()
    fronts: tuple[Front, ...] = ()
    bystanders: tuple[Bystander, ...] = ()
    actors: tuple[CampaignActor, ...] = ()
    public: tuple[Variable, ...] = ()


class _Expansion:
    def __init__(self, root: Node, faults: Faults):
        self.root, self.faults = root, faults
        self.sections: dict[str, Node] = root.value
        self.builder = Builder(faults)
        self.sizes = Sizes(faults, self.builder.lists)
        self.further: tuple[str, ...] = ()
        self.idle: list[PlacedFault] = []
        self.expected = {**fields_of(Campaign), DEFINITIONS: dict[str, str]}

    def run(self) -> Node:
        self._misspelt()
        self._lists()
        uses = self._uses()
        self.builder.settle()
        names = dict.fromkeys([*self.sections, *(name for use in uses for name in use.sections)])
        plain = {name: None for name in names if name not in SECTIONS}
        built: dict[str, Node] = {}
        for name in (name for name in GONE_THROUGH if name in plain):
            self._require_room([name], uses)
            built[name] = self._section(name, uses)
            found = ids(built[name])
            self.builder.lists[name] = tuple(found)
            self.builder.names.update(found)
            self.sizes.named = max(map(len, self.builder.names.values()), default=0)
        rest = [name for name in plain if name not in GONE_THROUGH]
        self._require_room(rest, uses)
        built |= {name: self._section(name, uses) for name in rest}
        self._settle(built)
        definitions = built.pop(DEFINITIONS, None)
        root = replace(self.root, value={name: built[name] for name in plain if name in built})
        root = self._without_definitions(self._without_order(root), definitions)
        self._settle(built)
        return root

    def _settle(self, built: Mapping[str, Node]) -> None:
        """Raise ``InputError`` if there was a fault; first with what is wrong in sections that the others depend on."""
        found = {name: built[name] for name in _Ground.model_fields if name in built}
        if self.builder.found and found:
            validated(_Ground, document(Node(found, self.root.spot)), self.faults)
            self.faults.raise_if_any()
        self.builder.settle()

    def _misspelt(self) -> None:
        """Sections that were probably meant to be of the short language; the others are left to the checks."""
        short = (*SECTIONS, DEFINITIONS)
        for name in self.sections.keys() - {*self.expected, *SECTIONS}:
            if (meant := nearest(name, [*self.expected, *SECTIONS])) in short:
                error = TemplateError(f"unknown key {shown(name)}", f"did you mean {meant!r}?")
                self.builder.fault(self.sections[name].where, error)

    def _lists(self) -> None:
        lists = self._checked("lists")
        for name, node in lists.value.items() if lists is not None else ():
            if name in GONE_THROUGH:
                what = f"{shown(name)} is a section of the file, which 'for' can go through as it is"
                self.builder.fault(node.where, TemplateError(what, "give the list another name"))
            self.builder.lists[name] = tuple(value.value for value in node.value)

    def _uses(self) -> list[Used]:
        modules = self._checked("modules")
        if modules is not None:
            modules, self.further = with_files(self.builder, modules, Path(self.faults.file).parent)
            self.builder.settle()
        uses = self.sections.get("use")
        if uses is not None:
            self.sizes.require(uses, {})
            uses = self._checked("use", self.builder.built(uses, {}))
        return [*used(self.builder, modules, uses, self.expected)]

    def _checked(self, name: str, built: Node | None = None) -> Node | None:
        """A section of the short language, of the right shape. Raises ``InputError`` where it is not."""
        section = built or self.sections.get(name)
        self.builder.settle()
        if (
            section is not None
            and validated(Language, document(Node({name: section}, section.spot)), self.faults) is None
        ):
            self.faults.raise_if_any()
        return section

    def _parts(self, name: str, uses: Iterable[Used]) -> list[tuple[Node, Variables]]:
        """What the file says of a section and what each use of a module does, with the arguments."""
        own: list[tuple[Node, Variables]] = [(self.sections[name], {})] if name in self.sections else []
        return own + [(use.sections[name], use.arguments) for use in uses if name in use.sections]

    def _require_room(self, names: Iterable[str], uses: Iterable[Used]) -> None:
        """Raise ``InputError``, with the numbers, where sections written out would be too large."""
        for name in names:
            for part, variables in self._parts(name, uses):
                self.sizes.require(part, {word: len(spelt(bound.value)) for word, bound in variables.items()})

    def _section(self, name: str, uses: Iterable[Used]) -> Node:
        """A section written out, with what modules add to it."""
        whole: Node | None = None
        for part, variables in self._parts(name, uses):
            new = walked(self.builder.built(part, variables), self.expected.get(name, Any), self._joined)
            whole = new if whole is None else added(self.builder, whole, new, name)
        assert whole is not None  # it is in the file or in a module
        return whole

    def _joined(self, node: Node, expected: Any, markers: object) -> Node:
        """A list of mappings where a mapping is expected, as that mapping."""
        if not (node.is_list and is_mapping(expected) and all(item.is_mapping for item in node.value)):
            return node
        joined: dict[str, Node] = {}
        for item in node.value:
            for key, inside in item.value.items():
                if key in joined:
                    what = f"the key {shown(key)} stands here twice, first on line {joined[key].where.line}"
                    self.builder.fault(inside.where, TemplateError(what, "remove one"), inside.note)
                joined[key] = inside
        return replace(node, value=joined)

    def _without_order(self, root: Node) -> Node:
        orders = values_of(root.value.get("public"), ordered=True)

        def visit(node: Node, expected: Any, markers: tuple[Any, ...]) -> Node:
            if not node.is_mapping or not any(type(m) is Asked for m in markers):
                return node
            asked = {}
            for name, wanted in node.value.items():
                try:
                    asked[name] = condition(name, wanted, orders)
                except TemplateError as error:
                    spot = wanted.value[error.key].where if error.key else wanted.spot
                    self.builder.fault(spot, error, wanted.note)
            return replace(node, value=asked)

        return walked(root, Campaign, visit)

    def _without_definitions(self, root: Node, section: Node | None) -> Node:
        public, parameters = root.value.get("public"), root.value.get("parameters")
        definitions = Definitions(self.builder, values_of(public), values_of(public, ordered=True))
        if section is not None and not section.is_mapping:
            what = f"'definitions' is {described(section.value)}, and must be a mapping"
            self.faults.fail(section.spot, what, "write 'name: formula' lines")
        definitions.read(section, parameters.value if parameters is not None and parameters.is_mapping else {})
        self._settle(root.value)

        def visit(node: Node, expected: Any, markers: tuple[Any, ...]) -> Node:
            return definitions.put_in(node) if any(isinstance(m, IsFormula) for m in markers) else node

        root = walked(root, Campaign, visit)
        self.idle += definitions.unused(section)
        return root

"""Modules: fragments of a file with arguments, added to the file where they are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ...files.messages import did_you_mean, listed, shown
from .builder import Builder
from .language import DEFINITIONS, SECTIONS, TAKES, WITH
from .nodes import Node, plain
from .variables import Bound, TemplateError, Variables

NOT_GIVEN = ("schema", "name", "title", "summary", "window", *SECTIONS)


@dataclass(frozen=True)
class Used:
    """A module where it is used.

    Attributes:
        sections: what it gives, not written out yet.
        arguments: what its arguments stand for.
    """

    sections: dict[str, Node]
    arguments: Variables


def used(builder: Builder, modules: Node | None, uses: Node | None, known: Iterable[str]) -> Iterator[Used]:
    """Every use of a module, in the order of the file.

    Args:
        builder: takes what is wrong.
        modules, uses: the two sections, of the right shape; templates in the second are written out.
        known: sections that a campaign has.
    """
    given: dict[str, Node] = modules.value if modules is not None else {}
    called: set[str] = set()
    for module in given.values():
        for section, inside in module.value.items():
            if section not in (TAKES, DEFINITIONS, *known) or section in NOT_GIVEN:
                remedy = did_you_mean(section, known) or "give lists and tables of the file, and leave the rest to it"
                builder.fault(inside.where, TemplateError(f"a module cannot give {shown(section)}", remedy))
    for use in uses.value if uses is not None else ():
        name, arguments = use.value["module"].value, use.value.get(WITH)
        called.add(name)
        if name not in given:
            remedy = did_you_mean(name, given) or f"name one of {listed(list(given))}, or add it"
            builder.fault(
                use.value["module"].spot, TemplateError(f"there is no module {shown(name)}", remedy), use.note
            )
            continue
        module = given[name].value
        takes = [argument.value for argument in module[TAKES].value] if TAKES in module else []
        bound: dict[str, Bound] = {}
        for argument, node in arguments.value.items() if arguments is not None else ():
            bound[argument] = Bound(node.value)
            if argument not in takes:
                remedy = did_you_mean(argument, takes) or f"it takes {listed(takes)}"
                what = f"the module {shown(name)} does not take {shown(argument)}"
                builder.fault(node.where, TemplateError(what, remedy), use.note)
        for argument in takes:
            if argument not in bound:
                what = f"the module {shown(name)} takes {shown(argument)}, and is not given it"
                builder.fault(use.spot, TemplateError(what, f"add '{argument}: …' under 'with'"), use.note)
        yield Used({k: v for k, v in module.items() if k != TAKES}, bound)
    for name, module in given.items():
        if name not in called:
            what = f"the module {shown(name)} is declared but never used"
            builder.fault(module.where, TemplateError(what, "use it, or remove it"))


def added(builder: Builder, old: Node | None, new: Node, where: str) -> Node:
    """What a file has with what a module gives added to it.

    Mappings are joined, and lists too, items with one id being one item; what is said twice in the same words is said
    once. A value that is given twice in different words is a fault.
    """
    if old is None or plain(old) == plain(new):
        return old or new
    if old.is_mapping and new.is_mapping:
        joined = dict(old.value)
        for key, inside in new.value.items():
            joined[key] = added(builder, joined.get(key), inside, key)
        return replace(old, value=joined)
    if old.is_list and new.is_list:
        items = list(old.value)
        places = {item.get("id"): k for k, item in enumerate(items) if item.get("id") is not None}
        for item in new.value:
            k = places.get(item.get("id"))
            if k is not None:
                items[k] = added(builder, items[k], item, where)
            elif all(plain(item) != plain(other) for other in old.value):
                items.append(item)
        return replace(old, value=tuple(items))
    what = f"a module gives {shown(where)} another value than line {old.spot.line} does"
    builder.fault(new.spot, TemplateError(what, "give it once, or put an argument of the module into its id"), new.note)
    return old

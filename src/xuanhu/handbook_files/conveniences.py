"""What a handbook may leave out: one text for a list of texts or for a key, `all_services` for what every service says.

Resolved on nodes, so that a fault still stands where its author wrote it.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from xuanhu.core.handbook.service import Handbook, Key
from xuanhu.handbook_files.nodes import Node, Steps

ALL_SERVICES: Final = "all_services"
JOINED: Final = ("notes", "who", "needed", "steps", "sms")  # a service's own entries first; of `sms`, its own win


def resolve(root: Node) -> Node:
    """The handbook as its dataclasses have it."""
    return _spell_out(_share(root), Handbook)


def fields_of(kind: Any) -> dict[str, Any]:
    """The fields of a dataclass with their types; none of anything else."""
    if not is_dataclass(kind):
        return {}
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def kind_at(path: Steps, kind: Any = Handbook) -> Any:
    """The type of what stands at a path; None where the language has nothing there."""
    for step in path:
        kind = _below(_certain(kind), step)
    return _certain(kind)


def _below(kind: Any, step: str | int) -> Any:
    if get_origin(kind) in (tuple, Mapping):
        return get_args(kind)[0 if get_origin(kind) is tuple else 1]
    return fields_of(kind).get(str(step))


def _certain(kind: Any) -> Any:
    """A type without its `| None`."""
    rest = [one for one in get_args(kind) if one is not NoneType] if get_origin(kind) in (Union, UnionType) else [kind]
    return rest[0] if len(rest) == 1 else kind


def _share(root: Node) -> Node:
    """Give every service what it does not say itself. What is no mapping is left in, to be refused."""
    entries = root.entries
    shared = root.children.get(ALL_SERVICES)
    if shared is None or not isinstance(shared.value, dict):
        return root
    del entries[ALL_SERVICES]
    if "services" in entries:
        at, services = entries["services"]
        each = {name: (place, _fill_up(own, shared)) for name, (place, own) in services.entries.items()}
        entries["services"] = at, Node.of_mapping(services.place, each) if each else services
    return Node.of_mapping(root.place, entries)


def _fill_up(own: Node, shared: Node) -> Node:
    if not isinstance(own.value, dict):
        return own
    entries = shared.entries | own.entries
    for key in JOINED:
        if key in own.children and key in shared.children:
            entries[key] = own.keys[key], _join(own.children[key], shared.children[key])
    return Node.of_mapping(own.place, entries)


def _join(own: Node, shared: Node) -> Node:
    if isinstance(own.value, list) and isinstance(shared.value, list):
        return Node.of_list(own.place, [*own.items, *shared.items])
    if isinstance(own.value, dict) and isinstance(shared.value, dict):
        return Node.of_mapping(own.place, shared.entries | own.entries)
    return own


def _spell_out(node: Node, kind: Any) -> Node:
    """Make a list of a single text where a list of texts is meant, and a key of a text that is its label."""
    kind = _certain(kind)
    if kind == tuple[str, ...] and not isinstance(node.value, list | dict | None):
        return Node.of_list(node.place, [node])
    if kind is Key and isinstance(node.value, str):
        return Node.of_mapping(node.place, {"says": (node.place, node)})
    if isinstance(node.value, dict):
        entries = {key: (at, _spell_out(child, _below(kind, key))) for key, (at, child) in node.entries.items()}
        return Node.of_mapping(node.place, entries)
    if isinstance(node.value, list):
        return Node.of_list(node.place, [_spell_out(item, _below(kind, 0)) for item in node.items])
    return node

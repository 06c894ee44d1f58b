"""What a YAML document holds, each value with the place where it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xuanhu.handbook_files.faults import Place

Steps = Sequence[str | int]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value with its place; `children` are the nodes of a list or mapping, `keys` the places of a mapping's keys."""

    place: Place
    value: Any
    children: Mapping[str | int, "Node"] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)

    @classmethod
    def of_list(cls, place: Place, items: Sequence["Node"]) -> "Node":
        """A list of these nodes."""
        return cls(place, [item.value for item in items], dict(enumerate(items)))

    @classmethod
    def of_mapping(cls, place: Place, entries: Mapping[str, tuple[Place, "Node"]]) -> "Node":
        """A mapping of these nodes, each with the place of its key."""
        return cls(
            place,
            {key: node.value for key, (_, node) in entries.items()},
            {key: node for key, (_, node) in entries.items()},
            {key: at for key, (at, _) in entries.items()},
        )

    @property
    def entries(self) -> dict[str, tuple[Place, "Node"]]:
        """What a mapping was made of; nothing for anything else."""
        return {key: (at, self.children[key]) for key, at in self.keys.items()}

    @property
    def items(self) -> list["Node"]:
        """What a list was made of; nothing for anything else."""
        return [] if self.keys else list(self.children.values())


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One document of a file: its plain value, and the place of everything in it."""

    root: Node

    @property
    def value(self) -> Any:
        """Dicts, lists, texts, booleans, integers, Decimals and None."""
        return self.root.value

    @property
    def start(self) -> Place:
        """Where the document begins."""
        return self.root.place

    def place(self, path: Steps) -> Place:
        """Where the value at this path stands, such as ("services", "escort", "clocks", 0); else its nearest parent."""
        return self._nodes(path)[-1].place

    def key_place(self, path: Steps) -> Place:
        """Where the key of this path stands; of a list's entry, or of what is not there, the nearest place there is."""
        nodes = self._nodes(path)
        if path and len(nodes) > len(path):
            return nodes[-2].keys.get(str(path[-1]), nodes[-1].place)
        return nodes[-1].place

    def _nodes(self, path: Steps) -> list[Node]:
        """The nodes along a path, from the root, as far as they go."""
        nodes = [self.root]
        for step in path:
            child = nodes[-1].children.get(step)
            if child is None:
                break
            nodes.append(child)
        return nodes

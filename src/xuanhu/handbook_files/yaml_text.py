"""YAML 1.2 with a place for everything: true, false, null and numbers; all else is text, `on` and dates too.

Built from PyYAML's events, so that no file, however it is mangled, does more than be refused.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import yaml

from xuanhu.handbook_files.faults import Fault, Faulty, Place, quoted
from xuanhu.handbook_files.nodes import Document, Node
from xuanhu.handbook_files.yaml_words import explain_problem

__all__ = ["Document", "Fault", "Faulty", "Place", "plain_value", "read_documents"]

MOST_BYTES: Final = 4_000_000
DEEPEST: Final = 32
MOST_ALIASES: Final = 50
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNREADABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,40}")
_DECIMAL: Final = re.compile(r"[-+]?(?:[0-9]{1,40}\.[0-9]{0,40}|\.?[0-9]{1,40})(?:[eE][-+]?[0-9]{1,2})?")
_TEXT_TAGS: Final = ("!", "tag:yaml.org,2002:str")


def read_documents(text: str | bytes, file: str) -> list[Document]:
    """Read every document of a file; an empty one between others is passed over. Raises Faulty."""
    source = _as_text(text, file)
    composer = _Composer(file)
    try:
        for event in yaml.parse(source, Loader=LOADER):
            composer.take(event)
    except _Refused as refused:
        raise Faulty([*composer.faults, refused.fault]) from None
    except yaml.YAMLError as error:
        raise Faulty([*composer.faults, explain_problem(error, source, file)]) from None
    if composer.faults:
        raise Faulty(composer.faults)
    documents = [Document(root) for root in composer.roots if root.value is not None]
    if not documents:
        wrong, right = "文件是空的 (the file is empty)", "写上内容 (write something into it)"
        raise Faulty([Fault(Place(file, 1, 1), "yaml-empty", wrong, right)])
    return documents


def _as_text(text: str | bytes, file: str) -> str:
    """The file as text, refused where it is too long, not UTF-8, or holds what no text editor writes."""
    if len(text) > MOST_BYTES:
        wrong = "文件太大 (the file is too large)"
        raise Faulty([Fault(Place(file, 1, 1), "yaml-too-large", wrong, f"至多 {MOST_BYTES} 字节 (at most)")])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8-sig", "replace")
            wrong = "不是 UTF-8 编码的文字 (not text in UTF-8)"
            right = "另存为 UTF-8 (save it as UTF-8)"
            raise Faulty([Fault(_place_after(before, file), "yaml-encoding", wrong, right)]) from None
    text = text.removeprefix("\ufeff")
    found = _UNREADABLE.search(text)
    if found is not None:
        raise Faulty([_unreadable(found[0], _place_after(text[: found.start()], file))])
    return text


def _place_after(text: str, file: str) -> Place:
    return Place(file, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _unreadable(character: str, place: Place) -> Fault:
    wrong = f"有不能用的控制字符 U+{ord(character):04X} (a control character)"
    return Fault(place, "yaml-encoding", wrong, "删去它 (remove it)")


class _Refused(yaml.YAMLError):
    """What YAML allows and we do not, with its fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.wrong)
        self.fault = fault


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come."""

    place: Place
    anchor: str | None
    is_mapping: bool
    aliases: int = 0  # how many the document had when it began
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Place, Node]] = field(default_factory=dict)
    key: tuple[str, Place] | None = None


class _Composer:
    """Puts events together to nodes, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.roots: list[Node] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._aliases = 0

    def take(self, event: Any) -> None:
        """Take the next event. Raises _Refused."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._anchors, self._aliases = {}, 0
        elif isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._aliased(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _take_scalar(self, event: Any) -> None:
        place = self._place(event)
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            self._refuse(
                place, "yaml-tag", f"不能用标签 {quoted(event.tag)} (no tags here)", "删去标签 (remove the tag)"
            )
        found = _UNREADABLE.search(event.value)
        if found is not None:
            raise _Refused(_unreadable(found[0], place))
        is_plain = not event.style and event.tag is None
        top = self._open[-1] if self._open else None
        if top is not None and top.is_mapping and top.key is None:
            self._take_key(top, event.value, place)
            return
        node = Node(place, plain_value(event.value) if is_plain else event.value)
        self._keep(event.anchor, node)
        self._add(node)

    def _take_key(self, top: _Open, key: str, place: Place) -> None:
        if key in top.entries:
            first = top.entries[key][0]
            wrong = f"{quoted(key)} 写了两次 (written twice)"
            right = f"只留一个；第一个在第 {first.line} 行 (keep one; the first is on line {first.line})"
            self.faults.append(Fault(place, "duplicate-key", wrong, right))
        top.key = (key, place)

    def _begin(self, event: Any) -> None:
        place = self._place(event)
        if event.tag is not None:
            self._refuse(
                place, "yaml-tag", f"不能用标签 {quoted(event.tag)} (no tags here)", "删去标签 (remove the tag)"
            )
        if len(self._open) >= DEEPEST:
            self._refuse(place, "yaml-too-deep", f"超过 {DEEPEST} 层 (nested too deeply)", "少套几层 (nest less)")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._refuse_as_key(place)
        self._open.append(_Open(place, event.anchor, is_mapping, self._aliases))

    def _end(self) -> None:
        done = self._open.pop()
        node = Node.of_mapping(done.place, done.entries) if done.is_mapping else Node.of_list(done.place, done.items)
        # What holds aliases itself is not kept, so that nothing grows by repeating it.
        self._keep(done.anchor, node if self._aliases == done.aliases else None)
        self._add(node)

    def _keep(self, anchor: str | None, node: Node | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node

    def _aliased(self, event: Any) -> Node:
        place = self._place(event)
        self._refuse_as_key(place)
        self._aliases += 1
        node = self._anchors.get(event.anchor)
        if node is None or self._aliases > MOST_ALIASES:
            wrong = f"不能用别名 {quoted('*' + event.anchor)} (this alias is not allowed)"
            right = f"写出全部内容；别名至多 {MOST_ALIASES} 个，不能套用 (write it out; no alias in an alias)"
            raise _Refused(Fault(place, "yaml-alias", wrong, right))
        return node

    def _refuse_as_key(self, place: Place) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.is_mapping and top.key is None:
            self._refuse(place, "yaml-syntax", "键必须是文字 (a key must be text)", "写成 键: 值 (write key: value)")

    def _add(self, node: Node) -> None:
        if not self._open:
            self.roots.append(node)
        elif (top := self._open[-1]).key is None:
            top.items.append(node)
        else:
            key, key_place = top.key
            top.entries.setdefault(key, (key_place, node))
            top.key = None

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, place: Place, code: str, wrong: str, right: str) -> None:
        raise _Refused(Fault(place, code, wrong, right))


def plain_value(text: str) -> str | bool | int | Decimal | None:
    """What a word without quotes means; dates, times and very long numbers stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text

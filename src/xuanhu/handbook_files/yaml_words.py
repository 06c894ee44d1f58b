"""What the YAML parser complains about, in words that help whoever wrote the file."""

from typing import Final

import yaml

from xuanhu.handbook_files.faults import Fault, Place

# Part of the parser's message: what is wrong, and what would be right, each Chinese and English.
_PROBLEMS: Final = (
    (
        "cannot start any token",
        "这里有 YAML 不认的字符，多半是 Tab、@ 或反引号",
        "用空格缩进；文字加引号 (indent with spaces; put the text in quotes)",
    ),
    (
        "mapping values are not allowed",
        "这里不该有冒号",
        "文字里有“: ”就加引号；缩进要对齐 (put text with ': ' in quotes; align the indentation)",
    ),
    (
        "could not find expected ':'",
        "这一行少了冒号和空格",
        "写成 键: 值，用半角冒号加空格 (write key: value, with a plain colon and a space)",
    ),
    ("expected <block end>", "缩进没有对齐", "同一层的键从同一列开始 (keys of one level start in one column)"),
    (
        "did not find expected key",
        "缩进没有对齐，或者前面的引号没有关上",
        "同一层的键从同一列开始，引号要成对 (keys of one level start in one column; quotes come in pairs)",
    ),
    ("'-' indicator", "缩进没有对齐", "列表的每一项从同一列的 - 开始 (entries start with - in one column)"),
    ("',' or ']'", "方括号里少了逗号或右括号", "写成 [甲, 乙] (write [a, b])"),
    ("',' or '}'", "花括号里少了逗号或右括号", "写成 {键: 值, 键: 值} (write {key: value})"),
    ("end of stream", "引号或括号没有关上", "补上后一半 (close it)"),
    ("escape", "双引号里不认得这个反斜杠写法", "改用单引号，或写两个反斜杠 (use single quotes, or two backslashes)"),
)
_OTHERWISE: Final = ("这里读不懂", "看看缩进、引号、括号和冒号 (look at indentation, quotes, brackets and colons)")


def explain_problem(error: yaml.YAMLError, source: str, file: str) -> Fault:
    """The parser's complaint as a fault; where a full-width colon is the likely cause, that is said."""
    message = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    known = next(((wrong, right) for part, wrong, right in _PROBLEMS if part in message), _OTHERWISE)
    wrong, right = known
    if _has_wide_colon(source, place.line):
        right = "冒号要用半角，后面空一格：“: ” (use a plain colon and a space)"
    return Fault(place, "yaml-syntax", f"{wrong} ({' '.join(message.split())})", right)


def _has_wide_colon(source: str, line: int) -> bool:
    """Whether this line or the one before looks like `键：值`."""
    near = source.split("\n")[max(line - 2, 0) : line]
    return any("：" in text and ": " not in text and not text.rstrip().endswith(":") for text in near)

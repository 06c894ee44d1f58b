"""How a name is read aloud in pinyin, without tones: every reading under which somebody may look for it.

A character that is a surname is often read otherwise there (单 shan, not dan), and those who type do not always know:
both readings are kept.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

# Read this way as a surname; the everyday reading comes from the dictionary.
SURNAMES: Final = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "区": "ou",
    "种": "chong",
    "重": "chong",
    "缪": "miao",
    "繁": "po",
    "翟": "zhai",
    "员": "yun",
    "乐": "yue",
    "折": "she",
    "黑": "he",
    "秘": "bi",
    "祭": "zhai",
    "召": "shao",
    "能": "nai",
    "覃": "qin",
    "都": "du",
    "洗": "xian",
    "隗": "wei",
}
LONG_SURNAMES: Final = {
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "宇文": ("yu", "wen"),
    "夏侯": ("xia", "hou"),
    "单于": ("chan", "yu"),
    "鲜于": ("xian", "yu"),
    "皇甫": ("huang", "fu"),
    "东方": ("dong", "fang"),
    "欧阳": ("ou", "yang"),
}
# Characters of given names that are read in more than one way.
GIVEN: Final = {
    "乐": ("le", "yue"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "朝": ("chao", "zhao"),
    "重": ("chong", "zhong"),
    "茜": ("qian", "xi"),
    "晟": ("sheng", "cheng"),
    "恪": ("ke", "que"),
    "娜": ("na", "nuo"),
    "莎": ("sha", "suo"),
    "传": ("chuan", "zhuan"),
    "调": ("diao", "tiao"),
    "盛": ("sheng", "cheng"),
    "柏": ("bai", "bo"),
}
MOST: Final = 8  # of a name with many such characters, the first few combinations
ODD: Final = {"lv": ("lv", "lu", "lyu"), "nv": ("nv", "nu", "nyu"), "lve": ("lve", "lue"), "nve": ("nve", "nue")}


def plain(text: str) -> str:
    """A text as it is compared: one width, small letters, without blanks, hyphens and middle dots."""
    letters = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return "".join(letter for letter in letters if not letter.isspace() and letter not in "·•・.-'’")


def readings(name: str) -> list[tuple[str, ...]]:
    """Every reading of a name, a syllable for each character; letters stand for themselves."""
    bare = plain(name)
    found = dict.fromkeys(islice(product(*_choices(bare)), MOST))
    return list(found)


def _choices(name: str) -> Iterator[Sequence[str]]:
    """What each character may be read as, the likeliest first."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes long to load

    usual = [part for letter in name for part in lazy_pinyin(letter, style=Style.NORMAL, v_to_u=False)]
    long = LONG_SURNAMES.get(name[:2], ()) if len(name) > len("尉迟") else ()
    for place, (letter, syllable) in enumerate(zip(name, usual, strict=True)):
        if place < len(long):
            yield _with_odd(dict.fromkeys((long[place], syllable)))
        elif place == 0:
            yield _with_odd(dict.fromkeys((SURNAMES.get(letter, syllable), syllable)))
        else:
            yield _with_odd(dict.fromkeys((*GIVEN.get(letter, ()), syllable)))


def _with_odd(syllables: dict[str, None]) -> Sequence[str]:
    return [one for syllable in syllables for one in ODD.get(syllable, (syllable,))]

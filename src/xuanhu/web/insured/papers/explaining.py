"""Papers in plain words: what each looks like, where one gets it; what is wrong with a picture, and what helps."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from xuanhu.apps.incoming.pieces import MOST_SHEETS, Code
from xuanhu.handbook_files.yaml_text import read_documents

TABLE: Final = Path(__file__).with_name("explained.yaml")


class Explained(NamedTuple):
    """What a paper looks like, and where one gets it."""

    looks: str
    where: str


@cache
def _table() -> Mapping[str, Explained]:
    found = read_documents(TABLE.read_bytes(), TABLE.name)[0].value
    return {kind: Explained(**words) for kind, words in found.items()}


def explained(kind: str) -> Explained | None:
    """A paper in plain words; None for one that only its handbook knows."""
    return _table().get(kind)


FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blurred": "有点模糊，字可能看不清。请擦一下镜头、拿稳，再拍一张。",
        "dark": "太暗了。请到亮一点的地方，别让手的影子挡住。",
        "cut-off": "可能没拍全。请看看纸的四个角是不是都在。",
        "too-small": "图太小，小字可能看不清。请用原图，或者靠近一点再拍。",
        "unreadable": "我们打不开它，看不到里面的内容。最好换一张照片或 PDF；也可以就这样交。",
        "locked": "这份 PDF 要密码才能打开。请换一份不用密码的，或者直接拍照。",
    }
)

REFUSED: Final[Mapping[Code, str]] = MappingProxyType(
    {
        "empty": "这个文件是空的，里面没有内容。请换一个。",
        "too-large": "这个文件太大了，最多 {most} MB。照片不用压缩；很大的影像请打电话给我们，我们帮您收。",
        "too-many": f"还没确认的文件太多了，最多 {MOST_SHEETS} 个。请先确认或删掉一些，再接着传。",
        "too-much": "还没确认的文件太多了。请先确认或删掉一些，再接着传。",
        "no-such-sheaf": "这份资料已经交上，或者过了时间被删掉了。请回到资料页看一看。",
        "another-file": "这不是刚才那个文件。请重新选一次。",
        "wrong-place": "传的时候出了点差错。请重新选一次这个文件。",
        "wrong-hash": "传的时候有一段坏了，会自动重传。",
        "not-whole": "还没有传完。",
        "over": "过了时间，已经删掉了。请重新选一次这个文件。",
    }
)

"""What a file about the network may say: kinds of rows, their columns, and what spreadsheets call them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xuanhu.apps.network import values
from xuanhu.apps.network.values import Read


class Column(NamedTuple):
    """A column: its name, its headings in Chinese, how a cell is read, whether each row needs it, if it is private."""

    name: str
    headings: tuple[str, ...]
    read: Read
    needed: bool = False
    is_private: bool = False


CODE = Column("code", ("编码", "编号", "代码"), values.code, needed=True)
NAME = Column("name", ("名称", "姓名"), values.text, needed=True)
PERSON = NAME._replace(is_private=True)
INSURER = Column("insurer", ("保险公司", "公司"), values.text, needed=True)
CITY = Column("city", ("城市", "市", "所在城市"), values.city, needed=True)
ADDRESS = Column("address", ("地址",), values.text)
FROM = Column("from", ("生效日期", "起始日期", "起", "自"), values.day, needed=True)
UNTIL = Column("until", ("停用日期", "截止日期", "止"), values.day)
PHONE = Column("phone", ("电话", "联系电话", "手机", "手机号"), values.phone, is_private=True)
SPECIALTIES = Column("specialties", ("专长", "擅长", "项目", "检测项目"), values.texts)
OF_A_PROVIDER = (INSURER, CODE, CITY, SPECIALTIES, PHONE, FROM, UNTIL)

KINDS: Final[Mapping[str, tuple[Column, ...]]] = {
    "hospitals": (
        CODE._replace(headings=(*CODE.headings, "医院编码")),
        NAME._replace(headings=(*NAME.headings, "医院", "医院名称")),
        Column("other_names", ("别名", "其他名称", "曾用名"), values.texts),
        Column("province", ("省份", "省"), values.province, needed=True),
        CITY,
        Column("level", ("级别", "等级", "医院等级"), values.level, needed=True),
        Column("ownership", ("性质", "所有制"), values.ownership, needed=True),
        Column("social_insurance_designated", ("医保定点", "医保"), values.yes_or_no),
        Column("departments", ("科室",), values.texts),
        ADDRESS,
        PHONE._replace(is_private=False),
    ),
    "partners": (
        INSURER,
        Column("handbook", ("手册",), values.code, needed=True),
        Column("service", ("服务", "服务项目"), values.code),
        FROM,
        Column("source", ("来源", "出处"), values.text),
        Column("hospital", ("医院", "医院名称", "名称"), values.text, needed=True),
        Column("code", ("医院编码", "编码", "编号", "代码"), values.code),
    ),
    "experts": (
        *OF_A_PROVIDER,
        PERSON,
        Column("hospital", ("医院", "所在医院"), values.text),
        Column("rank", ("职称",), values.rank),
    ),
    "escorts": (*OF_A_PROVIDER, PERSON),
    "laboratories": (*OF_A_PROVIDER, NAME, ADDRESS),
    "institutions": (
        *OF_A_PROVIDER,
        NAME,
        Column("region", ("地区", "省份", "省"), values.province, needed=True),
        ADDRESS._replace(needed=True),
        Column("fee_note", ("费用说明", "费用"), values.text),
    ),
}
IN_CHINESE: Final = {
    "hospitals": "医院",
    "partners": "合作名单",
    "experts": "专家",
    "escorts": "陪诊员",
    "laboratories": "实验室",
    "institutions": "体检机构",
}


def column_called(kind: str, heading: str) -> Column | None:
    """The column of a kind that a heading means, in Chinese or by its own name."""
    wanted = "".join(heading.split()).lower()
    for column in KINDS[kind]:
        if wanted in (column.name, column.name.replace("_", "")) or wanted in column.headings:
            return column
    return None

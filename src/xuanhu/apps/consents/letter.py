"""What was signed, on paper for the signer: the text as it was read, the signature, and what proves both."""

from typing import Any, Final

from xuanhu.apps.consents.models import Record
from xuanhu.apps.consents.queries import text_of
from xuanhu.apps.consents.sealed import digest, opened
from xuanhu.apps.opinions.letter import chinese_numerals
from xuanhu.apps.parties.queries import insured_of
from xuanhu.core.reckoning import SHANGHAI, chinese_moment
from xuanhu.integrations.typesetting import page_pictures, typeset

TEMPLATE: Final = "consent"
WAYS: Final = {"finger": "在屏幕上手写签名", "code": "填写姓名，并用短信验证码确认", "": "明确表示不签"}
CAPACITIES: Final = {"self": "本人", "guardian": "监护人（代未成年人）"}
NOTICE: Final = (
    "以上内容由签署人登录本人账户后阅读并签署。签署时的文本、笔迹、账户、时间和来源一并封存，只能添加，不能改动；"
    "文本校验码是文本的 SHA-256，从“我的”里的“授权和同意”下载文本文件，就可以自行核对。"
)


def pdf_of(record: Record) -> bytes:
    """The letter as PDF/A, dated by the signature: the same bytes whenever it is asked for, until it is withdrawn."""
    return typeset(template=TEMPLATE, data=data_of(record), at=record.at)


def pictures_of(record: Record) -> list[bytes]:
    """The letter's pages as PNG."""
    return page_pictures(template=TEMPLATE, data=data_of(record), at=record.at)


def data_of(record: Record) -> dict[str, Any]:
    """The letter's data. The name is whole, for it is the signer's own; the number is masked as in the text."""
    text, at = text_of(record), record.at.astimezone(SHANGHAI)
    withdrawn = getattr(record, "withdrawal", None)
    return {
        "title": text.title,
        "insurer": record.insured.insurer.name,
        "partner": "",
        "hotline": "",
        "foot": f"记录编号 {number_of(record)}　版本 {text.version}",
        "draft": False,
        "facts": text.facts,
        "sections": [{"title": one.title, "lines": list(one.lines)} for one in text.sections],
        "name": insured_of(record.insured).name,
        "capacity": CAPACITIES[record.capacity],
        "picture": opened("record.picture", record.picture),
        "is_refused": record.kind == "refused",
        "date": chinese_numerals(at.date()),
        "proof": _proof(record),
        "withdrawn": chinese_moment(withdrawn.at, year=True) if withdrawn is not None else "",
        "notice": NOTICE,
    }


def number_of(record: Record) -> str:
    """By what a record is named on paper."""
    found = record.public_id.hex.upper()
    return "-".join((found[:4], found[4:8], found[8:12]))


def _proof(record: Record) -> list[tuple[str, str]]:
    drawn = digest(opened("record.strokes", record.strokes))
    found = [
        ("时间", f"{chinese_moment(record.at, year=True)}:{record.at:%S}（北京时间）"),
        ("方式", WAYS[record.way]),
        ("账户", f"第 {record.account_id} 号，{CAPACITIES[record.capacity]}"),
        ("文本校验码", bytes(record.text.hash).hex()),
        ("笔迹校验码", drawn),
        ("记录校验码", bytes(record.hash).hex()),
    ]
    return [(name, value) for name, value in found if value]

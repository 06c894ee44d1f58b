"""The texts that insured persons sign: built from the handbook, the case and words/consents.yaml, told apart by hash.

Same edition, same case, same words: the same text to the byte, so the same hash. The plain text is the truth; what a
page or a letter shows is read out of it again, so that what was signed can be shown for ever.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.in_words.endings import what_becomes
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.vocabulary import USUAL_PAPERS
from xuanhu.handbook_files.wording import FOLDER, built_in_words
from xuanhu.handbook_files.yaml_text import read_documents

HELPER: Final = "helper-authorization"
NUMERALS: Final = "一二三四五六七八九十"
SLOT: Final = re.compile(r"{(\w+)}")
# Slots that say nothing and only let their line stand where something is known.
MARKS: Final = ("applicant", "policy_alone", "checkup_alone", "no_checkup", "no_hospital", "no_hotline")


class Section(NamedTuple):
    """A part of a text, with its number in its title: 一、谁来处理我的个人信息."""

    title: str
    lines: Sequence[str]


class Text(NamedTuple):
    """A text as it is read and signed: UTF-8, NFC, a line a paragraph, parts between empty lines."""

    plain: str

    @property
    def hash(self) -> bytes:
        """SHA-256 of the plain text: whoever has the file can reckon it anew."""
        return hashlib.sha256(self.plain.encode()).digest()

    @property
    def version(self) -> str:
        """The hash for people: its first twelve places in threes of four."""
        return version_of(self.hash)

    @property
    def title(self) -> str:
        """What it is called."""
        return self._parts[0][0]

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """Who signs, with whom, for what: name and value."""
        return [(name, value) for name, _, value in (line.partition("：") for line in self._parts[1])]

    @property
    def sections(self) -> Sequence[Section]:
        """The parts that follow."""
        return [Section(part[0], part[1:]) for part in self._parts[2:]]

    @property
    def _parts(self) -> list[list[str]]:
        return [part.split("\n") for part in self.plain.rstrip("\n").split("\n\n")]


def version_of(digest: bytes) -> str:
    """A hash as people say it: 3F2A-91BC-07D4."""
    text = digest.hex().upper()
    return "-".join((text[:4], text[4:8], text[8:12]))


def consent_text(*, plan: Plan, consent: str, about: Mapping[str, str]) -> Text:
    """The text of a consent for a case. `about`: name, id_number, insurer, case; policy, hospital, admission.

    A handbook's own text (`consent_texts`) comes before ours.
    """
    values = {key: _line(value) for key, value in about.items() if value} | _of_handbook(plan)
    values |= _marks(values, plan)
    own = plan.handbook.consent_texts.get(consent)
    title = built_in_words().consent(consent, plan.handbook)
    values["basis"] = _basis(plan)
    if own is not None and own.text.strip():
        lines = [line for line in map(_line, own.text.splitlines()) if line]
        return _put_together(title, values, [Section(_words()["own"], lines)])
    return _put_together(title, values, list(_filled(_words()["consents"].get(consent, ()), values)))


def helper_text(*, about: Mapping[str, str]) -> Text:
    """The text by which somebody names a helper. `about`: name, id_number, insurer, helper, relation, helper_phone."""
    values = {key: _line(value) for key, value in about.items() if value} | {"no_hotline": ""}
    return _put_together(_words()["titles"][HELPER], values, list(_filled(_words()["consents"][HELPER], values)))


@cache
def _words() -> dict[str, Any]:
    path = FOLDER / "consents.yaml"
    read: dict[str, Any] = read_documents(path.read_bytes(), path.name)[0].value
    return read


def _put_together(title: str, values: Mapping[str, str], sections: Sequence[Section]) -> Text:
    head = [f"{label}：{values[key]}" for key, label in _words()["facts"].items() if values.get(key)]
    every = [*sections, *_filled(_words()["always"], values)]
    parts = ["\n".join((f"{NUMERALS[place]}、{one.title}", *one.lines)) for place, one in enumerate(every)]
    return Text(unicodedata.normalize("NFC", "\n\n".join((title, "\n".join(head), *parts)) + "\n"))


def _filled(sections: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> Iterator[Section]:
    """The sections with their values; lines that lack one, and sections without lines, are left out."""
    for one in sections:
        lines = [
            SLOT.sub(lambda slot: values[slot[1]], line)
            for line in one["lines"]
            if all(slot in values for slot in SLOT.findall(line))
        ]
        if lines:
            yield Section(str(one["title"]), lines)


def _of_handbook(plan: Plan) -> dict[str, str]:
    """What the edition and the service give."""
    book, service, words = plan.handbook, plan.service, built_in_words()
    line = book.hotlines[0] if book.hotlines else None
    papers = (*service.papers.one_of, *service.papers.all_of) if service.papers is not None else ()
    kinds = [kind for one in papers for kind in (USUAL_PAPERS if one == "usual-papers" else (one,))]
    handed = [kind for term in service.handed_over for kind in term.kinds]
    found = {
        "book": f"{book.title}（第{book.edition}版）",
        "service": service.name,
        "hotline": f"{line.name} {line.number}" if line is not None else "",
        "papers": words.papers(dict.fromkeys(kinds), book),
        "handed_over": words.papers(dict.fromkeys(handed), book),
        "checkup": "体检报告" if _goes_through(plan, "checkup-attended") else "",
        "images": _images(plan),
    }
    return {key: _line(value) for key, value in found.items() if value} | _refusing(plan)


def _refusing(plan: Plan) -> dict[str, str]:
    """What it means to refuse, by which clauses (INS-18, AXA-20)."""
    for ending in plan.service.endings:
        if ending.fact == "refused-to-sign":
            becomes = what_becomes(ending.outcome, Telling(plan.handbook, plan.name, built_in_words()))
            return {"refused": becomes, "refusal_clause": f"（{'、'.join(ending.clause)}）"}
    return {}


def _marks(values: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Which lines stand; and values that are made of others."""
    images, checkup = values.get("images"), values.get("checkup")
    marks = {
        "applicant": plan.handbook.subject == "applicant",
        "policy_alone": plan.handbook.subject == "policy",
        "checkup_alone": checkup is not None,
        "no_checkup": checkup is None,
        "no_hospital": "hospital" not in values,
        "no_hotline": "hotline" not in values,
    }
    made = {name: "" for name in MARKS if marks[name]}
    if images is not None and checkup is None:
        made["images_alone"] = images
    health = "、".join(one for one in (checkup, images) if one) or values.get("papers", "")
    return made | ({"health_data": health} if health else {})


def _images(plan: Plan) -> str:
    if not _goes_through(plan, "images-received"):
        return ""
    kinds = [one.values for one in plan.service.among if (one.fact, one.key) == ("images-received", "modality")]
    return f"{'、'.join(str(kind) for some in kinds for kind in some)}检查的DICOM原始影像"


def _goes_through(plan: Plan, fact: str) -> bool:
    return fact in plan.steps and fact not in plan.left_out and plan.steps[fact].in_flow


def _basis(plan: Plan) -> str:
    """The clauses of the signature."""
    term = plan.service.consents
    clauses = dict.fromkeys(term.clause if term is not None else ())
    return f"服务手册 {'、'.join(clauses)}" if clauses else ""


def _line(text: str) -> str:
    """One line, whatever somebody typed."""
    return " ".join(text.split())

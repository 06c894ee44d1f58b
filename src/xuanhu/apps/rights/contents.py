"""What stands in an export: what is on file, in a form that programs read, and the same as a page for people.

Identity number and phone are masked here as everywhere: a copy that goes astray opens no door.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.stored import decoded
from xuanhu.apps.consents.models import Record
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.actions import TEXT as NOTICE
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import diagnosis_of, insured_of
from xuanhu.apps.portal.acting import RELATIVE
from xuanhu.apps.portal.models import Account, ActsFor
from xuanhu.apps.rights.actions import note_in, said_in
from xuanhu.apps.rights.held import Held, held_on
from xuanhu.apps.rights.models import Request
from xuanhu.apps.rights.seen import Seen, seen_of
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.actions import ADVICE, FEEDBACK
from xuanhu.apps.talk.actions import TEXT as MESSAGE
from xuanhu.apps.talk.models import Advice, Feedback, Message, Wish
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_id_number, masked_phone, masked_text


def everything_on(*, insured: Insured, account: Account, at: datetime) -> dict[str, Any]:
    """What an insurer holds on a person, for JSON: days and moments as ISO 8601 by the clock in China."""
    person, illness = insured_of(insured), diagnosis_of(insured)
    return {
        "made_at": _moment(at),
        "insurer": insured.insurer.name,
        "person": {
            "name": person.name,
            "id_number": masked_id_number(person.id_number) if person.id_number else None,
            "phone": masked_phone(person.phone) if person.phone else None,
            "details": person.details,
        },
        "illness": {"icd10": illness.icd10, "on": illness.on.isoformat()} if illness is not None else None,
        "policies": [_policy(one) for one in Policy.objects.filter(insured=insured).order_by("id")],
        "cases": [_case(one) for one in Case.objects.filter(insured=insured).order_by("id")],
        "messages": [
            {"at": _moment(one.at), "side": one.side, "text": _open(one.text, MESSAGE)}
            for one in Message.objects.filter(case__insured=insured).order_by("id")
        ],
        "advice": [
            {"at": _moment(one.at), "minutes": one.minutes, "text": _open(one.text, ADVICE)}
            for one in Advice.objects.filter(case__insured=insured).order_by("id")
        ],
        "feedback": [
            {"at": _moment(one.at), "mark": one.mark, "text": _open(one.text, FEEDBACK) if one.text else ""}
            for one in Feedback.objects.filter(case__insured=insured).order_by("id")
        ],
        "wishes": [
            {"at": _moment(one.at), "slot": _moment(one.slot)}
            for one in Wish.objects.filter(case__insured=insured).order_by("id")
        ],
        "texts": [
            {"at": _moment(one.at), "text": masked_text(_open(one.text, NOTICE)), "state": one.state}
            for one in Notice.objects.filter(insured=insured, audience="insured").order_by("id")
        ],
        "consents": [_consent(one) for one in Record.objects.filter(insured=insured).order_by("seq")],
        "helpers": [_helper(one) for one in ActsFor.objects.filter(insured=insured, way="named").order_by("id")],
        "requests": [_request(one) for one in Request.objects.filter(insured=insured).order_by("id")],
        "seen": [
            {"on": one.day.isoformat(), "who": one.who, "what": one.what, "times": one.times}
            for one in seen_of(insured=insured, account=account)
        ],
        "held": [_held(one) for one in held_on(insured=insured, account=account)],
    }


def as_json(everything: dict[str, Any]) -> bytes:
    """The same as a file."""
    return json.dumps(everything, ensure_ascii=False, indent=2, default=str).encode()


def as_page(everything: dict[str, Any], *, insured: Insured, account: Account, at: datetime) -> bytes:
    """The same as a page that any browser opens, without a network."""
    seen: Sequence[Seen] = seen_of(insured=insured, account=account)
    held: Sequence[Held] = held_on(insured=insured, account=account)
    shown = {
        "every": everything,
        "at": chinese_moment(at, year=True),
        "held": held,
        "seen": [(chinese_date(one.day, year=True), one) for one in seen],
    }
    return render_to_string("rights/summary.html", shown).encode()


def papers_on(insured: Insured) -> Sequence[Document]:
    """The papers of a person's cases that were not withdrawn."""
    return list(Document.objects.filter(case__insured=insured, withdrawn_at=None).order_by("id"))


def file_of(number: int, paper: Document) -> str:
    """What a paper is called in the export: 资料/001-x.pdf, whatever the file was called."""
    name = "".join(one if one.isalnum() or one in "-_." else "_" for one in name_of(paper))[-80:].lstrip(".")
    return f"资料/{number:03d}-{name or 'file'}"


def _policy(one: Policy) -> dict[str, Any]:
    ends = one.ends_on.isoformat() if one.ends_on is not None else None
    return {"number": one.number, "starts_on": one.starts_on.isoformat(), "ends_on": ends, "handbook": one.handbook}


def _case(one: Case) -> dict[str, Any]:
    book, words = edition_of(one.handbook, one.edition), built_in_words()
    return {
        "number": str(one.public_id),
        "service": book.services[one.service].name,
        "applied_on": one.applied_on.isoformat(),
        "outcome": words.name("outcomes", one.outcome) if one.outcome is not None else None,
        "facts": [
            {
                "fact": fact.name,
                "at": _moment(fact.at),
                "by": words.name("roles", fact.by),
                "data": {key: masked_text(str(value)) for key, value in decoded(fact.data, book).items()},
            }
            for fact in one.facts.order_by("seq")
        ],
    }


def _consent(one: Record) -> dict[str, Any]:
    said = {"kind": one.kind, "consent": one.consent, "at": _moment(one.at), "way": one.way}
    return {**said, "text_sha256": bytes(one.text.hash).hex(), "record_hash": bytes(one.hash).hex()}


def _helper(one: ActsFor) -> dict[str, Any]:
    ended = _moment(one.ended_at) if one.ended_at is not None else None
    named = sealer().open(one.name, RELATIVE) if one.name else ""
    return {"name": named, "relation": one.relation, "since": _moment(one.since), "ended_at": ended}


def _request(one: Request) -> dict[str, Any]:
    step = getattr(one, "answer", None)
    answer = {"kind": step.kind, "at": _moment(step.at), "note": note_in(step)} if step is not None else None
    says = said_in(one) if one.field in ("name", "other") else ""
    return {"number": str(one.public_id), "kind": one.kind, "field": one.field, "says": says, "answer": answer}


def _held(one: Held) -> dict[str, Any]:
    until = one.until.day.isoformat() if one.until.day is not None else None
    return {"group": one.group, "count": one.many, "kept_until": until, "source": one.rule.source}


def _open(text: str, where: str) -> str:
    return sealer().open(text, where) if text else ""


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat()

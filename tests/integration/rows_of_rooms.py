"""A row in every table of the rooms that the insured and experts use, for tests that walk all tables."""

import secrets
from datetime import UTC, date, datetime
from typing import Any

TEXTS = {"summary": "x", "question": "x", "opinion": "x", "advice": "x"}


def write_rows(*, insurer: int, case: str, person: Any, by: Any) -> None:
    """Of a case, by a person of the insurer's."""
    from xuanhu.apps.audit.actions import By as OnTrail
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.consents.actions import Given, Origin, Signer, sign_consent
    from xuanhu.apps.consents.strokes import Drawing
    from xuanhu.apps.network.actions import add_provider
    from xuanhu.apps.network.models import Expert, Laboratory
    from xuanhu.apps.opinions import actions
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.links import make_app_key
    from xuanhu.apps.portal.models import Account
    from xuanhu.apps.recording import By
    from xuanhu.apps.rights.actions import ask_for_correction, decide
    from xuanhu.apps.rights.exporting import ask_for_export
    from xuanhu.apps.samples.actions import add_to_laboratory
    from xuanhu.apps.samples.models import Sample
    from xuanhu.apps.tenancy import seeing
    from xuanhu.handbook_files.consents import Text

    at, who, other = datetime.now(UTC), By("expert", "person:x"), By("reviewer", by.actor)
    about = {"name": "顾怀瑾", "city": "北京", "from": date(2020, 1, 1)}
    with seeing([insurer]):
        row = Case.objects.get(public_id=case)
        if row.invitations.exists():
            return
        expert = add_provider(insurer=insurer, model=Expert, row={"code": secrets.token_hex(4), **about})
        laboratory = add_provider(insurer=insurer, model=Laboratory, row={"code": secrets.token_hex(4), **about})
        actions.put_questions(case=row, texts={"history": "x"}, at=at, by=who)
        asked = [actions.Asked(expert, person)]
        (invitation,) = actions.invite(case=row, experts=asked, due_on=date(2030, 1, 1), reason="", at=at, by=who)
        invitation = actions.answer_invitation(invitation=invitation, answer="yes", note="", at=at)
        opinion = actions.write_opinion(invitation=invitation, sections=TEXTS, person=person, at=at, by=who)
        actions.check_quality(opinion=opinion, result="passed", remarks="", at=at, by=other)
        actions.translate(opinion=opinion, sections=TEXTS, person=person, at=at, by=who)
        actions.save_draft(case=row, person=person, purpose="opinion", sections=TEXTS, revision=0, at=at)
        add_to_laboratory(laboratory=laboratory, person=person, at=at, by=who)
        Sample.objects.create(insurer_id=insurer, case=row, laboratory=laboratory, kind="saliva", ordered_at=at)
        account = Account.objects.create(created_at=at)
        let_act(account=account, insured=row.insured, relation="child", way="named", at=at, name="王小芳")
        own = Account.objects.create(created_at=at)
        signer = Signer(own, let_act(account=own, insured=row.insured, relation="self", way="identity", at=at))
        drawing = Drawing(9, 9, (tuple((n, n, n) for n in range(9)),))
        given = Given("helper-authorization", Text("x"), helper=account, drawing=drawing)
        sign_consent(given=given, signer=signer, origin=Origin("x", "x", "x"), at=at)
        asked = ask_for_correction(insured=row.insured, account=own, field="other", says="x", at=at)
        decide(request=asked, is_done=False, note="x", by=OnTrail("person:x", "agent"), at=at)
        ask_for_export(insured=row.insured, account=own, at=at)
        secret = secrets.token_hex(32)
        make_app_key(insurer=insurer, name=secrets.token_hex(4), algorithm="HS256", key=secret, at=at)
        write_incoming(case=row, at=at)


def write_incoming(*, case: Any, at: datetime) -> None:
    """A sheet that is whole, and one that is on its way."""
    import hashlib
    from uuid import uuid4

    from xuanhu.apps.incoming.pieces import Announced, begin, put_piece
    from xuanhu.apps.incoming.reading import note_reading
    from xuanhu.apps.incoming.sheaves import finish
    from xuanhu.apps.papers.file_types import PNG

    content = a_picture()
    for is_whole in (True, False):
        file = Announced(uuid4(), "a.png", len(content))
        sheet = begin(case=case, actor="account:1", file=file, at=at)
        put_piece(sheet=sheet, start=0, content=content, sha256=hashlib.sha256(content).digest(), now=at)
        if is_whole:
            assert finish(sheet=sheet, now=at).media_type == PNG
        note_reading(sheaf=sheet.sheaf_id, insurer=case.insurer_id, lines=["病理诊断报告"])


def a_picture() -> bytes:
    """A small picture."""
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (20, 30), "white").save(held, "PNG")
    return held.getvalue()

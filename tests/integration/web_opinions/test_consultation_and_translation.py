"""A consultation of three, and an opinion from abroad that is translated before it is given."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from tests.integration.web.reading import lines
from tests.integration.web_opinions.office import ID_NUMBER, SECTIONS, Office, new_office

ENGLISH = {
    "summary": "Adenocarcinoma of the right upper lobe.",
    "question": "",
    "opinion": "Surgery first; no neoadjuvant therapy.",
    "advice": "Brain MRI within two weeks.",
}


@pytest.fixture
def picc(on_wednesday: Any) -> Office:
    return new_office("picc-iwuyou-3")


def asked(office: Office, case: Any, experts: list[Any], reason: str = "") -> Any:
    form = {"expert": [one.id for one in experts], "due_on": "2026-10-19", "reason": reason}
    return office.post("care-manager", f"/opinions/{case.public_id}/invite", form)


def accepted(office: Office, case: Any) -> None:
    from xuanhu.apps.opinions.models import Invitation
    from xuanhu.apps.tenancy import seeing

    with seeing([office.id]):
        numbers = list(Invitation.objects.filter(case=case).values_list("id", flat=True))
    for number in numbers:
        form = {"invitation": number, "answer": "yes"}
        assert office.post("care-manager", f"/opinions/{case.public_id}/answer", form).status_code == 302


def test_fewer_than_three_are_asked_only_with_a_reason_that_is_recorded(picc: Office):
    case = picc.consultation()
    picc.record(case, ("arrangement-requested", {}))
    two = [picc.expert("卢景行", "武汉", "胸外科"), picc.expert("许安澜", "杭州", "肿瘤内科")]
    said = asked(picc, case, two)
    assert said.status_code == 422
    text = said.content.decode()
    assert 'href="/handbooks/picc-iwuyou-3#clause-PICC-17"' in text
    assert text.count(" checked") == 2
    assert asked(picc, case, two, "放疗科专家临时手术").status_code == 302
    accepted(picc, case)
    path = f"/opinions/{case.public_id}"
    assert picc.post("care-manager", f"{path}/write", SECTIONS).status_code == 302
    assert picc.checked(case).status_code == 302
    assert picc.post("care-manager", f"{path}/release", {}).status_code == 302
    assert picc.facts(case)[-2:] == [
        ("consultation-held", {"specialists": ("胸外科 卢景行", "肿瘤内科 许安澜"), "reason": "放疗科专家临时手术"}),
        ("report-issued", {}),
    ]


def test_what_waits_for_an_earlier_step_is_said_and_that_step_is_one_button(picc: Office):
    case = picc.consultation()
    three = [picc.expert(name) for name in ("卢景行", "许安澜", "秦慕白")]
    assert asked(picc, case, three).status_code == 302
    accepted(picc, case)
    path = f"/opinions/{case.public_id}"
    picc.post("care-manager", f"{path}/write", SECTIONS)
    picc.checked(case)
    said = picc.post("care-manager", f"{path}/release", {})
    assert said.status_code == 422
    assert any("提出会诊安排" in line for line in lines(said.content.replace(b"<body hx", b"<body><body hx")))
    assert picc.post("care-manager", f"{path}/step", {"fact": "arrangement-requested"}).status_code == 302
    assert picc.post("care-manager", f"{path}/release", {}).status_code == 302
    names = [name for name, _ in picc.facts(case)]
    assert names[-3:] == ["arrangement-requested", "consultation-held", "report-issued"]


def test_an_opinion_from_abroad_is_given_in_chinese_with_its_original(office: Office):
    from xuanhu.apps.papers.keeping import plain
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    case = office.record(
        office.case("overseas-second-opinion", data={"country": "US"}),
        ("identity-verified", {"name": "王芳", "id_number": ID_NUMBER}),
        ("documents-added", {"kinds": ("pathology-report",)}),
        ("answered", {"start": True}),
    )
    office.invited(case)
    office.written(case, **ENGLISH)
    office.checked(case)
    path = f"/opinions/{case.public_id}"
    assert office.post("care-manager", f"{path}/release", {}).status_code == 422  # not yet translated
    page = office.get("care-manager", f"{path}/translate").content.decode()
    assert ENGLISH["opinion"] in page
    assert office.post("care-manager", f"{path}/translate", {"opinion": "先手术。"}).status_code == 422
    assert office.post("care-manager", f"{path}/translate", SECTIONS).status_code == 302
    assert office.post("care-manager", f"{path}/release", {}).status_code == 302
    names = [name for name, _ in office.facts(case)]
    assert names[-3:] == ["report-issued", "report-translated", "report-delivered"]
    with seeing([office.id]):
        content = b"".join(plain(Document.objects.get(case=case)))
    pages = pypdfium2.PdfDocument(BytesIO(content))
    texts = ["".join(one.get_textpage().get_text_range().split()) for one in pages]
    assert len(texts) == 2
    assert SECTIONS["opinion"] in texts[0]
    assert "附：专家意见原文" in texts[1]
    assert "".join(ENGLISH["opinion"].split()) in texts[1]

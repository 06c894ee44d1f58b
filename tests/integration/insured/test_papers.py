"""Papers by phone: what is missing is told in one list, pages become a document, and a person says what it is."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFilter

from tests.drawn_papers import jpeg, on_a_table, page
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.insured.paperwork import Phone, bytes_of, documents, facts, new_case, record
from tests.integration.papers.files import pdf
from tests.integration.web.reading import lines


@pytest.fixture
def case(member: Member, on_tuesday: datetime) -> str:
    return new_case(member, on_tuesday)


@pytest.fixture
def phone(member: Member, case: str) -> Phone:
    return Phone(phone_of(member), case)


def small(title: str = "病理诊断报告") -> bytes:
    return jpeg(page(title, size=(700, 990)))


def read(phone: Phone, path: str = "") -> list[str]:
    return lines(phone.page(path).encode())


def upload(content: bytes, name: str = "a.jpg") -> Any:
    return SimpleUploadedFile(name, content)


def test_one_of_several_papers_is_asked_for_with_what_it_looks_like_and_where_one_gets_it(phone: Phone):
    said = "\n".join(read(phone))
    assert "请交一样看病的资料" in said
    assert "手术或穿刺以后，医院病理科出的纸，写着“病理诊断”。" in said
    assert "医院病理科取，或者问主管医生" in said


def test_what_was_asked_for_is_in_the_same_list(phone: Phone, member: Member, case: str, on_tuesday: datetime):
    record(member, case, "documents-requested", on_tuesday, kinds=("invoice", "id-card"))
    said = "\n".join(read(phone))
    assert "还差 3 样资料".replace(" ", "") in said.replace(" ", "")
    assert "收费窗口或自助机" in said


def test_a_picture_is_a_document_only_when_a_person_has_said_what_it_is(phone: Phone, member: Member, case: str):
    content = small()
    said = phone.send(content)
    assert (said.status, said.json["is_whole"], said.json["faults"]) == (200, True, [])
    assert documents(member, case) == []
    assert "确认" in "\n".join(read(phone))
    answer = phone.confirm(said.json["sheaf"])
    (document,) = documents(member, case)
    assert answer.headers["Location"] == f"{phone.papers}?in={document.public_id}"
    assert (document.kind, document.by, document.media_type) == ("pathology-report", "insured", "image/jpeg")
    assert bytes_of(member, document) == content  # as it came, byte by byte
    assert facts(member, case)[-1] == ("documents-added", "insured", document.actor)
    assert document.actor.startswith("account:")
    assert "病理报告收到了，已经交给我们核对。" in "".join(read(phone, f"?in={document.public_id}"))


def test_confirming_twice_is_confirming_once(phone: Phone, member: Member, case: str):
    sheaf = phone.send(small()).json["sheaf"]
    assert [phone.confirm(sheaf).status_code for _ in range(2)] == [302, 302]
    assert (len(documents(member, case)), [name for name, *_ in facts(member, case)].count("documents-added")) == (1, 1)


def test_without_a_kind_nothing_is_recorded_and_the_question_is_asked_again(phone: Phone, member: Member, case: str):
    sheaf = phone.send(small()).json["sheaf"]
    for kind in ("", "no-such-kind"):
        answer = phone.confirm(sheaf, kind)
        assert answer.status_code == 422
        assert "请先选这是哪种资料" in answer.content.decode()
    assert documents(member, case) == []


def test_several_pages_become_one_pdf_in_the_order_that_one_gave_them(phone: Phone, member: Member, case: str):
    first = phone.send(jpeg(Image.new("RGB", (700, 900), "white"))).json
    phone.send(jpeg(Image.new("RGB", (900, 700), "white")), sheaf=first["sheaf"])
    third = phone.send(jpeg(Image.new("RGB", (800, 800), "white")), sheaf=first["sheaf"]).json
    sheaf = first["sheaf"]
    phone.change(sheaf, f"move:{third['sheet']}:1")
    phone.change(sheaf, f"move:{third['sheet']}:1")  # a double tap
    phone.change(sheaf, f"turn:{first['sheet']}:90")
    assert phone.sheets(sheaf)[:2] == [third["sheet"], first["sheet"]]
    assert phone.confirm(sheaf, "discharge-summary").status_code == 302
    (document,) = documents(member, case)
    assert (document.kind, document.media_type) == ("discharge-summary", "application/pdf")
    whole = pypdfium2.PdfDocument(bytes_of(member, document))
    sizes = [tuple(round(side) for side in one.get_size()) for one in whole]
    whole.close()
    assert sizes == [(595, 595), (842, 655), (842, 655)]


def test_a_page_may_be_taken_out_or_stand_for_itself(phone: Phone, member: Member, case: str):
    rows = [phone.send(small(title)).json for title in ("一", "二")]
    assert rows[0]["sheaf"] != rows[1]["sheaf"]
    more = [phone.send(small(title), sheaf=rows[0]["sheaf"]).json["sheet"] for title in ("三", "四")]
    phone.change(rows[0]["sheaf"], f"drop:{more[0]}")
    phone.change(rows[0]["sheaf"], f"part:{more[1]}")
    assert phone.sheets(rows[0]["sheaf"]) == [rows[0]["sheet"]]
    assert phone.page().count("等您确认</strong>") == 3
    assert phone.change(rows[0]["sheaf"], "drop-all").headers["Location"] == phone.papers
    assert phone.page().count("等您确认</strong>") == 2


def test_a_blurred_picture_is_told_at_once_may_be_taken_again_or_kept(phone: Phone, member: Member, case: str):
    bad = jpeg(on_a_table(page()).filter(ImageFilter.GaussianBlur(9)).resize((1200, 1600)))
    said = phone.send(bad).json
    assert said["faults"] == ["有点模糊，字可能看不清。请擦一下镜头、拿稳，再拍一张。"]
    assert "您看着清楚的话，不重拍也可以。" in phone.page(f"/sheaves/{said['sheaf']}")
    again = phone.send(small(), sheaf=said["sheaf"], instead=said["sheet"]).json
    assert (again["faults"], phone.sheets(said["sheaf"])) == ([], [again["sheet"]])
    kept = phone.send(bad).json
    assert phone.confirm(kept["sheaf"]).status_code == 302
    assert bytes_of(member, documents(member, case)[0]) == bad


def test_what_is_shown_does_not_say_where_it_was_taken(phone: Phone, member: Member, case: str):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    content = jpeg(page(size=(700, 990)), exif=exif)
    said = phone.send(content).json
    shown = phone.desk.client.get(f"{phone.papers}/sheets/{said['sheet']}/picture")
    phone.confirm(said["sheaf"])
    (document,) = documents(member, case)
    later = phone.desk.client.get(f"{phone.papers}/documents/{document.public_id}/content")
    for answer in (shown, later):
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"PhoneMaker" not in answer.content
        assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}
    assert b"PhoneMaker" in bytes_of(member, document)


def test_a_pdf_is_a_document_of_its_own_beside_pictures(phone: Phone):
    first = phone.send(small()).json
    other = phone.send(pdf(), name="a.pdf", sheaf=first["sheaf"]).json
    assert other["sheaf"] != first["sheaf"]
    assert phone.sheets(first["sheaf"]) == [first["sheet"]]


@pytest.mark.parametrize("content", [b"MZ" + bytes(400), b"<html><script>", "只是文字".encode()])
def test_what_is_no_paper_is_not_taken_and_leaves_nothing(phone: Phone, content: bytes):
    said = phone.send(content)
    assert (said.status, said.json["says"]) == (422, "这种文件收不了。请拍照，或者选照片、PDF。")
    assert "等您确认" not in phone.page()


def test_without_script_a_form_does_the_same(phone: Phone, member: Member, case: str):
    answer = phone.form("/add", file=[upload(small("一")), upload(small("二"))])
    assert answer.status_code == 302
    sheaf = answer.headers["Location"].rpartition("/")[2]
    assert len(phone.sheets(sheaf)) == 2
    (old, _) = phone.sheets(sheaf)
    phone.form("/add", file=[upload(small("三"))], sheaf=sheaf, instead=old)
    assert old not in phone.sheets(sheaf)
    assert phone.confirm(sheaf).status_code == 302
    assert [one.media_type for one in documents(member, case)] == ["application/pdf"]


def test_without_script_what_is_wrong_with_a_file_is_said_with_its_name(phone: Phone):
    answer = phone.form("/add", file=[upload(b"MZ" + bytes(100), "a.exe")])
    assert answer.status_code == 422
    assert "“a.exe”：这种文件收不了" in answer.content.decode()
    assert "请先选照片或文件" in phone.form("/add").content.decode()


def test_a_form_without_its_token_brings_nothing(phone: Phone, platform: Any):
    files = {path for path in platform.documents.rglob("*") if path.is_file()}
    answer = phone.desk.client.post(f"{phone.papers}/add", {"file": [upload(small())]})
    assert answer.status_code == 403
    assert {path for path in platform.documents.rglob("*") if path.is_file()} == files


def test_what_one_has_put_in_may_be_taken_back_with_a_reason_and_is_asked_for_again(
    phone: Phone, member: Member, case: str
):
    phone.confirm(phone.send(small()).json["sheaf"])
    (document,) = documents(member, case)
    path = f"/documents/{document.public_id}"
    assert "撤下这一份" in phone.page(path)
    assert phone.form(f"{path}/withdraw").headers["Location"].endswith("?wrong=1")
    assert phone.form(f"{path}/withdraw", why="wrong-file").status_code == 302
    assert documents(member, case) == []
    (gone,) = documents(member, case, withdrawn=True)
    assert (gone.withdrawn_by, gone.withdrawn_reason, gone.withdrawn_actor) == ("insured", "传错了文件", gone.actor)
    assert "您撤下了，请重新交" in phone.page()
    phone.confirm(phone.send(small("再来")).json["sheaf"])
    assert "您撤下了，请重新交" not in phone.page()


def test_what_something_was_done_on_cannot_be_taken_back(phone: Phone, member: Member, case: str, on_tuesday: datetime):
    phone.confirm(phone.send(small()).json["sheaf"])
    (document,) = documents(member, case)
    record(member, case, "reviewed", on_tuesday, result="passed")
    assert "撤下这一份" in phone.page(f"/documents/{document.public_id}")
    about = {"hospital_level": "tertiary-a", "hospital_ownership": "public", "department": "胸外科", "city": "北京"}
    record(member, case, "booked", on_tuesday, hospital="北京某医院", on=date(2026, 10, 20), **about)
    assert "所以不能自己撤下" in phone.page(f"/documents/{document.public_id}")
    phone.form(f"/documents/{document.public_id}/withdraw", why="wrong-file")
    assert len(documents(member, case)) == 1


def test_when_papers_are_complete_the_promise_is_said(phone: Phone, member: Member, case: str, on_tuesday: datetime):
    record(member, case, "reviewed", on_tuesday, result="passed")
    phone.confirm(phone.send(small()).json["sheaf"])
    said = "".join(read(phone))
    assert "资料齐了" in said
    assert "我们最晚在10月20日周二前约好门诊" in said.replace(" ", "").replace("\u2009", "")


def test_a_stranger_and_somebody_elses_account_get_nothing(phone: Phone, member: Member, case: str):
    said = phone.send(small()).json
    phone.confirm(phone.send(small("二")).json["sheaf"])
    (document,) = documents(member, case)
    other = Phone(phone_of(new_member()), case)
    own = f"/documents/{document.public_id}"
    paths = ["", f"/sheaves/{said['sheaf']}", f"/sheets/{said['sheet']}/picture", own, f"{own}/content?whole=1"]
    assert [other.desk.client.get(other.papers + path).status_code for path in paths] == [404] * len(paths)


def test_what_nobody_confirms_is_gone_after_a_day_with_its_bytes(
    phone: Phone, member: Member, platform: Any, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    from xuanhu.apps.incoming.sheaves import sweep
    from xuanhu.apps.tenancy import seeing

    files = {path for path in platform.documents.rglob("*") if path.is_file()}
    sheaf = phone.send(small()).json["sheaf"]
    phone.begin(bytes(300_000))
    begun = phone.begin(small()).json
    phone.put(begun["sheet"], 0, small())
    with seeing([member.insurer]):
        assert sweep(at=on_tuesday + timedelta(hours=23)) == 0
    later = on_tuesday + timedelta(days=1)
    with seeing([member.insurer]):
        assert sweep(at=later) == 3
    assert {path for path in platform.documents.rglob("*") if path.is_file()} == files
    now_at(monkeypatch, on_tuesday + timedelta(minutes=1))
    assert phone.desk.client.get(f"{phone.papers}/sheaves/{sheaf}").status_code == 404


def test_no_paper_can_be_sent_to_a_case_that_is_over(phone: Phone, member: Member, case: str, on_tuesday: datetime):
    record(member, case, "withdrawn", on_tuesday)
    assert "这件事已经办结" in phone.page()
    assert 'type="file"' not in phone.page()
    assert (phone.begin(small()).status, phone.begin(small()).json["code"]) == (409, "closed")


def test_what_was_read_is_shown_beside_the_proposal_and_nothing_is_recorded(phone: Phone, member: Member, case: str):
    from xuanhu.apps.incoming.models import Sheaf
    from xuanhu.apps.incoming.reading import note_reading
    from xuanhu.apps.tenancy import seeing

    sheaf = phone.send(small()).json["sheaf"]
    assert " checked" not in phone.page(f"/sheaves/{sheaf}")
    with seeing([member.insurer]):
        number = Sheaf.objects.get(public_id=sheaf).id
    note_reading(
        sheaf=number, insurer=member.insurer, lines=["病理诊断报告", "病理号 B2026", f"身份证号：{member.id_number}"]
    )
    for path in (f"/sheaves/{sheaf}", f"/sheaves/{sheaf}/kind"):
        said = phone.page(path)
        assert 'value="pathology-report" checked' in said
        assert said.count(" checked") == 1
        assert "<li>病理诊断报告</li>" in said
        assert "身份证号" in said
        assert member.id_number not in said
    assert documents(member, case) == []
    note_reading(sheaf=number, insurer=member.insurer, lines=["天气很好"])
    assert " checked" not in phone.page(f"/sheaves/{sheaf}")
    assert "认不出是哪种资料，请您来选" in phone.page(f"/sheaves/{sheaf}")


def test_a_first_page_is_read_once_where_somebody_reads_and_never_two_at_a_time(
    phone: Phone, member: Member, monkeypatch: pytest.MonkeyPatch
):
    from xuanhu.apps.incoming import sheaves, tasks
    from xuanhu.apps.incoming.models import Sheaf
    from xuanhu.apps.tenancy import seeing

    asked: list[dict[str, int]] = []
    monkeypatch.setattr(sheaves, "reader_is_there", lambda: True)
    monkeypatch.setattr(tasks.read_first_page, "defer", lambda **about: asked.append(about))
    first = phone.send(small()).json
    second = phone.send(small("二"), sheaf=first["sheaf"]).json
    with seeing([member.insurer]):
        number = Sheaf.objects.get(public_id=first["sheaf"]).id
    about = {"sheaf": number, "insurer": member.insurer}
    assert (asked, tasks.read_first_page.lock) == ([about], "incoming.reading")
    assert "正在看上面写的是什么，您也可以直接选。" in phone.page(f"/sheaves/{first['sheaf']}")
    phone.change(first["sheaf"], f"move:{second['sheet']}:1")
    assert asked == [about, about]
    monkeypatch.setattr(tasks, "lines_of", lambda jpeg: ["出院小结", "出院诊断"] if jpeg[:2] == b"\xff\xd8" else [])
    tasks.read_first_page(**about)
    assert 'value="discharge-summary" checked' in phone.page(f"/sheaves/{first['sheaf']}")


def test_every_paper_of_the_vocabulary_is_explained():
    from xuanhu.core.handbook.vocabulary import PAPERS
    from xuanhu.web.insured.papers.explaining import explained

    assert [kind for kind in PAPERS if explained(kind) is None] == []

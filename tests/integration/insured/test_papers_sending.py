"""Files in pieces over a bad line: in any order, twice, broken off, after a kill; and nobody else's."""

import base64
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawn_papers import jpeg, page
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.insured.paperwork import Phone, bytes_of, documents, new_case
from tests.integration.platform import Platform
from tests.integration.web.reading import token_in
from xuanhu.core.reckoning import SHANGHAI

PATIENCE = 60


@pytest.fixture
def case(member: Member, on_tuesday: datetime) -> str:
    return new_case(member, on_tuesday)


@pytest.fixture
def phone(member: Member, case: str) -> Phone:
    return Phone(phone_of(member), case)


def piece_size() -> int:
    from xuanhu.apps.incoming.pieces import PIECE

    return PIECE


def a_pdf(pieces: float) -> bytes:
    """Something that begins like a PDF and is so many pieces long."""
    head = b"%PDF-1.4\n% " + os.urandom(8).hex().encode() + b"\n"
    return (head + os.urandom(1024) * (int(pieces * piece_size()) // 1024 + 1))[: int(pieces * piece_size())]


def cut(content: bytes) -> dict[int, bytes]:
    size = piece_size()
    return {start: content[start : start + size] for start in range(0, len(content), size)}


def test_beginning_twice_under_one_number_begins_once(phone: Phone):
    content, key = a_pdf(1.5), str(uuid4())
    first, second = (phone.begin(content, key=key) for _ in range(2))
    assert (first, first.json["have"]) == (second, [])
    assert phone.begin(a_pdf(2.5), key=key).json["code"] == "another-file"


def test_a_piece_that_is_here_does_no_harm_and_another_in_its_place_is_refused(phone: Phone):
    content = a_pdf(2.5)
    sheet, pieces = phone.begin(content).json["sheet"], cut(content)
    size = piece_size()
    assert [phone.put(sheet, size, pieces[size]).status for _ in range(3)] == [200, 200, 200]
    assert phone.standing(sheet).json["have"] == [size]
    other = phone.put(sheet, size, bytes(size))
    assert (other.status, other.json["code"]) == (409, "another-file")


def test_a_piece_that_was_changed_on_its_way_is_refused(phone: Phone):
    content = a_pdf(1.5)
    sheet = phone.begin(content).json["sheet"]
    said = phone.put(sheet, 0, cut(content)[0], digest=hashlib.sha256(b"another").digest())
    assert (said.status, said.json["code"], phone.standing(sheet).json["have"]) == (409, "wrong-hash", [])


@pytest.mark.parametrize(
    ("start", "length"), [(1, 262144), (0, 262143), (0, 10), (524288, 262144), (262144, 131073), (786432, 1)]
)
def test_a_piece_of_another_place_or_length_is_refused(phone: Phone, start: int, length: int):
    sheet = phone.begin(a_pdf(1.5)).json["sheet"]
    said = phone.put(sheet, start, bytes(length))
    assert (said.status, said.json["code"]) == (409, "wrong-place")


def test_a_file_that_is_not_whole_is_not_put_together_and_says_what_is_here(phone: Phone):
    content = a_pdf(2.5)
    sheet = phone.begin(content).json["sheet"]
    phone.put(sheet, 0, cut(content)[0])
    said = phone.finish(sheet)
    assert (said.status, said.json["code"], said.json["have"]) == (409, "not-whole", [0])


def test_finishing_twice_is_finishing_once(phone: Phone):
    content = a_pdf(1.5)
    assert phone.send(content, key="0" * 32).json["is_whole"]
    sheet = phone.begin(content, key="0" * 32).json
    assert (sheet["is_whole"], phone.finish(sheet["sheet"]).status) == (True, 200)
    assert phone.put(sheet["sheet"], 0, cut(content)[0]).status == 200


def test_what_cannot_be_a_paper_is_told_at_the_first_piece(phone: Phone):
    content = b"MZ" + a_pdf(3)
    sheet = phone.begin(content).json["sheet"]
    said = phone.put(sheet, 0, cut(content)[0])
    assert (said.status, said.json["code"]) == (422, "no-paper")
    assert phone.standing(sheet).status == 410


def test_empty_and_too_large_files_are_refused_before_they_come(phone: Phone):
    from django.conf import settings as django

    said = [phone.begin(b"").json["code"]]
    form = {"key": str(uuid4()), "name": "a.zip", "size": str(django.MAX_DOCUMENT + 1)}
    answer = phone.desk.client.post(f"{phone.papers}/begin", form, headers={"X-CSRFToken": phone.token})
    assert ([*said, answer.json()["code"]], answer.status_code) == (["empty", "too-large"], 413)


def test_a_case_has_no_more_on_its_way_than_sixty_files(phone: Phone):
    said = [phone.begin(b"x").json.get("code", "") for _ in range(61)]
    assert said == [""] * 60 + ["too-many"]


def test_what_one_gave_up_sending_is_told_and_may_be_taken_away(phone: Phone, platform: Platform):
    whole = phone.send(a_pdf(0.5)).json
    files = {path for path in platform.documents.rglob("*") if path.is_file()}
    content = a_pdf(1.5)
    phone.put(phone.begin(content).json["sheet"], 0, cut(content)[0])
    assert "有 1 个文件没有传完" in phone.page().replace("\u2009", " ")
    assert phone.form("/given-up").status_code == 302
    assert "没有传完" not in phone.page()
    assert {path for path in platform.documents.rglob("*") if path.is_file()} == files
    assert whole["sheaf"] in phone.page()


def test_what_is_on_its_way_for_a_case_has_a_bound(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    from django.conf import settings as django

    monkeypatch.setattr(django, "MAX_DOCUMENT", 400_000)
    said = [phone.begin(bytes(300_000)).json.get("code", "") for _ in range(3)]
    assert said == ["", "", "too-much"]


def test_pieces_are_those_of_the_account_that_began(phone: Phone, member: Member, case: str):
    """A relative who helps sees the case, and not what the insured has on the way."""
    from django.db import transaction

    from tests.integration.insured.member import new_phone, with_code
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.tenancy import set_visible

    number = new_phone()
    at = datetime(2026, 10, 13, 9, 0, tzinfo=SHANGHAI)
    with transaction.atomic():
        set_visible([member.insurer])
        let_act(
            account=account_of_phone(phone=number, at=at),
            insured=member.row,
            relation="child",
            way="named",
            at=at,
            name="王小芳",
        )
    child = Phone(with_code(number), case)
    content = a_pdf(1.5)
    begun = phone.begin(content).json
    assert child.page() != ""
    assert child.standing(begun["sheet"]).status == 410
    assert child.put(begun["sheet"], 0, cut(content)[0]).status == 410
    assert child.finish(begun["sheet"]).status == 410
    assert child.begin(content, sheaf=begun["sheaf"]).json["code"] == "no-such-sheaf"
    assert phone.standing(begun["sheet"]).json["have"] == []


def test_a_stranger_and_who_is_not_logged_in_send_nothing(phone: Phone, case: str):
    stranger = Phone(phone_of(new_member()), case)
    begun = phone.begin(a_pdf(1)).json
    stranger._token = token_in(stranger.desk.client.get("/my").content)
    content = a_pdf(1)
    assert [stranger.begin(content).status, stranger.put(begun["sheet"], 0, content).status] == [410, 410]
    assert [stranger.standing(begun["sheet"]).status, stranger.finish(begun["sheet"]).status] == [410, 410]
    phone.desk.client.cookies.clear()
    assert phone.desk.client.get(f"{phone.papers}/sheets/{begun['sheet']}").status_code == 302


def test_without_the_forms_token_no_piece_is_taken(phone: Phone):
    begun = phone.begin(a_pdf(1)).json
    path = f"{phone.papers}/sheets/{begun['sheet']}/0"
    assert phone.desk.client.put(path, b"x", content_type="application/octet-stream").status_code == 403


def test_nothing_on_its_way_lies_plain_in_the_store(phone: Phone, platform: Platform):
    mark = b"%PDF-1.4 " + os.urandom(16).hex().encode()
    content = mark + a_pdf(1.5)
    sheet = phone.begin(content).json["sheet"]
    for start, piece in cut(content).items():
        phone.put(sheet, start, piece)
    files = [path for path in platform.documents.rglob("*") if path.is_file()]
    assert [path for path in files if mark in path.read_bytes()] == []
    phone.finish(sheet)
    files = [path for path in platform.documents.rglob("*") if path.is_file()]
    assert [path for path in files if mark in path.read_bytes()] == []


ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("put", "put", "put", "begin", "finish", "broken", "wrong")), st.integers(0, 3)),
    ),
    max_size=14,
)


@given(acts=ACTS, length=st.sampled_from((1.0, 1.5, 2.0, 3.25)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_repetition_and_breaking_off_yields_the_same_bytes_or_a_clear_error(
    phone: Phone, member: Member, case: str, acts: list[tuple[str, int]], length: float
):
    content, key = a_pdf(length), uuid4().hex
    pieces = cut(content)
    starts, have = list(pieces), set[int]()
    begun = phone.begin(content, key=key).json
    sheet, is_whole = begun["sheet"], False
    for act, number in acts:
        start = starts[number % len(starts)]
        match act:
            case "put":
                assert phone.put(sheet, start, pieces[start]).status == 200
                have.add(start)
            case "begin":  # after a reload
                assert phone.begin(content, key=key).json["sheet"] == sheet
            case "broken":  # half a piece arrived
                said = phone.put(sheet, start, pieces[start][:-1])
                assert is_whole or (said.status, said.json["code"]) == (409, "wrong-place")
            case "wrong":
                said = phone.put(sheet, start, pieces[start], digest=hashlib.sha256(b"?").digest())
                assert is_whole or (said.status, said.json["code"]) == (409, "wrong-hash")
            case _:
                said = phone.finish(sheet)
                is_whole = have == set(starts)
                assert (said.status, said.json.get("code")) == ((200, None) if is_whole else (409, "not-whole"))
        if not is_whole:
            assert phone.standing(sheet).json["have"] == sorted(have)
    for start in starts:
        assert phone.put(sheet, start, pieces[start]).status == 200
    assert phone.finish(sheet).json["is_whole"]
    assert phone.confirm(begun["sheaf"], "ct-report").status_code == 302
    assert bytes_of(member, documents(member, case)[-1]) == content


# ---------------------------------------------------------------- kill -9


class Served:
    """The platform's web server in a group of processes of its own, to be killed and started again."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.process: Any = None

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--no-access-log", "--workers", "1", "xuanhu.config.wsgi:application"]
        self.process = subprocess.Popen(
            command, env=self.platform.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.ask("GET", "/alive")[0] == 200:
                    return
            except OSError:
                continue
        raise RuntimeError("the platform did not come up")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


@pytest.fixture
def served_anew(platform: Platform) -> Iterator[Served]:
    one = Served(platform)
    one.start()
    yield one
    one.kill()


def test_a_server_that_is_killed_loses_at_most_the_piece_at_hand(
    platform: Platform, served_anew: Served, monkeypatch: pytest.MonkeyPatch
):
    now = datetime.now(UTC).astimezone(SHANGHAI)
    now_at(monkeypatch, now)
    member = new_member()
    case = new_case(member, now - timedelta(minutes=5))
    phone = Phone(phone_of(member), case)
    content = jpeg(page(size=(2400, 3300)))
    content += bytes(5 * piece_size() // 2 - len(content) % piece_size())  # what stands behind a JPEG is nobody's
    pieces = cut(content)
    begun = phone.begin(content).json
    cookies = "; ".join(f"{name}={one.value}" for name, one in phone.desk.client.cookies.items())
    path = f"{phone.papers}/sheets/{begun['sheet']}"

    def put(start: int, whole: bytes) -> int:
        digest = base64.b64encode(hashlib.sha256(pieces[start]).digest()).decode()
        told = {"Cookie": cookies, "X_CSRFToken": phone.token, "Content_Digest": f"sha-256=:{digest}:"}
        return served_anew.ask("PUT", f"{path}/{start}", whole, **told)[0]

    starts = list(pieces)
    assert [put(start, pieces[start]) for start in starts[:2]] == [200, 200]
    with socket.create_connection(("127.0.0.1", served_anew.port)) as line:  # a piece of which half has come
        head = f"PUT {path}/{starts[2]} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        head += f"X-CSRFToken: {phone.token}\r\nContent-Length: {len(pieces[starts[2]])}\r\n\r\n"
        line.sendall(head.encode() + pieces[starts[2]][:1000])
        served_anew.kill()
    served_anew.start()
    assert phone.standing(begun["sheet"]).json["have"] == starts[:2]
    assert [put(start, pieces[start]) for start in starts[2:]] == [200] * len(starts[2:])
    assert phone.finish(begun["sheet"]).json["is_picture"] is True
    phone.confirm(begun["sheaf"])
    assert bytes_of(member, documents(member, case)[0]) == content

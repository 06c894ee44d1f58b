"""What the self-check asks a platform over HTTP, step by step; each step gives a line when it has held."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from xuanhu.demo.people import HOUSES
from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.loader import built_in
from xuanhu.scenarios.files import BUILT_IN
from xuanhu.scenarios.over_http import OverHttp
from xuanhu.scenarios.playing import play
from xuanhu.scenarios.reading import read_stories

HANDBOOK, SERVICE = "axa-tianping", "outpatient-appointment"
PERSON = {"name": "王芳", "id_number": "11010519491231002X"}
PHONE = "15499000000"  # of a range that nobody was given
STORIES = BUILT_IN / HANDBOOK / "stories"
PATIENCE = 60.0  # seconds for the worker to come round


class Failed(Exception):  # noqa: N818 - the house calls it by its name
    """A step of the self-check that did not hold; the message says which."""


class Platform(NamedTuple):
    """A platform to be asked: its address, a key for each role, its state folder."""

    url: str
    keys: dict[str, str]
    folder: Path

    def ask(self, path: str, body: object = None, *, role: str | None = "care-manager") -> tuple[int, Any]:
        """The status and content of an answer."""
        headers = {"Content-Type": "application/json"}
        if role is not None:
            headers["Authorization"] = f"Bearer {self.keys.get(role, '')}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310 - our own address
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, _content(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _content(error.read())
        except OSError as error:
            raise Failed(f"{path} 没有应答 (no answer): {error}") from None

    def expect(self, what: str, path: str, body: object = None, *, status: int = HTTPStatus.OK) -> Any:
        """The content of an answer that has this status."""
        found, content = self.ask(path, body)
        if found != status:
            raise Failed(f"{what}：应为 {int(status)}，得到 {found} ({path})")
        return content


def _content(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def in_earnest(platform: Platform) -> Iterator[str]:
    """What holds of a platform with the demonstration on it."""
    yield from _open_to_all(platform)
    yield from _keys_wanted(platform)
    code = next(house.code for house in HOUSES if house.handbook == HANDBOOK)
    before = _last_notice(platform, code)
    case = _a_case(platform, code)
    yield "开一个案件，记一件事，拒一件事 (a case opened, a fact recorded, one refused)"
    _until_told(platform, code, case, before)
    yield "定时到了就办，通知写好发出 (a timer fires, a notice is written and goes out)"


def _open_to_all(platform: Platform) -> Iterator[str]:
    if platform.ask("/alive", role=None)[0] != HTTPStatus.OK:
        raise Failed("/alive 没有应答 (it is not alive)")
    yield "应答 (it is alive)"
    status, document = platform.ask("/api/v1/openapi.json", role=None)
    if status != HTTPStatus.OK or not str(document.get("openapi", "")).startswith("3."):
        raise Failed("接口说明拿不到 (no OpenAPI document)")
    yield "接口说明 (its OpenAPI document)"


def _keys_wanted(platform: Platform) -> Iterator[str]:
    if platform.ask("/api/v1/queue", role=None)[0] != HTTPStatus.UNAUTHORIZED:
        raise Failed("没有密钥也能看到案件 (cases are shown without a key)")
    items = platform.expect("待办", "/api/v1/queue?limit=200")["items"]
    handbooks = platform.expect("手册", "/api/v1/handbooks")
    if not items or not handbooks:
        raise Failed("没有演示的案件或手册 (no cases, or no handbooks)")
    yield f"密钥有效：{len(items)} 个在办案件 (a key sees the open cases)"


def _a_case(platform: Platform, code: str) -> str:
    """Somebody put on file with a policy that is soon over, so that a use is about to lapse; a case, and two facts."""
    today = time.strftime("%Y-%m-%d")
    starts_on = date.fromisoformat(today) - timedelta(days=350)
    person = {"insurer": code, **PERSON, "phone": PHONE}
    person["diagnosis"] = {"icd10": "C34.1", "on": str(starts_on + timedelta(days=200))}  # type: ignore[assignment]
    insured = platform.expect("登记被保险人", "/api/v1/insureds", person, status=HTTPStatus.CREATED)["id"]
    policy = {"insurer": code, "number": f"CHECK-{time.time_ns()}", "handbook": HANDBOOK, "insured": insured}
    policy |= {"from": str(starts_on), "to": str(starts_on + timedelta(days=364))}
    platform.expect("登记保单", "/api/v1/policies", policy, status=HTTPStatus.CREATED)
    applied = {"insurer": code, "policy": policy["number"], "service": SERVICE}
    applied["data"] = {"channel": "hotline", "city": "北京"}
    answer = platform.expect("申请", "/api/v1/cases", applied, status=HTTPStatus.CREATED)
    if not answer["allowed"]:
        raise Failed(f"申请被拒 (refused): {answer['refused']}")
    case: str = answer["case"]["id"]
    facts = f"/api/v1/cases/{case}/facts"
    if not platform.expect("核对身份", facts, {"fact": "identity-verified", "data": PERSON})["allowed"]:
        raise Failed("身份没有核对上 (a right fact was refused)")
    early = platform.expect("过早的预约", facts, {"fact": "booked", "data": {"on": "2026-10-09"}})
    if early["allowed"] or "documents-missing" not in [one["code"] for one in early["refused"]]:
        raise Failed("缺资料的预约没有被拒 (a booking without papers was allowed)")
    return case


def _last_notice(platform: Platform, code: str) -> int:
    after = 0
    while found := platform.expect("通知", f"/api/v1/insurers/{quote(code)}/notices?after={after}&limit=500"):
        after = max(one["id"] for one in found)
    return after


def _until_told(platform: Platform, code: str, case: str, after: int) -> None:
    """Wait for the worker: the policy's lapsing is told by its timer, the application's notice leaves the outbox."""
    until, kinds = time.monotonic() + PATIENCE, set()
    file = platform.folder / "messages" / "messages.jsonl"
    while time.monotonic() < until:
        found = platform.expect("通知", f"/api/v1/insurers/{quote(code)}/notices?after={after}&limit=500")
        kinds |= {one["kind"] for one in found if one["case"] in (None, case)}
        after = max((one["id"] for one in found), default=after)
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        if {"applied", "lapsing"} <= kinds and any(json.loads(line)["to"] == PHONE for line in lines):
            return
        time.sleep(0.5)
    raise Failed(
        f"{PATIENCE:.0f} 秒内定时没有办，或通知没有发出 (no timer fired, or no notice went out): {sorted(kinds)}"
    )


def in_rehearsal(platform: Platform) -> Iterator[str]:
    """What holds of a platform on which stories are played."""
    yield from _open_to_all(platform)
    count = 0
    with OverHttp(platform.url, platform.keys.get("rehearsal", "")) as stage:
        for story in read_stories(min(STORIES.glob("*.yaml")), built_in()):
            if isinstance(story, Faulty):
                raise Failed(f"故事读不懂 (a story cannot be read): {story}")
            failures = play(story, stage).failures
            if failures:
                raise Failed(f"故事不符 (a story failed): {story.title}: {failures[0]}")
            count += 1
    yield f"彩排：{count} 个故事如约 (stories were played)"

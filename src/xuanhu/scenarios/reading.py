"""Story files read: every mistake at once, each with its line and what would be right."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import Any

from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.values import (
    RIGHT_DATE,
    RIGHT_MOMENT,
    Path,
    read_data,
    read_date,
    read_day_or_moment,
    read_moment,
)
from xuanhu.core.handbook.vocabulary import ROLES
from xuanhu.core.parties import CONDITIONS, Diagnosis, IdNumberError, Insured, Policy, check_id_number
from xuanhu.core.reckoning.schedule_faults import FIRST_YEAR, LAST_YEAR
from xuanhu.handbook_files.faults import Fault, Faulty, nearest
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.yaml_text import Document, read_documents
from xuanhu.scenarios.story import Contract, Deed, Expectation, Party, Step, Story

MOST_WAITING = 3650  # days; more is a slip of the pen
DEEDS: tuple[Deed, ...] = ("apply", "record", "check", "wait")
TOP = {"title", "handbook", "insured", "insureds", "policy", "policies", "diagnosis", "shows", "story"}
STEP = {"at", *DEEDS, "as", "policy", "by", "with", "then"}
THEN = {
    "status",
    "outcome",
    "refused",
    "cites",
    "awaiting",
    "has",
    "due",
    "overdue",
    "uses_left",
    "notices",
    "allowed",
}
LISTS = {"refused", "cites", "awaiting", "has", "overdue", "notices"}
INSURED = {"name", "id_number", "phone", "details", "diagnosis"}
POLICY = {"from", "to", "waiting_days", "services", "details", "insured"}
DIAGNOSIS = {"kind", "icd10", "on", "status", "first"}


def read_stories(path: FilePath, library: Library) -> list[Story | Faulty]:
    """Every story of a file; in place of one that cannot be read, all its mistakes."""
    try:
        documents = read_documents(path.read_bytes(), str(path))
    except Faulty as faulty:
        return [faulty]
    return [StoryReader(document, library).read() for document in documents]


class StoryReader:
    """Reads one story, collecting its mistakes in `faults`."""

    def __init__(self, document: Document, library: Library) -> None:
        """`library` holds the handbooks that the story may be about."""
        self.document = document
        self.library = library
        self.faults: list[Fault] = []
        self.handbook: Handbook | None = None

    def problem(self, path: Path, code: str, wrong: str, right: str = "") -> None:
        """Note a mistake at its place."""
        place = self.document.key_place(path) if code.endswith("-key") else self.document.place(path)
        self.faults.append(Fault(place, code, wrong, right))

    def read(self) -> Story | Faulty:
        """The story, or all its mistakes."""
        story = self._read()
        return Faulty(self.faults) if story is None or self.faults else story

    def _read(self) -> Story | None:
        value = self.document.value
        if not isinstance(value, dict):
            self.problem((), "wrong-type", "故事应写成一组“键: 值” (a story is a mapping)")
            return None
        self._keys(value, TOP, (), needed=("title", "handbook", "story"))
        name = value.get("handbook")
        self.handbook = self._handbook(name)
        if self.handbook is None:
            return None
        parties = self._parties(value)
        contracts = self._contracts(value, parties)
        steps = self._steps(value.get("story"), contracts)
        shows = tuple(_as_list(value.get("shows")))
        return Story(str(value.get("title")), str(name), parties, contracts, shows, steps, self.document.start)

    def _handbook(self, name: object) -> Handbook | None:
        editions = self.library.editions(str(name))
        if not editions:
            right = nearest(str(name), self.library.ids)
            self.problem(("handbook",), "unknown-handbook", f"没有“{name}”这本手册 (no such handbook)", right)
            return None
        return editions[-1]

    def _keys(self, value: Mapping[str, Any], known: set[str], path: Path, needed: Iterable[str] = ()) -> None:
        for key in value:
            if key not in known:
                self.problem(
                    (*path, key), "unknown-key", f"没有“{key}”这一项 (unknown key)", nearest(key, sorted(known))
                )
        for key in needed:
            if key not in value:
                self.problem(path, "missing-key", f"少了“{key}” (missing key {key})", f"{key}: ...")

    def _mapping(self, value: object, path: Path) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.problem(path, "wrong-type", "这里应是一组“键: 值” (a mapping is needed here)")
        return {}

    def _parties(self, value: Mapping[str, Any]) -> dict[str, Party]:
        if "insureds" in value:
            several = self._mapping(value["insureds"], ("insureds",))
            return {
                label: self._party(self._mapping(one, ("insureds", label)), ("insureds", label))
                for label, one in several.items()
            }
        if "insured" not in value:
            self.problem((), "missing-key", "少了“insured”：被保险人是谁 (who is the insured?)", "insured: {name: ...}")
            return {}
        party = self._party(self._mapping(value["insured"], ("insured",)), ("insured",))
        found = self._diagnosis(value["diagnosis"], ("diagnosis",)) if value.get("diagnosis") else party.diagnosis
        return {"insured": party._replace(diagnosis=found)}

    def _party(self, value: dict[str, Any], path: Path) -> Party:
        self._keys(value, INSURED, path, needed=("name",))
        number = value.get("id_number")
        if number is not None:
            try:
                number = check_id_number(str(number))
            except IdNumberError as error:
                self.problem((*path, "id_number"), "bad-id-number", str(error))
                number = None
        insured = Insured(str(value.get("name")), number, _text(value.get("phone")), value.get("details") or {})
        inner = value.get("diagnosis")
        return Party(insured, self._diagnosis(inner, (*path, "diagnosis")) if inner else None)

    def _diagnosis(self, given: object, path: Path) -> Diagnosis | None:
        value = self._mapping(given, path)
        self._keys(value, DIAGNOSIS, path, needed=("on",))
        on = self._date(value.get("on"), (*path, "on")) if "on" in value else None
        kind, icd10 = value.get("kind"), value.get("icd10")
        if kind is None and icd10 is None:
            self.problem(path, "missing-key", "少了 kind 或 icd10 (kind or icd10 is needed)")
        if kind is not None and kind not in CONDITIONS:
            self.problem(
                (*path, "kind"), "wrong-value", f"没有“{kind}”这种病情 (unknown kind)", nearest(str(kind), CONDITIONS)
            )
        status = value.get("status", "confirmed")
        if status not in ("confirmed", "suspected"):
            right = "confirmed 或 suspected (confirmed or suspected)"
            self.problem((*path, "status"), "wrong-value", f"没有“{status}”这种状态 (unknown status)", right)
        if on is None:
            return None
        return Diagnosis(on, _text(kind), _text(icd10), str(status), value.get("first", True) is True)

    def _contracts(self, value: Mapping[str, Any], parties: Mapping[str, Party]) -> dict[str, Contract]:
        only = next(iter(parties), "insured")
        if "policies" in value:
            several = self._mapping(value["policies"], ("policies",))
            return {
                label: self._contract(self._mapping(one, ("policies", label)), ("policies", label), parties)
                for label, one in several.items()
            }
        if "policy" in value:
            return {"policy": self._contract(self._mapping(value["policy"], ("policy",)), ("policy",), parties)}
        if self.handbook is not None and self.handbook.subject == "policy":
            right = "policy: {from: 2026-01-01, to: 2026-12-31}"
            self.problem((), "missing-key", "少了“policy”：在哪份保单之下 (under which policy?)", right)
        return {label: Contract(label, None) for label in parties} or {"policy": Contract(only, None)}

    def _contract(self, value: dict[str, Any], path: Path, parties: Mapping[str, Party]) -> Contract:
        self._keys(value, POLICY, path, needed=("from",))
        insured = str(value.get("insured", next(iter(parties), "insured")))
        if parties and insured not in parties:
            right = nearest(insured, parties)
            self.problem((*path, "insured"), "unknown-label", f"没有“{insured}”这位被保险人 (no such insured)", right)
        starts = self._date(value.get("from"), (*path, "from")) if "from" in value else None
        ends = self._date(value["to"], (*path, "to")) if value.get("to") is not None else None
        if starts is not None and ends is not None and ends < starts:
            self.problem((*path, "to"), "wrong-value", "保单止期早于起期 (the policy ends before it starts)")
        waiting = value.get("waiting_days", 0)
        if not isinstance(waiting, int) or not 0 <= waiting <= MOST_WAITING:
            self.problem((*path, "waiting_days"), "wrong-type", "等待期应是天数，如 90 (a number of days, such as 90)")
            waiting = 0
        services = value.get("services", "all")
        listed = None if services == "all" else frozenset(map(str, _as_list(services)))
        return Contract(insured, Policy(starts or date.min, ends, waiting, listed, value.get("details") or {}))

    def _date(self, value: object, path: Path) -> date | None:
        day = read_date(value)
        if day is None:
            self.problem(path, "bad-date", f"“{value}”不是一个日子 (not a day that exists)", RIGHT_DATE)
        return day

    def _steps(self, given: object, contracts: Mapping[str, Contract]) -> tuple[Step, ...]:
        if not isinstance(given, list) or not given:
            if "story" in self.document.value:
                self.problem(("story",), "wrong-type", "story 应是一串步骤 (story is a list of steps)")
            return ()
        labels: set[str] = set()
        steps: list[Step] = []
        for number, one in enumerate(given):
            path: Path = ("story", number)
            step = self._step(self._mapping(one, path), path, contracts, labels)
            if step is not None and steps and step.at < steps[-1].at:
                right = f"不早于 {steps[-1].at:%Y-%m-%d %H:%M} (not before the step before it)"
                self.problem((*path, "at"), "out-of-order", "这一步早于前一步 (earlier than the step before it)", right)
            if step is not None:
                steps.append(step)
        return tuple(steps)

    def _step(
        self, value: dict[str, Any], path: Path, contracts: Mapping[str, Contract], labels: set[str]
    ) -> Step | None:
        self._keys(value, STEP, path, needed=("at",))
        at = read_moment(value.get("at"))
        at = at if at is not None and FIRST_YEAR < at.year < LAST_YEAR else None
        if at is None and "at" in value:
            self.problem((*path, "at"), "bad-date", f"“{value['at']}”不是一个时刻 (not a moment)", RIGHT_MOMENT)
        deeds = [deed for deed in DEEDS if deed in value]
        if len(deeds) != 1:
            right = "apply、record、check、wait 中的一个 (one of apply, record, check, wait)"
            self.problem(path, "missing-key", "每一步只做一件事 (a step does exactly one thing)", right)
            return None
        deed = deeds[0]
        label = _text(value.get("as"))
        self._judge_labels(deed, label, value, path, contracts, labels)
        data = read_data(
            self._mapping(value.get("with") or {}, (*path, "with")), self._book(), (*path, "with"), self.problem
        )
        then = self._then(value.get("then"), (*path, "then"))
        if at is None:
            return None
        what = "" if deed == "wait" else str(value[deed])
        policy = _text(value.get("policy"))
        place = self.document.place(path)
        return Step(at, deed, what, label, policy, _text(value.get("by")), data, then, place)

    def _book(self) -> Handbook:
        assert self.handbook is not None  # noqa: S101 - steps are read only when the handbook is known
        return self.handbook

    def _judge_labels(
        self,
        deed: Deed,
        label: str | None,
        value: Mapping[str, Any],
        path: Path,
        contracts: Mapping[str, Contract],
        labels: set[str],
    ) -> None:
        by, policy = value.get("by"), _text(value.get("policy"))
        if by is not None and by not in ROLES:
            self.problem((*path, "by"), "wrong-value", f"没有“{by}”这个角色 (unknown role)", nearest(str(by), ROLES))
        if policy is not None and policy not in contracts:
            self.problem(
                (*path, "policy"),
                "unknown-label",
                f"没有“{policy}”这份保单 (no such policy)",
                nearest(str(policy), contracts),
            )
        if deed == "apply":
            labels.add(label or "")
        elif deed == "record" and not labels:
            self.problem(path, "unknown-label", "还没有申请，没有案件可记 (nothing has been applied for yet)")
        elif deed in ("record", "wait") and label is not None and label not in labels:
            self.problem(
                (*path, "as"), "unknown-label", f"没有“{label}”这个案件 (no such case)", nearest(label, labels - {""})
            )

    def _then(self, given: object, path: Path) -> tuple[Expectation, ...]:
        if given is None:
            return ()
        value = self._mapping(given, path)
        self._keys(value, THEN, path)
        return tuple(
            Expectation(key, self._wanted(key, wanted, (*path, key)), self.document.key_place((*path, key)))
            for key, wanted in value.items()
            if key in THEN
        )

    def _wanted(self, key: str, wanted: object, path: Path) -> object:
        if key in LISTS:
            return tuple(map(str, _as_list(wanted)))
        if key == "due":
            dues = self._mapping(wanted, path)
            return {fact: self._due(due, (*path, fact)) for fact, due in dues.items()}
        if key == "uses_left":
            return self._mapping(wanted, path)
        return wanted

    def _due(self, given: object, path: Path) -> date | datetime | None:
        due = read_day_or_moment(given) if given is not None else None
        if due is None and given is not None:
            self.problem(path, "bad-date", f"“{given}”不是一个日子 (not a day that exists)", RIGHT_DATE)
        return due


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str | None:
    return None if value is None else str(value)

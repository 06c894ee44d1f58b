"""What lint lets pass, and the doubts that a handbook rests on; what it finds is in test_broken.py."""

import pytest

from xuanhu.handbook_files.checks import places
from xuanhu.handbook_files.faults import Fault
from xuanhu.handbook_files.lint import doubts, lint
from xuanhu.handbook_files.loader import Edition, built_in, read_handbook


def faults_of(text: str) -> list[Fault]:
    return lint(*read_handbook(text, "demo.yaml"))


def changed(good: str, old: str, new: str) -> str:
    assert old in good
    return good.replace(old, new)


def test_a_good_handbook_has_no_fault(good: str) -> None:
    assert faults_of(good) == []


@pytest.mark.parametrize("edition", built_in().all_editions, ids=lambda edition: edition.handbook.handbook)
def test_the_built_in_handbooks_have_no_fault(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "read_atlas", list)  # the small country of these tests has not all their cities
    assert lint(*edition) == []


def test_all_faults_are_told_at_once_in_the_order_of_the_file(good: str) -> None:
    text = (
        changed(good, "used_from: told", "used_from: tld")
        .replace("[JP, DE]", "[Japan]")
        .replace("clause: D-03", "clause: D-3")
    )
    codes = [fault.code for fault in faults_of(text)]
    assert codes.count("unknown-clause") > 5
    assert {"unknown-fact", "bad-country", "unused-clause"} <= set(codes)
    assert faults_of(text) == sorted(faults_of(text))


def test_a_flow_that_cannot_be_read_hides_no_other_fault_and_makes_none(good: str) -> None:
    text = changed(good, "> escorted | missed", "> escorted | missed, x").replace("[JP, DE]", "[Japan]")
    assert [fault.code for fault in faults_of(text)] == ["bad-country", "bad-flow"]


def test_a_doubt_is_ground_enough_for_a_term(good: str) -> None:
    assert faults_of(changed(good, "exemption: {clause: D-02}", "exemption: {doubt: 手册没写。}")) == []


def test_a_term_that_only_repeats_the_language_needs_no_clause(good: str) -> None:
    assert faults_of(changed(good, "exemption: {clause: D-02}", "admission_slip: {}")) == []


def test_a_service_without_booking_may_leave_withdrawal_as_it_is(good: str) -> None:
    text = changed(good, "    name: 探视\n", "    name: 探视\n    withdrawal: {until_papers: id-card, clause: D-02}\n")
    assert faults_of(text) == []


def test_facts_that_nobody_records_may_arise(good: str) -> None:
    text = changed(good, "weighed > escorted | missed", "weighed > reminded > escorted | missed")
    assert [fault.code for fault in faults_of(text)] == ["bad-flow"]  # reminded stands there twice, and arises
    assert faults_of(text.replace("(reminded), ", "")) == []


def test_what_is_told_twice_in_a_flow_is_no_fault(good: str) -> None:
    assert faults_of(changed(good, "> (reminded), weighed", "> (reminded), weighed > told")) == []


def test_a_last_step_that_may_be_left_out_is_not_the_end(good: str) -> None:
    assert faults_of(changed(good, "> visited > reported-to-insurer", "> visited > reported-to-insurer > (told)")) == []


def test_hours_may_last_until_midnight(good: str) -> None:
    assert faults_of(changed(good, 'closes: "21:00"', 'closes: "24:00"')) == []


def test_a_very_long_condition_is_not_even_tried(good: str) -> None:
    text = changed(good, "insured.age >= 18", "1 + " * 2000 + "1 > 0")
    assert [(fault.code, "太长" in fault.wrong) for fault in faults_of(text)] == [("bad-condition", True)]


@pytest.mark.parametrize(
    ("city", "province"),
    [("天河区", "广东"), ("天河", "广东省"), ("珠海市", "广东"), ("鼓楼", "江苏"), ("鼓楼", "福建"), ("北京", "北京")],
)
def test_a_city_is_known_with_and_without_its_ending(city: str, province: str, good: str) -> None:
    assert (
        faults_of(changed(good, "    广东: [广州, 深圳]", f"    广东: [广州]\n  more:\n    {province}: [{city}]")) == []
    )


def test_without_an_atlas_only_repetitions_are_found(good: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "read_atlas", list)
    text = changed(good, "[广州, 深圳]", "[某地, 深圳, 南京, 某地, 北京]")
    assert [(fault.code, fault.place.column) for fault in faults_of(text)] == [
        ("duplicate-city", 22),
        ("duplicate-city", 26),
    ]


def test_the_atlas_is_asked_only_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(places, "find_spec", lambda _: None)
    assert places.read_atlas() == []
    monkeypatch.setattr(places, "find_spec", lambda _: object())
    monkeypatch.setattr(places, "import_module", lambda _: type("Atlas", (), {"AREAS": ({"name": "北京市"},)}))
    assert places.read_atlas() == [{"name": "北京市"}]


def test_doubts_are_those_of_terms_and_of_the_clauses_they_cite(good: str) -> None:
    text = changed(good, "exemption: {clause: D-02}", "exemption: {clause: [D-02, D-03], doubt: 手册没写清。}")
    found = [doubt for doubt in doubts(*read_handbook(text, "demo.yaml")) if doubt.path[-1] == "exemption"]
    assert [(doubt.clauses, doubt.text) for doubt in found] == [
        (("D-02", "D-03"), "手册没写清。"),
        (("D-02",), "没说从哪天算起。"),
    ]
    assert {doubt.place.line for doubt in found} == {text[: text.index("exemption")].count("\n") + 1}


def test_doubts_of_unknown_clauses_are_nobodys(good: str) -> None:
    text = changed(good, "exemption: {clause: D-02}", "exemption: {clause: D-99}")
    assert not [doubt for doubt in doubts(*read_handbook(text, "demo.yaml")) if doubt.path[-1] == "exemption"]

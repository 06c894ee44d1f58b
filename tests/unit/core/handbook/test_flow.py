"""Flows read from their line."""

import pytest

from xuanhu.core.handbook.flow import FlowError, Stage, read_flow


def test_flow_is_read_into_its_stages():
    assert read_flow("applied > reviewed, documents-complete > (reminded), (escorted) > attended | missed") == (
        Stage(must=("applied",)),
        Stage(must=("reviewed", "documents-complete")),
        Stage(may=("reminded", "escorted")),
        Stage(one_of=("attended", "missed")),
    )


def test_stage_with_must_and_may_knows_all_its_facts():
    stage = read_flow("applied >\n  booked, (escorted)  > x-1")[1]
    assert stage == Stage(must=("booked",), may=("escorted",))
    assert stage.facts == ("booked", "escorted")
    assert Stage(("a",), ("b",), ("c",)).facts == ("a", "b", "c")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("", ""),
        ("applied >", ""),
        ("applied > Booked", "Booked"),
        ("applied > a b", "a b"),
        ("applied > -a", "-a"),
        ("applied > a-", "a-"),
        ("applied > (a", "(a"),
        ("applied > ()", ""),
        ("applied > 1a", "1a"),
        ("applied > 预约", "预约"),
        ("applied > a | ", ""),
        ("applied > a | (b)", "(b)"),
        ("applied > a, b)", "b)"),
    ],
)
def test_flow_with_what_is_no_fact_is_refused(line, word):
    with pytest.raises(FlowError, match="not the name of a fact") as caught:
        read_flow(line)
    assert str(caught.value).startswith(f"“{word}”")


def test_stage_with_comma_and_bar_is_refused():
    with pytest.raises(FlowError, match=r"“a, b \| c”: 同一步里不能既有 , 又有 \|"):
        read_flow("applied > a, b | c")

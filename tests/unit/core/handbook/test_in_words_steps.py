"""The way of a case: each step with who does it, when it is part of the way, how soon, how it may end."""

import pytest

from tests.unit.core.handbook.made_up import FLOW, telling
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.flow import FlowError
from xuanhu.core.handbook.in_words import AsideInWords, EndInWords, StageInWords, StepInWords
from xuanhu.core.handbook.in_words.promises import promise_in_words
from xuanhu.core.handbook.in_words.steps import asides_in_words, stages_in_words


def steps(**service):
    """The steps of the way by their fact; of `told` that stands twice the last."""
    return {step.fact: step for stage in stages_in_words(telling(service)) for step in stage.steps}


def test_each_step_says_who_does_it():
    ways = stages_in_words(telling())
    assert [[(step.name, step.who, step.yours) for step in stage.steps] for stage in ways] == [
        [("申请", "您", True)],
        [("核对身份", "我们", False)],
        [("资料已齐", "您", True)],
        [("审核", "我们", False)],
        [("预约就诊", "我们", False)],
        [("通知您", "我们", False)],
        [("就诊", "您", True), ("未按时就诊", "", False)],
    ]


@pytest.mark.parametrize(
    ("fact", "who"),
    [
        ("admission-slip-issued", "医院"),
        ("advised", "医生"),
        ("concluded", "核保员"),
        ("escorted", "陪诊员"),
        ("sample-received", "实验室"),
        ("report-issued", "专家"),
        ("documents-added", "您"),
        ("expired", "我们"),
    ],
)
def test_the_one_who_does_it_is_named_as_people_know_him(fact, who):
    assert steps(flow=f"applied > {fact}")[fact].who == who


def test_the_handbook_may_name_who_does_it():
    found = steps(who=(t.Who(fact="reviewed", roles=("expert",), clause=("A-1",)), t.Who(fact="booked", roles=())))
    assert (found["reviewed"].who, found["reviewed"].clauses) == ("专家", ("A-1",))
    assert found["booked"].who == "我们"


@pytest.mark.parametrize(
    ("flow", "how"),
    [
        ("applied > booked", ""),
        ("applied > booked, reviewed", "先后不限"),
        ("applied > booked, (reviewed)", ""),
        ("applied > (booked), (reviewed)", ""),
        ("applied > attended | missed", "两种结果之一"),
        ("applied > attended | missed | escorted", "几种结果之一"),
    ],
)
def test_how_steps_stand_to_each_other(flow, how):
    assert stages_in_words(telling({"flow": flow}))[-1].how == how


def test_a_step_may_be_left_out():
    found = steps(flow="applied > (reminded), booked")
    assert (found["booked"].optional, found["reminded"].optional) == (False, True)


def test_a_step_has_its_promise_its_details_and_its_clauses():
    clock = t.Clock(promise="report-delivered", within="3 working days", after=("applied",), clause=("A-3",))
    service = {
        "flow": "applied > report-delivered",
        "clocks": (clock,),
        "steps": (t.Step(fact="report-delivered", clause=("A-1",)), t.Step(fact="applied", clause=("A-9",))),
        "each": (t.Each(fact="report-delivered", key="form", values=("electronic", "paper"), clause=("A-2", "A-3")),),
        "endings": (t.Ending(fact="report-delivered", clause=("A-4",)),),
        "repeated": (
            t.Repeated(fact="report-delivered", at_most=3, clause=("A-5",)),
            t.Repeated(fact="applied", clause=("A-6",)),
        ),
    }
    way = stages_in_words(telling(service))
    assert way[0].steps[0].details == ("可以有好几次",)
    assert way[1] == StageInWords(
        (
            StepInWords(
                fact="report-delivered",
                name="报告已交给您",
                who="我们",
                details=("电子版、纸质版，各一次", "可以有好几次，最多3次"),
                ends=(EndInWords("办完", "completed"),),
                promises=(promise_in_words(clock, telling(service)),),
                clauses=("A-1", "A-2", "A-3", "A-5", "A-4"),
            ),
        )
    )


def test_an_ending_says_in_which_case():
    ending = t.Ending(fact="reviewed", outcome="rejected", where={"result": "rejected"})
    assert steps(endings=(ending,))["reviewed"].ends == (EndInWords("结果为“不通过”：到此为止", "rejected"),)


def test_a_step_says_when_it_is_part_of_the_way():
    only = t.Only(facts=("reviewed", "booked"), where="applied.has_dicom", equals=False, clause=("A-1",))
    found = steps(only=(only,))
    assert (found["booked"].when, found["booked"].clauses) == ("手上没有DICOM文件时", ("A-1",))
    assert found["told"].when == "手上没有DICOM文件时"
    assert found["attended"].when == ""


def test_who_is_told_of_what_may_be_left_out_later_is_told_all_the_same():
    only = t.Only(facts=("booked",), where="reviewed.result", equals="investigate")
    found = steps(only=(only,))
    assert (found["booked"].when, found["told"].when) == ("审核结果为“需要查勘”时", "")


def test_told_at_the_very_beginning_is_always_told():
    assert steps(flow="told > applied")["told"].when == ""


def test_what_may_happen_beside_the_way():
    service = {
        "flow": FLOW.replace(" | missed", ""),
        "asides": (
            t.Aside(fact="missed", after="told", before="attended", clause=("A-1",)),
            t.Aside(fact="escorted"),
        ),
        "endings": (t.Ending(fact="missed", outcome="deemed-used", clause=("A-2",)),),
    }
    assert asides_in_words(telling(service)) == (
        AsideInWords(
            "missed",
            "未按时就诊",
            "通知您以后、就诊以前",
            (EndInWords("就算已经完成", "deemed-used"),),
            ("A-1", "A-2"),
        ),
        AsideInWords("escorted", "陪诊", "申请以后"),
    )


def test_a_clause_of_a_fact_outside_the_way_is_told_beside_it():
    service = {"steps": (t.Step(fact="ended", clause=("A-1",)), t.Step(fact="withdrawn", clause=("A-2",)))}
    assert asides_in_words(telling(service)) == (
        AsideInWords("ended", "终止", "办理期间", (EndInWords("到此为止", "unable"),), ("A-1",)),
        AsideInWords("withdrawn", "撤回", "办理期间", (), ("A-2",)),
    )


def test_a_flow_that_cannot_be_read_is_an_error():
    with pytest.raises(FlowError):
        telling({"flow": "applied > , booked"})

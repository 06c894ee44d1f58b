"""What cannot be taken back, said before one applies: exact sentences, also for what none of our handbooks says."""

import pytest

from tests.handbooks import handbook as small
from tests.handbooks import service
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import say_final
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.handbook_files.loader import built_in
from xuanhu.handbook_files.wording import built_in_words


def final(flow="applied > booked > told > attended | missed", subject="policy", **terms):
    """What is final in a service with these terms; it may be withdrawn until it is over."""
    care = service(flow, **{"withdrawal": t.Withdrawal(until=None), **terms})
    telling = Telling(small(care, subject=subject), "care", built_in_words())
    return [one.says for one in say_final(telling)]


def test_a_service_without_such_a_term_has_nothing_to_confirm():
    assert final() == []


def test_several_ways_to_use_it_up_are_one_sentence():
    asides = (t.Aside(fact="refused-to-sign"),)
    endings = tuple(t.Ending(fact=fact, outcome="deemed-used") for fact in ("missed", "refused-to-sign"))
    uses = t.Uses(times=1)
    assert final(endings=endings, asides=asides, uses=uses) == ["如果未按时就诊或未同意签署，这一次也算用过。"]


def test_what_ends_at_one_step_is_one_sentence():
    terms = {
        "uses": t.Uses(times=1, used_from="told"),
        "withdrawal": t.Withdrawal(until="told"),
        "change": t.Change(until="told"),
    }
    assert final(**terms) == ["通知到您以后，这一次就算用过，不再退还，不能再撤回，不能改期。"]


@pytest.mark.parametrize(
    ("until", "says"),
    [("never", ["安排好就诊以后，不能改期。"]), ("told", ["通知到您以后，不能改期。"]), ("its-day", [])],
)
def test_until_when_it_may_be_moved(until, says):
    assert final(change=t.Change(until=until)) == says


def test_where_nobody_is_told_it_is_final_once_booked():
    assert final("applied > booked > attended", change=t.Change(until="told")) == ["安排好就诊以后，不能改期。"]


def test_what_has_no_appointment_cannot_be_moved_anyway():
    assert final("applied > reviewed", change=t.Change(until="never")) == []


def test_papers_may_end_it_too_and_a_step_that_is_not_of_the_way_does_not():
    withdrawal = t.Withdrawal(until="posted", until_papers=("id-card", "imaging"))
    assert final(withdrawal=withdrawal) == ["身份证和影像资料都收到以后，不能再撤回。"]


def test_ones_own_time_that_cancels_is_said():
    clock = t.Clock(promise="paid", within="2 days", after=("concluded",), otherwise="expired", clause=("TP-11",))
    says = ["从核保已有结论那天数起，2天内没有付款，这次申请就自动取消。"]
    assert final("applied > concluded > paid", clocks=(clock,), subject="applicant") == says


def test_every_sentence_of_the_five_handbooks_cites_a_clause_or_its_term_has_a_doubt():
    silent = {
        (book.handbook, name)
        for book in built_in().handbooks
        for name in book.services
        for one in say_final(Telling(book, name, built_in_words()))
        if not one.clauses
    }
    assert silent == {("picc-iwuyou-3", "bedside-visit"), ("taiping-yibao-wuyou", "manual-underwriting")}

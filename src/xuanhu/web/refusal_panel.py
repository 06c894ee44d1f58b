"""Why an act was refused, as the refusal panel shows it: the sentence, the clauses, what would change it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from xuanhu.apps.cases.actions import Acted
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.booklets import clause_address


class Clause(NamedTuple):
    """A clause, and where it is read."""

    name: str
    path: str


class Reason(NamedTuple):
    """One reason why not."""

    says: str
    change: str = ""
    clauses: Sequence[Clause] = ()


TOO_LATE: Final[Mapping[str, Reason]] = {
    "gone": Reason("这个案件已经不在您的范围内。"),
    "answered": Reason("这位专家已经答复过了，或者已经写了意见，不能再改成不参加。"),
    "not-accepted": Reason("这位专家还没有答应参加，所以还不能提交意见。", "先答复邀请，再提交；写好的内容都还在。"),
    "in-check": Reason("上一版正在等质量检查，或者已经通过。", "检查的人退回以后，可以再写一版；写好的内容都还在。"),
    "own-work": Reason("这一版是您自己写的，要请别人来检查。", "请另一位健康管家或审核员检查。"),
    "checked": Reason("这一版已经检查过，或者已经有了新的一版。"),
    "not-passed": Reason("这一版还没有通过质量检查，或者已经交付。", "通过检查以后就可以继续。"),
    "not-translated": Reason("这项服务的意见要先译成中文。", "译好以后就可以交付。"),
    "issued": Reason("报告已经出具并交付过。", "要换一版，请先在案件里把“报告已出”作废，写明缘由。"),
    "not-filed": Reason("报告没有归档，所以没有交付。", "请再试一次。"),
    "settled": Reason("这个案件已经定好检测和实验室。"),
    "sent": Reason("这份样本已经记为寄出。"),
    "number-taken": Reason("这个编号已经是另一份样本的。", "请核对管壁或快递单上的编号，再扫一次。"),
    "not-sent": Reason("这份样本还没有记为寄出。", "先记下寄出日期和编号，再收样。"),
    "received": Reason("这份样本已经收过。"),
    "not-unfit": Reason("这份样本没有记为不合格，不用补寄。"),
    "not-to-report": Reason("这份样本还没有合格收样，或者报告已经出了。"),
    "not-to-post": Reason("报告还没有出，或者纸质报告已经交付。"),
    "delivered": Reason("这种形式的报告已经记为交付。"),
}


def reasons_of(acted: Acted) -> list[Reason]:
    """Every reason of a refused act, to be read out."""
    return refused(acted.verdict.refusals, acted.verdict.state)


def refused(refusals: Iterable[Refusal], state: State) -> list[Reason]:
    """Every reason in words."""
    speaker, book = Speaker(built_in_words()), state.plan.handbook.handbook
    found = []
    for one in refusals:
        sentence = speaker.say(one, state.plan, state)
        clauses = [Clause(name, clause_address(book, name)) for name in one.clauses]
        found.append(Reason(sentence.says, sentence.change, clauses))
    return found


def reason_why(why: str) -> list[Reason]:
    """The reason of an act that came at the wrong time."""
    return [TOO_LATE[why]]

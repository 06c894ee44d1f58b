"""Words for names: the handbook's own before everybody's, and the name itself where there is none."""

from tests.handbooks import handbook
from xuanhu.core.handbook.service import ConsentText, FactWords, Key, Wording
from xuanhu.core.handbook.words import Sayings, Words

WORDS = Words(
    facts={
        "booked": {
            "done": "已约好",
            "todo": "预约",
            "promise": "约好",
            "by_service": {"care": {"done": "已约好上门"}},
        },
        "advised": {"todo": "答复"},
        "called": {"done": "已与您通话", "todo": "打电话", "colleagues": {"done": "已与本人通话"}},
        "odd": {},
    },
    names={
        "documents": {"invoice": "发票", "imaging": "影像"},
        "data_keys": {"hours": "小时", "on": "日期"},
        "data_keys_by_fact": {"booked": {"on": "就诊日期", "hours": "几小时"}},
        "data_keys_by_service": {"care": {"booked": {"on": "上门日期"}}},
        "outcomes": {"completed": "已完成"},
        "outcomes_by_handbook": {"small": {"completed": "已承保"}},
    },
    reasons={"closed": Sayings("已结案", "已经结案了。", "结案了。", "可以再申请。", {"late": {"label": "晚了"}})},
)
OWN = handbook(
    facts={"weighed": FactWords(done="已称重", todo="称重")},
    papers={"invoice": "医院发票"},
    keys={"hours": Key(says="时长")},
    reasons={"too-heavy": Wording(label="超重", says="太重了。", change="减重后再来。")},
)


def test_name_is_the_word_or_the_value_itself():
    assert WORDS.name("documents", "invoice") == "发票"
    assert WORDS.name("documents", "x-ray") == "x-ray"
    assert WORDS.name("nothing", 7) == "7"
    assert WORDS.names_of("documents", ["imaging", "x"]) == "影像、x"


def test_paper_of_the_handbook_comes_before_everybodys():
    assert WORDS.paper("invoice", OWN) == "医院发票"
    assert WORDS.paper("imaging", OWN) == "影像"


def test_papers_are_told_in_the_order_of_the_vocabulary_and_unknown_ones_last():
    assert WORDS.papers({"zoo", "imaging", "atlas", "invoice"}, OWN) == "医院发票、影像、atlas、zoo"


def test_fact_has_its_word_by_service_and_form():
    assert WORDS.fact("booked", OWN, "care") == "已约好上门"
    assert WORDS.fact("booked", OWN, "care", "todo") == "预约"
    assert WORDS.fact("booked", OWN, "escort") == "已约好"
    assert WORDS.fact("booked", OWN, "escort", "promise") == "约好"
    assert WORDS.fact("advised", OWN, "care") == "答复"


def test_fact_is_told_among_colleagues_without_addressing_anybody():
    assert (WORDS.fact("called", OWN, "care"), WORDS.fact("called", OWN, "care", "todo")) == ("已与您通话", "打电话")
    told = WORDS.among_colleagues()
    assert (told.fact("called", OWN, "care"), told.fact("called", OWN, "care", "todo")) == ("已与本人通话", "打电话")
    assert told.fact("booked", OWN, "care") == "已约好上门"


def test_key_is_called_by_the_fact_and_more_narrowly_by_the_service():
    assert [WORDS.key("on", OWN, *more) for more in ((), ("booked",), ("booked", "escort"), ("booked", "care"))] == [
        "日期",
        "就诊日期",
        "就诊日期",
        "上门日期",
    ]
    assert WORDS.key("hours", OWN, "booked") == "时长"


def test_fact_without_words_is_its_name():
    assert WORDS.fact("unheard-of", OWN, "care") == "unheard-of"
    assert WORDS.fact("odd", OWN, "care") == "odd"


def test_fact_of_the_handbook_comes_before_everybodys():
    assert WORDS.fact("weighed", OWN, "care") == "已称重"
    assert WORDS.fact("weighed", OWN, "care", "promise") == "称重"


def test_key_of_the_handbook_comes_before_everybodys():
    assert WORDS.key("hours", OWN) == "时长"
    assert WORDS.key("hours", handbook()) == "小时"
    assert WORDS.key("dose", OWN) == "dose"


def test_outcome_of_the_handbook_comes_before_everybodys():
    assert WORDS.outcome("completed", OWN) == "已承保"
    assert WORDS.outcome("expired", OWN) == "expired"


def test_reason_of_the_handbook_comes_before_everybodys():
    assert WORDS.reason("too-heavy", OWN) == Sayings("超重", "太重了。", "太重了。", "减重后再来。")
    assert WORDS.reason("closed", OWN).label == "已结案"
    assert WORDS.reason("unheard-of", OWN) == Sayings("unheard-of", "unheard-of", "unheard-of")


def test_variant_takes_what_it_does_not_say_from_its_reason():
    closed = WORDS.reasons["closed"]
    assert closed.variant(None) is closed
    assert closed.variant("early") is closed
    assert closed.variant("late") == Sayings("晚了", "已经结案了。", "结案了。", "可以再申请。")


def test_variant_may_have_a_sentence_and_a_plain_one_of_its_own():
    sayings = Sayings("甲", "乙", "丙", "丁", {"x": {"says": "戊"}, "y": {"says": "戊", "plain": "己", "change": "庚"}})
    assert sayings.variant("x") == Sayings("甲", "戊", "丙", "丁")
    assert sayings.variant("y") == Sayings("甲", "戊", "己", "庚")


def test_consent_of_the_handbook_comes_before_everybodys():
    book = handbook(consent_texts={"a": ConsentText(name="同意书")}, papers={"b": "委托书"})
    words = Words({}, {"consents": {"b": "别的", "c": "授权书"}}, {})
    assert [words.consent(name, book) for name in "abcd"] == ["同意书", "委托书", "授权书", "d"]

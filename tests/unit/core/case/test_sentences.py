"""Refusals in words."""

from datetime import date
from decimal import Decimal

import pytest

from tests.handbooks import at, case, handbook, plan, service
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.sentences import Sentence, Speaker
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.service import ConsentText, Key, Wording
from xuanhu.core.handbook.words import Sayings, Words

ECHO = "<{%s}>"
PLACES = (
    *(
        "from",
        "until",
        "earliest",
        "study_date",
        "city",
        "country",
        "countries",
        "conditions",
        "keys",
        "facts",
        "other",
    ),
    *("hospital", "days", "least", "limit", "hours", "examinations", "level", "rank", "roles", "consents", "relations"),
    *("kinds", "service", "slip"),
)
VARIANTS = {
    name: {"says": f"variant {name}"}
    for name in (
        *("others", "diagnosed-within", "future", "tertiary-a", "hard", "ownership", "partner-list", "slip-hospital"),
        *("division", "social-insurance", "no-diagnosis", "before-policy", "ended"),
    )
}
WORDS = Words(
    facts={"met": {"todo": "见面"}},
    names={
        "documents": {"invoice": "发票", "imaging": "影像", "admission-slip": "住院证"},
        "countries": {"US": "美国", "DE": "德国"},
        "conditions": {"lung-nodule": "肺结节"},
        "data_keys": {"city": "城市", "on": "日期"},
        "modalities": {"CT": "CT"},
        "hospital_levels": {"tertiary": "三级", "tertiary-a": "三甲"},
        "ranks": {"chief-physician": "主任医师"},
        "roles": {"agent": "坐席"},
        "consents": {"a": "授权书"},
        "relations": {"spouse": "配偶"},
        "units": {"hours": "小时"},
    },
    reasons={
        **{f"say-{name}": Sayings("", ECHO % name, "不知道。") for name in PLACES},
        "documents-missing": Sayings("缺资料", "还缺{kinds}。", "资料不全。", "请补{kinds}。"),
        "age-not-covered": Sayings("年龄", "年龄不合。"),
        **{
            code: Sayings(code, "plainly", variants=VARIANTS)
            for code in (
                *("not-the-insured", "waiting-period", "not-yet", "hospital-level-too-low", "over-the-limit"),
                *("hospital-not-eligible", "not-covered-condition", "not-first-diagnosis", "not-in-force", "closed"),
            )
        },
    },
)
SPEAKER = Speaker(WORDS)
CARE = service(
    "applied > documents-complete > done",
    papers=t.Papers(one_of=("invoice", "imaging"), all_of=("id-card",)),
    hours=t.Hours(weekdays=(1, 2, 3, 4, 5), working_days=True, opens="09:00", closes="21:00"),
)
BOOK = {"services": {"escort": service()}, "keys": {"dose": Key(says="剂量")}, "papers": {"id-card": "身份证"}}


def says(refusal, care=CARE, state=None):
    return SPEAKER.say(refusal, plan(care, **BOOK), state).says


@pytest.mark.parametrize(
    ("place", "about", "text"),
    [
        ("from", {"from": date(2026, 6, 1)}, "<2026年6月1日 周一>"),
        ("until", {"until": at(6, 1, 9)}, "<6月1日 周一 09:00>"),
        ("until", {"until": "booked"}, "不知道。"),
        ("earliest", {"earliest": date(2026, 6, 1)}, "<2026年6月1日 周一>"),
        ("study_date", {"on": date(2025, 6, 1)}, "<2025年6月1日 周日>"),
        ("city", {"city": "上海"}, "<上海>"),
        ("city", {"city": None}, "不知道。"),
        ("city", {}, "不知道。"),
        ("country", {"country": "US"}, "<美国>"),
        ("countries", {"countries": ("US", "DE", "FR")}, "<美国、德国、FR>"),
        ("conditions", {"kinds": ("lung-nodule",)}, "<肺结节>"),
        ("keys", {"keys": ("city", "dose", "x")}, "<城市、剂量、x>"),
        ("facts", {"waits_for": ("met", "done")}, "<见面、done>"),
        ("facts", {"waits_for": ()}, "不知道。"),
        ("other", {"service": "escort"}, "<照护>"),
        ("other", {"service": "x"}, "<x>"),
        ("hospital", {"named": "某医院"}, "<某医院>"),
        ("days", {"span": "5 working days"}, "<5>"),
        ("least", {"at_least": Decimal("3.0")}, "<3.0>"),
        ("least", {"at_least": 3}, "<3>"),
        ("limit", {"at_most": Decimal("1E+3")}, "<1000>"),
        ("limit", {"at_most": 4}, "<4>"),
        ("limit", {"at_most": 4, "key": "hours"}, "<4 小时>"),
        ("least", {"at_least": Decimal("1.50"), "key": "amount"}, "<1.50>"),
        ("hours", {"closes": "21:00"}, "<工作日周一到周五 09:00 到 21:00>"),
        ("examinations", {"allowed": ["CT", "MR"]}, "<CT、MR>"),
        ("level", {"lowest": "tertiary"}, "<三级>"),
        ("rank", {"lowest": "chief-physician"}, "<主任医师>"),
        ("roles", {"roles": ("agent",)}, "<坐席>"),
        ("roles", {"roles": ()}, "不知道。"),
        ("consents", {"consents": ("a", "b")}, "<授权书、b>"),
        ("relations", {"who": ("spouse",)}, "<配偶>"),
        ("service", {}, "<照护>"),
        ("slip", {}, "<住院证>"),
    ],
)
def test_value_is_said_in_words_or_the_plain_sentence_is(place, about, text):
    assert says(Refusal(f"say-{place}", (), about)) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (t.Hours(), "<服务日 00:00 到 24:00>"),
        (t.Hours(weekdays=(1, 2, 3, 4, 5), closes="18:00"), "<周一到周五 00:00 到 18:00>"),
        (None, "不知道。"),
    ],
)
def test_hours_are_those_of_the_service(hours, text):
    assert says(Refusal("say-hours", (), {"closes": "x"}), service(hours=hours)) == text


# ---------------------------------------------------------------- papers


def test_papers_that_a_refusal_names_are_said():
    refusal = refuse("documents-missing", kinds=("imaging", "invoice"))
    assert SPEAKER.say(refusal, plan(CARE)) == Sentence("缺资料", "还缺发票、影像。", "请补发票、影像。")


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ((), "还缺身份证，以及发票、影像中的任意一种。"),
        (("id-card",), "还缺发票、影像中的任意一种。"),
        (("invoice",), "还缺身份证。"),
        (("id-card", "invoice"), "资料不全。"),
    ],
)
def test_papers_that_a_case_lacks_are_said(kinds, text):
    acts = [("documents-added", at(6, 2), {"kinds": kinds})] if kinds else []
    assert says(refuse("documents-missing"), state=case(CARE, *acts, **BOOK)) == text


def test_papers_without_a_case_are_not_known():
    sentence = SPEAKER.say(refuse("documents-missing"), plan(CARE))
    assert sentence == Sentence("缺资料", "资料不全。", "")


# ---------------------------------------------------------------- whose words


def test_requirement_says_its_own_sentence():
    refusal = refuse("age-not-covered", says="不满十八岁。", change="等一等。")
    assert SPEAKER.say(refusal, plan(CARE)) == Sentence("年龄", "不满十八岁。", "等一等。")


def test_reason_of_the_handbook_is_said_in_its_words():
    book = handbook(CARE, reasons={"own": Wording(label="自己的", says="{service}不行。", change="去{city}。")})
    sentence = SPEAKER.say(refuse("own", city="北京"), lay_out(book, "care", {}))
    assert sentence == Sentence("自己的", "照护不行。", "去北京。")


def test_consent_of_the_handbook_is_said_by_its_name():
    book = handbook(CARE, consent_texts={"b": ConsentText(name="同意书")})
    assert SPEAKER.say(refuse("say-consents", consents=("b",)), lay_out(book, "care", {})).says == "<同意书>"


def test_reason_without_words_is_its_code():
    assert SPEAKER.say(refuse("unheard-of"), plan(CARE)) == Sentence("unheard-of", "unheard-of", "")


# ---------------------------------------------------------------- narrower cases


@pytest.mark.parametrize(
    ("code", "about", "variant"),
    [
        ("not-the-insured", {"who": ("insured",)}, None),
        ("not-the-insured", {}, None),
        ("not-the-insured", {"who": ("child",)}, "others"),
        ("waiting-period", {"found_on": date(2026, 1, 1)}, "diagnosed-within"),
        ("waiting-period", {}, None),
        ("not-yet", {"on": at(6, 1)}, "future"),
        ("not-yet", {}, None),
        ("hospital-level-too-low", {"lowest": "tertiary-a"}, "tertiary-a"),
        ("hospital-level-too-low", {"lowest": "tertiary"}, None),
        ("over-the-limit", {"hard": True}, "hard"),
        ("over-the-limit", {"hard": False}, None),
        ("hospital-not-eligible", {"key": "hospital_ownership"}, "ownership"),
        ("hospital-not-eligible", {"key": "division"}, "division"),
        ("hospital-not-eligible", {"key": "social_insurance_designated"}, "social-insurance"),
        ("hospital-not-eligible", {"key": "partner"}, "partner-list"),
        ("hospital-not-eligible", {"named": "某医院"}, "slip-hospital"),
        ("hospital-not-eligible", {}, None),
        ("not-covered-condition", {"case": "no-diagnosis"}, "no-diagnosis"),
        ("not-first-diagnosis", {"case": "before-policy"}, "before-policy"),
        ("not-in-force", {"case": "ended"}, "ended"),
        ("not-in-force", {}, None),
        ("closed", {"case": "ended"}, None),
    ],
)
def test_narrower_case_has_its_own_words(code, about, variant):
    assert says(Refusal(code, (), about)) == (f"variant {variant}" if variant else "plainly")

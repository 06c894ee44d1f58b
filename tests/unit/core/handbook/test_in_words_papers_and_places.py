"""What is asked for, and where: exact sentences."""

import pytest

from tests.unit.core.handbook.made_up import said
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import Topic
from xuanhu.core.handbook.service import Channel, ConsentText, Key

USUAL = ("门诊病历", "出院小结", "血液检测报告", "CT报告", "MRI报告", "病理报告")
MORE = (Topic.PAPERS, "看过以后，我们也许还会请您补别的资料。")
CITIES = {
    "near": {"北京": ("北京",), "广东": ("广州", "深圳")},
    "far": {"江苏": tuple("甲乙丙丁"), "浙江": tuple("戊己庚")},
}


def channels(*kinds):
    return tuple(Channel(channel=kind, name=kind) for kind in kinds)


@pytest.mark.parametrize(
    ("kinds", "says"),
    [
        ((), "请报姓名和身份证号，我们来核对。"),
        (("hotline",), "请报姓名和身份证号，我们来核对。"),
        (("hotline", "portal"), "请报姓名和身份证号，我们来核对；登录以后在网上申请的，不用再报。"),
        (("app", "wechat"), "您登录以后申请，身份就算核对过了。"),
    ],
)
def test_identity_depends_on_the_channels(kinds, says):
    assert said(t.Identity(), "identity", channels=channels(*kinds)) == [(Topic.APPLYING, says)]


def test_identity_of_the_patient():
    assert said(t.Identity(of="patient")) == [(Topic.APPLYING, "请报就诊人的姓名和身份证号，我们来核对。")]


def test_identity_is_silent_where_it_is_no_step():
    assert said(t.Identity(), "identity", service={"flow": "applied > advised"}) == []


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Papers(one_of=("usual-papers",)), [(Topic.PAPERS, "下面的任意一种：", USUAL), MORE]),
        (
            t.Papers(one_of=("invoice", "usual-papers", "invoice", "护照")),
            [(Topic.PAPERS, "下面的任意一种：", (*USUAL, "住院发票", "护照")), MORE],
        ),
        (t.Papers(one_of=("id-card",)), [(Topic.PAPERS, "请交：", ("身份证",)), MORE]),
        (t.Papers(all_of=("imaging",)), [(Topic.PAPERS, "一定要有：", ("影像资料",)), MORE]),
        (
            t.Papers(one_of=("invoice",), all_of=("imaging", "id-card")),
            [(Topic.PAPERS, "请交：", ("住院发票",)), (Topic.PAPERS, "下面的都要有：", ("身份证", "影像资料")), MORE],
        ),
        (t.Papers(), []),
    ],
)
def test_papers(term, expected):
    assert said(term) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (
            t.PaperRule(kinds=("ct-report",), issuers=("tertiary-a", "省疾控中心"), within="3 months"),
            ["CT报告要由三甲或省疾控中心开出。", "CT报告要在申请那天之前的3个月以内开出，那天也算。"],
        ),
        (
            t.PaperRule(kinds=("ct-report", "mri-report"), within="30 days"),
            ["CT报告、MRI报告要在申请那天之前的30天以内开出，那天也算。"],
        ),
        (
            t.PaperRule(kinds=("invoice",), issuers=("公立医院",), required=True),
            ["住院发票要由公立医院开出。", "交住院发票时，请写明由谁、在哪天开出。"],
        ),
    ],
)
def test_paper_rule(term, expected):
    assert said(term) == [(Topic.PAPERS, says) for says in expected]


def test_admission_slip_has_the_name_that_the_handbook_gives_it():
    flow = {"flow": "applied > admission-slip-issued > booked"}
    says = "要有医院开的住院条；还没有的，开出以后请马上告诉我们。"
    assert said(t.Term(), "admission_slip", service=flow, papers={"admission-slip": "住院条"}) == [(Topic.PAPERS, says)]
    assert said(t.Term(), "admission_slip") == []


def test_consents():
    one = t.Consents(each=("claims-authorization",))
    two = t.Consents(each=("claims-authorization", "advance-payment-consent"))
    assert said(one) == [(Topic.SIGNING, "签好了才能往下办：", ("理赔授权书",))]
    own = {"claims-authorization": ConsentText(name="理赔委托书")}
    assert said(one, consent_texts=own) == [(Topic.SIGNING, "签好了才能往下办：", ("理赔委托书",))]
    assert said(two) == [(Topic.SIGNING, "都签好了才能往下办：", ("理赔授权书", "医疗垫付知情同意书"))]


@pytest.mark.parametrize(
    ("term", "topic", "says"),
    [
        (
            t.Needed(fact="applied", keys=("city", "has_dicom", "shoe_size")),
            Topic.APPLYING,
            "申请时请告诉我们：城市、手上有没有DICOM文件、shoe_size。",
        ),
        (
            t.Needed(fact="sample-sent", keys=("sample",)),
            Topic.PAPERS,
            "到“样本已寄出”这一步，要说明样本（病理切片、外周血、活检组织或唾液）。",
        ),
        (t.Needed(fact="booked", keys=("on",)), Topic.PAPERS, "到“预约就诊”这一步，要说明就诊日期。"),
        (
            t.Needed(fact="applied", keys=("smokes", "nights"), where={"already_admitted": True, "channel": "mail"}),
            Topic.APPLYING,
            "已经住进医院的，申请途径为“邮件”的，申请时请告诉我们：吸烟（是或否）、住院天数。",
        ),
    ],
)
def test_needed(term, topic, says):
    keys = {"smokes": Key(says="吸烟", kind="yes-or-no"), "nights": Key(says="住院天数", kind="number")}
    assert said(term, keys=keys) == [(topic, says)]


def test_handed_over():
    term = t.HandedOver(fact="handed-over", kinds=("invoice", "discharge-summary"))
    assert said(term) == [(Topic.PAPERS, "到“单据已交回”这一步，请交：", ("出院小结", "住院发票"))]


def test_among_of_values_with_a_word_for_none():
    term = t.Among(fact="images-received", key="modality", values=("CT",), reason="x", if_none="not-dicom")
    assert said(term) == [
        (Topic.PAPERS, "检查类型要是CT（“收到可用影像”时看）。"),
        (Topic.PAPERS, "不是DICOM文件的，不能用。"),
    ]


def test_among_by_what_the_application_said():
    term = t.Among(
        fact="materials-received",
        key="modality",
        by="nodule",
        table={"lung-nodule": ("CT",), "thyroid-nodule": ("US", "CT")},
        reason="x",
    )
    rows = ("肺结节：CT", "甲状腺结节：超声或CT")
    assert said(term) == [(Topic.PAPERS, "检查类型要和结节部位相合（“收到寄来的资料”时看）：", rows)]


def test_among_of_places_stands_under_where():
    term = t.Among(fact="booked", key="department", values=("胸外科", "肿瘤科"), reason="x")
    assert said(term) == [(Topic.WHERE, "科室要是胸外科或肿瘤科（“预约就诊”时看）。")]


def test_among_without_values_says_nothing():
    assert said(t.Among(fact="booked", key="city", by="nodule", reason="x")) == []


def test_recent():
    term = t.Recent(fact="images-received", key="study_date", within="6 months", reason="x")
    assert said(term) == [(Topic.PAPERS, "检查日期要在申请那天往前6个月以内，最早的那天也算。")]


@pytest.mark.parametrize(
    ("key", "topic", "says"),
    [
        ("hospital", Topic.WHERE, "“预约就诊”的医院，要和“住院证明已开”写明的一样。"),
        ("amount", Topic.PAPERS, "“预约就诊”的金额，要和“住院证明已开”写明的一样。"),
    ],
)
def test_same_as(key, topic, says):
    assert said(t.SameAs(fact="booked", key=key, earlier="admission-slip-issued", reason="x")) == [(topic, says)]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Area(cities="near"), ["北京、广州、深圳。"]),
        (t.Area(cities="far"), ["2个省（区、市）的7个城市，见城市表。"]),
        (t.Area(countries=("US", "JP", "FR")), ["美国、日本或FR。"]),
        (t.Area(cities="near", countries=("SG",)), ["北京、广州、深圳。", "新加坡。"]),
        (t.Area(), []),
    ],
)
def test_area(term, expected):
    assert said(term, areas=CITIES) == [(Topic.WHERE, says) for says in expected]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Hospital(), []),
        (t.Hospital(lowest_level="tertiary-a"), ["三甲医院。"]),
        (
            t.Hospital(lowest_level="secondary", ownership=("public",), division=("ordinary",), social_insurance=True),
            ["社保定点的二级及以上公立医院的普通部。"],
        ),
        (
            t.Hospital(ownership=("public", "private"), division=("vip", "international"), designable=False),
            ["公立或民营医院的特需部或国际部。", "哪家医院由我们来选，不能点名。"],
        ),
        (t.Hospital(designable=False), ["哪家医院由我们来选，不能点名。"]),
    ],
)
def test_hospital(term, expected):
    assert said(term) == [(Topic.WHERE, says) for says in expected]


def test_partners():
    assert said(t.Partners()) == [(Topic.WHERE, "在合作医院里选，以您申请那天的合作名单为准。")]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (t.Doctor(), ["想看哪位医生，申请时可以提。"]),
        (t.Doctor(designable=False, lowest_rank="chief-physician"), ["由主任医师看。", "申请时不能点名医生。"]),
        (
            t.Doctor(lowest_rank="attending-physician"),
            ["由主治医师及以上的医生看。", "想看哪位医生，申请时可以提。"],
        ),
    ],
)
def test_doctor(term, expected):
    assert said(term) == [(Topic.WHERE, says) for says in expected]

"""What is asked for: papers, signatures, what the application and other facts must tell, in words."""

from collections.abc import Iterator
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.spoken import Said, Topic
from xuanhu.core.handbook.in_words.telling import Telling, either, span_in_words
from xuanhu.core.handbook.vocabulary import LOGIN_CHANNELS, USUAL_PAPERS

PLACE_KEYS: Final = frozenset({"city", "country", "hospital", "department", "doctor", "institution"})


def say_identity(term: t.Identity, telling: Telling) -> Iterator[Said]:
    """Who applies from a login is known; everybody else is asked (flows, 'Identity')."""
    if "identity-verified" not in telling.facts:
        return
    by_login = [one.channel in LOGIN_CHANNELS for one in telling.handbook.channels]
    if by_login and all(by_login):
        yield Said(Topic.APPLYING, "您登录以后申请，身份就算核对过了。")
        return
    spared = "；登录以后在网上申请的，不用再报" if any(by_login) else ""
    whose = "就诊人的" if term.of == "patient" else ""
    yield Said(Topic.APPLYING, f"请报{whose}姓名和身份证号，我们来核对{spared}。")


def say_papers(term: t.Papers, telling: Telling) -> Iterator[Said]:
    """At least one of some, each of others, and what is asked for besides."""
    some = [kind for one in term.one_of for kind in (USUAL_PAPERS if one == "usual-papers" else (one,))]
    if some:
        yield Said(Topic.PAPERS, "下面的任意一种：" if len(some) > 1 else "请交：", telling.paper_names(some))
    if term.all_of:
        says = "下面的都要有：" if len(term.all_of) > 1 else "一定要有："
        yield Said(Topic.PAPERS, says, telling.paper_names(term.all_of))
    if some or term.all_of:
        yield Said(Topic.PAPERS, "看过以后，我们也许还会请您补别的资料。")


def say_paper_rule(term: t.PaperRule, telling: Telling) -> Iterator[Said]:
    """Who must have issued a paper, and how old it may be."""
    kinds = "、".join(telling.paper_names(term.kinds))
    if term.issuers:
        issuers = either(telling.words.name("hospital_levels", one) for one in term.issuers)
        yield Said(Topic.PAPERS, f"{kinds}要由{issuers}开出。")
    if term.within is not None:
        yield Said(Topic.PAPERS, f"{kinds}要在申请那天之前的{span_in_words(term.within)}以内开出，那天也算。")
    if term.required:
        yield Said(Topic.PAPERS, f"交{kinds}时，请写明由谁、在哪天开出。")


def say_admission_slip(_: t.Term, telling: Telling) -> Iterator[Said]:
    """The slip has its own name in each handbook."""
    if "admission-slip-issued" in telling.facts:
        slip = telling.words.paper("admission-slip", telling.handbook)
        yield Said(Topic.PAPERS, f"要有医院开的{slip}；还没有的，开出以后请马上告诉我们。")


def say_consents(term: t.Consents, telling: Telling) -> Iterator[Said]:
    """What is signed before the case goes on."""
    says = "签好了才能往下办：" if len(term.each) == 1 else "都签好了才能往下办："
    yield Said(Topic.SIGNING, says, tuple(telling.words.consent(one, telling.handbook) for one in term.each))


def say_needed(term: t.Needed, telling: Telling) -> Iterator[Said]:
    """What the application must tell, or a later fact."""
    asked = "、".join(telling.question(key, term.fact) for key in term.keys)
    where = "".join(f"{telling.where(key, value)}的，" for key, value in term.where.items())
    if term.fact == "applied":
        yield Said(Topic.APPLYING, f"{where}申请时请告诉我们：{asked}。")
    else:
        yield Said(Topic.PAPERS, f"{where}到“{telling.milestone(term.fact)}”这一步，要说明{asked}。")


def say_handed_over(term: t.HandedOver, telling: Telling) -> Iterator[Said]:
    """Papers that are handed over at the end."""
    yield Said(Topic.PAPERS, f"到“{telling.milestone(term.fact)}”这一步，请交：", telling.paper_names(term.kinds))


def say_among(term: t.Among, telling: Telling) -> Iterator[Said]:
    """Which values will do: the same for all, or by what the application said."""
    label, at = telling.label(term.key, term.fact), f"（“{telling.milestone(term.fact)}”时看）"
    topic = Topic.WHERE if term.key in PLACE_KEYS else Topic.PAPERS
    if term.values:
        yield Said(topic, f"{label}要是{either(telling.name(term.key, one) for one in term.values)}{at}。")
    if term.by is not None and term.table:
        rows = tuple(
            f"{telling.name(term.by, row)}：{either(telling.name(term.key, one) for one in values)}"
            for row, values in term.table.items()
        )
        yield Said(topic, f"{label}要和{telling.label(term.by)}相合{at}：", rows)
    if term.if_none is not None:
        yield Said(topic, f"{telling.words.reason(term.if_none, telling.handbook).label}的，不能用。")


def say_recent(term: t.Recent, telling: Telling) -> Iterator[Said]:
    """TP-13: reckoned back from the day of application, that day included."""
    label = telling.label(term.key, term.fact)
    yield Said(Topic.PAPERS, f"{label}要在申请那天往前{span_in_words(term.within)}以内，最早的那天也算。")


def say_same_as(term: t.SameAs, telling: Telling) -> Iterator[Said]:
    """PICC-08."""
    topic = Topic.WHERE if term.key in PLACE_KEYS else Topic.PAPERS
    label, step, earlier = telling.label(term.key), telling.milestone(term.fact), telling.milestone(term.earlier)
    yield Said(topic, f"“{step}”的{label}，要和“{earlier}”写明的一样。")

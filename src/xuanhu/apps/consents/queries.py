"""What is read of consents: what a person has signed, the text as it was read, what is still asked for."""

from collections.abc import Sequence
from datetime import date, datetime

from xuanhu.apps.cases.models import Case
from xuanhu.apps.consents.models import Record
from xuanhu.apps.consents.sealed import opened
from xuanhu.apps.opinions.letter import number_of
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.models import Account
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import china_day
from xuanhu.handbook_files.consents import HELPER, Text, consent_text, helper_text
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone


def text_for(*, case: Case, state: State, consent: str, is_masked: bool = False) -> Text:
    """The text that is to be signed now; with the name hidden for whoever only helps."""
    insured = insured_of(case.insured)
    about = {
        "name": masked_name(insured.name) if is_masked else insured.name,
        "id_number": masked_id_number(insured.id_number) if insured.id_number else "",
        "insurer": case.insurer.name,
        "case": number_of(case),
        "policy": case.policy.number if case.policy is not None else "",
        "hospital": _hospital(state),
        "admission": _admission(state),
    }
    return consent_text(plan=state.plan, consent=consent, about=about)


def text_for_helper(*, insured: Insured, name: str, relation: str, phone: str) -> Text:
    """The text by which a person names a helper: `name` as the person calls them, `relation` in Chinese, the phone."""
    person = insured_of(insured)
    about = {
        "name": person.name,
        "id_number": masked_id_number(person.id_number) if person.id_number else "",
        "insurer": insured.insurer.name,
        "helper": name,
        "relation": relation,
        "helper_phone": masked_phone(phone),
    }
    return helper_text(about=about)


def text_of(record: Record) -> Text:
    """The text of a record, as it was read then."""
    return Text(opened("text.plain", record.text.plain))


def asked_for(state: State) -> Sequence[str]:
    """The consents that the service of a case asks for."""
    consents = state.plan.service.consents
    return consents.each if consents is not None else ()


def signed_facts(state: State) -> Sequence[str]:
    """The consents of which a fact stands, however they were signed."""
    facts = state.adding.get("signed") or [fact for fact in (state.stands.get("signed"),) if fact is not None]
    return tuple(dict.fromkeys(str(fact.data.get("consent")) for fact in facts))


def records_of(insured: Sequence[Insured]) -> Sequence[Record]:
    """What these rows of a person signed and refused, the newest first; each knows its withdrawal."""
    found = Record.objects.select_related("text", "case", "insured__insurer", "withdrawal", "helper")
    return list(found.filter(insured__in=insured).exclude(kind="withdrawn").order_by("-id"))


def records_of_case(case: Case) -> Sequence[Record]:
    """The same of a case, the oldest first."""
    found = Record.objects.select_related("text", "case__insurer", "insured__insurer", "withdrawal")
    return list(found.filter(case=case).exclude(kind="withdrawn").order_by("id"))


def standing_helper(*, insured: Insured, helper: Account) -> Record | None:
    """The signature by which a person has named this helper, where it stands."""
    mine = Record.objects.filter(insured=insured, helper=helper, consent=HELPER, kind="signed", withdrawal=None)
    return mine.first()


def _hospital(state: State) -> str:
    """The hospital of the booking, or of the application."""
    named = (state.stands[name].data.get("hospital") for name in ("booked", "applied") if name in state.stands)
    return next((str(one) for one in named if one), "")


def _admission(state: State) -> str:
    """The day that is booked, or the one that was planned: 2026年10月20日."""
    booked, applied = state.stands.get("booked"), state.stands["applied"]
    on = booked.data.get("on") if booked is not None else applied.data.get("planned_admission_on")
    day = china_day(on) if isinstance(on, datetime) else on
    return f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else ""

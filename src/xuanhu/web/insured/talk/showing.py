"""What the page of a talk shows: who is talked with, what was said and advised in order, what comes next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.actions import ADVISED, Writer
from xuanhu.apps.talk.queries import Given, Said, advice_in, feedback_of, messages_of, wishes_of
from xuanhu.apps.work.models import Assignment
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Hotline
from xuanhu.core.reckoning import SHANGHAI, chinese_moment
from xuanhu.integrations.masking import masked_name, masked_phone
from xuanhu.web.consulting import BOOKED, advised_services, appointment_of, wished
from xuanhu.web.insured.talk.answering import answered_from
from xuanhu.web.insured.visiting import RELATIONS, Client

PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/gif")
BY_PHONE: Final = "phone-doctor"
REPORT: Final = "report-delivered"
ASKED_FOR: Final = timedelta(days=30)  # so long after it was over one is asked how it was


class Line(NamedTuple):
    """Something in the talk: a message, or advice. `who` is empty for the account that looks."""

    id: str
    who: str
    at: datetime
    text: str
    picture: str = ""
    is_shown: bool = False
    is_read: bool = False
    is_theirs: bool = False
    is_advice: bool = False


class Talk(NamedTuple):
    """A case as its talk needs it."""

    case: Case
    state: State
    client: Client

    @property
    def path(self) -> str:
        """The address of the case."""
        return f"/my/cases/{self.case.public_id}"

    @property
    def again(self) -> str:
        """Where one applies for the same once more."""
        case = self.case
        under = case.policy_id if case.policy_id is not None else case.handbook
        return f"/my/services/{case.insured.public_id}/{under}/{case.service}/apply"

    @property
    def service(self) -> str:
        """What the service is called."""
        return self.state.plan.service.name

    @property
    def person(self) -> str:
        """Whose case it is, masked; empty for one's own."""
        if self.writer.relation == "self":
            return ""
        return masked_name(sealer().open(self.case.insured.name, f"{WHERE}.name"))

    @property
    def phone(self) -> str:
        """Where a doctor rings, masked; empty where no number is on file."""
        sealed = self.case.insured.phone
        return masked_phone(sealer().open(sealed, f"{WHERE}.phone")) if sealed else ""

    @property
    def writer(self) -> Writer:
        """As whom the account writes in this case."""
        return writer_of(self.client, self.case)

    @property
    def is_consultation(self) -> bool:
        """Whether a doctor advises in it."""
        return self.case.service in advised_services().get(self.case.handbook, ())

    @property
    def is_online(self) -> bool:
        """Whether the doctor answers here, in writing: no slot, no call."""
        return self.is_consultation and not self.has_slots and not self.is_by_phone

    @property
    def is_by_phone(self) -> bool:
        """Whether a doctor rings as soon as there is one."""
        return self.case.service == BY_PHONE

    @property
    def has_slots(self) -> bool:
        """Whether it is held at a time that is agreed."""
        return self.is_consultation and BOOKED in self.state.plan.steps

    @property
    def hotlines(self) -> Sequence[Hotline]:
        """Numbers that can be dialled."""
        known = edition_of(self.case.handbook, self.case.edition).hotlines
        return [one for one in known if one.number.replace("-", "").isdecimal()]

    @property
    def is_reported(self) -> bool:
        """Whether a report has been handed over."""
        return REPORT in self.state.stands

    @property
    def closed_at(self) -> datetime | None:
        """Since when it is over."""
        if self.state.is_open:
            return None
        closing = self.state.closing
        return (self.state.stands[closing.fact] if closing is not None else self.state.facts[-1]).at

    def may_be_judged(self, at: datetime) -> bool:
        """Whether it is time to say how it was: it is over, and not for long."""
        over = self.closed_at
        return over is not None and over <= at < over + ASKED_FOR


def talk_of(case: Case, client: Client) -> Talk:
    """A case as time has brought it."""
    return Talk(case, let_pass(state_of(case), client.at)[0], client)


def writer_of(client: Client, case: Case) -> Writer:
    """As whom an account writes in a case of somebody whom it acts for."""
    relation = next(one.relation for one in client.acts_for if one.insured_id == case.insured_id)
    return Writer(client.caller.actor, relation)


def page_of(talk: Talk) -> dict[str, object]:
    """All that the page shows, but for what was typed."""
    case, state, at = talk.case, talk.state, talk.client.at
    given = advice_in(case=case)
    slot = appointment_of(state) if talk.has_slots else None
    wish = wished(wishes_of(cases=[case]).get(case.id), state, at) if talk.has_slots else None
    return {
        "client": talk.client,
        "here": "talk",
        "talk": talk,
        "given": given,
        "lines": lines_of(talk, given),
        "slot": chinese_moment(slot) if slot is not None else "",
        "wish": chinese_moment(wish) if wish is not None else "",
        "may_choose": may_choose(talk),
        "manager": manager_of(case),
        "answered_from": answered_from(at),
        "may_judge": talk.may_be_judged(at) and feedback_of(case=case) is None,
    }


def may_choose(talk: Talk) -> bool:
    """Whether a slot may be asked for: before the day of the appointment, and before the doctor has advised."""
    state = talk.state
    if not (talk.has_slots and state.is_open) or ADVISED in state.stands:
        return False
    slot = appointment_of(state)
    return slot is None or talk.client.at.astimezone(SHANGHAI).date() < slot.date()


def manager_of(case: Case) -> str:
    """Who has the case, by the name that people are called by; empty where nobody does yet."""
    row = Assignment.objects.select_related("person").filter(case=case).first()
    return shown_name(row.person) if row is not None else ""


def lines_of(talk: Talk, given: Sequence[Given]) -> list[Line]:
    """Messages and advice in the order of time."""
    advised = [
        Line(f"advice-{one.at:%Y%m%d%H%M%S%f}", one.who, one.at, one.text, is_theirs=True, is_advice=True)
        for one in given
    ]
    return sorted([*(_line(one, talk) for one in messages_of(case=talk.case)), *advised], key=lambda one: one.at)


def _line(said: Said, talk: Talk) -> Line:
    picture = f"{talk.path}/talk/pictures/{said.document.public_id}" if said.document is not None else ""
    is_shown = said.document is not None and said.document.media_type in PICTURES
    return Line(
        f"said-{said.id}",
        _who(said, talk.client.caller.actor),
        said.at,
        said.text,
        picture,
        is_shown,
        is_read=not said.is_ours and said.read_at is not None,
        is_theirs=said.is_ours,
    )


def _who(said: Said, me: str) -> str:
    """张敏; 本人; 家人（子女）; nothing for oneself."""
    if said.is_ours:
        return said.who
    if said.actor == me:
        return ""
    return f"家人（{RELATIONS[said.relation]}）" if said.by_relative else "本人"

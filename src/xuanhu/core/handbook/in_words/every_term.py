"""Which function says which term; which terms are told as steps of the way; which say nothing, and why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from xuanhu.core.handbook import service as s
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words import endings, entitlement, papers, places, promises
from xuanhu.core.handbook.in_words.spoken import Said
from xuanhu.core.handbook.in_words.telling import Telling

SayTerm = Callable[[Any, Telling], Iterator[Said]]

SAY: Final[Mapping[type[t.Term], SayTerm]] = {
    t.ForWhom: entitlement.say_for_whom,
    t.OnSchedule: entitlement.say_on_schedule,
    t.InForce: entitlement.say_in_force,
    t.WaitingPeriod: entitlement.say_waiting_period,
    t.Window: entitlement.say_window,
    t.Condition: entitlement.say_condition,
    t.Age: entitlement.say_age,
    t.Uses: entitlement.say_uses,
    t.PriorService: entitlement.say_prior_service,
    t.NoticeAhead: entitlement.say_notice_ahead,
    t.Declared: entitlement.say_declared,
    t.Requirement: entitlement.say_requirement,
    t.Hours: entitlement.say_hours,
    t.Status: entitlement.say_status,
    t.Area: places.say_area,
    t.Hospital: places.say_hospital,
    t.Partners: places.say_partners,
    t.Doctor: places.say_doctor,
    t.Identity: papers.say_identity,
    t.Papers: papers.say_papers,
    t.PaperRule: papers.say_paper_rule,
    t.Consents: papers.say_consents,
    t.Needed: papers.say_needed,
    t.HandedOver: papers.say_handed_over,
    t.Among: papers.say_among,
    t.Recent: papers.say_recent,
    t.SameAs: papers.say_same_as,
    t.Clock: promises.say_clock,
    t.Exemption: promises.say_exemption,
    t.Ending: endings.say_ending,
    t.Withdrawal: endings.say_withdrawal,
    t.Change: endings.say_change,
    t.Limit: endings.say_limit,
    t.Reporting: endings.say_reporting,
    t.Note: endings.say_note,
}
# Terms of the class Term itself, by the name that the service gives them.
SAY_PLAIN: Final[Mapping[str, SayTerm]] = {"admission_slip": papers.say_admission_slip}
IN_STEPS: Final[Mapping[type[t.Term], str]] = {
    t.Step: "its clause stands beside its step",
    t.Who: "the step names who does it",
    t.Only: "the step says when it is part of the way",
    t.Each: "the step says what it is done for",
    t.Repeated: "the step says how often it is done",
    t.Aside: "told after the steps, as what may happen on the way",
}
ELSEWHERE: Final[Mapping[type[t.Term], str]] = {
    s.Service: "the whole, told by say_service",
    s.Handbook: "the whole, told by say_handbook",
    s.Clause: "told by say_handbook, in the list of clauses",
    s.Hotline: "told by say_handbook, where one applies",
    s.Channel: "told by say_handbook, where one applies",
    s.WeeklyReport: "told by say_handbook, as what the insurer is told",
    s.Key: "words for a data key: they are used, not told",
    s.ConsentText: "a text that is signed: its name is used, the text is read before signing",
    s.Wording: "words for a reason: they are used, not told",
    s.FactWords: "words for a fact: they are used, not told",
}


def say_term(path: str, term: t.Term, telling: Telling) -> Iterator[Said]:
    """What a term of a service says; nothing for one that is told as a step."""
    say = SAY_PLAIN.get(path) or SAY.get(type(term))
    return iter(()) if say is None else say(term, telling)

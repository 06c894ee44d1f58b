"""The names that handbooks, API, stories, pages and code share (design, section 3; flows, 'Everywhere').

A handbook may bring facts, papers and reasons of its own; these are the ones that every handbook has.
"""

from typing import Final

ROLES: Final = (
    "insured",
    "agent",
    "care-manager",
    "reviewer",
    "underwriter",
    "escort",
    "expert",
    "laboratory",
    "insurer",
    "system",
)
CHANNELS: Final = ("hotline", "hotline-transfer", "portal", "app", "wechat", "mail")
LOGIN_CHANNELS: Final = frozenset({"portal", "app", "wechat"})

USUAL_PAPERS: Final = (
    "outpatient-record",
    "discharge-summary",
    "blood-test",
    "ct-report",
    "mri-report",
    "pathology-report",
)
PAPERS: Final = (
    *USUAL_PAPERS,
    "id-card",
    "diagnosis-certificate",
    "ultrasound-report",
    "imaging",
    "medical-record-copy",
    "admission-slip",
    "invoice",
)
CONSENTS: Final = (
    "personal-information-authorization",
    "direct-billing-authorization",
    "advance-payment-consent",
    "claims-authorization",
)
HOSPITAL_LEVELS: Final = ("primary", "secondary", "tertiary", "tertiary-a")  # from low to high
RANKS: Final = (
    "resident-physician",
    "attending-physician",
    "associate-chief-physician",
    "chief-physician",
)  # from low to high
OWNERSHIPS: Final = ("public", "private")
DIVISIONS: Final = ("ordinary", "vip", "international")
SAMPLES: Final = ("pathology-slide", "peripheral-blood", "biopsy-tissue", "saliva")
OUTCOMES: Final = (
    "completed",
    "deemed-used",
    "refused",
    "rejected",
    "withdrawn",
    "expired",
    "unable",
)
RELEASING: Final = frozenset({"rejected", "withdrawn", "unable", "expired", "refused"})

# Facts that arise by themselves and are nobody's to record.
ARISING: Final = frozenset({"documents-complete", "told", "reminded", "expired", "refused"})
# Facts that add up: they may be recorded although they stand (flows, 'Again').
ADDING_UP: Final = frozenset(
    {
        "documents-added",
        "documents-requested",
        "materials-received",
        "signed",
        "escorted",
        "bill-recorded",
        "report-delivered",
        "images-sent",
        "images-refused",
        "exempted",
        "corrected",
        "voided",
    }
)
# Facts that any open case takes, whatever its flow (flows, 'Papers', 'Withdrawing', 'Ending', 'Mistakes').
PAPER_FACTS: Final = ("documents-added", "documents-requested", "admission-slip-issued")
MENDING: Final = ("corrected", "voided")
EVERYWHERE: Final = (*PAPER_FACTS, "withdrawn", "ended", *MENDING)
# In these `on` is the appointment, not the fact's own moment (design, 'Data keys').
APPOINTMENTS: Final = frozenset({"booked", "checkup-booked", "checkup-requested"})
# Facts whose notice tells the insured, so that `told` stands (flows, 'Notices').
TELLING: Final = frozenset({"booked", "checkup-booked", "concluded"})
# Facts that send the insured a notice of the same name.
NOTIFYING: Final = frozenset(
    {
        "applied",
        "documents-requested",
        "reviewed",
        "investigated",
        "answered",
        "booked",
        "checkup-booked",
        "report-delivered",
        "concluded",
        "images-refused",
    }
)
NOTICES: Final = (
    *sorted(NOTIFYING),
    "refused",
    "reminded",
    "expired",
    "lapsing",
    "overdue",
    "warning",
    "service-report",
    "progress-report",
)

# Who may record what (flows, 'Who'); the first is who does it when nobody is named.
# An agent may do what the insured may; a care manager what an agent and a reviewer may.
_INSURED: Final = ("insured", "agent", "care-manager")
_DESK: Final = ("care-manager", "agent")
WHO: Final = {
    **dict.fromkeys(
        ("applied", "documents-added", "signed", "refused-to-sign", "paid", "withdrawn"),
        _INSURED,
    ),
    "images-sent": (*_INSURED, "system"),
    **dict.fromkeys(("reviewed", "investigated"), ("reviewer", "care-manager")),
    **dict.fromkeys(("concluded", "images-received", "images-refused"), ("underwriter",)),
    **dict.fromkeys(
        ("test-settled", "sample-sent", "sample-received", "sample-unavailable"),
        ("laboratory", "care-manager"),
    ),
    **dict.fromkeys(("report-issued", "report-translated"), ("expert", "laboratory", "care-manager")),
    **dict.fromkeys(("escorted", "escort-called"), ("escort", "care-manager")),
    "advised": ("expert", "care-manager"),
    "reported-to-insurer": ("system", *_DESK),
    **dict.fromkeys(ARISING, ()),
}


def who_may(fact: str) -> tuple[str, ...]:
    """The roles that may record a fact where the handbook says nothing else; none for what arises by itself."""
    return WHO.get(fact, _DESK)


def with_their_superiors(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Roles named by a handbook, with those who may do the same: an agent for the insured, a care manager for both."""
    known = list(roles)
    if "insured" in known and "agent" not in known:
        known.append("agent")
    if {"agent", "reviewer"} & set(known) and "care-manager" not in known:
        known.append("care-manager")
    return tuple(known)


# What each fact needs to be told (flows, 'Needed data').
NEEDED: Final = {
    "identity-verified": ("name", "id_number"),
    "reviewed": ("result",),
    "investigated": ("result",),
    "concluded": ("result",),
    "answered": ("start",),
    "documents-added": ("kinds",),
    "documents-requested": ("kinds",),
    "materials-received": ("kinds",),
    "handed-over": ("kinds",),
    "signed": ("consent",),
    "refused-to-sign": ("consent",),
    "booked": ("on",),
    "checkup-requested": ("institution", "on"),
    "checkup-booked": ("institution", "on"),
    "images-received": ("modality",),
    "images-refused": ("reason",),
    "consultation-held": ("specialists",),
    "escorted": ("hours",),
    "paid": ("amount",),
    "deposit-paid": ("amount",),
    "settled": ("amount",),
    "bill-recorded": ("amount",),
    "sample-sent": ("sample",),
    "ended": ("reason",),
    "exempted": ("fact", "reason"),
    "corrected": ("fact", "reason"),
    "voided": ("fact", "reason"),
}
# Facts that judge; a result that is not a pass needs a reason.
JUDGING: Final = frozenset({"reviewed", "investigated", "concluded"})

# Every data key, and what its value is. The order is that of forms.
KEYS: Final = {
    "channel": CHANNELS,
    "patient": "text",
    "name": "text",
    "id_number": "text",
    "city": "text",
    "country": "text",
    "hospital": "text",
    "hospital_level": HOSPITAL_LEVELS,
    "hospital_ownership": OWNERSHIPS,
    "social_insurance_designated": "yes-or-no",
    "division": DIVISIONS,
    "department": "text",
    "doctor": "text",
    "rank": RANKS,
    "nodule": "text",
    "planned_admission_on": "date",
    "already_admitted": "yes-or-no",
    "has_dicom": "yes-or-no",
    "screening_passed": "yes-or-no",
    "on": "date-or-moment",
    "happened_at": "moment",
    "result": "text",
    "reason": "text",
    "kinds": "list",
    "modality": "text",
    "study_date": "date",
    "wish": "text",
    "institution": "text",
    "address": "text",
    "consent": "text",
    "specialists": "list",
    "hours": "number",
    "sample": SAMPLES,
    "amount": "number",
    "minutes": "number",
    "start": "yes-or-no",
    "form": ("electronic", "paper"),
    "fact": "text",
    "note": "text",
    "issuer": "text",
    "issued_on": "date",
}

REASONS: Final = (
    "not-this-product",
    "not-on-schedule",
    "not-in-force",
    "waiting-period",
    "not-the-insured",
    "identity-mismatch",
    "not-covered-condition",
    "not-first-diagnosis",
    "not-confirmed",
    "uses-exhausted",
    "prior-service-required",
    "city-not-covered",
    "country-not-covered",
    "hospital-level-too-low",
    "hospital-not-eligible",
    "doctor-not-designable",
    "hospital-not-designable",
    "rank-too-low",
    "notice-too-short",
    "already-admitted",
    "admission-slip-missing",
    "documents-missing",
    "consent-missing",
    "screening-not-passed",
    "out-of-hours",
    "no-longer-changeable",
    "too-few-specialists",
    "over-the-limit",
    "scan-too-old",
    "not-dicom",
    "wrong-examination",
    "missing-data",
    "not-allowed",
    "already-recorded",
    "not-yet",
    "unknown-fact",
    "closed",
    # Reasons that terms of the language bring when a handbook names none of its own.
    "age-not-covered",
    "outside-window",
    "paper-not-accepted",
)

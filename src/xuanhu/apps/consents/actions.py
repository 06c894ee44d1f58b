"""Signing, refusing to sign, withdrawing: each one transaction of its caller's, with the fact of the case it concerns.

What is kept proves who (the account, in which capacity), what text (its hash), when, and from where (session and
address as keyed hashes, the browser), and by what (the finger's way, or a code to the phone). Electronic Signature Law,
article 13: whose it is, that it was theirs alone to make, and that a later change is seen.
"""

from datetime import datetime
from typing import Final, NamedTuple

from xuanhu.apps.audit.actions import By as OnTrail
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.consents.models import Chain, Record, Text
from xuanhu.apps.consents.queries import signed_facts
from xuanhu.apps.consents.sealed import link, seal, told_apart
from xuanhu.apps.consents.signers import NotTheSigner, capacity_of
from xuanhu.apps.consents.strokes import Drawing
from xuanhu.apps.notices.calling import WITHDRAWN, ask_to_ring
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.acting import actor_of, end_acting
from xuanhu.apps.portal.models import Account, ActsFor
from xuanhu.apps.recording import By, locked, record_whole
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import due_within, parse_span
from xuanhu.handbook_files.consents import HELPER
from xuanhu.handbook_files.consents import Text as Read

CALLED_WITHIN: Final = parse_span("1 working day")
LONGEST_BROWSER: Final = 300
AS_INSURED: Final = "insured"
CASE_WITHDRAWN: Final = "case-withdrawn"
CALL_ASKED: Final = "call-asked"
HELPER_ENDED: Final = "helper-ended"
NOTHING_OPEN: Final = "nothing-open"


class Origin(NamedTuple):
    """From where an act came: the session's name, the address, what the browser calls itself."""

    session: str
    address: str
    browser: str


class Signer(NamedTuple):
    """Who acts, and for whom."""

    account: Account
    acts_for: ActsFor

    @property
    def insured(self) -> Insured:
        """Whom the consent is about."""
        return self.acts_for.insured

    @property
    def by(self) -> By:
        """As named on the record of a case."""
        return By(AS_INSURED, actor_of(self.account))


class Given(NamedTuple):
    """A text that is signed or refused, of which case (none for a helper's), naming which helper, by which hand.

    Without a drawing it was signed by name and code.
    """

    consent: str
    text: Read
    case: Case | None = None
    helper: Account | None = None
    drawing: Drawing | None = None


def sign_consent(*, given: Given, signer: Signer, origin: Origin, at: datetime) -> Record:
    """Keep a signature, and record `signed` on the case. Signed before and not withdrawn since: that one, again.

    Raises NotTheSigner; RefusedError where the handbook does not let it be signed now, and then nothing is kept.
    """
    capacity = _capacity(signer, at)
    chain = _locked_chain(signer.insured)
    known = _standing(given, signer.insured)
    if known is not None:
        return known
    loaded = locked(given.case) if given.case is not None else None
    if loaded is not None and not _is_again(given, signer.insured, loaded.state):
        record_whole(loaded=loaded, fact="signed", data={"consent": given.consent}, at=at, by=signer.by)
    return _keep(chain, _record("signed", capacity, given, signer, origin, at))


def refuse_consent(*, given: Given, signer: Signer, origin: Origin, at: datetime) -> Record:
    """Keep that somebody refuses to sign, and record `refused-to-sign`, with what the handbook makes of it.

    Raises NotTheSigner, RefusedError.
    """
    capacity = _capacity(signer, at)
    chain = _locked_chain(signer.insured)
    if given.case is None:
        raise ValueError("only a text of a case is refused")
    loaded = locked(given.case)
    record_whole(loaded=loaded, fact="refused-to-sign", data={"consent": given.consent}, at=at, by=signer.by)
    return _keep(chain, _record("refused", capacity, given, signer, origin, at))


def withdraw_consent(
    *, record: Record, signer: Signer, origin: Origin, at: datetime, with_case: bool = False
) -> Record:
    """Withdraw what was signed. It ends what it can: a helper's acting at once; the case where one asks for it.

    A case that goes on without a consent, or can no longer be withdrawn, is put on the care managers' list of calls.
    Withdrawn before: that one, again. Raises NotTheSigner; RefusedError where the case cannot be withdrawn any more.
    """
    capacity = _capacity(signer, at)
    chain = _locked_chain(signer.insured)
    known = Record.objects.filter(of=record).first()
    if known is not None:
        return known
    given = Given(record.consent, Read(""), record.case, record.helper)
    made = _record("withdrawn", capacity, given, signer, origin, at, of=record)
    made.ends = seal("record.ends", _end(record, signer, at, with_case=with_case))
    return _keep(chain, made)


def _end(record: Record, signer: Signer, at: datetime, *, with_case: bool) -> str:
    """What a withdrawal ends, done."""
    if record.consent == HELPER:
        helps = ActsFor.objects.filter(insured=record.insured, account=record.helper, way="named", ended_at=None)
        for one in helps.exclude(account=None):
            end_acting(acts_for=one, at=at, by=OnTrail(actor_of(signer.account), AS_INSURED))
        return HELPER_ENDED
    if record.case is None:
        return NOTHING_OPEN
    loaded = locked(record.case)
    if with_case:
        record_whole(loaded=loaded, fact="withdrawn", data={}, at=at, by=signer.by)
        return CASE_WITHDRAWN
    if not loaded.state.is_open:
        return NOTHING_OPEN
    due = due_within(calendar(), start=at, span=CALLED_WITHIN)
    ask_to_ring(case=loaded.case, kind=WITHDRAWN, due_at=due.passes_at)
    return CALL_ASKED


def _capacity(signer: Signer, at: datetime) -> str:
    found = capacity_of(signer.acts_for, at)
    if not found.name:
        raise NotTheSigner(found.why)
    return found.name


def _locked_chain(insured: Insured) -> Chain:
    Chain.objects.get_or_create(insured=insured, defaults={"insurer_id": insured.insurer_id})
    return Chain.objects.select_for_update(no_key=True).get(insured=insured)


def _standing(given: Given, insured: Insured) -> Record | None:
    """The signature under the same consent that stands."""
    mine = Record.objects.filter(insured=insured, case=given.case, consent=given.consent, helper=given.helper)
    return mine.filter(kind="signed", withdrawal=None).first()


def _is_again(given: Given, insured: Insured, state: State) -> bool:
    """Whether it was signed and withdrawn in a case that goes on: its fact stands, the new signature goes beside it."""
    mine = Record.objects.filter(insured=insured, case=given.case, consent=given.consent, kind="withdrawn")
    return state.is_open and given.consent in signed_facts(state) and mine.exists()


def _record(
    kind: str, capacity: str, given: Given, signer: Signer, origin: Origin, at: datetime, *, of: Record | None = None
) -> Record:
    insured, drawing = signer.insured, given.drawing
    text = of.text if of is not None else _text(insured.insurer_id, given.text)
    return Record(
        insurer_id=insured.insurer_id,
        insured=insured,
        kind=kind,
        consent=given.consent,
        text=text,
        case=given.case,
        of=of,
        account=signer.account,
        helper=given.helper,
        capacity=capacity,
        way=("finger" if drawing is not None else "code") if kind == "signed" else "",
        strokes=seal("record.strokes", drawing.written) if drawing is not None else "",
        picture=seal("record.picture", drawing.svg) if drawing is not None else "",
        session=told_apart(origin.session, "session"),
        address=told_apart(origin.address, "address"),
        browser=seal("record.browser", origin.browser[:LONGEST_BROWSER]),
        at=at,
    )


def _text(insurer: int, text: Read) -> Text:
    kept = {"plain": seal("text.plain", text.plain)}
    return Text.objects.get_or_create(insurer_id=insurer, hash=text.hash, defaults=kept)[0]


def _keep(chain: Chain, record: Record) -> Record:
    """Add a record at the end of the person's chain, which is locked."""
    if record.case is not None:
        record.case_head = Case.objects.values_list("head_hash", flat=True).get(id=record.case.id)
    record.seq = chain.length + 1
    record.hash = link(bytes(chain.head) or record.insured.public_id.bytes, record)
    record.save(force_insert=True)
    chain.length, chain.head = record.seq, record.hash
    chain.save(update_fields=["length", "head"])
    return record

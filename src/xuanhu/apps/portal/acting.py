"""For whom an account may act: by name and identity number, by an insurer's word, or because the insured has named it.

A person has a row at each insurer. Name, identity number and phone must all be those on file: who knows another's name
and number, and has another phone, is told no more than who knows nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from xuanhu.apps.accounts.tries import Limit, take
from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import insured_of, insurers_for
from xuanhu.apps.portal.codes import PHONE
from xuanhu.apps.portal.models import Account, ActsFor
from xuanhu.apps.portal.tasks import tell_of_helper
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import seeing, set_visible
from xuanhu.core.parties import same_name

RELATIVE: Final = "portal.actsfor.name"
NAMED: Final = "named"
SHOWN: Final = Limit("portal.identity", 5)  # in a quarter of an hour, of one account


def show_identity(*, account: Account, name: str, id_number: str, at: datetime) -> int | None:
    """Let an account act for the person that it is, at every insurer that has them on file with this phone.

    How many rows were found; None where it has been tried too often.
    """
    if take(SHOWN, str(account.id), at) is not None:
        return None
    phone = sealer().open(account.phone, PHONE) if account.phone is not None else ""
    with seeing(insurers_for("business", "demo")):
        index = sealer().index(id_number, f"{WHERE}.id_number")
        found = [row for row in Insured.objects.filter(id_number_index=index) if _is_same(row, name, phone)]
        for row in found:
            let_act(account=account, insured=row, relation="self", way="identity", at=at)
        for row in _on_file_by(phone):
            by = By(actor_of(account), "insured")
            if not found:
                record(act=Act.IDENTITY_NOT_SHOWN, subject=_subject(row), by=by, at=at, insurer=row.insurer_id)
    return len(found)


def let_act(
    *, account: Account, insured: Insured, relation: str, way: str, at: datetime, name: str = "", by: By | None = None
) -> ActsFor:
    """Let an account act for a person of a visible insurer, from now on; on the trail, by whom. Once only.

    Of a helper who was named, both are told by SMS.
    """
    with transaction.atomic():
        locked = Account.objects.select_for_update(no_key=True).get(id=account.id)
        known = ActsFor.objects.filter(account=account, insured=insured, ended_at__isnull=True).first()
        if known is not None:
            return known
        if insured.insurer_id not in locked.insurers:
            locked.insurers = sorted({*locked.insurers, insured.insurer_id})
            locked.save(update_fields=["insurers"])
        account.insurers = locked.insurers
        who = by or By(actor_of(account), "insured")
        record(
            act=Act.MAY_ACT_FOR, subject=_subject(insured), by=who, at=at, insurer=insured.insurer_id, reason=relation
        )
        made = ActsFor.objects.create(
            insurer_id=insured.insurer_id,
            account=account,
            insured=insured,
            relation=relation,
            name=sealer().seal(name, RELATIVE) if name else "",
            way=way,
            since=at,
        )
        if way == NAMED:
            tell_of_helper.defer(acts_for=made.id, insurer=insured.insurer_id)
        return made


def end_acting(*, acts_for: ActsFor, at: datetime, by: By) -> None:
    """Nobody acts for the person through this account any more; on the trail. Of a helper, both are told by SMS."""
    if ActsFor.objects.filter(id=acts_for.id, ended_at__isnull=True).update(ended_at=at):
        if acts_for.way == NAMED:
            tell_of_helper.defer(acts_for=acts_for.id, insurer=acts_for.insurer_id)
        subject = _subject(acts_for.insured)
        record(act=Act.NO_LONGER_ACTS, subject=subject, by=by, at=at, insurer=acts_for.insurer_id)


def acted_for(*, account: Account) -> Sequence[ActsFor]:
    """For whom an account acts, of the insurers that it sees: itself first, in the order in which they were added."""
    set_visible(account.insurers)
    found = ActsFor.objects.filter(account=account, ended_at__isnull=True).select_related("insured__insurer")
    return sorted(found, key=lambda one: (one.relation != "self", one.id))


def helpers_of(*, insured: Insured) -> Sequence[ActsFor]:
    """Who helps a person of a visible insurer, in the order in which they were named."""
    found = ActsFor.objects.filter(insured=insured, way=NAMED, ended_at__isnull=True)
    return list(found.select_related("account", "insured__insurer").order_by("id"))


def end_account(*, account: Account, at: datetime) -> None:
    """An account is over, at once: its phone is forgotten, it acts for nobody, its sessions open nothing any more.

    Whoever comes with the same phone later begins a new one.
    """
    with transaction.atomic():
        locked = Account.objects.select_for_update(no_key=True).get(id=account.id)
        by = By(actor_of(account), "insured")
        for one in acted_for(account=locked):
            end_acting(acts_for=one, at=at, by=by)
            subject = _subject(one.insured)
            record(act=Act.ACCOUNT_ENDED, subject=subject, by=by, at=at, insurer=one.insurer_id)
        locked.phone, locked.phone_index, locked.ended_at = None, None, at
        locked.save(update_fields=["phone", "phone_index", "ended_at"])


def note_login(*, account: Account, address: str, at: datetime) -> None:
    """That somebody came in, on the trail: of no insurer, for an account is none's."""
    by = By(actor_of(account), "insured", address)
    record(act=Act.LOGGED_IN, subject=Subject("account", str(account.id)), by=by, at=at)


def actor_of(account: Account) -> str:
    """The account on record: account:12."""
    return f"account:{account.id}"


def _is_same(row: Insured, name: str, phone: str) -> bool:
    known = insured_of(row)
    return same_name(known.name, name) and bool(phone) and known.phone == phone


def _on_file_by(phone: str) -> Sequence[Insured]:
    return list(Insured.objects.filter(phone_index=sealer().index(phone, f"{WHERE}.phone"))) if phone else []


def _subject(insured: Insured) -> Subject:
    return Subject("insured", str(insured.public_id))

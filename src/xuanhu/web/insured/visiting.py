"""Who looks at a page of the insured: an account, those whom it acts for, and which cases are theirs."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.acting import acted_for
from xuanhu.apps.portal.models import Account, ActsFor
from xuanhu.apps.portal.sessions import account_of
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import set_visible
from xuanhu.integrations.masking import masked_name
from xuanhu.web import visiting

HOME, LOGIN, WHO = "/my", "/my/login", "/my/who"
PER_MINUTE = 120
RELATIONS = {"self": "本人", "spouse": "配偶", "child": "子女", "parent": "父母", "other": "家人"}
Rest = ParamSpec("Rest")


class Client(NamedTuple):
    """An account at a page, for whom it acts, when, and at which address."""

    account: Account
    acts_for: Sequence[ActsFor]
    at: datetime
    path: str

    @property
    def caller(self) -> Caller:
        """The account as who acts: in the role of the insured."""
        insurers = tuple(sorted({one.insurer_id for one in self.acts_for}))
        return Caller(str(self.account.id), "insured", insurers, self.account.id, PER_MINUTE, "account")

    @property
    def persons(self) -> Sequence["Person"]:
        """Those whom the account acts for, once each, however many insurers have them on file; itself first."""
        found: dict[bytes | int, list[ActsFor]] = {}
        for one in self.acts_for:
            number = one.insured.id_number_index
            found.setdefault(bytes(number) if number is not None else one.insured_id, []).append(one)
        return [Person(tuple(rows)) for rows in found.values()]


class Person(NamedTuple):
    """A person whom an account acts for, with a row at each insurer."""

    acts_for: Sequence[ActsFor]

    @property
    def rows(self) -> Sequence[Insured]:
        """The person's rows, one an insurer."""
        return [one.insured for one in self.acts_for]

    @property
    def is_self(self) -> bool:
        """Whether it is the account's own holder."""
        return self.acts_for[0].relation == "self"

    @property
    def relation(self) -> str:
        """What the holder of the account is to them: 本人, 子女."""
        return RELATIONS[self.acts_for[0].relation]

    @property
    def name(self) -> str:
        """The name, whole: for greeting oneself, never for others."""
        return sealer().open(self.rows[0].name, f"{WHERE}.name")

    @property
    def masked(self) -> str:
        """The name as it is shown: 王*."""
        return masked_name(self.name)


View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def for_insured(
    *, by_itself: bool = False, anybody: bool = False, first: Callable[[HttpRequest], None] | None = None
) -> Callable[[Callable[Concatenate[HttpRequest, Client, Rest], HttpResponseBase]], View[Rest]]:
    """A page for accounts that act for somebody, in one transaction that sees their insurers; others are led on.

    `by_itself`: asked by a page again and again. `anybody`: also for an account that acts for nobody yet. `first` is
    done before the transaction begins: what takes long, as reading a file does.
    """

    def wrap(view: Callable[Concatenate[HttpRequest, Client, Rest], HttpResponseBase]) -> View[Rest]:
        @wraps(view)
        def wrapper(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            at = visiting.now()
            account = account_of(session=request.session, at=at, by_itself=by_itself)
            if account is None:
                return redirect(f"{LOGIN}?{urlencode({'next': request.get_full_path()})}")
            if first is not None:
                first(request)
            with transaction.atomic():
                client = Client(account, acted_for(account=account), at, request.get_full_path())
                if not client.acts_for and not anybody:
                    return redirect(WHO)
                set_visible(client.caller.insurers)
                return view(request, client, *args, **kwargs)

        return wrapper

    return wrap


def case_of(client: Client, number: UUID) -> Case:
    """A case of somebody whom the account acts for. Raises Http404 for all others, whether they are there or not."""
    mine = [one.insured_id for one in client.acts_for]
    found = Case.objects.select_related("insured", "insurer", "policy").filter(public_id=number, insured_id__in=mine)
    case = found.exclude(outcome="refused").first()
    if case is None:
        raise Http404
    return case


def insured_of(client: Client, number: UUID) -> Insured:
    """Somebody whom the account acts for. Raises Http404."""
    for one in client.acts_for:
        if one.insured.public_id == number:
            return one.insured
    raise Http404

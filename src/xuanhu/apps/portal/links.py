"""Signed links from an insurer's app: a JWT that names the policy, good for minutes and once.

Claims: `iss` the insurer's code, `aud` xuanhu, `sub` the policy's number, `iat` and `exp` at most ten minutes apart,
`jti` of its own; in the header `kid`, the name of the key. The insurer vouches for who is at the phone.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import jwt
from django.db import IntegrityError, transaction

from xuanhu.apps.parties.models import Policy
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.portal.acting import let_act
from xuanhu.apps.portal.models import Account, ActsFor, AppKey, UsedLink
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import set_visible

KEY: Final = "portal.appkey.key"
ALGORITHMS: Final = ("HS256", "ES256", "EdDSA", "RS256")
AUDIENCE: Final = "xuanhu"
LONGEST: Final = timedelta(minutes=10)
SHORTEST_SECRET: Final = 32
NEEDED: Final = ("iss", "aud", "sub", "iat", "exp", "jti")


class UnusableLink(ValueError):  # noqa: N818 - what is raised is a link that opens nothing
    """A link that opens nothing. Why is for the insurer's engineers; people are told to go back to the app."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Link(NamedTuple):
    """A link whose signature and times are right: the policy it names, and by what it is known to be used once."""

    policy: Policy
    hash: bytes
    ends_at: datetime


def make_app_key(*, insurer: int, name: str, algorithm: str, key: str, at: datetime) -> AppKey:
    """Keep a key of an insurer's app, sealed. Raises ValueError for one that cannot be used."""
    if algorithm not in ALGORITHMS:
        raise ValueError(f"签名算法应为 {'、'.join(ALGORITHMS)} 之一 (one of these algorithms)")
    if algorithm == "HS256" and len(key.encode()) < SHORTEST_SECRET:
        raise ValueError(f"HS256 的密钥至少 {SHORTEST_SECRET} 字节 (a secret of at least that many bytes)")
    try:
        jwt.get_algorithm_by_name(algorithm).prepare_key(key)
    except (jwt.InvalidKeyError, ValueError, TypeError):
        raise ValueError(f"读不出 {algorithm} 的公钥，应为 PEM (a public key in PEM is needed)") from None
    sealed = sealer().seal(key, KEY)
    return AppKey.objects.create(insurer_id=insurer, name=name, algorithm=algorithm, key=sealed, created_at=at)


def revoke_app_key(*, name: str, at: datetime) -> int | None:
    """No link under this key opens any more. The insurer; None where there is no such key."""
    row = AppKey.objects.filter(name=name, revoked_at__isnull=True).first()
    if row is None:
        return None
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    return row.insurer_id


def read_link(*, token: str, at: datetime) -> Link:
    """A link, judged; the transaction then sees its insurer alone. Raises UnusableLink."""
    set_visible(insurers_for("business", "demo"))
    found = _key_of(token)
    claims = _claims(token, found, at)
    set_visible([found.insurer_id])
    policy = Policy.objects.select_related("insured__insurer").filter(number=str(claims["sub"])).first()
    if policy is None:
        raise UnusableLink("unknown-policy")
    digest = hashlib.sha256(f"{found.insurer_id}:{claims['jti']}".encode()).digest()
    if UsedLink.objects.filter(hash=digest).exists():
        raise UnusableLink("used")
    return Link(policy, digest, datetime.fromtimestamp(claims["exp"], at.tzinfo))


def open_link(*, token: str, at: datetime) -> Account:
    """Come in by a link, which opens no second time. Raises UnusableLink."""
    with transaction.atomic():
        link = read_link(token=token, at=at)
        try:
            with transaction.atomic():
                UsedLink.objects.create(hash=link.hash, ends_at=link.ends_at)
        except IntegrityError:
            raise UnusableLink("used") from None
        insured = link.policy.insured
        known = ActsFor.objects.filter(insured=insured, way="app-link", relation="self", ended_at__isnull=True)
        acts = known.select_related("account").first()
        if acts is not None:
            return acts.account
        account = Account.objects.create(created_at=at)
        let_act(account=account, insured=insured, relation="self", way="app-link", at=at)
        return account


def _key_of(token: str) -> AppKey:
    try:
        name = jwt.get_unverified_header(token).get("kid", "")
    except jwt.InvalidTokenError:
        raise UnusableLink("unreadable") from None
    found = AppKey.objects.select_related("insurer").filter(name=name, revoked_at__isnull=True).first()
    if found is None:
        raise UnusableLink("unknown-key")
    return found


def _claims(token: str, found: AppKey, at: datetime) -> dict[str, Any]:
    """The claims of a token signed by this key. Times are judged here: the library would read the clock itself."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            sealer().open(found.key, KEY),
            algorithms=[found.algorithm],
            audience=AUDIENCE,
            issuer=found.insurer.code,
            options={"require": list(NEEDED), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        begins, ends = (datetime.fromtimestamp(float(claims[name]), at.tzinfo) for name in ("iat", "exp"))
    except (jwt.InvalidTokenError, ValueError, OverflowError, OSError):
        raise UnusableLink("not-signed") from None
    if ends - begins > LONGEST or begins > at + timedelta(minutes=1):
        raise UnusableLink("too-long")
    if ends <= at:
        raise UnusableLink("too-old")
    return claims

"""Tables of consents. Texts and records are only ever added; each person's records are chained by hash to a head."""

import uuid

from django.db import models
from django.db.models import Q

from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insured, Insurer
from xuanhu.apps.portal.models import Account

KINDS = ("signed", "refused", "withdrawn")
CAPACITIES = ("self", "guardian")
WAYS = ("", "finger", "code")


class Text(models.Model):
    """A text as it was read, sealed, found by its SHA-256."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    hash = models.BinaryField()
    plain = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["insurer", "hash"], name="consent_text_once")]


class Chain(models.Model):
    """How many records a person has, and the hash of the last. Locked while one is added."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    insured = models.OneToOneField(Insured, on_delete=models.PROTECT)
    length = models.IntegerField(default=0)
    head = models.BinaryField(default=b"")


class Record(models.Model):
    """Somebody signed a text, refused to, or withdrew what they had signed (`of`). `hash` covers all of it.

    `strokes` is the finger's way over the glass, `picture` the same as SVG; both sealed, both empty for a code. Of the
    session and the address keyed hashes are kept: enough to tell whether two were the same. `case_head` is the hash of
    the case's latest fact, in which the act stands. `helper`: whom the text names, where it names one.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT, db_index=False)
    seq = models.IntegerField()
    kind = models.TextField()
    consent = models.TextField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT)
    case_head = models.BinaryField(default=b"")
    of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawal")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    helper = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.TextField()
    way = models.TextField(default="")
    strokes = models.TextField(default="")
    picture = models.TextField(default="")
    session = models.BinaryField()
    address = models.BinaryField()
    browser = models.TextField(default="")
    ends = models.TextField(default="")
    at = models.DateTimeField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["insured", "seq"], name="consent_record_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="consent_kind_is_known"),
            models.CheckConstraint(condition=Q(capacity__in=CAPACITIES), name="consent_capacity_is_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="consent_way_is_known"),
            models.CheckConstraint(
                condition=Q(kind="withdrawn", of__isnull=False) | (~Q(kind="withdrawn") & Q(of__isnull=True)),
                name="consent_withdrawn_is_of_one",
            ),
        ]

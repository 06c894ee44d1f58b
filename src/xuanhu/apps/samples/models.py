"""Tables of samples, and of who works at which laboratory."""

from django.db import models
from django.db.models import Q

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Laboratory
from xuanhu.apps.parties.models import Insurer
from xuanhu.core.handbook.vocabulary import SAMPLES

CONDITIONS = ("", "ok", "unfit")


class LaboratoryPerson(models.Model):
    """Who works at a laboratory, and so sees its samples."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, related_name="people", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    since = models.DateTimeField()
    actor = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["laboratory", "person"], name="laboratory_person_once")]


class Sample(models.Model):
    """A sample of a case: what it is, which laboratory tests it, by which number it is known, how far it has come.

    One that arrives unfit stays on file, and another takes its place. `is_last` marks the one that counts.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="samples", db_index=False)
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, db_index=False)
    kind = models.TextField()
    number = models.TextField(default="")
    is_last = models.BooleanField(default=True)
    ordered_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    condition = models.TextField(default="")
    remark = models.TextField(default="")
    report_due_on = models.DateField(null=True)
    reported_at = models.DateTimeField(null=True)
    electronic_at = models.DateTimeField(null=True)
    paper_at = models.DateTimeField(null=True)
    parcel = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SAMPLES), name="sample_kind_is_known"),
            models.CheckConstraint(condition=Q(condition__in=CONDITIONS), name="sample_condition_is_known"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_last=True), name="sample_that_counts_once"),
            models.UniqueConstraint(
                fields=["insurer", "laboratory", "number"], condition=~Q(number=""), name="sample_number_once"
            ),
            models.CheckConstraint(
                condition=Q(condition="", received_at__isnull=True) | (~Q(condition="") & Q(received_at__isnull=False)),
                name="sample_judged_when_received",
            ),
        ]
        indexes = [
            models.Index(
                fields=["laboratory", "ordered_at"],
                condition=Q(ended_at__isnull=True),
                name="sample_open_by_lab",
            )
        ]

"""Tables of opinions. What was written, checked, translated and released is only ever added to; texts are sealed."""

from django.db import models

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Expert
from xuanhu.apps.papers.models import Document
from xuanhu.apps.parties.models import Insurer

ANSWERS = ("", "yes", "no", "asked")
RESULTS = ("passed", "returned")


class Panel(models.Model):
    """What is put before the experts of a case: its history in words, the questions of the insured and of the doctor.

    `few_reason` says why fewer experts are asked than the handbook wants.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="panel")
    history = models.TextField(default="")
    of_insured = models.TextField(default="")
    of_doctor = models.TextField(default="")
    few_reason = models.TextField(default="")
    changed_at = models.DateTimeField()
    actor = models.TextField(default="")


class Invitation(models.Model):
    """An expert asked for an opinion, by which account they read and write, and what they answered."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    invited_at = models.DateTimeField()
    due_on = models.DateField()
    by = models.TextField()
    actor = models.TextField(default="")
    answer = models.TextField(default="")
    note = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "expert"], name="expert_invited_once"),
            models.CheckConstraint(condition=models.Q(answer__in=ANSWERS), name="invitation_answer_is_known"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="invitation_answered_at_a_moment",
            ),
        ]


class Draft(models.Model):
    """What somebody is still writing. A save says which revision it goes on from, so that no window undoes another."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    purpose = models.TextField()
    sections = models.TextField()
    revision = models.IntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person", "purpose"], name="draft_once")]


class Opinion(models.Model):
    """A version of an opinion, as it was submitted. Never changed: what was returned gets a further version."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions", db_index=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT)
    version = models.IntegerField()
    sections = models.TextField()
    written_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="opinion_version_once")]


class QualityCheck(models.Model):
    """Somebody else than the author has read a version: it passed, or was returned with remarks."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, related_name="check_made")
    result = models.TextField()
    remarks = models.TextField(default="")
    checked_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(result__in=RESULTS), name="quality_result_is_known")]


class Translation(models.Model):
    """A version of an opinion in Chinese. Never changed; a better one is a further version."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="translations", db_index=False)
    version = models.IntegerField()
    sections = models.TextField()
    translated_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "version"], name="translation_version_once")]


class Release(models.Model):
    """A version given to the insured, as the document that was filed with it."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, related_name="release")
    translation = models.ForeignKey(Translation, null=True, on_delete=models.PROTECT)
    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    released_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField()

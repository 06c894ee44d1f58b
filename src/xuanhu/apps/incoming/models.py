"""What is on its way and no document yet: a sheaf of sheets, each of which comes in pieces. It ends after a day."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer


class Sheaf(models.Model):
    """Sheets that will be one document of a case, of whoever began it ("account:12").

    `reading` is what was read on its first sheet (`reading_of`), sealed: empty while nobody has read. `proposed` is the
    kind that the words on it speak for.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sheaves")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    actor = models.TextField()
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reading_of = models.BigIntegerField(null=True)
    is_being_read = models.BooleanField(default=False)
    reading = models.TextField(default="")
    proposed = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["case", "actor"], name="sheaf_of_case"),
            models.Index(fields=["ends_at"], name="sheaf_ends"),
        ]


class Sheet(models.Model):
    """A file of a sheaf, at its place in it. Whole once `media_type` says what it is; its bytes lie in the store.

    `begun_as` is the name under which the sender began it, so that beginning twice begins once. `turn` is by how much a
    person has turned it, `instead` the sheet whose place it takes once it is whole. `shown` is a small picture of it
    without what a camera writes beside it; empty where there is none. `faults` says what is wrong with the picture.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    sheaf = models.ForeignKey(Sheaf, on_delete=models.CASCADE, related_name="sheets")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    begun_as = models.UUIDField()
    actor = models.TextField()
    place = models.IntegerField()
    name = models.TextField()
    size = models.BigIntegerField()
    instead = models.UUIDField(null=True)
    turn = models.IntegerField(default=0)
    media_type = models.TextField(default="")
    is_picture = models.BooleanField(default=False)
    sha256 = models.BinaryField(null=True)
    store_key = models.TextField(null=True, unique=True)
    data_key = models.TextField(default="")
    shown_store_key = models.TextField(null=True, unique=True)
    shown_size = models.BigIntegerField(default=0)
    shown_data_key = models.TextField(default="")
    pages = models.IntegerField(default=1)
    faults = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "begun_as"], name="sheet_begun_once"),
            models.CheckConstraint(condition=models.Q(turn__in=(0, 90, 180, 270)), name="sheet_turn"),
            models.CheckConstraint(
                condition=models.Q(media_type="", store_key=None, sha256=None)
                | ~models.Q(media_type="") & models.Q(store_key__isnull=False, sha256__isnull=False),
                name="sheet_whole",
            ),
        ]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.media_type != ""


class Piece(models.Model):
    """A part of a file on its way, from a place on; sealed in the store under a key of its own."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="pieces")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    start = models.BigIntegerField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    store_key = models.TextField(unique=True)
    data_key = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "start"], name="piece_once")]

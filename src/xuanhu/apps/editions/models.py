"""An edition is never changed once published: a case keeps the one it was opened under."""

from django.db import models


class Edition(models.Model):
    """One published edition; its text is the handbook file itself."""

    handbook = models.TextField()
    edition = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handbook", "edition"], name="edition_once")]

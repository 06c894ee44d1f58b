"""Tables of escorting: visits, and which person logs in as which escort of the network."""

import uuid
from typing import Final

from django.db import models
from django.db.models import F, Q

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Escort
from xuanhu.apps.parties.models import Insurer

STATES: Final = ("planned", "called", "arrived", "left", "cancelled")
AHEAD: Final = ("planned", "called")  # may still be moved and cancelled
LIVE: Final = ("planned", "called", "arrived")


class EscortLogin(models.Model):
    """An escort of an insurer's network as a person who logs in; one person may be an escort of several insurers."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    escort = models.OneToOneField(Escort, on_delete=models.PROTECT, related_name="login")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)


class Visit(models.Model):
    """An escort goes to a hospital with somebody. `appointment_at` is the booking for which it was planned.

    `notes` are sealed. `person` is who logs in as the escort, none while nobody does.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    escort = models.ForeignKey(Escort, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, db_index=False)
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True)
    city = models.TextField(default="")
    hospital = models.TextField()
    department = models.TextField(default="")
    state = models.TextField(default="planned")
    planned_at = models.DateTimeField()
    planned_by = models.TextField()
    called_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    hours = models.DecimalField(null=True, max_digits=5, decimal_places=1)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(default="")
    notes = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="visit_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="visit_cancelled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | Q(arrived_at__isnull=False, left_at__isnull=False, hours__isnull=False),
                name="visit_left_after_it_was_reached",
            ),
        ]
        indexes = [
            models.Index(fields=["insurer", "on"], name="visit_by_day"),
            models.Index(fields=["person", "on"], name="visit_by_person"),
            models.Index(fields=["escort", "on"], name="visit_by_escort"),
        ]


class Declined(models.Model):
    """Somebody said that they need no escort for an appointment, so nobody is looked for."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    appointment_at = models.DateTimeField()
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "appointment_at"], name="declined_once")]

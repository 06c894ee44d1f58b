"""Addresses of the room, and its way in."""

from typing import Final

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.consultations import booking, doctor, listing, talking
from xuanhu.web.workbench.consultations.admitting import ROLES

ENTRIES: Final = [Entry("问诊", "/consultations", "message-circle", Permission.READ_PAPERS, ROLES)]
urlpatterns = [
    path("consultations", listing.day),
    path("consultations/<uuid:case>", doctor.consultation),
    path("consultations/<uuid:case>/diagnosis", doctor.diagnosis),
    path("consultations/<uuid:case>/advice", doctor.advise),
    path("consultations/<uuid:case>/book", booking.book),
    path("consultations/<uuid:case>/talk", talking.talk),
]

"""Addresses of this room, under /my."""

from django.urls import path

from xuanhu.web.insured.progress.acts import cannot_come, record, withdraw
from xuanhu.web.insured.progress.for_calendar import appointment, promise
from xuanhu.web.insured.progress.kept import report
from xuanhu.web.insured.progress.page import news, progress

urlpatterns = [
    path("my/cases/<uuid:case>", progress),
    path("my/cases/<uuid:case>/news", news),
    path("my/cases/<uuid:case>/withdraw", withdraw),
    path("my/cases/<uuid:case>/cannot-come", cannot_come),
    path("my/cases/<uuid:case>/record/<slug:fact>", record),
    path("my/cases/<uuid:case>/appointment.ics", appointment),
    path("my/cases/<uuid:case>/promise.ics", promise),
    path("my/cases/<uuid:case>/reports/<uuid:document>", report),
]

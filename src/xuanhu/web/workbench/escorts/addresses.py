"""Addresses of the room, and its ways in."""

from typing import Final

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.escorts import changing, day_list, dispatching, logins, roster, visits, visits_acts

ENTRIES: Final = [
    Entry("陪诊", "/escorts", "calendar-check", Permission.DISPATCH),
    Entry("我的陪诊", "/visits", "calendar-check", Permission.GO_ALONG, ("escort",)),
]
urlpatterns = [
    path("escorts", roster.week),
    path("escorts/logins", logins.logins),
    path("escorts/days/<str:day>", day_list.day),
    path("escorts/cases/<uuid:case>", dispatching.dispatch),
    path("escorts/cases/<uuid:case>/decline", dispatching.decline),
    path("escorts/visits/<uuid:visit>", changing.change),
    path("escorts/visits/<uuid:visit>/cancel", changing.cancel),
    path("visits", visits.own_visits),
    path("visits/<uuid:visit>", visits.own_visit),
    path("visits/<uuid:visit>/phone", visits_acts.phone),
    path("visits/<uuid:visit>/<str:act>", visits_acts.act),
]

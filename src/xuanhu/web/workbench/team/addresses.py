"""Addresses of the team, and the way to it."""

from typing import Final

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.team.pages import as_csv, team

ENTRIES: Final = [Entry("团队", "/team", "chart-column", Permission.LEAD)]
urlpatterns = [path("team", team), path("team/promises.csv", as_csv)]

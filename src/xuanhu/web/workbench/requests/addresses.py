"""Addresses of the room, and its way in."""

from typing import Final

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.requests.pages import decide_request, requests

ENTRIES: Final = [Entry("信息请求", "/requests", "shield-check", Permission.MANAGE_PARTIES)]
urlpatterns = [path("requests", requests), path("requests/<uuid:number>", decide_request)]

"""Addresses of the call: finding somebody, what they may have, applying for it. No address says who it is."""

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.call.applying import apply, elsewhere, gate
from xuanhu.web.workbench.call.caller import caller, diagnosis, end, identity, reveal
from xuanhu.web.workbench.call.searching import found, search
from xuanhu.web.workbench.call.texting import text
from xuanhu.web.workbench.call.unknown import unknown

ENTRIES = [Entry("来电", "/call", "phone", Permission.MANAGE_PARTIES, ("agent", "care-manager"))]

urlpatterns = [
    path("call", search),
    path("call/found", found),
    path("call/new", unknown),
    path("call/<uuid:insured>", caller),
    path("call/<uuid:insured>/identity", identity),
    path("call/<uuid:insured>/diagnosis", diagnosis),
    path("call/<uuid:insured>/reveal", reveal),
    path("call/<uuid:insured>/end", end),
    path("call/<uuid:insured>/text", text),
    path("call/<uuid:insured>/<slug:under>/elsewhere", elsewhere),
    path("call/<uuid:insured>/<slug:under>/<slug:service>", apply),
    path("call/<uuid:insured>/<slug:under>/<slug:service>/gate", gate),
]

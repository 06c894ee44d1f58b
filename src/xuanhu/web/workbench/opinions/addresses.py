"""Addresses of the room, and its way in."""

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.opinions.case_page import case_page, step
from xuanhu.web.workbench.opinions.inviting import answer, invite, questions
from xuanhu.web.workbench.opinions.judging import check, give, translate
from xuanhu.web.workbench.opinions.papers import paper
from xuanhu.web.workbench.opinions.waiting_list import waiting_list
from xuanhu.web.workbench.opinions.writing import draft, letter, preview, preview_page, write

ENTRIES = [
    Entry("专家意见", "/opinions", "stethoscope", Permission.READ_PAPERS, ("care-manager", "reviewer", "expert"))
]
CASE = "opinions/<uuid:case>"
urlpatterns = [
    path("opinions", waiting_list),
    path(CASE, case_page),
    path(f"{CASE}/invite", invite),
    path(f"{CASE}/questions", questions),
    path(f"{CASE}/answer", answer),
    path(f"{CASE}/step", step),
    path(f"{CASE}/write", write),
    path(f"{CASE}/draft/<slug:purpose>", draft),
    path(f"{CASE}/preview", preview),
    path(f"{CASE}/preview/<int:number>.png", preview_page),
    path(f"{CASE}/letter.pdf", letter),
    path(f"{CASE}/check", check),
    path(f"{CASE}/translate", translate),
    path(f"{CASE}/release", give),
    path(f"{CASE}/papers/<uuid:document>", paper),
]

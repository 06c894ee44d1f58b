"""Addresses of the room of a case. It is reached from a queue, a search or another case, so the bar leads to none."""

from typing import Final

from django.urls import path

from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.case.consents import signed_consent
from xuanhu.web.workbench.case.hospitals import find_hospitals
from xuanhu.web.workbench.case.page import case_page, printed
from xuanhu.web.workbench.case.person import reveal
from xuanhu.web.workbench.case.previews import content, withdraw
from xuanhu.web.workbench.case.recording import finish, record, try_out
from xuanhu.web.workbench.case.remarking import mentions, remark, seen_mentions, take_back
from xuanhu.web.workbench.case.talking import answer, messages, seen_messages
from xuanhu.web.workbench.case.texting import text
from xuanhu.web.workbench.case.uploading import upload

urlpatterns = [
    path("cases/mentions", mentions),
    path("cases/messages", messages),
    path("cases/<uuid:case>", case_page),
    path("cases/<uuid:case>/print", printed),
    path("cases/<uuid:case>/try", try_out),
    path("cases/<uuid:case>/record", record),
    path("cases/<uuid:case>/hospitals", find_hospitals),
    path("cases/<uuid:case>/reveal", reveal),
    path("cases/<uuid:case>/text", text),
    path("cases/<uuid:case>/talk", answer),
    path("cases/<uuid:case>/talk/seen", seen_messages),
    path("cases/<uuid:case>/papers", upload),
    path("cases/<uuid:case>/papers/<uuid:document>", content),
    path("cases/<uuid:case>/papers/<uuid:document>/withdraw", withdraw),
    path("cases/<uuid:case>/calls/<int:call>/done", finish),
    path("cases/<uuid:case>/consents/<uuid:record>", signed_consent),
    path("cases/<uuid:case>/remarks", remark),
    path("cases/<uuid:case>/remarks/seen", seen_mentions),
    path("cases/<uuid:case>/remarks/<uuid:noted>/withdraw", take_back),
]
ENTRIES: Final[list[Entry]] = []

"""Addresses of the queue, and the way to it."""

from typing import Final

from django.urls import path

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.navigation import Entry
from xuanhu.web.workbench.queue.acts import act, hand_over_to, views
from xuanhu.web.workbench.queue.calls import calls, done, number
from xuanhu.web.workbench.queue.pages import more, news, queue

ENTRIES: Final = [
    Entry(
        "工作台",
        "/queue",
        "list-todo",
        Permission.READ_CASES,
        ("agent", "care-manager", "reviewer", "underwriter", "administrator"),
    )
]
urlpatterns = [
    path("queue", queue),
    path("queue/more", more),
    path("queue/news", news),
    path("queue/act", act),
    path("queue/hand-over/<uuid:case>", hand_over_to),
    path("queue/views", views),
    path("queue/calls", calls),
    path("queue/calls/<int:item>/number", number),
    path("queue/calls/<int:item>/done", done),
]

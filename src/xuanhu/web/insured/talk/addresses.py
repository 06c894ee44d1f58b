"""Addresses of this room, under /my."""

from typing import Final

from django.urls import path
from django.urls.resolvers import URLPattern

from xuanhu.web.insured.talk.choosing import choose
from xuanhu.web.insured.talk.judging import judge
from xuanhu.web.insured.talk.listing import conversations
from xuanhu.web.insured.talk.talking import news, picture, talk

urlpatterns: Final[list[URLPattern]] = [
    path("my/talk", conversations),
    path("my/cases/<uuid:case>/talk", talk),
    path("my/cases/<uuid:case>/talk/news", news),
    path("my/cases/<uuid:case>/talk/pictures/<uuid:document>", picture),
    path("my/cases/<uuid:case>/slot", choose),
    path("my/cases/<uuid:case>/feedback", judge),
]

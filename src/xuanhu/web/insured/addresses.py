"""Addresses of the pages for the insured, all under /my."""

from django.urls import path

from xuanhu.web.insured import doors
from xuanhu.web.insured.consents import addresses as consents
from xuanhu.web.insured.entitled import addresses as entitled
from xuanhu.web.insured.home import home
from xuanhu.web.insured.me import addresses as me
from xuanhu.web.insured.papers import addresses as papers
from xuanhu.web.insured.progress import addresses as progress
from xuanhu.web.insured.talk import addresses as talk

ROOMS = (entitled, progress, papers, consents, talk, me)

urlpatterns = [
    path("my", home),
    path("my/login", doors.login),
    path("my/code", doors.code),
    path("my/who", doors.who),
    path("my/from-app", doors.from_app),
    path("my/leave", doors.leave),
    path("my/large-type", doors.large_type),
    path("my/privacy", doors.privacy),
    *(pattern for room in ROOMS for pattern in room.urlpatterns),
]

"""Addresses of the pages for the insured, all under /my."""

from django.urls import path

from xuanhu.web.insured import doors
from xuanhu.web.insured.home import home

urlpatterns = [
    path("my", home),
    path("my/login", doors.login),
    path("my/code", doors.code),
    path("my/who", doors.who),
    path("my/from-app", doors.from_app),
    path("my/leave", doors.leave),
    path("my/large-type", doors.large_type),
    path("my/privacy", doors.privacy),
]

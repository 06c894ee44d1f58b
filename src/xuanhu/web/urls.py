"""Addresses of pages: those of everybody here, those of each room of the workbench, and of the insured, in the room."""

from django.urls import path

from xuanhu.web.booklets import booklet
from xuanhu.web.doors import login, logout
from xuanhu.web.insured.addresses import urlpatterns as of_the_insured
from xuanhu.web.password import password
from xuanhu.web.start import start
from xuanhu.web.workbench import ROOMS

urlpatterns = [
    path("", start),
    path("login", login),
    path("logout", logout),
    path("password", password),
    path("handbooks/<slug:handbook>", booklet),
    *of_the_insured,
    *(pattern for room in ROOMS for pattern in room.urlpatterns),
]

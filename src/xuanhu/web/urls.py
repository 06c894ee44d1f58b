"""Addresses of pages."""

from django.urls import path

from xuanhu.web.booklets import booklet
from xuanhu.web.doors import login, logout
from xuanhu.web.password import password
from xuanhu.web.start import start

urlpatterns = [
    path("", start),
    path("login", login),
    path("logout", logout),
    path("password", password),
    path("handbooks/<slug:handbook>", booklet),
]

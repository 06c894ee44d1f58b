"""Addresses: the API under /api/v1, and whether the platform is alive."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from xuanhu.api import api


def alive(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [path("api/v1/", api.urls), path("alive", alive)]

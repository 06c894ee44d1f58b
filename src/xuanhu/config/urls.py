"""Addresses: the API under /api/v1, the pages, and whether the platform is alive."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from xuanhu.api import api


def alive(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [path("api/v1/", api.urls), path("alive", alive), path("", include("xuanhu.web.urls"))]
handler400 = "xuanhu.web.errors.bad_request"
handler403 = "xuanhu.web.errors.forbidden"
handler404 = "xuanhu.web.errors.not_found"
handler500 = "xuanhu.web.errors.broken"

"""Addresses of this room, under /my."""

from django.urls import path
from django.urls.resolvers import URLPattern

from xuanhu.web.insured.entitled.applying import applied, apply
from xuanhu.web.insured.entitled.reading import booklet, service_page

urlpatterns: list[URLPattern] = [
    path("my/services/<uuid:insured>/<slug:under>/<slug:service>", service_page),
    path("my/services/<uuid:insured>/<slug:under>/<slug:service>/apply", apply),
    path("my/applied/<uuid:case>", applied),
    path("my/booklets/<slug:handbook>/<str:edition>", booklet),
]

"""Addresses of this room, under /my."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []

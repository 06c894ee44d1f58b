"""Addresses of this room, under /my."""

from django.urls import path

from xuanhu.web.insured.consents import given, hand, signing

urlpatterns = [
    path("my/cases/<uuid:case>/consents", signing.of_case),
    path("my/cases/<uuid:case>/consents/<slug:consent>", signing.consent_page),
    path("my/cases/<uuid:case>/consents/<slug:consent>/refuse", signing.refuse),
    path("my/consents/code", hand.send_code),
    path("my/me/consents", given.given),
    path("my/me/consents/<uuid:record>", given.one),
    path("my/me/consents/<uuid:record>/pdf", given.pdf),
    path("my/me/consents/<uuid:record>/text", given.plain),
    path("my/me/consents/<uuid:record>/withdraw", given.withdraw),
]

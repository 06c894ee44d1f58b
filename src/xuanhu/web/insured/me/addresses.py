"""Addresses of this room, under /my/me."""

from django.urls import path

from xuanhu.web.insured.me import asking, closing, exports, held, mine, naming

urlpatterns = [
    path("my/me", mine.me),
    path("my/me/helpers", naming.helpers),
    path("my/me/helpers/sign", naming.sign),
    path("my/me/helpers/<int:number>/end", naming.end),
    path("my/me/data", held.data),
    path("my/me/data/seen", held.seen),
    path("my/me/data/export", exports.exports),
    path("my/me/data/export/<uuid:export>", exports.take),
    path("my/me/data/correct", asking.correct),
    path("my/me/data/delete", asking.delete),
    path("my/me/data/requests/<uuid:number>", asking.one),
    path("my/me/close", closing.close),
]

"""Addresses of this room, under /my/me."""

from django.urls import path

from xuanhu.web.insured.me import asking, closing, exports, held, helpers, mine

urlpatterns = [
    path("my/me", mine.me),
    path("my/me/helpers", helpers.helpers),
    path("my/me/helpers/sign", helpers.sign),
    path("my/me/helpers/<int:number>/end", helpers.end),
    path("my/me/data", held.data),
    path("my/me/data/seen", held.seen),
    path("my/me/data/export", exports.exports),
    path("my/me/data/export/<uuid:export>", exports.take),
    path("my/me/data/correct", asking.correct),
    path("my/me/data/delete", asking.delete),
    path("my/me/data/requests/<uuid:number>", asking.one),
    path("my/me/close", closing.close),
]

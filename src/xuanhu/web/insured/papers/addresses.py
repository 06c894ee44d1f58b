"""Addresses of this room, under /my."""

from django.urls import path
from django.urls.resolvers import URLPattern

from xuanhu.web.insured.papers import listing, looking, sending, sorting

PAPERS = "my/cases/<uuid:case>/papers"
SHEET, SHEAF, DOCUMENT = (
    f"{PAPERS}/sheets/<uuid:sheet>",
    f"{PAPERS}/sheaves/<uuid:sheaf>",
    f"{PAPERS}/documents/<uuid:document>",
)

urlpatterns: list[URLPattern] = [
    path(PAPERS, listing.papers),
    path(f"{PAPERS}/add", sending.added),
    path(f"{PAPERS}/given-up", listing.given_up),
    path(f"{PAPERS}/begin", sending.begun),
    path(SHEET, sending.standing),
    path(f"{SHEET}/<int:start>", sending.piece),
    path(f"{SHEET}/finish", sending.finished),
    path(f"{SHEET}/picture", looking.picture),
    path(SHEAF, sorting.sheaf),
    path(f"{SHEAF}/kind", sorting.proposal),
    path(f"{SHEAF}/change", sorting.changed),
    path(f"{SHEAF}/confirm", sorting.confirmed),
    path(DOCUMENT, looking.document),
    path(f"{DOCUMENT}/content", looking.content),
    path(f"{DOCUMENT}/withdraw", looking.withdraw),
]

"""Handbooks over the API: the editions that are published, and which services each has."""

from django.http import HttpRequest

from xuanhu.api.answer_shapes import HandbooksOut
from xuanhu.api.application import api, demand
from xuanhu.api.paging import After, Limit, page
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.editions.models import Edition
from xuanhu.apps.editions.queries import edition_of


@api.get("/handbooks", response=HandbooksOut, summary="Published editions of handbooks", by_alias=True)
def get_handbooks(request: HttpRequest, after: After = 0, limit: Limit = 100) -> dict[str, object]:
    """Every published edition, in the order of publishing, with its services."""
    demand(request, Permission.READ_CASES)
    editions = Edition.objects.filter(id__gt=after).only("id", "handbook", "edition", "from_on", "until_on")
    rows = list(editions.order_by("id")[: limit + 1])
    return page(rows, limit, lambda row: row.id, _shown)


def _shown(row: Edition) -> dict[str, object]:
    handbook = edition_of(row.handbook, row.edition)
    return {
        "handbook": row.handbook,
        "edition": row.edition,
        "title": handbook.title,
        "insurer": handbook.insurer,
        "from": row.from_on.isoformat(),
        "until": row.until_on.isoformat(),
        "services": list(handbook.services),
    }

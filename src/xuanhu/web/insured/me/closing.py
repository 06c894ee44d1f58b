"""Closing the account: over at once, with the helpers one has named and the copies one has asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.portal.acting import end_account, helpers_of
from xuanhu.apps.rights.exporting import take_away
from xuanhu.apps.rights.models import Export
from xuanhu.web.insured.me.mine import PAGES, houses
from xuanhu.web.insured.me.naming import end_helping
from xuanhu.web.insured.visiting import LOGIN, Client, for_insured

STATUS_WRONG = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured(anybody=True)
def close(request: HttpRequest, client: Client) -> HttpResponse:
    """What goes and what stays; then the word for it."""
    own = houses(client)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        for house in own:
            for one in helpers_of(insured=house.acts_for.insured):
                end_helping(request, client, one)
        for copy in Export.objects.filter(account=client.account, gone_at=None):
            take_away(export=copy, at=client.at)
        end_account(account=client.account, at=client.at)
        request.session.flush()
        return redirect(f"{LOGIN}?closed=1")
    is_unsure = request.method == "POST"
    shown = {"client": client, "here": "me", "is_insured": bool(own), "unsure": is_unsure}
    return render(request, f"{PAGES}/close.html", shown, status=STATUS_WRONG if is_unsure else 200)

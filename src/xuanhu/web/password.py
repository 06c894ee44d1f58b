"""Changing one's own password: the old one, and a new one twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.actions import AccountFault, change_password
from xuanhu.apps.accounts.passwords import SHORTEST, is_right
from xuanhu.apps.accounts.people import by_themselves
from xuanhu.apps.accounts.sessions import keep_after_change
from xuanhu.apps.accounts.tries import give_back, take_try
from xuanhu.web.visiting import START, Visitor, for_people
from xuanhu.web.waiting import until_when


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_people(before_password=True)
def password(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form; what is wrong stands beside the field that it is about, and nothing was changed."""
    wrong = _change(request, visitor) if request.method == "POST" else {}
    if request.method == "POST" and not wrong:
        return redirect(f"{START}?password=changed")
    shown = {"visitor": visitor, "wrong": wrong, "shortest": SHORTEST}
    return render(request, "web/password.html", shown, status=422 if wrong else 200)


def _change(request: HttpRequest, visitor: Visitor) -> dict[str, str]:
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    person, address = visitor.person, address_of(request)
    taken = take_try(login=person.login, address=address, at=visitor.at)
    if taken.wait is not None:
        return {"old": f"试错的次数太多，请在 {until_when(visitor.at, taken.wait).at} 后再试"}
    if not is_right(old, person.password):
        return {"old": "现在的密码不对"}
    give_back(login=person.login, address=address, at=visitor.at)
    if new != again:
        return {"again": "两次输入的新密码不一样，请再输一遍"}
    if new == old:
        return {"new": "新密码和现在的一样；请另想一个"}
    try:
        change_password(person=person, new=new, by=by_themselves(person, address), at=visitor.at)
    except AccountFault as fault:
        return {"new": str(fault)}
    keep_after_change(session=request.session, person=person)
    return {}

"""Pieces of pages that several rooms show: a promise with its reckoning, a clause, how often one is mentioned."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.remarks.queries import mentions_waiting
from xuanhu.apps.talk.queries import count_waiting_for
from xuanhu.web.booklets import clause_address
from xuanhu.web.reckonings import Explained
from xuanhu.web.visiting import Visitor

register = template.Library()


@register.inclusion_tag("web/pieces/promise.html")
def promise(one: Explained) -> dict[str, Explained]:
    """A promise as a chip that opens to its reckoning day by day; of `reckonings.explain` or `promises_of`."""
    return {"one": one}


@register.inclusion_tag("web/pieces/reckoning.html")
def reckoning(one: Explained) -> dict[str, Explained]:
    """The reckoning alone: the strip of days, from what it counts, the clause."""
    return {"one": one}


@register.simple_tag
def clause(handbook: str, name: str) -> SafeString:
    """A clause by its number; it opens the booklet at that place."""
    return format_html('<a class="clause" href="{}">{}</a>', clause_address(handbook, name), name)


@register.inclusion_tag("web/pieces/mentioned.html")
def mentioned(visitor: Visitor) -> dict[str, int]:
    """In how many remarks the visitor is mentioned and has not looked yet; the number is known to the piece alone."""
    return {"number": mentions_waiting(person=visitor.person)}


@register.inclusion_tag("web/pieces/messages.html")
def messages_waiting(visitor: Visitor) -> dict[str, int]:
    """How many messages of the insured wait for the visitor, if it is their work to answer."""
    is_theirs = visitor.caller.may(Permission.MANAGE_PARTIES)
    return {"number": count_waiting_for(person=visitor.person) if is_theirs else 0}

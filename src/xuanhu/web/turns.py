"""Whose turn it is: the next step of a case, in words, and the roles that may do it."""

from functools import lru_cache

from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.wording import built_in_words

COMES_BY_ITSELF = {"documents-complete": "insured"}  # nobody records it, but somebody has to bring the papers


def step_in_words(step: str, handbook: Handbook, service: str) -> str:
    """What there is to do: 预约门诊."""
    return built_in_words().fact(step, handbook, service, "todo") if step else ""


@lru_cache(maxsize=1000)
def roles_of(handbook: str, edition: str, service: str, step: str) -> tuple[str, ...]:
    """Who may do the next step; the one whose daily work it is comes first."""
    if step in COMES_BY_ITSELF:
        return (COMES_BY_ITSELF[step],)
    found = lay_out(edition_of(handbook, edition), service, {}).steps.get(step)
    return found.roles if found is not None else ()


def steps_for(role: str) -> frozenset[str]:
    """All steps that a role may do, as handbook/edition/service/fact."""
    books = library()
    return _steps_for(role, tuple((one.handbook, one.edition) for name in books.ids for one in books.editions(name)))


@lru_cache(maxsize=100)
def _steps_for(role: str, editions: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(
        f"{handbook}/{edition}/{service}/{step}"
        for handbook, edition in editions
        for service in edition_of(handbook, edition).services
        for step in lay_out(edition_of(handbook, edition), service, {}).steps
        if role in roles_of(handbook, edition, service, step)
    )

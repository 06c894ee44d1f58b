"""Every term of the language is said, told as a step, or told elsewhere; and none of it twice."""

import inspect

import pytest

from xuanhu.core.handbook import service, terms
from xuanhu.core.handbook.in_words.every_term import ELSEWHERE, IN_STEPS, SAY, SAY_PLAIN
from xuanhu.core.handbook.service import Service
from xuanhu.core.handbook.terms import Term


def terms_of(module):
    found = [one for _, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, Term)]
    return {one for one in found if one.__module__.startswith(module.__name__) and one is not Term}


def test_every_term_has_its_words_in_exactly_one_place():
    told = [*SAY, *IN_STEPS, *ELSEWHERE]
    assert sorted(one.__name__ for one in told) == sorted(one.__name__ for one in terms_of(terms) | terms_of(service))


def test_every_plain_term_of_a_service_has_its_words():
    plain = [path for path, term in Service(name="散步", flow="applied").terms() if type(term) is Term]
    assert list(SAY_PLAIN) == plain


@pytest.mark.parametrize("reasons", [IN_STEPS, ELSEWHERE])
def test_a_term_that_is_told_elsewhere_says_where(reasons):
    assert [one.__name__ for one, reason in reasons.items() if not reason] == []

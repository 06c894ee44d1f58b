"""A service's terms by their paths, and what a handbook knows of its services, clauses and cities."""

from datetime import date

import pytest

from tests.handbooks import handbook, service
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.service import Clause


def test_terms_are_told_with_their_paths_in_the_order_of_the_language():
    care = service(
        age=t.Age(at_least=18),
        limits=(t.Limit(fact="paid", key="amount"), t.Limit(fact="escorted", key="hours")),
        clocks=(t.Clock(promise="done"),),
    )
    paths = [path for path, _ in care.terms()]
    always = ["in_force", "uses", "identity", "admission_slip", "withdrawal", "change"]
    assert [path for path in paths if path not in always] == ["age", "limits[0]", "limits[1]", "clocks[0]"]
    assert paths.index("in_force") < paths.index("age") < paths.index("uses") < paths.index("limits[0]")
    assert dict(care.terms())["limits[1]"] is care.limits[1]


def test_handbook_knows_the_cities_of_a_list():
    book = handbook(areas={"green": {"北京": ("北京",), "江苏": ("南京", "苏州")}})
    assert book.cities("green") == {"北京", "南京", "苏州"}
    with pytest.raises(KeyError):
        book.cities("blue")


def test_edition_is_in_force_from_its_first_day_until_the_day_before_the_next():
    book = handbook(from_on=date(2026, 1, 1), until_on=date(2027, 1, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [book.is_in_force(day) for day in days] == [False, True, True, False]
    assert handbook().is_in_force(date(2026, 1, 1))


def test_clauses_bind_the_services_they_name_or_all():
    clauses = {
        "A": Clause(says="甲", binds=("care",)),
        "B": Clause(says="乙"),
        "C": Clause(says="丙", binds=("escort",)),
    }
    book = handbook(clauses=clauses)
    assert book.clauses_binding("care") == ("A", "B")
    assert book.clauses_binding("escort") == ("B", "C")

"""Who may record what, and that the lists of names agree with each other."""

import pytest

from xuanhu.core.handbook import vocabulary as v


@pytest.mark.parametrize(
    ("fact", "roles"),
    [
        ("applied", ("insured", "agent", "care-manager")),
        ("paid", ("insured", "agent", "care-manager")),
        ("images-sent", ("insured", "agent", "care-manager", "system")),
        ("reviewed", ("reviewer", "care-manager")),
        ("concluded", ("underwriter",)),
        ("sample-sent", ("laboratory", "care-manager")),
        ("report-issued", ("expert", "laboratory", "care-manager")),
        ("escorted", ("escort", "care-manager")),
        ("advised", ("expert", "care-manager")),
        ("reported-to-insurer", ("system", "care-manager", "agent")),
        ("told", ()),
        ("documents-complete", ()),
        ("booked", ("care-manager", "agent")),
        ("a-fact-of-tomorrow", ("care-manager", "agent")),
    ],
)
def test_who_may_record_a_fact(fact, roles):
    assert v.who_may(fact) == roles


@pytest.mark.parametrize(
    ("named", "roles"),
    [
        (("insured",), ("insured", "agent", "care-manager")),
        (("agent",), ("agent", "care-manager")),
        (("reviewer",), ("reviewer", "care-manager")),
        (("care-manager", "insured", "agent"), ("care-manager", "insured", "agent")),
        (("laboratory",), ("laboratory",)),
        ((), ()),
    ],
)
def test_roles_of_a_handbook_come_with_their_superiors(named, roles):
    assert v.with_their_superiors(named) == roles


def test_names_that_one_list_uses_stand_in_the_other():
    assert {key for keys in v.NEEDED.values() for key in keys} <= set(v.KEYS)
    assert {role for roles in v.WHO.values() for role in roles} <= set(v.ROLES)
    assert set(v.USUAL_PAPERS) <= set(v.PAPERS)
    assert set(v.RELEASING) <= set(v.OUTCOMES)
    assert set(v.CHANNELS) >= v.LOGIN_CHANNELS
    assert set(v.NOTICES) >= v.NOTIFYING


@pytest.mark.parametrize(
    "names", [v.ROLES, v.CHANNELS, v.PAPERS, v.CONSENTS, v.HOSPITAL_LEVELS, v.RANKS, v.OUTCOMES, v.REASONS, v.NOTICES]
)
def test_no_name_stands_twice_in_a_list(names):
    assert len(set(names)) == len(names)

"""Where: cities, countries, hospitals and doctors, in words."""

from collections.abc import Iterator

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.spoken import Said, Topic
from xuanhu.core.handbook.in_words.telling import Telling, either

HIGHEST = {"tertiary-a", "chief-physician"}  # nothing is above them
FEW = 6


def say_area(term: t.Area, telling: Telling) -> Iterator[Said]:
    """The cities by their number, a few by their names; the countries by their names."""
    if term.cities is not None:
        provinces = telling.handbook.areas.get(term.cities, {})
        cities = [city for each in provinces.values() for city in each]
        some = (
            "、".join(cities)
            if len(cities) <= FEW
            else f"{len(provinces)}个省（区、市）的{len(cities)}个城市，见城市表"
        )
        yield Said(Topic.WHERE, f"{some}。")
    if term.countries:
        yield Said(Topic.WHERE, f"{either(telling.words.name('countries', one) for one in term.countries)}。")


def say_hospital(term: t.Hospital, telling: Telling) -> Iterator[Said]:
    """Level, ownership, division and social insurance in one phrase."""
    name = telling.words.name
    level = ""
    if term.lowest_level is not None:
        above = "" if term.lowest_level in HIGHEST else "及以上"
        level = f"{name('hospital_levels', term.lowest_level)}{above}"
    owner = "或".join(name("ownerships", one) for one in term.ownership)
    division = f"的{either(name('divisions', one) for one in term.division)}" if term.division else ""
    designated = "社保定点的" if term.social_insurance else ""
    if level or owner or division or designated:
        yield Said(Topic.WHERE, f"{designated}{level}{owner}医院{division}。")
    if not term.designable:
        yield Said(Topic.WHERE, "哪家医院由我们来选，不能点名。")


def say_partners(_: t.Partners, __: Telling) -> Iterator[Said]:
    """The list of the day of application."""
    yield Said(Topic.WHERE, "在合作医院里选，以您申请那天的合作名单为准。")


def say_doctor(term: t.Doctor, telling: Telling) -> Iterator[Said]:
    """The least rank, and whether a doctor may be wished for."""
    if term.lowest_rank is not None:
        above = "" if term.lowest_rank in HIGHEST else "及以上的医生"
        yield Said(Topic.WHERE, f"由{telling.words.name('ranks', term.lowest_rank)}{above}看。")
    yield Said(Topic.WHERE, "想看哪位医生，申请时可以提。" if term.designable else "申请时不能点名医生。")

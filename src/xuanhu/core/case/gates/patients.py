"""Who the patient is: the insured, or one of the family as the application names them and as they are on file."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from xuanhu.core.parties import IdNumberError, Insured, birth_of, check_id_number, same_id_number, same_name

INSURED = ("self", "insured", "本人")
# How people say it when they are asked who the patient is.
RELATIONS = {
    "配偶": "spouse",
    "丈夫": "spouse",
    "妻子": "spouse",
    "子女": "child",
    "儿子": "child",
    "女儿": "child",
    "父母": "parent",
    "父亲": "parent",
    "母亲": "parent",
}


class Patient(NamedTuple):
    """The person a service is used for, as far as known; `relation` is to the insured, 'insured' for themselves."""

    relation: str
    name: str | None = None
    id_number: str | None = None
    birth_on: date | None = None


def of_insured(insured: Insured) -> Patient:
    """The insured as the patient."""
    return Patient("insured", insured.name, insured.id_number, insured.birth_on)


def patient_of(application: Mapping[str, object], insured: Insured) -> Patient:
    """The patient whom an application names: by name, by relation, or by name and number; else the insured."""
    named = application.get("patient")
    if named is None:
        return of_insured(insured)
    name = str(named.get("name")) if isinstance(named, Mapping) else str(named)
    number = str(named["id_number"]) if isinstance(named, Mapping) and "id_number" in named else None
    if _is_insured(name, number, insured):
        return of_insured(insured)
    family = insured.details.get("family")
    for one in family if isinstance(family, tuple | list) else ():
        if isinstance(one, Mapping) and _is_meant(one, name, number):
            return _on_file(one)
    return Patient(RELATIONS.get(name, name), None if name in RELATIONS else name, number, _birth(number))


def _is_insured(name: str, number: str | None, insured: Insured) -> bool:
    if number is not None and insured.id_number is not None:
        return same_id_number(number, insured.id_number)
    if insured.id_number is not None and same_id_number(name, insured.id_number):
        return True
    return name in INSURED or same_name(name, insured.name)


def _is_meant(one: Mapping[object, object], name: str, number: str | None) -> bool:
    on_file = one.get("id_number")
    if number is not None and on_file is not None:
        return same_id_number(number, str(on_file))
    return same_name(str(one.get("name")), name) or str(one.get("relation")) in (name, RELATIONS.get(name))


def _on_file(one: Mapping[object, object]) -> Patient:
    number = str(one["id_number"]) if one.get("id_number") is not None else None
    born = one.get("birth_on")
    return Patient(
        relation=str(one.get("relation")),
        name=str(one["name"]) if one.get("name") is not None else None,
        id_number=number,
        birth_on=_day(born) or _birth(number),
    )


def _birth(number: str | None) -> date | None:
    try:
        return birth_of(check_id_number(number)) if number is not None else None
    except IdNumberError:
        return None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

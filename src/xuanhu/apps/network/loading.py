"""Rows of a file loaded: judged against what the platform knows, then put in by the acts, all of them or none."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from xuanhu.apps.editions.queries import library
from xuanhu.apps.network.actions import (
    Counted,
    ListStandsError,
    Partner,
    load_partner_list,
    put_hospitals,
    put_providers,
)
from xuanhu.apps.network.models import EVERY_SERVICE, PROVIDERS, Hospital
from xuanhu.apps.network.queries import hospitals_named
from xuanhu.apps.network.reading import Row, RowFault, list_of, read_network
from xuanhu.apps.parties.models import Insurer
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.faults import Fault, Faulty, Place, nearest, quoted

DIRECTORY = "network.yaml"


class Loaded(NamedTuple):
    """What loading did, by kind (partner lists are counted as lists), and why rows were not taken."""

    counted: Mapping[str, Counted]
    faults: tuple[RowFault, ...]
    is_stored: bool


def load_directory(
    text: str, *, at: datetime, insurers: Mapping[str, int] | None = None, by: str = "directory"
) -> Loaded:
    """Load a whole directory from YAML, in a transaction that sees its insurers. Raises Faulty if any of it is wrong.

    `insurers` says by which row id each insurer that the text names goes here, and what is of others is left out;
    without it they are found by their codes.
    """
    rows = read_network(text, DIRECTORY, kind=None, given={})
    if insurers is not None:
        rows = [row for row in rows if row.values.get("insurer") in (None, *insurers)]
    loaded = load_rows(rows=rows, at=at, by=by, insurers=insurers)
    if loaded.faults:
        raise Faulty(
            Fault(Place(DIRECTORY, one.row, 1), "bad-row", f"{quoted(one.column)} {one.wrong}", one.right)
            for one in loaded.faults
        )
    return loaded


def load_rows(
    *,
    rows: Iterable[Row],
    at: datetime,
    by: str,
    partial: bool = False,
    insurers: Mapping[str, int] | None = None,
) -> Loaded:
    """Load rows; where some cannot be taken nothing is, or with `partial` the rest. A partner list is whole or not."""
    each = list(rows)
    codes = {str(row.values["insurer"]) for row in each if "insurer" in row.values}
    known = insurers if insurers is not None else dict(Insurer.objects.filter(code__in=codes).values_list("code", "id"))
    each = [_judged(row, known) for row in each]
    with transaction.atomic():
        counted, more = _put_all(each, known, at, by)
        faults = tuple(sorted([fault for row in each for fault in row.faults] + more))
        is_stored = partial or not faults
        transaction.set_rollback(not is_stored)
    return Loaded(counted if is_stored else {}, faults, is_stored)


def _judged(row: Row, insurers: Mapping[str, int]) -> Row:
    """The row, with what is wrong in it for this platform."""
    found = [fault for fault in (_of_insurer(row, insurers), _of_handbook(row), _of_days(row)) if fault is not None]
    return row._replace(faults=(*row.faults, *found))


def _of_insurer(row: Row, insurers: Mapping[str, int]) -> RowFault | None:
    code = row.values.get("insurer")
    if code is None or code in insurers:
        return None
    right = "填平台上保险公司的代码 (an insurer's code on this platform)"
    return RowFault(row.number, "insurer", f"没有 {quoted(code)} 这家保险公司 (unknown insurer)", right)


def _of_handbook(row: Row) -> RowFault | None:
    """A list is of a published handbook, and of a service that is arranged at partners."""
    name = row.values.get("handbook")
    if row.kind != "partners" or name is None:
        return None
    editions = library().editions(name)
    if not editions:
        wrong = f"没有发布 {quoted(name)} 这本手册 (no such handbook is published)"
        return RowFault(row.number, "handbook", wrong, nearest(name, library().ids))
    service = row.values.get("service", EVERY_SERVICE)
    possible = services_with_partners(editions[-1])
    if service in (EVERY_SERVICE, *possible):
        return None
    wrong = f"{quoted(service)} 不看合作名单 (not a service with a partner list)"
    return RowFault(row.number, "service", wrong, nearest(service, possible))


def services_with_partners(handbook: Handbook) -> list[str]:
    """The services of a handbook that are arranged at hospitals of a partner list."""
    return [name for name, terms in handbook.services.items() if terms.partners is not None]


def _of_days(row: Row) -> RowFault | None:
    start, end = row.values.get("from"), row.values.get("until")
    if start is None or end is None or start <= end:
        return None
    return RowFault(row.number, "until", "早于起始日期 (before the first day)", "填更晚的日子 (a later day)")


def _put_all(
    rows: list[Row], insurers: Mapping[str, int], at: datetime, by: str
) -> tuple[dict[str, Counted], list[RowFault]]:
    good = [row for row in rows if not row.faults]
    counted = {}
    if any(row.kind == "hospitals" for row in good):
        counted["hospitals"] = put_hospitals(rows=(row.values for row in good if row.kind == "hospitals"))
    for kind, model in PROVIDERS.items():
        for code, number in insurers.items():
            own = [row.values for row in good if row.kind == kind and row.values["insurer"] == code]
            if own:
                put = put_providers(insurer=number, model=model, rows=own)
                counted[kind] = counted.get(kind, Counted()) + put
    faults: list[RowFault] = []
    for group in _whole_lists(rows):
        try:
            counted["partners"] = counted.get("partners", Counted()) + _put_list(group, insurers, at, by)
        except _UntakenError as untaken:
            faults.append(untaken.fault)
    return counted, faults


def _whole_lists(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of partner lists, list by list, without lists of which a row is wrong; of which list it is must be known."""
    lists: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        if row.kind == "partners":
            lists.setdefault(list_of(row), []).append(row)
    if not any(None in key for key in lists):
        yield from (group for group in lists.values() if not any(row.faults for row in group))


class _UntakenError(Exception):
    """A partner list that cannot be taken, and why."""

    def __init__(self, fault: RowFault) -> None:
        self.fault = fault
        super().__init__(fault.wrong)


def _put_list(rows: list[Row], insurers: Mapping[str, int], at: datetime, by: str) -> Counted:
    first = rows[0].values
    try:
        _, is_new = load_partner_list(
            insurer=insurers[first["insurer"]],
            handbook=first["handbook"],
            service=first.get("service", EVERY_SERVICE),
            from_on=first["from"],
            hospitals=_partners(rows),
            at=at,
            by=by,
            source=first.get("source", ""),
        )
    except ListStandsError:
        raise _UntakenError(RowFault(rows[0].number, "from", *LIST_STANDS)) from None
    return Counted(added=1) if is_new else Counted(same=1)


LIST_STANDS = (
    "这一天起已经有另一份名单生效 (another list is in force from that day)",
    "新名单请从以后的一天起 (let the new list begin on a later day)",
)


def _partners(rows: list[Row]) -> list[Partner]:
    """The hospitals of a list, found in the directory by code, or by a name that only one has."""
    found = named_partners([(row.values["hospital"], row.values.get("code")) for row in rows])
    for row, one in zip(rows, found, strict=True):
        if one is None:
            wrong = f"名录里没有 {quoted(row.values['code'])} (not in the directory)"
            raise _UntakenError(RowFault(row.number, "code", wrong, "先载入这家医院，或留空 (load it first)"))
    return [one for one in found if one is not None]


def named_partners(named: list[tuple[str, Any]]) -> list[Partner | None]:
    """For each name and code (or none) the hospital of a list; None for a code that the directory does not know."""
    codes = {code for _, code in named if code is not None}
    by_code = dict(Hospital.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}
    names = {name for name, code in named if code is None}
    by_name = hospitals_named(names=names) if names else {}
    return [
        Partner(name, by_name.get(name)) if code is None else Partner(name, by_code[code]) if code in by_code else None
        for name, code in named
    ]

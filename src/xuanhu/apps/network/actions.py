"""Acts on the network: hospitals put into the directory, partner lists loaded, providers put on file and ended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from xuanhu.apps.network.models import EVERY_SERVICE, Hospital, PartnerHospital, PartnerList, Provider
from xuanhu.apps.network.sealed import opened, private_columns, sealed
from xuanhu.apps.parties.models import Insurer
from xuanhu.core.reckoning import SHANGHAI

IN_ONE_GO = 500
DAYS = ("from", "until")  # kept as from_on, until_on


class Counted(NamedTuple):
    """What putting rows did: how many were added, changed, and were there already as they are."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: object) -> "Counted":
        if not isinstance(other, Counted):
            return NotImplemented
        return Counted(self.added + other.added, self.changed + other.changed, self.same + other.same)


class ListStandsError(ValueError):
    """A list of that first day has come into force with other hospitals: it is not changed any more."""


class Partner(NamedTuple):
    """A hospital of a list: its name there, and its row in the directory where that is known."""

    name: str
    hospital: int | None = None


@transaction.atomic
def put_hospitals(*, rows: Iterable[Mapping[str, Any]]) -> Counted:
    """Put hospitals into the directory, each found by its code; what is not said of a known one stays as it is."""
    said = {row["code"]: dict(row) for row in rows}
    known = {row.code: row for row in Hospital.objects.select_for_update().filter(code__in=said).order_by("id")}
    for code, values in said.items():
        others = values.get("other_names", known[code].other_names if code in known else [])
        values["other_names"] = [name for name in others if name != values["name"]]
        values["searched"] = "\n".join([values["name"], *values["other_names"]])
    return _put([Hospital(**values) for code, values in said.items() if code not in known], known, said, Hospital)


@transaction.atomic
def put_providers(*, insurer: int, model: type[Provider], rows: Iterable[Mapping[str, Any]]) -> Counted:
    """Put experts, escorts, laboratories or institutions on file, each found by its code."""
    said = {row["code"]: _columns(row) for row in rows}
    locked = model._default_manager.select_for_update().filter(insurer_id=insurer, code__in=said)  # noqa: SLF001
    known = {row.code: row for row in locked.order_by("id")}
    new = [_provider(insurer, model, values) for code, values in said.items() if code not in known]
    return _put(new, known, said, model)


def add_provider(*, insurer: int, model: type[Provider], row: Mapping[str, Any]) -> Provider:
    """Put one on file whose code is not there yet. Raises IntegrityError where it is."""
    made = _provider(insurer, model, _columns(row))
    made.save(force_insert=True)
    return made


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row by the table's columns: `from` is kept as from_on."""
    return {f"{name}_on" if name in DAYS else name: value for name, value in row.items() if name != "insurer"}


def _provider(insurer: int, model: type[Provider], values: Mapping[str, Any]) -> Provider:
    return model(insurer_id=insurer, **{name: _kept(model, name, value) for name, value in values.items()})


def _kept(model: type[Any], column: str, value: Any) -> Any:
    """A value as it is stored: sealed, where it is private."""
    return sealed(model, column).seal(value) if column in private_columns(model) and value is not None else value


def _put(new: Sequence[Any], known: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]], model: Any) -> Counted:
    changed, columns = [], set()
    for code, row in known.items():
        differing = {name for name, value in said[code].items() if opened(row, name) != value}
        for name in differing:
            setattr(row, name, _kept(model, name, said[code][name]))
        if differing:
            changed.append(row)
            columns |= differing
    model.objects.bulk_create(new, batch_size=IN_ONE_GO)
    if changed:
        model.objects.bulk_update(changed, sorted(columns), batch_size=IN_ONE_GO)
    return Counted(len(new), len(changed), len(known) - len(changed))


@transaction.atomic
def load_partner_list(
    *,
    insurer: int,
    handbook: str,
    from_on: date,
    hospitals: Iterable[Partner],
    at: datetime,
    by: str,
    service: str = EVERY_SERVICE,
    source: str = "",
) -> tuple[PartnerList, bool]:
    """Load a whole list; the one before it ends at its first day. The list, and whether anything changed.

    Loaded again as it stands it changes nothing. Another one of the same first day takes its place only before that
    day has come: what applications were judged by is not rewritten. Raises ListStandsError.
    """
    wanted = {one.name: one for one in hospitals}
    Insurer.objects.select_for_update(no_key=True).get(id=insurer)  # whoever loads another list now waits
    of_service = PartnerList.objects.filter(insurer_id=insurer, handbook=handbook, service=service)
    lists = list(of_service.order_by("from_on"))
    same_day = next((one for one in lists if one.from_on == from_on), None)
    if same_day is not None:
        if set(same_day.hospitals.values_list("name", "hospital_id")) == {tuple(one) for one in wanted.values()}:
            return same_day, False
        if from_on <= at.astimezone(SHANGHAI).date():
            raise ListStandsError
        same_day.delete()
    _end_before([one for one in lists if one.from_on < from_on], from_on)
    after = next((one.from_on for one in lists if one.from_on > from_on), None)
    row = PartnerList.objects.create(
        insurer_id=insurer,
        handbook=handbook,
        service=service,
        from_on=from_on,
        until_on=after,
        loaded_at=at,
        loaded_by=by,
        source=source,
    )
    named = [
        PartnerHospital(insurer_id=insurer, partner_list=row, name=one.name, hospital_id=one.hospital)
        for one in wanted.values()
    ]
    PartnerHospital.objects.bulk_create(named, batch_size=IN_ONE_GO)
    return row, True


def _end_before(earlier: list[PartnerList], day: date) -> None:
    """End the latest of the earlier lists at this day, unless it ended before."""
    if earlier and (earlier[-1].until_on is None or earlier[-1].until_on > day):
        earlier[-1].until_on = day
        earlier[-1].save(update_fields=["until_on"])


def end_provider(*, row: Provider, until_on: date | None) -> None:
    """Say from which day on a provider is no longer there; None takes that back."""
    row.until_on = until_on
    row.save(update_fields=["until_on"])

"""The shapes of requests and answers about the network."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from xuanhu.api.paging import After, Limit
from xuanhu.api.shapes import Shape, Text

Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00\r\n]*[^\s\x00][^\x00\r\n]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+(][0-9+()\- ]{4,28}[0-9)]$")]
Words = Annotated[list[Word], Field(max_length=100)]
Level = Literal["tertiary-a", "tertiary", "secondary", "primary"]
Ownership = Literal["public", "private"]
Rank = Literal["chief-physician", "associate-chief-physician", "attending-physician", "resident-physician"]


class HospitalsAsked(Shape):
    """Which hospitals: a part of one of their names, where, of what level, whose."""

    q: Text | None = None
    province: Text | None = None
    city: Text | None = None
    level: Level | None = None
    ownership: Ownership | None = None
    after: After = 0
    limit: Limit = 50


class HospitalOut(Schema):
    """A hospital of the national directory; null is not known."""

    code: str
    name: str
    other_names: list[str]
    province: str
    city: str
    level: str
    ownership: str
    social_insurance_designated: bool | None
    departments: list[str]
    address: str
    phone: str


class HospitalsOut(Schema):
    """A page of hospitals."""

    items: list[HospitalOut]
    next: int | None


class ProvinceOut(Schema):
    """A province and those of its cities that are covered."""

    province: str
    cities: list[str]


class AreaOut(Schema):
    """Where a service can be had; `bounded` false is anywhere."""

    handbook: str
    edition: str
    service: str
    bounded: bool
    provinces: list[ProvinceOut]
    countries: list[str]
    clauses: list[str]


class PartnerIn(Shape):
    """A hospital of a list: by its name, and by its code in the directory where one knows it."""

    name: Word
    code: Code | None = None


class PartnerListIn(Shape):
    """A whole list, from its first day; without a service it is for all that have none of their own."""

    handbook: Text
    service: Text | None = None
    from_on: Text = Field(alias="from")
    source: Text = ""
    hospitals: list[Word | PartnerIn] = Field(min_length=1, max_length=10_000)


class PartnerListOut(Schema):
    """A list: half-open, so `until` is the first day of the next one, and null for the last."""

    id: int
    handbook: str
    service: str | None
    from_on: str = Field(alias="from")
    until_on: str | None = Field(alias="until")
    hospitals: int
    loaded_at: str
    source: str


class PartnerListsOut(Schema):
    """A page of lists."""

    items: list[PartnerListOut]
    next: int | None


class PartnerListsAsked(Shape):
    """Which lists: of a handbook, of a service, in force on a day."""

    handbook: Text | None = None
    service: Text | None = None
    on: Text | None = None
    after: After = 0
    limit: Limit = 100


class PartnerOut(Schema):
    """A hospital as the list names it, and its code in the directory where that is known."""

    name: str
    code: str | None


class PartnersOut(Schema):
    """A page of a list's hospitals."""

    items: list[PartnerOut]
    next: int | None


class ProvidersAsked(Shape):
    """Which of them: in a city, active on a day."""

    city: Text | None = None
    on: Text | None = None
    after: After = 0
    limit: Limit = 100


class InstitutionsAsked(ProvidersAsked):
    """Which check-up institutions: in a region."""

    region: Text | None = None


class ProviderIn(Shape):
    """One to put on file under a code; active from a day until, not including, another."""

    code: Code
    name: Word
    city: Word
    specialties: Words = Field(default_factory=list)
    phone: Phone | None = None
    from_on: Text = Field(alias="from")
    until_on: Text | None = Field(default=None, alias="until")


class ExpertIn(ProviderIn):
    """An expert."""

    hospital: Text = ""
    rank: Rank | None = None


class LaboratoryIn(ProviderIn):
    """A laboratory."""

    address: Text = ""


class InstitutionIn(ProviderIn):
    """A check-up institution."""

    region: Word
    address: Word
    fee_note: Text = ""


class EndIn(Shape):
    """The first day on which a provider is no longer there; null takes it back."""

    until_on: Text | None = Field(alias="until")


class ProviderOut(Schema):
    """A provider; the phone masked."""

    code: str
    name: str
    city: str
    specialties: list[str]
    phone: str | None
    from_on: str = Field(alias="from")
    until_on: str | None = Field(alias="until")


class ExpertOut(ProviderOut):
    """An expert."""

    hospital: str
    rank: str


class LaboratoryOut(ProviderOut):
    """A laboratory."""

    address: str


class InstitutionOut(ProviderOut):
    """A check-up institution, as the applicant picks one."""

    region: str
    address: str
    fee_note: str


class ExpertsOut(Schema):
    """A page of experts."""

    items: list[ExpertOut]
    next: int | None


class EscortsOut(Schema):
    """A page of escorts."""

    items: list[ProviderOut]
    next: int | None


class LaboratoriesOut(Schema):
    """A page of laboratories."""

    items: list[LaboratoryOut]
    next: int | None


class InstitutionsOut(Schema):
    """A page of institutions."""

    items: list[InstitutionOut]
    next: int | None

"""The lists of an edition as sheets: their columns in the reader's language, and a row for each entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.exchange.writing import Column, Kind, Table
from plugins.immersion.enums import OfferStatus, Standing
from plugins.immersion.queries.hosts import HostRow
from plugins.immersion.queries.placements import PlacementRow
from plugins.immersion.queries.trainees import TraineeRow
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import pgettext

Row = TypeVar("Row")
#: Names codes in the reader's language: a territory, some sectors, some professions.
NameOf = Callable[[str | None], str | None]
NamesOf = Callable[[Sequence[str] | None], str]


@dataclass(frozen=True, slots=True)
class Naming:
    """How the codes of the data are called in the reader's language."""

    territory: NameOf
    sectors: NamesOf
    profession: NameOf
    municipality: Callable[[HostRow], str | None]


@dataclass(frozen=True, slots=True)
class Field(Generic[Row]):
    """A column of a list, and what stands in it for a row."""

    header: str
    value: Callable[[Row], Any]
    width: float = 18
    kind: Kind = "text"


def hosts_sheet(rows: Iterable[HostRow], naming: Naming) -> Table:
    """Return the hosts as a sheet; contact and places included, one row for each offer."""
    statuses = {
        OfferStatus.PROPOSED: pgettext("offer", "to accept"),
        OfferStatus.ACCEPTED: pgettext("offer", "accepted"),
        OfferStatus.WITHDRAWN: pgettext("offer", "withdrawn"),
    }
    fields: list[Field[HostRow]] = [
        Field(_("Reference"), lambda row: row.reference, 11),
        Field(_("Institution"), lambda row: row.institution, 36),
        Field(_("Service"), lambda row: row.service, 28),
        Field(_("Sectors"), lambda row: naming.sectors(row.sectors), 30),
        Field(_("Territory"), lambda row: naming.territory(row.territory_code)),
        Field(_("Postal code"), lambda row: row.postal_code, 12),
        Field(_("Municipality"), naming.municipality),
        Field(_("Contact: first name"), lambda row: row.contact_first),
        Field(_("Contact: last name"), lambda row: row.contact_last),
        Field(_("E-mail address"), lambda row: row.email, 36),
        Field(_("Phone"), lambda row: row.phone),
        Field(_("Title of the immersion"), lambda row: row.title, 44),
        Field(_("Offer"), lambda row: statuses[OfferStatus(row.status)], 14),
        Field(_("Places"), lambda row: row.places, 9, "number"),
        Field(_("Places taken"), lambda row: row.taken, 9, "number"),
        Field(_("Places left"), lambda row: row.left, 9, "number"),
        Field(_("Chosen by"), lambda row: row.requests, 11, "number"),
        Field(_("As first choice"), lambda row: row.first, 11, "number"),
        Field(_("As second choice"), lambda row: row.second, 11, "number"),
        Field(_("As third choice"), lambda row: row.third, 11, "number"),
        Field(_("Registered on"), lambda row: row.registered_at, 17, "moment"),
    ]
    return sheet(_("Hosts"), fields, rows)


def trainees_sheet(rows: Iterable[TraineeRow], naming: Naming, most_choices: int) -> Table:
    """Return the trainees as a sheet, with as many columns of choices as the edition lets people make."""
    standings = {
        Standing.PLACED: pgettext("person", "with a place"),
        Standing.WITHOUT_PLACE: pgettext("person", "without a place"),
        Standing.WITHDRAWN: pgettext("person", "withdrawn"),
    }
    yes_no = (_("no"), _("yes"))
    fields: list[Field[TraineeRow]] = [
        Field(_("Reference"), lambda row: row.reference, 11),
        Field(_("First name"), lambda row: row.first_name),
        Field(_("Last name"), lambda row: row.last_name),
        Field(_("E-mail address"), lambda row: row.email, 36),
        Field(_("Phone"), lambda row: row.phone),
        Field(_("Language"), lambda row: row.language, 10),
        Field(_("Institution"), lambda row: row.institution, 36),
        Field(_("Service"), lambda row: row.service, 28),
        Field(_("Sectors"), lambda row: naming.sectors(row.sectors), 30),
        Field(_("Profession"), lambda row: naming.profession(row.profession), 22),
        Field(_("Territory"), lambda row: naming.territory(row.territory_code)),
        Field(_("Host service"), lambda row: yes_no[row.priority], 10),
        *(_choice(rank) for rank in range(1, most_choices + 1)),
        Field(_("Place"), lambda row: standings[row.standing], 16),
        Field(_("Offer"), lambda row: row.offer, 9),
        Field(_("Host"), lambda row: row.host, 36),
        Field(_("Which choice"), lambda row: row.rank, 9, "number"),
        Field(_("Round"), lambda row: row.round_number, 9, "number"),
        Field(_("Registered on"), lambda row: row.registered_at, 17, "moment"),
        Field(_("Withdrawn on"), lambda row: row.withdrawn_at, 17, "moment"),
    ]
    return sheet(_("Trainees"), fields, rows)


def placements_sheet(rows: Iterable[PlacementRow], naming: Naming) -> Table:
    """Return the placements as a sheet: the trainee, then the host, each with their contact."""
    fields: list[Field[PlacementRow]] = [
        Field(_("Round"), lambda row: row.round_number, 9, "number"),
        Field(_("Trainee"), lambda row: row.reference, 11),
        Field(_("First name"), lambda row: row.first_name),
        Field(_("Last name"), lambda row: row.last_name),
        Field(_("E-mail address"), lambda row: row.email, 36),
        Field(_("Phone"), lambda row: row.phone),
        Field(_("Institution"), lambda row: row.institution, 36),
        Field(_("Service"), lambda row: row.service, 28),
        Field(_("Profession"), lambda row: naming.profession(row.profession), 22),
        Field(_("Territory"), lambda row: naming.territory(row.territory_code)),
        Field(_("Which choice"), lambda row: row.rank, 9, "number"),
        Field(_("Offer"), lambda row: row.offer, 9),
        Field(_("Host"), lambda row: row.host, 36),
        Field(_("Title of the immersion"), lambda row: row.title, 44),
        Field(_("Territory of the host"), lambda row: naming.territory(row.host_territory_code)),
        Field(_("Contact: first name"), lambda row: row.contact_first),
        Field(_("Contact: last name"), lambda row: row.contact_last),
        Field(_("Contact: e-mail address"), lambda row: row.contact_email, 36),
        Field(_("Contact: phone"), lambda row: row.contact_phone),
        Field(_("Placed on"), lambda row: row.placed_at, 17, "moment"),
    ]
    return sheet(_("Placements"), fields, rows)


def sheet(title: str, fields: Sequence[Field[Row]], rows: Iterable[Row]) -> Table:
    """Put rows under the headers of their fields."""
    columns = [Column(field.header, field.width, field.kind) for field in fields]
    return Table(title, columns, ([field.value(row) for field in fields] for row in rows))


def _choice(rank: int) -> Field[TraineeRow]:
    """Return the column of the choices of one rank, empty for who made fewer."""

    def value(row: TraineeRow) -> str | None:
        return row.choices[rank - 1] if row.choices and len(row.choices) >= rank else None

    return Field(_("Choice %(rank)s", rank=rank), value, 9)

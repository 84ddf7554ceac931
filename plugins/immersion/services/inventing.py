"""Fill an edition in rehearsal with invented hosts and trainees, as a file would bring them (IM-25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from core.exchange.values import Cell
from core.programme.importing.services import import_rows
from core.programme.inventing import Invented, wishes
from core.programme.models import Edition
from core.programme.queries import phases_of
from core.tenancy.unit import Unit
from plugins.immersion.enums import PhaseCode
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.services.importing import HOSTS, TRAINEES
from plugins.immersion.settings import ImmersionSettings

#: Fewer places than trainees, and most of these from a host service: every round has something to decide.
MOST_HOSTS: Final = 12
MOST_TRAINEES: Final = 40
#: When somebody registers, by the phase and their number.
Moment = Callable[[PhaseCode, int], datetime]
_TITLE: Final[Mapping[str, str]] = {"fr": "Journée fictive", "nl": "Verzonnen dag", "en": "Invented day"}


def fill(unit: Unit, edition: Edition, invented: Invented) -> None:
    """Enter hosts whose offers are accepted, and trainees with as many choices as the edition allows.

    They register on the first days of their phases. Part of filling the edition, whose right has been checked.
    """
    firsts = {phase.kind: phase.first_day for phase in phases_of(unit.session, edition.id)}
    trainees = firsts.get(PhaseCode.TRAINEE_REGISTRATION, unit.today)

    def moment(kind: PhaseCode, number: int) -> datetime:
        day = firsts.get(kind, trainees)
        return datetime.combine(day, time(10)) + timedelta(minutes=7 * number)

    most = ImmersionSettings.from_json(edition.settings).max_choices
    import_rows(unit, edition, HOSTS, _hosts(unit.tenant.language, invented, moment))
    unit.session.flush()
    import_rows(unit, edition, TRAINEES, _trainees(invented, moment, most))


def _hosts(language: str, invented: Invented, moment: Moment) -> list[dict[str, Cell]]:
    title = _TITLE.get(language, _TITLE["en"])
    return [
        {
            "reference": _offer(number),
            "institution": institution.name,
            "postal_code": institution.place.postal_code,
            "commune": institution.place.municipality,
            "contact": contact.name,
            "email": contact.email,
            "title": f"{title} {number + 1:02}",
            "places": 1 + number % 3,
            "registered_at": moment(PhaseCode.HOST_REGISTRATION, number),
        }
        for number, (institution, contact) in enumerate(
            zip(invented.institutions[:MOST_HOSTS], invented.people, strict=False)
        )
    ]


def _trainees(invented: Invented, moment: Moment, most: int) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for number, person in enumerate(invented.people[MOST_HOSTS:][:MOST_TRAINEES]):
        own = invented.institutions.index(person.institution)
        hosting = own < MOST_HOSTS
        chosen = wishes(number, MOST_HOSTS, most, own=own)
        rows.append(
            {
                "reference": f"S{number + 1:03}",
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "institution": person.institution.name,
                "postal_code": person.institution.place.postal_code,
                "commune": person.institution.place.municipality,
                "host_service": "oui" if hosting else "non",
                **{choice_column(rank): _offer(host) for rank, host in enumerate(chosen, start=1)},
                "registered_at": moment(
                    PhaseCode.PRIORITY_REGISTRATION if hosting else PhaseCode.TRAINEE_REGISTRATION, number
                ),
            }
        )
    return rows


def _offer(number: int) -> str:
    return f"H{number + 1:03}"

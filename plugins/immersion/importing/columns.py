"""The columns of the four files, with the headers that people write in French, Dutch and English."""

from __future__ import annotations

from typing import Final

from core.exchange import hints
from core.exchange.reading import LONGEST, Input, SheetColumn, column, header_pattern
from core.programme.importing import columns
from plugins.immersion.settings import MOST_CHOICES
from plugins.immersion.texts import lazy_gettext as _l


def choice_column(rank: int) -> str:
    """Return the name of the column of the choice `rank`, from 1."""
    return f"choice_{rank}"


#: A file may have more choices than its edition allows; the cells past the limit are then a fault. A model of the file
#: has the first three.
_CHOICES: Final = tuple(
    SheetColumn(
        choice_column(rank),
        header_pattern(("Choix", "Keuze", "Choice"), rank),
        obligatory=rank == 1,
        titles={"fr": f"Choix {rank}", "nl": f"Keuze {rank}", "en": f"Choice {rank}"},
        hint=_l("The reference of an offer, such as H004."),
        hidden=rank > 3,
    )
    for rank in range(1, MOST_CHOICES + 1)
)
_REQUEST: Final = column(
    "reference",
    fr="N° demande",
    nl="Nr. aanvraag",
    en="Request no.",
    also=("No demande", "Numéro de demande", "Aanvraagnummer", "Reference"),
    obligatory=True,
    hint=hints.REFERENCE,
)

HOSTS: Final = (
    column(
        "reference",
        fr="N° offre",
        nl="Nr. kijkstage",
        en="Offer no.",
        also=("No offre", "Numéro d'offre", "Nr. aanbod"),
        obligatory=True,
        hint=hints.REFERENCE,
    ),
    *columns.PLACE,
    *columns.CONTACT_PERSON,
    column("title", fr="Titre de l'immersion", nl="Titel", en="Title", also=("Titre",), obligatory=True),
    column(
        "description", fr="Description", nl="Beschrijving", en="Description", also=("Omschrijving",), longest=LONGEST
    ),
    column(
        "professions",
        fr="Professions",
        nl="Beroepen",
        en="Professions",
        also=("Profession", "Functies"),
        hint=hints.SEVERAL,
    ),
    column("ages", fr="Public (âges)", nl="Doelgroep (leeftijd)", en="Ages", also=("Public", "Âges", "Leeftijd")),
    column("modality", fr="Modalité", nl="Vorm", en="Modality"),
    column("weekdays", fr="Jours possibles", nl="Mogelijke dagen", en="Possible days", hint=hints.WEEKDAYS),
    column("dates", fr="Dates suggérées", nl="Voorgestelde data", en="Suggested dates", hint=hints.DAYS),
    column("duration", fr="Durée (jours)", nl="Duur (dagen)", en="Duration (days)", also=("Durée",), hint=hints.NUMBER),
    column(
        "places", fr="Places", nl="Plaatsen", en="Places", obligatory=True, hint=hints.WHOLE_NUMBER, input=Input.NUMBER
    ),
    column("conditions", fr="Conditions", nl="Voorwaarden", en="Conditions", longest=LONGEST),
    columns.REGISTERED,
)

TRAINEES: Final = (
    _REQUEST,
    *columns.PERSON,
    columns.INSTITUTION,
    columns.SERVICE,
    columns.SECTOR,
    column("profession", fr="Profession", nl="Beroep", en="Profession", also=("Functie",)),
    columns.PROVINCE,
    column(
        "postal_code",
        fr="Code postal du service",
        nl="Postcode van de dienst",
        en="Postal code",
        also=("Code postal", "Postcode"),
        obligatory=True,
        instead=("territory",),
        hint=hints.POSTAL_CODE,
    ),
    columns.TERRITORY,
    columns.COMMUNE,
    column(
        "host_service",
        fr="Service hôte",
        nl="Gastdienst",
        en="Host service",
        also=("Gastorganisatie",),
        hint=hints.YES_NO,
        input=Input.YES_NO,
    ),
    *_CHOICES,
    column("expectations", fr="Attentes", nl="Verwachtingen", en="Expectations", longest=LONGEST),
    columns.REGISTERED,
)

CHOICES: Final = (_REQUEST, *_CHOICES, columns.RECEIVED)

WITHDRAWALS: Final = (
    _REQUEST,
    columns.RECEIVED,
    column("reason", fr="Motif", nl="Reden", en="Reason", also=("Raison",), longest=LONGEST),
)

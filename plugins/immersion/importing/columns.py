"""The columns of the four files, with the headers that people write in French, Dutch and English."""

from __future__ import annotations

from typing import Final

from core.exchange.reading import LONGEST, SheetColumn, header_pattern
from plugins.immersion.settings import MOST_CHOICES


def choice_column(rank: int) -> str:
    """Return the name of the column of the choice `rank`, from 1."""
    return f"choice_{rank}"


#: A file may have more choices than its edition allows; the cells past the limit are then a fault.
_CHOICES: Final = tuple(
    SheetColumn(choice_column(rank), header_pattern(("Choix", "Keuze", "Choice"), rank), obligatory=rank == 1)
    for rank in range(1, MOST_CHOICES + 1)
)
_REQUEST: Final = SheetColumn(
    "reference",
    ("N° demande", "No demande", "Numéro de demande", "Nr. aanvraag", "Aanvraagnummer", "Request no.", "Reference"),
    obligatory=True,
)
_RECEIVED: Final = SheetColumn("received_at", ("Reçu le", "Ontvangen op", "Received on"), obligatory=True)
_REGISTERED: Final = SheetColumn("registered_at", ("Inscrit le", "Ingeschreven op", "Registered on"), obligatory=True)
_PHONE: Final = SheetColumn("phone", ("Téléphone", "Telefoon", "Phone", "GSM"))
_EMAIL: Final = SheetColumn("email", ("E-mail", "Email", "Courriel", "Mail", "E-mailadres", "Adresse e-mail"))
_LANGUAGE: Final = SheetColumn("language", ("Langue", "Taal", "Language"))
_INSTITUTION: Final = SheetColumn("institution", ("Institution", "Instelling", "Organisatie"), obligatory=True)
_SERVICE: Final = SheetColumn("service", ("Service", "Dienst", "Afdeling"))
_SECTOR: Final = SheetColumn("sector", ("Secteur", "Secteurs", "Sector", "Sectoren"))
_PROVINCE: Final = SheetColumn("province", ("Province", "Provincie"))
_COMMUNE: Final = SheetColumn("commune", ("Commune", "Gemeente", "Municipality", "Localité"))

HOSTS: Final = (
    SheetColumn("reference", ("N° offre", "No offre", "Numéro d'offre", "Nr. aanbod", "Offer no."), obligatory=True),
    _INSTITUTION,
    _SERVICE,
    _SECTOR,
    _PROVINCE,
    SheetColumn("postal_code", ("Code postal", "Postcode", "Postal code"), obligatory=True),
    _COMMUNE,
    SheetColumn("street", ("Adresse", "Adres", "Address", "Rue", "Straat")),
    SheetColumn("contact", ("Personne de contact", "Contactpersoon", "Contact person", "Contact"), obligatory=True),
    _EMAIL,
    _PHONE,
    _LANGUAGE,
    SheetColumn("title", ("Titre de l'immersion", "Titre", "Titel", "Title"), obligatory=True),
    SheetColumn("description", ("Description", "Beschrijving", "Omschrijving"), longest=LONGEST),
    SheetColumn("professions", ("Professions", "Profession", "Beroepen", "Functies")),
    SheetColumn("ages", ("Public (âges)", "Public", "Âges", "Doelgroep (leeftijd)", "Leeftijd", "Ages")),
    SheetColumn("modality", ("Modalité", "Vorm", "Modality")),
    SheetColumn("weekdays", ("Jours possibles", "Mogelijke dagen", "Possible days")),
    SheetColumn("dates", ("Dates suggérées", "Voorgestelde data", "Suggested dates")),
    SheetColumn("duration", ("Durée (jours)", "Durée", "Duur (dagen)", "Duration (days)")),
    SheetColumn("places", ("Places", "Plaatsen"), obligatory=True),
    SheetColumn("conditions", ("Conditions", "Voorwaarden"), longest=LONGEST),
    _REGISTERED,
)

TRAINEES: Final = (
    _REQUEST,
    SheetColumn("first_name", ("Prénom", "Voornaam", "First name"), obligatory=True),
    SheetColumn("last_name", ("Nom", "Naam", "Last name", "Familienaam"), obligatory=True),
    _EMAIL,
    _PHONE,
    _LANGUAGE,
    _INSTITUTION,
    _SERVICE,
    _SECTOR,
    SheetColumn("profession", ("Profession", "Beroep", "Functie")),
    _PROVINCE,
    SheetColumn(
        "postal_code",
        ("Code postal du service", "Code postal", "Postcode van de dienst", "Postcode", "Postal code"),
        obligatory=True,
    ),
    _COMMUNE,
    SheetColumn("host_service", ("Service hôte", "Gastdienst", "Gastorganisatie", "Host service")),
    *_CHOICES,
    SheetColumn("expectations", ("Attentes", "Verwachtingen", "Expectations"), longest=LONGEST),
    _REGISTERED,
)

CHOICES: Final = (_REQUEST, *_CHOICES, _RECEIVED)

WITHDRAWALS: Final = (
    _REQUEST,
    _RECEIVED,
    SheetColumn("reason", ("Motif", "Raison", "Reden", "Reason"), longest=LONGEST),
)

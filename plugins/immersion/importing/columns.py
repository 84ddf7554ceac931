"""The columns of the four files, with the headers that people write in French, Dutch and English."""

from __future__ import annotations

from typing import Final

from core.exchange.reading import ColumnName, header_pattern

#: A file may have more choices than the edition allows; the cells past the limit are then a fault.
MOST_CHOICES: Final = 20


def choice_column(rank: int) -> str:
    """Return the name of the column of the choice `rank`, from 1."""
    return f"choice_{rank}"


_CHOICES: Final = tuple(
    ColumnName(choice_column(rank), header_pattern(("Choix", "Keuze", "Choice"), rank), obligatory=rank == 1)
    for rank in range(1, MOST_CHOICES + 1)
)
_REQUEST: Final = ColumnName(
    "reference",
    ("N° demande", "No demande", "Numéro de demande", "Nr. aanvraag", "Aanvraagnummer", "Request no.", "Reference"),
    obligatory=True,
)
_RECEIVED: Final = ColumnName("received_at", ("Reçu le", "Ontvangen op", "Received on"), obligatory=True)
_REGISTERED: Final = ColumnName("registered_at", ("Inscrit le", "Ingeschreven op", "Registered on"), obligatory=True)
_PHONE: Final = ColumnName("phone", ("Téléphone", "Telefoon", "Phone", "GSM"))
_EMAIL: Final = ColumnName("email", ("E-mail", "Email", "Courriel", "Mail", "E-mailadres", "Adresse e-mail"))
_INSTITUTION: Final = ColumnName("institution", ("Institution", "Instelling", "Organisatie"), obligatory=True)
_SERVICE: Final = ColumnName("service", ("Service", "Dienst", "Afdeling"))
_SECTOR: Final = ColumnName("sector", ("Secteur", "Secteurs", "Sector", "Sectoren"))
_PROVINCE: Final = ColumnName("province", ("Province", "Provincie"))
_COMMUNE: Final = ColumnName("commune", ("Commune", "Gemeente", "Municipality", "Localité"))

HOSTS: Final = (
    ColumnName("reference", ("N° offre", "No offre", "Numéro d'offre", "Nr. aanbod", "Offer no."), obligatory=True),
    _INSTITUTION,
    _SERVICE,
    _SECTOR,
    _PROVINCE,
    ColumnName("postal_code", ("Code postal", "Postcode", "Postal code"), obligatory=True),
    _COMMUNE,
    ColumnName("street", ("Adresse", "Adres", "Address", "Rue", "Straat")),
    ColumnName("contact", ("Personne de contact", "Contactpersoon", "Contact person", "Contact"), obligatory=True),
    _EMAIL,
    _PHONE,
    ColumnName("title", ("Titre de l'immersion", "Titre", "Titel", "Title"), obligatory=True),
    ColumnName("description", ("Description", "Beschrijving", "Omschrijving")),
    ColumnName("professions", ("Professions", "Profession", "Beroepen", "Functies")),
    ColumnName("ages", ("Public (âges)", "Public", "Âges", "Doelgroep (leeftijd)", "Leeftijd", "Ages")),
    ColumnName("modality", ("Modalité", "Vorm", "Modality")),
    ColumnName("weekdays", ("Jours possibles", "Mogelijke dagen", "Possible days")),
    ColumnName("dates", ("Dates suggérées", "Voorgestelde data", "Suggested dates")),
    ColumnName("duration", ("Durée (jours)", "Durée", "Duur (dagen)", "Duration (days)")),
    ColumnName("places", ("Places", "Plaatsen"), obligatory=True),
    ColumnName("conditions", ("Conditions", "Voorwaarden")),
    _REGISTERED,
)

TRAINEES: Final = (
    _REQUEST,
    ColumnName("first_name", ("Prénom", "Voornaam", "First name"), obligatory=True),
    ColumnName("last_name", ("Nom", "Naam", "Last name", "Familienaam"), obligatory=True),
    _EMAIL,
    _PHONE,
    _INSTITUTION,
    _SERVICE,
    _SECTOR,
    ColumnName("profession", ("Profession", "Beroep", "Functie")),
    _PROVINCE,
    ColumnName(
        "postal_code",
        ("Code postal du service", "Code postal", "Postcode van de dienst", "Postcode", "Postal code"),
        obligatory=True,
    ),
    _COMMUNE,
    ColumnName("host_service", ("Service hôte", "Gastdienst", "Gastorganisatie", "Host service")),
    *_CHOICES,
    ColumnName("expectations", ("Attentes", "Verwachtingen", "Expectations")),
    _REGISTERED,
)

CHOICES: Final = (_REQUEST, *_CHOICES, _RECEIVED)

WITHDRAWALS: Final = (
    _REQUEST,
    _RECEIVED,
    ColumnName("reason", ("Motif", "Raison", "Reden", "Reason")),
)

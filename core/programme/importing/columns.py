"""Columns that files of several kinds of programmes share: whom a row speaks of, where they work, and since when."""

from __future__ import annotations

from typing import Final

from core.exchange import hints
from core.exchange.reading import Input, column

RECEIVED: Final = column(
    "received_at",
    fr="Reçu le",
    nl="Ontvangen op",
    en="Received on",
    obligatory=True,
    hint=hints.MOMENT,
    input=Input.DAY,
)
REGISTERED: Final = column(
    "registered_at",
    fr="Inscrit le",
    nl="Ingeschreven op",
    en="Registered on",
    obligatory=True,
    hint=hints.MOMENT,
    input=Input.DAY,
)
PHONE: Final = column("phone", fr="Téléphone", nl="Telefoon", en="Phone", also=("GSM",), input=Input.PHONE)
EMAIL: Final = column(
    "email",
    fr="E-mail",
    nl="E-mailadres",
    en="Email",
    also=("Courriel", "Mail", "Adresse e-mail"),
    hint=hints.EMAIL,
    input=Input.EMAIL,
)
LANGUAGE: Final = column("language", fr="Langue", nl="Taal", en="Language", hint=hints.LANGUAGE, input=Input.LANGUAGE)
INSTITUTION: Final = column(
    "institution", fr="Institution", nl="Organisatie", en="Institution", also=("Instelling",), obligatory=True
)
SERVICE: Final = column("service", fr="Service", nl="Dienst", en="Service", also=("Afdeling",))
SECTOR: Final = column(
    "sector", fr="Secteur", nl="Sector", en="Sectors", also=("Secteurs", "Sectoren"), hint=hints.SEVERAL
)
PROVINCE: Final = column("province", fr="Province", nl="Provincie", en="Province")
COMMUNE: Final = column("commune", fr="Commune", nl="Gemeente", en="Municipality", also=("Localité",))
FIRST_NAME: Final = column("first_name", fr="Prénom", nl="Voornaam", en="First name", obligatory=True)
LAST_NAME: Final = column("last_name", fr="Nom", nl="Naam", en="Last name", also=("Familienaam",), obligatory=True)
POSTAL_CODE: Final = column(
    "postal_code", fr="Code postal", nl="Postcode", en="Postal code", obligatory=True, hint=hints.POSTAL_CODE
)
STREET: Final = column("street", fr="Adresse", nl="Adres", en="Address", also=("Rue", "Straat"))
CONTACT: Final = column(
    "contact",
    fr="Personne de contact",
    nl="Contactpersoon",
    en="Contact person",
    also=("Contact",),
    obligatory=True,
    instead=("first_name", "last_name"),
    hint=hints.WHOLE_NAME,
)
#: The name of a contact in two columns, as our own lists have it.
CONTACT_FIRST: Final = column(
    "first_name", fr="Contact : prénom", nl="Contact: voornaam", en="Contact: first name", hidden=True
)
CONTACT_LAST: Final = column(
    "last_name", fr="Contact : nom", nl="Contact: familienaam", en="Contact: last name", hidden=True
)
#: Stands for the postal code in a list of ours, of rows that are known.
TERRITORY: Final = column("territory", fr="Territoire", nl="Regio", en="Territory", hidden=True)
#: What says where somebody works, who speaks for an organisation, and who somebody is.
PLACE: Final = (INSTITUTION, SERVICE, SECTOR, PROVINCE, POSTAL_CODE, COMMUNE, STREET)
CONTACT_PERSON: Final = (CONTACT, CONTACT_FIRST, CONTACT_LAST, EMAIL, PHONE, LANGUAGE)
PERSON: Final = (FIRST_NAME, LAST_NAME, EMAIL, PHONE, LANGUAGE)

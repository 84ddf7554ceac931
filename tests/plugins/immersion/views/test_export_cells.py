"""Every header and every cell of each list as an Excel file, in each language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, update

from core.database.base import uuid7
from core.directory.models import Organisation, OrganisationSector
from core.programme.models import Offer, Registration
from core.programme.registrations import Withdrawal
from core.tenancy.models import Municipality
from plugins.immersion.services.withdrawals import withdraw_many
from tests.plugins.immersion.views.listed import BASE, on_the_day_of, rename, sheet_of

LATER = datetime(2024, 3, 4, 10, tzinfo=UTC)
#: As Excel keeps a moment: without its zone, on the clock of Brussels.
JANUARY, FEBRUARY, ROUND_1, GONE, CONTACT_BY = (
    datetime(2024, 1, 15, 1),  # noqa: DTZ001
    datetime(2024, 2, 14, 1),  # noqa: DTZ001
    datetime(2024, 2, 19, 9),  # noqa: DTZ001
    datetime(2024, 3, 4, 11),  # noqa: DTZ001
    datetime(2024, 3, 4),  # noqa: DTZ001
)
#: The headers of each sheet, in its order.
HEADERS = {
    ("fr", "trainees"): (
        "Numéro | Prénom | Nom | Adresse e-mail | Téléphone | Langue | Institution | Service | Secteurs | "
        "Profession | Territoire | Service hôte | Choix 1 | Choix 2 | Choix 3 | Place | Offre | Hôte | "
        "Quel choix | Matching | Date d’inscription | Date du désistement | Place libérée le"
    ),
    ("fr", "hosts"): (
        "Numéro | Institution | Service | Secteurs | Territoire | Code postal | Commune | "
        "Contact~: prénom | Contact~: nom | Adresse e-mail | Téléphone | Titre de l’immersion | Offre | "
        "Places | Places occupées | Places libres | Choix reçus | En premier choix | En deuxième choix | "
        "En troisième choix | Date d’inscription"
    ),
    ("fr", "placements"): (
        "Matching | Stagiaire | Prénom | Nom | Adresse e-mail | Téléphone | Institution | Service | "
        "Profession | Territoire | Quel choix | Offre | Hôte | Titre de l’immersion | "
        "Territoire de l’hôte | Contact~: prénom | Contact~: nom | Contact~: adresse e-mail | "
        "Contact~: téléphone | Date d’attribution | Suivi | Contact au plus tard le | Contact pris le | "
        "Date convenue | Pourquoi elle n’a pas eu lieu"
    ),
    ("nl", "trainees"): (
        "Nummer | Voornaam | Familienaam | E-mailadres | Telefoon | Taal | Organisatie | Dienst | "
        "Sectoren | Beroep | Regio | Uit gastorganisatie | Keuze 1 | Keuze 2 | Keuze 3 | Plaats | Kijkstage | "
        "Gastorganisatie | Welke keuze | Matching | Ingeschreven op | Afgemeld op | Plaats vrijgegeven op"
    ),
    ("nl", "hosts"): (
        "Nummer | Organisatie | Dienst | Sectoren | Regio | Postcode | Gemeente | Contact: voornaam | "
        "Contact: familienaam | E-mailadres | Telefoon | Titel van de kijkstage | Kijkstage | Plaatsen | "
        "Bezette plaatsen | Vrije plaatsen | Gekozen door | Als eerste keuze | Als tweede keuze | "
        "Als derde keuze | Ingeschreven op"
    ),
    ("nl", "placements"): (
        "Matching | Deelnemer | Voornaam | Familienaam | E-mailadres | Telefoon | Organisatie | Dienst | "
        "Beroep | Regio | Welke keuze | Kijkstage | Gastorganisatie | Titel van de kijkstage | "
        "Regio van de gastorganisatie | Contact: voornaam | Contact: familienaam | Contact: e-mailadres | "
        "Contact: telefoon | Toegewezen op | Opvolging | Contact uiterlijk op | Contact op | Afgesproken datum | "
        "Waarom niet doorgegaan"
    ),
    ("en", "trainees"): (
        "Reference | First name | Last name | E-mail address | Phone | Language | Institution | Service | "
        "Sectors | Profession | Territory | Host service | Choice 1 | Choice 2 | Choice 3 | Place | "
        "Offer | Host | Which choice | Round | Registered on | Withdrawn on | Place released on"
    ),
    ("en", "hosts"): (
        "Reference | Institution | Service | Sectors | Territory | Postal code | Municipality | "
        "Contact: first name | Contact: last name | E-mail address | Phone | Title of the immersion | "
        "Offer | Places | Places taken | Places left | Chosen by | As first choice | As second choice | "
        "As third choice | Registered on"
    ),
    ("en", "placements"): (
        "Round | Trainee | First name | Last name | E-mail address | Phone | Institution | Service | "
        "Profession | Territory | Which choice | Offer | Host | Title of the immersion | "
        "Territory of the host | Contact: first name | Contact: last name | Contact: e-mail address | "
        "Contact: phone | Placed on | Follow-up | Contact by | Contact made on | Agreed date | "
        "Why it did not take place"
    ),
}
#: The rows of each sheet, in English.
ROWS = {
    "trainees": [
        (
            "S001",
            "Élodie",
            "Peeters",
            "s001@trainee.example",
            "+32 478 00 00 00",
            "fr",
            "Le Gué",
            None,
            "Disability, Mental health care",
            "psychologue",
            "Namur",
            "yes",
            "H002",
            None,
            None,
            "with a place",
            "H002",
            "La Marelle",
            1,
            1,
            FEBRUARY,
            None,
            None,
        ),
        (
            "S002",
            "Stagiaire",
            "S002",
            None,
            None,
            "nl",
            "Service S002",
            None,
            None,
            "psychologue",
            None,
            "no",
            None,
            None,
            None,
            "without a place",
            None,
            None,
            None,
            None,
            FEBRUARY,
            None,
            None,
        ),
        (
            "S003",
            "Stagiaire",
            "S003",
            "s003@trainee.example",
            None,
            "fr",
            "Service S003",
            None,
            None,
            "psychologue",
            "Liège",
            "no",
            "H001",
            "H002",
            None,
            "withdrawn",
            None,
            None,
            None,
            None,
            FEBRUARY,
            GONE,
            None,
        ),
    ],
    "hosts": [
        (
            "H001",
            "Le Gué",
            None,
            "Disability, Mental health care",
            "Namur",
            None,
            None,
            "Hôtesse",
            "H001",
            "h001@host.example",
            None,
            "Un jour chez H001",
            "accepted",
            2,
            0,
            2,
            0,
            0,
            0,
            0,
            JANUARY,
        ),
        (
            "H002",
            "La Marelle",
            "Équipe mobile",
            "Youth care",
            "Liège",
            "5000",
            "Namur",
            "Yves",
            "Lemaire",
            "h002@host.example",
            "+32 81 00 00 00",
            "Un jour ici",
            "accepted",
            1,
            1,
            0,
            1,
            1,
            0,
            0,
            JANUARY,
        ),
        (
            "H003",
            "Le Quai",
            None,
            None,
            None,
            None,
            None,
            "Hôtesse",
            "H003",
            "h003@host.example",
            None,
            "Un jour chez H003",
            "to accept",
            1,
            0,
            1,
            0,
            0,
            0,
            0,
            JANUARY,
        ),
    ],
    "placements": [
        (
            1,
            "S001",
            "Élodie",
            "Peeters",
            "s001@trainee.example",
            "+32 478 00 00 00",
            "Le Gué",
            None,
            "psychologue",
            "Namur",
            1,
            "H002",
            "La Marelle",
            "Un jour ici",
            "Liège",
            "Yves",
            "Lemaire",
            "h002@host.example",
            "+32 81 00 00 00",
            ROUND_1,
            "contact overdue",
            CONTACT_BY,
            None,
            None,
            None,
        ),
    ],
}
#: What stands there in French and in Dutch, where that is something else; names of people and hosts stay.
WORDS = {
    "Disability, Mental health care": ("Handicap, Soins en santé mentale", "Handicap, Geestelijke gezondheidszorg"),
    "Namur": ("Namur", "Namen"),
    "yes": ("oui", "ja"),
    "with a place": ("avec une place", "met een plaats"),
    "no": ("non", "nee"),
    "without a place": ("sans place", "zonder plaats"),
    "Liège": ("Liège", "Luik"),
    "withdrawn": ("désistement", "afgemeld"),
    "accepted": ("acceptée", "aanvaard"),
    "Youth care": ("Aide à la jeunesse", "Jeugdhulp"),
    "Un jour ici": ("Un jour ici", "Een dag hier"),
    "to accept": ("à accepter", "te aanvaarden"),
    "contact overdue": ("contact en retard", "contact te laat"),
}


@pytest.fixture
def edition(lived):
    world = lived(one_of_each, state="rehearsal")
    _say_more(world)
    on_the_day_of(world, date(2024, 3, 20))
    return world


def one_of_each(world) -> None:
    """One host in a service of an institution; a trainee with a place, one without, and one who withdrew."""
    world.make_host("H001", 2, institution="Le Gué", territory="namur", sectors=("disability", "mental-health"))
    world.make_host("H002", 1, institution="La Marelle", territory="liege", sectors=())
    world.make_host("H003", 1, institution="Le Quai", territory=None, sectors=(), status="proposed")
    world.make_trainee("S001", "H002", institution="Le Gué", territory="namur")
    world.make_trainee("S002", territory=None, email=None, language="nl")
    world.make_trainee("S003", "H001", "H002", territory="liege")
    world.live(1)
    withdraw_many(world.on(2), world.edition, [Withdrawal(world.trainees["S003"], LATER, "maladie")])


def _say_more(world) -> None:
    """Let the second host be a service with an address, and know more of two people."""
    institution = world.session.scalar(select(Organisation).where(Organisation.name == "La Marelle"))
    nis = world.session.scalar(select(Municipality.nis).where(Municipality.fr == "Namur"))
    service = Organisation(
        id=uuid7(),
        parent_id=institution.id,
        institution_id=institution.id,
        name="Équipe mobile",
        name_key="equipe mobile",
        postal_code="5000",
        nis=nis,
    )
    world.session.add(service)
    world.session.flush()
    world.session.add(OrganisationSector(organisation_id=service.id, sector="youth-care"))
    for table in (Registration, Offer):
        world.session.execute(update(table).where(table.reference == "H002").values(organisation_id=service.id))
    title = {"fr": "Un jour ici", "nl": "Een dag hier"}
    world.session.execute(update(Offer).where(Offer.reference == "H002").values(title=title))
    rename(world, "s001@trainee.example", first_name="Élodie", last_name="Peeters", phone="+32 478 00 00 00")
    rename(world, "h002@host.example", first_name="Yves", last_name="Lemaire", phone="+32 81 00 00 00")


def said_in(language: str, cell: object) -> object:
    """Return a cell as it stands in a language."""
    translated = WORDS.get(cell)
    return cell if language == "en" or translated is None else translated[("fr", "nl").index(language)]


@pytest.mark.requirement("IM-22")
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_header_and_every_cell(edition, sign_in, language) -> None:
    client = sign_in()
    for name, rows in ROWS.items():
        sheet = sheet_of(client, f"{name}.xlsx?lang={language}")
        assert sheet.parent.worksheets == [sheet]
        headers, *cells = sheet.iter_rows(values_only=True)
        assert headers == tuple(HEADERS[language, name].replace("~", "\N{NO-BREAK SPACE}").split(" | "))
        assert cells == [tuple(said_in(language, cell) for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "fr",
            {
                "stagiaires-2024-2024-03-20.xlsx": "Stagiaires",
                "hotes-2024-2024-03-20.xlsx": "Hôtes",
                "attributions-2024-2024-03-20.xlsx": "Attributions",
            },
        ),
        (
            "nl",
            {
                "deelnemers-2024-2024-03-20.xlsx": "Deelnemers",
                "gastorganisaties-2024-2024-03-20.xlsx": "Gastorganisaties",
                "toewijzingen-2024-2024-03-20.xlsx": "Toewijzingen",
            },
        ),
        (
            "en",
            {
                "trainees-2024-2024-03-20.xlsx": "Trainees",
                "hosts-2024-2024-03-20.xlsx": "Hosts",
                "placements-2024-2024-03-20.xlsx": "Placements",
            },
        ),
    ],
)
def test_a_file_and_its_sheet_have_a_name_in_the_readers_language(edition, sign_in, language, titles) -> None:
    client, found = sign_in(), {}
    for name in ROWS:
        answer = client.get(f"{BASE}{name}.xlsx?lang={language}")
        sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
        found[answer.headers["Content-Disposition"].split('"')[1]] = sheet.title
    assert found == titles

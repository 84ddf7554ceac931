"""What `liaison immersion import` says, in French, Dutch and English: short, for a terminal; the page says more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from core.exchange.reading import UnreadableFileError
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.faults import Fault, ImportReport

LANGUAGES: Final = ("fr", "nl", "en")

#: Each fault and warning in French and Dutch; its English name says it already.
FAULTS: Final = {
    names.REQUIRED: ("à remplir", "in te vullen"),
    names.INVALID_EMAIL: ("adresse e-mail invalide", "ongeldig e-mailadres"),
    names.DUPLICATE_PERSON: (
        "personne déjà inscrite sous un autre numéro",
        "persoon al ingeschreven onder een ander nummer",
    ),
    names.SHARED_ADDRESS: ("adresse d’une autre personne", "adres van iemand anders"),
    names.UNKNOWN_OFFER: ("offre inconnue", "onbekend aanbod"),
    names.SAME_CHOICE_TWICE: ("deux fois le même choix", "tweemaal dezelfde keuze"),
    names.FIRST_CHOICE_MISSING: ("premier choix manquant", "eerste keuze ontbreekt"),
    names.OWN_INSTITUTION: ("sa propre institution", "eigen organisatie"),
    names.INVALID_DATE: ("date invalide", "ongeldige datum"),
    names.UNKNOWN_POSTAL_CODE: ("code postal inconnu", "onbekende postcode"),
    names.NOT_YES_OR_NO: ("ni oui ni non", "geen ja of nee"),
    names.REPEATED_REFERENCE: ("numéro déjà utilisé plus haut", "nummer hierboven al gebruikt"),
    names.TOO_MANY_CHOICES: ("trop de choix", "te veel keuzes"),
    names.UNCLEAR_POSTAL_CODE: (
        "code postal de deux communes : indiquez la commune",
        "postcode van twee gemeenten: vermeld de gemeente",
    ),
    names.UNKNOWN_DAY: ("jour de la semaine inconnu", "onbekende weekdag"),
    names.NOT_A_WHOLE_NUMBER: ("pas un nombre entier", "geen geheel getal"),
    names.NOT_A_NUMBER: ("pas un nombre", "geen getal"),
    names.TOO_LONG: ("texte trop long", "te lange tekst"),
    names.NUMBER_OUT_OF_RANGE: ("nombre trop petit ou trop grand", "te klein of te groot getal"),
    names.FEWER_PLACES_THAN_TAKEN: ("moins de places que de places attribuées", "minder plaatsen dan al toegewezen"),
    names.OUTSIDE_TERRITORY: ("hors de votre territoire", "buiten je regio"),
    names.UNKNOWN_TRAINEE: ("stagiaire inconnu·e", "onbekende bezoeker"),
    names.WITHDRAWN: ("s’est déjà désisté·e", "al afgemeld"),
    names.HAS_A_PLACE: ("a déjà une place", "heeft al een plaats"),
    names.OLDER_CHOICES: ("plus ancien que les choix actuels", "ouder dan de huidige keuzes"),
    names.SAID_NOT_ACCEPTED: (
        "service hôte selon le fichier, sans offre acceptée",
        "gastorganisatie volgens het bestand, zonder aanvaard aanbod",
    ),
    names.ACCEPTED_NOT_SAID: (
        "offre acceptée, non mentionnée dans le fichier",
        "aanvaard aanbod, niet vermeld in het bestand",
    ),
    names.OTHER_PROVINCE: ("province différente du code postal", "andere provincie dan de postcode"),
    names.NO_TERRITORY: ("hors du réseau", "buiten het netwerk"),
    names.UNKNOWN_SECTOR: ("secteur inconnu, gardé tel quel", "onbekende sector, zo bewaard"),
    names.UNKNOWN_PROFESSION: ("profession inconnue, gardée telle quelle", "onbekend beroep, zo bewaard"),
    names.GAP_IN_CHOICES: ("un choix manque avant celui-ci", "een keuze hiervoor ontbreekt"),
    names.OFFER_NOT_OPEN: ("offre non acceptée", "aanbod niet aanvaard"),
    names.UNKNOWN_COLUMN: ("colonne inconnue, non lue", "onbekende kolom, niet gelezen"),
}

_SENTENCES: Final = {
    "done": {
        "fr": "{rows} lignes : {imported} importées, {updated} modifiées, {unchanged} inchangées.",
        "nl": "{rows} rijen: {imported} geïmporteerd, {updated} gewijzigd, {unchanged} ongewijzigd.",
        "en": "{rows} rows: {imported} imported, {updated} updated, {unchanged} unchanged.",
    },
    "dry": {
        "fr": "Essai, rien n’est écrit.",
        "nl": "Proef, er wordt niets bewaard.",
        "en": "Dry run, nothing is written.",
    },
    "faulty": {
        "fr": "{faulty} lignes fautives.",
        "nl": "{faulty} foutieve rijen.",
        "en": "{faulty} faulty rows.",
    },
    "kept_out": {
        "fr": "{rows} lignes, dont {faulty} fautives : rien n’est importé. Corrigez-les, ou ajoutez --valid-only.",
        "nl": "{rows} rijen, waarvan {faulty} foutief: niets geïmporteerd. Verbeter ze, of voeg --valid-only toe.",
        "en": "{rows} rows, {faulty} of them faulty: nothing was imported. Correct them, or add --valid-only.",
    },
    "faults": {"fr": "À corriger :", "nl": "Te verbeteren:", "en": "To correct:"},
    "warnings": {"fr": "À vérifier :", "nl": "Na te kijken:", "en": "To check:"},
    "row": {"fr": "ligne", "nl": "rij", "en": "row"},
}

_UNREADABLE: Final = {
    "not an Excel file": {
        "fr": "{file} n’est pas un fichier Excel (.xlsx), ou il est abîmé.",
        "nl": "{file} is geen Excelbestand (.xlsx), of het is beschadigd.",
        "en": "{file} is not an Excel file (.xlsx), or it is damaged.",
    },
    "old Excel file": {
        "fr": "{file} est un ancien fichier Excel (.xls) : enregistrez-le en .xlsx.",
        "nl": "{file} is een oud Excelbestand (.xls): bewaar het als .xlsx.",
        "en": "{file} is an old Excel file (.xls): save it as .xlsx.",
    },
    "password": {
        "fr": "{file} est protégé par un mot de passe : enregistrez-le sans.",
        "nl": "{file} heeft een wachtwoord: bewaar het zonder.",
        "en": "{file} has a password: save it without one.",
    },
    "empty": {"fr": "{file} est vide.", "nl": "{file} is leeg.", "en": "{file} is empty."},
    "no header row": {
        "fr": "La première ligne de {file} ne porte aucun des titres attendus : vérifiez que c’est le bon fichier.",
        "nl": "De eerste rij van {file} bevat geen van de verwachte titels: kijk na of dit het juiste bestand is.",
        "en": "The first row of {file} has none of the expected headers: check that it is the right file.",
    },
    "header twice": {
        "fr": "{file} a deux colonnes « {column} » : renommez ou supprimez-en une.",
        "nl": "{file} heeft twee kolommen “{column}”: hernoem of verwijder er een.",
        "en": "{file} has two columns “{column}”: rename or remove one of them.",
    },
    "missing column": {
        "fr": "Il manque à {file} la colonne « {column} ».",
        "nl": "In {file} ontbreekt de kolom “{column}”.",
        "en": "{file} lacks the column “{column}”.",
    },
    "too many rows": {
        "fr": "{file} a plus de {limit} lignes : divisez-le.",
        "nl": "{file} heeft meer dan {limit} rijen: splits het.",
        "en": "{file} has more than {limit} rows: divide it.",
    },
    "too many columns": {
        "fr": "{file} a plus de {limit} colonnes : supprimez celles qui ne servent pas.",
        "nl": "{file} heeft meer dan {limit} kolommen: verwijder de overbodige.",
        "en": "{file} has more than {limit} columns: remove those without use.",
    },
    "too big": {
        "fr": "{file} est trop grand : enlevez-en les images et les autres feuilles.",
        "nl": "{file} is te groot: verwijder afbeeldingen en andere bladen.",
        "en": "{file} is too big: remove images and other sheets from it.",
    },
}


def report_lines(report: ImportReport, language: str, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines that say what became of a file: a summary, then the cells to correct and those to check."""
    facts = report.as_json() | {"faulty": report.rows - report.valid}
    if dry_run:
        yield _SENTENCES["dry"][language]
    yield _SENTENCES["kept_out" if report.kept_out else "done"][language].format(**facts)
    if report.faults and not report.kept_out:
        yield _SENTENCES["faulty"][language].format(**facts)
    yield from _cells("faults", report.faults, language)
    yield from _cells("warnings", report.warnings, language)


def fault_words(fault: str, language: str) -> str:
    """Say what is wrong with a cell in `language`."""
    return fault if language == "en" else FAULTS[fault][LANGUAGES.index(language)]


def unreadable_words(error: UnreadableFileError, file: str, language: str) -> str:
    """Say in one sentence why a file cannot be read."""
    return _UNREADABLE[error.reason][language].format(file=file, column=error.column, limit=error.limit)


def _cells(title: str, found: Sequence[Fault], language: str) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield _SENTENCES[title][language]
    width = max(len(fault.column) for fault in found)
    for fault in found:
        words = fault_words(fault.fault, language)
        yield f"  {_SENTENCES['row'][language]} {fault.row:>5}  {fault.column:<{width}}  {words}"

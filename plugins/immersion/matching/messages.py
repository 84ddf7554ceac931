"""Every sentence this package says to a person, in French, Dutch and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("fr", "nl", "en")

Table = Mapping[str, Mapping[str, str]]


def phrase(table: Table, key: str, lang: str) -> str:
    """Look a sentence up; a language that is not spoken here is answered in English."""
    sentences = table[key]
    return sentences.get(lang, sentences["en"])


def three(fr: str, nl: str, en: str) -> dict[str, str]:
    """One sentence in each language."""
    return {"fr": fr, "nl": nl, "en": en}


KINDS: Final[Table] = {
    "id": three(
        "un texte ou un nombre sans fraction ni exposant",
        "een tekst of een getal zonder breuk of exponent",
        "a text or a number without fraction or exponent",
    ),
    "text": three("un texte", "een tekst", "a text"),
    "whole number": three("un nombre entier", "een geheel getal", "a whole number"),
    "whole number from 0": three(
        "un nombre entier, 0 au moins", "een geheel getal, minstens 0", "a whole number, at least 0"
    ),
    "true or false": three("true ou false", "true of false", "true or false"),
    "list": three("une liste", "een lijst", "a list"),
    "object": three("un objet { … }", "een object { … }", "an object { … }"),
    "pair": three("une paire [inscription, offre]", "een paar [inschrijving, aanbod]", "a pair [request id, offer id]"),
    "languages": three("un texte ou une liste de textes", "een tekst of een lijst van teksten", "a text or a list"),
}

ERRORS: Final[Table] = {
    "file_unreadable": three(
        "Le fichier {file} ne peut pas être lu : il n'existe pas ou n'est pas accessible.",
        "Het bestand {file} kan niet gelezen worden: het bestaat niet of is niet toegankelijk.",
        "The file {file} cannot be read: it does not exist or is not accessible.",
    ),
    "not_utf8": three(
        "Le fichier {file} n'est pas écrit en UTF-8.",
        "Het bestand {file} is niet in UTF-8 geschreven.",
        "The file {file} is not written in UTF-8.",
    ),
    "not_json": three(
        "Ce n'est pas du JSON : erreur à la ligne {line}, colonne {column}.",
        "Dit is geen JSON: fout op regel {line}, kolom {column}.",
        "This is not JSON: error at line {line}, column {column}.",
    ),
    "not_a_json_number": three(
        "« {value} » n'est pas un nombre en JSON.",
        "“{value}” is geen getal in JSON.",
        '"{value}" is not a number in JSON.',
    ),
    "number_too_long": three(
        "Un nombre a trop de chiffres pour être lu.",
        "Een getal heeft te veel cijfers om gelezen te worden.",
        "A number has too many digits to be read.",
    ),
    "nested_too_deep": three(
        "Le JSON est imbriqué trop profondément pour être lu.",
        "De JSON is te diep genest om gelezen te worden.",
        "The JSON is nested too deeply to be read.",
    ),
    "unknown_key": three(
        "Clé inconnue au premier niveau : « {name} ».",
        "Onbekende sleutel op het eerste niveau: “{name}”.",
        'Unknown key at the top level: "{name}".',
    ),
    "repeated_key": three(
        "La clé « {name} » est répétée dans {place}.",
        "De sleutel “{name}” komt meermaals voor in {place}.",
        'The key "{name}" is repeated in {place}.',
    ),
    "missing_key": three(
        "La clé « {name} » manque dans {place}.",
        "De sleutel “{name}” ontbreekt in {place}.",
        'The key "{name}" is missing in {place}.',
    ),
    "wrong_kind": three(
        "{place} doit être {kind} : {value}.",
        "{place} moet {kind} zijn: {value}.",
        "{place} must be {kind}: {value}.",
    ),
    "broken_text": three(
        "{place} contient un caractère qui ne s'écrit pas en UTF-8 : « {value} ».",
        "{place} bevat een teken dat niet in UTF-8 te schrijven is: “{value}”.",
        '{place} holds a character that cannot be written in UTF-8: "{value}".',
    ),
    "unknown_objective": three(
        "Objectif inconnu : « {value} » (priority, coverage ou serial).",
        "Onbekende doelstelling: “{value}” (priority, coverage of serial).",
        'Unknown objective: "{value}" (priority, coverage or serial).',
    ),
    "repeated_offer": three(
        "L'offre « {offer} » figure plusieurs fois dans offers.",
        "Het aanbod “{offer}” staat meermaals in offers.",
        'The offer "{offer}" is listed more than once in offers.',
    ),
    "repeated_request": three(
        "L'inscription « {request} » figure plusieurs fois dans requests.",
        "De inschrijving “{request}” staat meermaals in requests.",
        'The request "{request}" is listed more than once in requests.',
    ),
    "fixed_and_pinned": three(
        "L'inscription « {request} » figure à la fois dans fixed et dans pinned.",
        "De inschrijving “{request}” staat zowel in fixed als in pinned.",
        'The request "{request}" is in both fixed and pinned.',
    ),
    "pinned_unknown_request": three(
        "L'inscription « {request} », imposée dans pinned, est inconnue.",
        "De inschrijving “{request}”, vastgezet in pinned, is onbekend.",
        'The request "{request}" in pinned is unknown.',
    ),
    "pinned_and_forbidden": three(
        "« {request} » chez « {offer} » est à la fois imposé (pinned) et exclu (forbidden).",
        "“{request}” bij “{offer}” is zowel vastgezet (pinned) als uitgesloten (forbidden).",
        '"{request}" at "{offer}" is both pinned and forbidden.',
    ),
    "pinned_not_chosen": three(
        "« {request} » est imposé chez « {offer} », qui n'est pas parmi ses choix.",
        "“{request}” is vastgezet bij “{offer}”, dat niet bij de keuzes staat.",
        '"{request}" is pinned at "{offer}", which is not among its choices.',
    ),
    "pinned_beyond_max": three(
        "« {request} » est imposé chez « {offer} », un choix au-delà de max_choices.",
        "“{request}” is vastgezet bij “{offer}”, een keuze voorbij max_choices.",
        '"{request}" is pinned at "{offer}", a choice beyond max_choices.',
    ),
    "pinned_unknown_offer": three(
        "« {request} » est imposé chez « {offer} », une offre inconnue.",
        "“{request}” is vastgezet bij “{offer}”, een onbekend aanbod.",
        '"{request}" is pinned at "{offer}", an unknown offer.',
    ),
    "pinned_own_institution": three(
        "« {request} » est imposé chez « {offer} », dans sa propre institution.",
        "“{request}” is vastgezet bij “{offer}”, in de eigen organisatie.",
        '"{request}" is pinned at "{offer}", in its own institution.',
    ),
    "pinned_language": three(
        "« {request} » est imposé chez « {offer} », sans langue commune.",
        "“{request}” is vastgezet bij “{offer}”, zonder gemeenschappelijke taal.",
        '"{request}" is pinned at "{offer}", with no language in common.',
    ),
    "pinned_no_place": three(
        "« {request} » est imposé chez « {offer} », où il ne reste aucune place.",
        "“{request}” is vastgezet bij “{offer}”, waar geen plaats meer is.",
        '"{request}" is pinned at "{offer}", where no place is left.',
    ),
    "pins_over_places": three(
        "Trop d'attributions imposées chez « {offer} » ({requests}) : places restantes {places}.",
        "Te veel vastgezette toewijzingen bij “{offer}” ({requests}): resterende plaatsen {places}.",
        'Too many pins at "{offer}" ({requests}): places left {places}.',
    ),
    "pins_over_cap": three(
        "Attributions imposées chez « {offer} » au-delà du plafond de {cap} par institution : {requests}.",
        "Vastgezette toewijzingen bij “{offer}” boven het maximum van {cap} per organisatie: {requests}.",
        'Pins at "{offer}" beyond the cap of {cap} for one institution: {requests}.',
    ),
}

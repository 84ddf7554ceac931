"""Every sentence of the checker, in French, Dutch and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("fr", "nl", "en")

Table = Mapping[str, Mapping[str, str]]


def phrase(table: Table, key: str, lang: str) -> str:
    """Look a sentence up; a language that is not spoken here is answered in English."""
    return table[key].get(lang, table[key]["en"])


def _three(fr: str, nl: str, en: str) -> dict[str, str]:
    return {"fr": fr, "nl": nl, "en": en}


KINDS: Final[Table] = {
    "id": _three(
        "un texte ou un nombre sans fraction ni exposant",
        "een tekst of een getal zonder breuk of exponent",
        "a text or a number without fraction or exponent",
    ),
    "text": _three("un texte", "een tekst", "a text"),
    "whole number": _three("un nombre entier", "een geheel getal", "a whole number"),
    "whole number from 0": _three(
        "un nombre entier, 0 au moins", "een geheel getal, minstens 0", "a whole number, at least 0"
    ),
    "true or false": _three("true ou false", "true of false", "true or false"),
    "list": _three("une liste", "een lijst", "a list"),
    "object": _three("un objet { … }", "een object { … }", "an object { … }"),
    "pair": _three(
        "une paire [inscription, offre]", "een paar [inschrijving, aanbod]", "a pair [request id, offer id]"
    ),
    "languages": _three("un texte ou une liste de textes", "een tekst of een lijst van teksten", "a text or a list"),
    "six": _three("une liste de six éléments", "een lijst van zes elementen", "a list of six"),
    "number as text": _three(
        "un nombre entier écrit comme texte", "een geheel getal als tekst", "a whole number written as text"
    ),
    "institution price": _three(
        "un trio [institution, offre, prix]", "een drietal [organisatie, aanbod, prijs]", "[institution, offer, price]"
    ),
}

UNREADABLE: Final[Table] = {
    "file_unreadable": _three(
        "Le fichier {file} ne peut pas être lu : il n'existe pas ou n'est pas accessible.",
        "Het bestand {file} kan niet gelezen worden: het bestaat niet of is niet toegankelijk.",
        "The file {file} cannot be read: it does not exist or is not accessible.",
    ),
    "not_utf8": _three(
        "Le fichier {file} n'est pas écrit en UTF-8.",
        "Het bestand {file} is niet in UTF-8 geschreven.",
        "The file {file} is not written in UTF-8.",
    ),
    "input_twice": _three(
        "L'entrée standard (-) ne peut donner qu'un des deux fichiers.",
        "De standaardinvoer (-) kan maar een van beide bestanden geven.",
        "Standard input (-) can give only one of the two files.",
    ),
    "not_json": _three(
        "{file} : ce n'est pas du JSON (erreur à la ligne {line}, colonne {column}).",
        "{file}: dit is geen JSON (fout op regel {line}, kolom {column}).",
        "{file}: this is not JSON (error at line {line}, column {column}).",
    ),
    "not_a_json_number": _three(
        "{file} : « {value} » n'est pas un nombre en JSON.",
        "{file}: “{value}” is geen getal in JSON.",
        '{file}: "{value}" is not a number in JSON.',
    ),
    "number_too_long": _three(
        "{file} : un nombre a trop de chiffres pour être lu.",
        "{file}: een getal heeft te veel cijfers om gelezen te worden.",
        "{file}: a number has too many digits to be read.",
    ),
    "nested_too_deep": _three(
        "{file} : le JSON est imbriqué trop profondément pour être lu.",
        "{file}: de JSON is te diep genest om gelezen te worden.",
        "{file}: the JSON is nested too deeply to be read.",
    ),
    "unknown_key": _three(
        "Clé inconnue au premier niveau de l'instance : « {name} ».",
        "Onbekende sleutel op het eerste niveau van instance: “{name}”.",
        'Unknown key at the top level of the instance: "{name}".',
    ),
    "repeated_key": _three(
        "La clé « {name} » est répétée dans {place}.",
        "De sleutel “{name}” komt meermaals voor in {place}.",
        'The key "{name}" is repeated in {place}.',
    ),
    "missing_key": _three(
        "La clé « {name} » manque dans {place}.",
        "De sleutel “{name}” ontbreekt in {place}.",
        'The key "{name}" is missing in {place}.',
    ),
    "wrong_kind": _three(
        "{place} doit être {kind} : {value}.",
        "{place} moet {kind} zijn: {value}.",
        "{place} must be {kind}: {value}.",
    ),
    "broken_text": _three(
        "{place} contient un caractère qui ne s'écrit pas en UTF-8 : « {value} ».",
        "{place} bevat een teken dat niet in UTF-8 te schrijven is: “{value}”.",
        '{place} holds a character that cannot be written in UTF-8: "{value}".',
    ),
    "unknown_objective": _three(
        "Objectif inconnu : « {value} » (priority, coverage ou serial).",
        "Onbekende doelstelling: “{value}” (priority, coverage of serial).",
        'Unknown objective: "{value}" (priority, coverage or serial).',
    ),
    "repeated_id": _three(
        "« {id} » figure plusieurs fois dans {place}.",
        "“{id}” staat meermaals in {place}.",
        '"{id}" is listed more than once in {place}.',
    ),
    "pin_impossible": _three(
        "« {request} » ne peut pas être imposé chez « {offer} » (pinned) : ce n'est pas un de ses choix possibles.",
        "“{request}” kan niet vastgezet worden bij “{offer}” (pinned): dat is geen van de mogelijke keuzes.",
        '"{request}" cannot be pinned at "{offer}": it is not one of its possible choices.',
    ),
    "pins_too_many": _three(
        "« {request} » ne peut pas être imposé chez « {offer} » : trop d'attributions y sont imposées (pinned).",
        "“{request}” kan niet vastgezet worden bij “{offer}”: daar zijn te veel toewijzingen vastgezet (pinned).",
        '"{request}" cannot be pinned at "{offer}": too many are pinned there.',
    ),
}

REFUSALS: Final[Table] = {
    "wrong_kind": UNREADABLE["wrong_kind"],
    "broken_text": UNREADABLE["broken_text"],
    "key_missing": UNREADABLE["missing_key"],
    "key_unknown": _three(
        "La clé « {name} » n'a pas sa place dans {place}.",
        "De sleutel “{name}” hoort niet in {place}.",
        'The key "{name}" has no place in {place}.',
    ),
    "another_instance": _three(
        "Ce résultat est celui d'une autre instance : son empreinte est {said}, celle de l'instance est {is_}.",
        "Dit is het resultaat van een andere instance: de vingerafdruk ervan is {said}, die van instance is {is_}.",
        "This result is of another instance: its fingerprint is {said}, that of the instance is {is_}.",
    ),
    "another_objective": _three(
        "L'objectif du résultat est « {said} », celui de l'instance est « {is_} ».",
        "De doelstelling van het resultaat is “{said}”, die van instance is “{is_}”.",
        'The objective of the result is "{said}", that of the instance is "{is_}".',
    ),
    "request_missing": _three(
        "L'inscription « {request} » manque dans {place}.",
        "De inschrijving “{request}” ontbreekt in {place}.",
        'The request "{request}" is missing in {place}.',
    ),
    "request_unknown": _three(
        "L'inscription « {request} », dans {place}, n'est pas dans l'instance.",
        "De inschrijving “{request}”, in {place}, staat niet in instance.",
        'The request "{request}" in {place} is not in the instance.',
    ),
    "fixed_not_kept": _three(
        "« {request} » devait garder sa place chez « {offer} », décidée avant ce matching.",
        "“{request}” moest de plaats bij “{offer}” behouden, die vóór deze matching beslist is.",
        '"{request}" had to keep the place at "{offer}", decided before this round.',
    ),
    "pinned_not_kept": _three(
        "« {request} » devait être chez « {offer} », imposé pour ce matching.",
        "“{request}” moest bij “{offer}” komen, vastgezet voor deze matching.",
        '"{request}" had to be at "{offer}", pinned for this round.',
    ),
    "not_possible": _three(
        "« {request} » ne pouvait pas aller chez « {offer} » : ce n'est pas un de ses choix possibles.",
        "“{request}” kon niet naar “{offer}”: dat is geen van de mogelijke keuzes.",
        '"{request}" could not go to "{offer}": it is not one of its possible choices.',
    ),
    "over_places": _three(
        "Trop d'inscriptions placées chez « {offer} » : {count} pour {places} (places restantes).",
        "Te veel inschrijvingen bij “{offer}”: {count} voor {places} (resterende plaatsen).",
        'Too many requests are placed at "{offer}": {count} for {places} (places left).',
    ),
    "over_cap": _three(
        "« {request} » dépasse chez « {offer} » le plafond par institution : {count} pour un maximum de {cap}.",
        "“{request}” gaat bij “{offer}” boven het maximum per organisatie: {count} in plaats van hoogstens {cap}.",
        '"{request}" is beyond the cap for one institution at "{offer}": {count}, at most {cap}.',
    ),
    "vector_differs": _three(
        "Le nombre {number} de V est {said} ; l'attribution en donne {count}.",
        "Getal {number} van V is {said}; de toewijzing geeft {count}.",
        "Count {number} of V is {said}; the assignment gives {count}.",
    ),
    "alert_missing": _three(
        "L'alerte {code} manque (inscription {request}, offre {offer}).",
        "De melding {code} ontbreekt (inschrijving {request}, aanbod {offer}).",
        "The alert {code} is missing (request {request}, offer {offer}).",
    ),
    "alert_unfounded": _three(
        "L'alerte {code} n'a pas de raison d'être (inscription {request}, offre {offer}).",
        "Voor de melding {code} is er geen reden (inschrijving {request}, aanbod {offer}).",
        "The alert {code} has no ground (request {request}, offer {offer}).",
    ),
    "alerts_order": _three(
        "Les alertes ne sont pas chacune une fois, triées.",
        "De meldingen staan er niet elk één keer, gesorteerd.",
        "The alerts are not each there once, sorted.",
    ),
    "certificate_kind": _three(
        "Le certificat n'est pas celui de l'objectif {objective} : {{}} pour serial, des prix pour les autres.",
        "Het certificaat is niet dat van de doelstelling {objective}: {{}} voor serial, prijzen voor de andere.",
        "The certificate is not one for the objective {objective}: {{}} for serial, prices for the others.",
    ),
    "institution_prices_order": _three(
        "institution_prices doit être trié, chaque paire une fois, et absent s'il est vide.",
        "institution_prices moet gesorteerd zijn, elk paar één keer, en wegblijven als er geen zijn.",
        "institution_prices must be sorted, each pair once, and absent if there are none.",
    ),
    "weight_too_small": _three(
        "Le poids {number} ne dépasse pas ce que pèsent ensemble tous les nombres qui le suivent.",
        "Gewicht {number} is niet groter dan wat alle getallen erna samen kunnen wegen.",
        "Weight {number} is not greater than what all counts behind it can weigh together.",
    ),
    "price_not_positive": _three(
        "{place} doit être supérieur à 0 (un prix de 0 n'est pas écrit) : {value}.",
        "{place} moet groter zijn dan 0 (een prijs van 0 wordt niet geschreven): {value}.",
        "{place} must be above 0 (a price of 0 is not written): {value}.",
    ),
    "price_unknown_offer": _three(
        "Le certificat donne un prix à « {offer} », qui n'est pas dans l'instance.",
        "Het certificaat geeft een prijs aan “{offer}”, dat niet in instance staat.",
        'The certificate gives a price to "{offer}", which is not in the instance.',
    ),
    "price_unknown_pair": _three(
        "Le certificat donne un prix à « {institution} » chez « {offer} », où le plafond ne gêne personne.",
        "Het certificaat geeft een prijs aan “{institution}” bij “{offer}”, waar het maximum niemand hindert.",
        'The certificate gives a price to "{institution}" at "{offer}", where the cap stands in nobody\'s way.',
    ),
    "not_proved_request": _three(
        "Les prix ne prouvent pas que V est le plus grand : à ces prix, « {request} » pourrait avoir mieux.",
        "De prijzen bewijzen niet dat V het grootst is: bij die prijzen kan “{request}” iets beters hebben.",
        'The prices do not prove that V is the greatest: at these prices, "{request}" could have something better.',
    ),
    "not_proved_offer": _three(
        "Les prix ne prouvent pas que V est le plus grand : « {offer} » a un prix, mais n'est pas complet.",
        "De prijzen bewijzen niet dat V het grootst is: “{offer}” heeft een prijs, maar is niet volzet.",
        'The prices do not prove that V is the greatest: "{offer}" has a price, but is not full.',
    ),
    "price_not_smallest": _three(
        "Le prix chez « {offer} » n'est pas le plus petit qui prouve V.",
        "De prijs bij “{offer}” is niet de kleinste die V bewijst.",
        'The price at "{offer}" is not the smallest that proves V.',
    ),
    "draw_differs": _three(
        "Le tirage au sort donne à « {request} » une place chez « {offer} », sans rien changer pour qui vient avant.",
        "De loting geeft “{request}” een plaats bij “{offer}”, zonder iets te veranderen voor wie eerder komt.",
        'The draw gives "{request}" a place at "{offer}", without any change for those who come before.',
    ),
    "serial_differs": _three(
        "Au tour de « {request} », le meilleur choix encore libre était « {offer} ».",
        "Toen “{request}” aan de beurt was, was “{offer}” de beste keuze die nog vrij was.",
        'When it was the turn of "{request}", the best choice left was "{offer}".',
    ),
    "not_one_line": _three(
        "L'explication de « {request} » n'est pas un texte d'une ligne.",
        "De uitleg bij “{request}” is geen tekst van één regel.",
        'The explanation of "{request}" is not a text of one line.',
    ),
}

FINDINGS: Final[Table] = {
    "accepted": _three(
        "Accepté : c'est le résultat que la règle donne pour cette instance.",
        "Aanvaard: dit is het resultaat dat de regel voor deze instance geeft.",
        "Accepted: this is the result that the rule gives for this instance.",
    ),
    "fingerprint": _three(
        "Empreinte recalculée : {sha256} ; objectif : {objective}.",
        "Vingerafdruk herberekend: {sha256}; doelstelling: {objective}.",
        "Fingerprint calculated again: {sha256}; objective: {objective}.",
    ),
    "placements": _three(
        "Attributions (inscriptions : {requests}, offres : {offers}, places : {places}, placées : {placed}, "
        "décidées avant : {fixed}, imposées : {pinned}) : toutes possibles, dans les limites des places et du plafond.",
        "Toewijzingen (inschrijvingen: {requests}, aanbod: {offers}, plaatsen: {places}, geplaatst: {placed}, "
        "eerder beslist: {fixed}, vastgezet: {pinned}): alle mogelijk, binnen het aantal plaatsen en het maximum.",
        "Placements (requests: {requests}, offers: {offers}, places: {places}, placed: {placed}, "
        "decided before: {fixed}, pinned: {pinned}): all possible, within the places and the cap.",
    ),
    "vector": _three(
        "V = {vector}, recompté sur l'attribution.",
        "V = {vector}, opnieuw geteld op de toewijzing.",
        "V = {vector}, counted again on the assignment.",
    ),
    "alerts": _three(
        "Alertes ({count}) : exactement celles de la règle.",
        "Meldingen ({count}): precies die van de regel.",
        "Alerts ({count}): exactly those of the rule.",
    ),
    "proof": _three(
        "V = {vector} est le plus grand : les prix le prouvent (nombre : {prices}).",
        "V = {vector} is het grootst: de prijzen bewijzen het (aantal: {prices}).",
        "V = {vector} is the greatest: the prices prove it (number: {prices}).",
    ),
    "smallest": _three(
        "Ces prix sont les plus petits qui le prouvent.",
        "Die prijzen zijn de kleinste die het bewijzen.",
        "These prices are the smallest that prove it.",
    ),
    "draw": _three(
        "Tirage au sort (inscriptions : {rows}, avec un autre choix aussi bon pour V : {movable}) : "
        "aucune ne peut obtenir mieux sans qu'une autre, tirée avant elle, change.",
        "Loting (inschrijvingen: {rows}, met een andere keuze die even goed is voor V: {movable}): "
        "geen enkele kan beter krijgen zonder dat er voor een eerdere iets verandert.",
        "Draw (requests: {rows}, with another choice as good for V: {movable}): "
        "none can obtain a better one without a change for one drawn before.",
    ),
    "serial": _three(
        "Ordre du tirage au sort (inscriptions : {rows}) : refait, chacune a le meilleur choix libre à son tour.",
        "Volgorde van de loting (inschrijvingen: {rows}): overgedaan, elk heeft de beste keuze die nog vrij was.",
        "Order of the draw (requests: {rows}): carried out again, each has the best choice left at its turn.",
    ),
    "explanations": _three(
        "Explications ({count}) : une ligne pour chaque inscription.",
        "Uitleg ({count}): één regel voor elke inschrijving.",
        "Explanations ({count}): one line for each request.",
    ),
}

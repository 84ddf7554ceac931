"""The sentences of an explanation, in French, Dutch and English.

The Dutch ones never say "u" or "je": a network chooses one of them, and the file of a result is written for anybody.
"""

from __future__ import annotations

from typing import Final

from plugins.immersion.matching.messages import Table, phrase, three

_SENTENCES: Final[Table] = {
    "fixed": three(
        "Attribution décidée avant ce matching, conservée : {offer}.",
        "Toewijzing van vóór deze matching, behouden: {offer}.",
        "Placement decided before this round, kept: {offer}.",
    ),
    "pinned": three(
        "Attribution imposée pour ce matching : {offer}, choix {rank}.",
        "Toewijzing vastgezet voor deze matching: {offer}, keuze {rank}.",
        "Placement pinned for this round: {offer}, choice {rank}.",
    ),
    "placed": three(
        "Place obtenue : {offer}, choix {rank}.",
        "Plaats gekregen: {offer}, keuze {rank}.",
        "Place obtained: {offer}, choice {rank}.",
    ),
    "no_choice": three("Aucun choix n'a été exprimé.", "Er werd geen keuze opgegeven.", "No choice was made."),
    "refused": three("Aucune place obtenue.", "Geen plaats gekregen.", "No place obtained."),
    "refusal": three(
        "{offer} : {offered}, {asked} ; {why}.",
        "{offer}: {offered}, {asked}; {why}.",
        "{offer}: {offered}, {asked}; {why}.",
    ),
    "cap": three(
        "au plus {trainees} d'une même institution",
        "hoogstens {trainees} van dezelfde organisatie",
        "at most {trainees} of one institution",
    ),
    "obstacle": three("{offer} : {why}.", "{offer}: {why}.", "{offer}: {why}."),
    "missed": three("{why} : {count}.", "{why}: {count}.", "{why}: {count}."),
    "host": three(
        "{offer} : {offered}, {asked}, {placed}.",
        "{offer}: {offered}, {asked}, {placed}.",
        "{offer}: {offered}, {asked}, {placed}.",
    ),
}

_CAUSES: Final[Table] = {
    "unknown_offer": three(
        "cette offre ne fait pas partie de ce matching",
        "deze kijkstage zit niet in deze matching",
        "this offer is not in this round",
    ),
    "own_institution": three(
        "c'est votre propre institution", "dat is de eigen organisatie", "that is your own institution"
    ),
    "language": three("aucune langue commune", "geen gemeenschappelijke taal", "no language in common"),
    "forbidden": three(
        "cette attribution a été écartée pour ce matching",
        "deze toewijzing werd voor deze matching uitgesloten",
        "this placement was excluded for this round",
    ),
    "no_place": three(
        "toutes les places étaient déjà prises",
        "alle plaatsen waren al bezet",
        "no place left to give in this round",
    ),
    "priority": three("la priorité a décidé", "de voorrang besliste", "priority decided"),
    "rank": three("l'ordre des choix a décidé", "de volgorde van de keuzes besliste", "the order of choices decided"),
    "draw": three("le tirage au sort a décidé", "de loting besliste", "the draw decided"),
    "pinned": three(
        "la coordination avait imposé ces attributions",
        "de coördinatie had deze toewijzingen vastgezet",
        "the coordination had pinned these placements",
    ),
    "cap": three("ce nombre était déjà atteint", "dat aantal was al bereikt", "that number was reached already"),
    "earlier": three(
        "vous y placer aurait fait reculer une personne que le tirage place avant vous",
        "anders had een collega die bij de loting voorgaat, moeten wijken",
        "placing you there would have set back a colleague whom the draw puts before you",
    ),
    "priority_placed": three(
        "vous y placer aurait laissé une personne prioritaire de plus sans place",
        "anders had nog een collega met voorrang geen plaats gekregen",
        "placing you there would have left one more colleague with priority without a place",
    ),
    "priority_first": three(
        "vous y placer aurait privé une personne prioritaire de son premier choix",
        "anders had een collega met voorrang de eerste keuze niet gekregen",
        "placing you there would have cost a colleague with priority their first choice",
    ),
    "priority_second": three(
        "vous y placer aurait privé une personne prioritaire de son deuxième choix",
        "anders had een collega met voorrang de tweede keuze niet gekregen",
        "placing you there would have cost a colleague with priority their second choice",
    ),
    "placed": three(
        "vous y placer aurait laissé une personne de plus sans place",
        "anders had nog een collega geen plaats gekregen",
        "placing you there would have left one more colleague without a place",
    ),
    "first": three(
        "vous y placer aurait privé une personne de son premier choix",
        "anders had een collega de eerste keuze niet gekregen",
        "placing you there would have cost a colleague their first choice",
    ),
    "second": three(
        "vous y placer aurait privé une personne de son deuxième choix",
        "anders had een collega de tweede keuze niet gekregen",
        "placing you there would have cost a colleague their second choice",
    ),
}

_MANY: Final[Table] = {
    "priority_placed": three(
        "vous y placer aurait laissé {count} personnes prioritaires de plus sans place",
        "anders hadden nog {count} collega's met voorrang geen plaats gekregen",
        "placing you there would have left {count} more colleagues with priority without a place",
    ),
    "priority_first": three(
        "vous y placer aurait coûté {count} premiers choix à des personnes prioritaires",
        "anders hadden collega's met voorrang {count} eerste keuzes minder gekregen",
        "placing you there would have cost colleagues with priority {count} first choices",
    ),
    "priority_second": three(
        "vous y placer aurait coûté {count} deuxièmes choix à des personnes prioritaires",
        "anders hadden collega's met voorrang {count} tweede keuzes minder gekregen",
        "placing you there would have cost colleagues with priority {count} second choices",
    ),
    "placed": three(
        "vous y placer aurait laissé {count} personnes de plus sans place",
        "anders hadden nog {count} collega's geen plaats gekregen",
        "placing you there would have left {count} more colleagues without a place",
    ),
    "first": three(
        "vous y placer aurait coûté {count} premiers choix à d'autres personnes",
        "anders hadden collega's {count} eerste keuzes minder gekregen",
        "placing you there would have cost colleagues {count} first choices",
    ),
    "second": three(
        "vous y placer aurait coûté {count} deuxièmes choix à d'autres personnes",
        "anders hadden collega's {count} tweede keuzes minder gekregen",
        "placing you there would have cost colleagues {count} second choices",
    ),
}

_FACTS: Final[Table] = {
    "capacity": three(
        "Capacité : {places} ; attribuées avant ce matching : {given}.",
        "Capaciteit: {places}; toegewezen vóór deze matching: {given}.",
        "Capacity: {places}; given before this round: {given}.",
    ),
    "requests": three(
        "{requests}, dont {first} en premier choix.",
        "{requests}, waarvan {first} als eerste keuze.",
        "{requests}, of which {first} as first choice.",
    ),
    "by_pin": three(
        "Attribuées par décision de la coordination : {count}.",
        "Geplaatst door een beslissing van de coördinatie: {count}.",
        "Placed by decision of the coordination: {count}.",
    ),
    "by_priority": three(
        "Attribuées par la priorité : {count}.", "Geplaatst door voorrang: {count}.", "Placed by priority: {count}."
    ),
    "by_rank": three(
        "Attribuées aux personnes qui avaient mieux classé ce choix : {count}.",
        "Geplaatst omdat ze deze keuze hoger hadden gezet: {count}.",
        "Placed because they ranked it higher: {count}.",
    ),
    "by_draw": three(
        "Attribuées par le tirage au sort : {count}.",
        "Geplaatst door de loting: {count}.",
        "Placed by the draw: {count}.",
    ),
    "later": three(
        "Attribuées à des personnes qui ne venaient pas avant vous, pour en satisfaire davantage : {count}.",
        "Geplaatst hoewel ze niet voorgingen, zodat meer collega's geholpen zijn: {count}.",
        "Placed without coming before you, so that more colleagues are served: {count}.",
    ),
    "number": three(
        "Votre numéro dans le tirage : {number} sur {drawn}.",
        "Eigen nummer in de loting: {number} van {drawn}.",
        "Your number in the draw: {number} of {drawn}.",
    ),
}

_COUNTED: Final[Table] = {
    "places 1": three("{count} place", "{count} plaats", "{count} place"),
    "places": three("{count} places", "{count} plaatsen", "{count} places"),
    "requests 1": three("{count} demande", "{count} aanvraag", "{count} request"),
    "requests": three("{count} demandes", "{count} aanvragen", "{count} requests"),
    "trainees 1": three("{count} stagiaire", "{count} deelnemer", "{count} trainee"),
    "trainees": three("{count} stagiaires", "{count} deelnemers", "{count} trainees"),
    "placed 1": three(
        "{count} attribuée dans ce matching", "{count} toegewezen in deze matching", "{count} given in this round"
    ),
    "placed": three(
        "{count} attribuées dans ce matching", "{count} toegewezen in deze matching", "{count} given in this round"
    ),
}

_MISSED: Final[Table] = {
    "preferred": three(
        "Ont obtenu un choix mieux classé",
        "Kregen een hogere keuze",
        "Obtained a choice they preferred",
    ),
    "unknown_offer": three(
        "Offre absente de ce matching", "Kijkstage niet in deze matching", "Offer not in this round"
    ),
    "own_institution": three("Sont de votre institution", "Zijn van dezelfde organisatie", "Are of your institution"),
    "language": three("Aucune langue commune", "Geen gemeenschappelijke taal", "No language in common"),
    "forbidden": three("Places exclues pour ce matching", "Uitgesloten voor deze matching", "Excluded for this round"),
    "no_place": three(
        "N'ont pas eu de place ici",
        "Kregen hier geen plaats",
        "Could not come for want of a place",
    ),
    "priority": three("La priorité a décidé", "De voorrang besliste", "Priority decided"),
    "rank": three("L'ordre des choix a décidé", "De volgorde van de keuzes besliste", "The order of choices decided"),
    "draw": three("Le tirage au sort a décidé", "De loting besliste", "The draw decided"),
    "pinned": three(
        "La coordination avait imposé d'autres attributions",
        "De coördinatie had andere toewijzingen vastgezet",
        "The coordination had pinned other placements",
    ),
    "cap": three(
        "Nombre de stagiaires d'une même institution atteint",
        "Aantal deelnemers van dezelfde organisatie bereikt",
        "Number of trainees of one institution reached",
    ),
    "earlier": three(
        "Départagées par le tirage, entre répartitions équivalentes",
        "Door de loting beslist, tussen gelijkwaardige verdelingen",
        "So as not to set back a colleague whom the draw puts before them",
    ),
    **{
        name: three(
            "Pour satisfaire davantage de personnes",
            "Zodat meer collega's geholpen zijn",
            "So that more colleagues are served",
        )
        for name in _MANY
    },
}

TABLES: Final = {
    "sentences": _SENTENCES,
    "causes": _CAUSES,
    "costing many": _MANY,
    "facts": _FACTS,
    "missed": _MISSED,
    "counted": _COUNTED,
}


def phrase_of(table: str, key: str, lang: str, count: int = 1) -> str:
    """A sentence of one of the tables; a cause that costs several has a form of its own."""
    if table == "causes" and count > 1:
        return phrase(_MANY, key, lang).format(count=count)
    return phrase(TABLES[table], key, lang)


def counted(what: str, count: int, lang: str) -> str:
    """A number with its noun, "{count} place" or "3 places"; French has "0 place"."""
    single = count == 1 or (lang == "fr" and count == 0)
    return phrase(_COUNTED, f"{what} 1" if single else what, lang).format(count=count)

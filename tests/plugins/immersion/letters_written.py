"""Letters of every kind as they are written, from the fullest to the barest: what their tests read."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from core.directory.vocabulary import professions
from core.language.dates import BELGIUM
from core.messages.envelope import Contact, Envelope, OwnLink
from core.messages.letter import Letter
from core.programme.following.rules import Stretch
from core.programme.rules import PhaseDates
from core.tenancy.addresses import OwnAddress
from core.tenancy.sealing import unsealed_path
from plugins.immersion.letters.wording import said_when
from plugins.immersion.matching import Refusal
from plugins.immersion.matching.explaining.demand import Demand
from plugins.immersion.messages import (
    ANY_NEWS,
    CHOICES_SOON,
    CONTACT_LATE,
    CONTACT_SOON,
    DATES_AGREED,
    HOST_LIST,
    HOST_NOBODY,
    NOT_PLACED_CHOOSE_AGAIN,
    NOT_PLACED_FINAL,
    OFFER_ACCEPTED,
    OFFER_DECLINED,
    OFFER_QUESTION,
    PLACE_RELEASED,
    PLACED,
    TOOK_PLACE,
    AnyNewsFacts,
    ChoicesSoonFacts,
    ContactLateFacts,
    ContactSoonFacts,
    DatesAgreedFacts,
    FreeOffer,
    HostFacts,
    HostListFacts,
    HostNobodyFacts,
    NotPlacedChooseAgainFacts,
    NotPlacedFinalFacts,
    OfferAcceptedFacts,
    OfferDeclinedFacts,
    OfferList,
    OfferQuestionFacts,
    PlacedFacts,
    PlaceReleasedFacts,
    RefusedChoice,
    TookPlaceFacts,
    TraineeFacts,
)

PUBLISHED = date(2024, 3, 19)


CONTACT_BY = date(2024, 4, 2)


PHASES = (
    PhaseDates("trainee_registration", date(2024, 2, 20), date(2024, 3, 17)),
    PhaseDates("matching", date(2024, 3, 18), date(2024, 4, 2)),
    PhaseDates("immersion", date(2024, 4, 1), date(2024, 6, 30)),
    PhaseDates("evaluation", date(2024, 7, 1), date(2024, 7, 31)),
)


#: The personal link of whom a letter is for.
LINK = uuid.UUID(int=4)


HAINAUT = {"fr": "Hainaut", "nl": "Henegouwen"}


MONS = {"fr": "Mons", "nl": "Bergen"}


def envelope(to_name: str, manner: str, language: str) -> Envelope:
    return Envelope(
        to_name=to_name,
        to_address="pauline.simon@example.org",
        language=language,
        about_id=uuid.UUID(int=1),
        edition_id=uuid.UUID(int=2),
        territory_id=uuid.UUID(int=3),
        territory=HAINAUT,
        referent=Contact("Karim Benali", "hainaut@immersion-0-23.example", "+32 65 00 00 02"),
        network={"fr": "Immersion 0-23", "nl": "Immersion 0-23"},
        manner=manner,
        link=OwnLink(LINK, OwnAddress(f"https://liaison.example/immersion-0-23{unsealed_path(LINK)}")),
    )


HOST = HostFacts(
    reference="H001",
    title="Découvrir le quotidien",
    institution="SPJ Le Gué (Mons)",
    service="Équipe ambulatoire",
    contact=Contact("Véronique Collard", "veronique.collard@spj-le-gue-mons.example", "+32 478 42 05 17"),
    street="Rue du Parc 81",
    postal_code="7034",
    municipality=MONS,
    conditions="Prendre contact au moins deux semaines avant.\nSecret professionnel partagé.",
    dates=(date(2024, 4, 22), date(2024, 4, 15)),
    weekdays=(2, 4),
    duration_days=Decimal("0.5"),
)


PAULINE = TraineeFacts(
    name="Pauline Simon",
    institution="Unité pédopsychiatrique Les Coquelicots (Charleroi)",
    service=None,
    profession=professions().get("child-psychiatrist").label.as_json(),
    email="pauline.simon@example.org",
    phone="+32 484 98 23 67",
    expectations="Mieux comprendre le travail d'un autre secteur",
    new=True,
)


#: Why three choices were not obtained: by the draw, by a place fewer for others, and for want of places.
REFUSED = (
    RefusedChoice(
        "H038", HOST.title, "SPJ Le Gué (Mons)", Refusal("H038", 1, "draw", demand=Demand("H038", 3, 0, 3, 7, 4))
    ),
    RefusedChoice(
        *("H083", "Un matin à La Source", "La Source"),
        Refusal("H083", 2, "placed", demand=Demand("H083", 2, 1, 1, 2, 1), loss=1),
    ),
    RefusedChoice("H049", "Un jour sur l'eau", "Le Quai", Refusal("H049", 3, "no_place")),
)


LOUIS = replace(
    PAULINE, name="Louis Lambert", profession="art-thérapeute", service="Hôpital de jour", phone=None, expectations=None
)


def placed_whole(rules, manner: str, language: str) -> Letter:
    facts = PlacedFacts("S006", CONTACT_BY, 1, HOST, rules["trainee"], PHASES, PUBLISHED)
    return envelope("Pauline Simon", manner, language).letter(PLACED, facts)


def placed_bare(rules, manner: str, language: str) -> Letter:
    """A host who says as little as possible, in a territory without a referent, and no link."""
    host = replace(
        HOST,
        service=None,
        street=None,
        postal_code=None,
        municipality=None,
        conditions=None,
        dates=(),
        weekdays=(),
        duration_days=None,
        contact=Contact("Véronique Collard", None, "+32 478 42 05 17"),
    )
    envelope_ = replace(envelope("Pauline Simon", manner, language), referent=Contact("", None, None), link=None)
    facts = PlacedFacts("S006", CONTACT_BY, 3, host, {}, PHASES[2:], PUBLISHED, REFUSED[:2])
    return envelope_.letter(PLACED, facts)


def placed_again(rules, manner: str, language: str) -> Letter:
    """Somebody whose place was released has it again."""
    facts = PlacedFacts("S006", CONTACT_BY, 1, HOST, rules["trainee"], PHASES, PUBLISHED, again=True)
    return envelope("Pauline Simon", manner, language).letter(PLACED, facts)


def place_released_facts() -> PlaceReleasedFacts:
    days = {"next_round_on": date(2024, 4, 2), "reply_by": date(2024, 4, 1)}
    return PlaceReleasedFacts("S006", "H001", HOST.title, HOST.institution, 3, another_round=True, **days)


def place_released(_rules, manner: str, language: str) -> Letter:
    return envelope("Pauline Simon", manner, language).letter(PLACE_RELEASED, place_released_facts())


def place_released_late(_rules, manner: str, language: str) -> Letter:
    """A round comes that is too near for a deadline."""
    facts = replace(place_released_facts(), max_choices=1, next_round_on=None, reply_by=None)
    return envelope("Pauline Simon", manner, language).letter(PLACE_RELEASED, facts)


def place_released_at_the_end(_rules, manner: str, language: str) -> Letter:
    facts = replace(place_released_facts(), another_round=False, next_round_on=None, reply_by=None)
    return envelope("Pauline Simon", manner, language).letter(PLACE_RELEASED, facts)


def choose_again_facts(free: int, more: int, elsewhere: int) -> NotPlacedChooseAgainFacts:
    return NotPlacedChooseAgainFacts(
        reference="S006",
        round=2,
        chosen=("H038", "H083", "H049"),
        max_choices=3,
        reply_by=date(2024, 4, 1),
        next_round_on=date(2024, 4, 2),
        offers=[
            FreeOffer(f"H{number:03}", f"Découvrir le quotidien {number}", "SPJ Le Gué", MONS, 1 + number % 3)
            for number in range(free)
        ],
        more=more,
        elsewhere=elsewhere,
        refused=REFUSED,
    )


def asked_to_choose_again(facts: NotPlacedChooseAgainFacts, manner: str, language: str) -> Letter:
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_CHOOSE_AGAIN, facts)


def choose_again(_rules, manner: str, language: str) -> Letter:
    return asked_to_choose_again(choose_again_facts(15, 2, 34), manner, language)


def choose_again_elsewhere(_rules, manner: str, language: str) -> Letter:
    return asked_to_choose_again(replace(choose_again_facts(0, 0, 1), max_choices=1), manner, language)


def choose_again_before_any_round(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(1, 0, 0), round=None, refused=())
    return asked_to_choose_again(facts, manner, language)


def choose_again_nothing_left(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(0, 0, 0), chosen=("H038",), refused=REFUSED[:1])
    return asked_to_choose_again(facts, manner, language)


def choose_again_released(_rules, manner: str, language: str) -> Letter:
    """Somebody whose place was released, and who was in no round since."""
    facts = replace(choose_again_facts(2, 0, 3), chosen=(), refused=(), released=True)
    return asked_to_choose_again(facts, manner, language)


def choose_again_released_nothing_left(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(0, 0, 0), chosen=(), refused=(), released=True)
    return asked_to_choose_again(facts, manner, language)


def final(_rules, manner: str, language: str) -> Letter:
    facts = NotPlacedFinalFacts("S006", 3, ("H038",), REFUSED)
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_FINAL, facts)


def final_without_choices(_rules, manner: str, language: str) -> Letter:
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_FINAL, NotPlacedFinalFacts("S006", 1, ()))


def host_list(rules, manner: str, language: str, *offers: OfferList) -> Letter:
    trainees = [trainee for offer in offers for trainee in offer.trainees]
    new = sum(trainee.new for trainee in trainees)
    facts = HostListFacts(CONTACT_BY, offers, len(trainees), new, rules["host"], PHASES, PUBLISHED)
    return envelope("Véronique Collard", manner, language).letter(HOST_LIST, facts)


def list_changed(rules, manner: str, language: str) -> Letter:
    """One who stays, one new, one who withdrew."""
    offer = OfferList("H001", HOST.title, 4, (PAULINE, replace(LOUIS, new=False)), ("Marc Dupont",))
    return host_list(rules, manner, language, offer)


def list_two_offers(rules, manner: str, language: str) -> Letter:
    morning, evening = OfferList("H001", "Un matin", 1, (PAULINE,)), OfferList("H002", "Un soir", 2, (LOUIS,))
    return host_list(rules, manner, language, morning, evening)


def list_empty(rules, manner: str, language: str) -> Letter:
    return host_list(rules, manner, language, OfferList("H001", HOST.title, 2, (), ("Marc Dupont", "Anne Petit")))


def list_released(rules, manner: str, language: str) -> Letter:
    """One place is released, and one who had left comes after all."""
    offer = OfferList("H001", HOST.title, 4, (replace(LOUIS, new=False),), returned=("Louis Lambert",))
    return host_list(rules, manner, language, replace(offer, released=("Marc Dupont",)))


def list_all_released(rules, manner: str, language: str) -> Letter:
    offer = OfferList("H001", HOST.title, 2, (), released=("Marc Dupont", "Anne Petit"))
    return host_list(rules, manner, language, offer)


def nobody(_rules, manner: str, language: str) -> Letter:
    facts = HostNobodyFacts((("H001", HOST.title), ("H002", "Un soir")), 3)
    return envelope("Véronique Collard", manner, language).letter(HOST_NOBODY, facts)


def linked_envelope(manner: str, language: str) -> Envelope:
    link = OwnLink(uuid.UUID(int=9), OwnAddress("https://liaison.example/immersion-0-23/l/9"))
    return replace(envelope("Véronique Collard", manner, language), link=link)


def offer_accepted(rules, manner: str, language: str) -> Letter:
    facts = OfferAcceptedFacts("H001", HOST.title, 4, rules["host"], PHASES, PUBLISHED)
    return linked_envelope(manner, language).letter(OFFER_ACCEPTED, facts)


def offer_question(_rules, manner: str, language: str) -> Letter:
    facts = OfferQuestionFacts("H001", HOST.title, "Combien de jours ?")
    return linked_envelope(manner, language).letter(OFFER_QUESTION, facts)


def offer_question_without_a_page(_rules, manner: str, language: str) -> Letter:
    facts = OfferQuestionFacts("H001", HOST.title, "Combien de jours ?")
    return replace(envelope("Véronique Collard", manner, language), link=None).letter(OFFER_QUESTION, facts)


def offer_declined(_rules, manner: str, language: str) -> Letter:
    facts = OfferDeclinedFacts("H001", HOST.title, "Ce service n’est pas dans notre zone.")
    return linked_envelope(manner, language).letter(OFFER_DECLINED, facts)


def contact_soon(_rules, manner: str, language: str) -> Letter:
    facts = ContactSoonFacts("S006", CONTACT_BY, HOST.contact, HOST.institution, {"fr": "Découvrir le quotidien"})
    return envelope("Pauline Simon", manner, language).letter(CONTACT_SOON, facts)


def contact_late(_rules, manner: str, language: str) -> Letter:
    facts = ContactLateFacts("S006", CONTACT_BY, HOST.contact, HOST.institution, {"fr": "Découvrir le quotidien"})
    return envelope("Pauline Simon", manner, language).letter(CONTACT_LATE, facts)


def any_news(_rules, manner: str, language: str) -> Letter:
    return envelope("Véronique Collard", manner, language).letter(
        ANY_NEWS, AnyNewsFacts(["Pauline Simon", "Louis Lambert"], CONTACT_BY)
    )


def any_news_of_one(_rules, manner: str, language: str) -> Letter:
    return envelope("Véronique Collard", manner, language).letter(ANY_NEWS, AnyNewsFacts(["Pauline Simon"], CONTACT_BY))


def dates_agreed(_rules, manner: str, language: str) -> Letter:
    """A trainee entered the date: a morning, and a whole day."""
    morning = Stretch(datetime(2024, 4, 22, 9, 30, tzinfo=BELGIUM), datetime(2024, 4, 22, 12, tzinfo=BELGIUM))
    whole = Stretch(datetime(2024, 4, 23, tzinfo=BELGIUM), datetime(2024, 4, 24, tzinfo=BELGIUM))
    when = {each: said_when([morning, whole], each) for each in ("fr", "nl", "en")}
    facts = DatesAgreedFacts("Pauline Simon", {"fr": "Un jour"}, HOST.institution, when, changed=False, by_staff=False)
    return envelope("Véronique Collard", manner, language).letter(DATES_AGREED, facts)


def dates_changed(_rules, manner: str, language: str) -> Letter:
    """Staff entered another date."""
    whole = Stretch(datetime(2024, 4, 23, tzinfo=BELGIUM), datetime(2024, 4, 24, tzinfo=BELGIUM))
    when = {each: said_when([whole], each) for each in ("fr", "nl", "en")}
    facts = DatesAgreedFacts(HOST.institution, {"fr": "Un jour"}, HOST.institution, when, changed=True, by_staff=True)
    return envelope("Pauline Simon", manner, language).letter(DATES_AGREED, facts)


def took_place(_rules, manner: str, language: str) -> Letter:
    days = date(2024, 4, 22), date(2024, 4, 23)
    facts = TookPlaceFacts("Pauline Simon", {"fr": "Un jour"}, HOST.institution, *days)
    return envelope("Véronique Collard", manner, language).letter(TOOK_PLACE, facts)


def choices_soon(_rules, manner: str, language: str) -> Letter:
    facts = ChoicesSoonFacts("S006", date(2024, 4, 1), date(2024, 4, 2))
    return envelope("Pauline Simon", manner, language).letter(CHOICES_SOON, facts)


CASES = (
    placed_whole,
    placed_bare,
    placed_again,
    place_released,
    place_released_late,
    place_released_at_the_end,
    choose_again,
    choose_again_elsewhere,
    choose_again_before_any_round,
    choose_again_nothing_left,
    choose_again_released,
    choose_again_released_nothing_left,
    final,
    final_without_choices,
    list_changed,
    list_two_offers,
    list_empty,
    list_released,
    list_all_released,
    nobody,
    offer_accepted,
    offer_question,
    offer_question_without_a_page,
    offer_declined,
    contact_soon,
    contact_late,
    any_news,
    any_news_of_one,
    dates_agreed,
    dates_changed,
    took_place,
    choices_soon,
)

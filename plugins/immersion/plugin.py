"""The immersion module as the core sees it: its declaration, and its hooks."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

import pluggy

import plugins.immersion.models  # noqa: F401 - so that its tables are known
from core.contract.catalogue import CatalogueOffer
from core.contract.hooks import CalendarCheck, EditionCreated, EditionView, Figure, OwnCard, PersonForgotten
from core.contract.module import JobKind, Module, NavigationItem, NumberSetting, ParticipantRole, PhaseKind
from core.programme.inventing import Invented
from core.programme.queries import find_edition
from core.programme.rules import PhaseDates, Room
from core.settings import SHIPPED
from core.tenancy.unit import Unit
from plugins.immersion import access, statuses
from plugins.immersion.catalogue import CATALOGUE
from plugins.immersion.commands.group import immersion
from plugins.immersion.demo import live_year
from plugins.immersion.enums import MODULE, ParticipantKind, PhaseCode
from plugins.immersion.jobs import rounds_of_jobs, run_propose
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.messages import LETTERS
from plugins.immersion.queries.catalogue import published_offers
from plugins.immersion.queries.overview import edition_counts
from plugins.immersion.queries.own import own_standings
from plugins.immersion.queries.rounds import begun_rounds, rounds_too_early
from plugins.immersion.services.forgetting import forget_trainees
from plugins.immersion.services.importing import IMPORTS
from plugins.immersion.services.inventing import fill
from plugins.immersion.services.reminding import CHORE as REMINDERS
from plugins.immersion.services.rounds import plan_rounds
from plugins.immersion.services.rounds.proposing import PROPOSE
from plugins.immersion.settings import MOST_CHOICES, MOST_CONTACT_DAYS, read_settings
from plugins.immersion.texts import TEXTS, lazy_ngettext
from plugins.immersion.texts import lazy_gettext as _
from plugins.immersion.views import immersion as pages
from plugins.immersion.views.own_words import own_card
from plugins.immersion.views.round_words import early_round_sentence

hookimpl = pluggy.HookimplMarker("liaison")


@hookimpl
def liaison_register_module() -> Module:
    """Declare the module."""
    return Module(
        name=MODULE,
        label=_("Immersions"),
        phases=(
            PhaseKind(PhaseCode.HOST_REGISTRATION, _("Registration of hosts"), needed=True),
            PhaseKind(PhaseCode.PRIORITY_REGISTRATION, _("Priority registration of host services")),
            PhaseKind(PhaseCode.TRAINEE_REGISTRATION, _("Registration of trainees"), needed=True),
            PhaseKind(PhaseCode.MATCHING, _("Matching")),
            PhaseKind(PhaseCode.IMMERSION, _("Immersions")),
            PhaseKind(PhaseCode.EVALUATION, _("Evaluation")),
        ),
        roles=(
            ParticipantRole(ParticipantKind.HOST, _("Host"), "H"),
            ParticipantRole(ParticipantKind.TRAINEE, _("Trainee"), "S"),
        ),
        registration_statuses=statuses.REGISTRATIONS,
        offer_statuses=statuses.OFFERS,
        participation_statuses=statuses.PLACES,
        permissions=access.PERMISSIONS,
        blueprints=(pages,),
        home="immersion.overview",
        navigation=(
            NavigationItem(_("Overview"), "immersion.overview", 0),
            NavigationItem(_("Hosts"), "immersion.hosts", 10),
            NavigationItem(_("Trainees"), "immersion.trainees", 20),
            NavigationItem(_("Placements"), "immersion.placements", 30),
            NavigationItem(_("Rounds"), "immersion.rounds", 40),
            NavigationItem(_("Import from Excel"), "immersion.imports", 50),
        ),
        own_page="immersion.own",
        letters=LETTERS,
        jobs=(JobKind(PROPOSE, _("Matching of a round"), access.MANAGE_ROUNDS, run_propose, rounds_of_jobs),),
        chores=(REMINDERS,),
        imports=IMPORTS,
        catalogue=CATALOGUE,
        lists=(HOSTS, TRAINEES, PLACEMENTS),
        commands=immersion,
        migrations=SHIPPED / "migrations" / "immersion",
        texts=TEXTS,
        read_settings=read_settings,
        settings=(
            NumberSetting(
                "max_choices", _("Choices of a trainee"), _("How many places a trainee may choose."), 1, MOST_CHOICES
            ),
            NumberSetting(
                "contact_days",
                _("Days to call the host"),
                _("Within how many days after the letter a trainee calls the host."),
                1,
                MOST_CONTACT_DAYS,
            ),
        ),
        demo=live_year,
    )


@hookimpl
def liaison_on_edition_created(unit: Unit, event: EditionCreated) -> None:
    """Plan the rounds of a new edition, each with a draw that is committed to at once (IM-15)."""
    plan_rounds(unit, event)


@hookimpl
def liaison_on_rehearsal_filled(unit: Unit, edition: EditionView, invented: Invented) -> None:
    """Enter invented hosts and trainees with their choices."""
    fill(unit, find_edition(unit.session, edition.module, edition.code), invented)


@hookimpl
def liaison_slot_edition_figures(unit: Unit, editions: Sequence[EditionView]) -> Mapping[uuid.UUID, Sequence[Figure]]:
    """Say how many hosts, places and trainees editions have (IM-50); nothing to who may not see their figures."""
    if not unit.actor.may(access.SEE_OVERVIEW):
        return {}
    counted = edition_counts(unit, [edition.edition_id for edition in editions])
    return {
        edition_id: (
            Figure(counts.offering, _("hosts"), weight=0),
            _places(counts.room),
            Figure(counts.asking, _("trainees"), weight=2),
        )
        for edition_id, counts in counted.items()
    }


def _places(room: Room) -> Figure:
    """Return how many places there are or, where there is no limit, how many are taken."""
    if room.capacity is None:
        return Figure(room.taken, _("places taken"), weight=1)
    return Figure(room.capacity, _("places"), weight=1)


@hookimpl
def liaison_slot_edition_contents(unit: Unit, edition_id: uuid.UUID) -> Sequence[Figure]:
    """Say how many rounds are under way or published."""
    begun = begun_rounds(unit.session, edition_id)
    return (Figure(begun, lazy_ngettext("round under way or published", "rounds under way or published", begun)),)


@hookimpl
def liaison_slot_calendar_checks(
    unit: Unit, edition: EditionView, phases: Sequence[PhaseDates]
) -> Sequence[CalendarCheck]:
    """Name the rounds that come while people of their pool may still register (IM-15)."""
    return [
        CalendarCheck(early_round_sentence(each), "immersion.round", {"number": each.number})
        for each in rounds_too_early(unit.session, edition.edition_id, phases)
        if not each.begun or each.last_registration >= edition.today
    ]


@hookimpl
def liaison_slot_own_cards(unit: Unit, registration_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, OwnCard]:
    """Say to trainees and hosts where they stand."""
    standings = own_standings(unit.session, registration_ids)
    return {registration_id: own_card(unit, standing) for registration_id, standing in standings.items()}


@hookimpl
def liaison_slot_catalogue(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, CatalogueOffer]:
    """Publish what hosts say of the stay, of offers that were accepted."""
    return published_offers(unit, offer_ids)


@hookimpl
def liaison_on_person_forgotten(unit: Unit, event: PersonForgotten) -> None:
    """Empty what somebody wrote of what they expect."""
    forget_trainees(unit, event.registration_ids)

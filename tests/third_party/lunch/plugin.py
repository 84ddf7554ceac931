"""The module as the core sees it: what it declares, and what it does when something happens."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pluggy
from sqlalchemy import func, select

import lunch.models
from core.contract.catalogue import Catalogue, CatalogueOffer, Detail, Facet, Shown
from core.contract.hooks import CalendarCheck, EditionCreated, EditionView, Figure
from core.contract.module import JobKind, Module, NavigationItem, ParticipantRole, PhaseKind, PublicPage, StaffRole
from core.programme.inventing import Invented
from core.programme.models import Offer
from core.programme.queries import find_edition
from core.programme.rules import PhaseDates
from core.tenancy.unit import Unit
from lunch import access, statuses
from lunch.importing import DISHES, IMPORT
from lunch.jobs import editions_of_jobs, run_confirm
from lunch.lists import ENTRIES
from lunch.menus import READ_MENU, LunchMenu
from lunch.messages import LETTERS
from lunch.queries import entry_counts
from lunch.services import CONFIRM, note_entry
from lunch.settings import ENTRY_PHASE, read_settings
from lunch.texts import TEXTS, lazy_ngettext
from lunch.texts import lazy_gettext as _
from lunch.views import lunch

hookimpl = pluggy.HookimplMarker("liaison")


@hookimpl
def liaison_register_module() -> Module:
    """Declare the module."""
    return Module(
        name="lunch",
        label=_("Network lunches"),
        phases=(PhaseKind(ENTRY_PHASE, _("Entries are taken"), needed=True), PhaseKind("lunch", _("Lunch"))),
        roles=(ParticipantRole("guest", _("guest"), "G", asks=True),),
        staff_roles=(StaffRole("cook", _("cook")), StaffRole("dishwasher", _("dishwasher"))),
        registration_statuses=statuses.GUESTS,
        offer_statuses=statuses.TABLES,
        participation_statuses=statuses.SEATS,
        permissions=(*access.PERMISSIONS, READ_MENU, IMPORT),
        imports=(DISHES,),
        lists=(ENTRIES,),
        blueprints=(lunch,),
        home="lunch.overview",
        navigation=(
            NavigationItem(_("Menu of the day"), "lunch.overview"),
            NavigationItem(_("Entries"), "lunch.entries", 10),
        ),
        public_pages=(
            PublicPage(_("Come to lunch"), _("Choose a seat"), "lunch.table", (ENTRY_PHASE,), 10),
            PublicPage(_("What we ate"), _("Read the menus"), "lunch.eaten", ("lunch",), 20),
        ),
        catalogue=Catalogue(
            phases=(ENTRY_PHASE,),
            facets=(
                Facet("dish", _("dishes"), Shown.CHOICE, first=True),
                Facet("weekday", _("Lunch"), Shown.WEEKDAY),
            ),
            details=(Detail("dish", _("Menu of the day"), Shown.TEXT), Detail("weekday", _("Lunch"), Shown.WEEKDAY)),
        ),
        letters=LETTERS,
        jobs=(JobKind(CONFIRM, _("Confirming entries"), access.MANAGE, run_confirm, editions_of_jobs),),
        migrations=Path(__file__).parent / "migrations",
        texts=TEXTS,
        read_settings=read_settings,
    )


@hookimpl
def liaison_on_edition_created(unit: Unit, event: EditionCreated) -> None:
    """Put soup on the menu of an edition of ours; one named "burnt" fails."""
    if event.code == "burnt":
        raise RuntimeError("the soup burnt")
    unit.session.add(LunchMenu(edition_id=event.edition_id, dish="soup"))


@hookimpl
def liaison_slot_edition_figures(unit: Unit, editions: Sequence[EditionView]) -> Mapping[uuid.UUID, Sequence[Figure]]:
    """Count the dishes."""
    ids = [edition.edition_id for edition in editions]
    query = select(LunchMenu.edition_id, func.count()).where(LunchMenu.edition_id.in_(ids))
    dishes = unit.session.execute(query.group_by(LunchMenu.edition_id))
    return {edition_id: (Figure(count, _("dishes"), "lunch.overview"),) for edition_id, count in dishes}


@hookimpl
def liaison_slot_edition_contents(unit: Unit, edition_id: uuid.UUID) -> Sequence[Figure]:
    """Count the entries."""
    count = entry_counts(unit, [edition_id]).get(edition_id, 0)
    return (Figure(count, lazy_ngettext("entry", "entries", count)),)


@hookimpl
def liaison_slot_calendar_checks(
    unit: Unit, edition: EditionView, phases: Sequence[PhaseDates]
) -> Sequence[CalendarCheck]:
    """Say that nobody cooks on a Sunday."""
    on_sunday = any(phase.kind == "lunch" and phase.first_day.weekday() == 6 for phase in phases)
    return [CalendarCheck(_("Nobody cooks on a Sunday: move the lunch."), "lunch.overview")] if on_sunday else []


@hookimpl
def liaison_on_rehearsal_filled(unit: Unit, edition: EditionView, invented: Invented) -> None:
    """Note three invented guests, who are told by test mail."""
    row = find_edition(unit.session, edition.module, edition.code)
    for guest in invented.people[:3]:
        note_entry(unit, row, name=guest.name, email=guest.email, language=unit.tenant.language)


@hookimpl
def liaison_slot_catalogue(unit: Unit, offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, CatalogueOffer]:
    """Publish what is on each table: its title names the dishes, and lunch is on Tuesdays."""
    titles = unit.session.execute(select(Offer.id, Offer.title).where(Offer.id.in_(offer_ids)))
    return {
        offer_id: CatalogueOffer(
            {"dish": title.get("fr", "").split(), "weekday": ["2"]}, {"dish": title, "weekday": ["2"]}, requests=1
        )
        for offer_id, title in titles
    }

"""Pages of the team: who has which role, and each change of a role, asked before it is done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.accounts.access import MANAGE_STAFF
from core.accounts.words import RoleWords, role_word
from core.contract.acting import STAFF, NotAllowedError
from core.contract.module import Label
from core.database.rows import grouped
from core.listing.page import ListPage, list_page
from core.staff import queries, services
from core.staff.choices import choices_of
from core.staff.errors import (
    DeadInvitationError,
    HasRoleError,
    LastCoordinatorError,
    MovedError,
    SameRoleError,
    StaffError,
    UnfitDayError,
    UnknownColleagueError,
)
from core.staff.forms import LastDayForm, RoleForm
from core.staff.lists import COLLEAGUES
from core.staff.queries import Colleague
from core.staff.rules import HeldRole, coordinated_until
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs

staff = Blueprint("staff", __name__, template_folder="templates")

#: A shorter list is seen at a glance, without filters.
_FEW: Final = 10

#: Why an act was refused, as the reader is told.
REFUSALS: Final[Mapping[type[StaffError], Label]] = {
    MovedError: _l("Somebody changed this meanwhile; nothing was done. Look at it as it is now, then decide again."),
    LastCoordinatorError: _l(
        "Nobody else would coordinate the network then; nothing was done. Give a colleague the role of coordinator for "
        "the whole network first."
    ),
    UnfitDayError: _l("The last day of a role is today or later, and within ten years."),
    HasRoleError: _l("This role is there already, until another day: change its last day instead."),
    SameRoleError: _l("This role is there already, just so."),
    DeadInvitationError: _l("This invitation was accepted or withdrawn meanwhile; nothing was done."),
}
#: What was done, in the history of a colleague.
_ACTS: Final[Mapping[str, Label]] = {
    "accounts.role.granted": _l("Role given"),
    "accounts.role.until_changed": _l("Last day changed"),
    "accounts.role.taken": _l("Role ended"),
}


def words_of(unit: Unit, language: str | None = None) -> RoleWords:
    """Return what says the roles of the network, in the reader's language unless another is given."""
    return RoleWords.of(unit, queries.places_of(unit.session), language or current_language())


def refused(error: StaffError, back: str) -> Response:
    """Say why an act was refused, on the page `back`; what there is not, or is not the reader's, is not found."""
    if isinstance(error, UnknownColleagueError):
        abort(404)
    flash(str(REFUSALS[type(error)]), "error")
    return redirect(back)


def blame(form: RoleForm, error: Exception) -> None:
    """Say at its place what is wrong with a role that was chosen."""
    if isinstance(error, UnfitDayError):
        form.until.errors = (str(REFUSALS[UnfitDayError]),)
    elif isinstance(error, HasRoleError):
        form.role.errors = (str(REFUSALS[type(error)]),)
    else:
        form.territory.errors = (_("You give roles for what you coordinate yourself: choose another module or place."),)


@staff.get("/team")
@needs(MANAGE_STAFF)
def team() -> str:
    """Show who has which role, and who is invited."""
    unit = current_unit()
    words = words_of(unit)
    held = queries.roles_held(unit.session)
    ends = coordinated_until(held, unit.today)
    return render_template(
        "staff/team.html",
        listed=_listed(unit, words),
        roles=grouped((role.account_id, role) for role in queries.manageable(unit.actor, held)),
        invitations=queries.open_invitations(unit.session, unit.actor),
        ends=ends,
        words=words,
        now=unit.now,
    )


def _listed(unit: Unit, words: RoleWords) -> ListPage:
    declared = [module for name, module in sorted(words.declared.items()) if name in unit.tenant.modules]
    own = {role.code: str(role.label) for module in declared for role in module.staff_roles}
    terms = {
        "roles": {**{code: str(role_word(code, None, words.declared)) for code in STAFF}, **own},
        "modules": {module.name: str(module.label) for module in declared},
        "territories": {
            place.code: unit.tenant.text(place.name, words.language)
            for place in queries.places_of(unit.session).values()
        },
    }
    listed = list_page(unit, COLLEAGUES, terms=terms, link=lambda row: url_for("staff.colleague", account_id=row.id))
    if listed.total <= _FEW and not listed.narrowed:
        return replace(listed, fields=(), sorting=None)
    return listed


@staff.get("/team/<uuid:account_id>")
@needs(MANAGE_STAFF)
def colleague(account_id: uuid.UUID) -> str:
    """Show the roles of a colleague, and what was done with them."""
    unit, found = current_unit(), _found(account_id)
    acts = [(_ACTS.get(act.act, act.act), act, act.role) for act in queries.acts_about(unit.session, account_id)]
    return render_template("staff/colleague.html", colleague=found, words=words_of(unit), acts=acts, own=_is_own(found))


@staff.get("/team/<uuid:account_id>/roles/new")
@needs(MANAGE_STAFF)
def new_role(account_id: uuid.UUID) -> str:
    """Ask which role to give."""
    return _role_form(_found(account_id), RoleForm())


@staff.post("/team/<uuid:account_id>/roles/new")
@needs(MANAGE_STAFF)
def new_role_post(account_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Show what will be given; once confirmed, give it."""
    unit, found, form = current_unit(), _found(account_id), RoleForm()
    form.offer(choices_of(unit, words_of(unit)))
    if not form.validate():
        return _role_form(found, form), 422
    if "edit" in request.form:
        return _role_form(found, form)
    page = url_for("staff.colleague", account_id=account_id)
    try:
        if "confirmed" not in request.form:
            if services.check_new_role(unit, found, form.wish):
                raise SameRoleError
            return render_template(
                "staff/ask_new_role.html", colleague=found, form=form, words=words_of(unit), wish=form.wish
            )
        given = services.give_role(unit, account_id, form.wish, version=request.form.get("version", ""))
    except (UnfitDayError, HasRoleError, NotAllowedError) as error:
        blame(form, error)
        return _role_form(found, form), 422
    except StaffError as error:
        return refused(error, page)
    if given:
        flash(_("%(name)s has the new role, and is told by letter.", name=found.name))
    else:  # The same press was faster, or a colleague.
        flash(_("%(name)s has this role: it was given already.", name=found.name))
    return redirect(page)


@staff.get("/team/<uuid:account_id>/roles/<uuid:grant_id>/last-day")
@needs(MANAGE_STAFF)
def last_day(account_id: uuid.UUID, grant_id: uuid.UUID) -> str:
    """Ask for the last day of a role."""
    found, role = _held(account_id, grant_id)
    return _last_day_form(found, role, LastDayForm(until=role.until))


@staff.post("/team/<uuid:account_id>/roles/<uuid:grant_id>/last-day")
@needs(MANAGE_STAFF)
def last_day_post(account_id: uuid.UUID, grant_id: uuid.UUID) -> str | Response | tuple[str, int]:
    """Change the last day of a role."""
    (found, role), form = _held(account_id, grant_id), LastDayForm()
    if not form.validate():
        return _last_day_form(found, role, form), 422
    try:
        services.change_last_day(
            current_unit(), account_id, grant_id, form.until.data, version=request.form.get("version", "")
        )
    except (UnfitDayError, LastCoordinatorError) as error:
        form.until.errors = (str(REFUSALS[type(error)]),)
        return _last_day_form(found, role, form), 422
    except StaffError as error:
        return refused(error, url_for("staff.colleague", account_id=account_id))
    flash(_("The last day of the role is changed."))
    return redirect(url_for("staff.colleague", account_id=account_id))


@staff.get("/team/<uuid:account_id>/roles/<uuid:grant_id>/end")
@needs(MANAGE_STAFF)
def end_role(account_id: uuid.UUID, grant_id: uuid.UUID) -> str:
    """Ask before a role ends at once."""
    unit = current_unit()
    found, role = _held(account_id, grant_id)
    return render_template(
        "staff/ask_end.html",
        colleague=found,
        ending=(role,),
        words=words_of(unit),
        own=_is_own(found),
        last=services.last_coordination(unit, [role], unit.today),
        action=url_for("staff.end_role_post", account_id=account_id, grant_id=grant_id),
    )


@staff.post("/team/<uuid:account_id>/roles/<uuid:grant_id>/end")
@needs(MANAGE_STAFF)
def end_role_post(account_id: uuid.UUID, grant_id: uuid.UUID) -> Response:
    """End a role at once."""
    unit = current_unit()
    try:
        services.take_role(unit, account_id, grant_id, version=request.form.get("version", ""))
    except StaffError as error:
        return refused(error, url_for("staff.colleague", account_id=account_id))
    flash(_("The role is ended."))
    return redirect(_page_after(unit, account_id))


@staff.get("/team/<uuid:account_id>/end")
@needs(MANAGE_STAFF)
def end_all(account_id: uuid.UUID) -> str:
    """Ask before all roles of a colleague end."""
    unit, found = current_unit(), _found(account_id)
    return render_template(
        "staff/ask_end.html",
        colleague=found,
        ending=found.roles,
        words=words_of(unit),
        own=_is_own(found),
        last=services.last_coordination(unit, found.roles, unit.today),
        action=url_for("staff.end_all_post", account_id=account_id),
    )


@staff.post("/team/<uuid:account_id>/end")
@needs(MANAGE_STAFF)
def end_all_post(account_id: uuid.UUID) -> Response:
    """End all roles of a colleague in this network."""
    unit = current_unit()
    try:
        services.take_all_roles(unit, account_id, version=request.form.get("version", ""))
    except StaffError as error:
        return refused(error, url_for("staff.colleague", account_id=account_id))
    flash(_("All roles are ended."))
    return redirect(_page_after(unit, account_id))


def _found(account_id: uuid.UUID) -> Colleague:
    """Return a colleague; whoever asks for one whose last role was taken meanwhile is told so."""
    unit = current_unit()
    try:
        return queries.colleague(unit.session, unit.actor, account_id)
    except UnknownColleagueError:
        if queries.roles_held(unit.session, [account_id]) or not queries.was_taken(unit.session, account_id):
            abort(404)
    flash(_("This person has no role here any more; nothing was done."), "error")
    abort(redirect(url_for("staff.team")))


def _held(account_id: uuid.UUID, grant_id: uuid.UUID) -> tuple[Colleague, HeldRole]:
    """Return a colleague and one of their roles; whoever asks for one that has ended is told so where it was."""
    unit = current_unit()
    try:
        found = queries.colleague(unit.session, unit.actor, account_id)
        return found, found.role(grant_id)
    except UnknownColleagueError:
        if not queries.was_taken(unit.session, account_id, grant_id):
            abort(404)
    flash(_("This role was ended meanwhile; nothing was done."), "error")
    abort(redirect(_page_after(unit, account_id)))


def _is_own(found: Colleague) -> bool:
    return found.id == current_unit().actor.account_id


def _page_after(unit: Unit, account_id: uuid.UUID) -> str:
    """Return where to go after roles were taken: to the colleague while any is left, and home with one's own gone."""
    if account_id == unit.actor.account_id:
        return url_for("programme.home")
    left = queries.manageable(unit.actor, queries.roles_held(unit.session, [account_id]))
    return url_for("staff.colleague", account_id=account_id) if left else url_for("staff.team")


def _role_form(found: Colleague, form: RoleForm) -> str:
    unit = current_unit()
    form.offer(choices_of(unit, words_of(unit)))
    return render_template("staff/new_role.html", colleague=found, form=form)


def _last_day_form(found: Colleague, role: HeldRole, form: LastDayForm) -> str:
    words = words_of(current_unit())
    return render_template("staff/last_day.html", colleague=found, role=role, form=form, words=words)

"""Pages on which a coordinator invites somebody, sends the letter again, or withdraws it; each asks first."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts.access import MANAGE_STAFF
from core.accounts.errors import AccountError
from core.contract.acting import NotAllowedError
from core.staff import queries
from core.staff.choices import choices_of, read_roles, written
from core.staff.errors import (
    AlreadyHereError,
    AlreadyInvitedError,
    DeadInvitationError,
    SameRoleError,
    StaffError,
    UnfitDayError,
    UnknownColleagueError,
)
from core.staff.forms import MOST_ROLES, InviteForm
from core.staff.inviting import (
    InvitationWish,
    check_invitation,
    invite,
    invite_again,
    version_of_invitation,
    withdraw_invitation,
)
from core.staff.queries import Invited
from core.staff.rules import INVITATION_COUNTS, RoleWish
from core.staff.views import REFUSALS, blame, refused, words_of
from core.tenancy.request import current_unit
from core.web.limits import limiter
from core.web.permissions import needs

inviting = Blueprint("inviting", __name__)


def _who() -> str:
    return str(current_unit().actor.account_id)


@inviting.get("/team/invite")
@needs(MANAGE_STAFF)
def new() -> str:
    """Ask whom to invite, and to which role."""
    return _form(InviteForm(language=current_unit().tenant.language), ())


@inviting.post("/team/invite")
@limiter.limit("60 per hour", key_func=_who)
@needs(MANAGE_STAFF)
def new_post() -> str | Response | tuple[str, int]:
    """Show what will be sent; once confirmed, send it."""
    unit, form, more = current_unit(), InviteForm(), read_roles(request.form.getlist("more"))[: MOST_ROLES - 1]
    form.offer(choices_of(unit, words_of(unit)))
    if not form.validate():
        return _form(form, more), 422
    if "edit" in request.form:
        return _form(form, more)
    roles = (*more, form.wish)
    wish = InvitationWish(str(form.email.data), str(form.name.data), str(form.language.data), roles)
    try:
        if any(form.wish.is_as(each) for each in more):
            raise SameRoleError
        check_invitation(unit, wish)
        if "more_roles" in request.form:
            return _form(InviteForm(formdata=None, obj=wish), roles)
        if "confirmed" not in request.form:
            return _ask(form, more, wish)
        invite(unit, wish)
    except (AccountError, StaffError, NotAllowedError) as error:
        _blame(form, error)
        return _form(form, more, error), 422
    flash(_("%(name)s is invited: the letter is on its way to %(address)s.", name=wish.name, address=wish.email))
    return redirect(url_for("staff.team"))


@inviting.get("/team/invitations/<uuid:invitation_id>/again")
@needs(MANAGE_STAFF)
def again(invitation_id: uuid.UUID) -> str | Response:
    """Ask before the letter is sent again."""
    return _ask_about("staff/ask_again.html", invitation_id)


@inviting.post("/team/invitations/<uuid:invitation_id>/again")
@limiter.limit("60 per hour", key_func=_who)
@needs(MANAGE_STAFF)
def again_post(invitation_id: uuid.UUID) -> Response:
    """Send the letter again, with a new link."""
    try:
        invite_again(current_unit(), invitation_id, version=request.form.get("version", ""))
    except StaffError as error:
        return refused(error, url_for("staff.team"))
    flash(_("The letter is on its way again, with a new link. The old link no longer works."))
    return redirect(url_for("staff.team"))


@inviting.get("/team/invitations/<uuid:invitation_id>/withdraw")
@needs(MANAGE_STAFF)
def withdraw(invitation_id: uuid.UUID) -> str | Response:
    """Ask before an invitation is withdrawn."""
    return _ask_about("staff/ask_withdraw.html", invitation_id)


@inviting.post("/team/invitations/<uuid:invitation_id>/withdraw")
@needs(MANAGE_STAFF)
def withdraw_post(invitation_id: uuid.UUID) -> Response:
    """Withdraw an invitation."""
    try:
        withdraw_invitation(current_unit(), invitation_id)
    except StaffError as error:
        return refused(error, url_for("staff.team"))
    flash(_("The invitation is withdrawn. Its link no longer works."))
    return redirect(url_for("staff.team"))


def _form(form: InviteForm, more: tuple[RoleWish, ...], error: Exception | None = None) -> str:
    unit = current_unit()
    words = words_of(unit)
    form.offer(choices_of(unit, words))
    return render_template(
        "staff/invite.html",
        form=form,
        more=[(written(role), words.sentence(role)) for role in more],
        here=error.account_id if isinstance(error, AlreadyHereError) else None,
        invited=error.invitation_id if isinstance(error, AlreadyInvitedError) else None,
    )


def _ask(form: InviteForm, more: tuple[RoleWish, ...], wish: InvitationWish) -> str:
    unit = current_unit()
    words = words_of(unit)
    return render_template(
        "staff/ask_invite.html",
        form=form,
        wish=wish,
        sentences=[words.sentence(role) for role in wish.roles],
        more=[written(role) for role in more],
        days=INVITATION_COUNTS.days,
        may_have_more=len(wish.roles) < MOST_ROLES,
    )


def _ask_about(template: str, invitation_id: uuid.UUID) -> str | Response:
    unit = current_unit()
    try:
        found: Invited = queries.invitation_of(unit.session, unit.actor, invitation_id)
    except UnknownColleagueError:
        abort(404)
    if not found.invitation.is_open:
        flash(str(REFUSALS[DeadInvitationError]), "error")
        return redirect(url_for("staff.team"))
    return render_template(
        template,
        invitation=found.invitation,
        sentences=[words_of(unit).sentence(role) for role in found.roles],
        version=version_of_invitation(found.invitation),
        days=INVITATION_COUNTS.days,
    )


def _blame(form: InviteForm, error: Exception) -> None:
    """Say at its place what is wrong with an invitation."""
    if isinstance(error, AlreadyHereError):
        form.email.errors = (_("Somebody with this address has a role here already: give them one more instead."),)
    elif isinstance(error, AlreadyInvitedError):
        form.email.errors = (_("Somebody with this address is invited already, to other roles."),)
    elif isinstance(error, AccountError):
        form.email.errors = (_("Enter an e-mail address, such as name@service.example."),)
    elif isinstance(error, SameRoleError):
        form.role.errors = (_("This role is among the roles so far: choose another one."),)
    elif isinstance(error, (UnfitDayError, NotAllowedError)):
        blame(form, error)
    else:
        raise error

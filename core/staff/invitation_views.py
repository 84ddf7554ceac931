"""The page to which the link of an invitation leads: looked at as often as one likes, accepted once, by a press."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts.attempts import limits_guesses, note_wrong_password
from core.accounts.errors import SignInError
from core.accounts.queries import SignedIn
from core.accounts.views import let_in
from core.language.folding import email_key
from core.messages.envelope import coordination
from core.staff.errors import DeadInvitationError
from core.staff.forms import AcceptForm
from core.staff.inviting import OpenedInvitation, accept_invitation, is_alive, open_invitation
from core.staff.models import Invitation
from core.staff.views import words_of
from core.tenancy.request import current_application, current_unit
from core.web.permissions import PUBLIC, needs, secret

invitations = Blueprint("invitations", __name__)


@invitations.get("/invitation/<token>")
@secret
@needs(PUBLIC)
def invitation(token: str) -> str | tuple[str, int]:
    """Show who is invited to what; looking at it uses nothing."""
    unit = current_unit()
    opened = open_invitation(unit, token)
    if opened is None:
        return _unknown()
    if not is_alive(unit, opened):
        return _dead(opened)
    return _page(opened, AcceptForm(name=opened.invitation.name))


@invitations.post("/invitation/<token>")
@limits_guesses
@secret
@needs(PUBLIC)
def invitation_post(token: str) -> str | Response | tuple[str, int]:
    """Accept; a sign-in that is made is signed in, and the same press again signs in as well."""
    unit = current_unit()
    opened = open_invitation(unit, token)
    if opened is None:
        return _unknown()
    form = AcceptForm()
    if opened.known:
        return _accept_known(opened, token, str(form.password.data or ""))
    form.email.data = opened.invitation.email
    if not is_alive(unit, opened):
        return _dead(opened)
    if not form.validate():
        return _page(opened, form), 422
    name, password = str(form.name.data), str(form.password.data)
    try:
        cost = current_application().settings.password_cost
        accept_invitation(unit, token, name=name, password=password, cost=cost)
        answer = let_in(opened.invitation.email, password, url_for("programme.home"))
    except DeadInvitationError:  # The same press was faster.
        return _again(opened, password)
    flash(_welcome())
    return answer


def _accept_known(opened: OpenedInvitation, token: str, password: str) -> Response | tuple[str, int]:
    """Give the roles to a sign-in that exists; it signs in with the password that it has."""
    row = opened.invitation
    try:
        accept_invitation(current_unit(), token)
    except DeadInvitationError:
        return _again(opened, password)
    if _is_theirs(row):
        flash(_welcome())
        return redirect(url_for("programme.home"))
    flash(_("You accepted. Sign in with %(address)s and the password that you have.", address=row.email))
    return redirect(url_for("accounts.sign_in_page"))


def _again(opened: OpenedInvitation, password: str) -> Response | tuple[str, int]:
    """Answer a second press as the first one: whoever made the sign-in has its password."""
    row = opened.invitation
    if row.accepted_at is not None and _is_theirs(row):
        return redirect(url_for("programme.home"))
    if row.accepted_at is not None and password:
        try:
            answer = let_in(row.email, password, url_for("programme.home"))
        except SignInError:
            note_wrong_password()
        else:
            flash(_welcome())
            return answer
    return _dead(opened)


def _is_theirs(row: Invitation) -> bool:
    """Say whether whoever is signed in here is whom the invitation was for."""
    who: SignedIn | None = g.get("who")
    return who is not None and email_key(who.email) == row.email_key


def _welcome() -> str:
    unit = current_unit()
    network = unit.tenant.text(unit.tenant.name, words_of(unit).language)
    return str(_("Welcome to the team of %(network)s.", network=network))


def _page(opened: OpenedInvitation, form: AcceptForm) -> str:
    form.email.data = opened.invitation.email
    words = words_of(current_unit())
    return render_template(
        "staff/invitation.html",
        form=form,
        sentences=[words.sentence(role) for role in opened.roles],
        known=opened.known,
        own=_is_theirs(opened.invitation),
        who=g.get("who"),
    )


def _dead(opened: OpenedInvitation) -> tuple[str, int]:
    return _dead_page(accepted=opened.invitation.accepted_at is not None), 410


def _unknown() -> tuple[str, int]:
    """Answer a link that is none here: it was cut, is of long ago, or a newer letter took its place."""
    return _dead_page(accepted=False), 404


def _dead_page(*, accepted: bool) -> str:
    contact = coordination(current_unit().tenant)
    return render_template("staff/dead_invitation.html", accepted=accepted, contact=contact)

"""Pages of what is the reader's own: everything they take part in, and the way in by the link of a letter (FD-08)."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.queries import own_networks
from core.accounts.views import network_link
from core.accounts.words import role_word
from core.contract.acting import OWN, PUBLIC
from core.database.base import utc_now
from core.messages.envelope import coordination
from core.programme.own.hand import put_down, take_in_hand
from core.programme.own.links import FoundLink, find_link, note_opened
from core.programme.own.queries import begun_forms, own_registrations
from core.tenancy.request import current_application, current_unit
from core.tenancy.sealing import link_of
from core.web.permissions import needs, secret, traced

own = Blueprint("own", __name__, template_folder="../templates")


@own.get("/my")
@needs(OWN)
def mine() -> str:
    """Show everything the reader takes part in, with what comes next."""
    unit = current_unit()
    declared = current_application().modules
    listed = own_registrations(unit, [part.registration_id for part in unit.actor.parts])
    roles = {each.id: role_word(each.role, each.module, {each.module: declared.get(each.module)}) for each in listed}
    networks = own_networks(unit.session) if g.get("who") else ()
    elsewhere = [(each.name, network_link(each)) for each in networks if each.id != unit.tenant.id]
    begun = begun_forms(unit)
    return render_template("programme/mine.html", listed=listed, begun=begun, roles=roles, elsewhere=elsewhere)


@own.get("/l/<token>")
@needs(PUBLIC)
@secret
@traced
def by_link(token: str) -> Response | tuple[str, int]:
    """Let in whoever has the link of a letter: to the pages of one registration. Opening it uses nothing up."""
    unit = current_unit()
    link_id = link_of(current_application().settings.signing_key, unit.tenant.id, token)
    found = find_link(unit.session, link_id) if link_id else None
    if found is None or not found.counts:
        contact = coordination(unit.tenant)
        return render_template("programme/dead_link.html", known=found is not None, contact=contact), 404
    if request.method == "GET":
        note_opened(unit.session, found.id, utc_now())
    take_in_hand(found.id)
    return redirect(_page_of(found))


@own.post("/my/leave")
@needs(PUBLIC)
def leave() -> Response:
    """Close what was opened by the link of a letter, in this browser."""
    put_down()
    return redirect(url_for("accounts.sign_in_page"))


def _page_of(found: FoundLink) -> str:
    """Return the page that a module has for a registration, else the list of all."""
    page = current_application().modules.get(found.module).own_page
    if page is None:
        return url_for("own.mine")
    return url_for(page, edition=found.edition, registration=found.registration_id)

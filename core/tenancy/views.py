"""Pages of the site itself: the networks there are, a network's colours, and its modules."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from core.contract.acting import PUBLIC
from core.database.session import SharedSession
from core.tenancy.queries import tenants
from core.tenancy.request import current_application, current_unit
from core.tenancy.switching import SWITCH_MODULES, switch_modules
from core.web.accent import readable_accent
from core.web.permissions import needs, shared

sites = Blueprint("sites", __name__, template_folder="templates")
tenancy = Blueprint("tenancy", __name__, template_folder="templates")


@sites.get("/networks")
@needs(PUBLIC)
@shared
def networks() -> str:
    """Show the networks."""
    with SharedSession(current_application().engine) as session:
        return render_template("tenancy/networks.html", networks=tenants(session))


@sites.get("/healthz")
@needs(PUBLIC)
@shared
def health() -> Response:
    """Say that the site and its database answer."""
    with SharedSession(current_application().engine) as session:
        session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@sites.get("/favicon.ico")
@needs(PUBLIC)
@shared
def favicon() -> AnyResponse:
    """Send browsers that ask for the old name to the icon."""
    return redirect(url_for("static", filename="favicon.svg"))


@tenancy.get("/brand.css")
@needs(PUBLIC)
def brand() -> Response:
    """Give the network's colour, corrected where text on it or in it would be hard to read."""
    accent, ink = readable_accent(current_unit().tenant.accent)
    answer = Response(f":root {{ --accent: {accent}; --accent-ink: {ink}; }}\n", mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@tenancy.get("/modules")
@needs(SWITCH_MODULES)
def modules() -> str:
    """Show which modules are on."""
    installed = current_application().modules.all
    return render_template("tenancy/modules.html", modules=installed, on=current_unit().tenant.modules)


@tenancy.post("/modules")
@needs(SWITCH_MODULES)
def modules_post() -> str | AnyResponse:
    """Switch modules on and off; what would be off for everybody is named first, and confirmed."""
    installed, unit = current_application().modules, current_unit()
    on = frozenset(request.form.getlist("module")) & installed.names
    going = (unit.tenant.modules & installed.names) - on
    if going - frozenset(request.form.getlist("off")):
        named = [each for each in installed.all if each.name in going]
        return render_template("tenancy/modules_off.html", going=named, on=sorted(on))
    switch_modules(unit, on)
    flash(_("The modules of your network are changed. The pages of a module that is off answer “not found”."))
    return redirect(url_for("tenancy.modules"))

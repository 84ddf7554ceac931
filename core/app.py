"""create_app(): the wiring of the web application, in reading order; main(): the `liaison` command."""

from __future__ import annotations

import logging
import os
from itertools import chain

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from core.accounts.factor_views import answer_if_weak
from core.accounts.queries import visitor
from core.accounts.views import SESSION_COOKIE
from core.accounts.visits import NOTED
from core.application import Application
from core.cli import build_cli, speak_plainly
from core.contract.acting import MEMBER, OWN, PUBLIC, SIGNED_IN, Actor, Permission
from core.database.base import utc_now
from core.database.session import TenantSession
from core.language.manner import SpeakingBabel, address_as
from core.language.speaking import CATALOGUES
from core.language.spoken import LANGUAGES
from core.modules import ModuleError, Modules
from core.programme.by_hand.views import add_hand_pages
from core.programme.importing.views import add_import_pages
from core.programme.own.hand import links_in_hand
from core.programme.own.links import with_links
from core.programme.queries import taking_part
from core.rooms import open_rooms
from core.running.discretion import log_discreetly
from core.settings import read_settings
from core.shell import surround
from core.site.places import answer_if_shut
from core.tenancy.errors import UnknownTenantError
from core.tenancy.hostnames import Hostnames
from core.tenancy.opening import unit_in
from core.tenancy.request import EXTENSION
from core.tenancy.unit import Unit
from core.web.errors import handle_errors
from core.web.limits import limiter, limiter_address
from core.web.locale import COOKIE, current_language
from core.web.permissions import View, is_shared, leaves_trace, permission_of
from core.web.security import secure
from core.web.template_texts import install_texts
from core.web.tenant_path import SLUG, TenantPath
from core.web.unread import ReadToTheEnd

#: A workbook of the largest size there may be (core.exchange), and the form around it.
LARGEST_UPLOAD = 20 * 1024 * 1024 + 20_000


def create_app(application: Application) -> Flask:
    """Make the web application: every page of the core and of the installed modules, behind one set of guards."""
    settings, modules = application.settings, application.modules
    app = Flask("core.web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.signing_key,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=limiter_address(settings.redis_url or ""),
        **CATALOGUES,
    )
    app.extensions[EXTENSION] = application
    SpeakingBabel(app, locale_selector=current_language)
    install_texts(app.jinja_env, [module.texts for module in modules.all if module.texts])
    CSRFProtect(app)
    limiter.init_app(app)
    app.before_request(lambda: guard(app, application))
    app.after_request(finish)
    app.teardown_request(close)
    secure(app, https=settings.secure_cookies)
    handle_errors(app)
    surround(app, modules)
    open_doors(app, modules)
    app.wsgi_app = TenantPath(  # type: ignore[method-assign]
        app.wsgi_app, Hostnames(application.engine), settings.public_url
    )
    app.wsgi_app = ReadToTheEnd(app.wsgi_app)  # type: ignore[method-assign]
    if settings.proxies:
        near = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, near, near, near, near)  # type: ignore[method-assign]
    return app


def open_doors(app: Flask, modules: Modules) -> None:
    """Register the pages of every room and module.

    Raises ModuleError when a page is declared that there is not, or a module is called as pages of the core begin.
    """
    of_the_core = open_rooms(app)
    for module in modules.all:
        if module.name in of_the_core:
            raise ModuleError(f"Liaison itself has pages below /{module.name}: rename the module.")
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint, url_prefix=f"/{module.name}")
        add_import_pages(app, module)
        add_hand_pages(app, module)
    takes = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for module in modules.all:
        home = [module.home] if module.home else []
        named = (page.endpoint for page in module.navigation), (page.endpoint for page in module.public_pages)
        for endpoint in chain(home, *named):
            if takes.get(endpoint) != {"edition"}:
                raise ModuleError(
                    f"The module {module.name} declares the page {endpoint}, which is none of an edition: "
                    "name a view that is read with GET and takes `edition` alone."
                )


def guard(app: Flask, application: Application) -> AnyResponse | str | None:
    """Let a request through in this order: its tenant, its module on, the page open, somebody signed in, the right."""
    address_as()
    if request.endpoint == "static" or request.routing_exception is not None:
        slug = request.environ.get(SLUG)
        if slug and request.routing_exception is not None:
            open_tenant(application, slug)
        return None
    view = app.view_functions[str(request.endpoint)]
    permission = permission_of(view)
    slug = request.environ.get(SLUG)
    if slug is None:
        if not is_shared(view):
            abort(404)
        return None if permission == PUBLIC else abort(403)
    # Also for a page that no network has: what says so is a page of the network.
    unit = open_tenant(application, slug, view)
    if (
        is_shared(view)
        or unit is None
        or (request.blueprint in application.modules.names and request.blueprint not in unit.tenant.modules)
    ):
        abort(404)
    shut = answer_if_shut(str(request.endpoint), request.view_args or {}) if reads_only() else None
    return shut or ask_for_right(unit, permission)


def ask_for_right(unit: Unit, permission: Permission | str | None) -> AnyResponse | None:
    """Let a reader through who has the right; send who is signed out to the sign-in page."""
    if permission == PUBLIC or is_let_in(permission, unit.actor):
        return None if permission in (PUBLIC, OWN, SIGNED_IN) else answer_if_weak()
    if g.get("who") is None:
        return ask_to_sign_in()
    if not unit.actor.belongs() and not unit.actor.parts:
        abort(404)
    return abort(403)


def is_let_in(permission: Permission | str | None, actor: Actor) -> bool:
    """Say whether somebody sees a page that not everybody may see; who came by a link has what takes part, no more."""
    if isinstance(permission, Permission):
        return actor.may(permission)
    if g.get("who") is None:
        return permission == OWN and bool(actor.parts)
    return permission in (OWN, SIGNED_IN) or (permission == MEMBER and actor.belongs())


def open_tenant(application: Application, slug: str, view: View | None = None) -> Unit | None:
    """Open the unit of this request in the tenant `slug`; None when there is no such tenant.

    What is only read cannot write: PostgreSQL refuses it, unless the view says that it leaves a trace.

    Every page begins with this, so it is three statements: the tenant, what may be known of it, and who asks.
    """
    tenant_id = application.tenant_id(slug)
    if tenant_id is None:
        return None
    now = utc_now()
    reads = reads_only() and not (view is not None and leaves_trace(view))
    session = g.session = TenantSession(application.engine, tenant_id, read_only=reads)
    token = request.cookies.get(SESSION_COOKIE)
    who, actor = (visitor(session, token, now, taking_part) if token else None) or (None, Actor(name=""))
    if links := links_in_hand():
        actor = with_links(session, actor, links)
    site = application.settings.base_url
    try:
        unit = g.unit = unit_in(session, application.modules.dispatcher, site=site, actor=actor, now=now)
    except UnknownTenantError:
        return None
    if who is not None and now - who.seen_at > NOTED:
        application.visits.note(who.token_hash, now)
    if who is not None and actor.grants:
        application.visits.note_role(tenant_id, who.account_id, unit.today)
    g.who = who
    g.account_language = who.language if who else actor.language
    g.tenant_languages = unit.tenant.languages
    address_as(unit.tenant.dutch_manner)
    return unit


def reads_only() -> bool:
    """Say whether this request asks for a page and changes nothing."""
    return request.method in ("GET", "HEAD")


def ask_to_sign_in() -> AnyResponse:
    """Send a reader to the sign-in page and back; answer 401 to anything that would have changed something."""
    if not reads_only():
        abort(401)
    here = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in_page", next=here))


def finish(response: Response) -> Response:
    """Commit what the request did, in this one place; an answer that reports an error leaves nothing behind."""
    session: TenantSession | None = g.get("session")
    if session is not None:
        if response.status_code < 400 and not g.get("failed"):
            session.commit()
        else:
            session.rollback()
    wish = request.args.get("lang")
    if wish in LANGUAGES and request.cookies.get(COOKIE) != wish:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, wish, max_age=365 * 86_400, samesite="Lax", httponly=True, secure=secure)
    return response


def close(_error: BaseException | None = None) -> None:
    """Give the connection back, whatever happened."""
    session: TenantSession | None = g.pop("session", None)
    if session is not None:
        session.close()


def main() -> None:
    """Run the `liaison` command."""
    log_discreetly()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with speak_plainly():
        application = Application(read_settings(os.environ))
        try:
            build_cli(application, create_app)(obj=application)
        finally:
            application.close()

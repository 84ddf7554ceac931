"""What surrounds every page: who reads it, in which language, of which network, and the menu."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from sqlalchemy.exc import DBAPIError

from core.accounts.words import role_word
from core.contract.acting import MEMBER, PUBLIC, Actor, Permission
from core.contract.module import NavigationItem
from core.language.spoken import LANGUAGES
from core.language.texts import Texts
from core.modules import Modules
from core.programme.access import MANAGE_EDITION
from core.programme.request import OpenEdition
from core.rooms import NETWORK_PAGES, PUBLIC_PAGES
from core.site.places import editions_of_site, labels_of, places_of
from core.tenancy.unit import TenantView, Unit
from core.web.assets import asset
from core.web.dates import dateformat, datetimeformat, said_day, said_moment
from core.web.locale import current_language, lang_url, offered_languages
from core.web.permissions import is_secret, permission_of
from core.web.tones import one_of

#: The page of the core among those of an edition.
MANAGE_PAGE = NavigationItem(_l("Manage this edition"), "programme.edition")

#: The first page of the public site, and what is the reader's own.
FIRST_PAGE = NavigationItem(_l("Home"), "site.home")
OWN_PAGE = NavigationItem(_l("What you take part in"), "own.mine")

#: Numbers that a hyphen joins, as in the ages 0-23.
_SPAN_OF_NUMBERS: Final = re.compile(r"\d+(?:-\d+)+")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu."""

    label: str
    url: str
    current: bool
    #: When a page of the public site opens, for one that is not open yet.
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The reader, as the head of the page names them."""

    name: str
    roles_text: str


@dataclass(frozen=True, slots=True)
class Site:
    """The network, as the page names it."""

    name: str
    slug: str


def surround(app: Flask, modules: Modules) -> None:
    """Give every template of `app` its surroundings, and the filters that say texts, names, days and moments."""
    app.jinja_env.filters.update(said=said, whole=whole, one_of=one_of, said_day=said_day, said_moment=said_moment)
    app.jinja_env.filters.update(dateformat=dateformat, datetimeformat=datetimeformat)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        unit: Unit | None = g.get("unit")
        edition: OpenEdition | None = g.get("edition")
        who = g.get("who")
        permission = permission_of(app.view_functions.get(request.endpoint or "", surroundings))
        desk = bool(who and unit and unit.actor.grants) and permission != PUBLIC
        return {
            "asset": asset,
            "lang_url": lang_url,
            "locale": str(get_locale() or "en"),
            "languages": [(code, LANGUAGES[code]) for code in offered_languages()],
            "tenant": site(unit.tenant) if unit else None,
            "viewer": Viewer(unit.actor.name, roles_text(unit.actor, modules)) if unit and who else None,
            "guest": unit.actor.name if unit and not who and unit.actor.parts else None,
            "edition": edition,
            "desk": desk,
            "works_here": bool(who and unit and unit.actor.grants),
            "audience": audience(permission, desk=desk),
            "answers": answers_a_form(app),
            "secret": is_secret(app.view_functions.get(request.endpoint or "")),
            "navigation": navigation(app, modules, unit, edition, desk=desk) if unit else [],
        }


def answers_a_form(app: Flask) -> bool:
    """Say whether the page answers a form at an address that can be opened as well: back and reload then open it."""
    if request.method != "POST":
        return False
    adapter = app.create_url_adapter(request)
    return adapter is not None and "GET" in adapter.allowed_methods()


def said(texts: Mapping[str, str]) -> str:
    """Return a network's text in the reader's language; in another one it is marked with that language (FD-03).

    The mark says that a text is missing, so there is none for who reads a language in which the network writes nothing.
    """
    if not texts:
        return ""
    tenant_languages: Sequence[str] = g.get("tenant_languages", ())
    wanted = current_language()
    shown = Texts(texts).get(wanted, tenant_languages)
    if shown.language == wanted:
        return shown.text
    mark = Markup(' <span class="lang-mark">{}</span>').format(shown.language.upper())
    return Markup('<span lang="{}">{}{}</span>').format(
        shown.language, shown.text, mark if wanted in tenant_languages else ""
    )


def whole(text: str) -> Markup:
    """Return a name whose numbers stay in one line: "Le Port 7-9" breaks before 7-9, never inside it."""
    return Markup(_SPAN_OF_NUMBERS.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped.


def site(tenant: TenantView) -> Site:
    """Return the network by its name in the reader's language."""
    return Site(tenant.text(tenant.name, current_language()), tenant.slug)


def roles_text(actor: Actor, modules: Modules) -> str:
    """Return the actor's roles in words, each once: those of the network, then those of modules."""
    declared = {module.name: module for module in modules.all}
    held = [(grant.module, grant.role) for grant in actor.grants] + [(part.module, part.role) for part in actor.parts]
    said = [role_word(role, module, declared) for module, role in held]
    return ", ".join(dict.fromkeys(str(word) for word in said if word))


def audience(permission: Permission | str | None, *, desk: bool) -> str:
    """Say who can read this page: "everybody", "staff", or whoever is signed in, for what is "own"."""
    if desk:
        return "staff"
    return "everybody" if permission in (PUBLIC, None) else "own"


def navigation(app: Flask, modules: Modules, unit: Unit, edition: OpenEdition | None, *, desk: bool) -> list[MenuItem]:
    """Return the menu of a page: of the desk, or of the public site and then what is the reader's in the edition."""
    if not desk:
        mine = [*edition_menu(app, modules, unit, edition), _item(OWN_PAGE)] if unit.actor.parts else []
        return public_menu() + mine
    own = edition_menu(app, modules, unit, edition)
    if edition is not None and unit.actor.may(MANAGE_EDITION, edition.module):
        own.append(_item(MANAGE_PAGE, module=edition.module, code=edition.code))
    return own + [_item(page) for page in NETWORK_PAGES if _may_open(app, unit, page)]


def public_menu() -> list[MenuItem]:
    """Return the pages of the public site: the first, those that editions open, those of rooms."""
    try:
        places = places_of(editions_of_site())
    except DBAPIError:  # So that the page which says what went wrong is shown when the database answers no more.
        places = []
    of_editions = [
        MenuItem(label, place.url, place.is_at(request.endpoint, request.view_args), place.note)
        for label, place in zip(labels_of(places), places, strict=True)
    ]
    return [_item(FIRST_PAGE), *of_editions, *map(_item, PUBLIC_PAGES)]


def edition_menu(app: Flask, modules: Modules, unit: Unit, edition: OpenEdition | None) -> list[MenuItem]:
    """Return the pages of an edition that the reader may open."""
    if edition is None:
        return []
    own = sorted(modules.get(edition.module).navigation, key=lambda page: page.weight)
    return [_item(page, edition=edition.code) for page in own if _may_open(app, unit, page, edition)]


def _may_open(app: Flask, unit: Unit, page: NavigationItem, edition: OpenEdition | None = None) -> bool:
    """Say whether the reader, who belongs to the tenant, has the right that the view of `page` asks for.

    Of an edition in which nothing may be changed, pages that change something are not offered.
    """
    permission = permission_of(app.view_functions[page.endpoint])
    if not isinstance(permission, Permission):
        return permission in (MEMBER, PUBLIC)
    if edition is not None and permission.changes and not edition.changeable:
        return False
    return unit.actor.may(permission, edition.module if edition else None)


def _item(page: NavigationItem, **values: Any) -> MenuItem:
    return MenuItem(str(page.label), url_for(page.endpoint, **values), request.endpoint == page.endpoint)

"""The pages of a network's site that are texts: questions and answers, golden rules, privacy and their like."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, url_for
from markupsafe import Markup

from core.contract.acting import PUBLIC
from core.language.texts import Texts
from core.site.info import INFO_PAGES, Stands
from core.site.layers import PageLayers, filled
from core.site.markdown import rendered
from core.site.reading import layers_of, words_of
from core.site.views import site
from core.tenancy.request import current_unit
from core.tenancy.unit import TenantView
from core.web.locale import current_language
from core.web.permissions import needs


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it is shown, in the reader's language or, marked, in another one."""

    html: Markup
    language: str
    #: Whether the network writes in the reader's language, and this is another one.
    marked: bool


@site.get("/info/<page>")
@needs(PUBLIC)
def info(page: str) -> str:
    """Show a page that is a text."""
    if page not in INFO_PAGES or INFO_PAGES[page].stands == Stands.HOME:
        abort(404)
    unit = current_unit()
    written = shown(unit.tenant, layers_of(unit, page))
    return render_template("site/info.html", page=INFO_PAGES[page], written=written)


def shown(tenant: TenantView, layers: PageLayers) -> Written | None:
    """Return the text of a page as it is read; None where nothing is written."""
    texts = layers.texts
    if not texts:
        return None
    wanted = current_language()
    text, language = Texts(texts).get(wanted, tenant.languages)
    html = rendered(filled(text, words_of(tenant, language)), address_of)
    return Written(html, language, marked=language != wanted and wanted in tenant.languages)


def address_of(name: str) -> str | None:
    """Return the address of the page that a link in a text names by its code; None for any other link."""
    return url_for("site.info", page=name) if name in INFO_PAGES else None

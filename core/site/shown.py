"""A text of the site as the reader is shown it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from core.language.texts import Texts
from core.site.info import INFO_PAGES
from core.site.layers import PageLayers, filled
from core.site.markdown import rendered
from core.site.reading import words_of
from core.tenancy.unit import TenantView
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it is shown, in the reader's language or, marked, in another one."""

    html: Markup
    language: str
    #: Whether the network writes in the reader's language, and this is another one.
    marked: bool


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

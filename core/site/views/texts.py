"""Where the texts of the site are written: each language beside the other, with a preview and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.language.spoken import LANGUAGES
from core.site.access import WRITE_SITE
from core.site.errors import TextMissingError, TextMovedError
from core.site.forms import PageForm, page_form_of
from core.site.info import INFO_PAGES, InfoPage
from core.site.layers import PageLayers, Piece, filled, missing, pieces, tidy
from core.site.markdown import rendered
from core.site.reading import history_of, latest_versions, read_page, words_of
from core.site.shown import address_of
from core.site.views import site
from core.site.writing import let_default, write_page
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.permissions import needs
from core.web.seen import seen_version


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be read, and how it differs from the default."""

    language: str
    name: str
    html: Markup
    pieces: Sequence[Piece]

    @property
    def differs(self) -> bool:
        """Whether it says something else than the default."""
        return any(piece.kind != "same" for piece in self.pieces)


@site.get("/texts")
@needs(WRITE_SITE)
def texts() -> str:
    """Show which texts the site has, and which were changed."""
    return render_template(
        "site/texts.html", pages=INFO_PAGES.values(), changed=latest_versions(current_unit().session)
    )


@site.get("/texts/<page>")
@needs(WRITE_SITE)
def text_form(page: str) -> str:
    """Show the text of a page in each language."""
    return _page(current_unit(), _known(page))


@site.post("/texts/<page>")
@needs(WRITE_SITE)
def write_text(page: str) -> str | Response | tuple[str, int]:
    """Show a preview, or let the page say what was typed; a second press changes nothing."""
    unit, known = current_unit(), _known(page)
    form = page_form_of(unit.tenant.languages)
    if not form.validate():
        return _page(unit, known, form), 422
    if "preview" in request.form:
        return _page(unit, known, form)
    try:
        changed = write_page(unit, page, form.texts, version=seen_version())
    except TextMovedError:
        form.form_errors = [
            _("Somebody has changed this text since you opened it. Compare what you wrote, below, then save it again.")
        ]
        form.version.data = str(read_page(unit, page)[1])
    except TextMissingError:
        form.form_errors = [_("Write the text in at least one language.")]
    else:
        flash(_("The text is saved; everybody reads it now.") if changed else _("The text was so already."))
        return redirect(url_for(".text_form", page=page))
    return _page(unit, known, form), 422


@site.get("/texts/<page>/default")
@needs(WRITE_SITE)
def default_question(page: str) -> str:
    """Ask before what was written on a page gives way to its default."""
    unit, known = current_unit(), _known(page)
    layers, version = read_page(unit, page)
    previews = [_preview(unit, layers, language, layers.texts.get(language, "")) for language in layers.written]
    return render_template("site/text_default.html", page=known, previews=previews, version=version)


@site.post("/texts/<page>/default")
@needs(WRITE_SITE)
def default_again(page: str) -> Response:
    """Let a page say its default again."""
    _known(page)
    try:
        let_default(current_unit(), page, version=seen_version())
    except TextMovedError:
        flash(_("Somebody has changed this text since you opened it. Look at it again, then decide."), "error")
    else:
        flash(_("The page says its default text again."))
    return redirect(url_for(".text_form", page=page))


def _known(page: str) -> InfoPage:
    return INFO_PAGES[page] if page in INFO_PAGES else abort(404)


def _page(unit: Unit, page: InfoPage, form: PageForm | None = None) -> str:
    layers, version = read_page(unit, page.code)
    if form is None:
        values = {f"text_{language}": layers.texts.get(language, "") for language in unit.tenant.languages}
        form = page_form_of(unit.tenant.languages, version=str(version), **values)
    return render_template(
        "site/text.html",
        page=page,
        form=form,
        previews=[_preview(unit, layers, language, text) for language, text in form.texts.items()],
        missing=[LANGUAGES[language] for language in missing(form.texts, unit.tenant.languages)],
        changed=bool(layers.written),
        history=history_of(unit, page.code),
    )


def _preview(unit: Unit, layers: PageLayers, language: str, text: str) -> Preview:
    said = tidy(text)
    return Preview(
        language=language,
        name=LANGUAGES.get(language, language),
        html=rendered(filled(said, words_of(unit.tenant, language)), address_of),
        pieces=pieces(layers.defaults.get(language, ""), said),
    )

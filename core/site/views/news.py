"""News: read by everybody, on the first page, on a page of their own and as a feed; written by who writes the site."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from core.contract.acting import PUBLIC
from core.database.base import uuid7
from core.language.dates import BELGIUM
from core.language.texts import Texts
from core.site.access import WRITE_SITE
from core.site.errors import TextMissingError, TextMovedError, UnknownPostError
from core.site.forms import PostForm, post_form_of
from core.site.markdown import rendered
from core.site.models import SitePost
from core.site.news import PostFacts, all_news, change_post, latest_news, publish_post, withdraw_post
from core.site.shown import address_of
from core.site.views import site
from core.tenancy.request import current_unit
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from core.web.seen import seen_version


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A piece of news as it is read."""

    post: SitePost
    body: Markup | None
    #: The language of the body.
    language: str | None

    @property
    def anchor(self) -> str:
        """By which the page of all news is opened at this one."""
        return f"news-{self.post.id.hex[:12]}"

    @property
    def moment(self) -> str:
        """The beginning of its day, as a feed says it."""
        return datetime.combine(self.post.day, time(), BELGIUM).astimezone(UTC).isoformat()


def shown_posts(unit: Unit, most: int) -> list[ShownPost]:
    """Return the latest news as they are read; one statement."""
    return [_shown(unit, post) for post in latest_news(unit, most)]


def _shown(unit: Unit, post: SitePost) -> ShownPost:
    if not post.body:
        return ShownPost(post, None, None)
    text, language = Texts(post.body).get(current_language(), unit.tenant.languages)
    return ShownPost(post, rendered(text, address_of), language)


@site.get("/news")
@needs(PUBLIC)
def news() -> str:
    """Show the news, the latest first."""
    return render_template("site/news.html", posts=shown_posts(current_unit(), 50))


@site.get("/news.atom")
@needs(PUBLIC)
def feed() -> Response:
    """Give the news as an Atom feed, in the reader's language."""
    unit = current_unit()
    page = render_template(
        "site/news.atom.xml", posts=shown_posts(unit, 20), address=str(unit.address("/news")), unit=unit
    )
    return Response(page, mimetype="application/atom+xml")


@site.get("/texts/news")
@needs(WRITE_SITE)
def news_desk() -> str:
    """Show the news as who writes them."""
    unit = current_unit()
    return render_template("site/news_desk.html", posts=all_news(unit), today=unit.today)


@site.get("/texts/news/new")
@needs(WRITE_SITE)
def new_post() -> str:
    """Ask what there is to say."""
    unit = current_unit()
    return _form_page(post_form_of(unit.tenant.languages, key=str(uuid7()), day=unit.today))


@site.post("/texts/news/new")
@needs(WRITE_SITE)
def publish() -> str | AnyResponse | tuple[str, int]:
    """Publish a piece of news; pressed twice, it is published once."""
    unit = current_unit()
    form = post_form_of(unit.tenant.languages)
    if not form.validate():
        return _form_page(form), 422
    try:
        publish_post(unit, form.post_id, _facts(form))
    except TextMissingError:
        form.titles[0].errors = [_("Write a title in at least one language.")]
        return _form_page(form), 422
    flash(_("The news is saved; everybody reads it from its day on."))
    return redirect(url_for(".news_desk"))


@site.get("/texts/news/<uuid:post>")
@needs(WRITE_SITE)
def post_form(post: uuid.UUID) -> str:
    """Show a piece of news as it was written."""
    row = _found(post)
    values = {f"title_{language}": text for language, text in row.title.items()}
    values |= {f"body_{language}": text for language, text in row.body.items()}
    form = post_form_of(current_unit().tenant.languages, version=str(row.version), day=row.day, **values)
    return _form_page(form, row)


@site.post("/texts/news/<uuid:post>")
@needs(WRITE_SITE)
def change(post: uuid.UUID) -> str | AnyResponse | tuple[str, int]:
    """Change a piece of news."""
    unit, row = current_unit(), _found(post)
    form = post_form_of(unit.tenant.languages)
    if not form.validate():
        return _form_page(form, row), 422
    try:
        change_post(unit, post, _facts(form), version=seen_version())
    except TextMovedError:
        form.form_errors = [
            _("Somebody has changed this text since you opened it. Compare what you wrote, below, then save it again.")
        ]
        form.version.data = str(row.version)
    except TextMissingError:
        form.titles[0].errors = [_("Write a title in at least one language.")]
    else:
        flash(_("The news is saved; everybody reads it from its day on."))
        return redirect(url_for(".news_desk"))
    return _form_page(form, row), 422


@site.get("/texts/news/<uuid:post>/away")
@needs(WRITE_SITE)
def withdrawal_question(post: uuid.UUID) -> str:
    """Ask before a piece of news is taken away."""
    return render_template("site/post_away.html", post=_found(post))


@site.post("/texts/news/<uuid:post>/away")
@needs(WRITE_SITE)
def withdraw(post: uuid.UUID) -> AnyResponse:
    """Take a piece of news away; a second press finds it gone, and says the same."""
    with suppress(UnknownPostError):
        withdraw_post(current_unit(), post)
    flash(_("The news is taken away; nobody reads it any more."))
    return redirect(url_for(".news_desk"))


def _found(post: uuid.UUID) -> SitePost:
    unit = current_unit()
    row = next((each for each in all_news(unit) if each.id == post), None)
    return row or abort(404)


def _facts(form: PostForm) -> PostFacts:
    return PostFacts(form.said("title"), form.said("body"), form.day.data)


def _form_page(form: PostForm, row: SitePost | None = None) -> str:
    return render_template("site/post.html", form=form, row=row)

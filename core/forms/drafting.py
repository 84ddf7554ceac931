"""Drafts for the pages of forms: a view says which form it shows, and what was typed into it before stands there again.

form = HostForm()
draft = drafted(form, unit, "lunch.guest", edition.id)
...
draft.sent()  # when the form was
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from core.forms.drafts import Reached, draft_of, drop_draft
from core.forms.models import Draft
from core.forms.rules import DraftPlace, is_in_time
from core.forms.sealing import sealed
from core.language.dates import clock_time, day_of
from core.tenancy.request import current_application, current_unit
from core.tenancy.unit import Unit
from core.web.addresses import this_path
from core.web.dates import said_moment
from core.web.locale import current_language


@dataclass(frozen=True, slots=True)
class Drafting:
    """The draft of a form that is shown or sent; the macros of `components/drafts.html` show it."""

    unit: Unit
    place: DraftPlace
    draft: Draft | None
    #: Whether what was typed before stands in the form again.
    resumed: bool

    @property
    def address(self) -> str | None:
        """Where the draft is saved; None for whoever has none, because nobody knows who they are."""
        return None if self._nobody else url_for("drafts.keep", token=self._token)

    @property
    def drop_address(self) -> str:
        """Where it is given up, to begin anew."""
        return url_for("drafts.drop", token=self._token)

    @property
    def version(self) -> int:
        """The version from which somebody goes on, 0 for none: as the form says it, or as the draft stands."""
        if request.method == "POST":
            return known_version()
        return self.draft.version if self.draft else 0

    @property
    def saved(self) -> str | None:
        """When it was last saved, in a sentence."""
        return saved_words(self.draft.saved_at) if self.draft else None

    @property
    def resumed_words(self) -> str:
        """From when that is what stands in the form again, in a sentence."""
        if self.draft is None or not self.resumed:
            return ""
        moment = said_when(self.draft.saved_at)
        return str(_("What stands here you saved %(moment)s. Nothing is sent yet.", moment=moment))

    def in_time(self, ends_at: datetime) -> bool:
        """Say whether the form counts still, where it could be sent before `ends_at`: a draft from before has a grace.

        `ends_at` and now are on the clock of the edition; a draft is kept in real time.
        """
        ahead = self.unit.now - current_unit().now
        return is_in_time(ends_at, self.unit.now, self.draft.begun_at + ahead if self.draft else None)

    def sent(self) -> None:
        """Let go of the draft, whose form was sent."""
        drop_draft(self.unit, self.place)

    @property
    def _nobody(self) -> bool:
        return self.unit.actor.account_id is None and not self.unit.actor.parts

    @property
    def _token(self) -> str:
        return sealed(current_application().settings.signing_key, self.unit.tenant.id, self.place)


def drafted(form: FlaskForm, unit: Unit, kind: str, owner_id: uuid.UUID, key: str = "") -> Drafting:
    """Return the draft of a form, and fill the form with it where the page is opened; one statement.

    `kind` names the form, `owner_id` what it is for (an edition, a registration), `key` which of several. The page it
    stands on is the one that is shown. Give it the unit of the edition.
    """
    place = DraftPlace(kind, owner_id, key, this_path().removeprefix(request.script_root))
    draft = draft_of(unit, place)
    resumed = draft is not None and request.method in ("GET", "HEAD")
    if draft is not None and resumed:
        form.process(MultiDict([(name, value) for name, value in draft.content]))
    return Drafting(unit, place, draft, resumed)


def saved_words(saved_at: datetime) -> str:
    """Say when a draft was saved."""
    return str(_("Saved %(moment)s.", moment=said_when(saved_at)))


def said_when(moment: datetime) -> str:
    """Say when something was: at which time of today, or on which day and when."""
    if day_of(moment) == current_unit().today:
        return str(_("at %(time)s", time=clock_time(moment, current_language())))
    return str(_("on %(moment)s", moment=said_moment(moment)))


def known_version() -> int:
    """Return the version of a draft from which a form that was sent went on."""
    said = request.form.get("draft_version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def reached() -> Reached | None:
    """Return whom a letter about a draft reaches: who is signed in."""
    who = g.get("who")
    return Reached(who.name, who.email, who.language) if who is not None and who.email else None

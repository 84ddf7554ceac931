"""The forms of the public site: shape only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, Form, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from core.database.base import uuid7
from core.language.spoken import LANGUAGES
from core.programme.forms import reason_field

_DAYS: Final = ["%Y-%m-%d", "%d/%m/%Y"]
_NO_DAY: Final = _l("This is no day. Enter one such as 18/03/2024.")


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class OverrideForm(FlaskForm):
    """From when to when a page is open or closed, and why; `override_form_of` makes one."""

    #: The edition as it was looked at.
    version = HiddenField()
    opens = RadioField(
        _l("On these days"),
        [InputRequired(_l("Choose whether the page is open or closed."))],
        choices=[SelectChoice("1", _l("the page is open")), SelectChoice("0", _l("the page is closed"))],
    )
    first_day = DateField(
        _l("First day"), [InputRequired(_l("Enter the first day."))], format=_DAYS, invalid_value_message=_NO_DAY
    )
    last_day = DateField(
        _l("Last day"), [InputRequired(_l("Enter the last day."))], format=_DAYS, invalid_value_message=_NO_DAY
    )

    languages: Sequence[str] = ()
    today: date

    @property
    def reasons(self) -> list[Field]:
        """The fields of the reason, a language each."""
        return [self[f"reason_{language}"] for language in self.languages]

    @property
    def reason(self) -> dict[str, str]:
        """The reason by language."""
        return {language: self[f"reason_{language}"].data or "" for language in self.languages}

    def validate_last_day(self, field: DateField) -> None:
        """Refuse days that are over, and days in the wrong order."""
        if field.data is None:
            return  # What is no day at all was said already.
        if self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("The last day lies before the first. Correct one of the two."))
        if field.data < self.today:
            raise ValidationError(_("This day is over. Enter today or a later day."))


def override_form_of(languages: Sequence[str], today: date, **values: Any) -> OverrideForm:
    """Return the form of a decision about a page, in a network of these languages."""
    fields: dict[str, Any] = {f"reason_{language}": reason_field(language, languages) for language in languages}
    fields |= {"languages": languages, "today": today}
    form: OverrideForm = type("FormOfOverride", (OverrideForm,), fields)(**values)
    return form


#: Far more than a page needs, and less than would burden whoever opens it.
LONGEST_TEXT: Final = 30_000


class PageForm(FlaskForm):
    """The text of a page, in each language of the network; `page_form_of` makes one."""

    #: The page as it was looked at.
    version = HiddenField()

    languages: Sequence[str] = ()

    @property
    def fields(self) -> list[Field]:
        """The fields of the text, a language each."""
        return [self[f"text_{language}"] for language in self.languages]

    @property
    def texts(self) -> dict[str, str]:
        """The text by language."""
        return {language: self[f"text_{language}"].data or "" for language in self.languages}


def page_form_of(languages: Sequence[str], **values: Any) -> PageForm:
    """Return the form of a page's text in a network of these languages."""
    fields: dict[str, Any] = {
        f"text_{language}": TextAreaField(
            LANGUAGES[language],
            [Length(max=LONGEST_TEXT, message=_l("Write it in at most 30,000 characters."))],
        )
        for language in languages
    }
    form: PageForm = type("FormOfPage", (PageForm,), {**fields, "languages": languages})(**values)
    return form


_NO_PLACE: Final = _l("Enter a postal code, such as 5000.")


class PlaceForm(Form):
    """Where somebody works."""

    place = StringField(
        _l("Postal code or municipality of your work"),
        [DataRequired(_NO_PLACE), Length(max=80, message=_NO_PLACE)],
        filters=[_stripped],
    )


class PostForm(FlaskForm):
    """A piece of news in each language of the network; `post_form_of` makes one."""

    #: The id under which a new one is published, and the version of one that is changed.
    key = HiddenField()
    version = HiddenField()
    day = DateField(
        _l("Day from which it is read"),
        [InputRequired(_l("Enter the day."))],
        format=_DAYS,
        invalid_value_message=_NO_DAY,
    )

    languages: Sequence[str] = ()

    @property
    def post_id(self) -> uuid.UUID:
        """The id that the form brought; another one where it brought none."""
        try:
            return uuid.UUID(self.key.data)
        except (TypeError, ValueError):
            return uuid7()

    @property
    def titles(self) -> list[Field]:
        """The fields of the title, a language each."""
        return [self[f"title_{language}"] for language in self.languages]

    @property
    def pairs(self) -> list[tuple[str, Field, Field]]:
        """The language, and its fields of title and text."""
        return [(each, self[f"title_{each}"], self[f"body_{each}"]) for each in self.languages]

    def said(self, part: str) -> dict[str, str]:
        """Return the title or the body by language."""
        return {language: self[f"{part}_{language}"].data or "" for language in self.languages}


def post_form_of(languages: Sequence[str], **values: Any) -> PostForm:
    """Return the form of a piece of news in a network of these languages."""
    fields: dict[str, Any] = {}
    for language in languages:
        name = LANGUAGES[language]
        fields[f"title_{language}"] = StringField(
            _l("Title (%(language)s)", language=name),
            [Length(max=150, message=_l("Write it in at most 150 characters."))],
            filters=[_stripped],
        )
        fields[f"body_{language}"] = TextAreaField(
            _l("Text (%(language)s)", language=name),
            [Length(max=LONGEST_TEXT, message=_l("Write it in at most 30,000 characters."))],
        )
    form: PostForm = type("FormOfPost", (PostForm,), {**fields, "languages": languages})(**values)
    return form

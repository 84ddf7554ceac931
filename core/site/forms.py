"""The forms of the public site: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired, ValidationError

from core.programme.forms import reason_field

_DAYS: Final = ["%Y-%m-%d", "%d/%m/%Y"]
_NO_DAY: Final = _l("This is no day. Enter one such as 18/03/2024.")


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

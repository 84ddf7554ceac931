"""The forms of an edition: shape only. Its module and its network's languages say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from core.contract.module import Label, Module, NumberSetting, PhaseKind
from core.language.dates import BELGIUM, day_of
from core.programme.errors import EditionCodeError
from core.programme.planning import year_of
from core.programme.rules import PhaseDates
from core.programme.services import FIRST_YEAR, LAST_YEAR
from core.programme.states import EditionState

LONGEST_TITLE: Final = 120
LONGEST_REASON: Final = 300
#: As browsers send a day, and as people type one where the browser shows no calendar.
_DAYS: Final = ["%Y-%m-%d", "%d/%m/%Y"]
_TITLE_IN: Final[Mapping[str, Label]] = {
    "fr": _l("Title in French"),
    "nl": _l("Title in Dutch"),
    "de": _l("Title in German"),
    "en": _l("Title in English"),
}
_REASON_IN: Final[Mapping[str, Label]] = {
    "fr": _l("Reason in French"),
    "nl": _l("Reason in Dutch"),
    "de": _l("Reason in German"),
    "en": _l("Reason in English"),
}


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class PhaseFields(NamedTuple):
    """The two fields of a phase, and what it is called."""

    kind: PhaseKind
    first: DateField
    last: DateField


class BeginningForm(Form):
    """What a new edition begins with, and for which year."""

    basis = RadioField(_l("Begin with"), choices=[], validate_choice=False)
    year = IntegerField(
        _l("Year"),
        [
            InputRequired(_l("Enter the year.")),
            NumberRange(FIRST_YEAR, LAST_YEAR, _l("Enter a year between 2000 and 2100.")),
        ],
    )


class CalendarForm(FlaskForm):
    """The phases of an edition, each with two fields; those of a module say which."""

    #: The edition as it was looked at.
    version = HiddenField()

    kinds: Sequence[PhaseKind] = ()

    @property
    def phases(self) -> list[PhaseFields]:
        """The fields of the phases, in the order of the module."""
        return [PhaseFields(kind, self[f"first_{kind.code}"], self[f"last_{kind.code}"]) for kind in self.kinds]

    @property
    def days(self) -> tuple[PhaseDates, ...]:
        """The phases whose two days were typed."""
        return tuple(
            PhaseDates(each.kind.code, each.first.data, each.last.data)
            for each in self.phases
            if each.first.data and each.last.data
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that each phase has two days in their order."""
        fine = super().validate(extra_validators)
        for phase in self.phases:
            if fault := _fault_of(phase):
                phase.last.errors = [*phase.last.errors, fault]
                fine = False
        return bool(fine)


class PhasesForm(CalendarForm):
    """Other days for the phases of an edition, and why, in each language of its network; `phases_form_of` makes one."""

    #: Set once the reader has seen what the change means.
    confirmed = HiddenField()

    languages: Sequence[str] = ()

    @property
    def reasons(self) -> list[Field]:
        """The fields of the reason, a language each; none for a draft."""
        return [self[f"reason_{language}"] for language in self.languages]

    @property
    def reason(self) -> dict[str, str]:
        """The reason by language."""
        return {language: self[f"reason_{language}"].data or "" for language in self.languages}


class EditionForm(CalendarForm):
    """An edition's code, its title in each language of the network, the numbers among its settings, its phases.

    `form_of` makes one with the fields of a module and a network.
    """

    code = StringField(
        _l("Code"),
        [
            DataRequired(_l("Enter a code, such as 2025.")),
            Length(max=45, message=_l("Write it in at most 45 characters.")),
        ],
        description=_l(
            "It stands in the addresses of its pages and begins with the year: 2025, or 2025-trial. Small letters "
            "without accents, digits and hyphens."
        ),
        filters=[_stripped],
    )
    state = RadioField(
        _l("What it begins as"),
        choices=[
            SelectChoice(
                EditionState.DRAFT.value,
                _l("Draft: you prepare it at your ease; nobody else sees it, and nobody is entered yet"),
            ),
            SelectChoice(
                EditionState.REHEARSAL.value,
                _l("Trial edition: you try every step with invented people; no letter is sent to anybody"),
            ),
        ],
        default=EditionState.DRAFT.value,
    )
    #: The fields that a module and a network add, and the year with which the code begins.
    year: int
    languages: Sequence[str] = ()
    numbers: Sequence[NumberSetting] = ()

    @property
    def titles(self) -> list[Field]:
        """The fields of the title, a language each."""
        return [self[f"title_{language}"] for language in self.languages]

    @property
    def title(self) -> dict[str, str]:
        """The title by language."""
        return {language: self[f"title_{language}"].data for language in self.languages}

    @property
    def settings(self) -> dict[str, int]:
        """The numbers by the key of the setting."""
        return {number.key: self[f"setting_{number.key}"].data for number in self.numbers}

    def validate_code(self, field: StringField) -> None:
        """Refuse a code that cannot stand in an address, or that begins with another year."""
        try:
            year = year_of(field.data or "")
        except EditionCodeError:
            raise ValidationError(
                _("This code cannot be used: write the year, then small letters, digits or hyphens.")
            ) from None
        if year != self.year:
            raise ValidationError(_("The code begins with the year of the edition, %(year)s.", year=self.year))


def _fault_of(phase: PhaseFields) -> str | None:
    """Say what is wrong with the days of a phase, each of which is one, or empty."""
    first, last = phase.first.data, phase.last.data
    if phase.first.errors or phase.last.errors:
        return None
    if (first is None) != (last is None):
        return str(_("Enter both days of this phase, or none."))
    if first and last and last < first:
        return str(_("The last day lies before the first. Correct one of the two."))
    return None


def form_of(module: Module, languages: Sequence[str], year: int, *, phases: bool = True, **values: Any) -> EditionForm:
    """Return the form of an edition of `module` in a network of these languages; `values` are those of its fields."""
    kinds = module.phases if phases else ()
    fields: dict[str, Any] = {
        **{f"title_{language}": _title(title_label(language, languages)) for language in languages},
        **{f"setting_{number.key}": _number(number) for number in module.settings},
        **_days(kinds),
        "languages": languages,
        "numbers": module.settings,
        "kinds": kinds,
        "year": year,
    }
    form: EditionForm = type("FormOfEdition", (EditionForm,), fields)(**values)
    return form


def phases_form_of(module: Module, languages: Sequence[str], **values: Any) -> PhasesForm:
    """Return the form of the calendar of an edition; it asks for a reason in each of `languages`."""
    fields: dict[str, Any] = {
        **_days(module.phases),
        **{f"reason_{language}": reason_field(language, languages) for language in languages},
        "kinds": module.phases,
        "languages": languages,
    }
    form: PhasesForm = type("FormOfPhases", (PhasesForm,), fields)(**values)
    return form


def _days(kinds: Iterable[PhaseKind]) -> dict[str, DateField]:
    """Return the fields of phases, by name."""
    found = {}
    for kind in kinds:
        found[f"first_{kind.code}"] = _day(_l("First day"), kind)
        found[f"last_{kind.code}"] = _day(_l("Last day"), kind)
    return found


def reason_field(language: str, languages: Sequence[str]) -> StringField:
    """Return the field of a reason in a language that people will read, in a network of these languages."""
    return StringField(
        _l("Reason") if len(languages) == 1 else _REASON_IN[language],
        [
            DataRequired(_l("Say why: pages and letters tell it.")),
            Length(max=LONGEST_REASON, message=_l("Say it in at most 300 characters.")),
        ],
        filters=[_stripped],
    )


def days_as_values(phases: Iterable[PhaseDates]) -> dict[str, Any]:
    """Return the days of phases as the values of the fields of `form_of`."""
    found: dict[str, Any] = {}
    for phase in phases:
        found |= {f"first_{phase.kind}": phase.first_day, f"last_{phase.kind}": phase.last_day}
    return found


def title_label(language: str, languages: Sequence[str]) -> Label:
    """Return what the title in a language is called in a network of these languages."""
    label: Label = _l("Title") if len(languages) == 1 else _TITLE_IN[language]
    return label


def _title(label: Label) -> StringField:
    return StringField(
        label,
        [
            DataRequired(_l("Enter the title.")),
            Length(max=LONGEST_TITLE, message=_l("Write it in at most 120 characters.")),
        ],
        filters=[_stripped],
    )


def _number(number: NumberSetting) -> IntegerField:
    message = _l("Enter a number from %(least)s to %(most)s.", least=number.least, most=number.most)
    return IntegerField(
        number.label,
        [InputRequired(message), NumberRange(number.least, number.most, message)],
        description=number.hint,
    )


def _day(label: Label, kind: PhaseKind) -> DateField:
    wanted = InputRequired(_l("Enter a day: every edition has this phase.")) if kind.needed else Optional()
    return DateField(
        label, [wanted], format=_DAYS, invalid_value_message=_l("This is no day. Enter one such as 18/03/2024.")
    )


class ReasonForm(FlaskForm):
    """Why something is done."""

    reason = TextAreaField(
        _l("Reason"),
        [Length(max=LONGEST_REASON, message=_l("Say it in at most 300 characters."))],
        filters=[_stripped],
    )


class WithdrawalForm(FlaskForm):
    """Since when somebody withdraws, and why if they said so."""

    day = DateField(
        _l("When did you hear it?"),
        [InputRequired(_l("Enter the day on which you heard it."))],
        format=_DAYS,
        invalid_value_message=_l("This is no day. Enter one such as 18/03/2024."),
    )
    reason = TextAreaField(_l("Reason"), [Length(max=500, message=_l("Say it in at most 500 characters."))])

    def __init__(self, first: date | None = None, last: date | None = None, **values: Any) -> None:
        """Take the first and the last day that can be meant, both included."""
        super().__init__(**values)
        self.first, self.last = first, last

    def validate_day(self, field: DateField) -> None:
        """Refuse a day before the registration, and one that is yet to come."""
        if field.data is None:
            return  # What is no day at all was said already.
        if self.last and field.data > self.last:
            raise ValidationError(_("This day is yet to come. Enter today or an earlier day."))
        if self.first and field.data < self.first:
            raise ValidationError(_("On this day the person was not registered yet. Enter a later day."))

    def received_at(self, now: datetime) -> datetime:
        """Return when it was received: now for today, else the first minute of the day, as files are read."""
        day: date = self.day.data
        return now if day == day_of(now) else datetime.combine(day, time(), BELGIUM).astimezone(UTC)

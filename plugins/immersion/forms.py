"""Forms of an immersion edition: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.contract.module import Label
from core.language.dates import BELGIUM
from core.language.folding import fold
from core.programme.following.rules import Step, Stretch
from core.programme.judging import LONGEST as LONGEST_TOLD
from plugins.immersion.errors import ReasonMissingError
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext
from plugins.immersion.variants import Changes

SHOWN: tuple[tuple[str, Label], ...] = (
    ("", _l("Everybody")),
    ("placed", lazy_pgettext("people", "With a place")),
    ("unplaced", lazy_pgettext("people", "Without a place")),
)


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class DecisionFilters(Form):
    """What to show of the decisions of a round."""

    text = SearchField(_l("Name, reference or host"), [Length(max=200)])
    shown = SelectField(
        _l("Who"), choices=[SelectChoice(state, label) for state, label in SHOWN], validate_choice=False
    )
    territory = SelectField(_l("Territory of the host"), choices=[], validate_choice=False)


class RoundDayForm(FlaskForm):
    """The day for which a round is planned; `version` is that of the round that was looked at."""

    day = DateField(
        _l("Day of the round"),
        [InputRequired(_l("Enter the day."))],
        format=["%Y-%m-%d", "%d/%m/%Y"],
        invalid_value_message=_l("This is no day. Enter one such as 18/03/2024."),
    )
    version = HiddenField()


class ReleaseForm(FlaskForm):
    """Why a place is released; `version` is that of the registration that was looked at."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say why the place is released.")),
            Length(max=500, message=_l("Say it in at most 500 characters.")),
        ],
        filters=[_stripped],
    )
    version = HiddenField()


#: The lists of a variant's form, and the two columns of their lines.
LISTS: Final[Mapping[str, tuple[str, str]]] = {
    "pins": ("trainee", "offer"),
    "forbidden": ("trainee", "offer"),
    "capacities": ("offer", "places"),
}
#: As many lines as a list may have: more exceptions than that are another rule.
MOST_LINES: Final = 20
#: As many places as an offer may be given on this form.
MOST_PLACES: Final = 999


class VariantForm(FlaskForm):
    """A round decided otherwise: `variant_form` adds the lines of its lists."""

    objective = RadioField(_l("What the round seeks"), choices=[], validate_choice=True)
    label = StringField(_l("Name of the variant"), [Length(max=60, message=_l("Use at most 60 characters."))])

    def line(self, name: str, number: int) -> tuple[Field, Field]:
        """Return the two fields of a line of the list `name`."""
        first, second = LISTS[name]
        return self[f"{name}_{number}_{first}"], self[f"{name}_{number}_{second}"]

    def lines(self, name: str) -> list[tuple[Field, Field]]:
        """Return the fields of all lines of the list `name`."""
        count = sum(1 for field in self if field.name.startswith(f"{name}_")) // 2
        return [self.line(name, number) for number in range(count)]

    def filled(self, name: str) -> list[int]:
        """Return the numbers of the lines of a list in which something stands."""
        return [number for number, line in enumerate(self.lines(name)) if any(field.data for field in line)]

    def changes(self, trainees: Iterable[str], offers: Iterable[str]) -> Changes:
        """Return what the form asks for; a reference that is known is meant however it was typed (s003)."""
        known = {"trainee": {fold(each): each for each in trainees}, "offer": {fold(each): each for each in offers}}

        def typed(name: str) -> list[tuple[str, str]]:
            return [
                (
                    known.get(LISTS[name][0], {}).get(fold(first.data), first.data),
                    known.get(LISTS[name][1], {}).get(fold(second.data), second.data),
                )
                for first, second in (self.line(name, number) for number in self.filled(name))
            ]

        return Changes(
            self.objective.data,
            tuple(typed("pins")),
            tuple(typed("forbidden")),
            tuple((offer, int(places)) for offer, places in typed("capacities")),
        )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Refuse a line of which only one half is filled, and places that are no number."""
        fine: bool = super().validate(extra_validators)
        for name in LISTS:
            for number in self.filled(name):
                for field in self.line(name, number):
                    said = _line_fault(field)
                    if said:
                        field.errors = [said]
                        fine = False
        return fine


def variant_form(counts: Mapping[str, int], **values: Any) -> VariantForm:
    """Return the form with so many lines in each of its lists, filled from the request or else from `values`."""
    fields = {
        f"{name}_{number}_{column}": StringField(_COLUMNS[column], filters=[lambda text: (text or "").strip()])
        for name, columns in LISTS.items()
        for number in range(min(counts[name], MOST_LINES))
        for column in columns
    }
    form: VariantForm = type("VariantFormWithLines", (VariantForm,), fields)(**values)
    return form


class ReasonForm(FlaskForm):
    """Why a proposal deviates from the rule."""

    reason = TextAreaField(
        _l("Why does this round deviate from the rule?"),
        [
            DataRequired(_l(ReasonMissingError.said)),
            Length(max=500, message=_l("Say it in at most 500 characters.")),
        ],
        filters=[lambda text: (text or "").strip()],
    )


class OfferForm(FlaskForm):
    """Why an offer is withdrawn, or offered again."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say why: the history of this host keeps it.")),
            Length(max=300, message=_l("Say it in at most 300 characters.")),
        ],
        description=_l("For the team alone. No letter tells it."),
        filters=[lambda text: (text or "").strip()],
    )


#: So many days can be typed for one stay.
MOST_DAYS: Final = 3
_DAYS: Final = ["%Y-%m-%d", "%d/%m/%Y"]
_TIMES: Final = ["%H:%M", "%Hh%M", "%H.%M", "%H:%M:%S"]


class StepForm(FlaskForm):
    """What became of a place: `step_form` adds the fields that a step asks for."""

    #: How often dates had been said when the form was opened.
    seen = HiddenField()

    @property
    def seen_dates(self) -> int | None:
        """Return what the form was opened on, if it says so."""
        said = self.seen.data or ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None

    def rows(self) -> list[tuple[Field, Field, Field]]:
        """Return the fields of each day: the day, from, until."""
        count = sum(1 for field in self if field.name.startswith("day_"))
        return [(self[f"day_{at}"], self[f"from_{at}"], self[f"until_{at}"]) for at in range(1, count + 1)]

    def stretches(self) -> tuple[Stretch, ...]:
        """Return the times that were typed, in their order; a day without a time is the whole day."""
        found = []
        for day, first, last in self.rows():
            if day.data:
                begins = datetime.combine(day.data, first.data or time(), BELGIUM)
                ends = datetime.combine(day.data, last.data, BELGIUM) if last.data else None
                ends = ends or datetime.combine(day.data + timedelta(days=1), time(), BELGIUM)
                found.append(Stretch(begins.astimezone(UTC), ends.astimezone(UTC)))
        return tuple(sorted(found, key=lambda each: each.starts_at))

    def text(self) -> str | None:
        """Return what was written besides, if anything."""
        return (self["words"].data or "").strip() or None if "words" in self else None

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Refuse a day of which only a part is typed, and a time that ends before it begins."""
        fine: bool = super().validate(extra_validators)
        for day, first, last in self.rows():
            said = None
            if not day.data and (first.data or last.data) and not day.errors:
                day.errors, fine = [_("Enter the day as well, or empty the times.")], False
            if bool(first.data) != bool(last.data) and not first.errors and not last.errors:
                said = _("Enter both times, or none when only the day is known.")
            elif first.data and last.data and last.data <= first.data:
                said = _("It ends before it begins. Enter a later time.")
            if said:
                last.errors, fine = [said], False
        return fine


def step_form(
    step: Step,
    *,
    dated: bool,
    reasons: Sequence[tuple[str, str]] = (),
    sides: Sequence[tuple[str, str]] = (),
    **values: Any,
) -> StepForm:
    """Return the form of a step, filled from the request or else from `values`.

    With `dated` it asks when it was agreed to be; `sides` lets staff say whose word it is, `reasons` are those there
    are.
    """
    fields: dict[str, Field] = {}
    if sides:
        fields["side"] = RadioField(
            _l("Who said it?"),
            choices=[SelectChoice(*each) for each in sides],
            validators=[InputRequired(_l("Say who said it."))],
        )
    if step is Step.CONTACTED:
        fields["day"] = _day(_l("On which day was the contact?"))
    if dated:
        for at in range(1, MOST_DAYS + 1):
            fields |= _day_fields(at)
    if step is Step.DID_NOT:
        fields["reason"] = RadioField(
            _l("Why?"),
            choices=[SelectChoice(*each) for each in reasons],
            validators=[InputRequired(_l("Choose what comes nearest."))],
        )
    if dated or sides or step is Step.DID_NOT:
        fields["words"] = TextAreaField(
            _l("In a few words"), [Length(max=500, message=_l("Say it in at most 500 characters."))]
        )
    form: StepForm = type("StepFormOfOneStep", (StepForm,), fields)(**values)
    return form


def _day(label: Label, *, needed: bool = True) -> DateField:
    return DateField(
        label,
        [InputRequired(_l("Enter the day.")) if needed else Optional()],
        format=_DAYS,
        invalid_value_message=_l("This is no day. Enter one such as 18/03/2024."),
    )


def _day_fields(at: int) -> dict[str, Field]:
    """Return the fields of a day; the first is asked for, the others are there for those who come more than once."""
    wrong = _l("This is no time. Enter one such as 9:30.")
    labels = [_l("Day"), _l("From"), _l("Until")]
    return {
        f"day_{at}": _day(labels[0], needed=at == 1),
        f"from_{at}": TimeField(labels[1], [Optional()], format=_TIMES, invalid_value_message=wrong),
        f"until_{at}": TimeField(labels[2], [Optional()], format=_TIMES, invalid_value_message=wrong),
    }


def _told(label: Label, missing: Label, hint: Label = "") -> TextAreaField:
    """Return the field of a few sentences that somebody else reads."""
    return TextAreaField(
        label,
        [
            DataRequired(missing),
            Length(max=LONGEST_TOLD, message=_l("Say it in at most %(most)s characters.", most=LONGEST_TOLD)),
        ],
        description=hint,
        filters=[lambda text: (text or "").strip()],
    )


class AcceptForm(FlaskForm):
    """That an offer is accepted: nothing is to be typed."""

    @property
    def words(self) -> str:
        """What was typed for the host to read."""
        told = getattr(self, "told", None)
        return (told.data or "") if told is not None else ""


class QuestionForm(AcceptForm):
    """What a host is asked about an offer."""

    told = _told(
        _l("Your question"),
        _l("Write your question."),
        _l("The host reads it as you write it, and answers on a page of their own."),
    )


class DeclineForm(AcceptForm):
    """Why an offer is declined."""

    told = _told(_l("Reason"), _l("Say why: the host reads it."), _l("The host reads it as you write it."))


class AnswerForm(FlaskForm):
    """What a host answers."""

    answer = _told(_l("Your answer"), _l("Write your answer."))


_COLUMNS: Final[Mapping[str, Label]] = {
    "trainee": _l("Trainee (reference)"),
    "offer": _l("Host (reference)"),
    "places": _l("Places in all"),
}


def _line_fault(field: Field) -> str | None:
    column = field.name.rpartition("_")[2]
    if not field.data:
        return str(
            {
                "trainee": _("Enter the reference of the trainee as well, or empty the line."),
                "offer": _("Enter the reference of the host as well, or empty the line."),
                "places": _("Enter how many places there are to be, or empty the line."),
            }[column]
        )
    if column == "places" and not (
        field.data.isascii() and field.data.isdigit() and len(field.data) < 5 and int(field.data) <= MOST_PLACES
    ):
        return str(_("Enter a whole number from 0 to %(most)s.", most=MOST_PLACES))
    return None

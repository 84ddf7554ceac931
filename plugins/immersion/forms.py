"""Forms of an immersion edition: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
)
from wtforms.validators import DataRequired, InputRequired, Length

from core.contract.module import Label
from core.language.folding import fold
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

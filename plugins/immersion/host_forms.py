"""The form of a host: institution and contact once, then several offers; shape only (IM-09, IM-10, IM-30 to IM-32)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.directory.choosing import OrganisationChooser
from core.directory.terms import labels
from core.directory.vocabulary import professions
from core.language import wording
from core.language.spoken import LANGUAGES
from core.web.locale import current_language
from core.web.mail_addresses import MailAddress
from plugins.immersion.hosting import LEAST_EXPECT, MOST_OFFERS, MOST_PLACES, Deputy, SaidHost, SaidOffer
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l

_LONG: Final = 4_000
_SHORT: Final = 150
#: So many days can be suggested for an offer.
DAYS: Final = 4
_DURATIONS: Final = ("0.5", "1", "1.5", "2", "3", "5")
#: In which languages somebody may be received.
SPOKEN: Final = {"fr": "français", "nl": "Nederlands", "de": "Deutsch", "en": "English"}
_AS_TYPED: Final = ["%Y-%m-%d", "%d/%m/%Y"]


class SeveralField(SelectMultipleField):
    """Several of some choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NumberField(IntegerField):
    """A whole number; what is none is said in our words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the number; an empty one is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = int(valuelist[0])
        except ValueError:
            self.data = None
            raise ValueError(_("Enter a whole number.")) from None


class DayField(DateField):
    """A day; what is none is said in our words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the day; an empty one is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("Enter a day, such as 15/04/2024.")) from None


def _strip(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


def _short(label: Any, missing: Any = None, hint: Any = "", kind: type[Field] = StringField) -> Any:
    needed = [DataRequired(missing)] if missing is not None else [Optional()]
    length = Length(max=_SHORT, message=_l("At most %(max)d signs."))
    return kind(label, [*needed, length], description=hint, filters=[_strip])


def _long(label: Any, missing: Any = None, hint: Any = "", least: int = 0) -> Any:
    needed: list[Any] = [DataRequired(missing)] if missing is not None else [Optional()]
    needed.append(Length(max=_LONG, message=_l("At most %(max)d signs.")))
    if least:
        needed.append(Length(min=least, message=_l("Say a little more: at least %(min)d signs, two sentences.")))
    return TextAreaField(label, needed, description=hint, filters=[_strip])


class HostForm(OrganisationChooser):
    """What is said once; `host_form` adds the fields of the offers."""

    entry = HiddenField()
    #: The keys of the offers in the form, by which their fields are named.
    offers = HiddenField()
    rules_seen = HiddenField()
    first_name = _short(_l("First name"), _l("Enter your first name."))
    last_name = _short(_l("Last name"), _l("Enter your last name."))
    phone = _short(
        _l("Phone"),
        _l("Enter a phone number."),
        _l("Trainees call it, once they have a place with you."),
        kind=TelField,
    )
    language = RadioField(
        _l("In which language shall we write to you?"), [InputRequired(_l("Choose a language."))], choices=[]
    )
    deputy_name = _short(_l("First and last name"))
    deputy_email = EmailField(_l("E-mail address"), [Optional(), Length(max=254), MailAddress()], filters=[_strip])
    deputy_phone = _short(_l("Phone"), kind=TelField)
    accept = BooleanField(
        _l("I have read the golden rules, and our service keeps to them"),
        [InputRequired(_l("Accept the golden rules: without them nobody can host."))],
    )
    keys: tuple[int, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [SelectChoice(code, LANGUAGES[code]) for code in ("fr", "nl")]
        names = labels(professions(), current_language())
        for group in self.groups():
            group["professions"].choices = [SelectChoice(code, name) for code, name in names.items()]
            group["weekdays"].choices = [
                SelectChoice(day, wording.weekdays([day], current_language())) for day in range(1, 6)
            ]
            group["duration"].choices = [
                SelectChoice("", _("To be agreed")),
                *(SelectChoice(each, wording.duration(Decimal(each), current_language())) for each in _DURATIONS),
            ]

    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield the fields of each offer, by their names without the key."""
        for key in self.keys:
            start = f"o{key}_"
            yield {field.short_name.removeprefix(start): field for field in self if field.short_name.startswith(start)}

    def check_days(self, today: date) -> bool:
        """Say whether the days are to come, and hold no more people than the offer; what is wrong is noted."""
        right = True
        for group in self.groups():
            days = [(group[f"day{n}"], group[f"day{n}_places"]) for n in range(DAYS)]
            for day, places in days:
                if day.data is not None and day.data < today:
                    day.errors = [*day.errors, _("This day is over: enter one to come.")]
                elif places.data is not None and day.data is None:
                    day.errors = [*day.errors, _("For which day are these places?")]
            counted = sum(places.data or 0 for _day, places in days)
            if group["places"].data is not None and counted > group["places"].data:
                text = _("The days below have %(days)s places together: enter at least as many.", days=counted)
                group["places"].errors = [*group["places"].errors, text]
            right = right and not any(field.errors for field in group.values())
        return right

    @property
    def said(self) -> SaidHost:
        """What was said, of a form that is valid."""
        name, email, phone = (field.data or None for field in (self.deputy_name, self.deputy_email, self.deputy_phone))
        return SaidHost(
            first_name=self.first_name.data,
            last_name=self.last_name.data,
            phone=self.phone.data or None,
            language=self.language.data,
            institution=self.institution,
            deputy=Deputy(name, email, phone),
            offers=tuple(_said(group) for group in self.groups()),
            rules_seen=self.rules_seen.data or "",
            entry=self.entry_key,
        )

    @property
    def entry_key(self) -> str:
        """What tells one sending of this form from another."""
        try:
            return str(uuid.UUID(self.entry.data or ""))
        except ValueError:
            return str(uuid.uuid4())


def _said(group: dict[str, Any]) -> SaidOffer:
    days = ((group[f"day{n}"].data, group[f"day{n}_places"].data) for n in range(DAYS))
    return SaidOffer(
        title=group["title"].data,
        description=group["description"].data,
        discover=group["discover"].data,
        expect=group["expect"].data,
        places=group["places"].data,
        dates={day.isoformat(): places for day, places in days if day is not None},
        weekdays=tuple(sorted(group["weekdays"].data or ())),
        modality=group["modality"].data or None,
        duration_days=Decimal(group["duration"].data) if group["duration"].data else None,
        professions=tuple(group["professions"].data or ()),
        ages=group["ages"].data or None,
        languages=tuple(group["languages"].data or ()),
        conditions=group["conditions"].data or None,
        access=group["access"].data or None,
    )


@cache
def host_form(keys: tuple[int, ...]) -> type[HostForm]:
    """Return the form with the offers that have these keys, so that one taken out leaves the others their names."""
    fields: dict[str, Any] = {"keys": keys}
    for key in keys:
        fields |= {f"o{key}_{name}": field for name, field in _offer_fields().items()}
    return type("HostForm", (HostForm,), fields)


def read_keys(said: str | None) -> tuple[int, ...]:
    """Return the keys of the offers in a form: each once, at most as many as may be made at a time; one at least."""
    found = [int(each) for each in (said or "").split(",") if each.isascii() and each.isdigit() and len(each) < 4]
    return tuple(dict.fromkeys(found))[:MOST_OFFERS] or (0,)


def _places(label: Any, needed: Sequence[Any]) -> NumberField:
    fits = NumberRange(1, MOST_PLACES, _l("Enter a number between %(min)d and %(max)d."))
    return NumberField(label, [*needed, fits])


def _offer_fields() -> dict[str, Any]:
    days: dict[str, Any] = {}
    for number in range(DAYS):
        days[f"day{number}"] = DayField(_l("Day"), [Optional()], format=_AS_TYPED)
        days[f"day{number}_places"] = _places(_l("Places on that day"), [Optional()])
    return {
        "title": _short(
            _l("Title"), _l("Enter a title."), _l("What somebody reads first, such as: A day with the mobile team.")
        ),
        "description": _long(
            _l("Your service"), _l("Describe your service."), _l("What it does, for whom, with which team.")
        ),
        "discover": _long(
            _l("What can be discovered"),
            _l("Say what can be discovered."),
            _l("What a visitor sees and does: a meeting, an interview, an activity."),
        ),
        "expect": _long(
            _l("What to expect"),
            _l("Say what to expect."),
            _l(
                "Say clearly what a visitor will be confronted with: the people they meet, the pace, what may be hard, "
                "what they must not do. At least two sentences."
            ),
            least=LEAST_EXPECT,
        ),
        "places": _places(_l("Places in all"), [InputRequired(_l("Enter how many people you can receive."))]),
        "weekdays": SeveralField(
            _l("Days of the week on which it is possible"),
            [InputRequired(_l("Choose at least one day of the week."))],
            coerce=int,
        ),
        **days,
        "duration": SelectField(_l("How long"), [Optional()]),
        "modality": _short(_l("How"), hint=_l("Such as: observation, taking part, one person at a time.")),
        "professions": SeveralField(_l("Professions that can be met"), [Optional()]),
        "ages": _short(_l("Ages of the people you care for"), hint=_l("Such as: 0-6 years.")),
        "languages": SeveralField(
            _l("Languages in which you can receive"),
            [InputRequired(_l("Choose at least one language."))],
            choices=[SelectChoice(code, name) for code, name in SPOKEN.items()],
        ),
        "conditions": _long(_l("Conditions"), hint=_l("Such as: professional secrecy, clothes, a vaccination.")),
        "access": _long(_l("How to get there"), hint=_l("Public transport, parking, access for wheelchairs.")),
    }

"""The forms of a trainee: registering, choosing, what they said; shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SearchField, SelectChoice, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.directory.choosing import OrganisationChooser
from core.exchange.reading import LONGEST, LONGEST_LINE
from core.language.spoken import LANGUAGES
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l


def _stripped(typed: str | None) -> str | None:
    return (typed or "").strip() or None


_SHORT: Final = Length(max=LONGEST_LINE, message=_l("Say it in at most %(num)s characters.", num=LONGEST_LINE))
_LONG: Final = Length(max=LONGEST, message=_l("Say it in at most %(num)s characters.", num=LONGEST))


class RankedForm(FlaskForm):
    """A form with ranked choices: `ranked_form` gives it a list for each, and `search` narrows what they offer."""

    search = SearchField(_l("Search among the places"), [Length(max=200)])

    @property
    def ranks(self) -> list[Field]:
        """The fields of the choices, the first choice first."""
        return [field for field in self if field.name.startswith("choice_")]

    @property
    def chosen(self) -> list[tuple[Field, str]]:
        """Each field in which something is chosen, with what it is: a gap between them is none."""
        return [(field, str(field.data)) for field in self.ranks if field.data]

    @property
    def choices(self) -> tuple[str, ...]:
        """The references of the offers chosen, the first choice first."""
        return tuple(reference for _field, reference in self.chosen)


class TraineeForm(OrganisationChooser, RankedForm):
    """Somebody registers as a trainee."""

    first_name = StringField(
        _l("First name"),
        [InputRequired(_l("Enter your first name.")), _SHORT],
        filters=[_stripped],
        render_kw={"autocomplete": "given-name"},
    )
    last_name = StringField(
        _l("Last name"),
        [InputRequired(_l("Enter your last name.")), _SHORT],
        filters=[_stripped],
        render_kw={"autocomplete": "family-name"},
    )
    phone = TelField(
        _l("Phone"),
        [_SHORT],
        description=_l("Your host may call you once you have a place there. Nobody else sees it but the team."),
        filters=[_stripped],
        render_kw={"autocomplete": "tel"},
    )
    language = SelectField(
        _l("In which language do we write to you?"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validate_choice=True,
    )
    profession = StringField(
        _l("Profession"),
        [InputRequired(_l("Enter your profession.")), _SHORT],
        description=_l("Choose from the list, or write it in your own words."),
        filters=[_stripped],
        render_kw={"autocomplete": "off"},
    )
    expectations = TextAreaField(
        _l("What would you like to discover, and what do you want to take back to your own work?"),
        [_LONG],
        description=_l("A few lines are enough. Your host reads them, and can prepare for your visit."),
        filters=[_stripped],
        render_kw={"rows": 4},
    )
    rules = BooleanField(
        _l("I accept these golden rules."), [InputRequired(_l("To register, please accept the golden rules."))]
    )


class ChoicesForm(RankedForm):
    """A trainee chooses otherwise."""


class SaidForm(FlaskForm):
    """What a trainee may change of what they said."""

    phone = TraineeForm.phone
    expectations = TraineeForm.expectations


class LeaveForm(FlaskForm):
    """Why somebody withdraws, if they wish to say so."""

    reason = TextAreaField(
        _l("Why do you withdraw?"),
        [Length(max=500, message=_l("Say it in at most 500 characters."))],
        description=_l("For the team alone. You need not say it."),
        filters=[_stripped],
        render_kw={"rows": 3},
    )


Ranked = TypeVar("Ranked", bound=RankedForm)


def ranked_form(
    kind: type[Ranked],
    most: int,
    options: Sequence[SelectChoice],
    chosen: Sequence[str],
    words: Mapping[str, SelectChoice],
    **values: Any,
) -> Ranked:
    """Return a form with `most` ranked choices among `options`, filled from the request or else from what is `chosen`.

    What is chosen already stays among the options of its field, by its `words`, though the search leaves it out.
    """
    fields = {choice_column(rank): SelectField(_rank_words(rank), validate_choice=False) for rank in range(1, most + 1)}
    before = {choice_column(rank): reference for rank, reference in enumerate(chosen[:most], start=1)}
    form: Ranked = type("RankedFormOfEdition", (kind,), fields)(**before, **values)
    shown = {option.value for option in options}
    for field in form.ranks:
        said = field.data or ""
        own = [] if not said or said in shown else [words.get(said, SelectChoice(said, said))]
        field.choices = [SelectChoice("", _("– none –")), *own, *options]
    return form


def _rank_words(rank: int) -> str:
    return {1: _("First choice"), 2: _("Second choice"), 3: _("Third choice")}.get(rank) or _(
        "Choice %(rank)s", rank=rank
    )

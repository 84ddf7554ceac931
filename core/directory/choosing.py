"""The fields by which somebody says for which institution they take part: searched and chosen, or a new one (IM-07).

A form takes them in by inheriting them; its page shows them with the macro `organisation_chooser`
(components/organisations.html), which works without a script: type, press "Search", choose. The view looks up first:

    class HostForm(OrganisationChooser): ...

    form = HostForm()
    form.look_up(unit, known=[their institution of last year])
    if form.searching: return the page as it is
    if not form.validate(): return the page with what is wrong, 422
    stands = settle_said(unit, edition.id, form.institution)
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, ValidationError

from core.directory.proposing import NewOrganisation, SaidInstitution
from core.directory.rules import PublicFacts
from core.directory.search import (
    FoundOrganisation,
    find_organisations,
    organisations_by_id,
    probable_duplicates,
)
from core.directory.terms import labels
from core.directory.vocabulary import sectors
from core.tenancy.geography import MunicipalityRow, PlaceError, UnclearPlaceError, code_and_place, municipality_of
from core.tenancy.unit import Unit
from core.web.locale import current_language

#: The value of the choice "It is not in the list".
NEW: Final = "new"
#: The name of the button that searches without a script.
SEARCH: Final = "search_organisation"
LONGEST_NAME: Final = 150


def _stripped(typed: str | None) -> str | None:
    return " ".join(typed.split()) if typed else typed


def _text(label: Any, description: Any = "") -> StringField:
    short = Length(max=LONGEST_NAME, message=_l("At most %(max)d signs."))
    return StringField(label, [short], description=description, filters=[_stripped])


class OrganisationChooser(FlaskForm):
    """The fields; `institution` is what was said, once the form has been validated."""

    organisation_words = _text(
        _l("Your institution"), _l("Type a word of its name, and the place: with or without accents, in any order.")
    )
    organisation_choice = RadioField(_l("Which one is it?"), choices=[], validate_choice=False)
    organisation_service = _text(
        _l("Service or department"), _l("If your institution has several: the one in which you work.")
    )
    organisation_name = _text(_l("Name of the institution"))
    organisation_street = _text(_l("Street and number"))
    organisation_postal_code = _text(_l("Postal code"))
    organisation_commune = _text(_l("Municipality"), _l("Needed only where two municipalities share the postal code."))
    organisation_sector = SelectField(_l("Sector"), validate_choice=False)
    organisation_sure = BooleanField(_l("It is none of these: my institution is a new one"))

    #: What was found; None before anything was looked for.
    found: Sequence[FoundOrganisation] | None = None
    duplicates: Sequence[FoundOrganisation] = ()
    _unit: Unit

    @property
    def searching(self) -> bool:
        """Whether the button that searches was pressed."""
        return SEARCH in request.form

    def look_up(self, unit: Unit, known: Collection[uuid.UUID] = ()) -> None:
        """Search for what is typed, and offer it; before anything is typed, the institutions in `known`."""
        self._unit, words = unit, self.organisation_words.data or ""
        self.organisation_sector.choices = [
            SelectChoice("", _("Choose a sector")),
            *(SelectChoice(code, name) for code, name in labels(sectors(), current_language()).items()),
        ]
        chosen = self._chosen_id()
        asked = {*known, *([chosen] if chosen else [])}
        offered = list(organisations_by_id(unit.session, asked, rehearsal=unit.rehearsal))
        if chosen and chosen not in {one.id for one in offered}:
            self.organisation_choice.data = None
        if words:
            kept = [one for one in offered if one.id == chosen]
            searched = find_organisations(unit.session, words, rehearsal=unit.rehearsal)
            offered = [*kept, *(one for one in searched if one.id != chosen)]
        if words or offered or self.organisation_choice.data == NEW:
            self._offer(offered)

    def _offer(self, found: Sequence[FoundOrganisation]) -> None:
        self.found = found
        self.organisation_choice.choices = [
            *(SelectChoice(str(one.id), said(one)) for one in found),
            SelectChoice(NEW, _("It is not in the list")),
        ]

    def _chosen_id(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.organisation_choice.data or "")
        except ValueError:
            return None

    def validate_organisation_choice(self, field: RadioField) -> None:
        """One is chosen of those that were found, or a new one is named."""
        if field.data == NEW:
            return
        if self._chosen_id() is None:
            if self.organisation_words.data and not self.found:
                raise ValidationError(_("Nothing was found. Try another word, or choose “It is not in the list”."))
            raise ValidationError(_("Search for your institution and choose it in the list."))

    def validate_organisation_name(self, field: StringField) -> None:
        """A new one has a name, and is not perhaps one that there is, unless somebody says so."""
        if self.organisation_choice.data != NEW:
            return
        if not field.data:
            raise ValidationError(_("Enter the name of the institution."))
        place = self._municipality()
        self.duplicates = probable_duplicates(
            self._unit.session, field.data, place.nis if place else None, rehearsal=self._unit.rehearsal
        )
        if self.duplicates and not self.organisation_sure.data:
            self._offer([*self.duplicates, *(one for one in self.found or () if one not in self.duplicates)])
            raise ValidationError(
                _("The list has something very like it. Choose it above, or confirm below that yours is another one.")
            )

    def validate_organisation_postal_code(self, field: StringField) -> None:
        """A new one lies somewhere in Belgium."""
        if self.organisation_choice.data != NEW:
            return
        if not field.data:
            raise ValidationError(_("Enter the postal code."))
        try:
            municipality_of(field.data, self.organisation_commune.data)
        except UnclearPlaceError as error:
            names = ", ".join(row.nl if current_language() == "nl" else row.fr for row in error.candidates)
            raise ValidationError(_("This code is shared by %(names)s: name the municipality.", names=names)) from None
        except PlaceError:
            raise ValidationError(_("Belgium has no such postal code. Correct the four digits.")) from None

    def validate_organisation_sector(self, field: SelectField) -> None:
        """A new one works in a sector."""
        if self.organisation_choice.data == NEW and sectors().get(field.data or "") is None:
            raise ValidationError(_("Choose the sector."))

    @property
    def institution(self) -> SaidInstitution:
        """What was said, of a form that is valid."""
        if self.organisation_choice.data != NEW:
            return SaidInstitution(self._chosen_id(), self.organisation_service.data or None)
        place = self._municipality()
        facts = PublicFacts(
            self.organisation_street.data or None,
            code_and_place(self.organisation_postal_code.data or "")[0] if place else None,
            place.nis if place else None,
            frozenset({self.organisation_sector.data} if self.organisation_sector.data else ()),
        )
        return SaidInstitution(
            new=NewOrganisation(self.organisation_name.data or "", self.organisation_service.data or None, facts)
        )

    @property
    def chosen_words(self) -> str:
        """How the one that is chosen is called, and where it lies; nothing of a new one."""
        return next((said(one) for one in self.found or () if one.id == self._chosen_id()), "")

    def _municipality(self) -> MunicipalityRow | None:
        try:
            return municipality_of(self.organisation_postal_code.data or "", self.organisation_commune.data)
        except PlaceError:
            return None


def said(one: FoundOrganisation) -> str:
    """Say an organisation and where it lies: "SSM Le Gué, Mons" with its code."""
    return " – ".join(filter(None, (one.name, one.where(current_language()))))

"""Forms of roles and invitations: shape only. What can be chosen is what the reader may give (`core.staff.choices`)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.accounts.forms import new_password, strip
from core.language.spoken import LANGUAGES
from core.staff.choices import Choices, Options, read_role
from core.staff.rules import RoleWish, lacks_territory
from core.web.mail_addresses import MailAddress

LONGEST_NAME: Final = 100
#: So many roles are promised by one invitation; more are given afterwards.
MOST_ROLES: Final = 5


class AddresseeForm(FlaskForm):
    """Whom to invite."""

    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Enter the address of whom you invite.")),
            Length(max=254),
            MailAddress(),
        ],
        description=_l("A personal one: whoever reads the letter can accept."),
        filters=[strip],
    )
    name = StringField(
        _l("First and last name"), [DataRequired(_l("Enter a name.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    language = SelectField(
        _l("Language of the letter"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )


class RoleForm(FlaskForm):
    """A role: what, for which module, where, until when."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))])
    module = SelectField(_l("For which module"), [Optional()])
    territory = SelectField(_l("Where"), [Optional()])
    until = DateField(_l("Last day"), [Optional()], description=_l("Leave it empty for a role without an end."))

    def offer(self, choices: Choices) -> None:
        """Let it be chosen from what the reader may give."""
        self.role.choices = _selectable(choices.roles)
        self.module.choices = _selectable(choices.modules)
        self.territory.choices = _selectable(choices.territories)

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether it has its shape; a referent looks after a territory, where there is one to choose."""
        if not super().validate(extra_validators):
            return False
        places = self.territory.choices or []
        if lacks_territory(self.wish, parted=any(place.value for place in places)):
            self.territory.errors = (_("A referent looks after one territory: choose it."),)
            return False
        return True

    @property
    def wish(self) -> RoleWish:
        """The role that is chosen; one of a module's own is for that module."""
        role, module = read_role(str(self.role.data))
        territory = uuid.UUID(self.territory.data) if self.territory.data else None
        until: date | None = self.until.data
        return RoleWish(role, module or self.module.data or None, territory, until)


class InviteForm(AddresseeForm, RoleForm):
    """Whom to invite, and to which role."""


class LastDayForm(FlaskForm):
    """The last day of a role."""

    until = DateField(_l("Last day"), [Optional()], description=_l("Leave it empty for a role without an end."))


class AcceptForm(FlaskForm):
    """Who accepts an invitation, and the password of a sign-in that is made for them."""

    email = EmailField(_l("E-mail address"))
    name = StringField(
        _l("First and last name"), [DataRequired(_l("Enter your name.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    password = new_password()


def _selectable(options: Options) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in options]

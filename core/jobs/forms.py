"""What narrows the list of work; shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import Form, SelectChoice, SelectField

STATES = (
    ("", lazy_pgettext("work", "All")),
    ("queued", lazy_pgettext("work", "Waiting")),
    ("running", lazy_pgettext("work", "Under way")),
    ("done", lazy_pgettext("work", "Done")),
    ("failed", lazy_pgettext("work", "Failed")),
)


class WorkFilters(Form):
    """What to show of the work; the kinds are those of the installed modules."""

    kind = SelectField(_l("Kind of work"), choices=[], validate_choice=False)
    state = SelectField(_l("Outcome"), choices=[SelectChoice(*state) for state in STATES], validate_choice=False)

    def chosen(self, name: str) -> str:
        """Return what is chosen in the field `name`; a value that nobody offered narrows nothing."""
        field = self[name]
        return next((str(choice.value) for choice in field.choices if choice.value == field.data), "")

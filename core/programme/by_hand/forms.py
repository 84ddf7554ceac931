"""The form of one row: a field for each column of its kind of file that a hand fills in; shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional

from core.contract.importing import ByHand, ImportKind
from core.contract.module import Label
from core.exchange.importing import ImportPlan
from core.exchange.reading import LONGEST, Input, SheetColumn
from core.exchange.values import Cell, Meant
from core.language.spoken import LANGUAGES
from core.programme.by_hand.services import Typed
from core.programme.forms import LONGEST_REASON
from core.programme.importing.services import flaws_of
from core.web.dates import said_day

_YES, _NO = "yes", "no"
#: What a browser is told of a field, by how its column is asked for: its keyboard, its own checks.
_CONTROLS: Final[Mapping[Input, Mapping[str, str]]] = {
    Input.EMAIL: {"type": "email", "inputmode": "email"},
    Input.PHONE: {"type": "tel", "inputmode": "tel"},
    Input.NUMBER: {"inputmode": "decimal"},
}


class RowForm(FlaskForm):
    """One row of a kind of file; `row_form_of` makes one with its fields."""

    #: The fingerprint of what was looked at, set once it was; and what tells one press of a button from another.
    seen = HiddenField()
    entry = HiddenField(validators=[Optional(), UUID()])

    columns: Sequence[SheetColumn] = ()

    @property
    def fields(self) -> list[Field]:
        """The fields of the row, in the order of the columns."""
        return [self[column.name] for column in self.columns]

    @property
    def typed(self) -> Typed:
        """What was typed."""
        cells = {column.name: _cell(column, self[column.name].data) for column in self.columns}
        other = "other_person" in self and self["other_person"].data
        return Typed(cells, Meant.OTHER if other else Meant.SAME)

    @property
    def said(self) -> list[tuple[Label, str]]:
        """Each field that is filled in, with what it says as people read it."""
        return [(field.label.text, words) for field in self.fields if (words := _words(field))]

    def show_faults(self, kind: ImportKind, plan: ImportPlan) -> None:
        """Put what is wrong with a planned row at its fields; what belongs to none stands above them."""
        flaws = flaws_of(kind)
        names = {title: name for name, title in plan.checked.titles.items()}
        above: list[str] = []
        for fault in plan.checked.faults:
            flaw = flaws[fault.flaw]
            words = f"{flaw.reason} {flaw.remedy}"
            name = names.get(fault.column, "")
            if any(column.name == name for column in self.columns):
                self[name].errors = [*self[name].errors, words]
            else:
                above.append(f"{fault.column}: {words}" if name != "reference" else words)
        self.form_errors = above


def row_form_of(
    kind: ImportKind,
    names: Sequence[str],
    *,
    cells: Mapping[str, Cell],
    options: Mapping[str, Sequence[tuple[str, str]]],
    corrects: bool,
) -> RowForm:
    """Return the form of a row, as `cells` say it until something is typed.

    A correction asks for its reason, and whether somebody else takes over where `kind` lets that be.
    """
    by_name = {column.name: column for column in kind.columns}
    columns = [by_name[name] for name in names]
    fields: dict[str, Any] = {
        column.name: _field(column, _with_own(options.get(column.name), cells.get(column.name))) for column in columns
    }
    hand: ByHand | None = kind.by_hand
    if corrects and hand is not None and hand.hands_over:
        fields["other_person"] = BooleanField(
            _l("Somebody else takes over"),
            description=_l("The name, address and phone above are another person’s, and not the same one’s corrected."),
        )
    if corrects:
        fields["reason"] = StringField(
            _l("Reason"),
            [
                DataRequired(_l("Say why: the history keeps it.")),
                Length(max=LONGEST_REASON, message=_l("Say it in at most 300 characters.")),
            ],
            description=_l("For the team alone, such as: she told us by phone."),
            filters=[_stripped],
        )
    values = {column.name: _shown(column, cells.get(column.name)) for column in columns}
    form: RowForm = type("FormOfRow", (RowForm,), {**fields, "columns": columns})(**values)
    return form


def _with_own(options: Sequence[tuple[str, str]] | None, cell: Cell) -> Sequence[tuple[str, str]] | None:
    """Let what a row says already stay among the options, though it is none: nothing goes by being looked at."""
    said = "" if cell is None else str(cell)
    if options is None or not said or any(said == value for value, _words in options):
        return options
    return [*options, (said, _("%(said)s (no longer offered)", said=said))]


def _field(column: SheetColumn, options: Sequence[tuple[str, str]] | None) -> Field:
    # A file may have the name of a contact in one cell, so that neither part of it is obligatory there.
    needed = column.obligatory or column.name == "first_name"
    label, hint = column.title(), column.hint
    empty = _l("Fill in “%(field)s”.", field=label)
    checks: list[Any] = [DataRequired(empty) if needed else Optional()]
    if options is not None:
        return _choice(label, checks, options)
    match column.input:
        case Input.LANGUAGE:
            return _choice(label, checks, list(LANGUAGES.items()))
        case Input.YES_NO:
            return _choice(label, checks, [(_YES, _("yes")), (_NO, _("no"))])
        case Input.DAY:
            when = [InputRequired(empty) if needed else Optional()]
            wrong = _l("This is no day. Enter one such as 18/03/2024.")
            return DateField(label, when, format=["%Y-%m-%d", "%d/%m/%Y"], invalid_value_message=wrong)
    if column.longest == LONGEST:
        return TextAreaField(label, checks, description=hint or "", filters=[_stripped], render_kw={"rows": 4})
    control = {"autocomplete": "off", **_CONTROLS.get(column.input, {})}
    return StringField(label, checks, description=hint or "", filters=[_stripped], render_kw=control)


def _choice(label: str, checks: Sequence[Any], options: Sequence[tuple[str, str]]) -> SelectField:
    return SelectField(
        label, checks, choices=[SelectChoice(*each) for each in (("", "–"), *options)], validate_choice=False
    )


def _shown(column: SheetColumn, cell: Cell) -> Any:
    """Return a cell as the value of its field."""
    if isinstance(cell, bool):
        return _YES if cell else _NO
    if column.input is Input.DAY:
        return cell.date() if isinstance(cell, datetime) else cell
    return "" if cell is None else str(cell)


def _cell(column: SheetColumn, value: Any) -> Cell:
    """Return the value of a field as a cell."""
    if column.input is Input.YES_NO:
        return {_YES: True, _NO: False}.get(value)
    found: Cell = value or None
    return found


def _words(field: Field) -> str:
    if isinstance(field, SelectField):
        return next((str(each.label) for each in field.choices if each.value == field.data != ""), field.data or "")
    return str(said_day(field.data)) if isinstance(field.data, date) else str(field.data or "")


def _stripped(said: str | None) -> str | None:
    return said.strip() if said else said

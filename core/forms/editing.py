"""The form in which a question of a network is written: shape only; the languages of the network say its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from core.contract.module import Label
from core.forms.building import choices_of, shown
from core.forms.questions import DECIDING, WITH_OPTIONS, Option, Question, QuestionKind, ShownIf, asked, next_code

MOST_OPTIONS: Final = 60
KINDS: Final[Mapping[QuestionKind, Label]] = {
    QuestionKind.SHORT: _l("A short text"),
    QuestionKind.LONG: _l("A longer text"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.CHOICE: _l("One of several answers"),
    QuestionKind.SEVERAL: _l("One or more of several answers"),
    QuestionKind.SCALE: _l("A scale from 1 to 5"),
    QuestionKind.DATE: _l("A date"),
    QuestionKind.NUMBER: _l("A number"),
    QuestionKind.EMAIL: _l("An e-mail address"),
    QuestionKind.PHONE: _l("A phone number"),
    QuestionKind.POSTAL_CODE: _l("A postal code"),
    QuestionKind.CONSENT: _l("Something to agree to"),
}
_LANGUAGES: Final[Mapping[str, Label]] = {
    "fr": _l("in French"),
    "nl": _l("in Dutch"),
    "de": _l("in German"),
    "en": _l("in English"),
}


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class QuestionForm(FlaskForm):
    """A question; `question_form_of` makes one with the fields of a network's languages."""

    #: The version of the questions that was looked at; set once what the change means was seen.
    version = HiddenField()
    confirmed = HiddenField()
    kind = SelectField(
        _l("What is asked for"), choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()]
    )
    required = BooleanField(_l("It has to be answered"))
    shown_if = SelectField(_l("Who is asked"), choices=[], validate_choice=True)
    personal = BooleanField(
        _l("The answer says something about a person"),
        description=_l("It is deleted when that person asks to be forgotten."),
    )
    months = IntegerField(
        _l("Delete the answers after so many months"),
        [Optional(), NumberRange(1, 120, _l("Enter a number from 1 to 120."))],
        description=_l("Leave it empty to keep them as long as the edition."),
        render_kw={"class": "short"},
    )

    languages: Sequence[str] = ()
    #: The question as it is, or None for a new one; and all of its form.
    known: Question | None = None
    others: Sequence[Question] = ()

    def texts(self, what: str) -> list[Any]:
        """Return the fields of the label, the help or the options, a language each."""
        return [self[f"{what}_{language}"] for language in self.languages]

    @property
    def question(self) -> Question:
        """The question as it was typed."""
        kind = self.known.kind if self.known else QuestionKind(self.kind.data)
        waits = (self.shown_if.data or "").partition("=")
        return Question(
            code=self.known.code if self.known else next_code(self.others),
            kind=kind,
            label=self._said("label"),
            help=self._said("help"),
            options=self._options() if kind in WITH_OPTIONS else (),
            required=self.required.data,
            shown_if=ShownIf(waits[0], waits[2]) if waits[2] else None,
            personal=self.personal.data,
            months=self.months.data,
            retired=self.known.retired if self.known else False,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that there is something to choose from where something is to be chosen."""
        fine = super().validate(extra_validators)
        kind = self.known.kind if self.known else self.kind.data
        first = self[f"options_{self.languages[0]}"]
        if kind in WITH_OPTIONS and not 2 <= len(_lines(first.data)) <= MOST_OPTIONS:
            first.errors = [_("Write from 2 to %(most)s answers, a line each.", most=MOST_OPTIONS)]
            fine = False
        if kind in WITH_OPTIONS and fine:
            for field in self.texts("options")[1:]:
                if _lines(field.data) and len(_lines(field.data)) != len(_lines(first.data)):
                    field.errors = [_("Write as many lines as in the first language, in the same order.")]
                    fine = False
        return bool(fine)

    def _said(self, what: str) -> dict[str, str]:
        typed = {language: self[f"{what}_{language}"].data or "" for language in self.languages}
        kept: Mapping[str, str] = getattr(self.known, what) if self.known else {}
        return {language: text for language, text in {**kept, **typed}.items() if text}

    def _options(self) -> tuple[Option, ...]:
        return options_of(
            self.known.options if self.known else (),
            {language: _lines(self[f"options_{language}"].data) for language in self.languages},
            self.languages[0],
        )


def options_of(known: Sequence[Option], lines: Mapping[str, Sequence[str]], first: str) -> tuple[Option, ...]:
    """Return the options that lines say, one for each in the language `first`.

    One whose words are as they were keeps its code; so does the one in its place, where as many are there as before.
    """
    words = lines[first]
    by_words = {option.label.get(first): option for option in known}
    same: list[Option | None] = [by_words.get(text) for text in words]
    if len(words) == len(known):
        taken = {option.code for option in same if option}
        same = [each or (old if old.code not in taken else None) for each, old in zip(same, known, strict=True)]
    numbers = [int(option.code[1:]) for option in known]
    new = iter(range(max(numbers, default=0) + 1, max(numbers, default=0) + len(words) + 1))
    return tuple(
        Option(
            each.code if each else f"o{next(new)}",
            {language: said[index] for language, said in lines.items() if index < len(said)},
        )
        for index, each in enumerate(same)
    )


def question_form_of(
    known: Question | None, questions: Sequence[Question], languages: Sequence[str], reader: str, version: int
) -> QuestionForm:
    """Return the form of a question, as it is until something is typed; those before it can decide who is asked."""
    fields: dict[str, Any] = {"languages": tuple(languages), "known": known, "others": tuple(questions)}
    for language in languages:
        fields[f"label_{language}"] = _label(language, languages)
        fields[f"help_{language}"] = _text(_("Help below the question"), language, languages, 2)
        fields[f"options_{language}"] = _text(_("Answers to choose from, a line each"), language, languages, 5)
    form: QuestionForm = type("FormOfQuestion", (QuestionForm,), fields)(**_values(known, languages, version))
    form.shown_if.choices = _waits(known, questions, reader, languages)
    if known is not None:
        del form.kind
    return form


def _values(known: Question | None, languages: Sequence[str], version: int) -> dict[str, Any]:
    if known is None:
        return {"version": str(version), "personal": True}
    waits = known.shown_if
    values: dict[str, Any] = {
        "version": str(version),
        "required": known.required,
        "personal": known.personal,
        "months": known.months,
        "shown_if": f"{waits.question}={waits.value}" if waits else "",
    }
    for language in languages:
        values[f"label_{language}"] = known.label.get(language, "")
        values[f"help_{language}"] = known.help.get(language, "")
        values[f"options_{language}"] = "\n".join(option.label.get(language, "") for option in known.options).strip()
    return values


def _waits(
    known: Question | None, questions: Sequence[Question], reader: str, languages: Sequence[str]
) -> list[SelectChoice]:
    found = [SelectChoice("", _("everybody"))]
    for question in asked(questions):
        if known is not None and question.code == known.code:
            break
        if question.kind in DECIDING:
            label = shown(question.label, reader, languages)
            found += [
                SelectChoice(
                    f"{question.code}={value}",
                    _("who answered “%(answer)s” to “%(question)s”", answer=words, question=label),
                )
                for value, words in choices_of(question, reader, languages)
            ]
    return found


def _label(language: str, languages: Sequence[str]) -> StringField:
    needed = [DataRequired(_l("Write the question."))] if language == languages[0] else [Optional()]
    return StringField(
        _in(_("Question"), language, languages),
        [*needed, Length(max=300, message=_l("Write it in at most 300 characters."))],
        filters=[_stripped],
    )


def _text(what: str, language: str, languages: Sequence[str], rows: int) -> TextAreaField:
    return TextAreaField(
        _in(what, language, languages),
        [Optional(), Length(max=4000, message=_l("Write it in at most 4000 characters."))],
        filters=[_stripped],
        render_kw={"rows": rows},
    )


def _in(what: str, language: str, languages: Sequence[str]) -> str:
    return what if len(languages) == 1 else f"{what}, {_LANGUAGES[language]}"


def _lines(typed: str | None) -> list[str]:
    return [line.strip() for line in (typed or "").splitlines() if line.strip()]

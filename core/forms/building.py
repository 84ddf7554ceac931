"""A form with the questions of a network after its own fields: WTForms made from data.

form = extended(GuestForm, asked.now, current_language(), unit.tenant.languages)()
form.answers  # what is kept of them
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from core.contract.module import Label
from core.forms.questions import (
    LONGEST_LONG,
    LONGEST_SHORT,
    NO,
    YES,
    Answer,
    AnswerFault,
    Question,
    QuestionKind,
    ShownIf,
    kept,
    visible,
)
from core.forms.questions import read as read_answer
from core.language.texts import Texts
from core.web.dates import said_day

PREFIX: Final = "question_"
#: So many options stand one below the other; more are a list that opens.
_IN_SIGHT: Final = 7

FAULTS: Final[Mapping[AnswerFault, Label]] = {
    AnswerFault.MISSING: _l("Answer this question."),
    AnswerFault.NO_OPTION: _l("Choose one of the answers."),
    AnswerFault.NO_DAY: _l("This is no day. Enter one such as 18/03/2024."),
    AnswerFault.NO_NUMBER: _l("This is no number. Write it in digits, such as 12 or 7,5."),
    AnswerFault.NO_ADDRESS: _l("This is no e-mail address. Enter one such as name@service.example."),
    AnswerFault.NO_PHONE: _l("This is no phone number. Write it in digits, such as +32 470 12 34 56."),
    AnswerFault.NO_POSTAL_CODE: _l("A postal code has four digits, such as 7000."),
}
#: What a browser is told of a field: its keyboard, its own help.
_CONTROLS: Final[Mapping[QuestionKind, Mapping[str, str]]] = {
    QuestionKind.EMAIL: {"type": "email", "inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
    QuestionKind.PHONE: {"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    QuestionKind.NUMBER: {"inputmode": "decimal", "class": "short"},
    QuestionKind.POSTAL_CODE: {"inputmode": "numeric", "autocomplete": "postal-code", "class": "short"},
    QuestionKind.DATE: {"type": "date"},
}
F = TypeVar("F", bound=FlaskForm)


class MultiCheckboxField(SelectMultipleField):
    """Several of some answers, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Leave it to the question to say what is wrong."""


class QuestionsForm(FlaskForm):
    """A form with questions; `extended` makes one."""

    questions: Sequence[Question] = ()
    #: In which languages it speaks to its reader, the first that there is.
    spoken: Sequence[str] = ()

    def said_option(self, waits: ShownIf) -> str:
        """Return the words of the answer that a question waits for."""
        other = next(question for question in self.questions if question.code == waits.question)
        return dict(choices_of(other, self.spoken[0], self.spoken))[waits.value]

    @property
    def question_fields(self) -> list[tuple[Question, Field]]:
        """The questions in their order, each with its field."""
        return [(question, self[PREFIX + question.code]) for question in self.questions]

    @property
    def typed(self) -> dict[str, Answer]:
        """What was answered, hidden questions too."""
        return {question.code: _read(question, field)[0] for question, field in self.question_fields}

    @property
    def answers(self) -> dict[str, Answer]:
        """What is kept of the answers: nothing of a question that was not asked of whoever typed them."""
        return kept(self.questions, self.typed)


def extended(base: type[F], questions: Iterable[Question], language: str, order: Iterable[str] = ()) -> type[F]:
    """Return `base` with a field for each of the questions that are asked, after its own.

    Texts are in `language`, else in the first of `order` that there is, with a mark (FD-03). A question that waits for
    an answer is neither required nor kept without it. Give the class `answers=` to show those that were given before.
    """
    order, listed = tuple(order), [question for question in questions if not question.retired]
    fields = {PREFIX + question.code: _field(question, language, order) for question in listed}
    made: type[F] = type(
        f"{base.__name__}WithQuestions",
        (QuestionsForm, base),
        {**fields, "questions": listed, "spoken": (language, *order)},
    )
    return made


def as_values(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return answers that were given before as the values of the fields of `extended`."""
    return {PREFIX + code: answer for code, answer in answers.items()}


def _read(question: Question, field: Field) -> tuple[Answer, AnswerFault | None]:
    typed = field.data
    if question.kind is QuestionKind.CONSENT:
        typed = YES if typed else ""
    return read_answer(question, typed)


def shown(texts: Mapping[str, str], language: str, order: Iterable[str]) -> str:
    """Return a text in `language`; in another one, with its language and a mark. Nothing where there is no text."""
    if not any(text.strip() for text in texts.values()):
        return ""
    text = Texts(texts).get(language, order)
    if text.language == language:
        return text.text
    mark = Markup(' <span class="lang-mark">{}</span>').format(text.language.upper())
    return Markup('<span lang="{}">{}{}</span>').format(text.language, text.text, mark)


def said_answers(
    questions: Iterable[Question], answers: Mapping[str, Answer], language: str, order: Iterable[str]
) -> list[tuple[str, str]]:
    """Return what was answered as people read it: the question in the words it was asked with, and the answer."""
    order = tuple(order)
    return [
        (shown(question.label, language, order), said(question, answers[question.code], language, order))
        for question in questions
        if question.code in answers
    ]


def said(question: Question, answer: Answer, language: str, order: Iterable[str]) -> str:
    """Return an answer as people read it."""
    if question.kind is QuestionKind.DATE and isinstance(answer, str):
        return said_day(date.fromisoformat(answer))
    words = dict(choices_of(question, language, tuple(order)))
    parts = answer if isinstance(answer, list) else [answer]
    return Markup(", ").join(words.get(part, part) for part in parts)


def _field(question: Question, language: str, order: Sequence[str]) -> Field:
    facts: dict[str, Any] = {
        "label": shown(question.label, language, order),
        "description": shown(question.help, language, order),
        "validators": [_Check(question)],
    }
    match question.kind:
        case QuestionKind.LONG:
            return TextAreaField(**facts, render_kw={"rows": 5, "maxlength": LONGEST_LONG})
        case QuestionKind.SEVERAL:
            return MultiCheckboxField(**facts, choices=_select(question, language, order))
        case QuestionKind.CONSENT:
            return BooleanField(**facts)
        case QuestionKind.CHOICE if len(question.options) > _IN_SIGHT:
            choices = [SelectChoice("", "–"), *_select(question, language, order)]
            return SelectField(**facts, choices=choices, validate_choice=False)
        case QuestionKind.CHOICE | QuestionKind.SCALE | QuestionKind.YES_NO:
            return RadioField(**facts, choices=_select(question, language, order), validate_choice=False)
    longest = {} if question.kind is QuestionKind.DATE else {"maxlength": LONGEST_SHORT}
    return StringField(**facts, render_kw={**longest, **_CONTROLS.get(question.kind, {})})


class _Check:
    """Holds an answer to its question, as far as the question is asked of whoever types it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.field_flags = {"required": True} if question.required else {}

    def __call__(self, form: QuestionsForm, field: Field) -> None:
        if self.question.code not in visible(form.questions, form.typed):
            raise StopValidation()
        fault = _read(self.question, field)[1]
        if fault is AnswerFault.TOO_LONG:
            most = LONGEST_LONG if self.question.kind is QuestionKind.LONG else LONGEST_SHORT
            raise StopValidation(_("Write it in at most %(most)s characters.", most=most))
        if fault is not None:
            raise StopValidation(str(FAULTS[fault]))


def choices_of(question: Question, language: str, order: Sequence[str]) -> list[tuple[str, str]]:
    """Return what can be chosen: the value, and its words."""
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.CONSENT:
            return [(YES, str(_("yes"))), (NO, str(_("no")))]
        case QuestionKind.SCALE:
            return [(value, value) for value in question.values]
    return [(option.code, shown(option.label, language, order)) for option in question.options]


def _select(question: Question, language: str, order: Sequence[str]) -> list[SelectChoice]:
    return [SelectChoice(*each) for each in choices_of(question, language, order)]

"""Questions as data: what is asked, of which kind, who is asked it, and what an answer must look like. Pure.

An answer is kept as text, several as a list of texts: an option by its code, a day as 2024-03-18, a number with a
point, yes and no as "yes" and "no". What is kept of an answer can be typed again, and is then kept as the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from core.language.mail_address import is_travelling

#: One answer as it is kept; and those of a form, by the code of the question.
Answer = str | list[str]
Answers = Mapping[str, Answer]

YES: Final = "yes"
NO: Final = "no"
LONGEST_SHORT: Final = 200
LONGEST_LONG: Final = 5_000
SCALE: Final = ("1", "2", "3", "4", "5")
_PHONE: Final = re.compile(r"\+?[\d ./()-]{6,40}", re.ASCII)
_POSTAL_CODE: Final = re.compile(r"[1-9][0-9]{3}")
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class QuestionKind(StrEnum):
    """What can be asked."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"
    CONSENT = "consent"


#: Those with options of their own, and those whose answer can decide whether another question is asked.
WITH_OPTIONS: Final = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
DECIDING: Final = frozenset({*WITH_OPTIONS, QuestionKind.SCALE, QuestionKind.YES_NO, QuestionKind.CONSENT})


class AnswerFault(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NO_OPTION = "no option"
    NO_DAY = "no day"
    NO_NUMBER = "no number"
    NO_ADDRESS = "no address"
    NO_PHONE = "no phone"
    NO_POSTAL_CODE = "no postal code"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen: its code, which stays, and its words by language."""

    code: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownIf:
    """A question is asked only of who gave this answer to an earlier one."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a network's own. Its code never changes, and no other question of its form ever has it."""

    code: str
    kind: QuestionKind
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    required: bool = False
    shown_if: ShownIf | None = None
    #: It says something about a person: it goes when they are forgotten, and after `months`, if there are any.
    personal: bool = True
    months: int | None = None
    #: It is asked no more; answers to it are still read.
    retired: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen, for a question with a fixed set of answers."""
        match self.kind:
            case QuestionKind.SCALE:
                return SCALE
            case QuestionKind.YES_NO:
                return (YES, NO)
            case QuestionKind.CONSENT:
                return (YES,)
        return tuple(option.code for option in self.options)

    def as_json(self) -> dict[str, Any]:
        """Return the question as plain data; `question_of` reads it again."""
        return asdict(self) | {"kind": self.kind.value}


def question_of(data: Mapping[str, Any]) -> Question:
    """Return the question that plain data say."""
    shown_if = data["shown_if"]
    return Question(
        **{
            **data,
            "kind": QuestionKind(data["kind"]),
            "options": tuple(Option(**option) for option in data["options"]),
            "shown_if": ShownIf(**shown_if) if shown_if else None,
        }
    )


def asked(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that are asked now, in their order."""
    return [question for question in questions if not question.retired]


def visible(questions: Iterable[Question], answers: Answers) -> frozenset[str]:
    """Return the codes of the questions that are asked of who gave these answers.

    A question that waits for an answer is asked only where the question with that answer is asked itself.
    """
    found: set[str] = set()
    for question in asked(questions):
        waits = question.shown_if
        if waits is None or (waits.question in found and waits.value in _several(answers.get(waits.question))):
            found.add(question.code)
    return frozenset(found)


def kept(questions: Sequence[Question], answers: Answers) -> dict[str, Answer]:
    """Return what is kept of answers: those to questions that are asked of this person, without the empty ones."""
    seen = visible(questions, answers)
    return {question.code: answers[question.code] for question in questions if _has(question.code, answers, seen)}


def read(question: Question, typed: Answer | None) -> tuple[Answer, AnswerFault | None]:
    """Return an answer as it is kept, and what is wrong with it, if anything: that stays as it was typed."""
    if question.kind is QuestionKind.SEVERAL:
        chosen = [value for value in question.values if value in _several(typed)]
        unknown = set(_several(typed)) - set(question.values)
        return chosen, AnswerFault.NO_OPTION if unknown else _missing(question, chosen)
    text = typed.strip() if isinstance(typed, str) else ""
    if not text:
        return "", _missing(question, text)
    said = _read(question, text)
    return (text, said) if isinstance(said, AnswerFault) else (said, None)


def emptied(questions: Iterable[Question], answers: Answers) -> dict[str, Answer]:
    """Return what is left of answers when the person who gave them is forgotten."""
    personal = {question.code for question in questions if question.personal}
    return {code: answer for code, answer in answers.items() if code not in personal}


def moved(questions: Sequence[Question], code: str, *, down: bool) -> list[Question]:
    """Return the questions with one a place higher or lower among those that are asked.

    None comes before the one whose answer it waits for: such a move changes nothing.
    """
    order = asked(questions)
    place = next((index for index, question in enumerate(order) if question.code == code), None)
    other = None if place is None else place + 1 if down else place - 1
    if place is None or other is None or not 0 <= other < len(order):
        return list(questions)
    order[place], order[other] = order[other], order[place]
    if misplaced(order):
        return list(questions)
    return [*order, *(question for question in questions if question.retired)]


def misplaced(questions: Iterable[Question]) -> list[str]:
    """Return the codes of the questions that wait for an answer which no question before them can have."""
    before: dict[str, Collection[str]] = {}
    found = []
    for question in asked(questions):
        waits = question.shown_if
        if waits is not None and waits.value not in before.get(waits.question, ()):
            found.append(question.code)
        if question.kind in DECIDING:
            before[question.code] = question.values
    return found


def with_question(questions: Sequence[Question], question: Question) -> list[Question]:
    """Return the questions with one changed, or, when it is new, added below those that are asked."""
    if any(each.code == question.code for each in questions):
        return [question if each.code == question.code else each for each in questions]
    return [*asked(questions), question, *(each for each in questions if each.retired)]


def retired(questions: Sequence[Question], code: str, *, yes: bool) -> list[Question]:
    """Return the questions with one that is asked no more, or asked again, then as the last one."""
    one = next(each for each in questions if each.code == code)
    others = [each for each in questions if each.code != code]
    return with_question(others, replace(one, retired=yes)) if not yes else [*others, replace(one, retired=True)]


def next_code(questions: Iterable[Question]) -> str:
    """Return a code that no question of a form ever had."""
    numbers = [int(question.code[1:]) for question in questions]
    return f"q{max(numbers, default=0) + 1}"


def _read(question: Question, text: str) -> str | AnswerFault:
    """Return a text that is not empty as an answer that is kept."""
    if question.kind is QuestionKind.DATE:
        return _day(text)
    if question.kind is QuestionKind.NUMBER:
        return _number(text)
    fault = _fault(question, text)
    return text if fault is None else fault


def _fault(question: Question, text: str) -> AnswerFault | None:
    """Say what is wrong with a text that is kept as it is."""
    if len(text) > (LONGEST_LONG if question.kind is QuestionKind.LONG else LONGEST_SHORT):
        return AnswerFault.TOO_LONG
    if question.values:
        return None if text in question.values else AnswerFault.NO_OPTION
    fine, fault = True, AnswerFault.NO_ADDRESS
    match question.kind:
        case QuestionKind.EMAIL:
            fine = is_travelling(text)
        case QuestionKind.PHONE:
            fine, fault = bool(_PHONE.fullmatch(text)) and sum(map(str.isdigit, text)) >= 6, AnswerFault.NO_PHONE
        case QuestionKind.POSTAL_CODE:
            fine, fault = bool(_POSTAL_CODE.fullmatch(text)), AnswerFault.NO_POSTAL_CODE
    return None if fine else fault


def _day(text: str) -> str | AnswerFault:
    typed = _DAY.fullmatch(text)
    try:
        return (date(*map(int, reversed(typed.groups()))) if typed else date.fromisoformat(text)).isoformat()
    except ValueError:
        return AnswerFault.NO_DAY


def _number(text: str) -> str | AnswerFault:
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return AnswerFault.NO_NUMBER
    if not number.is_finite() or len(plain) > 20 or abs(number.adjusted()) > 15:
        return AnswerFault.NO_NUMBER
    said = f"{number.normalize():f}"
    return "0" if said == "-0" else said


def _missing(question: Question, answer: Answer) -> AnswerFault | None:
    return AnswerFault.MISSING if question.required and not answer else None


def _several(answer: Answer | None) -> Sequence[str]:
    return answer if isinstance(answer, list) else [answer] if answer else []


def _has(code: str, answers: Answers, seen: Collection[str]) -> bool:
    return code in seen and bool(answers.get(code))

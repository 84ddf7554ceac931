"""Questions as data: who is asked what, what is kept of an answer, and that it can be typed again as it was kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms.questions import (
    DECIDING,
    LONGEST_LONG,
    LONGEST_SHORT,
    NO,
    WITH_OPTIONS,
    YES,
    Answer,
    AnswerFault,
    Option,
    Question,
    QuestionKind,
    ShownIf,
    asked,
    emptied,
    kept,
    misplaced,
    moved,
    next_code,
    question_of,
    read,
    retired,
    visible,
    with_question,
)

pytestmark = pytest.mark.requirement("IM-07")
OPTIONS = (Option("o1", {"fr": "oui"}), Option("o2", {"fr": "peut-être"}), Option("o3", {"fr": "non"}))


def question(code: str = "q1", kind: QuestionKind = QuestionKind.SHORT, **facts: object) -> Question:
    options = OPTIONS if kind in WITH_OPTIONS else ()
    return Question(code, kind, {"fr": f"Question {code} ?"}, options=options, **facts)  # type: ignore[arg-type]


@st.composite
def forms(draw: st.DrawFn) -> list[Question]:
    """Questions of which some wait for the answer to any other one, rightly or not, and some are retired."""
    count = draw(st.integers(1, 6))
    made = []
    for number in range(1, count + 1):
        kind = draw(st.sampled_from(QuestionKind))
        waits = draw(st.none() | st.builds(ShownIf, st.sampled_from([f"q{n}" for n in range(1, count + 1)]), VALUES))
        facts = {"shown_if": waits, "retired": draw(st.booleans()), "required": draw(st.booleans())}
        made.append(question(f"q{number}", kind, personal=draw(st.booleans()), **facts))
    return made


VALUES = st.sampled_from(["o1", "o2", YES, NO, "3"])
ANSWERS = st.dictionaries(
    st.sampled_from([f"q{number}" for number in range(1, 7)]), VALUES | st.lists(VALUES, max_size=3) | st.just("")
)


def is_asked(form: list[Question], answers: dict[str, Answer], code: str) -> bool:
    """Whether a question is asked, said as people would: follow what it waits for to the beginning."""
    order = [each for each in form if not each.retired]
    places = {each.code: place for place, each in enumerate(order)}
    if code not in places:
        return False
    waits = order[places[code]].shown_if
    if waits is None:
        return True
    earlier = waits.question in places and places[waits.question] < places[code]
    answer = answers.get(waits.question, "")
    given_ = waits.value in answer if isinstance(answer, list) else waits.value == answer
    return earlier and given_ and is_asked(form, answers, waits.question)


@given(forms(), ANSWERS)
def test_a_question_is_asked_where_what_it_waits_for_was_asked_and_answered(
    form: list[Question], answers: dict[str, Answer]
) -> None:
    assert visible(form, answers) == {each.code for each in form if is_asked(form, answers, each.code)}


@given(forms(), ANSWERS)
def test_what_is_kept_is_kept_again_as_it_is(form: list[Question], answers: dict[str, Answer]) -> None:
    once = kept(form, answers)
    assert kept(form, once) == once
    assert once == {code: answer for code, answer in answers.items() if answer and is_asked(form, answers, code)}


@given(forms())
def test_a_question_is_read_again_as_it_was_kept(form: list[Question]) -> None:
    assert [question_of(each.as_json()) for each in form] == form


@given(st.sampled_from(QuestionKind), st.text(max_size=30) | st.sampled_from(["18/3/2024", "7,50", YES, "o2", "7000"]))
def test_an_answer_that_is_right_can_be_typed_again_and_is_kept_as_the_same(kind: QuestionKind, typed: str) -> None:
    answer, fault = read(question(kind=kind), [typed] if kind is QuestionKind.SEVERAL else typed)
    if fault is None:
        assert read(question(kind=kind), answer) == (answer, None)
        assert read(question(kind=kind, required=True), answer)[1] == (None if answer else AnswerFault.MISSING)


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_one_however_it_is_typed(day: date) -> None:
    here = question(kind=QuestionKind.DATE)
    for typed in (day.isoformat(), f"{day.day}/{day.month}/{day.year}", f" {day:%d.%m.%Y} "):
        assert read(here, typed) == (day.isoformat(), None)


@given(st.decimals(Decimal(-(10**9)), Decimal(10**9), places=3))
def test_a_number_is_one_with_a_point_or_a_comma(number: Decimal) -> None:
    here = question(kind=QuestionKind.NUMBER)
    with_point, with_comma = read(here, f"{number:f}"), read(here, f"{number:f}".replace(".", ","))
    assert with_point == with_comma
    assert (Decimal(str(with_point[0])), with_point[1]) == (number, None)


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        (QuestionKind.SHORT, "x" * (LONGEST_SHORT + 1), AnswerFault.TOO_LONG),
        (QuestionKind.LONG, "x" * (LONGEST_LONG + 1), AnswerFault.TOO_LONG),
        (QuestionKind.LONG, "x" * (LONGEST_SHORT + 1), None),
        (QuestionKind.CHOICE, "o9", AnswerFault.NO_OPTION),
        (QuestionKind.SEVERAL, ["o1", "o9"], AnswerFault.NO_OPTION),
        (QuestionKind.SCALE, "6", AnswerFault.NO_OPTION),
        (QuestionKind.YES_NO, "perhaps", AnswerFault.NO_OPTION),
        (QuestionKind.DATE, "31/2/2024", AnswerFault.NO_DAY),
        (QuestionKind.NUMBER, "1e999", AnswerFault.NO_NUMBER),
        (QuestionKind.NUMBER, "NaN", AnswerFault.NO_NUMBER),
        (QuestionKind.EMAIL, "ada", AnswerFault.NO_ADDRESS),
        (QuestionKind.PHONE, "call me", AnswerFault.NO_PHONE),
        (QuestionKind.PHONE, "+32 (0)470/12.34.56", None),
        (QuestionKind.POSTAL_CODE, "700", AnswerFault.NO_POSTAL_CODE),
        (QuestionKind.POSTAL_CODE, "٧٠٠٠", AnswerFault.NO_POSTAL_CODE),
    ],
)
def test_what_is_wrong_is_named(kind: QuestionKind, typed: Answer, fault: AnswerFault | None) -> None:
    assert read(question(kind=kind), typed)[1] == fault


def test_several_answers_are_kept_once_each_in_their_order() -> None:
    assert read(question(kind=QuestionKind.SEVERAL), ["o3", "o1", "o3"]) == (["o1", "o3"], None)


@given(forms(), ANSWERS)
def test_who_is_forgotten_leaves_what_says_nothing_of_them(form: list[Question], answers: dict[str, Answer]) -> None:
    left = emptied(form, answers)
    assert {code for code in left if any(each.code == code and each.personal for each in form)} == set()
    assert left.items() <= answers.items()


@given(forms(), st.integers(1, 6), st.booleans())
def test_a_move_changes_two_neighbours_or_nothing_and_misplaces_none(
    form: list[Question], number: int, down: bool
) -> None:
    if misplaced(form):
        return
    after = moved(form, f"q{number}", down=down)
    assert sorted(each.code for each in after) == sorted(each.code for each in form)
    assert misplaced(after) == []
    places = [(before.code, now.code) for before, now in zip(asked(form), asked(after), strict=True) if before != now]
    assert places == [] or (len(places) == 2 and places[0] == places[1][::-1])


@given(forms())
def test_what_waits_for_an_answer_that_cannot_be_there_is_found(form: list[Question]) -> None:
    order = [each for each in form if not each.retired]
    wrong = [
        each.code
        for place, each in enumerate(order)
        if each.shown_if
        and not any(
            other.code == each.shown_if.question and other.kind in DECIDING and each.shown_if.value in other.values
            for other in order[:place]
        )
    ]
    assert misplaced(form) == wrong


def test_a_question_that_comes_back_is_the_last_and_a_code_is_never_given_twice() -> None:
    form = [question("q1"), question("q2")]
    gone = retired(form, "q1", yes=True)
    assert [(each.code, each.retired) for each in gone] == [("q2", False), ("q1", True)]
    assert next_code(gone) == "q3"
    more = with_question(gone, question("q3"))
    assert [each.code for each in more] == ["q2", "q3", "q1"]
    assert [(each.code, each.retired) for each in retired(more, "q1", yes=False)] == [
        *(("q2", False), ("q3", False)),
        ("q1", False),
    ]

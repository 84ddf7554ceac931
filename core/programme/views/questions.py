"""The questions that a network adds to a form of an edition: added, ordered, translated, retired, looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.contract.module import ParticipantRole
from core.forms.building import choices_of, extended, shown
from core.forms.editing import KINDS, QuestionForm, question_form_of
from core.forms.errors import FormMovedError, MisplacedQuestionError
from core.forms.questions import Question, misplaced, moved, retired, with_question
from core.forms.services import Asked, FormOwner, answer_count, change_questions, questions_of
from core.programme.access import MANAGE_EDITION
from core.programme.errors import NotOpenError
from core.programme.models import Edition
from core.programme.states import EditionState
from core.programme.views import programme
from core.programme.views.edition import managed
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.locale import current_language
from core.web.permissions import needs
from core.web.seen import seen_version

#: Of what kind of thing the questions are.
OWNER: Final = "edition"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request is about: the questions of a role in an edition, as they are asked now."""

    unit: Unit
    row: Edition
    role: ParticipantRole
    form: Asked

    @property
    def changeable(self) -> bool:
        """Whether they may be changed: not in an edition that is over."""
        return self.row.state != EditionState.CLOSED

    @property
    def address(self) -> str:
        """The page of the questions."""
        return url_for(".questions", module=self.row.module, code=self.row.code, role=self.role.code)

    def one(self, code: str) -> Question:
        """Return a question by its code; 404 when there is none."""
        return next((each for each in self.form.questions if each.code == code), None) or abort(404)


@programme.get("/editions/<module>/<code>/questions/")
@needs(MANAGE_EDITION)
def question_roles(module: str, code: str) -> str | Response:
    """Show to whose form questions can be added; where there is one alone, its questions."""
    row, unit = managed(module, code)
    asking = [role for role in current_application().modules.get(module).roles if role.asks]
    if len(asking) == 1:
        return redirect(url_for(".questions", module=module, code=code, role=asking[0].code))
    if not asking:
        abort(404)
    counted = [(role, len(questions_of(unit, FormOwner(OWNER, row.id, role.code)).now)) for role in asking]
    return render_template("programme/question_roles.html", row=row, roles=counted)


@programme.get("/editions/<module>/<code>/questions/<role>/")
@needs(MANAGE_EDITION)
def questions(module: str, code: str, role: str) -> str:
    """Show the questions of a role in their order, beside the form as people will see it."""
    desk = _desk(module, code, role)
    listed = [(each, KINDS[each.kind], _waits(desk, each)) for each in desk.form.now]
    return render_template(
        "programme/questions.html",
        desk=desk,
        row=desk.row,
        listed=listed,
        gone=[each for each in desk.form.questions if each.retired],
        count=answer_count(desk.unit, desk.form),
        previews=previews(desk, desk.form.now),
    )


@programme.get("/editions/<module>/<code>/questions/<role>/<question>")
@needs(MANAGE_EDITION)
def question_form(module: str, code: str, role: str, question: str) -> str:
    """Ask for a new question, or for the changes to one."""
    desk = _changeable(module, code, role)
    known = None if question == "new" else desk.one(question)
    return _form_page(desk, known, _form(desk, known))


@programme.post("/editions/<module>/<code>/questions/<role>/<question>")
@needs(MANAGE_EDITION)
def change_question(module: str, code: str, role: str, question: str) -> str | Response | tuple[str, int]:
    """Write a question; where people have answered already, after a look at what changes for them."""
    desk = _changeable(module, code, role)
    known = None if question == "new" else desk.one(question)
    form = _form(desk, known)
    fine = form.validate()
    if "preview" in request.form or "again" in request.form:
        form.form_errors = []
        return _form_page(desk, known, form, previewed=form.question)
    if not fine:
        return _form_page(desk, known, form), 422
    wanted = with_question(desk.form.questions, form.question)
    if misplaced(wanted):
        form.shown_if.errors = [_misplaced_sentence()]
        return _form_page(desk, known, form), 422
    answered = answer_count(desk.unit, desk.form)
    if answered and not form.confirmed.data and wanted != list(desk.form.questions):
        return _confirm_page(desk, known, form.question, answered)
    try:
        change_questions(desk.unit, desk.form.owner, wanted, version=seen_version())
    except FormMovedError:
        form.form_errors = [_moved_sentence()]
        form.version.data = str(desk.form.version)
        return _form_page(desk, known, form), 409
    flash(_("The question is saved."))
    return redirect(desk.address)


@programme.post("/editions/<module>/<code>/questions/<role>/<question>/move")
@needs(MANAGE_EDITION)
def move_question_place(module: str, code: str, role: str, question: str) -> Response:
    """Put a question a place higher or lower."""
    desk = _changeable(module, code, role)
    desk.one(question)
    wanted = moved(desk.form.questions, question, down=request.form.get("to") == "down")
    if wanted == list(desk.form.questions):
        flash(_("The question stays where it is: it waits for the answer to the one before."), "error")
        return redirect(desk.address)
    return _changed(desk, wanted, _("The order is changed."))


@programme.post("/editions/<module>/<code>/questions/<role>/<question>/retire")
@needs(MANAGE_EDITION)
def retire_question(module: str, code: str, role: str, question: str) -> Response:
    """Ask a question no more, or again; its answers stay."""
    desk = _changeable(module, code, role)
    yes = not desk.one(question).retired
    wanted = retired(desk.form.questions, question, yes=yes)
    if misplaced(wanted):
        flash(_misplaced_sentence(), "error")
        return redirect(desk.address)
    said = _("The question is asked no more. Its answers stay.") if yes else _("The question is asked again.")
    return _changed(desk, wanted, said)


def previews(desk: Desk, listed: Sequence[Question]) -> list[tuple[str, Markup]]:
    """Return how questions look on a phone, in each language of the network."""
    languages = desk.unit.tenant.languages
    found = []
    for language in languages:
        form = extended(FlaskForm, listed, language, languages)(formdata=None, prefix=f"{language}-")
        with force_locale(language):
            as_shown = render_template("programme/question_preview.html", asking=form)
        found.append((language, Markup(as_shown)))  # noqa: S704 - the template has escaped it.
    return found


def _desk(module: str, code: str, role: str) -> Desk:
    row, unit = managed(module, code)
    roles = {each.code: each for each in current_application().modules.get(module).roles if each.asks}
    found = roles.get(role) or abort(404)
    return Desk(unit, row, found, questions_of(unit, FormOwner(OWNER, row.id, role)))


def _changeable(module: str, code: str, role: str) -> Desk:
    desk = _desk(module, code, role)
    if not desk.changeable:
        raise NotOpenError(module, code, desk.row.state)
    return desk


def _form(desk: Desk, known: Question | None) -> QuestionForm:
    languages = desk.unit.tenant.languages
    return question_form_of(known, desk.form.questions, languages, current_language(), desk.form.version)


def _form_page(desk: Desk, known: Question | None, form: QuestionForm, *, previewed: Question | None = None) -> str:
    shown_now = previewed or known
    earlier = [each for each in desk.form.now if shown_now and each.code != shown_now.code]
    listed = with_question(earlier, shown_now) if shown_now else []
    mine = [each for each in listed if shown_now and each.code == shown_now.code]
    return render_template(
        "programme/question_form.html",
        desk=desk,
        row=desk.row,
        form=form,
        known=known,
        previews=previews(desk, [_alone(each) for each in mine]),
    )


def _confirm_page(desk: Desk, known: Question | None, wanted: Question, answered: int) -> str:
    typed = request.form.items(multi=True)
    hidden = [(name, value) for name, value in typed if name not in ("csrf_token", "confirmed")]
    return render_template(
        "programme/question_confirm.html",
        desk=desk,
        row=desk.row,
        before=_facts(desk, known) if known else None,
        after=_facts(desk, wanted),
        answered=answered,
        hidden=hidden,
        question=known.code if known else "new",
    )


def _facts(desk: Desk, question: Question) -> list[tuple[str, object]]:
    """Return what a question says and how it is asked, in words."""
    language, languages = current_language(), desk.unit.tenant.languages
    words = [said for _value, said in choices_of(question, language, languages)]
    return [
        (_("What is asked for"), KINDS[question.kind]),
        (_("Question"), shown(question.label, language, languages)),
        (_("Help below the question"), shown(question.help, language, languages)),
        *([(_("Answers to choose from"), Markup(", ").join(words))] if question.options else []),
        (_("It has to be answered"), _("yes") if question.required else _("no")),
        (_("Who is asked"), _waits(desk, question) or _("everybody")),
        (_("The answer says something about a person"), _("yes") if question.personal else _("no")),
        (_("Delete the answers after so many months"), question.months),
    ]


def _waits(desk: Desk, question: Question) -> str | None:
    """Say who is asked a question, where not everybody is."""
    waits = question.shown_if
    other = next((each for each in desk.form.questions if waits and each.code == waits.question), None)
    if waits is None or other is None:
        return None
    language, languages = current_language(), desk.unit.tenant.languages
    words = dict(choices_of(other, language, languages)).get(waits.value, waits.value)
    label = shown(other.label, language, languages)
    return str(_("who answered “%(answer)s” to “%(question)s”", answer=words, question=label))


def _alone(question: Question) -> Question:
    return replace(question, shown_if=None, retired=False)


def _changed(desk: Desk, wanted: Sequence[Question], said: str) -> Response:
    try:
        change_questions(desk.unit, desk.form.owner, wanted, version=seen_version())
    except FormMovedError:
        flash(_moved_sentence(), "error")
    except MisplacedQuestionError:
        flash(_misplaced_sentence(), "error")
    else:
        flash(said)
    return redirect(desk.address)


def _moved_sentence() -> str:
    return str(_("Somebody has changed these questions since you opened this page. Look at them again, then decide."))


def _misplaced_sentence() -> str:
    return str(_("Another question waits for one of these answers: change that question first."))

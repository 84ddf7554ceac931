"""The words for an edition's states, and for what it means to bring one from a state to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.contract.module import Label
from core.programme.states import EditionState


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state: its word, the tone of it, what it means, and what is said once an edition is brought there."""

    word: Label
    tone: str
    meaning: Label
    reached: Label


STATES: Final[Mapping[str, StateWords]] = {
    EditionState.DRAFT: StateWords(
        lazy_pgettext("edition", "draft"),
        "neutral",
        _l("You prepare this edition. Nobody else sees it, and nobody is entered in it yet."),
        _l("The edition is a draft again."),
    ),
    EditionState.REHEARSAL: StateWords(
        lazy_pgettext("edition", "trial edition"),
        "waiting",
        _l("Everything can be tried here, on any day. Letters become test mails; nobody receives them."),
        _l("The trial has begun: no letter is sent to anybody."),
    ),
    EditionState.LIVE: StateWords(
        lazy_pgettext("edition", "open"),
        "good",
        _l("This edition is under way. Its letters are sent."),
        _l("The edition is open: its letters are sent."),
    ),
    EditionState.CLOSED: StateWords(
        lazy_pgettext("edition", "closed"),
        "neutral",
        _l("This edition is over. Everything can be read, and nothing in it changes any more."),
        _l("The edition is closed. Everything in it can still be read."),
    ),
}


@dataclass(frozen=True, slots=True)
class MoveWords:
    """A way from a state to another: what is asked before, what it means, and the button."""

    question: Label
    meaning: Label
    button: Label
    tone: str = "main"


_OPEN: Final = MoveWords(
    _l("Open this edition?"),
    _l("Everybody with a role in the network sees it, people can be entered in it, and its letters are really sent."),
    _l("Open the edition"),
)
_TAKE_BACK: Final = MoveWords(
    _l("Make this edition a draft again?"),
    _l("Nobody is in it yet. It disappears for everybody but those who manage editions; its calendar stays."),
    _l("Make it a draft again"),
)
MOVES: Final[Mapping[tuple[str, str], MoveWords]] = {
    (EditionState.DRAFT, EditionState.REHEARSAL): MoveWords(
        _l("Try this edition out first?"),
        _l(
            "It becomes a trial edition: you enter invented people and try every step, on any day of its calendar. "
            "Letters become test mails; nobody receives them. You empty it before you open it for good."
        ),
        _l("Start the trial"),
    ),
    (EditionState.DRAFT, EditionState.LIVE): _OPEN,
    (EditionState.REHEARSAL, EditionState.LIVE): _OPEN,
    (EditionState.REHEARSAL, EditionState.DRAFT): _TAKE_BACK,
    (EditionState.LIVE, EditionState.DRAFT): _TAKE_BACK,
    (EditionState.LIVE, EditionState.CLOSED): MoveWords(
        _l("Close this edition?"),
        _l(
            "Nothing in it can be changed any more: no import, no withdrawal, no letter. Everything can still be read, "
            "and you can open it again, with a reason."
        ),
        _l("Close the edition"),
    ),
    (EditionState.CLOSED, EditionState.LIVE): MoveWords(
        _l("Open this edition again?"),
        _l("It can be changed again, and its letters are sent. Your reason stands in its history."),
        _l("Open it again"),
    ),
}
DELETE: Final = MoveWords(
    _l("Delete this edition?"),
    _l("Nobody is in it, and nobody was. Its calendar goes with it; this cannot be undone."),
    _l("Delete the edition"),
    tone="danger",
)

FILL: Final = MoveWords(
    _l("Fill this trial edition with invented people?"),
    _l(
        "Hosts and participants who do not exist are entered, under names that say so. They belong to this trial "
        "alone: nobody of the network is ever taken for one of them, and all go when you empty it."
    ),
    _l("Enter invented people"),
)
FILLED: Final = _l("Invented people are in this trial edition. Choose a day of its calendar, and go on from there.")
WIPE: Final = MoveWords(
    _l("Empty this trial edition?"),
    _l(
        "Everybody who was entered in it, everything that was done with them and every test mail vanish for good. Its "
        "calendar stays, and its day is today again. Nobody of the network and no institution of the directory is "
        "touched."
    ),
    _l("Empty the trial edition"),
    tone="danger",
)
WIPED: Final = _l("The trial edition is empty: nobody and nothing is left of the trial. Its day is today again.")

#: What the history of an edition says, by act.
ACTS: Final[Mapping[str, Label]] = {
    "programme.edition.created": _l("Made"),
    "programme.edition.edited": _l("Title, code or settings changed"),
    "programme.phases.changed": _l("Calendar changed"),
    "programme.edition.rehearsed": _l("Trial begun"),
    "programme.rehearsal.filled": _l("Filled with invented people"),
    "programme.rehearsal.wiped": _l("Trial emptied"),
    "programme.edition.opened": _l("Opened"),
    "programme.edition.taken_back": _l("Made a draft again"),
    "programme.edition.closed": _l("Closed"),
    "programme.edition.reopened": _l("Opened again"),
}

#: Why something cannot be done in an edition, by its state.
NOT_OPEN: Final[Mapping[str, Label]] = {
    EditionState.DRAFT: _l("This edition is a draft. Open it, or start a trial, before anybody is entered in it."),
    EditionState.CLOSED: _l("This edition is closed: nothing in it changes any more. Nothing was saved."),
}

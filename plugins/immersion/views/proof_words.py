"""What a page says of how a published round was calculated: all that checks it (IM-14)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from core.programme.models import Edition
from core.web.locale import current_language
from plugins.immersion.models import ImmersionRound
from plugins.immersion.texts import gettext as _
from plugins.immersion.views.round_words import said_moment


@dataclass(frozen=True, slots=True)
class Proof:
    """What anybody needs to check a published round: fingerprints, the two files, and the command."""

    seed: str
    commitment: str
    committed_at: str
    sha256: str
    result_sha256: str
    input_url: str
    result_url: str
    round_url: str
    command: str


def proof_of(edition: Edition, round_: ImmersionRound) -> Proof:
    """Gather what checks a published round, said in the reader's language."""
    code, number = edition.code, round_.number
    return Proof(
        seed=round_.seed,
        commitment=round_.commitment,
        committed_at=said_moment(round_.committed_at),
        sha256=round_.sha256 or "",
        result_sha256=round_.result_sha256 or "",
        input_url=url_for("immersion.round_file", edition=code, number=number, what="input"),
        result_url=url_for("immersion.round_file", edition=code, number=number, what="result"),
        round_url=url_for("immersion.round", edition=code, number=number),
        command=check_command(code, number, current_language()),
    )


def file_name(edition: str, number: int, what: str) -> str:
    """Name the file of a round that its page hands out; `what` is "input" or "result"."""
    return f"{edition}-round-{number}-{what}.json"


def check_command(edition: str, number: int, language: str) -> str:
    """Write the command that checks the two files of a round and answers in `language`; French is its own default."""
    files = " ".join(file_name(edition, number, what) for what in ("input", "result"))
    spoken = "" if language == "fr" else f" --lang {language}"
    return f"liaison immersion check {files}{spoken}"


def round_title(round_: ImmersionRound) -> str:
    """Name a published round by its number and when that was."""
    said: str = _("Round %(number)s", number=round_.number)
    return f"{said}, {said_moment(round_.published_at)}" if round_.published_at else said

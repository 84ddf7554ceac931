"""What can keep a draft from being saved, and questions from being changed."""

from __future__ import annotations

from datetime import datetime


class DraftError(Exception):
    """A draft was not saved; what was typed is still where it was typed."""


class NewerDraftError(DraftError):
    """It was saved elsewhere meanwhile: nothing is written over without being asked for."""

    def __init__(self, saved_at: datetime, version: int) -> None:
        super().__init__(f"saved elsewhere at {saved_at}")
        self.saved_at, self.version = saved_at, version


class GoneDraftError(DraftError):
    """It is there no more: its form was sent, or somebody began anew."""


class LongDraftError(DraftError):
    """It is longer than anything that is kept of a form."""


class FormError(Exception):
    """The questions of a form cannot be changed so; the page says why."""


class FormMovedError(FormError):
    """Somebody changed them since they were looked at."""


class MisplacedQuestionError(FormError):
    """A question would wait for an answer that nobody can have given before it."""

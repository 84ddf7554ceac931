"""What was changed of a registration or an offer, as its page tells it: what, by whom, why, with a way back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from core.contract.importing import ImportKind
from core.contract.module import Module
from core.exchange.services import UNDO_BY_HAND, kept_files
from core.programme.field_history import ChangedFields, Way, changes_of
from core.programme.importing.checks import title_of
from core.programme.models import Edition
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class ToldField:
    """A field by its name, with what it was and what it became; None once that is no longer kept."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One act: when, what kind it was and by whom, why, what it changed, and where it is undone."""

    at: datetime
    what: str
    reason: str | None
    fields: tuple[ToldField, ...]
    undo: str | None
    undo_words: str


def told_changes(
    unit: Unit,
    edition: Edition,
    module: Module,
    *,
    registration_id: uuid.UUID | None = None,
    offer_id: uuid.UUID | None = None,
) -> Sequence[ToldChange]:
    """Return what was changed, the latest first; two statements. Only one's own corrections can be undone here."""
    kinds = {kind.name: kind for kind in module.imports}
    undoable = {
        file.facts["changes"]: url_for(f"{module.name}.ask_undo", edition=edition.code, file_id=file.id)
        for file in (kept_files(unit, UNDO_BY_HAND, edition.id) if unit.actor.account_id else ())
        if file.state == "ready" and file.kind in kinds and unit.actor.may(kinds[file.kind].permission)
    }
    changes = changes_of(unit, registration_id=registration_id, offer_id=offer_id)
    return [_told(change, kinds, undoable) for change in changes]


def _told(change: ChangedFields, kinds: Mapping[str, ImportKind], undoable: Mapping[str, str]) -> ToldChange:
    what = {
        Way.FILE: _("Changed by a file that %(name)s imported", name=change.by),
        Way.HAND: _("Entered by %(name)s", name=change.by)
        if change.enters
        else _("Decided by %(name)s", name=change.by)
        if change.decides
        else _("Corrected by %(name)s", name=change.by),
        Way.UNDONE: _("Undone by %(name)s", name=change.by),
    }[change.way]
    fields = tuple(
        ToldField(title_of(kinds[each.kind], each.field) if each.kind in kinds else each.field, each.old, each.new)
        for each in change.fields
    )
    undo_words = _("Undo the entry") if change.enters else _("Undo the correction")
    return ToldChange(change.at, what, change.reason, fields, undoable.get(str(change.act_id)), undo_words)

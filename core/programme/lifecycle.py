"""Acts on an edition as a whole: open it, close it, take it back, name it otherwise, delete it while it is empty.

Each is done to the edition as somebody looked at it (`version`), once: the second press of a button finds it done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.audit.services import record
from core.forms.services import drop_forms
from core.programme.contents import is_empty
from core.programme.errors import EditionMovedError, EditionMoveError, EditionNotEmptyError, ReasonMissingError
from core.programme.holding import hold_to_change, one_at_a_time
from core.programme.models import Edition
from core.programme.phases import forget_changes
from core.programme.services import refuse_code, refuse_title
from core.programme.states import acts_towards, move_between
from core.programme.wiping import delete_rows
from core.tenancy.unit import Unit

EDITED, DELETED = "programme.edition.edited", "programme.edition.deleted"


def move_edition(unit: Unit, edition: Edition, state: str, *, version: int, reason: str = "") -> None:
    """Bring an edition to `state`: open it, close it, take it back (IM-01, IM-25).

    Raises EditionMoveError where there is no such way, EditionNotEmptyError for a way that only an empty edition takes,
    ReasonMissingError, and what hold_to_change raises.
    """
    old = edition.state
    move = move_between(old, state)
    if not hold_to_change(unit, edition, acts_towards(state), version):
        if edition.state != state:
            raise EditionMovedError()
        return
    if move is None:
        raise EditionMoveError(old, state)
    if move.empty and not is_empty(unit, edition):
        raise EditionNotEmptyError()
    if move.reason and not reason.strip():
        raise ReasonMissingError()
    if move.empty:
        forget_changes(unit, edition)
    edition.state = state
    edition.clock_offset = None
    _changed(unit, edition, move.act, version, old=old, new=state, **({"reason": reason.strip()} if reason else {}))


def edit_edition(
    unit: Unit, edition: Edition, *, version: int, title: Mapping[str, str], code: str, settings: Mapping[str, object]
) -> None:
    """Give an edition another title, another code, other settings; as it is already, nothing changes.

    The code stands in addresses: only an edition that is empty gets another one. Raises EditionNotEmptyError,
    EditionExistsError, EditionTitleError, and what hold_to_change raises.
    """
    fresh = hold_to_change(unit, edition, {EDITED}, version)
    new = {"title": dict(title), "code": code, "settings": {**edition.settings, **settings}}
    before = {name: getattr(edition, name) for name in new}
    if not fresh:
        if before != new:
            raise EditionMovedError()
        return
    one_at_a_time(unit)
    refuse_title(unit, title, besides=edition.id)
    if code != edition.code:
        if not is_empty(unit, edition):
            raise EditionNotEmptyError()
        refuse_code(unit, edition.module, code)
    if before == new:
        return
    for name, value in new.items():
        setattr(edition, name, value)
    changed = {name: {"old": before[name], "new": value} for name, value in new.items() if before[name] != value}
    _changed(unit, edition, EDITED, version, **changed)


def delete_edition(unit: Unit, edition: Edition, *, version: int) -> None:
    """Delete an edition in which nobody is and nobody was; raises EditionNotEmptyError and what hold_to_change does."""
    if not hold_to_change(unit, edition, {DELETED}, version):
        return
    if not is_empty(unit, edition):
        raise EditionNotEmptyError()
    delete_rows(unit, edition)
    drop_forms(unit.session, edition.id)
    unit.session.delete(edition)
    record(unit, DELETED, edition.id, module=edition.module, code=edition.code, title=edition.title, version=version)


def _changed(unit: Unit, edition: Edition, act: str, version: int, **details: Any) -> None:
    """Note that the edition is another one than the one at `version`, which was looked at."""
    edition.version += 1
    record(unit, act, edition.id, version=version, **details)

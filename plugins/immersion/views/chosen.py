"""The places that a visitor picks in the catalogue, before they register: kept in the signed session of the browser."""

from __future__ import annotations

from flask import session

from core.programme.models import Edition

_KEY = "chosen"


def chosen_in(edition: Edition) -> tuple[str, ...]:
    """Return the references of the offers that this browser has picked in an edition, in their order."""
    return tuple(session.get(_KEY, {}).get(edition.id.hex, ()))


def keep_chosen(edition: Edition, references: tuple[str, ...]) -> None:
    """Keep what this browser has picked in an edition."""
    session[_KEY] = {**session.get(_KEY, {}), edition.id.hex: list(references)}


def forget_chosen(edition: Edition) -> None:
    """Forget what was picked in an edition: somebody registered with it."""
    if _KEY in session:
        session[_KEY] = {id_: found for id_, found in session[_KEY].items() if id_ != edition.id.hex}

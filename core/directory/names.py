"""How an organisation is named in lists and letters: its institution, and the service inside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import aliased

from core.directory.models import Organisation
from core.tenancy.models import Municipality

#: The institution of an organisation: its parent, or itself.
Institution = aliased(Organisation, name="institution")


def service_name() -> ColumnElement[str | None]:
    """Return the name of the service inside its institution; NULL when the institution itself takes part."""
    return case((Organisation.id != Organisation.institution_id, Organisation.name))


def service_key() -> ColumnElement[str | None]:
    """Return the key of the service likewise, with which an OrganisationKey begins at `Institution.name_key`."""
    return case((Organisation.id != Organisation.institution_id, Organisation.name_key))


def called() -> ColumnElement[str]:
    """Return the institution and the service inside it as one text."""
    return func.concat_ws(", ", Institution.name, service_name())


def municipality_name() -> ColumnElement[Any]:
    """Return a municipality's names by language, as one value; an empty one when no municipality is joined."""
    return func.jsonb_strip_nulls(
        func.jsonb_build_object("fr", Municipality.fr, "nl", Municipality.nl, "de", Municipality.de)
    )

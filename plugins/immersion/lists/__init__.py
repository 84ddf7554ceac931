"""The lists of an edition, each specified once: page, filters, order and Excel file."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Uuid, bindparam

#: The edition whose list it is.
EDITION: Final = bindparam("edition", type_=Uuid())
#: The act in the trail when a list goes home as a file.
EXPORTED: Final = "immersion.list.exported"

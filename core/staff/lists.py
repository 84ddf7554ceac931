"""The list of a network's staff: one row a colleague, whatever roles they have."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from core.accounts.access import MANAGE_STAFF
from core.accounts.models import Account, RoleGrant
from core.contract.acting import Actor
from core.database.folding import folded
from core.listing.columns import Column
from core.listing.filters import Criterion, pick, search
from core.listing.spec import Head, ListSpec
from core.tenancy.access import reached
from core.tenancy.queries import in_territory

_last_visit = (
    select(func.max(RoleGrant.last_used_on))
    .where(RoleGrant.account_id == Account.id)
    .correlate(Account)
    .scalar_subquery()
)


def _holding(criterion: ColumnElement[bool]) -> Criterion:
    return Account.id.in_(select(RoleGrant.account_id).where(criterion))


def visible_colleagues(actor: Actor) -> Criterion:
    """Return the criterion of the sign-ins with a role that is the actor's to give and take."""
    return _holding(reached(actor, MANAGE_STAFF, module=RoleGrant.module, territory=RoleGrant.territory_id))


COLLEAGUES: Final = ListSpec(
    name="colleagues",
    title=_l("Team"),
    key=Account.id,
    source=select(Account.id),
    permission=MANAGE_STAFF,
    visible=visible_colleagues,
    columns=(
        Column("name", Account.name, _l("Name")),
        Column("email", Account.email, _l("E-mail address")),
        #: Sentences, which the page writes.
        Column("roles", Account.id, _l("Roles"), sort=()),
        Column("last_visit", _last_visit, _l("Last visit"), "day"),
    ),
    heads=(Head("name"), Head("roles"), Head("last_visit")),
    order="name",
    filters=(
        search(folded(Account.name), folded(Account.email), label=_l("Name or address")),
        pick(
            "role",
            _l("Role"),
            lambda code: _holding(RoleGrant.role == code),
            options="roles",
            everything=_l("All roles"),
        ),
        pick(
            "module",
            _l("Module"),
            lambda name: _holding(RoleGrant.module == name),
            options="modules",
            everything=_l("All modules"),
        ),
        pick(
            "territory",
            _l("Territory"),
            lambda code: _holding(in_territory(RoleGrant.territory_id, code)),
            options="territories",
            everything=_l("All territories"),
        ),
    ),
)

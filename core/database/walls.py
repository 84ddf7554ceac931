"""The second wall, in SQL: row-level security for tenant-owned tables, and what the application may do with each table.

Policies are written by the migrations; rights are said by the models, and given anew at the end of every migration.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table

#: NULLIF, because the setting is '' after the first transaction of a pooled connection, and '' is no uuid.
CURRENT_TENANT = "NULLIF(current_setting('app.tenant', true), '')::uuid"


def wall(table: str) -> str:
    """Return the statements that put `table` behind the wall: enabled, and forced on its owner too."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY tenant_wall ON {table} USING (tenant_id = {CURRENT_TENANT}) "
        f"WITH CHECK (tenant_id = {CURRENT_TENANT})"
    )


#: What the application may do with a table behind the wall, unless its model says less.
WHOLE_ROWS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")

#: What the application may call: each does one thing that its role may not do by itself, and the owner of the tables
#: may (services, recovery, entering and own of core.accounts, and core.audit.retention).
FUNCTIONS: Final = (
    "password_salt(text)",
    "begin_session(text, text, text, timestamptz, timestamptz, text)",
    "is_known_account(uuid)",
    "begin_password_reset(text, text, timestamptz)",
    "find_password_reset(text)",
    "reset_password(text, text)",
    "change_password(text, text, text, text)",
    "begin_sign_in(uuid, text, text, text, text, text, text, timestamptz)",
    "sign_in_tries(uuid[])",
    "find_sign_in_link(text)",
    "prove_sign_in_code(uuid[], text, uuid, text, timestamptz, timestamptz, text)",
    "prove_sign_in_link(text, uuid, text, timestamptz, timestamptz, text)",
    "name_account(uuid, text)",
    "find_second_factor(text)",
    "pass_second_factor(text, bigint)",
    "pass_by_recovery_code(text, text)",
    "miss_second_factor(text)",
    "set_second_factor(text, text, bigint, text[])",
    "end_second_factor(text)",
    "own_networks()",
    "end_roleless_sessions(uuid)",
    "find_invitation(text)",
    "forget_acts(timestamptz, uuid[])",
)

#: What it may call besides, and what does nothing that it may not do by itself.
PLAIN_FUNCTIONS: Final = ("liaison_fold(text)",)

_RIGHTS: Final = "rights of the application"


def application_may(*rights: str) -> dict[str, Any]:
    """Say, at the end of a model's `__table_args__`, what the application may do with its table.

    Rights are PostgreSQL's, with columns where they are for some only: `application_may("SELECT", "UPDATE (until)")`.
    """
    return {"info": {_RIGHTS: rights}}


def rights_on(table: Table) -> tuple[str, ...] | None:
    """Return what the application may do with `table`: what its model says, else whole rows of its own tenant.

    None for a shared table whose model says nothing, to which the application then has no right at all.
    """
    said: tuple[str, ...] | None = table.info.get(_RIGHTS)
    if said is not None:  # A table that says "nothing" means it.
        return said
    return WHOLE_ROWS if "tenant_id" in table.primary_key.columns else None


def lowered(*tables: str) -> str:
    """Return the statements that let the owner of `tables` see and change the rows of every tenant.

    For a migration that carries rows over, which ends with `raised` in the same transaction.
    """
    return "; ".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables)


def raised(*tables: str) -> str:
    """Return the statements that force the wall of `tables` on their owner again."""
    return "; ".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables)

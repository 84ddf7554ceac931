"""The second wall, in SQL: row-level security for tenant-owned tables, written by the migrations."""

from __future__ import annotations

#: NULLIF, because the setting is '' after the first transaction of a pooled connection, and '' is no uuid.
CURRENT_TENANT = "NULLIF(current_setting('app.tenant', true), '')::uuid"


def wall(table: str) -> str:
    """Return the statements that put `table` behind the wall: enabled, and forced on its owner too."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY tenant_wall ON {table} USING (tenant_id = {CURRENT_TENANT}) "
        f"WITH CHECK (tenant_id = {CURRENT_TENANT})"
    )

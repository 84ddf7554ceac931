"""What changed of what the catalogue tells: noted by triggers, in the transaction of the change, whoever makes it.

One statement is noted once for each row that it is about, however many of them it changed. Whoever acts for no network,
such as the owner of the tables, is not noted: the nightly look finds what that changed.
"""

from __future__ import annotations

from typing import Final

#: Notes what `changed`, the rows of a statement, is about: its arguments are the kind, and the column of the id.
FUNCTION: Final = """
CREATE FUNCTION note_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE acting uuid := NULLIF(current_setting('app.tenant', true), '')::uuid;
BEGIN
  IF acting IS NOT NULL THEN
    EXECUTE format(
      'INSERT INTO catalogue_change (id, tenant_id, kind, subject_id, noted_at) '
      'SELECT gen_random_uuid(), $1, $2, id, now() FROM (SELECT DISTINCT %I AS id FROM changed) AS about',
      TG_ARGV[1]
    ) USING acting, TG_ARGV[0];
  END IF;
  RETURN NULL;
END $$
"""


def noted(table: str, *operations: str, kind: str, column: str) -> list[str]:
    """Return the statements that let changes of `table` be noted: INSERT, UPDATE or DELETE, of rows about `column`."""
    return [
        f"CREATE TRIGGER note_{operation.lower()} AFTER {operation} ON {table} "
        f"REFERENCING {'OLD' if operation == 'DELETE' else 'NEW'} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_change('{kind}', '{column}')"
        for operation in operations
    ]

"""What a kept file is, in columns of its own rather than in one word"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "core0009"
down_revision = "core0008"
branch_labels = None
depends_on = None

#: What the word was made of: module, "import", state, kind, edition.
WORD = r"'^([a-z_]+)\.import\.(waiting|done)\.([a-z_]+)\.([0-9a-f-]{36})$'"


def upgrade() -> None:
    op.alter_column("stored_file", "kind", new_column_name="word")
    for name in ("module", "purpose", "kind", "state"):
        op.add_column("stored_file", sa.Column(name, sa.String(), nullable=True))
    op.add_column("stored_file", sa.Column("edition_id", sa.Uuid(), nullable=True))
    op.add_column("stored_file", sa.Column("facts", JSONB(), nullable=True))
    op.execute("ALTER TABLE stored_file DISABLE ROW LEVEL SECURITY")  # The owner's rows are every tenant's.
    # What waited for its import was a workbook, to be checked anew; what was imported had become its report.
    op.execute(
        "UPDATE stored_file SET module = found[1], purpose = 'import', kind = found[3], edition_id = found[4]::uuid, "
        "state = CASE found[2] WHEN 'done' THEN 'done' ELSE 'new' END, "
        "facts = CASE found[2] WHEN 'done' THEN convert_from(content, 'UTF8')::jsonb ELSE '{}'::jsonb END, "
        "content = CASE found[2] WHEN 'done' THEN ''::bytea ELSE content END "
        f"FROM (SELECT tenant_id AS of_tenant, id AS of_file, regexp_match(word, {WORD}) AS found FROM stored_file) said "
        "WHERE said.of_tenant = stored_file.tenant_id AND said.of_file = stored_file.id AND found IS NOT NULL"
    )
    # A file waits for a day: what nobody can name any more is not missed.
    op.execute("DELETE FROM stored_file WHERE module IS NULL")
    op.execute("ALTER TABLE stored_file ENABLE ROW LEVEL SECURITY")
    op.drop_column("stored_file", "word")
    for name in ("module", "purpose", "kind", "state", "facts"):
        op.alter_column("stored_file", name, nullable=False)
    op.create_foreign_key(
        op.f("fk_stored_file_tenant_id_edition_id"),
        "stored_file",
        "edition",
        ["tenant_id", "edition_id"],
        ["tenant_id", "id"],
    )
    op.create_index("ix_stored_file_owner", "stored_file", ["tenant_id", "by_account_id", "purpose"])


def downgrade() -> None:
    raise RuntimeError("A file that waits would be lost; let them be imported first.")

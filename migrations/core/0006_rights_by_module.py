"""Letters and work belong to a module; staff roles are those that modules declare"""

import sqlalchemy as sa
from alembic import op

revision = "core0006"
down_revision = "core0005"
branch_labels = None
depends_on = None

#: What is of a kind belongs to the module that the kind is named after; a letter about an edition, to the edition's.
OWNERS = (
    "UPDATE job_run SET module = split_part(kind, '.', 1)",
    "UPDATE message SET module = COALESCE((SELECT e.module FROM edition e WHERE e.tenant_id = message.tenant_id "
    "AND e.id = message.edition_id), split_part(kind, '.', 1))",
)


def upgrade() -> None:
    for table in ("job_run", "message"):
        op.add_column(table, sa.Column("module", sa.String(), nullable=True))
    for table in ("job_run", "message", "edition"):  # Their owner is behind the wall too.
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in OWNERS:
        op.execute(statement)
    for table in ("job_run", "message", "edition"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in ("job_run", "message"):
        op.alter_column(table, "module", nullable=False)
    op.drop_constraint(op.f("ck_role_grant_role"), "role_grant", type_="check")


def downgrade() -> None:
    raise RuntimeError("Roles of modules could not be kept; restore a backup instead.")

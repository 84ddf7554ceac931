"""Network lunches: entries"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "lunch0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lunch_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('noted', 'confirmed')", name=op.f("ck_lunch_entry_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_lunch_entry_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_lunch_entry_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_lunch_entry")),
        sa.UniqueConstraint(
            "tenant_id", "edition_id", "email_key", name=op.f("uq_lunch_entry_tenant_id_edition_id_email_key")
        ),
    )
    op.execute(wall("lunch_entry"))


def downgrade() -> None:
    op.drop_table("lunch_entry")

"""Pages of the public site that a coordinator opens or closes by hand"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0020"
down_revision = "core0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_override",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_page_override_days_in_order")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_page_override_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_page_override_tenant_id_edition_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_page_override")),
    )
    op.create_index("ix_page_override_edition", "page_override", ["tenant_id", "edition_id"])
    op.execute(wall("page_override"))


def downgrade() -> None:
    op.drop_table("page_override")

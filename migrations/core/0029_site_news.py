"""News of a network, on its public site"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0029"
down_revision = "core0028"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "site_post",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_site_post_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_post")),
    )
    op.create_index("ix_site_post_day", "site_post", ["tenant_id", "day"])
    op.execute(wall("site_post"))


def downgrade() -> None:
    op.drop_table("site_post")

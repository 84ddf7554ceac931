"""The texts of a network's public site: those of its files, and what was written on pages instead"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0026"
down_revision = "core0025"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("tenant", sa.Column("pages", _JSON, nullable=False, server_default="{}"))
    op.alter_column("tenant", "pages", server_default=None)
    op.create_table(
        "site_page_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", _JSON, nullable=False),
        sa.Column("by_account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_site_page_version_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_page_version")),
        sa.UniqueConstraint("tenant_id", "page", "version", name=op.f("uq_site_page_version_tenant_id_page_version")),
    )
    op.execute(wall("site_page_version"))


def downgrade() -> None:
    op.drop_table("site_page_version")
    op.drop_column("tenant", "pages")

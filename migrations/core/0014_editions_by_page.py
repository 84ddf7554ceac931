"""Editions carry the version that somebody looked at, and the days of a phase change with a reason in each language"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core0014"
down_revision = "core0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("edition", "version", server_default=None)
    # Nothing has written a change of a phase yet.
    op.alter_column(
        "phase_change",
        "reason",
        type_=postgresql.JSONB(astext_type=sa.Text()),
        postgresql_using="jsonb_build_object('fr', coalesce(reason, '—'))",
        nullable=False,
    )


def downgrade() -> None:
    op.alter_column("phase_change", "reason", type_=sa.String(), postgresql_using="reason ->> 'fr'", nullable=True)
    op.drop_column("edition", "version")

"""A letter says why it is written, and a reason is told once"""

import sqlalchemy as sa
from alembic import op

revision = "core0015"
down_revision = "core0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("cause", sa.String(), nullable=True))
    op.add_column("message", sa.Column("telling", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("message", "telling", server_default=None)
    op.create_unique_constraint(
        op.f("uq_message_tenant_id_about_id_kind_cause_telling"),
        "message",
        ["tenant_id", "about_id", "kind", "cause", "telling"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_message_tenant_id_about_id_kind_cause_telling"), "message", type_="unique")
    op.drop_column("message", "telling")
    op.drop_column("message", "cause")

"""What if: variants of a proposed round, and a proposal that deviates from the rule"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "immersion0002"
down_revision = "immersion0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "immersion_round",
        sa.Column("deviations", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"),
    )
    op.alter_column("immersion_round", "deviations", server_default=None)
    op.create_table(
        "immersion_round_variant",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "round_id"],
            ["immersion_round.tenant_id", "immersion_round.id"],
            name=op.f("fk_immersion_round_variant_tenant_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_round_variant_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_round_variant")),
        sa.UniqueConstraint(
            "tenant_id", "round_id", "number", name=op.f("uq_immersion_round_variant_tenant_id_round_id_number")
        ),
    )
    op.execute(wall("immersion_round_variant"))


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

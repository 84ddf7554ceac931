"""What the contact of an offer was asked before it was decided on"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "core0024"
down_revision = "core0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_question",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_offer_question_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_offer_question_tenant_id_{table}_id"),
            )
            for table in ("edition", "offer")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_offer_question")),
    )
    for name in ("edition", "offer"):
        op.create_index(f"ix_offer_question_{name}", "offer_question", ["tenant_id", f"{name}_id"])
    op.execute(wall("offer_question"))


def downgrade() -> None:
    op.drop_table("offer_question")

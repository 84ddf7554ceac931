"""What was changed of registrations and offers, field by field"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "core0018"
down_revision = "core0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_change",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("person_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("way IN ('file', 'hand', 'undone')", name=op.f("ck_field_change_way")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_field_change_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_field_change_tenant_id_{table}_id"),
            )
            for table in ("edition", "registration", "offer")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_field_change")),
    )
    for name in ("edition", "registration", "offer", "act"):
        op.create_index(f"ix_field_change_{name}", "field_change", ["tenant_id", f"{name}_id"])
    op.create_index("ix_field_change_people", "field_change", ["person_ids"], postgresql_using="gin")
    op.execute(wall("field_change"))


def downgrade() -> None:
    op.drop_table("field_change")

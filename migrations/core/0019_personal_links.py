"""Links that letters bring, to what is somebody's own"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "core0019"
down_revision = "core0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_link",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_personal_link_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_personal_link_tenant_id_{table}_id"),
            )
            for table in ("edition", "registration", "person")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_personal_link")),
    )
    op.create_index("ix_personal_link_edition", "personal_link", ["tenant_id", "edition_id"])
    op.create_index(
        "uq_personal_link_registration",
        "personal_link",
        ["tenant_id", "registration_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.execute(wall("personal_link"))
    op.add_column("message", sa.Column("link_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "link_id")
    op.drop_table("personal_link")

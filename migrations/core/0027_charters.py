"""The golden rules as people accepted them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0027"
down_revision = "core0026"
branch_labels = None
depends_on = None


def _table(name, *columns, inside, unique):
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{name}_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_{name}_tenant_id_{table}_id"),
            )
            for table in inside
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("tenant_id", *unique, name=op.f(f"uq_{name}_tenant_id_{'_'.join(unique)}")),
    )
    op.execute(wall(name))


def upgrade() -> None:
    _table(
        "charter",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        inside=["edition"],
        unique=["edition_id", "role", "version"],
    )
    _table(
        "charter_acceptance",
        sa.Column("charter_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        inside=["charter", "registration"],
        unique=["registration_id", "charter_id"],
    )


def downgrade() -> None:
    op.drop_table("charter_acceptance")
    op.drop_table("charter")

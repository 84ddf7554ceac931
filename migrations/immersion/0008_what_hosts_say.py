"""What hosts say in their form, and who stands in for them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "immersion0008"
down_revision = "immersion0007"
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
        "immersion_offer_said",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("discover", sa.String(), nullable=False),
        sa.Column("expect", sa.String(), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("access", sa.String(), nullable=True),
        sa.Column("places_by_date", postgresql.JSONB(), nullable=False),
        inside=["offer"],
        unique=["offer_id"],
    )
    _table(
        "immersion_host",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_name", sa.String(), nullable=True),
        sa.Column("deputy_email", sa.String(), nullable=True),
        sa.Column("deputy_phone", sa.String(), nullable=True),
        inside=["registration"],
        unique=["registration_id"],
    )


def downgrade() -> None:
    op.drop_table("immersion_host")
    op.drop_table("immersion_offer_said")

"""Menus"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "lunch0002"
down_revision = "lunch0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lunch_menu",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("dish", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_lunch_menu_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_lunch_menu_tenant_id_edition_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_lunch_menu")),
    )
    op.execute(wall("lunch_menu"))

"""Who told the hosts of an empty last round that nobody comes stands on the round"""

import sqlalchemy as sa
from alembic import op

revision = "immersion0005"
down_revision = "immersion0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("hosts_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hosts_told_by", sa.String(), nullable=True),
        sa.Column("hosts_told_letters", sa.Integer(), nullable=True),
    ):
        op.add_column("immersion_round", column)


def downgrade() -> None:
    for column in ("hosts_told_at", "hosts_told_by", "hosts_told_letters"):
        op.drop_column("immersion_round", column)

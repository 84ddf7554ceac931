"""Letters whose text is their addressee's alone; who answers where no territory does; no reasons in the trail"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import lowered, raised

revision = "core0011"
down_revision = "core0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("message", "secret", server_default=None)
    contact = sa.Column("contact", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}")
    op.add_column("tenant", contact)
    op.alter_column("tenant", "contact", server_default=None)
    # Why somebody withdrew stands with the registration, where it can be emptied; the trail kept a copy for ever.
    op.execute(lowered("audit_entry"))
    op.execute(
        "UPDATE audit_entry SET details = details - 'reason' WHERE act LIKE '%.withdrawn' AND details ? 'reason'"
    )
    op.execute(raised("audit_entry"))


def downgrade() -> None:
    op.drop_column("tenant", "contact")
    op.drop_column("message", "secret")

"""Let people be forgotten, and the trail of acts lose names and details that were kept long enough, never an act"""

import sqlalchemy as sa
from alembic import op

revision = "core0007"
down_revision = "core0006"
branch_labels = None
depends_on = None

#: The application may only add to the trail. This runs as the owner of the table, whom the wall holds as well: it sees
#: the rows of the tenant that the session has set, and no other.
FORGET_ACTS = """
CREATE FUNCTION forget_acts(before timestamptz, subjects uuid[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH emptied AS (
        UPDATE audit_entry SET details = '{}'::jsonb, by_name = '—', by_account_id = NULL
        WHERE (at < before OR subject_id = ANY (subjects)) AND NOT (details = '{}'::jsonb AND by_name = '—')
        RETURNING 1
    )
    SELECT count(*) FROM emptied
$$;
REVOKE EXECUTE ON FUNCTION forget_acts(timestamptz, uuid[]) FROM PUBLIC;
"""


def upgrade() -> None:
    op.add_column("person", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_captured_mail_to_address", "captured_mail", ["tenant_id", "to_address"])
    op.create_index("ix_message_to_address", "message", ["tenant_id", "to_address"])
    op.execute(FORGET_ACTS)


def downgrade() -> None:
    op.execute("DROP FUNCTION forget_acts(timestamptz, uuid[])")
    op.drop_index("ix_message_to_address", "message")
    op.drop_index("ix_captured_mail_to_address", "captured_mail")
    op.drop_column("person", "forgotten_at")

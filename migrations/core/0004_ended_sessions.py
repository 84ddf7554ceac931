"""Let the clockwork remove sign-in sessions that are over, and nothing else of sign-ins"""

from alembic import op

revision = "core0004"
down_revision = "core0003"
branch_labels = None
depends_on = None

#: Who sweeps says so (app.sweep), and sees only what is over: a session that counts stays its owner's alone.
OVER = "current_setting('app.sweep', true) = 'sessions' AND LEAST(expires_at, ended_at) < now()"


def upgrade() -> None:
    op.execute(f"CREATE POLICY swept_session_seen ON account_session FOR SELECT USING ({OVER})")
    op.execute(f"CREATE POLICY swept_session ON account_session FOR DELETE USING ({OVER})")


def downgrade() -> None:
    op.execute("DROP POLICY swept_session ON account_session")
    op.execute("DROP POLICY swept_session_seen ON account_session")

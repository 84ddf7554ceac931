"""Passwords that their owners set, by a link that a letter brings or with the old one; the networks of a sign-in"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import CURRENT_TENANT, wall

revision = "core0013"
down_revision = "core0012"
branch_labels = None
depends_on = None

#: What the functions below do as the owner of the tables, who stands behind the walls too.
OWNER = (
    "CREATE POLICY owner_changes ON account FOR UPDATE TO CURRENT_USER USING (true)",
    "CREATE POLICY owner_ends ON account_session FOR UPDATE TO CURRENT_USER USING (true)",
    "CREATE POLICY owner_reads ON role_grant FOR SELECT TO CURRENT_USER USING (true)",
    "CREATE POLICY owner_reads ON person FOR SELECT TO CURRENT_USER USING (true)",
)

_AS_OWNER = "LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_TODAY = "(now() AT TIME ZONE 'Europe/Brussels')::date"

#: To which networks which sign-ins belong today.
_BELONGING = f"""
    SELECT tenant_id, account_id FROM public.role_grant WHERE until IS NULL OR until >= {_TODAY}
    UNION SELECT tenant_id, account_id FROM public.person WHERE account_id IS NOT NULL
"""
#: A hash as we make it; nothing else becomes one.
_HASH = "made LIKE '$argon2id$v=19$%'"

FUNCTIONS = (
    # Notes a link for whoever belongs to this network and was not given several already; says whose it is.
    f"""
    CREATE FUNCTION begin_password_reset(address text, token text, ends timestamptz) RETURNS uuid {_AS_OWNER} AS $$
        DELETE FROM public.password_reset WHERE expires_at < now() - interval '30 days';
        INSERT INTO public.password_reset (token_hash, account_id, created_at, expires_at)
        SELECT token, a.id, now(), LEAST(ends, now() + interval '1 hour') FROM public.account a
        WHERE a.email_key = address
        AND EXISTS (
            SELECT FROM ({_BELONGING}) b WHERE b.account_id = a.id AND b.tenant_id = {CURRENT_TENANT}
        )
        AND NOT EXISTS (
            SELECT FROM public.password_reset r
            WHERE r.account_id = a.id AND r.created_at > now() - interval '1 minute'
        )
        AND 3 > (
            SELECT count(*) FROM public.password_reset r
            WHERE r.account_id = a.id AND r.created_at > now() - interval '1 hour'
        )
        RETURNING account_id
    $$
    """,
    # Whose link it is, whether it still counts, and whether it was used.
    f"""
    CREATE FUNCTION find_password_reset(token text) RETURNS TABLE (address text, counts boolean, used boolean)
    {_AS_OWNER} STABLE AS $$
        SELECT a.email_key, r.used_at IS NULL AND r.expires_at > now(), r.used_at IS NOT NULL
        FROM public.password_reset r JOIN public.account a ON a.id = r.account_id WHERE r.token_hash = token
    $$
    """,
    # Uses a link, once: the password is another one, every session ends, and no other link counts any more.
    f"""
    CREATE FUNCTION reset_password(token text, made text) RETURNS uuid {_AS_OWNER} AS $$
        WITH used AS (
            UPDATE public.password_reset SET used_at = now()
            WHERE token_hash = token AND used_at IS NULL AND expires_at > now() AND {_HASH} RETURNING account_id
        ), changed AS (
            UPDATE public.account SET password_hash = made FROM used WHERE id = used.account_id RETURNING id
        ), ended AS (
            UPDATE public.account_session s SET ended_at = now() FROM changed
            WHERE s.account_id = changed.id AND s.ended_at IS NULL
        ), others AS (
            UPDATE public.password_reset r SET used_at = now() FROM changed
            WHERE r.account_id = changed.id AND r.used_at IS NULL AND r.token_hash <> token
        )
        SELECT id FROM changed
    $$
    """,
    # The same for whoever proves the old password; the session that is named goes on.
    f"""
    CREATE FUNCTION change_password(address text, proof text, made text, kept text) RETURNS uuid {_AS_OWNER} AS $$
        WITH changed AS (
            UPDATE public.account SET password_hash = made
            WHERE email_key = address AND password_hash = proof AND {_HASH} RETURNING id
        ), ended AS (
            UPDATE public.account_session s SET ended_at = now() FROM changed
            WHERE s.account_id = changed.id AND s.ended_at IS NULL AND s.token_hash <> kept
        ), others AS (
            UPDATE public.password_reset r SET used_at = now() FROM changed
            WHERE r.account_id = changed.id AND r.used_at IS NULL
        )
        SELECT id FROM changed
    $$
    """,
    # The networks to which whoever asks belongs (app.session).
    f"""
    CREATE FUNCTION own_networks() RETURNS SETOF uuid {_AS_OWNER} STABLE AS $$
        SELECT DISTINCT b.tenant_id
        FROM ({_BELONGING}) b JOIN public.account_session s ON s.account_id = b.account_id
        WHERE s.token_hash = current_setting('app.session', true) AND s.ended_at IS NULL AND s.expires_at > now()
    $$
    """,
)


def upgrade() -> None:
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_password_reset_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
    )
    op.create_index(op.f("ix_password_reset_account_id"), "password_reset", ["account_id"])
    op.create_table(
        "password_request",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_password_request_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_password_request")),
    )
    op.execute(wall("password_request"))
    for statement in (*OWNER, *FUNCTIONS):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The wall would have a hole; restore a backup instead.")

"""Invitations to the staff of a network, by letter; when a role was last used; the end of sessions without a role"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import wall

revision = "core0017"
down_revision = "core0016"
branch_labels = None
depends_on = None

_AS_OWNER = "LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

FUNCTIONS = (
    # The invitation of this network that a letter's token opens: nobody reads what is kept of tokens.
    f"""
    CREATE FUNCTION find_invitation(token text) RETURNS uuid {_AS_OWNER} STABLE AS $$
        SELECT id FROM public.invitation WHERE token_hash = token
    $$
    """,
    # Ends the sessions of a sign-in, or of all, that belongs to no network today, and does not say whether it did.
    f"""
    CREATE FUNCTION end_roleless_sessions(whose uuid) RETURNS void {_AS_OWNER} AS $$
        UPDATE public.account_session s SET ended_at = now()
        WHERE s.ended_at IS NULL AND (whose IS NULL OR s.account_id = whose)
        AND NOT EXISTS (
            SELECT FROM public.role_grant g WHERE g.account_id = s.account_id
            AND (g.until IS NULL OR g.until >= (now() AT TIME ZONE 'Europe/Brussels')::date)
        )
        AND NOT EXISTS (SELECT FROM public.person p WHERE p.account_id = s.account_id)
    $$
    """,
)


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("last_used_on", sa.Date(), nullable=True))
    op.create_table(
        "invitation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_invitation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_invitation_tenant_id_token_hash")),
    )
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["tenant_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "invited_role",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=True),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_invited_role_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invitation_id"],
            ["invitation.tenant_id", "invitation.id"],
            name=op.f("fk_invited_role_tenant_id_invitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territory.tenant_id", "territory.id"],
            name=op.f("fk_invited_role_tenant_id_territory_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invited_role")),
    )
    op.create_index("ix_invited_role_invitation", "invited_role", ["tenant_id", "invitation_id"])
    for table in ("invitation", "invited_role"):
        op.execute(wall(table))
    for statement in FUNCTIONS:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The wall would have a hole; restore a backup instead.")

"""Tenants, places, the directory, sign-ins and people"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0001"
down_revision = None
branch_labels = None
depends_on = None

BEHIND_THE_WALL = (
    "tenant_override",
    "territory",
    "territory_municipality",
    "person",
    "role_grant",
)

#: A sign-in is seen by its owner (app.account), by the sign-in form through its address (app.sign_in), and by the
#: tenant in which it holds a role: role_grant is itself behind the wall. A browser's session is seen through its token.
ACCOUNT_WALL = (
    "ALTER TABLE account ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE account FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own_account ON account USING (id = NULLIF(current_setting('app.account', true), '')::uuid "
    "OR email_key = current_setting('app.sign_in', true) "
    "OR EXISTS (SELECT FROM role_grant g WHERE g.account_id = account.id)) "
    "WITH CHECK (id = NULLIF(current_setting('app.account', true), '')::uuid "
    "OR email_key = current_setting('app.sign_in', true))",
    "ALTER TABLE account_session ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE account_session FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own_session ON account_session USING (token_hash = current_setting('app.session', true) "
    "OR account_id = NULLIF(current_setting('app.account', true), '')::uuid)",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_account_email_key")),
    )
    op.create_table(
        "municipality",
        sa.Column("nis", sa.String(), nullable=False),
        sa.Column("fr", sa.String(), nullable=False),
        sa.Column("nl", sa.String(), nullable=False),
        sa.Column("de", sa.String(), nullable=True),
        sa.Column("province", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("nis", name=op.f("pk_municipality")),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hostname", sa.String(), nullable=True),
        sa.Column("languages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("dutch_manner", sa.String(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("modules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('network', 'partner', 'consortium')", name=op.f("ck_tenant_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("hostname", name=op.f("uq_tenant_hostname")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenant_slug")),
    )
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_session")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_table(
        "consortium_member",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("territory_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["tenant.id"], name=op.f("fk_consortium_member_consortium_id")),
        sa.ForeignKeyConstraint(["member_id"], ["tenant.id"], name=op.f("fk_consortium_member_member_id")),
        sa.PrimaryKeyConstraint("consortium_id", "member_id", name=op.f("pk_consortium_member")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("nis", sa.String(), nullable=True),
        sa.Column("steward_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["organisation.id"], name=op.f("fk_organisation_institution_id")),
        sa.ForeignKeyConstraint(["nis"], ["municipality.nis"], name=op.f("fk_organisation_nis")),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.ForeignKeyConstraint(["steward_id"], ["tenant.id"], name=op.f("fk_organisation_steward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_institution_id"), "organisation", ["institution_id"], unique=False)
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)
    op.create_index(
        "uq_organisation_name_key",
        "organisation",
        ["name_key", "parent_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "postal_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nis", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["nis"], ["municipality.nis"], name=op.f("fk_postal_code_nis")),
        sa.PrimaryKeyConstraint("code", "nis", name=op.f("pk_postal_code")),
    )
    op.create_table(
        "tenant_override",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_tenant_override_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_override")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_tenant_override_tenant_id_key")),
    )
    op.create_table(
        "territory",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("referent_name", sa.String(), nullable=True),
        sa.Column("referent_email", sa.String(), nullable=True),
        sa.Column("referent_phone", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_territory_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_territory")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_territory_tenant_id_code")),
    )
    op.create_table(
        "organisation_sector",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_sector_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "sector", name=op.f("pk_organisation_sector")),
    )
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_person_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_person_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_organisation", "person", ["organisation_id"], unique=False)
    op.create_index(
        "uq_person_email_key",
        "person",
        ["tenant_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("email_key IS NOT NULL"),
    )
    op.create_table(
        "role_grant",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=True),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('coordinator', 'referent', 'reader')", name=op.f("ck_role_grant_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territory.tenant_id", "territory.id"],
            name=op.f("fk_role_grant_tenant_id_territory_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_role_grant_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "tenant_id",
            "account_id",
            "role",
            "module",
            "territory_id",
            name=op.f("uq_role_grant_tenant_id_account_id_role_module_territory_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_table(
        "territory_municipality",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("nis", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["nis"], ["municipality.nis"], name=op.f("fk_territory_municipality_nis")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territory.tenant_id", "territory.id"],
            name=op.f("fk_territory_municipality_tenant_id_territory_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_territory_municipality_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_territory_municipality")),
        sa.UniqueConstraint("tenant_id", "nis", name=op.f("uq_territory_municipality_tenant_id_nis")),
    )
    for table in BEHIND_THE_WALL:
        op.execute(wall(table))
    for statement in ACCOUNT_WALL:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

"""Institutions that who registers did not find in the directory, until the staff accept them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0025"
down_revision = "core0024"
branch_labels = None
depends_on = None

TABLE = "organisation_proposal"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("service_key", sa.String(), nullable=True),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("nis", sa.String(), nullable=True),
        sa.Column("sectors", postgresql.JSONB(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "institution_id IS NULL OR service_key IS NOT NULL", name=op.f(f"ck_{TABLE}_new_in_something")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (organisation_id IS NULL)", name=op.f(f"ck_{TABLE}_settled_as_something")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_{TABLE}_tenant_id_{table}_id"),
            )
            for table in ("edition", "territory")
        ),
        *(
            sa.ForeignKeyConstraint([column], ["organisation.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column in ("institution_id", "organisation_id")
        ),
        sa.ForeignKeyConstraint(["nis"], ["municipality.nis"], name=op.f(f"fk_{TABLE}_nis")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(
        "uq_organisation_proposal_open",
        TABLE,
        ["tenant_id", "edition_id", "name_key", "service_key", "nis"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.execute(wall(TABLE))
    op.add_column("registration", sa.Column("proposal_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_registration_tenant_id_proposal_id",
        "registration",
        TABLE,
        ["tenant_id", "proposal_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (proposal_id)",
    )
    op.create_index(
        "ix_registration_proposal",
        "registration",
        ["tenant_id", "proposal_id"],
        postgresql_where=sa.text("proposal_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_column("registration", "proposal_id")
    op.drop_table(TABLE)

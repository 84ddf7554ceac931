"""Immersions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "immersion0001"
down_revision = None
branch_labels = None
depends_on = None

BEHIND_THE_WALL = (
    *("immersion_offer", "immersion_trainee", "immersion_choice", "immersion_round", "immersion_placement"),
)


def upgrade() -> None:
    op.create_table(
        "immersion_round",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_day", sa.Date(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("algorithm", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("job_run_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pool IN ('priority', 'everybody')", name=op.f("ck_immersion_round_pool")),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'proposed', 'published')", name=op.f("ck_immersion_round_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_immersion_round_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_run_id"],
            ["job_run.tenant_id", "job_run.id"],
            name=op.f("fk_immersion_round_tenant_id_job_run_id"),
            ondelete="SET NULL (job_run_id)",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_round_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_round")),
        sa.UniqueConstraint(
            "tenant_id", "edition_id", "number", name=op.f("uq_immersion_round_tenant_id_edition_id_number")
        ),
    )
    op.create_table(
        "immersion_trainee",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("profession", sa.String(), nullable=True),
        sa.Column("expectations", sa.String(), nullable=True),
        sa.Column("said_host_service", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registration.tenant_id", "registration.id"],
            name=op.f("fk_immersion_trainee_tenant_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_trainee_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_trainee")),
        sa.UniqueConstraint(
            "tenant_id", "registration_id", name=op.f("uq_immersion_trainee_tenant_id_registration_id")
        ),
    )
    op.create_table(
        "immersion_choice",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rank > 0 AND wave > 0", name=op.f("ck_immersion_choice_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["offer.tenant_id", "offer.id"],
            name=op.f("fk_immersion_choice_tenant_id_offer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registration.tenant_id", "registration.id"],
            name=op.f("fk_immersion_choice_tenant_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_choice_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_choice")),
        sa.UniqueConstraint(
            "tenant_id",
            "registration_id",
            "wave",
            "offer_id",
            name=op.f("uq_immersion_choice_tenant_id_registration_id_wave_offer_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "registration_id",
            "wave",
            "rank",
            name=op.f("uq_immersion_choice_tenant_id_registration_id_wave_rank"),
        ),
    )
    op.create_index("ix_immersion_choice_offer", "immersion_choice", ["tenant_id", "offer_id"], unique=False)
    op.create_table(
        "immersion_offer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("professions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ages", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("weekdays", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("duration_days", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("conditions", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["offer.tenant_id", "offer.id"],
            name=op.f("fk_immersion_offer_tenant_id_offer_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_offer_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_offer")),
        sa.UniqueConstraint("tenant_id", "offer_id", name=op.f("uq_immersion_offer_tenant_id_offer_id")),
    )
    op.create_table(
        "immersion_placement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_immersion_placement_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["offer.tenant_id", "offer.id"],
            name=op.f("fk_immersion_placement_tenant_id_offer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_immersion_placement_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registration.tenant_id", "registration.id"],
            name=op.f("fk_immersion_placement_tenant_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "round_id"],
            ["immersion_round.tenant_id", "immersion_round.id"],
            name=op.f("fk_immersion_placement_tenant_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_immersion_placement_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_immersion_placement")),
    )
    op.create_index("ix_immersion_placement_edition", "immersion_placement", ["tenant_id", "edition_id"], unique=False)
    op.create_index("ix_immersion_placement_offer", "immersion_placement", ["tenant_id", "offer_id"], unique=False)
    op.create_index(
        "uq_immersion_placement_alive",
        "immersion_placement",
        ["tenant_id", "registration_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    for table in BEHIND_THE_WALL:
        op.execute(wall(table))


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

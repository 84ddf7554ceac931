"""The spine, from the edition to the participation"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0002"
down_revision = "core0001"
branch_labels = None
depends_on = None

BEHIND_THE_WALL = (
    "edition",
    "phase",
    "registration",
    "offer",
    "opening",
    "participation",
    "status_change",
)

#: Only this changes `taken`; the CHECK on the opening has the last word. Rows that hold no place never lock it.
KEEP_COUNT = """
CREATE FUNCTION keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.holds_place THEN
        UPDATE opening SET taken = taken - OLD.seats WHERE tenant_id = OLD.tenant_id AND id = OLD.opening_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.holds_place THEN
        UPDATE opening SET taken = taken + NEW.seats WHERE tenant_id = NEW.tenant_id AND id = NEW.opening_id;
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("clock_offset", sa.Interval(), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "clock_offset IS NULL OR state = 'rehearsal'", name=op.f("ck_edition_clock_only_in_rehearsal")
        ),
        sa.CheckConstraint("state IN ('draft', 'rehearsal', 'live', 'closed')", name=op.f("ck_edition_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_edition_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_edition")),
        sa.UniqueConstraint("tenant_id", "module", "code", name=op.f("uq_edition_tenant_id_module_code")),
    )
    op.create_table(
        "phase",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_phase_days_in_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"], ["edition.tenant_id", "edition.id"], name=op.f("fk_phase_tenant_id_edition_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_phase_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_phase")),
        sa.UniqueConstraint("tenant_id", "edition_id", "kind", name=op.f("uq_phase_tenant_id_edition_id_kind")),
    )
    op.create_table(
        "registration",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('registered', 'withdrawn')", name=op.f("ck_registration_status")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_registration_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_registration_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territory.tenant_id", "territory.id"],
            name=op.f("fk_registration_tenant_id_territory_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_registration_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_registration")),
        sa.UniqueConstraint(
            "tenant_id",
            "edition_id",
            "role",
            "reference",
            name=op.f("uq_registration_tenant_id_edition_id_role_reference"),
        ),
    )
    op.create_index(op.f("ix_registration_organisation_id"), "registration", ["organisation_id"], unique=False)
    op.create_index("ix_registration_person", "registration", ["tenant_id", "person_id"], unique=False)
    op.create_index(
        "ix_registration_territory", "registration", ["tenant_id", "edition_id", "role", "territory_id"], unique=False
    )
    op.create_index(
        "uq_registration_person",
        "registration",
        ["tenant_id", "edition_id", "role", "person_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'registered'"),
    )
    op.create_table(
        "offer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('proposed', 'accepted', 'withdrawn')", name=op.f("ck_offer_status")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_offer_organisation_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"], ["edition.tenant_id", "edition.id"], name=op.f("fk_offer_tenant_id_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registration.tenant_id", "registration.id"],
            name=op.f("fk_offer_tenant_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "territory_id"],
            ["territory.tenant_id", "territory.id"],
            name=op.f("fk_offer_tenant_id_territory_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_offer_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_offer")),
        sa.UniqueConstraint(
            "tenant_id", "edition_id", "reference", name=op.f("uq_offer_tenant_id_edition_id_reference")
        ),
    )
    op.create_index(op.f("ix_offer_organisation_id"), "offer", ["organisation_id"], unique=False)
    op.create_index("ix_offer_registration", "offer", ["tenant_id", "registration_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name=op.f("ck_opening_never_overbooked")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_opening_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"], ["offer.tenant_id", "offer.id"], name=op.f("fk_opening_tenant_id_offer_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_opening_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_opening")),
    )
    op.create_index("ix_opening_offer", "opening", ["tenant_id", "offer_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("holds_place", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_participation_seats")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_participation_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opening_id"],
            ["opening.tenant_id", "opening.id"],
            name=op.f("fk_participation_tenant_id_opening_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_participation_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "registration_id"],
            ["registration.tenant_id", "registration.id"],
            name=op.f("fk_participation_tenant_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_participation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_registration", "participation", ["tenant_id", "registration_id"], unique=False)
    op.create_index(
        "uq_participation_alive",
        "participation",
        ["tenant_id", "opening_id", "registration_id"],
        unique=True,
        postgresql_where=sa.text("holds_place"),
    )
    op.create_table(
        "status_change",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_status_change_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_status_change_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_status_change")),
    )
    op.create_index("ix_status_change_participation", "status_change", ["tenant_id", "participation_id"], unique=False)
    for table in BEHIND_THE_WALL:
        op.execute(wall(table))
    op.execute(KEEP_COUNT)
    op.execute(
        "CREATE TRIGGER keep_count AFTER INSERT OR UPDATE OR DELETE ON participation "
        "FOR EACH ROW EXECUTE FUNCTION keep_count()"
    )


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

"""Standings beside a module's own words, occurrences and attendance, counted references, no person in two places"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import lowered, raised, wall

revision = "core0010"
down_revision = "core0009"
branch_labels = None
depends_on = None

BEHIND_THE_WALL = ("phase_change", "reference_counter", "occurrence", "attendance")
CARRIED_OVER = ("registration", "offer", "participation", "status_change", "reference_counter")

#: Only this changes `taken`; the CHECK on the opening has the last word. Rows that hold no place never lock it, and
#: a change that leaves the count as it is does not either.
KEEP_COUNT = """
CREATE OR REPLACE FUNCTION keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before integer := CASE WHEN TG_OP <> 'INSERT' AND OLD.standing = 'holding' THEN OLD.seats ELSE 0 END;
    after integer := CASE WHEN TG_OP <> 'DELETE' AND NEW.standing = 'holding' THEN NEW.seats ELSE 0 END;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.tenant_id, OLD.opening_id) = (NEW.tenant_id, NEW.opening_id) THEN
        before := before - after;
        after := 0;
    END IF;
    IF before <> 0 THEN
        UPDATE opening SET taken = taken - before WHERE tenant_id = OLD.tenant_id AND id = OLD.opening_id;
    END IF;
    IF after <> 0 THEN
        UPDATE opening SET taken = taken + after WHERE tenant_id = NEW.tenant_id AND id = NEW.opening_id;
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    # For the exclusion of two places at once. A trusted extension: the owner of the database may add it; in a schema
    # of its own, for the application has no business with its functions.
    op.execute("CREATE SCHEMA IF NOT EXISTS extension")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extension")
    _new_tables()
    op.execute(lowered(*CARRIED_OVER))
    op.add_column("edition", sa.Column("series", sa.String(), nullable=True))
    op.add_column("opening", sa.Column("label", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    _registrations()
    _offers()
    _participations()
    _counters()
    op.execute(raised(*CARRIED_OVER))
    op.create_index(op.f("ix_person_account_id"), "person", ["account_id"], unique=False)


def _new_tables() -> None:
    op.create_table(
        "phase_change",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("old_first_day", sa.Date(), nullable=False),
        sa.Column("old_last_day", sa.Date(), nullable=False),
        sa.Column("new_first_day", sa.Date(), nullable=False),
        sa.Column("new_last_day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "phase_id"], ["phase.tenant_id", "phase.id"], name=op.f("fk_phase_change_tenant_id_phase_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_phase_change_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_phase_change")),
    )
    op.create_index("ix_phase_change_phase", "phase_change", ["tenant_id", "phase_id"], unique=False)
    op.create_table(
        "reference_counter",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["edition.tenant_id", "edition.id"],
            name=op.f("fk_reference_counter_tenant_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_reference_counter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reference_counter")),
        sa.UniqueConstraint(
            "tenant_id", "edition_id", "prefix", name=op.f("uq_reference_counter_tenant_id_edition_id_prefix")
        ),
    )
    op.create_table(
        "occurrence",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("ics_uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occurrence_times_in_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opening_id"],
            ["opening.tenant_id", "opening.id"],
            name=op.f("fk_occurrence_tenant_id_opening_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_occurrence_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("tenant_id", "ics_uid", name=op.f("uq_occurrence_tenant_id_ics_uid")),
    )
    op.create_index("ix_occurrence_opening", "occurrence", ["tenant_id", "opening_id"], unique=False)
    op.create_index("ix_occurrence_starts_at", "occurrence", ["tenant_id", "starts_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome IN ('present', 'excused', 'no_show')", name=op.f("ck_attendance_outcome")),
        sa.CheckConstraint(
            "minutes IS NULL OR (minutes > 0 AND outcome = 'present')", name=op.f("ck_attendance_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_attendance_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "occurrence_id"],
            ["occurrence.tenant_id", "occurrence.id"],
            name=op.f("fk_attendance_tenant_id_occurrence_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_attendance_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "tenant_id",
            "participation_id",
            "occurrence_id",
            name=op.f("uq_attendance_tenant_id_participation_id_occurrence_id"),
        ),
    )
    op.create_index("ix_attendance_occurrence", "attendance", ["tenant_id", "occurrence_id"], unique=False)
    for table in BEHIND_THE_WALL:
        op.execute(wall(table))


def _registrations() -> None:
    op.add_column("registration", sa.Column("standing", sa.String(), nullable=True))
    op.execute("UPDATE registration SET standing = CASE status WHEN 'withdrawn' THEN 'ended' ELSE 'active' END")
    op.alter_column("registration", "standing", nullable=False)
    op.alter_column("registration", "organisation_id", existing_type=sa.Uuid(), nullable=True)
    op.drop_constraint(op.f("ck_registration_status"), "registration", type_="check")
    op.create_check_constraint(
        op.f("ck_registration_standing"), "registration", "standing IN ('asked', 'active', 'ended')"
    )
    op.drop_index("uq_registration_person", "registration")
    op.create_index(
        "uq_registration_person",
        "registration",
        ["tenant_id", "edition_id", "role", "person_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("standing <> 'ended'"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_unique_constraint(
        op.f("uq_registration_tenant_id_id_person_id"), "registration", ["tenant_id", "id", "person_id"]
    )


def _offers() -> None:
    op.add_column("offer", sa.Column("standing", sa.String(), nullable=True))
    op.execute(
        "UPDATE offer SET standing = "
        "CASE status WHEN 'withdrawn' THEN 'ended' WHEN 'proposed' THEN 'asked' ELSE 'active' END"
    )
    op.alter_column("offer", "standing", nullable=False)
    op.alter_column("offer", "registration_id", existing_type=sa.Uuid(), nullable=True)
    op.alter_column("offer", "organisation_id", existing_type=sa.Uuid(), nullable=True)
    op.drop_constraint(op.f("ck_offer_status"), "offer", type_="check")
    op.create_check_constraint(op.f("ck_offer_standing"), "offer", "standing IN ('asked', 'active', 'ended')")
    # Titles were written in the language of the network, whatever the words.
    op.alter_column("offer", "title", new_column_name="said")
    op.add_column("offer", sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute(
        "UPDATE offer SET title = jsonb_build_object(tenant.languages ->> 0, said) "
        "FROM tenant WHERE tenant.id = offer.tenant_id"
    )
    op.alter_column("offer", "title", nullable=False)
    op.drop_column("offer", "said")


def _participations() -> None:
    op.execute("DROP TRIGGER keep_count ON participation")  # What is taken stays what it is.
    op.add_column("participation", sa.Column("standing", sa.String(), nullable=True))
    op.add_column("participation", sa.Column("sole", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("participation", "sole", server_default=None)
    op.add_column("participation", sa.Column("during", postgresql.TSTZRANGE(), nullable=True))
    op.add_column("participation", sa.Column("arrival", sa.BigInteger(), nullable=True))
    op.add_column("participation", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participation", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participation", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("participation", "version", server_default=None)
    op.execute("UPDATE participation SET standing = CASE WHEN holds_place THEN 'holding' ELSE 'ended' END")
    # The keys begin with the time, so that they are in the order of arrival.
    op.execute(
        "UPDATE participation SET arrival = counted.number FROM (SELECT tenant_id, id, "
        "row_number() OVER (ORDER BY id, tenant_id) AS number FROM participation) counted "
        "WHERE (counted.tenant_id, counted.id) = (participation.tenant_id, participation.id)"
    )
    op.execute(
        "UPDATE participation SET begun_at = registered_at FROM registration "
        "WHERE (registration.tenant_id, registration.id) = (participation.tenant_id, registration_id)"
    )
    op.execute("UPDATE participation SET ended_at = GREATEST(begun_at, now()) WHERE standing = 'ended'")
    op.execute(
        "UPDATE participation SET begun_at = told.first, "
        "ended_at = CASE WHEN standing = 'ended' THEN told.last END "
        "FROM (SELECT tenant_id, participation_id, min(at) AS first, max(at) AS last FROM status_change "
        "GROUP BY tenant_id, participation_id) told "
        "WHERE (told.tenant_id, told.participation_id) = (participation.tenant_id, participation.id)"
    )
    for column in ("standing", "arrival", "begun_at"):
        op.alter_column("participation", column, nullable=False)
    op.execute("ALTER TABLE participation ALTER COLUMN arrival ADD GENERATED BY DEFAULT AS IDENTITY")
    op.execute(
        "SELECT setval(pg_get_serial_sequence('participation', 'arrival'), "
        "(SELECT coalesce(max(arrival), 0) + 1 FROM participation), false)"
    )
    op.drop_index("uq_participation_alive", "participation")
    op.drop_column("participation", "holds_place")
    op.drop_constraint(op.f("ck_participation_seats"), "participation", type_="check")
    for name, condition in (
        ("ck_participation_standing", "standing IN ('asked', 'waiting', 'holding', 'ended')"),
        ("ck_participation_ended_at", "(standing = 'ended') = (ended_at IS NOT NULL)"),
        ("ck_participation_seats", "seats >= 0"),
    ):
        op.create_check_constraint(op.f(name), "participation", condition)
    # An import that gave a registration to another person moved its places; should one have stayed behind, it follows.
    op.execute(
        "UPDATE participation SET person_id = registration.person_id FROM registration "
        "WHERE (registration.tenant_id, registration.id) = (participation.tenant_id, registration_id) "
        "AND registration.person_id <> participation.person_id"
    )
    op.drop_constraint(op.f("fk_participation_tenant_id_person_id"), "participation", type_="foreignkey")
    op.drop_constraint(op.f("fk_participation_tenant_id_registration_id"), "participation", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_participation_tenant_id_registration_id_person_id"),
        "participation",
        "registration",
        ["tenant_id", "registration_id", "person_id"],
        ["tenant_id", "id", "person_id"],
        onupdate="CASCADE",
    )
    for name, columns, alive in (
        ("uq_participation_alive", ["opening_id", "registration_id"], "standing <> 'ended'"),
        ("uq_participation_sole", ["registration_id"], "sole AND standing = 'holding'"),
    ):
        op.create_index(name, "participation", ["tenant_id", *columns], unique=True, postgresql_where=sa.text(alive))
    op.execute(
        "ALTER TABLE participation ADD CONSTRAINT ex_participation_during EXCLUDE USING gist "
        "(tenant_id WITH =, person_id WITH =, during WITH &&) WHERE (standing = 'holding')"
    )
    for name, columns in (
        ("ix_participation_opening", ["opening_id", "standing"]),
        ("ix_participation_person", ["person_id"]),
        ("ix_participation_edition", ["edition_id"]),
    ):
        op.create_index(name, "participation", ["tenant_id", *columns], unique=False)
    op.execute(KEEP_COUNT)
    op.execute(
        "CREATE TRIGGER keep_count AFTER INSERT OR UPDATE OR DELETE ON participation "
        "FOR EACH ROW EXECUTE FUNCTION keep_count()"
    )


def _counters() -> None:
    """Count on from the references that registrations and offers have: letters, then digits."""
    op.execute(
        "INSERT INTO reference_counter (tenant_id, id, edition_id, prefix, last) "
        "SELECT tenant_id, gen_random_uuid(), edition_id, parts[1], max(parts[2]::integer) FROM ("
        "SELECT tenant_id, edition_id, regexp_match(reference, '^([^0-9]+)([0-9]{1,9})$') AS parts FROM ("
        "SELECT tenant_id, edition_id, reference FROM registration UNION ALL "
        "SELECT tenant_id, edition_id, reference FROM offer) told) counted "
        "WHERE parts IS NOT NULL GROUP BY tenant_id, edition_id, parts[1]"
    )


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

"""The public catalogue: entries that everybody may read, what changed, what was not found"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.noting import FUNCTION, noted
from core.database.walls import CURRENT_TENANT, wall

revision = "core0023"
down_revision = "core0022"
branch_labels = None
depends_on = None

#: Everybody reads, and each network writes what is its own.
POLICIES = (
    "ALTER TABLE catalogue_entry ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE catalogue_entry FORCE ROW LEVEL SECURITY",
    "CREATE POLICY read_by_all ON catalogue_entry FOR SELECT USING (true)",
    f"CREATE POLICY added_by_its_own ON catalogue_entry FOR INSERT WITH CHECK (tenant_id = {CURRENT_TENANT})",
    f"CREATE POLICY changed_by_its_own ON catalogue_entry FOR UPDATE USING (tenant_id = {CURRENT_TENANT}) "
    f"WITH CHECK (tenant_id = {CURRENT_TENANT})",
    f"CREATE POLICY deleted_by_its_own ON catalogue_entry FOR DELETE USING (tenant_id = {CURRENT_TENANT})",
)

#: How a registration stands changes how many people ask for a place: its edition is looked at.
STANDINGS = """
CREATE FUNCTION note_catalogue_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE acting uuid := NULLIF(current_setting('app.tenant', true), '')::uuid;
BEGIN
  IF acting IS NOT NULL THEN
    INSERT INTO catalogue_change (id, tenant_id, kind, subject_id, noted_at)
    SELECT gen_random_uuid(), acting, 'edition', edition_id, now() FROM (
      SELECT DISTINCT changed.edition_id FROM changed
      JOIN before ON before.tenant_id = changed.tenant_id AND before.id = changed.id
      WHERE before.standing <> changed.standing
    ) AS about;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_update AFTER UPDATE ON registration REFERENCING OLD TABLE AS before NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_standing()
"""


def columns() -> Sequence[sa.Column[object]]:
    return (
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("nis", sa.String(), nullable=True),
        sa.Column("municipality", postgresql.JSONB(), nullable=False),
        sa.Column("territory", sa.String(), nullable=True),
        sa.Column("facets", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=True),
        sa.Column("public_from", sa.Date(), nullable=True),
        sa.Column("words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("title_words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("name_key", sa.String(collation="C"), nullable=False),
        sa.Column("place_fr", sa.String(collation="C"), nullable=False),
        sa.Column("place_nl", sa.String(collation="C"), nullable=False),
        sa.Column(
            "search", postgresql.TSVECTOR(), sa.Computed("array_to_tsvector(words)", persisted=True), nullable=False
        ),
        sa.Column(
            "title_search",
            postgresql.TSVECTOR(),
            sa.Computed("array_to_tsvector(title_words)", persisted=True),
            nullable=False,
        ),
    )


def upgrade() -> None:
    for table, key in (("catalogue_entry", ["id"]), ("catalogue_rehearsed_entry", ["tenant_id", "id"])):
        op.create_table(
            table,
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("id", sa.Uuid(), nullable=False),
            *columns(),
            sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
            sa.ForeignKeyConstraint(
                ["tenant_id", "id"],
                ["offer.tenant_id", "offer.id"],
                name=op.f(f"fk_{table}_tenant_id_id"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_edition", table, ["tenant_id", "edition_id", "name_key", "id"])
    op.create_index("ix_catalogue_entry_search", "catalogue_entry", ["search"], postgresql_using="gin")
    op.create_index("ix_catalogue_entry_organisation", "catalogue_entry", ["organisation_id"])
    op.create_index("ix_catalogue_entry_institution", "catalogue_entry", ["institution_id"])
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('offer', 'edition', 'organisation', 'retold')", name=op.f("ck_catalogue_change_kind")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_catalogue_change_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    op.create_index("ix_catalogue_change_tenant", "catalogue_change", ["tenant_id"])
    op.create_table(
        "catalogue_miss",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_catalogue_miss_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalogue_miss")),
        sa.UniqueConstraint("tenant_id", "day", "query", name=op.f("uq_catalogue_miss_tenant_id_day_query")),
    )
    for statement in (
        *POLICIES,
        wall("catalogue_rehearsed_entry"),
        wall("catalogue_miss"),
        FUNCTION,
        *noted("offer", "INSERT", "UPDATE", kind="offer", column="id"),
        *noted("opening", "INSERT", "UPDATE", kind="offer", column="offer_id"),
        *noted("phase", "INSERT", "UPDATE", kind="edition", column="edition_id"),
        *noted("organisation", "UPDATE", kind="organisation", column="id"),
        *noted("organisation_sector", "INSERT", "DELETE", kind="organisation", column="organisation_id"),
        STANDINGS,
    ):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("What is noted would be lost; restore a backup instead.")

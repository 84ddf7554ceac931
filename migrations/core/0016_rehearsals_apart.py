"""People and organisations of a rehearsal apart from those of the network, and deleted with it"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import CURRENT_TENANT, lowered, raised

revision = "core0016"
down_revision = "core0015"
branch_labels = None
depends_on = None

#: People of whom nothing is known but what one rehearsal entered belong to it. What it entered into the directory
#: before this revision stays there.
REHEARSED = """
UPDATE person SET rehearsal_id = only_there.edition_id FROM (
    SELECT r.tenant_id, r.person_id, min(r.edition_id::text)::uuid AS edition_id FROM registration r
    JOIN edition e ON e.tenant_id = r.tenant_id AND e.id = r.edition_id
    GROUP BY r.tenant_id, r.person_id HAVING count(DISTINCT e.id) = 1 AND bool_and(e.state = 'rehearsal')
) only_there
WHERE person.tenant_id = only_there.tenant_id AND person.id = only_there.person_id AND person.account_id IS NULL
"""

#: A tenant sees the directory, and what its own rehearsals entered; it deletes the latter alone.
POLICIES = (
    "ALTER TABLE organisation ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE organisation FORCE ROW LEVEL SECURITY",
    "CREATE POLICY directory_seen ON organisation FOR SELECT "
    f"USING (rehearsal_id IS NULL OR steward_id = {CURRENT_TENANT})",
    "CREATE POLICY directory_entered ON organisation FOR INSERT "
    f"WITH CHECK (rehearsal_id IS NULL OR steward_id = {CURRENT_TENANT})",
    "CREATE POLICY directory_changed ON organisation FOR UPDATE "
    f"USING (rehearsal_id IS NULL OR steward_id = {CURRENT_TENANT})",
    "CREATE POLICY rehearsal_wiped ON organisation FOR DELETE "
    f"USING (rehearsal_id IS NOT NULL AND steward_id = {CURRENT_TENANT})",
)
NAMES = ("directory_seen", "directory_entered", "directory_changed", "rehearsal_wiped")


def upgrade() -> None:
    op.add_column("person", sa.Column("rehearsal_id", sa.Uuid(), nullable=True))
    op.execute(lowered("person", "registration", "edition"))
    op.execute(REHEARSED)
    # The key is checked against the rows there are, which its owner sees only while the walls are down.
    op.create_foreign_key(
        "fk_person_tenant_id_rehearsal_id", "person", "edition", ["tenant_id", "rehearsal_id"], ["tenant_id", "id"]
    )
    op.execute(raised("person", "registration", "edition"))
    op.create_index("ix_person_rehearsal", "person", ["tenant_id", "rehearsal_id"])
    op.drop_index("uq_person_email_key", "person")
    op.create_index(
        "uq_person_email_key",
        "person",
        ["tenant_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("email_key IS NOT NULL AND rehearsal_id IS NULL"),
    )
    op.create_index(
        "uq_person_rehearsed",
        "person",
        ["tenant_id", "rehearsal_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("email_key IS NOT NULL AND rehearsal_id IS NOT NULL"),
    )

    op.add_column("organisation", sa.Column("rehearsal_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        "rehearsed_by_a_tenant", "organisation", "rehearsal_id IS NULL OR steward_id IS NOT NULL"
    )
    op.create_foreign_key(
        "fk_organisation_steward_id_rehearsal_id",
        "organisation",
        "edition",
        ["steward_id", "rehearsal_id"],
        ["tenant_id", "id"],
    )
    op.create_index("ix_organisation_rehearsal", "organisation", ["steward_id", "rehearsal_id"])
    op.drop_index("uq_organisation_name_key", "organisation")
    op.create_index(
        "uq_organisation_name_key",
        "organisation",
        ["name_key", "parent_id", "rehearsal_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for statement in POLICIES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP POLICY {name} ON organisation")
    op.execute("ALTER TABLE organisation NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE organisation DISABLE ROW LEVEL SECURITY")
    op.drop_index("uq_organisation_name_key", "organisation")
    op.create_index(
        "uq_organisation_name_key",
        "organisation",
        ["name_key", "parent_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("ix_organisation_rehearsal", "organisation")
    op.drop_constraint("fk_organisation_steward_id_rehearsal_id", "organisation", type_="foreignkey")
    op.drop_constraint("ck_organisation_rehearsed_by_a_tenant", "organisation", type_="check")
    op.drop_column("organisation", "rehearsal_id")
    op.drop_index("uq_person_rehearsed", "person")
    op.drop_index("uq_person_email_key", "person")
    op.create_index(
        "uq_person_email_key",
        "person",
        ["tenant_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("email_key IS NOT NULL"),
    )
    op.drop_index("ix_person_rehearsal", "person")
    op.drop_constraint("fk_person_tenant_id_rehearsal_id", "person", type_="foreignkey")
    op.drop_column("person", "rehearsal_id")

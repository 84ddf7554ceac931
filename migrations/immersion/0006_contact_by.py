"""By which day a trainee contacts the host stands on the placement"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import lowered, raised

revision = "immersion0006"
down_revision = "immersion0005"
branch_labels = None
depends_on = None

CARRIED_OVER = ("immersion_placement", "participation", "edition")


def upgrade() -> None:
    op.add_column("immersion_placement", sa.Column("contact_by", sa.Date(), nullable=True))
    op.execute(lowered(*CARRIED_OVER))
    op.execute(
        "UPDATE immersion_placement place SET contact_by = "
        "(held.begun_at AT TIME ZONE 'Europe/Brussels')::date + coalesce((edition.settings->>'contact_days')::integer, 14) "
        "FROM participation held "
        "JOIN edition ON (edition.tenant_id, edition.id) = (held.tenant_id, held.edition_id) "
        "WHERE (held.tenant_id, held.id) = (place.tenant_id, place.participation_id)"
    )
    op.execute(raised(*CARRIED_OVER))
    op.alter_column("immersion_placement", "contact_by", nullable=False)


def downgrade() -> None:
    op.drop_column("immersion_placement", "contact_by")

"""A placement keeps its round and its rank; the rest is its participation's"""

from alembic import op

from core.database.walls import lowered, raised

revision = "immersion0004"
down_revision = "immersion0003"
branch_labels = None
depends_on = None

CARRIED_OVER = ("immersion_placement", "participation")


def upgrade() -> None:
    op.execute(lowered(*CARRIED_OVER))
    op.execute(
        "UPDATE participation SET sole = true, begun_at = placed_at, ended_at = place.ended_at "
        "FROM immersion_placement place "
        "WHERE (place.tenant_id, place.participation_id) = (participation.tenant_id, participation.id)"
    )
    op.execute(raised(*CARRIED_OVER))
    for column in ("edition_id", "registration_id", "offer_id", "placed_at", "ended_at"):
        op.drop_column("immersion_placement", column)
    op.create_unique_constraint(
        op.f("uq_immersion_placement_tenant_id_participation_id"),
        "immersion_placement",
        ["tenant_id", "participation_id"],
    )
    op.create_index("ix_immersion_placement_round", "immersion_placement", ["tenant_id", "round_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")

"""What is said of offers, and who chooses them, is noted for the catalogue"""

from alembic import op

from core.database.noting import noted

revision = "immersion0007"
down_revision = "immersion0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (
        *noted("immersion_offer", "INSERT", "UPDATE", kind="offer", column="offer_id"),
        *noted("immersion_choice", "INSERT", "UPDATE", "DELETE", kind="offer", column="offer_id"),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("immersion_offer", "immersion_choice"):
        for operation in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS note_{operation} ON {table}")

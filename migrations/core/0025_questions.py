"""Questions that networks add to forms, version by version, and what was answered"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0025"
down_revision = "core0024"
branch_labels = None
depends_on = None

OWN = (sa.Column("tenant_id", sa.Uuid(), nullable=False), sa.Column("id", sa.Uuid(), nullable=False))


def _own(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _of_form(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "form_id"], ["form.tenant_id", "form.id"], name=op.f(f"fk_{table}_tenant_id_form_id")
    )


def upgrade() -> None:
    op.create_table(
        "form",
        *(column.copy() for column in OWN),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        *_own("form"),
        sa.UniqueConstraint(
            *("tenant_id", "owner_kind", "owner_id", "part"), name=op.f("uq_form_tenant_id_owner_kind_owner_id_part")
        ),
    )
    op.create_table(
        "form_version",
        *(column.copy() for column in OWN),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        *_own("form_version"),
        _of_form("form_version"),
        sa.UniqueConstraint("tenant_id", "form_id", "number", name=op.f("uq_form_version_tenant_id_form_id_number")),
    )
    op.create_table(
        "form_answer",
        *(column.copy() for column in OWN),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        *_own("form_answer"),
        _of_form("form_answer"),
        sa.UniqueConstraint(
            *("tenant_id", "form_id", "subject_id"), name=op.f("uq_form_answer_tenant_id_form_id_subject_id")
        ),
    )
    op.create_index("ix_form_answer_subject", "form_answer", ["tenant_id", "subject_id"])
    for table in ("form", "form_version", "form_answer"):
        op.execute(wall(table))


def downgrade() -> None:
    for table in ("form_answer", "form_version", "form"):
        op.drop_table(table)

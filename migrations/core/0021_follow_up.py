"""What was said of a place after it was given, and who wants no reminders"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.walls import wall

revision = "core0021"
down_revision = "core0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_refusal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_reminder_refusal_tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_reminder_refusal_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reminder_refusal")),
        sa.UniqueConstraint("tenant_id", "person_id", name=op.f("uq_reminder_refusal_tenant_id_person_id")),
    )
    op.execute(wall("reminder_refusal"))
    op.create_table(
        "follow_up",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("conflict", sa.String(), nullable=True),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("conflict IN ('contact', 'dates', 'outcome')", name=op.f("ck_follow_up_conflict")),
        sa.CheckConstraint(
            "stage IN ('waiting', 'no_news', 'contacted', 'agreed', 'took_place', 'did_not')",
            name=op.f("ck_follow_up_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_follow_up_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_follow_up_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("tenant_id", "participation_id", name=op.f("uq_follow_up_tenant_id_participation_id")),
    )
    op.execute(wall("follow_up"))
    op.create_table(
        "follow_up_step",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("stretches", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.CheckConstraint("side IN ('guest', 'host', 'team')", name=op.f("ck_follow_up_step_side")),
        sa.CheckConstraint(
            "step IN ('anew', 'contacted', 'no_news', 'agreed', 'took_place', 'did_not')",
            name=op.f("ck_follow_up_step_step"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "participation_id"],
            ["participation.tenant_id", "participation.id"],
            name=op.f("fk_follow_up_step_tenant_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_follow_up_step_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_follow_up_step")),
    )
    op.execute(wall("follow_up_step"))
    op.create_index(
        "ix_follow_up_step_participation", "follow_up_step", ["tenant_id", "participation_id"], unique=False
    )
    op.add_column("occurrence", sa.Column("participation_id", sa.Uuid(), nullable=True))
    op.add_column("occurrence", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_occurrence_participation", "occurrence", ["tenant_id", "participation_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_occurrence_tenant_id_participation_id"),
        "occurrence",
        "participation",
        ["tenant_id", "participation_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (participation_id)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_occurrence_tenant_id_participation_id"), "occurrence", type_="foreignkey")
    op.drop_index("ix_occurrence_participation", table_name="occurrence")
    op.drop_column("occurrence", "called_off_at")
    op.drop_column("occurrence", "participation_id")
    op.drop_index("ix_follow_up_step_participation", table_name="follow_up_step")
    op.drop_table("follow_up_step")
    op.drop_table("follow_up")
    op.drop_table("reminder_refusal")

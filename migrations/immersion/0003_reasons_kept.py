"""What a published round decided and why is kept with it, and who asked for new choices stands on the round

Rounds published before are explained here, from what was frozen: their files stay as they are, to the byte.
"""

import json
import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.base import uuid7
from core.database.walls import wall
from plugins.immersion.matching import parse_instance
from plugins.immersion.reasons import reasons_of
from plugins.immersion.rules import fingerprint
from plugins.immersion.variants import figures_of

revision = "immersion0003"
down_revision = "immersion0002"
branch_labels = None
depends_on = None

#: The new tables of reasons: what each is about, the table of that, and how its rows are told from others'.
KEPT = (
    ("immersion_round_reason", "registration", "role = 'trainee' AND"),
    ("immersion_round_offer", "offer", ""),
)


def upgrade() -> None:
    _add_columns()
    for table, subject, _which in KEPT:
        _create(table, subject)
    for (tenant,) in op.get_bind().execute(sa.text("SELECT id FROM tenant")).all():
        op.get_bind().execute(sa.text("SELECT set_config('app.tenant', :id, true)"), {"id": str(tenant)})
        _fill(tenant)
    for table, *_rest in KEPT:
        op.execute(wall(table))


def downgrade() -> None:
    raise RuntimeError("What these tables hold would be lost; restore a backup instead.")


def _add_columns() -> None:
    for column in (
        sa.Column("result_sha256", sa.String(), nullable=True),
        sa.Column("measures", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_letters", sa.Integer(), nullable=True),
    ):
        op.add_column("immersion_round", column)


def _create(table: str, subject: str) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(f"{subject}_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", f"{subject}_id"],
            [f"{subject}.tenant_id", f"{subject}.id"],
            name=op.f(f"fk_{table}_tenant_id_{subject}_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "round_id"],
            ["immersion_round.tenant_id", "immersion_round.id"],
            name=op.f(f"fk_{table}_tenant_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "tenant_id", "round_id", f"{subject}_id", name=op.f(f"uq_{table}_tenant_id_round_id_{subject}_id")
        ),
    )
    op.create_index(f"ix_{table}_{subject}", table, ["tenant_id", f"{subject}_id"], unique=False)


def _fill(tenant: uuid.UUID) -> None:
    """Fill what is new of one tenant, named in each statement: an owner of the tables may stand above the wall."""
    bind = op.get_bind()
    asked = sa.text(
        "UPDATE immersion_round r SET asked_at = a.counted_at, asked_by = a.by_name, "
        "asked_letters = COALESCE((a.details->>'letters')::int, 0) FROM audit_entry a "
        "WHERE r.tenant_id = :tenant AND a.tenant_id = r.tenant_id AND a.subject_id = r.id "
        "AND a.act = 'immersion.round.choices_asked'"
    )
    bind.execute(asked, {"tenant": tenant})
    decided = sa.text(
        "SELECT id, edition_id, state, snapshot, result FROM immersion_round "
        "WHERE tenant_id = :tenant AND result IS NOT NULL ORDER BY id"
    )
    counted = sa.text(
        "UPDATE immersion_round SET measures = :measures, result_sha256 = :sha256 WHERE tenant_id = :tenant AND id = :id"
    ).bindparams(sa.bindparam("measures", type_=postgresql.JSONB))
    for round_ in bind.execute(decided, {"tenant": tenant}).all():
        figures = figures_of(parse_instance(round_.snapshot), json.loads(round_.result)["assignment"])
        values = {"measures": figures.as_json(), "sha256": fingerprint(round_.result)}
        bind.execute(counted, {"tenant": tenant, "id": round_.id, **values})
        reasons = reasons_of(round_.snapshot, round_.result) if round_.state == "published" else None
        if reasons is not None:
            people = {name: each.as_json() for name, each in reasons.people.items()}
            offers = {name: each.as_json() for name, each in reasons.offers.items()}
            for kept, facts in zip(KEPT, (people, offers), strict=True):
                _keep(tenant, round_, kept, facts)


def _keep(
    tenant: uuid.UUID, round_: sa.Row[Any], where: tuple[str, str, str], facts: dict[str, dict[str, Any]]
) -> None:
    bind = op.get_bind()
    table, subject, which = where
    known = sa.text(f"SELECT reference, id FROM {subject} WHERE {which} tenant_id = :tenant AND edition_id = :edition")
    found = bind.execute(known, {"tenant": tenant, "edition": round_.edition_id})
    rows = [
        {"tenant": tenant, "id": uuid7(), "round": round_.id, "about": id_, "facts": facts[reference]}
        for reference, id_ in found
        if reference in facts
    ]
    insert = sa.text(
        f"INSERT INTO {table} (tenant_id, id, round_id, {subject}_id, facts) "
        "VALUES (:tenant, :id, :round, :about, :facts)"
    ).bindparams(sa.bindparam("facts", type_=postgresql.JSONB))
    if rows:
        bind.execute(insert, rows)
